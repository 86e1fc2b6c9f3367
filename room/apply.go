package room

import "time"

// apply is the rules: what a command by a member does at an instant. A refusal changes nothing.
func (s *state) apply(now time.Time, by string, cmd Command) ([]effect, error) {
	if s.ended {
		return nil, ErrRoomClosed
	}
	m, ok := s.members[by]
	if !ok {
		return nil, ErrSessionLost
	}
	target, err := s.authorise(m, cmd)
	if err != nil {
		return nil, err
	}
	if err := s.obey(now, m, target, cmd); err != nil {
		return nil, err
	}
	s.tellAudience(now)
	return s.take(), nil
}

// obey carries out a permitted command. Every rule checks first and changes afterwards.
func (s *state) obey(now time.Time, by, target *member, cmd Command) error {
	switch c := cmd.(type) {
	case RaiseHand:
		return s.raiseHand(now, by)
	case LowerHand:
		s.dropHand(target)
		return nil
	case Invite:
		return s.invite(now, by, target)
	case CancelInvitation:
		return s.closeInvitation(now, target, "cancelled")
	case AcceptInvitation:
		return s.accept(now, by)
	case DeclineInvitation:
		return s.closeInvitation(now, by, "declined")
	case LeaveStage:
		return s.leaveStage(by)
	case MuteSelf:
		return s.muteSelf(by, c.Muted)
	case MuteParticipant:
		return s.muteParticipant(by, target, c.Muted)
	case Leave:
		s.depart(now, by)
		return nil
	default:
		return ErrNotAllowed
	}
}

// raiseHand queues a member by the server's time. Raised twice is raised once.
func (s *state) raiseHand(now time.Time, m *member) error {
	if m.seat >= 0 {
		return ErrOnStage
	}
	if !m.raised.IsZero() {
		return nil
	}
	m.raised = now
	s.hands = append(s.hands, m)
	s.tellAll(HandRaised{Hand: s.viewHand(m)})
	return nil
}

// invite asks somebody onto the stage, hand or no hand; asking again renews the time they have.
func (s *state) invite(now time.Time, by, target *member) error {
	if target.seat >= 0 {
		return ErrOnStage
	}
	if s.freeSeat() < 0 {
		return ErrStageFull
	}
	target.invited = &Invitation{Participant: target.id, By: by.id, Expires: now.Add(s.cfg.InvitationTTL)}
	s.invited[target.id] = target
	s.tellLeaders(target.id, Invited{Invitation: *target.invited})
	return nil
}

// closeInvitation ends one that is still good.
func (s *state) closeInvitation(now time.Time, m *member, outcome string) error {
	if !m.hasInvitation(now) {
		return ErrNoInvitation
	}
	s.endInvitation(m, outcome)
	return nil
}

// accept takes the lowest free seat. Of two who accept for one seat, the first has it.
func (s *state) accept(now time.Time, m *member) error {
	if !m.hasInvitation(now) {
		return ErrNoInvitation
	}
	index := s.freeSeat()
	if index < 0 {
		return ErrStageFull
	}
	s.sit(m, index)
	return nil
}

// leaveStage steps down. A hand or an invitation there is none: those belong to people off the stage.
func (s *state) leaveStage(m *member) error {
	if m.seat < 0 {
		return ErrOffStage
	}
	if m == s.host {
		return ErrHostSeat
	}
	s.stand(m)
	s.announce(m)
	return nil
}

// muteSelf sets or lifts one's own bit. While the host's is set there is nothing to lift: saying so, and not
// remembering the wish, keeps a microphone from opening by itself later.
func (s *state) muteSelf(m *member, muted bool) error {
	if m.seat < 0 {
		return ErrOffStage
	}
	if !muted && m.mute.Host {
		return ErrMutedByHost
	}
	if m.mute.Self == muted {
		return nil
	}
	m.mute.Self = muted
	s.gate(m)
	s.announce(m)
	return nil
}

// muteParticipant sets or lifts the host bit. Lifted, the person is left self-muted.
func (s *state) muteParticipant(by, target *member, muted bool) error {
	if target.seat < 0 {
		return ErrOffStage
	}
	if target.mute.Host == muted {
		return nil
	}
	target.mute.Host = muted
	if !muted {
		target.mute.Self = true
	}
	s.gate(target)
	s.announce(target)
	s.tellOne(target.id, MuteChanged{
		Participant: target.id, By: by.id, Mute: s.mute(target), Reason: "host",
	})
	return nil
}

// hasInvitation reports whether an invitation is still good: one that ran out but was not swept yet is not.
func (m *member) hasInvitation(now time.Time) bool {
	return m.invited != nil && now.Before(m.invited.Expires)
}
