package room

import "time"

// turnWarning is how long before the end of a turn its holder is told.
const turnWarning = 10 * time.Second

// turn is somebody's time on the stage. The zero value is none.
type turn struct {
	ends   time.Time
	warned bool
	over   bool
	muted  bool // its end set the host bit
	free   bool // the host gave them all the time they like

	unopened bool // it runs for who was asked by the room and has not opened the microphone
}

// next is when something of the turn is due; zero for nothing.
func (t turn) next() time.Time {
	switch {
	case t.ends.IsZero() || t.over:
		return time.Time{}
	case t.warned:
		return t.ends
	}
	return t.ends.Add(-turnWarning)
}

// startTurn begins the turn of a speaker who opens the microphone, where the room has turns and theirs is not
// running yet. Those who run the room have all the time they like.
func (s *state) startTurn(now time.Time, m *member) {
	early := m.turn.unopened && now.Before(m.turn.ends.Add(-s.settings.Turn))
	if s.settings.Turn > 0 && m.rung() == Speaker && (early || m.turn == (turn{})) {
		m.turn = turn{ends: now.Add(s.settings.Turn)}
	}
}

// setTurn gives somebody so much time from now, or all they like.
func (s *state) setTurn(now time.Time, target *member, length time.Duration) {
	target.turn = turn{free: length == 0}
	if length > 0 {
		target.turn.ends = now.Add(length)
	}
	s.announce(target)
}

// expireTurns warns those whose time is nearly over, and ends the turns that are.
func (s *state) expireTurns(now time.Time) {
	for i := range s.seats {
		m := s.seats[i].occupant
		if m == nil || m.turn.next().IsZero() || now.Before(m.turn.next()) {
			continue
		}
		if now.Before(m.turn.ends) {
			m.turn.warned = true
			s.notify(nil, m, Notice{Action: "turn_warning", Seat: -1, Until: m.turn.ends})
			continue
		}
		s.endTurn(now, m)
	}
}

// endTurn says that somebody's time is over, and mutes them only where the room chose so.
func (s *state) endTurn(now time.Time, m *member) {
	m.turn.over = true
	s.nextDue = true
	if s.askNext(now); m.seat < 0 { // they have made way
		s.turnOver(now, m)
		return
	}
	mutes := s.settings.TurnMutes && !m.mute.Host
	if mutes {
		m.mute.Host, m.turn.muted = true, true
		s.gate(m)
	}
	s.announce(m)
	if mutes {
		s.tellOne(m.id, MuteChanged{Participant: m.id, Mute: s.mute(m), Reason: "turn"})
	} else {
		s.notify(nil, m, Notice{Action: "turn_over", Seat: -1})
	}
	s.turnOver(now, m)
}

// turnOver says to everybody that somebody's time is over.
func (s *state) turnOver(now time.Time, m *member) {
	s.line(now, Message{Code: "turn_over", About: author(m)})
	s.audit(now, nil, AuditRecord{Action: "turn.over", Target: m.id, TargetName: m.profile.Name})
}
