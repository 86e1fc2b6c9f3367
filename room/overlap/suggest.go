package overlap

import (
	"cmp"
	"slices"
	"time"
)

// MaxSuggestions bounds what Suggest gives.
const MaxSuggestions = 12

// perDay is how many suggestions there are of one day of the first person: a week of Saturday evenings is no choice.
const perDay = 2

// Suggestion is a time for a session.
type Suggestion struct {
	Start  time.Time // UTC
	Locals []Local   // of the beginning; Kind is the least of the session
	Kind   int       // to the one whom it suits least, at the worst of it; above 0
}

// Suggest gives the best times of a week for a session of so long, the kindest first, then those that are kind to more,
// then the earliest; not more than two on a day, and none that overlaps a better one. It refuses with ErrLength.
func (w Week) Suggest(length time.Duration, most int) ([]Suggestion, error) {
	if length < 15*time.Minute || length > 12*time.Hour {
		return nil, ErrLength
	}
	all := w.whole(int((length + w.Step - 1) / w.Step))
	slices.SortStableFunc(all, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Kind, a.Kind), cmp.Compare(sum(b.Locals), sum(a.Locals)), a.Start.Compare(b.Start))
	})
	var picked []Suggestion
	for _, s := range all {
		if len(picked) >= min(most, MaxSuggestions) {
			break
		}
		sameDay := 0
		overlaps := slices.ContainsFunc(picked, func(p Suggestion) bool {
			if p.Locals[0].Wall.Date == s.Locals[0].Wall.Date {
				sameDay++
			}
			apart := p.Start.Sub(s.Start).Abs()
			return apart < length
		})
		if !overlaps && sameDay < perDay {
			picked = append(picked, s)
		}
	}
	return picked, nil
}

// whole are the sessions of so many slots in which nobody is asleep.
func (w Week) whole(slots int) []Suggestion {
	var list []Suggestion
	for i := 0; i+slots <= len(w.Slots); i++ {
		first := w.Slots[i]
		s := Suggestion(first)
		if slots > 1 && s.Kind > 0 {
			s.Locals = slices.Clone(first.Locals)
		}
		for _, slot := range w.Slots[i+1 : i+slots] {
			if s.Kind = min(s.Kind, slot.Kind); s.Kind == 0 {
				break
			}
			for j, l := range slot.Locals {
				s.Locals[j].Kind = min(s.Locals[j].Kind, l.Kind)
			}
		}
		if s.Kind > 0 {
			list = append(list, s)
		}
	}
	return list
}

func sum(locals []Local) int {
	total := 0
	for _, l := range locals {
		total += l.Kind
	}
	return total
}
