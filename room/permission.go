package room

// targets is a set of those whom a command may be about: oneself, or others by the rung they stand on.
type targets uint8

const (
	oneself targets = 1 << iota
	listeners
	speakers
	moderators
	hosts
)

// row is one line of the permission table: whom each role may name. The zero value allows nobody anything, so
// a command that has no row is refused.
type row [Host + 1]targets

// everyoneThemselves is the row of the commands that are about the one who sends them.
func everyoneThemselves() row {
	return row{Listener: oneself, Speaker: oneself, Moderator: oneself, Host: oneself}
}

// lowerRungs is the row of the commands of host and moderators about others: nobody acts on an equal or higher.
func lowerRungs() row {
	return row{Moderator: listeners | speakers, Host: listeners | speakers | moderators}
}

// ownOrLower allows everyone themselves, and host and moderators those below them.
func ownOrLower() row {
	merged := everyoneThemselves()
	for role, lower := range lowerRungs() {
		merged[role] |= lower
	}
	return merged
}

// permission is the table command × role × target role. It says who may; whether it is possible now (seats,
// hands, mutes) is for the rule of the command to say. known is false for a command without a row.
func permission(cmd Command) (r row, known bool) {
	switch cmd.(type) {
	case RaiseHand, AcceptInvitation, DeclineInvitation, LeaveStage, MuteSelf, Leave:
		return everyoneThemselves(), true
	case LowerHand:
		return ownOrLower(), true
	case Invite, CancelInvitation, MuteParticipant:
		return lowerRungs(), true
	default:
		return row{}, false
	}
}

// rung is the bit of a role as a target.
func rung(r Role) targets { return listeners << r }

// targetOf is whom a command names; "" stands for its sender.
func targetOf(cmd Command) string {
	switch c := cmd.(type) {
	case LowerHand:
		return c.Participant
	case Invite:
		return c.Participant
	case CancelInvitation:
		return c.Participant
	case MuteParticipant:
		return c.Participant
	default:
		return ""
	}
}

// authorise looks the command up in the table and returns whom it is about. Who may name nobody but themselves
// learns nothing about who else is here.
func (s *state) authorise(by *member, cmd Command) (*member, error) {
	r, known := permission(cmd)
	if !known {
		return nil, ErrNotAllowed
	}
	allowed := r[by.rung()]
	name := targetOf(cmd)
	if name == by.id || (name == "" && allowed&oneself != 0) {
		return by, allow(allowed&oneself != 0)
	}
	if allowed&^oneself == 0 {
		return nil, ErrNotAllowed
	}
	target, found := s.members[name]
	if !found {
		return nil, missing(cmd)
	}
	return target, allow(allowed&rung(target.rung()) != 0)
}

// allow turns a verdict of the table into its refusal.
func allow(yes bool) error {
	if yes {
		return nil
	}
	return ErrNotAllowed
}

// missing is the refusal of a command about somebody who is not here: their invitation is gone with them.
func missing(cmd Command) error {
	if _, ok := cmd.(CancelInvitation); ok {
		return ErrNoInvitation
	}
	return ErrNotFound
}
