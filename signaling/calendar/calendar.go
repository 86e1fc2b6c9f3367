package calendar

import (
	"fmt"
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"

	"corner/room/schedule"
	"corner/room/walltime"
)

const (
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
	product   = "-//Corner//Corner//EN"
	refresh   = "PT1H"
	nobody    = "invalid:nomail" // where an address has to be and there is none
)

// File is the calendar of one series, to be kept: METHOD:PUBLISH, or CANCEL where the series was cancelled. Domain is
// the server's name, which makes the id of the series one in the world.
func File(e Entry, domain string, now time.Time) []byte {
	method := ics.MethodPublish
	if e.Series.Cancelled {
		method = ics.MethodCancel
	}
	return write([]Entry{e}, domain, method, "", now)
}

// Cancellation tells that one instance was cancelled: METHOD:CANCEL. It refuses with schedule.ErrNoInstance.
func Cancellation(e Entry, on walltime.Date, domain string, now time.Time) ([]byte, error) {
	i, err := e.Series.Find(on)
	if err != nil {
		return nil, err
	}
	i.Cancelled = true
	w := writer{cal: ics.NewCalendar(), domain: domain}
	w.head(ics.MethodCancel, "")
	w.zones([]Entry{e}, now)
	p := e.Series.Parts[e.Series.PartOf(on)]
	if p.Rule.Freq == schedule.Once {
		w.once(e, p, i)
	} else {
		w.instance(e, p, i)
	}
	return w.bytes(), nil
}

// Feed is the calendar of many series, to be looked at again and again. Those beyond MaxEntries are left out.
func Feed(name string, entries []Entry, domain string, now time.Time) []byte {
	return write(entries[:min(len(entries), MaxEntries)], domain, ics.MethodPublish, name, now)
}

func write(entries []Entry, domain string, method ics.Method, name string, now time.Time) []byte {
	w := writer{cal: ics.NewCalendar(), domain: domain}
	w.head(method, name)
	w.zones(entries, now)
	for _, e := range entries {
		w.entry(e)
	}
	return w.bytes()
}

// writer is a calendar that is being written.
type writer struct {
	cal    *ics.Calendar
	domain string
}

func (w writer) head(method ics.Method, name string) {
	w.cal.SetProductId(product)
	w.cal.SetCalscale("GREGORIAN")
	w.cal.SetMethod(method)
	if name = line(name, MaxTitle); name != "" {
		w.cal.SetName(name)
		w.cal.SetXWRCalName(name)
		w.cal.SetRefreshInterval(refresh)
		w.cal.SetXPublishedTTL(refresh)
	}
}

// bytes are the calendar, with the line ends of RFC 5545 on every system.
func (w writer) bytes() []byte { return []byte(w.cal.Serialize(ics.WithNewLine("\r\n"))) }

// entry writes every part of a series, and its instances that were moved.
func (w writer) entry(e Entry) {
	s := e.Series
	for n, p := range s.Parts {
		if p.Rule.Freq == schedule.Once {
			if i, err := s.Find(p.Start.Date); err == nil {
				w.once(e, p, i)
			}
			continue
		}
		event := w.event(e, p)
		start(event, ics.ComponentPropertyDtStart, p.Start, p.Zone)
		length(event, p.Length)
		event.AddRrule(p.RRule())
		status(event, s.Cancelled)
		for _, x := range s.Exceptions {
			if s.PartOf(x.On) == n && x.Cancelled() {
				start(event, ics.ComponentPropertyExdate, p.Start.On(x.On), p.Zone)
			}
		}
		for _, x := range s.Exceptions {
			if s.PartOf(x.On) == n && !x.Cancelled() {
				if i, err := s.Find(x.On); err == nil {
					w.instance(e, p, i)
				}
			}
		}
	}
}

// once writes a part that is one session, wherever it was moved.
func (w writer) once(e Entry, p schedule.Part, i schedule.Instance) {
	event := w.event(e, p)
	start(event, ics.ComponentPropertyDtStart, i.Wall, p.Zone)
	length(event, i.End.Sub(i.Start))
	status(event, i.Cancelled)
}

// instance writes one instance apart from its series.
func (w writer) instance(e Entry, p schedule.Part, i schedule.Instance) {
	event := w.event(e, p)
	start(event, ics.ComponentPropertyRecurrenceId, p.Start.On(i.On), p.Zone)
	start(event, ics.ComponentPropertyDtStart, i.Wall, p.Zone)
	length(event, i.End.Sub(i.Start))
	status(event, i.Cancelled)
}

// event is an event with what every one has.
func (w writer) event(e Entry, p schedule.Part) *ics.VEvent {
	event := w.cal.AddEvent(UID(e.Series, p, w.domain))
	event.SetDtStampTime(e.Series.Changed)
	event.SetModifiedAt(e.Series.Changed)
	event.SetSequence(e.Series.Sequence)
	event.SetSummary(line(e.Title, MaxTitle))
	if text := clean(e.Description, MaxDescription); text != "" {
		event.SetDescription(text)
	}
	if url := link(e.URL); url != "" {
		event.SetURL(url)
		event.SetLocation(url)
	}
	if name := parameter(e.Host); name != "" {
		event.SetProperty(ics.ComponentPropertyOrganizer, nobody, ics.WithCN(name))
	}
	return event
}

// UID is what calendars know a part of a series by.
func UID(s schedule.Series, p schedule.Part, domain string) string {
	if p.Serial == 0 {
		return s.ID + "@" + domain
	}
	return s.ID + "-" + strconv.Itoa(p.Serial) + "@" + domain
}

func status(event *ics.VEvent, cancelled bool) {
	if cancelled {
		event.SetStatus(ics.ObjectStatusCancelled)
		return
	}
	event.SetStatus(ics.ObjectStatusConfirmed)
}

// start writes a wall time with its zone.
func start(event *ics.VEvent, property ics.ComponentProperty, at walltime.Wall, zone string) {
	event.AddProperty(property, at.UTC().Format(localForm), ics.WithTZID(zone))
}

// length writes how long an event is. DTEND as a wall time would be another length on a night in which clocks change.
func length(event *ics.VEvent, d time.Duration) {
	event.SetProperty(ics.ComponentPropertyDuration, fmt.Sprintf("PT%dM", int(d/time.Minute)))
}
