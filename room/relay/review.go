package relay

import (
	"slices"
	"time"
)

// MaxWindow is how much of a roster Review looks over at once.
const MaxWindow = 15 * 24 * time.Hour

// Stretch is a time in which the same shifts hold.
type Stretch struct {
	Start, End time.Time
	Shifts     []int // by their index, the one that counts first; none in a gap
}

// Review says what a roster leaves open in a window, and when more than one person is on duty: nothing else is in what
// it gives, in order of time. It refuses a window that is none with ErrWindow.
func Review(shifts []Shift, from, to time.Time) ([]Stretch, error) {
	if !from.Before(to) || to.Sub(from) > MaxWindow {
		return nil, ErrWindow
	}
	var list []Stretch
	spans := spansOf(shifts, from, to)
	at := edges(spans, from, to)
	for i, start := range at[:len(at)-1] {
		s := Stretch{Start: start, End: at[i+1]}
		for _, on := range during(spans, start) {
			s.Shifts = append(s.Shifts, on.shift)
		}
		if len(s.Shifts) == 1 {
			continue
		}
		if last := len(list) - 1; last >= 0 && list[last].End.Equal(start) && slices.Equal(list[last].Shifts, s.Shifts) {
			list[last].End = s.End
			continue
		}
		list = append(list, s)
	}
	return list, nil
}
