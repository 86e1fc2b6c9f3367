package room

import (
	"strconv"
	"time"
)

// audit has an audit record kept. by is nil for the room's own doing.
func (s *state) audit(now time.Time, by *member, r AuditRecord) {
	r.Room, r.Time = s.cfg.ID, now
	if by != nil {
		r.By, r.ByName = by.id, by.profile.Name
	}
	s.pending = append(s.pending, keep{record: r})
}

// subjectRecord is what a command's record will say of whom it is about. It is asked before the command is done,
// since afterwards they may be gone.
func (s *state) subjectRecord(target *member, cmd Command) AuditRecord {
	r := AuditRecord{Action: NameOf(cmd), Reason: reasonOf(cmd), Detail: detailOf(cmd)}
	name, named := participantOf(cmd)
	switch {
	case target != nil:
		r.Target, r.TargetName = target.id, target.profile.Name
	case named:
		r.Target, r.TargetName = name, s.nameOutside(name)
	}
	if c, lifts := cmd.(LiftBan); lifts {
		for _, b := range s.bans {
			if b.ID == c.ID {
				r.Target, r.TargetName = b.Participant, b.Name
			}
		}
	}
	switch c := cmd.(type) {
	case DeleteMessage:
		m := s.message(c.ID)
		r.Target, r.TargetName = m.From.ID, m.From.Name
	case Report:
		r.Private = s.rank(target, name) >= Moderator
	}
	return r
}

// nameOutside is what somebody who is not a member is called.
func (s *state) nameOutside(id string) string {
	if i := s.waiterIndex(id); i >= 0 {
		return s.door.waiters[i].profile.Name
	}
	return s.departed[id].name
}

// detailOf says what matters of a command besides whom it is about and why.
func detailOf(cmd Command) string {
	switch c := cmd.(type) {
	case MoveSeat:
		return "seat " + strconv.Itoa(c.Index)
	case SwapSeats:
		return "seats " + strconv.Itoa(c.Index) + " and " + strconv.Itoa(c.Other)
	case LockSeat:
		return seatDetail(c.Index, c.Locked)
	case MuteSeat:
		return seatDetail(c.Index, c.Muted)
	case MuteParticipant:
		return onOff(c.Muted)
	case MuteChat:
		return onOff(c.Muted)
	case LockRoom:
		return onOff(c.Locked)
	case SetTurn:
		return seconds(c.Time)
	case SetRole:
		return c.Role.String()
	case Ban:
		return seconds(c.Time)
	case LiftBan:
		return c.ID
	case DeleteMessage:
		return "message " + strconv.FormatUint(c.ID, 10)
	case Report:
		text, _ := cleanLine(c.Text, MaxReport)
		return text
	case Invite:
		return c.Reason
	case AdvanceHand:
		return c.Reason
	case PauseRounds:
		return onOff(c.Paused)
	case ExtendRound:
		return seconds(c.By)
	case UpdateRoom:
		return c.changes()
	}
	return ""
}

func seatDetail(index int, on bool) string { return "seat " + strconv.Itoa(index) + " " + onOff(on) }

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// seconds is a duration in whole seconds; what has no end says so.
func seconds(d time.Duration) string {
	if d < 0 {
		return "permanent"
	}
	return strconv.Itoa(int(d/time.Second)) + " s"
}

// notify tells one member what was done to them. by is nil for the room's own doing.
func (s *state) notify(by, target *member, n Notice) {
	if by == target {
		return
	}
	if by != nil {
		n.By, n.ByName = by.id, by.profile.Name
	}
	s.tellOne(target.id, n)
}
