package room

import (
	"time"
)

// action is a command under consideration: who wants what, about whom, when. target is nil for noone.
type action struct {
	now    time.Time
	by     *member
	target *member
	cmd    Command
}

// condition is something that must be so for a command to be done. It changes nothing.
type condition func(s *state, a action) error

// unless turns a truth into nil and its absence into a refusal.
func unless(holds bool, refusal *Error) error {
	if holds {
		return nil
	}
	return refusal
}

func senderOffStage(_ *state, a action) error { return unless(a.by.seat < 0, ErrOnStage) }

func senderOnStage(_ *state, a action) error { return unless(a.by.seat >= 0, ErrOffStage) }

func senderNotHost(s *state, a action) error { return unless(a.by != s.host, ErrHostSeat) }

func offStage(_ *state, a action) error { return unless(a.target.seat < 0, ErrOnStage) }

func onStage(_ *state, a action) error { return unless(a.target.seat >= 0, ErrOffStage) }

func notHost(s *state, a action) error { return unless(a.target != s.host, ErrHostSeat) }

func connected(_ *state, a action) error { return unless(a.target.connected, ErrAway) }

func invited(_ *state, a action) error { return unless(a.target.hasInvitation(a.now), ErrNoInvitation) }

func senderInvited(_ *state, a action) error {
	return unless(a.by.hasInvitation(a.now), ErrNoInvitation)
}

// handsWanted: in an invite-only room nobody asks, unless nobody is there to invite.
func handsWanted(s *state, _ action) error {
	return unless(s.settings.Mode != InviteOnly || s.vacancy.open, ErrModeClosed)
}

// seatLeft: there is a free seat that is not kept for others than who is to sit on it.
func seatLeft(s *state, a action) error { return unless(s.freeSeatFor(a.target) >= 0, ErrStageFull) }

// welcomeOnStage: whom the host has blocked gets no seat.
func welcomeOnStage(s *state, a action) error {
	return unless(!s.unwelcome(a.target), ErrStageRefused)
}

func senderWelcomeOnStage(s *state, a action) error {
	return unless(!s.unwelcome(a.by), ErrStageRefused)
}

// stageOpenToSender: a free or open stage is anybody's, and moderators sit where they like.
func stageOpenToSender(s *state, a action) error {
	return unless(s.vacancy.open || s.settings.Mode == Free || a.by.role >= Moderator, ErrModeClosed)
}

// seatLeftOrNamed: with index -1 any seat will do.
func seatLeftOrNamed(s *state, a action) error {
	if a.cmd.(TakeSeat).Index == -1 {
		return unless(s.freeSeatFor(a.by) >= 0, ErrStageFull)
	}
	if err := namedSeatFree(s, a); err != nil {
		return err
	}
	return unless(s.suits(a.by, a.cmd.(TakeSeat).Index), ErrSeatKept)
}

// namedSeat is the seat a command is about.
func namedSeat(cmd Command) int {
	switch c := cmd.(type) {
	case TakeSeat:
		return c.Index
	case MoveSeat:
		return c.Index
	case LockSeat:
		return c.Index
	case MuteSeat:
		return c.Index
	}
	return -1
}

// namedSeatGuests: the host's own seat is not to be disposed of.
func namedSeatGuests(s *state, a action) error {
	index := namedSeat(a.cmd)
	if !s.hasSeat(index) {
		return ErrNoSeat
	}
	return unless(index != hostSeat, ErrHostSeat)
}

func namedSeatFree(s *state, a action) error {
	if err := namedSeatGuests(s, a); err != nil {
		return err
	}
	seat := s.seats[namedSeat(a.cmd)]
	if seat.occupant != nil {
		return ErrSeatTaken
	}
	return unless(!seat.locked, ErrSeatLocked)
}

// seatsSwappable: both exist (asked before), neither is the host's, somebody sits on one, and nobody comes to sit
// on a locked one.
func seatsSwappable(s *state, a action) error {
	c := a.cmd.(SwapSeats)
	if c.Index == hostSeat || c.Other == hostSeat {
		return ErrHostSeat
	}
	one, other := s.seats[c.Index], s.seats[c.Other]
	if one.occupant == nil && other.occupant == nil {
		return ErrSeatEmpty
	}
	return unless(!one.locked && !other.locked, ErrSeatLocked)
}

// senderMayUnmute: while the host's bit is set there is nothing to lift. Saying so, and not remembering the wish,
// keeps a microphone from opening by itself later.
func senderMayUnmute(_ *state, a action) error {
	return unless(a.cmd.(MuteSelf).Muted || !a.by.mute.Host, ErrMutedByHost)
}

func turnInBounds(_ *state, a action) error {
	t := a.cmd.(SetTurn).Time
	return unless(t == 0 || t >= MinTurn && t <= MaxTurn, ErrOutOfBounds)
}

func roleGrantable(_ *state, a action) error {
	r := a.cmd.(SetRole).Role
	return unless(r == Listener || r == Moderator, ErrOutOfBounds)
}

// reasonOf is the reason code that a command carries.
func reasonOf(cmd Command) string {
	switch c := cmd.(type) {
	case RemoveFromStage:
		return c.Reason
	case MuteParticipant:
		return c.Reason
	case Kick:
		return c.Reason
	case Ban:
		return c.Reason
	case Deny:
		return c.Reason
	case Report:
		return c.Reason
	case MuteChat:
		return c.Reason
	}
	return ""
}

func reasonKnown(_ *state, a action) error {
	reason := reasonOf(a.cmd)
	return unless(reason == "" || ValidReason(reason), ErrOutOfBounds)
}

func reasonGiven(_ *state, a action) error {
	return unless(ValidReason(reasonOf(a.cmd)), ErrOutOfBounds)
}

// remembered: somebody who is not here must have been, not long ago.
func remembered(s *state, a action) error {
	name, _ := participantOf(a.cmd)
	_, left := s.departed[name]
	return unless(a.target != nil || left, ErrNotFound)
}

// notTheOwner: who is host while the owner is a moderator keeps them neither out nor down.
func notTheOwner(s *state, a action) error {
	return unless(a.target == nil || a.target.id != s.settings.Owner, ErrNotAllowed)
}

// rememberedBelow: who keeps the owner's place must not keep them out of it, and nobody waits for an equal to leave.
func rememberedBelow(s *state, a action) error {
	name, _ := participantOf(a.cmd)
	switch {
	case name != "" && name == s.settings.Owner:
		return ErrNotAllowed
	case a.target == nil && a.by != s.host && s.departed[name].role >= Moderator:
		return ErrNotAllowed
	}
	return remembered(s, a)
}

func banInBounds(_ *state, a action) error {
	t := a.cmd.(Ban).Time
	return unless(t == Permanent || t >= MinBan && t <= MaxBan, ErrOutOfBounds)
}

func banKnown(s *state, a action) error {
	return unless(s.banIndex(a.now, a.cmd.(LiftBan).ID) >= 0, ErrNoBan)
}

func atTheDoor(s *state, a action) error {
	name, _ := participantOf(a.cmd)
	return unless(s.waiterIndex(name) >= 0, ErrNotFound)
}

func settingsInBounds(s *state, a action) error {
	_, err := s.settings.patched(a.cmd.(UpdateRoom))
	return err
}

func reportReadable(_ *state, a action) error {
	_, ok := cleanLine(a.cmd.(Report).Text, MaxReport)
	return unless(ok, ErrInvalidText)
}

// senderNotReporting: nobody floods those who run the room, nor the operators' audit.
func senderNotReporting(s *state, a action) error { return tooFast(s.reports.wait(a.now, a.by.id)) }

// tooFast is the refusal of who has to wait, nil for who has not.
func tooFast(wait time.Duration) error {
	if wait == 0 {
		return nil
	}
	return &Error{Code: ErrRateLimited.Code, Text: ErrRateLimited.Text, Retry: wait}
}

// blockInBounds: the name of somebody who has left can be blocked too, since they may come back.
func blockInBounds(_ *state, a action) error {
	c := a.cmd.(Block)
	if c.Participant == "" || len(c.Participant) > maxIdentifier {
		return ErrOutOfBounds
	}
	return unless(!c.Blocked || len(a.by.blocked) < MaxBlocked, ErrOutOfBounds)
}

func reactionKnown(_ *state, a action) error {
	return unless(ValidReaction(a.cmd.(React).Emoji), ErrOutOfBounds)
}

func signalKnown(_ *state, a action) error {
	return unless(ValidSignal(a.cmd.(SendSignal).Signal), ErrOutOfBounds)
}

func senderMayWrite(_ *state, a action) error { return unless(!a.by.chatMuted, ErrChatMuted) }

func messageReadable(_ *state, a action) error {
	c := a.cmd.(SendMessage)
	if len(c.Mentions) > MaxMentions {
		return ErrOutOfBounds
	}
	_, ok := cleanText(c.Text, MaxMessage, maxMessageLines)
	return unless(ok, ErrInvalidText)
}

func repliesToKept(s *state, a action) error {
	id := a.cmd.(SendMessage).ReplyTo
	return unless(id == 0 || s.message(id) != nil, ErrNoMessage)
}

// senderNotTooFast: slow mode for those who do not run the room, and a bound for everybody.
func senderNotTooFast(s *state, a action) error {
	if refusal := tooFast(a.by.written.wait(a.now, writingWindow)); refusal != nil {
		return refusal
	}
	if a.by.role >= Moderator {
		return nil
	}
	if wait := a.by.written.last().Add(s.settings.SlowMode).Sub(a.now); s.settings.SlowMode > 0 && wait > 0 {
		return &Error{Code: ErrSlowMode.Code, Text: ErrSlowMode.Text, Retry: wait}
	}
	if refusal := tooFast(s.crowd.wait(a.now)); refusal != nil {
		return refusal
	}
	return nil
}
