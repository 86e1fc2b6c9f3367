package calendar

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"corner/room/walltime"
)

const (
	before = 400 * 24 * time.Hour // a year before the first instance: what was put forward or back last
	proven = 10                   // years for which a yearly rule has to hold beyond what is needed
	always = "19700101T000000"    // since when clocks show what they show, where they never change
)

// span is from when to when a zone is needed.
type span struct{ from, to time.Time }

// zones writes every zone that the entries name, in the order of the alphabet.
func (w writer) zones(entries []Entry, now time.Time) {
	need := map[string]span{}
	for _, e := range entries {
		for _, p := range e.Series.Parts {
			zone, err := walltime.Zone(p.Zone)
			if err != nil {
				continue // Check lets no such part pass
			}
			from := p.Start.In(zone)
			for _, x := range e.Series.Exceptions {
				if !x.Cancelled() && x.To.UTC().Before(from) {
					from = x.To.UTC()
				}
			}
			to := endOfYear(from)
			if end := endOfYear(now); end.After(to) {
				to = end
			}
			s, ok := need[p.Zone]
			if !ok || from.Before(s.from) {
				s.from = from
			}
			if to.After(s.to) {
				s.to = to
			}
			need[p.Zone] = s
		}
	}
	for _, name := range slices.Sorted(maps.Keys(need)) {
		if zone, err := walltime.Zone(name); err == nil {
			w.zone(name, zone, need[name])
		}
	}
}

// endOfYear is the end of the year after next.
func endOfYear(t time.Time) time.Time {
	return time.Date(t.UTC().Year()+3, time.January, 1, 0, 0, 0, 0, time.UTC)
}

// kind is what changes have in common that a calendar writes together.
type kind struct {
	before, after time.Duration
	name          string
	daylight      bool
}

// zone writes a VTIMEZONE: what was before the first change, then each kind of change by its rule or one by one. There are
// rules for all that goes on or for none, since a zone of which half goes on stays at that half.
func (w writer) zone(name string, zone *time.Location, s span) {
	timezone := w.cal.AddTimezone(name)
	order, groups := kinds(zone, s)
	known := slices.ContainsFunc(order, func(k kind) bool { return !groups[k][0].At.After(s.from) })
	if !known {
		at := s.from.Add(-before).In(zone)
		name, seconds := at.Zone()
		d := time.Duration(seconds) * time.Second
		observance(timezone, kind{d, d, name, at.IsDST()}, always)
	}
	rules := rules(groups, s)
	for _, k := range order {
		changes := groups[k]
		if rule := rules[k]; rule != "" {
			observance(timezone, k, onset(changes[0])).AddRrule(rule)
			continue
		}
		for _, c := range changes {
			if c.At.Before(s.to) {
				observance(timezone, k, onset(c)) // not RDATE, of which some programs forget the first
			}
		}
	}
}

// kinds are the changes from a year before a span until some years after it by what they have in common, and the order
// in which they come first. One that comes first only after the span is none.
func kinds(zone *time.Location, s span) ([]kind, map[kind][]walltime.Change) {
	var order []kind
	groups := map[kind][]walltime.Change{}
	for c := range walltime.Changes(zone, s.from.Add(-before), s.to.AddDate(proven, 0, 0)) {
		k := kind{c.Before, c.After, c.Name, c.Daylight}
		if groups[k] == nil {
			if !c.At.Before(s.to) {
				continue
			}
			order = append(order, k)
		}
		groups[k] = append(groups[k], c)
	}
	return order, groups
}

// rules are the yearly rules of all kinds that go on after the span; none if one of them has none.
func rules(groups map[kind][]walltime.Change, s span) map[kind]string {
	rules := map[kind]string{}
	for k, changes := range groups {
		if changes[len(changes)-1].At.Before(s.to) {
			continue
		}
		rule, ok := yearly(changes, s.to.Year()+proven-1)
		if !ok {
			return nil
		}
		rules[k] = rule
	}
	return rules
}

// observance adds a time that begins at an onset.
func observance(timezone *ics.VTimezone, k kind, onset string) *ics.ComponentBase {
	var of *ics.ComponentBase
	if k.daylight {
		daylight := &ics.Daylight{}
		timezone.Components = append(timezone.Components, daylight)
		of = &daylight.ComponentBase
	} else {
		of = &timezone.AddStandard().ComponentBase
	}
	of.AddProperty(ics.ComponentPropertyDtStart, onset)
	of.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(k.before))
	of.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(k.after))
	of.AddProperty(ics.ComponentProperty(ics.PropertyTzname), strings.Map(keepName, k.name))
	return of
}

// onset is when a change is, by the clock before it.
func onset(c walltime.Change) string { return local(c).Format(localForm) }

func local(c walltime.Change) time.Time { return c.At.Add(c.Before) }

// yearly is the rule that changes follow, from the first on for ever; false if they do not until a year. They are all
// at the same time of the same weekday of the same month, one every year, and it is the last of the month every time
// or the same one counted from its beginning.
func yearly(changes []walltime.Change, until int) (string, bool) {
	first, last := local(changes[0]), local(changes[len(changes)-1])
	if last.Year() < until || len(changes) != last.Year()-first.Year()+1 {
		return "", false
	}
	nth, isLast := (first.Day()-1)/7+1, true
	for n, c := range changes {
		at := local(c)
		if at.Year() != first.Year()+n || at.Month() != first.Month() || at.Weekday() != first.Weekday() || clock(at) != clock(first) {
			return "", false
		}
		if (at.Day()-1)/7+1 != nth {
			nth = 0
		}
		isLast = isLast && at.AddDate(0, 0, 7).Month() != at.Month()
	}
	if isLast {
		nth = -1
	}
	if nth == 0 {
		return "", false
	}
	weekday := weekdays[first.Weekday()]
	rule := rrule.ROption{Freq: rrule.YEARLY, Bymonth: []int{int(first.Month())}, Byweekday: []rrule.Weekday{weekday.Nth(nth)}}
	return rule.RRuleString(), true
}

func clock(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

var weekdays = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

// offset is how far a clock is ahead of UTC: +0545, -0330.
func offset(d time.Duration) string {
	sign := "+"
	if d < 0 {
		sign, d = "-", -d
	}
	seconds := int(d / time.Second)
	text := fmt.Sprintf("%s%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}

// keepName leaves of a time's name what needs no escaping anywhere.
func keepName(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '-' {
		return r
	}
	return -1
}
