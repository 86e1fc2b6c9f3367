package room

import (
	"time"

	"corner/room/relay"
	"corner/room/schedule"
	"corner/room/walltime"
)

// modelDuty is whose turn it is to host. Shifts of the model are daily and in UTC; who is on duty it finds minute by
// minute.
type modelDuty struct {
	shift int       // -1 for nobody's
	until time.Time // the first minute in which it is another's
	late  time.Time // when the substitute is called; zero for not any more
	given bool      // away, by who had it
}

// shiftAt is whose shift an instant falls in: of several the last that began.
func (r *modelRoom) shiftAt(at time.Time) int {
	best, began := -1, time.Time{}
	midnight := at.Truncate(24 * time.Hour)
	for i, s := range r.set.Shifts {
		for _, day := range []time.Time{midnight.Add(-24 * time.Hour), midnight} {
			start := day.Add(time.Duration(s.Part.Start.OfDay()) * time.Minute)
			if !at.Before(start) && at.Before(start.Add(s.Part.Length)) && (best < 0 || start.After(began)) {
				best, began = i, start
			}
		}
	}
	return best
}

func (r *modelRoom) alike(a, b int) bool {
	if a < 0 || b < 0 {
		return a == b
	}
	x, y := r.set.Shifts[a], r.set.Shifts[b]
	return x.Person == y.Person && x.Substitute == y.Substitute
}

func (r *modelRoom) readDuty(now time.Time) {
	if len(r.set.Shifts) == 0 {
		r.duty = modelDuty{shift: -1, until: now.Add(1000 * time.Hour)}
		return
	}
	d := modelDuty{shift: r.shiftAt(now)}
	began := now.Truncate(time.Minute)
	for ; r.alike(d.shift, r.shiftAt(began.Add(-time.Minute))); began = began.Add(-time.Minute) {
	}
	for d.until = began; r.alike(d.shift, r.shiftAt(d.until)); d.until = d.until.Add(time.Minute) {
	}
	if d.shift >= 0 && now.Before(began.Add(2*time.Minute)) {
		d.late = began.Add(2 * time.Minute)
	}
	r.duty = d
}

func (r *modelRoom) onDuty() relay.Shift {
	if r.duty.shift < 0 {
		return relay.Shift{}
	}
	return r.set.Shifts[r.duty.shift]
}

// listed says whether somebody hosts at times, so that the door knows them.
func (r *modelRoom) listed(id string) bool {
	for _, s := range r.set.Shifts {
		if s.Person == id || s.Substitute == id {
			return true
		}
	}
	return false
}

// right is how good somebody's is to be host: 3 on duty, 2 in the place of who is late, 1 the owner's.
func (r *modelRoom) right(id string) int {
	served := r.duty.shift >= 0 && !r.duty.given
	switch {
	case served && id == r.onDuty().Person:
		return 3
	case served && id == r.onDuty().Substitute && r.duty.late.IsZero():
		return 2
	case id == r.set.Owner:
		return 1
	}
	return 0
}

// relieve lets the next come on duty, and the substitute of who has not come.
func (r *modelRoom) relieve(now time.Time) {
	if len(r.people) == 0 {
		return
	}
	if !now.Before(r.duty.until) {
		r.readDuty(now)
		r.takeDuty(now, r.people[r.onDuty().Person])
	}
	if !r.duty.late.IsZero() && !now.Before(r.duty.late) {
		r.duty.late = time.Time{}
		r.takeDuty(now, r.people[r.onDuty().Substitute])
	}
}

// takeDuty makes somebody host who has come and whose it is, unless it is somebody's with a better right.
func (r *modelRoom) takeDuty(now time.Time, p *modelPerson) {
	host := r.theHost()
	if p == nil || !p.connected || r.right(p.id) < 2 || host != nil && host != p && r.right(host.id) >= r.right(p.id) {
		return
	}
	r.serve(now, p)
}

func (r *modelRoom) serve(now time.Time, p *modelPerson) {
	if p.rank != Host {
		r.crown(now, p)
	}
	if p.before < Moderator {
		p.before, p.appointed = Moderator, now
	}
	r.duty.late = time.Time{}
	r.clearTheStage()
}

// inherit is a host by right where there is none: who is on duty, their substitute, the owner.
func (r *modelRoom) inherit(now time.Time) bool {
	ids := []string{r.set.Owner}
	if !r.duty.given {
		ids = []string{r.onDuty().Person, r.onDuty().Substitute, r.set.Owner}
	}
	for i, id := range ids {
		p := r.people[id]
		if p == nil || !p.connected {
			continue
		}
		if i < len(ids)-1 {
			r.serve(now, p)
		} else {
			r.crown(now, p)
			r.clearTheStage()
		}
		return true
	}
	return false
}

// shifts are short ones around the time at which the room opens: of people who come, with substitutes, with gaps and
// overlaps.
func (d modelDice) shifts() []relay.Shift {
	var list []relay.Shift
	for range 1 + d.IntN(5) {
		at := walltime.Of(instant().Add(time.Duration(d.IntN(40)-20)*time.Minute), time.UTC)
		s := relay.Shift{Person: d.person(), Name: "n", Part: schedule.Part{
			Start: at, Zone: "UTC", Length: time.Duration(10+d.IntN(12)) * time.Minute,
			Rule: schedule.Rule{Freq: schedule.Daily, Interval: 1},
		}}
		if s.Part.Start.Date.Day--; !d.rarely(3) {
			if s.Substitute = d.person(); s.Substitute == s.Person {
				s.Substitute = ""
			}
		}
		if s.Substitute != "" {
			s.Stand = "n"
		}
		list = append(list, s)
	}
	return list
}
