package room

import (
	"slices"

	"corner/room/lang"
)

// Kin is how somebody stands to a language.
type Kin string

// The kins.
const (
	Native  Kin = "native"  // speaks it
	Learner Kin = "learner" // learns it
)

// Keep keeps a seat for those who speak a language, or who learn it.
type Keep struct {
	Seat     int
	For      Kin
	Language string // one of the room's
}

// fits reports whether somebody is one of those whom a seat is kept for.
func (k Keep) fits(p Profile) bool {
	if k.For == Native {
		return lang.Has(p.Speaks, k.Language)
	}
	return lang.Has(p.Learns, k.Language)
}

// cleanKept is the kept seats by their index; any but the host's may be.
func (s Settings) cleanKept() ([]Keep, bool) {
	if len(s.Kept) > s.Seats-1 {
		return nil, false
	}
	var clean []Keep
	for _, k := range s.Kept {
		language, ok := s.spoken(k.Language)
		if !ok || k.For != Native && k.For != Learner || k.Seat <= hostSeat || k.Seat >= s.Seats {
			return nil, false
		}
		if slices.ContainsFunc(clean, func(o Keep) bool { return o.Seat == k.Seat }) {
			return nil, false
		}
		k.Language = language
		clean = append(clean, k)
	}
	slices.SortFunc(clean, func(a, b Keep) int { return a.Seat - b.Seat })
	return clean, true
}

// keptWithin is what is left of kept seats on a stage of so many.
func keptWithin(kept []Keep, seats int) []Keep {
	return slices.DeleteFunc(slices.Clone(kept), func(k Keep) bool { return k.Seat >= seats })
}

// keep is for whom a seat is kept; false for a seat that is everybody's.
func (s *state) keep(index int) (Keep, bool) {
	at := slices.IndexFunc(s.settings.Kept, func(k Keep) bool { return k.Seat == index })
	if at < 0 {
		return Keep{}, false
	}
	return s.settings.Kept[at], true
}

// suits reports whether somebody may take a seat as far as it is kept for some.
func (s *state) suits(m *member, index int) bool {
	keep, kept := s.keep(index)
	return !kept || keep.fits(m.profile)
}

// freeSeatFor is the lowest free seat that is kept for somebody, else the lowest that is everybody's, or -1.
func (s *state) freeSeatFor(m *member) int {
	common := -1
	for i := hostSeat + 1; i < len(s.seats); i++ {
		if s.seats[i].occupant != nil || s.seats[i].locked {
			continue
		}
		keep, kept := s.keep(i)
		switch {
		case kept && keep.fits(m.profile):
			return i
		case !kept && common < 0:
			common = i
		}
	}
	return common
}
