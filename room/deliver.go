package room

import "time"

// A record for the directory lists all members. Up to smallRoom every change goes there at once; in a larger room the
// changes are gathered, or n joins would copy n² members, and recordRate bounds what the copying costs. No record is
// more than recordOldest behind.
const (
	smallRoom    = 64
	recordRate   = 2000 // members a second
	recordOldest = 4 * time.Second
)

// perform carries effects out: gates and media before anyone is told, then the sinks. Whoever is too slow to be
// told is away from then on, which has effects of its own; each round loses a sink, so there is an end.
func (r *Room) perform(now time.Time, effects []effect) {
	for len(effects) > 0 {
		for _, e := range effects {
			r.stale = r.stale || recorded(e)
			r.performMedia(e)
		}
		var slow []string
		for _, e := range effects {
			slow = append(slow, r.performSinks(e)...)
		}
		effects = nil
		for _, id := range slow {
			effects = append(effects, r.state.detach(now, id)...)
		}
	}
}

// recorded reports whether an effect belongs to a change that the directory keeps: members and talk time, not hands.
func recorded(e effect) bool {
	t, ok := e.(tell)
	if !ok {
		return !isOneOf[keep](e) && !isOneOf[tally](e)
	}
	switch t.event.Body.(type) {
	case SeatChanged, SeatsChanged, ParticipantChanged, HostChanged, RoomChanged, RoundChanged, CardChanged, TalkTold:
		return true
	default:
		return false
	}
}

func isOneOf[E effect](e effect) bool {
	_, is := e.(E)
	return is
}

func (r *Room) performMedia(e effect) {
	switch e := e.(type) {
	case permit:
		r.media.AllowPublish(e.participant, e.allowed)
	case remove:
		r.media.Remove(e.participant)
	}
}

// performSinks returns the members whose sinks were too slow.
func (r *Room) performSinks(e effect) []string {
	switch e := e.(type) {
	case tell:
		if e.event.Seq != 0 {
			r.ring.add(e)
		}
		return r.deliver(e)
	case tally:
		r.state.cfg.Tally(e.what)
	case keep:
		r.ledger.Audit(e.record)
	case bans:
		r.ledger.Bans(r.id, e.list)
	case release:
		r.release(e.participant, e.reason)
	}
	return nil
}

// deliver hands one event to everyone it is for, and lets go of the sinks that cannot take it.
func (r *Room) deliver(t tell) (slow []string) {
	send := func(id string, c *conn) {
		if c == nil || c.sink == nil || c.sink.Send(t.event) {
			return
		}
		c.sink = nil
		slow = append(slow, id)
	}
	if t.to == nil {
		for id, c := range r.conns {
			send(id, c)
		}
		return slow
	}
	for _, id := range t.to {
		send(id, r.conns[id])
	}
	return slow
}

// release ends a session and closes its sink.
func (r *Room) release(id string, reason Reason) {
	c, ok := r.conns[id]
	if !ok {
		return
	}
	delete(r.conns, id)
	if c.sink != nil {
		c.sink.Close(reason)
	}
}

// recordDue is when the directory may get its next record.
func (r *Room) recordDue() time.Time {
	n := len(r.state.members)
	if n <= smallRoom {
		return r.recorded
	}
	pause := max(r.state.cfg.AudienceMinimum, time.Duration(n)*time.Second/recordRate)
	return r.recorded.Add(min(pause, max(r.state.cfg.AudienceMinimum, recordOldest)))
}

// publish gives the lobby and the directory the latest.
func (r *Room) publish(now time.Time) {
	listing := r.state.listing()
	r.listing.Store(&listing)
	if (r.version > 0 && !r.stale) || r.state.ended || now.Before(r.recordDue()) {
		return
	}
	r.stale = false
	r.recorded = now
	r.version++
	r.presence.Update(r.state.record(now, r.version))
}
