package walltime

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// MinYear and MaxYear bound every date.
const (
	MinYear = 2000
	MaxYear = 2099
)

// ErrInvalid is a date or a time that is not written as it should be, does not exist or is out of bounds.
var ErrInvalid = errors.New("no such date or time")

// Date is a day of the calendar. The zero value is none.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

const dateForm = "2006-01-02"

// ParseDate reads a date as String writes it. It fails with ErrInvalid.
func ParseDate(text string) (Date, error) {
	if len(text) != len(dateForm) {
		return Date{}, ErrInvalid
	}
	t, err := time.Parse(dateForm, text)
	if err != nil {
		return Date{}, ErrInvalid
	}
	d := dateOf(t)
	if !d.Valid() {
		return Date{}, ErrInvalid
	}
	return d, nil
}

// Valid reports whether the date exists and is within the bounds.
func (d Date) Valid() bool {
	return d.Year >= MinYear && d.Year <= MaxYear && d.Month >= time.January && d.Month <= time.December &&
		d.Day >= 1 && d == dateOf(d.Noon())
}

// IsZero reports whether the date is none.
func (d Date) IsZero() bool { return d == Date{} }

// String is the date as ISO 8601 writes it: 2026-11-28.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// Compare is negative when d is before other, positive when it is after, else 0.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before reports whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// AddDays is the date so many days later.
func (d Date) AddDays(days int) Date { return dateOf(d.Noon().AddDate(0, 0, days)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Noon().Weekday() }

// Noon is twelve o'clock of that day in UTC, for arithmetic with days.
func (d Date) Noon() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// DateOf is the date that a calendar on the wall of that zone shows at an instant.
func DateOf(t time.Time, zone *time.Location) Date { return dateOf(t.In(zone)) }

func dateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}
