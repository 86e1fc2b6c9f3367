package overlap

import (
	"time"

	"corner/room/walltime"
)

// Bounds on who is looked at together.
const (
	MinPeople    = 2
	MaxPeople    = 8
	MaxIntervals = 4 // of a day
)

const day = 24 * 60 // minutes, as a clock on the wall counts them

// Error is a refusal. Code is protocol and never changes; Text is for developers.
type Error struct{ Code, Text string }

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Text }

// Refusals.
var (
	ErrPeople = &Error{"invalid_people", "an overlap is of 2 to 8 people"}
	ErrZone   = &Error{"invalid_zone", "there is no such time zone"}
	ErrAwake  = &Error{"invalid_hours", "the hours awake are out of order or out of bounds"}
	ErrDate   = &Error{"invalid_time", "the date does not exist, or is out of bounds"}
	ErrLength = &Error{"invalid_length", "a session lasts from 15 minutes to 12 hours"}
)

// Interval is a time of day from From to before To, in minutes since midnight. A To above 24 hours is on the next day:
// from nine to one in the night is 540 to 1500.
type Interval struct{ From, To int }

// Person is a zone and when somebody is awake there: intervals by weekday, in order, the first Sunday's. The day is the
// one on which the interval begins.
type Person struct {
	Zone  string
	Awake [7][]Interval
}

// Usual are the hours of somebody who says none: from 8:00 to 23:00 every day.
func Usual() [7][]Interval {
	var week [7][]Interval
	for d := range week {
		week[d] = []Interval{{8 * 60, 23 * 60}}
	}
	return week
}

// check refuses with ErrAwake or ErrZone.
func (p Person) check() (*time.Location, error) {
	for d, list := range p.Awake {
		if len(list) > MaxIntervals {
			return nil, ErrAwake
		}
		end := 0
		for _, i := range list {
			if i.From < end || i.From >= day || i.To <= i.From || i.To > i.From+day {
				return nil, ErrAwake
			}
			end = i.To
		}
		if tomorrow := p.Awake[(d+1)%7]; end > day && len(tomorrow) > 0 && tomorrow[0].From < end-day {
			return nil, ErrAwake
		}
	}
	zone, err := walltime.Zone(p.Zone)
	if err != nil {
		return nil, ErrZone
	}
	return zone, nil
}

// stretch is the whole time, from getting up to going to bed, in which minutes since the midnight of a day are, as
// minutes since that midnight; false for asleep. Intervals that meet, at midnight for instance, are one.
func (p Person) stretch(weekday time.Weekday, minute int) (Interval, bool) {
	var joined Interval
	for _, shift := range []int{-1, 0, 1} {
		for _, i := range p.Awake[(int(weekday)+shift+7)%7] {
			i = Interval{i.From + shift*day, i.To + shift*day}
			if i.From == joined.To && joined != (Interval{}) {
				joined.To = i.To
				continue
			}
			if joined.From <= minute && minute < joined.To {
				return joined, true
			}
			joined = i
		}
	}
	return joined, joined.From <= minute && minute < joined.To
}
