package room

import (
	"slices"
	"time"
)

// reach says whom a command may be about.
type reach int

const (
	aboutNobody reach = iota // nobody but the sender
	aboutOthers              // any other member
	aboutLower               // leaders: members below them
	aboutSelfOrLower
	aboutRoom // leaders: the room itself
	aboutRoomByHost
	aboutOthersByHost
)

// modelReach lists the commands that name somebody else or that not everyone may send; a name of "" where a command
// names nobody.
func modelReach(cmd Command) (who string, how reach) {
	switch c := cmd.(type) {
	case LowerHand:
		return c.Participant, aboutSelfOrLower
	case Invite:
		return c.Participant, aboutLower
	case CancelInvitation:
		return c.Participant, aboutLower
	case RemoveFromStage:
		return c.Participant, aboutLower
	case MoveSeat:
		return c.Participant, aboutLower
	case MuteParticipant:
		return c.Participant, aboutLower
	case SetTurn:
		return c.Participant, aboutLower
	case Kick:
		return c.Participant, aboutLower
	case Ban:
		return c.Participant, aboutLower
	case MuteChat:
		return c.Participant, aboutLower
	case SetRole:
		return c.Participant, aboutOthersByHost
	case TransferHost:
		return c.Participant, aboutOthersByHost
	case Report:
		return c.Participant, aboutOthers
	case Block:
		return c.Participant, aboutOthers
	case SendSignal:
		return c.Participant, aboutOthers
	case SwapSeats, LockSeat, MuteSeat, MuteAll, LiftBan, ListBans, Admit, Deny, LockRoom:
		return "", aboutRoom
	case UpdateRoom, CloseRoom, ListAudit:
		return "", aboutRoomByHost
	}
	return "", aboutNobody
}

// above says whether somebody may act on another.
func (r *modelRoom) above(p, other *modelPerson) bool {
	return r.leads(p) && p.rank > other.rank
}

// allowed answers for who may and about whom, before what is possible is asked. The other is nil for a command that
// is about nobody else, or about somebody who is not here where that may be.
func (r *modelRoom) allowed(p *modelPerson, cmd Command) (other *modelPerson, code string) {
	who, how := modelReach(cmd)
	switch {
	case how == aboutNobody:
		return nil, ""
	case how == aboutRoom && r.leads(p), how == aboutRoomByHost && p.rank == Host:
		return nil, ""
	case how == aboutSelfOrLower && (who == "" || who == p.id):
		return p, ""
	case how == aboutRoom, how == aboutRoomByHost:
		return nil, "not_allowed"
	case how != aboutOthers && !r.leads(p), how == aboutOthersByHost && p.rank != Host:
		return nil, "not_allowed"
	}
	if who == p.id {
		if _, moves := cmd.(MoveSeat); moves {
			return p, ""
		}
		return nil, "not_allowed"
	}
	if other = r.people[who]; other == nil {
		return nil, r.absent(p, cmd, who)
	}
	switch cmd.(type) {
	case Kick, Ban, SetRole:
		if who == r.set.Owner { // who is on duty is host in the owner's room
			return nil, "not_allowed"
		}
	}
	if how == aboutLower && !r.above(p, other) || how == aboutSelfOrLower && !r.above(p, other) {
		return nil, "not_allowed"
	}
	return other, ""
}

// absent answers for commands about who is no member.
func (r *modelRoom) absent(p *modelPerson, cmd Command, who string) string {
	switch cmd.(type) {
	case CancelInvitation:
		return "no_invitation"
	case Ban:
		if who != "" && who == r.set.Owner || r.past[who].rank >= p.rank && p.rank != Host {
			return "not_allowed"
		}
		return r.whoWasHere(who)
	case Report:
		return r.whoWasHere(who)
	case Block:
		if who == "" {
			return "bad_request"
		}
		return "" // they may come yet
	}
	return "not_found"
}

func (r *modelRoom) whoWasHere(who string) string {
	if _, was := r.past[who]; !was {
		return "not_found"
	}
	return ""
}

// do is what a command comes to: a code, or "" when it is done.
func (r *modelRoom) do(now time.Time, by string, cmd Command) string {
	if r.ended {
		return "room_closed"
	}
	p := r.people[by]
	if p == nil {
		return "session_lost"
	}
	other, code := r.allowed(p, cmd)
	if code == "" {
		code = r.placeFirst(other, cmd)
	}
	if code == "" {
		code = r.bounds(cmd)
	}
	if code != "" {
		return code
	}
	for _, part := range []func(time.Time, *modelPerson, *modelPerson, Command) (string, bool){
		r.doHands, r.doSeats, r.doMutes, r.doRoles, r.doDoor, r.doTalk,
	} {
		if code, done := part(now, p, other, cmd); done {
			return code
		}
	}
	return "not_allowed"
}

// placeFirst answers for commands about somebody on the stage or before the door who is not there.
func (r *modelRoom) placeFirst(other *modelPerson, cmd Command) string {
	switch c := cmd.(type) {
	case Admit:
		return r.knocking(c.Participant)
	case Deny:
		return r.knocking(c.Participant)
	case RemoveFromStage, MoveSeat, MuteParticipant, SetTurn, SendSignal:
		if other.seat < 0 {
			return "off_stage"
		}
	}
	return ""
}

// bounds answers for values that no room takes.
func (r *modelRoom) bounds(cmd Command) string {
	reason, needed := "", false
	fits := true
	switch c := cmd.(type) {
	case RemoveFromStage:
		reason = c.Reason
	case MuteParticipant:
		reason = c.Reason
	case MuteChat:
		reason = c.Reason
	case Kick:
		reason = c.Reason
	case Deny:
		reason = c.Reason
	case Ban:
		reason = c.Reason
		fits = c.Time == Permanent || c.Time >= 10*time.Second && c.Time <= 24*time.Hour
	case Report:
		reason, needed = c.Reason, true
	case SetTurn:
		fits = c.Time == 0 || c.Time >= 10*time.Second && c.Time <= time.Hour
	case SetRole:
		fits = c.Role == Moderator || c.Role == Listener
	case React:
		fits = slices.Contains([]string{"👏", "❤️", "😂", "🎉", "👍", "🤔"}, c.Emoji)
	case SendSignal:
		fits = c.Signal == "slower" || c.Signal == "again" || c.Signal == "explain"
	}
	if !fits || (needed || reason != "") && !slices.Contains(reasons, reason) {
		return "bad_request"
	}
	return ""
}

func (r *modelRoom) doHands(now time.Time, p, other *modelPerson, cmd Command) (string, bool) {
	switch cmd.(type) {
	case RaiseHand:
		return r.raise(now, p), true
	case LowerHand:
		other.hand = time.Time{}
	case Invite:
		switch {
		case other.seat >= 0:
			return "on_stage", true
		case r.freeSeat() < 0:
			return "stage_full", true
		case r.unwelcome(other.id):
			return "stage_refused", true
		}
		if line := r.inLine(); !other.hand.IsZero() && other.cut == 0 && line[0] != other {
			r.cuts++
			other.cut = r.cuts
		}
		other.invitedBy, other.invited = p.id, now.Add(30*time.Second)
	case CancelInvitation:
		if !other.isInvited(now) {
			return "no_invitation", true
		}
		other.invitedBy = ""
	case DeclineInvitation:
		if !p.isInvited(now) {
			return "no_invitation", true
		}
		p.invitedBy = ""
	case AcceptInvitation:
		return r.accept(now, p), true
	default:
		return "", false
	}
	return "", true
}

func (r *modelRoom) raise(now time.Time, p *modelPerson) string {
	switch {
	case p.seat >= 0:
		return "on_stage"
	case r.set.Mode == InviteOnly && !r.open:
		return "mode_closed"
	case p.hand.IsZero():
		p.hand, p.cut = now, 0
	}
	return ""
}

// inLine is those whose hand is up: who was put first, the earliest first, then who asked first.
func (r *modelRoom) inLine() []*modelPerson {
	line := slices.DeleteFunc(r.everyone(), func(p *modelPerson) bool { return p.hand.IsZero() })
	slices.SortStableFunc(line, func(a, b *modelPerson) int {
		switch {
		case a.cut != 0 && b.cut != 0:
			return a.cut - b.cut
		case a.cut != b.cut:
			return b.cut - a.cut // whoever has one
		}
		return a.hand.Compare(b.hand)
	})
	return line
}

func (p *modelPerson) isInvited(now time.Time) bool {
	return p.invitedBy != "" && now.Before(p.invited)
}

func (r *modelRoom) accept(now time.Time, p *modelPerson) string {
	switch {
	case !p.isInvited(now):
		return "no_invitation"
	case r.freeSeat() < 0:
		return "stage_full"
	case r.unwelcome(p.id):
		return "stage_refused"
	}
	r.sitDown(now, p, r.freeSeat())
	return ""
}

func (r *modelRoom) doSeats(now time.Time, p, other *modelPerson, cmd Command) (string, bool) {
	switch c := cmd.(type) {
	case TakeSeat:
		return r.takeSeat(now, p, c.Index), true
	case LeaveStage:
		if p.rank == Host {
			return "host_seat", true
		}
		return r.removed(p), true
	case RemoveFromStage:
		return r.removed(other), true
	case MoveSeat:
		if other.rank == Host {
			return "host_seat", true
		}
		code := r.vacant(c.Index)
		if code == "" {
			r.shift(other, c.Index)
		}
		return code, true
	case SwapSeats:
		return r.swap(p, c.Index, c.Other), true
	case LockSeat:
		code := r.seatOf(p, c.Index)
		if code == "" {
			if o := r.onSeat(c.Index); o != nil && c.Locked {
				r.standDown(o)
			}
			r.locked[c.Index] = c.Locked
		}
		return code, true
	case MuteSeat:
		code := r.seatOf(p, c.Index)
		if code == "" {
			if o := r.onSeat(c.Index); o != nil && r.muted[c.Index] && !c.Muted {
				o.self = true
			}
			r.muted[c.Index] = c.Muted
		}
		return code, true
	}
	return "", false
}

func (r *modelRoom) removed(p *modelPerson) string {
	if p.seat < 0 {
		return "off_stage"
	}
	r.standDown(p)
	return ""
}

func (r *modelRoom) takeSeat(now time.Time, p *modelPerson, seat int) string {
	if p.rank == Host {
		return "host_seat"
	}
	if p.rank != Moderator && r.set.Mode != Free && !r.open {
		return "mode_closed"
	}
	if seat == -1 {
		if seat = r.freeSeat(); seat < 0 {
			return "stage_full"
		}
	}
	if code := r.vacant(seat); code != "" {
		return code
	}
	if r.unwelcome(p.id) {
		return "stage_refused"
	}
	if p.seat >= 0 {
		r.shift(p, seat)
		return ""
	}
	r.sitDown(now, p, seat)
	return ""
}

// exists answers for a seat that others than the host may have.
func (r *modelRoom) exists(seat int) string {
	if seat < 0 || seat >= r.set.Seats {
		return "no_seat"
	}
	if seat == 0 {
		return "host_seat"
	}
	return ""
}

func (r *modelRoom) vacant(seat int) string {
	if code := r.exists(seat); code != "" {
		return code
	}
	if r.onSeat(seat) != nil {
		return "seat_taken"
	}
	if r.locked[seat] {
		return "seat_locked"
	}
	return ""
}

// shift moves somebody to another seat. It opens no microphone that the old one closed.
func (r *modelRoom) shift(p *modelPerson, seat int) {
	if !r.speaks(p) && !p.host {
		p.self = true
	}
	p.seat = seat
}

// seatOf answers for a seat about to be locked or muted: its occupant must be below who does it.
func (r *modelRoom) seatOf(p *modelPerson, seat int) string {
	if code := r.exists(seat); code == "no_seat" {
		return code
	}
	if o := r.onSeat(seat); o != nil && o != p && !r.above(p, o) {
		return "not_allowed"
	}
	return r.exists(seat)
}

func (r *modelRoom) swap(p *modelPerson, a, b int) string {
	for _, seat := range []int{a, b} {
		if r.exists(seat) == "no_seat" {
			return "no_seat"
		}
	}
	for _, seat := range []int{a, b} {
		if code := r.seatOf(p, seat); code != "" && code != "host_seat" {
			return code
		}
	}
	if a == 0 || b == 0 {
		return "host_seat"
	}
	first, second := r.onSeat(a), r.onSeat(b)
	if first == nil && second == nil {
		return "seat_empty"
	}
	if first == nil && r.locked[a] || second == nil && r.locked[b] {
		return "seat_locked"
	}
	if a == b {
		return ""
	}
	if first != nil {
		r.shift(first, b)
	}
	if second != nil {
		r.shift(second, a)
	}
	return ""
}

func (r *modelRoom) doMutes(now time.Time, p, other *modelPerson, cmd Command) (string, bool) {
	switch c := cmd.(type) {
	case MuteSelf:
		return r.muteSelf(now, p, c.Muted), true
	case MuteParticipant:
		if !c.Muted && other.host {
			other.self = true
			if other.over {
				other.turn, other.over = time.Time{}, false
			}
		}
		other.host = c.Muted
	case MuteAll:
		for _, o := range r.people {
			o.host = o.host || o.seat >= 0 && o.rank == Listener
		}
	case SetTurn:
		other.turn, other.over, other.endless = time.Time{}, false, c.Time == 0
		if c.Time > 0 {
			other.turn = now.Add(c.Time)
		}
	default:
		return "", false
	}
	return "", true
}

func (r *modelRoom) muteSelf(now time.Time, p *modelPerson, muted bool) string {
	if p.seat < 0 {
		return "off_stage"
	}
	if !muted && p.host {
		return "muted_by_host"
	}
	spoke := r.speaks(p)
	p.self = muted
	if !spoke && r.speaks(p) && r.set.Turn > 0 && p.rank == Listener && p.turn.IsZero() && !p.endless {
		p.turn = now.Add(r.set.Turn)
	}
	return ""
}
