package planner

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"corner/room/schedule"
	"corner/room/walltime"
)

// at is an instant, written as in RFC 3339 without seconds, in UTC.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	when, err := time.Parse("2006-01-02T15:04Z", text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// weekly is a plan of Saturdays at 20:00 in Shanghai, 12:00 UTC, made on the first of March.
func weekly(t *testing.T) schedule.Plan {
	t.Helper()
	rule, err := schedule.ParseRule("FREQ=WEEKLY;BYDAY=SA")
	if err != nil {
		t.Fatal(err)
	}
	start, err := walltime.Parse("2027-03-06T20:00")
	if err != nil {
		t.Fatal(err)
	}
	series, err := schedule.New("AAAAAAAAAAAAAAAAAAAAAA", schedule.Part{Start: start, Zone: "Asia/Shanghai", Length: time.Hour,
		Rule: rule}, []byte(`{}`), at(t, "2027-03-01T10:00Z"))
	if err != nil {
		t.Fatal(err)
	}
	return schedule.Plan{Series: series, Owner: "host", Name: "Ada"}
}

func date(t *testing.T, text string) walltime.Date {
	t.Helper()
	d, err := walltime.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// change is what a host does to a plan.
type change func(schedule.Plan, time.Time) (schedule.Plan, error)

// ofAll changes every session.
func ofAll(set func(*schedule.Part)) change {
	return func(p schedule.Plan, now time.Time) (schedule.Plan, error) {
		part := p.Series.Parts[0]
		set(&part)
		s, err := p.Series.ChangeAll(part, now)
		p.Series = s
		return p, err
	}
}

// changes cancel the session of the sixth, move it, move it back, and change what is no news of it.
func changes(t *testing.T) (cancelled, moved, back, titled change) {
	t.Helper()
	on := date(t, "2027-03-06")
	to, err := walltime.Parse("2027-03-07T20:00")
	if err != nil {
		t.Fatal(err)
	}
	cancelled = func(p schedule.Plan, now time.Time) (schedule.Plan, error) {
		s, err := p.Series.Cancel(on, now)
		p.Series = s
		return p, err
	}
	moved = func(p schedule.Plan, now time.Time) (schedule.Plan, error) {
		s, err := p.Series.Move(on, to, 0, now)
		p.Series = s
		return p, err
	}
	back = func(p schedule.Plan, now time.Time) (schedule.Plan, error) {
		p, err := moved(p, now)
		if err == nil {
			p.Series, err = p.Series.Restore(on, now)
		}
		return p, err
	}
	titled = func(p schedule.Plan, now time.Time) (schedule.Plan, error) {
		s, err := p.Series.SetPayload([]byte(`{"title":"Coffee"}`), now)
		p.Series, p.Name, p.Limit = s, "Eve", 12
		return p, err
	}
	return cancelled, moved, back, titled
}

func TestWhatSomebodyIsToldAndWhenTheyAreLookedAtAgain(t *testing.T) {
	cancelled, moved, back, titled := changes(t)
	longer := ofAll(func(p *schedule.Part) { p.Length += 30 * time.Minute })
	singapore := ofAll(func(p *schedule.Part) { p.Zone = "Asia/Singapore" }) // where it is as late as in Shanghai
	hourLater := ofAll(func(p *schedule.Part) { p.Start.Hour++ })
	for name, c := range map[string]struct {
		zone, last, now string
		told            string // what they were told: as it was at first, or "nothing", "as it is", "cancelled"
		change          change
		changed         string
		kind            Kind
		again           string
		quiet           bool
	}{
		"who has just said yes is told nothing": {zone: "Europe/Madrid", now: "2027-03-02T10:00Z", again: "2027-03-05T12:00Z"},
		"who waited is told at once": {zone: "Europe/Madrid", now: "2027-03-02T10:00Z", told: "nothing", kind: Free,
			again: "2027-03-05T12:00Z"},
		"a day before": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-05T12:00Z", kind: Soon,
			again: "2027-03-06T11:45Z"},
		"a quarter of an hour before": {zone: "Europe/Madrid", last: "2027-03-05T12:00Z", now: "2027-03-06T11:45Z", kind: Soon},
		"nothing is due yet": {zone: "Europe/Madrid", last: "2027-03-05T12:00Z", now: "2027-03-06T11:44Z",
			again: "2027-03-06T11:45Z"},
		"of two that were missed one is given": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-06T11:50Z", kind: Soon},
		"after it has begun nobody is told":    {zone: "Europe/Madrid", last: "2027-03-05T12:00Z", now: "2027-03-06T12:00Z"},
		"who would sleep is told the evening before": {zone: "America/Los_Angeles", last: "2027-03-02T20:00Z", now: "2027-03-05T05:00Z",
			kind: Soon, again: "2027-03-06T05:00Z"},
		"at night it waits for the morning": {zone: "America/New_York", last: "2027-03-02T20:00Z", now: "2027-03-06T06:00Z",
			again: "2027-03-06T13:00Z", quiet: true},
		"in half an hour's zone the morning too": {zone: "Asia/Kolkata", last: "2027-03-02T10:00Z", now: "2027-03-03T20:00Z",
			change: moved, changed: "2027-03-03T19:00Z", again: "2027-03-04T02:30Z", quiet: true},
		"cancelled": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-03T10:00Z", change: cancelled,
			changed: "2027-03-03T09:59Z", kind: Cancelled},
		"cancelled, and told": {zone: "Europe/Madrid", last: "2027-03-03T10:00Z", now: "2027-03-03T10:05Z", change: cancelled,
			changed: "2027-03-03T09:59Z", told: "as it is"},
		"moved": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-03T10:00Z", change: moved,
			changed: "2027-03-03T09:59Z", kind: Changed, again: "2027-03-06T12:00Z"},
		"moved, and told": {zone: "Europe/Madrid", last: "2027-03-03T10:00Z", now: "2027-03-03T10:05Z", change: moved,
			changed: "2027-03-03T09:59Z", told: "as it is", again: "2027-03-06T12:00Z"},
		"moved while they have just replied": {zone: "Europe/Madrid", now: "2027-03-03T10:00Z", change: moved,
			changed: "2027-03-03T09:59Z", kind: Changed, again: "2027-03-06T12:00Z"},
		"moved and back again": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-03T10:00Z", change: back,
			changed: "2027-03-03T09:59Z", again: "2027-03-05T12:00Z"},
		"an hour later every week": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-03T10:00Z", change: hourLater,
			changed: "2027-03-03T09:59Z", kind: Changed, again: "2027-03-05T13:00Z"},
		"another title, host's name and limit": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-03T10:00Z",
			change: titled, changed: "2027-03-03T09:59Z", again: "2027-03-05T12:00Z"},
		"another title at the hour of a reminder": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-05T12:00Z",
			change: titled, changed: "2027-03-05T11:59Z", kind: Soon, again: "2027-03-06T11:45Z"},
		"longer": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-03T10:00Z", change: longer,
			changed: "2027-03-03T09:59Z", kind: Changed, again: "2027-03-05T12:00Z"},
		"the host is elsewhere": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-03T10:00Z", change: singapore,
			changed: "2027-03-03T09:59Z", kind: Changed, again: "2027-03-05T12:00Z"},
		"it will be after all": {zone: "Europe/Madrid", last: "2027-03-02T10:00Z", now: "2027-03-03T10:00Z", told: "cancelled",
			kind: Changed, again: "2027-03-05T12:00Z"},
		"a zone that is none here": {zone: "Mars/Base", now: "2027-03-02T10:00Z", again: "2027-03-05T12:00Z"},
	} {
		plan := weekly(t)
		first, err := plan.Series.Find(date(t, "2027-03-06"))
		if err != nil {
			t.Fatal(name, err)
		}
		if c.change != nil {
			if plan, err = c.change(plan, at(t, c.changed)); err != nil {
				t.Fatal(name, err)
			}
		}
		r := schedule.Reminder{Key: schedule.Key{ID: plan.Series.ID, On: date(t, "2027-03-06")},
			Guest: schedule.Guest{Person: "bo", Zone: c.zone}, Last: at(t, c.last), Told: schedule.ToldOf(first)}
		instance, err := plan.Series.Find(r.On)
		if err != nil {
			t.Fatal(name, err)
		}
		r.Told = map[string]schedule.Told{"": r.Told, "as it is": schedule.ToldOf(instance), "cancelled": {Cancelled: true}}[c.told]
		n := newsFor(r, plan, instance, at(t, c.now))
		if n.kind != c.kind || !n.again.Equal(at(t, c.again)) || n.quiet != c.quiet {
			t.Errorf("%s: %q, again %v, quiet %t", name, n.kind, n.again, n.quiet)
		}
	}
}

func TestNobodyIsEverToldAtNight(t *testing.T) {
	plan := weekly(t)
	instance, err := plan.Series.Find(date(t, "2027-03-13"))
	if err != nil {
		t.Fatal(err)
	}
	for _, zone := range []string{"America/New_York", "Asia/Kolkata", "Australia/Sydney", "Pacific/Kiritimati", "UTC"} {
		r := schedule.Reminder{Key: schedule.Key{ID: plan.Series.ID, On: instance.On}, Guest: schedule.Guest{Zone: zone},
			Last: at(t, "2027-03-11T00:00Z"), Told: schedule.ToldOf(instance)}
		for now := r.Last; now.Before(instance.Start); now = now.Add(7 * time.Minute) {
			n := newsFor(r, plan, instance, now)
			hour := now.In(zoneOf(zone)).Hour()
			if n.kind != "" && (hour >= schedule.QuietFrom || hour < schedule.QuietUntil) {
				t.Fatalf("%s: %q at %v", zone, n.kind, now.In(zoneOf(zone)))
			}
			if !n.again.IsZero() && !n.again.After(now) {
				t.Fatalf("%s: at %v to be looked at again at %v", zone, now, n.again)
			}
		}
	}
}

func TestTheWordsSayWhenByTheReadersClock(t *testing.T) {
	i := schedule.Instance{Start: at(t, "2027-03-06T12:05Z")}
	for locale, want := range map[string]string{
		"en-US":   "Starts Sat 6 Mar, 17:35",
		"zh-Hans": "3月6日周六 17:35 开始",
		"zh-CN":   "3月6日周六 17:35 开始",
		"es-MX":   "Empieza el sáb 6 mar a las 17:35",
		"ar":      "يبدأ السبت 6 مارس، 17:35",
		"fr":      "Starts Sat 6 Mar, 17:35",
		"":        "Starts Sat 6 Mar, 17:35",
	} {
		if got := wordsFor(locale).body(Soon, i, zoneOf("Asia/Kolkata")); got != want {
			t.Errorf("%q: %q", locale, got)
		}
	}
}

func TestEveryLanguageHasEveryWord(t *testing.T) {
	for _, w := range vocabulary() {
		for _, word := range append(w.days[:], w.months[:]...) {
			if word == "" || !utf8.ValidString(word) {
				t.Errorf("%s: a day or a month has no name", w.language)
			}
		}
		for _, kind := range kinds {
			if said := w.says[kind]; strings.Count(said, "{when}") != 1 {
				t.Errorf("%s, %s: %q", w.language, kind, said)
			}
		}
	}
}
