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
	target, err := s.permit(now, m, cmd)
	if err != nil {
		return nil, err
	}
	about := s.subjectRecord(target, cmd)
	s.obey(now, m, target, cmd)
	if rule := rowOf(cmd).audit; rule == audited || rule == ofOthers && target != m {
		s.audit(now, m, about)
	}
	s.tellGathered(now)
	return s.take(), nil
}

// permit asks the table: may this role name them, and is everything so that has to be?
func (s *state) permit(now time.Time, by *member, cmd Command) (target *member, err error) {
	if target, err = s.authorise(by, cmd); err != nil {
		return nil, err
	}
	for _, holds := range rowOf(cmd).needs {
		if err := holds(s, action{now, by, target, cmd}); err != nil {
			return nil, err
		}
	}
	return target, nil
}

// obey carries out what the table has permitted. There is nothing left to refuse.
func (s *state) obey(now time.Time, by, target *member, cmd Command) {
	switch c := cmd.(type) {
	case RaiseHand:
		s.raiseHand(now, by)
	case LowerHand:
		s.dropHand(target)
	case AdvanceHand:
		s.advance(now, by, target, c.Reason)
	case Invite:
		s.invite(now, by, target, c.Reason)
	case CancelInvitation:
		s.endInvitation(target, "cancelled")
	case AcceptInvitation:
		s.sit(now, by, s.freeSeatFor(by))
	case DeclineInvitation:
		s.endInvitation(by, "declined")
	case MuteSelf:
		s.muteSelf(now, by, c.Muted)
	case MuteParticipant:
		s.muteParticipant(now, by, target, c)
	case MuteAll:
		s.muteAll(now, by)
	case SetTurn:
		s.setTurn(now, target, c.Time)
	case Leave:
		s.depart(now, by, Left)
	default:
		s.obeyStage(now, by, target, cmd)
	}
}

// obeyStage carries out the commands about seats and roles.
func (s *state) obeyStage(now time.Time, by, target *member, cmd Command) {
	switch c := cmd.(type) {
	case TakeSeat:
		s.takeSeat(now, by, c.Index)
	case LeaveStage:
		s.leaveStage(by)
	case RemoveFromStage:
		s.removeFromStage(now, by, target, c.Reason)
	case MoveSeat:
		s.moveSeat(by, target, c.Index)
	case SwapSeats:
		s.swapSeats(by, c)
	case LockSeat:
		s.lockSeat(by, c)
	case MuteSeat:
		s.muteSeat(by, c)
	case SetRole:
		s.setRole(now, by, target, c.Role)
	case TransferHost:
		s.transfer(now, target)
	default:
		s.obeyDoor(now, by, target, cmd)
	}
}

// obeyDoor carries out the commands about who is in the room, and about the room itself.
func (s *state) obeyDoor(now time.Time, by, target *member, cmd Command) {
	switch c := cmd.(type) {
	case Kick:
		s.kick(now, by, target, c.Reason)
	case Ban:
		s.ban(now, by, target, c)
	case LiftBan:
		s.liftBan(now, c.ID)
	case Admit:
		s.letIn(c.Participant)
	case Deny:
		s.sendAway(now, by, c)
	case LockRoom:
		s.setLocked(now, by, c.Locked)
	case UpdateRoom:
		s.update(now, by, c)
	case CloseRoom:
		s.ended, s.dismissed = true, true
	case Report:
		s.report(now, by, target, s.subjectRecord(target, c).TargetName, c)
	case Block:
		s.block(by, target, c)
	default:
		s.obeyTalk(now, by, target, cmd)
	}
}

// obeyTalk carries out the commands about what is said without a voice.
func (s *state) obeyTalk(now time.Time, by, target *member, cmd Command) {
	switch c := cmd.(type) {
	case SendMessage:
		s.sendMessage(now, by, c)
	case DeleteMessage:
		s.deleteMessage(by, target, c.ID)
	case MuteChat:
		s.muteChat(now, by, target, c)
	case React:
		s.react(now, by, c.Emoji)
	case SendSignal:
		s.signal(now, by, target, c.Signal)
	default:
		s.obeyExchange(now, by, cmd)
	}
}

// obeyExchange carries out the commands about the languages that are exchanged.
func (s *state) obeyExchange(now time.Time, by *member, cmd Command) {
	switch c := cmd.(type) {
	case StartRounds:
		s.startRounds(now, by, c)
	case PauseRounds:
		s.pauseRounds(now, by, c.Paused)
	case ExtendRound:
		s.extendRound(now, by, c.By)
	case SkipRound:
		s.skipRound(now, by)
	case StopRounds:
		s.stopRounds(now, by)
	case HideTalk:
		s.hideTalk(by, c.Hidden)
	case DealCard:
		s.deal(now, c.Pack)
	case ClearCard:
		s.clearCard()
	}
}

// invite asks somebody onto the stage, hand or no hand; asking again renews the time they have.
func (s *state) invite(now time.Time, by, target *member, reason string) {
	s.passOver(now, by, target, reason)
	if s.asking == target.id {
		s.asking = "" // it is the leader's question now
	}
	target.invited = &Invitation{Participant: target.id, By: by.id, Expires: now.Add(s.cfg.InvitationTTL)}
	s.invited[target.id] = target
	s.tellLeaders(target.id, Invited{Invitation: *target.invited})
}

// hasInvitation reports whether an invitation is still good: one that ran out but was not swept yet is not.
func (m *member) hasInvitation(now time.Time) bool {
	return m.invited != nil && now.Before(m.invited.Expires)
}

// muteSelf sets or lifts one's own bit.
func (s *state) muteSelf(now time.Time, m *member, muted bool) {
	if m.mute.Self == muted {
		return
	}
	m.mute.Self = muted
	if !s.mute(m).Any() {
		s.startTurn(now, m)
	}
	s.gate(m)
	s.announce(m)
}

// muteParticipant sets or lifts the host bit. Lifted, the person is left self-muted, and a turn that had ended
// begins anew.
func (s *state) muteParticipant(now time.Time, by, target *member, c MuteParticipant) {
	if target.mute.Host == c.Muted {
		return
	}
	reason := c.Reason
	if reason == "" {
		reason = "host"
	}
	s.setHostMute(by, target, c.Muted, reason)
	code := "unmuted"
	if c.Muted {
		code = "muted"
	}
	s.line(now, Message{Code: code, From: author(by), About: author(target), Reason: c.Reason})
}

// muteAll sets the host bit of every speaker. Host and moderators are spared.
func (s *state) muteAll(now time.Time, by *member) {
	for i := range s.seats {
		if m := s.seats[i].occupant; m != nil && m.role < Moderator && !m.mute.Host {
			s.setHostMute(by, m, true, "all")
		}
	}
	s.line(now, Message{Code: "muted_all", From: author(by)})
}

func (s *state) setHostMute(by, target *member, muted bool, reason string) {
	target.mute.Host = muted
	if !muted {
		target.mute.Self = true
		if target.turn.over {
			target.turn = turn{}
		}
	}
	s.gate(target)
	s.announce(target)
	s.tellOne(target.id, MuteChanged{Participant: target.id, By: by.id, Mute: s.mute(target), Reason: reason})
}

// update changes the room's settings.
func (s *state) update(now time.Time, by *member, c UpdateRoom) {
	old := s.settings
	s.settings, _ = old.patched(c) // checked before
	if s.settings.Seats != old.Seats {
		s.resize(now, by, s.settings.Seats)
	}
	if s.settings.WaitingRoom != old.WaitingRoom {
		s.door.stale = true
	}
	if s.settings.TurnNext != old.TurnNext {
		s.askWhenIdle()
	}
	if s.settings.Queue != old.Queue {
		s.reorder()
	}
	s.tellAll(RoomChanged{Settings: s.settings})
	told := false
	if s.settings.Mode != old.Mode {
		s.line(now, Message{Code: "mode", From: author(by), Value: string(s.settings.Mode)})
		told = true
	}
	if s.settings.SlowMode != old.SlowMode {
		s.line(now, Message{Code: "slow_mode", From: author(by), Value: slowValue(s.settings.SlowMode)})
		told = true
	}
	if !told {
		s.line(now, Message{Code: "settings", From: author(by)})
	}
}
