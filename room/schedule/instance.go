package schedule

import (
	"iter"
	"slices"
	"time"

	"corner/room/walltime"
)

// Doors is how long before the start a room opens.
const Doors = 5 * time.Minute

// MaxInstances bounds what Between gives at once.
const MaxInstances = 400

// Instance is one session of a series.
type Instance struct {
	On         walltime.Date // what the instance is known by, wherever it was moved
	Wall       walltime.Wall // when it begins, by the clock of the host
	Zone       string        // the host's
	Start, End time.Time     // UTC
	Moved      bool
	Cancelled  bool // only in what Find gives
}

// DoorsOpen is when the room opens.
func (i Instance) DoorsOpen() time.Time { return i.Start.Add(-Doors) }

// Open reports whether the doors are open and the session is not over.
func (i Instance) Open(now time.Time) bool { return !now.Before(i.DoorsOpen()) && now.Before(i.End) }

// Between gives the instances that begin at from or later and before to, in order of their beginning, limit of them at
// most and never more than MaxInstances. Cancelled ones are none.
func (s Series) Between(from, to time.Time, limit int) []Instance {
	limit = min(limit, MaxInstances)
	if s.Cancelled || limit <= 0 || !from.Before(to) {
		return nil
	}
	list := s.moved(from, to)
	for _, p := range s.Parts {
		if p.beginsAfter(to) {
			break
		}
		regular := 0
		for i := range s.regular(p, from) {
			if !i.Start.Before(to) || regular == limit {
				break
			}
			regular++
			list = append(list, i)
		}
	}
	slices.SortFunc(list, compareStarts)
	return slices.Clip(list[:min(limit, len(list))])
}

// Find gives the instance of that date, cancelled or not. It refuses with ErrNoInstance.
func (s Series) Find(on walltime.Date) (Instance, error) {
	n := s.part(on)
	if n < 0 {
		return Instance{}, ErrNoInstance
	}
	p := s.Parts[n]
	i := p.instance(on, zoneOf(p))
	if e, ok := s.exception(on); ok {
		i = e.apply(i, zoneOf(p))
	}
	i.Cancelled = i.Cancelled || s.Cancelled
	return i, nil
}

// At gives the instance whose doors are open at an instant, and the next one that begins later. Either is nil for none.
// Of several that are open it is the one that began last.
func (s Series) At(now time.Time) (open, next *Instance) {
	if s.Cancelled {
		return nil, nil
	}
	for _, i := range s.Between(now.Add(-MaxLength), now.Add(Doors+time.Nanosecond), MaxInstances) {
		if i.Open(now) {
			open = &i
		}
	}
	now = now.Add(time.Nanosecond)
	later := s.moved(now, farFuture)
	for _, p := range s.Parts {
		if len(later) > 0 && p.beginsAfter(slices.MinFunc(later, compareStarts).Start) {
			break
		}
		for i := range s.regular(p, now) {
			later = append(later, i)
			break
		}
	}
	if len(later) > 0 {
		first := slices.MinFunc(later, compareStarts)
		next = &first
	}
	return open, next
}

// Next gives the instance whose doors open next after an instant, nil for none.
func (s Series) Next(now time.Time) *Instance {
	_, next := s.At(now.Add(Doors))
	return next
}

// Over reports whether the series has no instance that begins or goes on at that instant or later.
func (s Series) Over(now time.Time) bool {
	open, next := s.At(now)
	return open == nil && next == nil
}

// farFuture is after everything that a series can have.
var farFuture = time.Date(walltime.MaxYear+2, time.January, 1, 0, 0, 0, 0, time.UTC)

// regular are a part's instances without exceptions that begin at an instant or later, in order. Where the host moves
// to another zone, parts overlap by hours.
func (s Series) regular(p Part, from time.Time) iter.Seq[Instance] {
	zone := zoneOf(p)
	return func(yield func(Instance) bool) {
		if !p.Ends.IsZero() && p.Ends.AddDays(2).Before(walltime.DateOf(from, time.UTC)) {
			return // which saves to spread out the rule
		}
		// A day early: in a gap the wall is behind the date on which an instance really begins.
		for date := range p.dates(walltime.DateOf(from, zone).AddDays(-1)) {
			if _, excepted := s.exception(date); excepted {
				continue
			}
			if i := p.instance(date, zone); !i.Start.Before(from) && !yield(i) {
				return
			}
		}
	}
}

// beginsAfter reports whether all of a part is after an instant, whatever its zone. It does not say so of all that are.
func (p Part) beginsAfter(at time.Time) bool {
	return walltime.DateOf(at, time.UTC).AddDays(2).Before(p.Start.Date)
}

// moved are the moved instances that begin within a time, in no order.
func (s Series) moved(from, to time.Time) []Instance {
	var list []Instance
	first, last := walltime.DateOf(from, time.UTC).AddDays(-2), walltime.DateOf(to, time.UTC).AddDays(2) // on any wall
	for _, e := range s.Exceptions {
		if e.Cancelled() || e.To.Date.Before(first) || last.Before(e.To.Date) {
			continue
		}
		p := s.Parts[s.PartOf(e.On)]
		if i := e.apply(p.instance(e.On, zoneOf(p)), zoneOf(p)); !i.Start.Before(from) && i.Start.Before(to) {
			list = append(list, i)
		}
	}
	return list
}

// instance is the part's one of that date, as the rule has it.
func (p Part) instance(on walltime.Date, zone *time.Location) Instance {
	wall := p.Start.On(on)
	start := wall.In(zone)
	return Instance{On: on, Wall: wall, Zone: p.Zone, Start: start, End: start.Add(p.Length)}
}

// apply is an instance with its exception.
func (e Exception) apply(i Instance, zone *time.Location) Instance {
	if e.Cancelled() {
		i.Cancelled = true
		return i
	}
	length := i.End.Sub(i.Start)
	if e.Length > 0 {
		length = e.Length
	}
	i.Moved, i.Wall, i.Start = true, e.To, e.To.In(zone)
	i.End = i.Start.Add(length)
	return i
}

// zoneOf is the zone of a part that Check has passed. Should the machine's database have lost it since, it is UTC.
func zoneOf(p Part) *time.Location {
	zone, err := walltime.Zone(p.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
