package relay

import (
	"cmp"
	"slices"
	"time"

	"corner/room/schedule"
)

// span is one time that a shift takes, whoever else is on duty.
type span struct {
	shift      int
	start, end time.Time
}

// spansOf are the times of all shifts that touch a window of so many days at most that no shift comes
// schedule.MaxInstances times.
func spansOf(shifts []Shift, from, to time.Time) []span {
	var list []span
	for i, s := range shifts {
		series := schedule.Series{Parts: []schedule.Part{s.Part}}
		for _, at := range series.Between(from.Add(-schedule.MaxLength), to, schedule.MaxInstances) {
			if at.End.After(from) {
				list = append(list, span{i, at.Start, at.End})
			}
		}
	}
	return list
}

// edges are the instants within a window at which somebody begins or ends, its own two among them, in order.
func edges(spans []span, from, to time.Time) []time.Time {
	list := []time.Time{from, to}
	for _, s := range spans {
		for _, t := range []time.Time{s.start, s.end} {
			if t.After(from) && t.Before(to) {
				list = append(list, t)
			}
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return slices.CompactFunc(list, time.Time.Equal)
}

// during are those of the spans that hold at an instant, the one that counts first.
func during(spans []span, at time.Time) []span {
	var list []span
	for _, s := range spans {
		if !s.start.After(at) && s.end.After(at) {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b span) int {
		return cmp.Or(b.start.Compare(a.start), cmp.Compare(a.shift, b.shift))
	})
	return list
}
