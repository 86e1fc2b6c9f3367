package walltime

import (
	"iter"
	"time"
)

// Change is an instant at which clocks in a zone are put to another offset, or to one of another name.
type Change struct {
	At            time.Time     // UTC
	Before, After time.Duration // ahead of UTC
	Name          string        // of the time that begins: "EST", "+0545"
	Daylight      bool          // that time is daylight-saving time
}

// Changes are those of a zone after from and before to, in order.
func Changes(zone *time.Location, from, to time.Time) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		t := from.In(zone)
		for {
			_, end := t.ZoneBounds()
			if end.IsZero() {
				return
			}
			next := later(t, end)
			if !next.Before(to) {
				return
			}
			if c := change(t, next); c.changes(t) && !yield(c) {
				return
			}
			t = next
		}
	}
}

// change is what begins at next after what was at t.
func change(t, next time.Time) Change {
	name, _ := next.Zone()
	return Change{next.UTC(), offset(t), offset(next), name, next.IsDST()}
}

// changes reports whether anything is other than at t. ZoneBounds ends a time at the end of the year as well.
func (c Change) changes(t time.Time) bool {
	name, _ := t.Zone()
	return c.Before != c.After || c.Name != name || c.Daylight != t.IsDST()
}
