package schedule

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"corner/room/walltime"
)

// Bounds on a Rule.
const (
	MaxRuleText = 200 // bytes
	MaxInterval = 99
	MaxCount    = 1000
	MaxDays     = 7
)

// Freq is how often a rule repeats.
type Freq uint8

// What Freq may be. Once is no rule.
const (
	Once Freq = iota
	Daily
	Weekly
	Monthly
)

// Day is a day of the week. With Nth, in a monthly rule, it is the first (1) to fifth or the last (-1) to fifth last
// of the month; 0 is every one. A rule has all its days with Nth or none, since the library takes a mixture for what is
// both.
type Day struct {
	Nth     int
	Weekday time.Weekday
}

// Rule is how a series repeats: RRULE of RFC 5545 section 3.3.10 with FREQ, INTERVAL, BYDAY, COUNT and UNTIL, in wall
// time. The zero value is once.
type Rule struct {
	Freq     Freq
	Interval int   // every so many days, weeks or months; at least 1
	Days     []Day // none: the weekday, or the day of the month, of the start
	Count    int   // so many instances, cancelled ones too; 0 does not count
	// Until is the latest that an instance may begin, by the clock of the series; the zero value is no end. RFC 5545
	// wants an instant there, which what is written for calendars has; a rule counts by the wall alone.
	Until walltime.Wall
}

// ParseRule reads the value of an RRULE property, with or without "RRULE:". UNTIL is a date, which is meant to its end,
// or a wall time, without Z. "" is once. It refuses with ErrRule, ErrCount or ErrTime, within MaxRuleText bytes.
func ParseRule(text string) (Rule, error) {
	if text == "" {
		return Rule{}, nil
	}
	if len(text) > MaxRuleText {
		return Rule{}, ErrRule
	}
	text = strings.TrimPrefix(text, "RRULE:")
	has, ok := keys(text)
	if !ok {
		return Rule{}, ErrRule
	}
	option, err := rrule.StrToROption(text)
	if err != nil {
		return Rule{}, ErrRule
	}
	r := Rule{Freq: freqs[option.Freq], Interval: option.Interval, Count: option.Count}
	if !has["INTERVAL"] {
		r.Interval = 1
	}
	if has["COUNT"] && r.Count < 1 {
		return Rule{}, ErrCount
	}
	for _, d := range option.Byweekday {
		r.Days = append(r.Days, Day{d.N(), weekdays[d.Day()]})
	}
	if has["UNTIL"] {
		r.Until = walltime.Of(option.Until, time.UTC)
		if strings.Contains(text, "Z") {
			return Rule{}, ErrRule
		}
		if untilIsDate(text) {
			r.Until.Hour, r.Until.Minute = 23, 59
		}
	}
	if r.Freq == Once {
		return Rule{}, ErrRule
	}
	return r, r.Check()
}

// keys are the names in a rule's text; false if one is unknown here or comes twice, which the library lets pass.
func keys(text string) (map[string]bool, bool) {
	has := map[string]bool{}
	for part := range strings.SplitSeq(text, ";") {
		key, _, _ := strings.Cut(part, "=")
		switch key {
		case "FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL":
		default:
			return nil, false
		}
		if has[key] {
			return nil, false
		}
		has[key] = true
	}
	return has, true
}

func untilIsDate(text string) bool {
	_, value, _ := strings.Cut(text, "UNTIL=")
	value, _, _ = strings.Cut(value, ";")
	return len(value) == len("20261231")
}

// Check refuses what ParseRule would.
func (r Rule) Check() error {
	if r.Freq == Once {
		if r.Interval != 0 || len(r.Days) > 0 || r.Count != 0 || !r.Until.IsZero() {
			return ErrRule
		}
		return nil
	}
	if r.Freq > Monthly || r.Interval < 1 || r.Interval > MaxInterval || len(r.Days) > MaxDays {
		return ErrRule
	}
	if r.Count < 0 || r.Count > MaxCount {
		return ErrCount
	}
	if r.Count > 0 && !r.Until.IsZero() {
		return ErrRule // RFC 5545: one or the other
	}
	if !r.Until.IsZero() && !r.Until.Valid() {
		return ErrTime
	}
	for i, d := range r.Days {
		if d.Weekday < time.Sunday || d.Weekday > time.Saturday || slices.Contains(r.Days[:i], d) {
			return ErrRule
		}
		if d.Nth != 0 && (r.Freq != Monthly || d.Nth < -5 || d.Nth > 5) || (d.Nth == 0) != (r.Days[0].Nth == 0) {
			return ErrRule
		}
	}
	return nil
}

// Starts reports whether a date is one that the rule's days allow, so that it can be the first. RFC 5545 leaves open
// what a first date is that the rule does not have, and calendars differ.
func (r Rule) Starts(d walltime.Date) bool {
	if len(r.Days) == 0 {
		return true
	}
	nth := (d.Day-1)/7 + 1
	last := d.AddDays(-d.Day + 32) // of the next month
	last = last.AddDays(-last.Day)
	nthLast := -((last.Day-d.Day)/7 + 1)
	return slices.ContainsFunc(r.Days, func(day Day) bool {
		return day.Weekday == d.Weekday() && (day.Nth == 0 || day.Nth == nth || day.Nth == nthLast)
	})
}

// String is the rule as ParseRule reads it.
func (r Rule) String() string {
	until := ""
	if !r.Until.IsZero() {
		until = ";UNTIL=" + r.Until.UTC().Format(rrule.LocalDateTimeFormat)
	}
	return r.text(time.Time{}) + until
}

// text is the rule as the library writes it, ending at an instant, or not at all if that is zero.
func (r Rule) text(until time.Time) string {
	if r.Freq == Once {
		return ""
	}
	option := r.option()
	if option.Until = until; !until.IsZero() {
		option.Count = 0
	}
	if option.Interval == 1 {
		option.Interval = 0 // goes without saying
	}
	return option.RRuleString()
}

// option is the rule as the library takes it, without a start and an end.
func (r Rule) option() rrule.ROption {
	option := rrule.ROption{Freq: libraryFreqs[r.Freq], Interval: r.Interval, Count: r.Count}
	for _, d := range r.Days {
		day := libraryDays[d.Weekday]
		option.Byweekday = append(option.Byweekday, day.Nth(d.Nth))
	}
	return option
}

var (
	freqs        = map[rrule.Frequency]Freq{rrule.DAILY: Daily, rrule.WEEKLY: Weekly, rrule.MONTHLY: Monthly}
	libraryFreqs = map[Freq]rrule.Frequency{Daily: rrule.DAILY, Weekly: rrule.WEEKLY, Monthly: rrule.MONTHLY}
	weekdays     = [...]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
	libraryDays  = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}
)
