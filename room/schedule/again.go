package schedule

import (
	"slices"
	"time"

	"corner/room/walltime"
)

// From is what is left of a part from its instance of that date on. It refuses with ErrNoInstance.
func (p Part) From(on walltime.Date) (Part, error) {
	if !p.has(on) {
		return Part{}, ErrNoInstance
	}
	if p.Rule.Count > 0 {
		for date := range p.dates(walltime.Date{}) {
			if date == on {
				break
			}
			p.Rule.Count--
		}
	}
	p.Start = p.Start.On(on)
	return p, nil
}

// Again has a series that is over, or in the last of its instances, go on with another part. One that was cancelled
// begins anew, and of very many parts the oldest goes. It refuses what Part.Check refuses, and with ErrStart a part that
// begins before all the others are over.
func (s Series) Again(p Part, now time.Time) (Series, error) {
	p.Ends = walltime.Date{}
	if err := p.Check(); err != nil {
		return Series{}, err
	}
	s = s.change(now)
	if s.Cancelled {
		s.Parts, s.Exceptions, s.Cancelled = nil, nil, false
	}
	if n := len(s.Parts); n > 0 {
		if s.Parts[n-1].lastDate().Compare(p.Start.Date) >= 0 {
			return Series{}, ErrStart
		}
		if s.Parts[n-1].Ends.IsZero() {
			s.Parts[n-1].Ends = p.Start.Date
		}
	}
	if len(s.Parts) == MaxParts {
		gone := s.Parts[0].Ends
		s.Parts = s.Parts[1:]
		s.Exceptions = slices.DeleteFunc(s.Exceptions, func(e Exception) bool { return e.On.Before(gone) })
	}
	p.Serial, p.Rule.Days = s.Sequence, slices.Clone(p.Rule.Days)
	s.Parts = append(s.Parts, p)
	return s.prune(), nil
}

// Only is one session of a series, as a series of its own: for the calendar of who comes to that one alone. Its ID is
// made of the series' and the date. It refuses with ErrNoInstance.
func (s Series) Only(on walltime.Date) (Series, error) {
	n := s.part(on)
	if n < 0 {
		return Series{}, ErrNoInstance
	}
	p := s.Parts[n]
	if len(s.Parts) == 1 && p.Rule.Freq == Once {
		return s, nil // it is that one, in every calendar
	}
	p.Serial, p.Rule, p.Ends, p.Start = 0, Rule{}, walltime.Date{}, p.Start.On(on)
	one := s
	one.ID += "_" + on.String()
	one.Parts, one.Exceptions = []Part{p}, nil
	if e, ok := s.exception(on); ok {
		one.Exceptions = []Exception{e}
	}
	return one, nil
}
