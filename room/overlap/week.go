package overlap

import (
	"time"

	"corner/room/walltime"
)

// Local is a slot as one person sees it.
type Local struct {
	Wall walltime.Wall
	Kind int // 0 (asleep) to 100
}

// Slot is a piece of the week.
type Slot struct {
	Start  time.Time // UTC
	Locals []Local   // in the order of people
	Kind   int       // to the one whom it suits least
}

// Week are seven days of slots.
type Week struct {
	Step  time.Duration // how long a slot is
	Slots []Slot        // in order, without gaps
}

// Find is the week that begins on a date, at midnight on the wall of the first person. It refuses with ErrPeople,
// ErrZone, ErrAwake and ErrDate.
func Find(people []Person, from walltime.Date) (Week, error) {
	if len(people) < MinPeople || len(people) > MaxPeople {
		return Week{}, ErrPeople
	}
	zones := make([]*time.Location, len(people))
	for i, p := range people {
		zone, err := p.check()
		if err != nil {
			return Week{}, err
		}
		zones[i] = zone
	}
	if !from.Valid() || !from.AddDays(7).Valid() {
		return Week{}, ErrDate
	}
	start := walltime.Wall{Date: from}.In(zones[0])
	end := walltime.Wall{Date: from.AddDays(7)}.In(zones[0])
	week := Week{Step: step(zones, start, end)}
	n := int(end.Sub(start) / week.Step)
	locals := make([]Local, n*len(people))
	for i := range n {
		slot := Slot{Start: start.Add(time.Duration(i) * week.Step), Locals: locals[:len(people):len(people)], Kind: 100}
		locals = locals[len(people):]
		for j, p := range people {
			wall := walltime.Of(slot.Start, zones[j])
			kind := p.kindness(wall.Date.Weekday(), wall.OfDay(), int(week.Step/time.Minute))
			slot.Locals[j] = Local{wall, kind}
			slot.Kind = min(slot.Kind, kind)
		}
		week.Slots = append(week.Slots, slot)
	}
	return week, nil
}

// step is how long slots are so that they begin at a round time on every wall.
func step(zones []*time.Location, start, end time.Time) time.Duration {
	const half = 30 * time.Minute
	for _, zone := range zones {
		for _, at := range []time.Time{start, end} {
			if _, offset := at.In(zone).Zone(); offset%int(half/time.Second) != 0 {
				return half / 2
			}
		}
	}
	return half
}
