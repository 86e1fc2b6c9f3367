package room

import "reflect"

// targets is a set of those whom a command may be about.
type targets uint8

const (
	oneself targets = 1 << iota
	listeners
	speakers
	moderators
	hosts
	noone // the room as a whole, an empty seat, or somebody who is not in the room

	others = listeners | speakers | moderators | hosts
)

// who says whom each role may name.
type who [Host + 1]targets

// everyone allows all roles the same.
func everyone(t targets) who { return who{Listener: t, Speaker: t, Moderator: t, Host: t} }

// leaders allows moderators and the host the same.
func leaders(t targets) who { return who{Moderator: t, Host: t} }

// host allows the host alone.
func host(t targets) who { return who{Host: t} }

// lower allows host and moderators those below them: nobody acts on an equal or higher rung.
func lower() who {
	return who{Moderator: listeners | speakers, Host: listeners | speakers | moderators}
}

// and is what either allows.
func (w who) and(other who) who {
	for role := range w {
		w[role] |= other[role]
	}
	return w
}

// rung is the bit of a role as a target.
func rung(r Role) targets { return listeners << r }

// subject is whom a command is about: members, or, when there are none, what noone stands for.
type subject struct {
	members []*member
	missing error // somebody was named who is not in the room: the refusal for those who may not name outsiders
}

// target is the one member a command is about, nil for noone.
func (t subject) target() *member {
	if len(t.members) == 0 {
		return nil
	}
	return t.members[0]
}

// one is the subject of a command about one member.
func one(m *member) subject { return subject{members: []*member{m}} }

// subjectOf finds whom a command is about.
func (s *state) subjectOf(by *member, cmd Command) (subject, error) {
	switch c := cmd.(type) {
	case RaiseHand, AcceptInvitation, DeclineInvitation, TakeSeat, LeaveStage, MuteSelf, HideTalk, Leave:
		return one(by), nil
	case LockSeat:
		return s.occupants(c.Index)
	case MuteSeat:
		return s.occupants(c.Index)
	case SwapSeats:
		return s.occupants(c.Index, c.Other)
	case DeleteMessage:
		return s.authorOf(c.ID)
	}
	name, names := participantOf(cmd)
	switch {
	case !names:
		return subject{}, nil
	case name == "" && cmd.kind() == kindLowerHand:
		return one(by), nil
	}
	if m, found := s.members[name]; found {
		return one(m), nil
	}
	return subject{missing: missing(cmd)}, nil
}

// participantOf is the participant a command names; false for a command that names none.
func participantOf(cmd Command) (string, bool) {
	switch c := cmd.(type) {
	case LowerHand:
		return c.Participant, true
	case Invite:
		return c.Participant, true
	case AdvanceHand:
		return c.Participant, true
	case CancelInvitation:
		return c.Participant, true
	case RemoveFromStage:
		return c.Participant, true
	case MoveSeat:
		return c.Participant, true
	case MuteParticipant:
		return c.Participant, true
	case SetTurn:
		return c.Participant, true
	case SetRole:
		return c.Participant, true
	case TransferHost:
		return c.Participant, true
	case Kick:
		return c.Participant, true
	case Ban:
		return c.Participant, true
	case Admit:
		return c.Participant, true
	case Deny:
		return c.Participant, true
	case Report:
		return c.Participant, true
	case Block:
		return c.Participant, true
	case MuteChat:
		return c.Participant, true
	case SendSignal:
		return c.Participant, true
	}
	return "", false
}

// missing is the refusal of a command about somebody who is not here: their invitation is gone with them.
func missing(cmd Command) error {
	if cmd.kind() == kindCancelInvitation {
		return ErrNoInvitation
	}
	return ErrNotFound
}

// occupants is who sits on the named seats.
func (s *state) occupants(indexes ...int) (subject, error) {
	var found subject
	for _, index := range indexes {
		if !s.hasSeat(index) {
			return subject{}, ErrNoSeat
		}
		if m := s.seats[index].occupant; m != nil {
			found.members = append(found.members, m)
		}
	}
	return found, nil
}

// rowOf is the row of a command; the empty one, which allows nothing, for what is none. A pointer to a command is
// none: the rules tell commands by their types.
func rowOf(cmd Command) row {
	if cmd == nil || reflect.TypeOf(cmd).Kind() == reflect.Pointer || cmd.kind() >= kinds {
		return row{}
	}
	return table[cmd.kind()]
}

// authorise looks a command up in the table and returns whom it is about. A role that may name nobody but
// itself learns nothing about who else is here.
func (s *state) authorise(by *member, cmd Command) (*member, error) {
	allowed := rowOf(cmd).who[by.rung()]
	if allowed == 0 {
		return nil, ErrNotAllowed
	}
	about, err := s.subjectOf(by, cmd)
	if err != nil {
		return nil, err
	}
	if about.missing != nil && allowed&noone == 0 {
		if allowed&^oneself == 0 {
			return nil, ErrNotAllowed
		}
		return nil, about.missing
	}
	if len(about.members) == 0 && allowed&noone == 0 {
		return nil, ErrNotAllowed
	}
	for _, m := range about.members {
		bit := rung(m.rung())
		if m == by {
			bit = oneself
		}
		if allowed&bit == 0 {
			return nil, ErrNotAllowed
		}
	}
	return about.target(), nil
}
