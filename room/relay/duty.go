package relay

import (
	"time"

	"corner/room/schedule"
)

// ahead is how far one looks for what comes next before it is sought shift by shift: every weekly shift is in it,
// whatever the clocks do.
const ahead = 8 * 24 * time.Hour

// Stint is a time in which one shift counts without a break.
type Stint struct {
	Shift int // index in the roster
	Start time.Time
	End   time.Time
}

// Duty is who is on duty at an instant, and who is next.
type Duty struct {
	Now  *Stint // nil in a gap
	Next *Stint // after Now, or after the gap; nil for nobody ever
}

// Changes is when the duty is another, or nobody's; zero for never.
func (d Duty) Changes() time.Time {
	switch {
	case d.Now != nil:
		return d.Now.End
	case d.Next != nil:
		return d.Next.Start
	}
	return time.Time{}
}

// At is the duty at an instant, by a roster that Check has passed. Shifts of the same person with the same substitute
// that follow each other without a gap are one stint, which is told for eight days at most.
func At(shifts []Shift, now time.Time) Duty {
	var d Duty
	for _, s := range stints(shifts, now.Add(-schedule.MaxLength), now.Add(ahead)) {
		switch {
		case !s.End.After(now):
		case !s.Start.After(now):
			d.Now = &s
		default:
			d.Next = &s
			return d
		}
	}
	d.Next = seldom(shifts, now.Add(ahead))
	return d
}

// stints are who is on duty in a window, in order of time.
func stints(shifts []Shift, from, to time.Time) []Stint {
	var list []Stint
	spans := spansOf(shifts, from, to)
	at := edges(spans, from, to)
	for i, start := range at[:len(at)-1] {
		on := during(spans, start)
		if len(on) == 0 {
			continue
		}
		s := Stint{on[0].shift, start, at[i+1]}
		if last := len(list) - 1; last >= 0 && list[last].End.Equal(start) && same(shifts[list[last].Shift], shifts[s.Shift]) {
			list[last].End = s.End
			continue
		}
		list = append(list, s)
	}
	return list
}

// same reports whether two shifts are served alike.
func same(a, b Shift) bool { return a.Person == b.Person && a.Substitute == b.Substitute }

// farFuture is after everything that a shift can have.
var farFuture = time.Date(2101, time.January, 1, 0, 0, 0, 0, time.UTC)

// seldom is the first stint that begins at an instant or later: of shifts with weeks between them.
func seldom(shifts []Shift, from time.Time) *Stint {
	var next *Stint
	for i, s := range shifts {
		series := schedule.Series{Parts: []schedule.Part{s.Part}}
		for _, at := range series.Between(from, farFuture, 1) {
			if next == nil || at.Start.Before(next.Start) {
				next = &Stint{i, at.Start, at.End}
			}
		}
	}
	return next
}
