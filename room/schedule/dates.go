package schedule

import (
	"iter"
	"time"

	"github.com/teambition/rrule-go"

	"corner/room/walltime"
)

// dates are the dates of a part's instances in order, exceptions among them, from a date on, which is only to save
// work: the zero value is from the first. None is beyond walltime.MaxYear.
//
// The library spreads the rule out as if clocks on the wall were in UTC, where every time exists once.
func (p Part) dates(from walltime.Date) iter.Seq[walltime.Date] {
	return func(yield func(walltime.Date) bool) {
		last := p.limit()
		if p.Rule.Freq == Once {
			if p.Start.Date.Compare(last) <= 0 && p.Start.Date.Compare(from) >= 0 {
				yield(p.Start.Date)
			}
			return
		}
		option := p.Rule.option()
		option.Dtstart = p.near(from).UTC()
		option.Until = walltime.Wall{Date: last, Hour: 23, Minute: 59}.UTC()
		if p.Rule.Freq == Monthly && len(p.Rule.Days) == 0 {
			option.Bymonthday = []int{p.Start.Date.Day}
		}
		rule, err := rrule.NewRRule(option)
		if err != nil {
			return // Check lets no such rule pass
		}
		next := rule.Iterator()
		for at, ok := next(); ok; at, ok = next() {
			date := walltime.DateOf(at, time.UTC)
			if date.Compare(from) >= 0 && !yield(date) {
				return
			}
		}
	}
}

// limit is the last date on which an instance may be.
func (p Part) limit() walltime.Date {
	last := walltime.Date{Year: walltime.MaxYear, Month: time.December, Day: 31}
	if until := p.Rule.Until; !until.IsZero() {
		date := until.Date
		if p.Start.OfDay() > until.OfDay() {
			date = date.AddDays(-1)
		}
		if date.Before(last) {
			last = date
		}
	}
	if !p.Ends.IsZero() {
		if date := p.Ends.AddDays(-1); date.Before(last) {
			last = date
		}
	}
	return last
}

// near is a start from which the same rule has the same instances from a date on: whole intervals later than the true
// one. A rule that counts has to begin at the beginning.
func (p Part) near(from walltime.Date) walltime.Wall {
	days := int(from.Noon().Sub(p.Start.Date.Noon()) / (24 * time.Hour))
	if from.IsZero() || days <= 0 || p.Rule.Count > 0 {
		return p.Start
	}
	switch p.Rule.Freq {
	case Daily:
		return p.Start.On(p.Start.Date.AddDays(days / p.Rule.Interval * p.Rule.Interval))
	case Weekly:
		weeks := (days/7 - 1) / p.Rule.Interval * p.Rule.Interval
		return p.Start.On(p.Start.Date.AddDays(max(0, weeks) * 7))
	default:
		months := (from.Year-p.Start.Date.Year)*12 + int(from.Month-p.Start.Date.Month)
		months = months / p.Rule.Interval * p.Rule.Interval
		if months == 0 {
			return p.Start
		}
		first := time.Date(p.Start.Date.Year, p.Start.Date.Month+time.Month(months), 1, 12, 0, 0, 0, time.UTC)
		return p.Start.On(walltime.DateOf(first, time.UTC))
	}
}

// has reports whether the part has an instance on that date, excepted or not.
func (p Part) has(on walltime.Date) bool {
	if !on.Valid() {
		return false
	}
	for date := range p.dates(on) {
		return date == on
	}
	return false
}

// endsBefore reports whether the part ends, and has no instance on a date or later.
func (p Part) endsBefore(date walltime.Date) bool {
	if p.Ends.IsZero() {
		return false
	}
	return p.Ends.Compare(date) <= 0 || p.lastDate().Before(date) // the rule is spread out only where it has to be
}

// lastDate is the date of the last instance before the part ends; the zero value if it has none.
func (p Part) lastDate() walltime.Date {
	for _, from := range []walltime.Date{p.limit().AddDays(-40), {}} { // most are found within the last month
		var last walltime.Date
		for date := range p.dates(from) {
			last = date
		}
		if !last.IsZero() {
			return last
		}
	}
	return walltime.Date{}
}

// RRule is the part's rule for a calendar, "" for once. UNTIL is the instant of the last instance, in UTC, as RFC 5545
// section 3.3.10 wants it where times have a zone.
func (p Part) RRule() string {
	if p.Rule.Until.IsZero() && p.Ends.IsZero() {
		return p.Rule.text(time.Time{})
	}
	return p.Rule.text(p.Start.On(p.lastDate()).In(zoneOf(p)))
}
