package walltime

import (
	"cmp"
	"fmt"
	"time"
)

// Wall is a date and a time of day in whole minutes, without a zone. The zero value is none.
type Wall struct {
	Date         Date
	Hour, Minute int
}

const wallForm = "2006-01-02T15:04"

// Parse reads a wall time as String writes it. It fails with ErrInvalid.
func Parse(text string) (Wall, error) {
	if len(text) != len(wallForm) {
		return Wall{}, ErrInvalid
	}
	t, err := time.Parse(wallForm, text)
	if err != nil {
		return Wall{}, ErrInvalid
	}
	w := Of(t, time.UTC)
	if !w.Valid() {
		return Wall{}, ErrInvalid
	}
	return w, nil
}

// Of is what calendar and clock on the wall of that zone show at an instant.
func Of(t time.Time, zone *time.Location) Wall {
	t = t.In(zone)
	return Wall{dateOf(t), t.Hour(), t.Minute()}
}

// Valid reports whether the date is, and the time is one of a day.
func (w Wall) Valid() bool {
	return w.Date.Valid() && w.Hour >= 0 && w.Hour < 24 && w.Minute >= 0 && w.Minute < 60
}

// IsZero reports whether the wall time is none.
func (w Wall) IsZero() bool { return w == Wall{} }

// String is the wall time as ISO 8601 writes it: 2026-11-28T20:00.
func (w Wall) String() string { return fmt.Sprintf("%vT%02d:%02d", w.Date, w.Hour, w.Minute) }

// Compare is negative when w is before other, positive when it is after, else 0.
func (w Wall) Compare(other Wall) int {
	return cmp.Or(w.Date.Compare(other.Date), cmp.Compare(w.OfDay(), other.OfDay()))
}

// OfDay are the minutes since midnight.
func (w Wall) OfDay() int { return w.Hour*60 + w.Minute }

// On is the same time of another day.
func (w Wall) On(d Date) Wall { return Wall{d, w.Hour, w.Minute} }

// UTC is the instant at which clocks in UTC show w, for arithmetic with wall times.
func (w Wall) UTC() time.Time {
	return time.Date(w.Date.Year, w.Date.Month, w.Date.Day, w.Hour, w.Minute, 0, 0, time.UTC)
}

// farthest is more than any zone is away from UTC.
const farthest = 26 * time.Hour

// In is the instant, in UTC, at which clocks in that zone show w: of two the first; of none the one that counts with
// the offset before the gap (RFC 5545 section 3.3.5). It goes from one change of the zone to the next, beginning before
// anybody can have reached w; time.Date promises neither rule.
func (w Wall) In(zone *time.Location) time.Time {
	local := w.UTC()
	var before time.Time
	for t := local.Add(-farthest).In(zone); ; {
		at := local.Add(-offset(t))
		start, end := t.ZoneBounds()
		if at.Before(start) {
			return before
		}
		if end.IsZero() || at.Before(end) {
			return at
		}
		before, t = at, later(t, end)
	}
}

// offset is how far clocks in t's zone are ahead of UTC.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// later is the end of the time around t in which a zone does not change, as ZoneBounds tells it, but after t in any
// case: on the last day of a leap year that is beyond the zone's table ZoneBounds tells an end that is over.
func later(t, end time.Time) time.Time {
	if end.After(t) {
		return end
	}
	return t.Add(time.Hour)
}
