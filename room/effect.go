package room

// effect is something the rules want done. The actor does media first, then sinks, then the rest.
type effect interface{ effect() }

// tell delivers an event to everyone (to is nil) or to those listed.
type tell struct {
	event *Event
	to    []string
}

// permit opens or closes a participant's gate.
type permit struct {
	participant string
	allowed     bool
}

// remove ends a participant's media.
type remove struct{ participant string }

// release lets go of the sink a participant has.
type release struct {
	participant string
	reason      Reason
}

// keep has an audit record kept.
type keep struct{ record AuditRecord }

// bans has the bans of the room kept.
type bans struct{ list []BanRecord }

// tally has something counted that happened.
type tally struct{ what string }

func (tally) effect()   {}
func (keep) effect()    {}
func (bans) effect()    {}
func (tell) effect()    {}
func (permit) effect()  {}
func (remove) effect()  {}
func (release) effect() {}

// addressed reports whether the event is for a participant.
func (t tell) addressed(participant string) bool {
	if t.to == nil {
		return true
	}
	for _, id := range t.to {
		if id == participant {
			return true
		}
	}
	return false
}

// tellAll numbers a change and addresses it to everyone.
func (s *state) tellAll(b Body) { s.tell(b, nil) }

// tellOne numbers a change and addresses it to one member.
func (s *state) tellOne(id string, b Body) { s.tell(b, []string{id}) }

// tellLeaders numbers a change and addresses it to one participant, if still here, the host and the moderators.
func (s *state) tellLeaders(about string, b Body) {
	to := make([]string, 0, len(s.leaders)+1)
	if m := s.members[about]; m != nil && m.role < Moderator {
		to = append(to, about)
	}
	for _, m := range s.leaders {
		to = append(to, m.id)
	}
	s.tell(b, to)
}

func (s *state) tell(b Body, to []string) {
	s.seq++
	s.pending = append(s.pending, tell{event: &Event{Seq: s.seq, Body: b}, to: to})
}

// count has something counted that happened.
func (s *state) count(what string) { s.pending = append(s.pending, tally{what}) }

// gate opens or closes a member's gate when what they may do has changed.
func (s *state) gate(m *member) {
	allowed := m.seat >= 0 && !s.mute(m).Any()
	if allowed == m.open {
		return
	}
	m.open = allowed
	s.pending = append(s.pending, permit{participant: m.id, allowed: allowed})
}

// take empties the list of effects.
func (s *state) take() []effect {
	out := s.pending
	s.pending = nil
	return out
}
