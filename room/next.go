package room

import "time"

// openingTime is how long who was asked onto the stage by the room itself has until their turn begins without them.
const openingTime = 15 * time.Second

// takesTurns reports whether the end of a turn asks the next in the line.
func (s *state) takesTurns() bool {
	return s.settings.TurnNext && s.settings.Turn > 0 && s.settings.Mode == Apply
}

// turnRuns reports whether somebody has the word.
func (s *state) turnRuns() bool {
	for i := range s.seats {
		if m := s.seats[i].occupant; m != nil && m.role < Moderator && (m.turn.free || !m.turn.ends.IsZero() && !m.turn.over) {
			return true
		}
	}
	return false
}

// askWhenIdle has somebody asked who raises a hand while nobody has the word.
func (s *state) askWhenIdle() {
	if s.takesTurns() && !s.turnRuns() {
		s.nextDue = true
	}
}

// askNext asks the first of the line who can come, where one is due and nobody is being asked. Where there is no seat for
// them, somebody whose turn is over makes way.
func (s *state) askNext(now time.Time) {
	if !s.nextDue || s.asking != "" {
		return
	}
	if len(s.hands) == 0 || !s.takesTurns() {
		s.nextDue = false
		return
	}
	over := s.overstayers()
	if len(over) == 0 && !s.seatFree() {
		return
	}
	for _, p := range s.ordered() {
		m := s.members[p.ID]
		if !m.connected || m.invited != nil || s.unwelcome(m) {
			continue
		}
		if s.freeSeatFor(m) < 0 && !s.makeWay(m, over) {
			continue
		}
		s.nextDue, s.asking = false, m.id
		m.invited = &Invitation{Participant: m.id, Expires: now.Add(s.cfg.InvitationTTL)}
		s.invited[m.id] = m
		s.tellLeaders(m.id, Invited{Invitation: *m.invited})
		return
	}
}

// seatFree reports whether any seat is free, whomever it is kept for.
func (s *state) seatFree() bool { return s.freeSeat() >= 0 }

// overstayers are those on the stage whose turn is over. Host and moderators sit as long as they like.
func (s *state) overstayers() (over []*member) {
	for i := hostSeat + 1; i < len(s.seats); i++ {
		if m := s.seats[i].occupant; m != nil && m.role < Moderator && m.turn.over && !s.seats[i].locked {
			over = append(over, m)
		}
	}
	return over
}

// makeWay has the first whose turn is over, and whose seat suits somebody, step down. What the end of the turn closed is
// open to them again.
func (s *state) makeWay(next *member, over []*member) bool {
	for _, m := range over {
		if !s.suits(next, m.seat) {
			continue
		}
		if m.turn.muted {
			m.mute.Host = false
		}
		s.leaveStage(m)
		s.notify(nil, m, Notice{Action: "turn_over", Seat: -1})
		return true
	}
	return false
}

// asked ends the room's own question to somebody: whoever did not come loses their hand, and the next is asked.
func (s *state) asked(m *member, outcome string) {
	if s.asking != m.id {
		if outcome != "accepted" {
			s.askWhenIdle() // a seat was held for them
		}
		return
	}
	s.asking = ""
	if outcome == "accepted" {
		return
	}
	s.nextDue = true
	s.dropHand(m)
	if outcome == "expired" {
		s.notify(nil, m, Notice{Action: "missed", Seat: -1})
	}
}
