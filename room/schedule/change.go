package schedule

import (
	"slices"
	"time"

	"corner/room/walltime"
)

// Cancel makes one instance none. Cancelled twice is once. It refuses with ErrNoInstance, ErrCancelled (the whole
// series was) and ErrTooMany.
func (s Series) Cancel(on walltime.Date, now time.Time) (Series, error) {
	return s.except(Exception{On: on}, now)
}

// Move puts one instance to another time, by the clock of its part. Length 0 leaves its length as it is. It refuses as
// Cancel does, and with ErrTime and ErrLength. A cancelled one that is moved is not cancelled any more.
func (s Series) Move(on walltime.Date, to walltime.Wall, length time.Duration, now time.Time) (Series, error) {
	if !to.Valid() {
		return Series{}, ErrTime
	}
	if length != 0 && !validLength(length) {
		return Series{}, ErrLength
	}
	return s.except(Exception{On: on, To: to, Length: length}, now)
}

// Restore makes an instance again what the rule says. It refuses with ErrNoInstance and ErrCancelled.
func (s Series) Restore(on walltime.Date, now time.Time) (Series, error) {
	if s.Cancelled {
		return Series{}, ErrCancelled
	}
	if s.part(on) < 0 {
		return Series{}, ErrNoInstance
	}
	if _, excepted := s.exception(on); !excepted {
		return s, nil
	}
	s = s.change(now)
	s.Exceptions = slices.DeleteFunc(s.Exceptions, func(e Exception) bool { return e.On == on })
	return s, nil
}

// CancelAll makes the whole series none. It is kept, so that calendars can be told.
func (s Series) CancelAll(now time.Time) (Series, error) {
	if s.Cancelled {
		return s, nil
	}
	s = s.change(now)
	s.Cancelled = true
	return s, nil
}

// CancelFrom makes the instance of that date and all later ones none. From the first one it is CancelAll. It refuses
// with ErrNoInstance and ErrCancelled.
func (s Series) CancelFrom(on walltime.Date, now time.Time) (Series, error) {
	n, err := s.from(on)
	if err != nil {
		return Series{}, err
	}
	changed := s.change(now).cut(n, on)
	if len(changed.Parts) == 0 {
		return s.CancelAll(now)
	}
	return changed.prune(), nil
}

// ChangeFrom has the instance of that date and all later ones be of another part: another time, length, zone or rule.
// From the first one on the part is replaced and keeps its serial. Cancellations and moves of later instances stay
// where the new part has an instance of the same date. It refuses with ErrNoInstance, ErrCancelled, ErrTooMany, what
// Part.Check refuses, and with ErrStart a new part that begins before the instances that stay are over.
func (s Series) ChangeFrom(on walltime.Date, p Part, now time.Time) (Series, error) {
	n, err := s.from(on)
	if err != nil {
		return Series{}, err
	}
	p.Ends = walltime.Date{}
	if err := p.Check(); err != nil {
		return Series{}, err
	}
	p.Rule.Days = slices.Clone(p.Rule.Days)
	s = s.change(now)
	s.keepMoves(on, p)
	p.Serial = s.Sequence
	if on == s.Parts[n].Start.Date {
		p.Serial = s.Parts[n].Serial // nothing of that part stays: this is it
	}
	s = s.cut(n, on)
	if len(s.Parts) > 0 && s.Parts[len(s.Parts)-1].lastDate().Compare(p.Start.Date) >= 0 {
		return Series{}, ErrStart
	}
	if len(s.Parts) == MaxParts {
		return Series{}, ErrTooMany
	}
	s.Parts = append(s.Parts, p)
	return s.prune(), nil
}

// keepMoves leaves those who were moved at their instants where the zone changes.
func (s Series) keepMoves(on walltime.Date, p Part) {
	for i, e := range s.Exceptions {
		if old := s.Parts[s.PartOf(e.On)]; !e.Cancelled() && !e.On.Before(on) && old.Zone != p.Zone {
			s.Exceptions[i].To = walltime.Of(e.To.In(zoneOf(old)), zoneOf(p))
		}
	}
}

// ChangeOnce has the one instance of a part that does not repeat be at another time, of another length or in another
// zone. It stays the instance of its date: whoever comes to it comes to it then. It refuses as ChangeFrom does.
func (s Series) ChangeOnce(on walltime.Date, p Part, now time.Time) (Series, error) {
	to := p.Start
	p.Start.Date = on
	s, err := s.ChangeFrom(on, p, now)
	if err != nil {
		return Series{}, err
	}
	if to.Date == on {
		return s.Restore(on, now)
	}
	return s.Move(on, to, 0, now)
}

// ChangeAll has every instance be of another part. It refuses as ChangeFrom does.
func (s Series) ChangeAll(p Part, now time.Time) (Series, error) {
	return s.ChangeFrom(s.Parts[0].Start.Date, p, now)
}

// SetPayload changes what the series carries. It refuses with ErrSeries what is too long.
func (s Series) SetPayload(payload []byte, now time.Time) (Series, error) {
	if len(payload) > MaxPayload {
		return Series{}, ErrSeries
	}
	s = s.change(now)
	s.Payload = slices.Clone(payload)
	return s, nil
}

// except puts an exception in its place.
func (s Series) except(e Exception, now time.Time) (Series, error) {
	if s.Cancelled {
		return Series{}, ErrCancelled
	}
	if s.part(e.On) < 0 {
		return Series{}, ErrNoInstance
	}
	old, had := s.exception(e.On)
	if had && old == e {
		return s, nil
	}
	if !had && len(s.Exceptions) == MaxExceptions {
		return Series{}, ErrTooMany
	}
	s = s.change(now)
	s.Exceptions = slices.DeleteFunc(s.Exceptions, func(x Exception) bool { return x.On == e.On })
	s.Exceptions = append(s.Exceptions, e)
	sortExceptions(s.Exceptions)
	return s, nil
}

// from is the part in which a change from a date on begins.
func (s Series) from(on walltime.Date) (int, error) {
	if s.Cancelled {
		return 0, ErrCancelled
	}
	if n := s.part(on); n >= 0 {
		return n, nil
	}
	return 0, ErrNoInstance
}

// cut drops every instance of that date and later. The n-th part has one.
func (s Series) cut(n int, on walltime.Date) Series {
	if on == s.Parts[n].Start.Date {
		s.Parts = s.Parts[:n]
		return s
	}
	s.Parts = s.Parts[:n+1]
	s.Parts[n].Ends = on
	return s
}

// prune drops exceptions of instances that are no more.
func (s Series) prune() Series {
	s.Exceptions = slices.DeleteFunc(s.Exceptions, func(e Exception) bool { return s.part(e.On) < 0 })
	return s
}

// change is a copy that is one change further.
func (s Series) change(now time.Time) Series {
	s = s.clone()
	s.Sequence++
	if now = whole(now); now.After(s.Changed) {
		s.Changed = now
	}
	return s
}
