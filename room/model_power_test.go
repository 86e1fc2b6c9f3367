package room

import (
	"slices"
	"strings"
	"time"
)

func (r *modelRoom) doRoles(now time.Time, p, other *modelPerson, cmd Command) (string, bool) {
	switch c := cmd.(type) {
	case SetRole:
		if other.rank == c.Role {
			return "", true
		}
		other.rank, other.appointed = c.Role, now
		if c.Role == Moderator {
			other.turn, other.endless, other.over = time.Time{}, false, false
		}
	case TransferHost:
		if !other.connected {
			return "away", true
		}
		r.transfer(now, p, other)
	case UpdateRoom:
		return r.update(c), true
	case CloseRoom:
		r.ended = true
	case Leave:
		r.leave(now, p)
	case Block:
		p.blocked[c.Participant] = c.Blocked
		r.clearTheStage()
	default:
		return "", false
	}
	return "", true
}

// transfer is host from one to another, and owner where the one is that. The former takes the seat of the latter, if
// there is one.
func (r *modelRoom) transfer(now time.Time, p, heir *modelPerson) {
	seat := heir.seat
	r.duty.given = r.duty.given || r.right(p.id) >= 2
	if r.set.Owner == p.id {
		r.set.Owner = heir.id
	}
	p.rank, p.appointed, p.seat = Moderator, now, -1
	r.enthrone(now, heir)
	if seat < 0 {
		seat = r.freeSeat()
	}
	r.makeRoomFor(p, seat)
	r.clearTheStage()
}

func (r *modelRoom) update(c UpdateRoom) string {
	seats, mode, turn, slow := r.set.Seats, r.set.Mode, r.set.Turn, r.set.SlowMode
	for _, bad := range []bool{
		c.Title != nil && (strings.TrimSpace(*c.Title) == "" || len([]rune(*c.Title)) > 80),
		c.Seats != nil && (*c.Seats < 1 || *c.Seats > 20),
		c.Mode != nil && *c.Mode != "free" && *c.Mode != "apply" && *c.Mode != "invite",
		c.Turn != nil && *c.Turn != 0 && (*c.Turn < 10*time.Second || *c.Turn > time.Hour),
		c.SlowMode != nil && (*c.SlowMode < 0 || *c.SlowMode > 5*time.Minute),
	} {
		if bad {
			return "invalid_room"
		}
	}
	r.set.Seats, r.set.Mode = or(c.Seats, seats), or(c.Mode, mode)
	r.set.Turn, r.set.SlowMode = or(c.Turn, turn), or(c.SlowMode, slow)
	r.set.TurnMutes, r.set.WaitingRoom = or(c.TurnMutes, r.set.TurnMutes), or(c.WaitingRoom, r.set.WaitingRoom)
	r.set.Title = or(c.Title, r.set.Title)
	for seat := r.set.Seats; seat < seats; seat++ {
		if o := r.onSeat(seat); o != nil {
			r.standDown(o)
		}
		delete(r.locked, seat)
		delete(r.muted, seat)
	}
	return ""
}

// or is what is given, or else what was.
func or[T any](given *T, was T) T {
	if given != nil {
		return *given
	}
	return was
}

func (r *modelRoom) doDoor(now time.Time, p, _ *modelPerson, cmd Command) (string, bool) {
	switch c := cmd.(type) {
	case Kick:
		r.exclude(now, p, Kicked, c.Participant, c.Reason, Permanent)
	case Ban:
		r.exclude(now, p, Banned, c.Participant, c.Reason, c.Time)
	case LiftBan:
		return r.lift(now, c.ID), true
	case Admit:
		delete(r.door, c.Participant)
		r.admitted[c.Participant] = true
	case Deny:
		k := r.door[c.Participant]
		delete(r.door, c.Participant)
		r.keepOut(p, &modelExclusion{
			kind: Denied, who: c.Participant, device: k.device, net: k.network, by: p.id, reason: c.Reason, since: now,
			until: now.Add(10 * time.Minute),
		})
	case LockRoom:
		r.set.Locked = c.Locked
	case ListBans, ListAudit:
	default:
		return "", false
	}
	return "", true
}

func (r *modelRoom) knocking(id string) string {
	switch {
	case r.people[id] != nil:
		return "not_allowed"
	case r.door[id] == nil:
		return "not_found"
	}
	return ""
}

// exclude keeps somebody out, who may have left, and sends them away with whoever is on the same device and no more
// than they are. Two at one device do not lock each other out.
func (r *modelRoom) exclude(now time.Time, by *modelPerson, kind Exclusion, id, reason string, d time.Duration) {
	who, here := r.past[id], r.people[id]
	if here != nil {
		who = *here
	}
	e := &modelExclusion{
		kind: kind, who: id, device: who.device, net: who.network, by: by.id, reason: reason, since: now,
	}
	if d != Permanent {
		e.until = now.Add(d)
	}
	r.keepOut(by, e)
	if here != nil {
		r.leave(now, here)
	}
	for _, p := range r.everyone() {
		if e.device != "" && p.device == e.device && p.rank <= who.rank {
			r.leave(now, p)
		}
	}
}

// keepOut adds an exclusion in place of an older one of the same person.
func (r *modelRoom) keepOut(by *modelPerson, e *modelExclusion) {
	r.out = slices.DeleteFunc(r.out, func(old *modelExclusion) bool { return old.who == e.who })
	if e.device == by.device {
		e.device = ""
	}
	r.out = append(r.out, e)
	delete(r.admitted, e.who)
}

// lift ends an exclusion. Whom it was about comes in without waiting.
func (r *modelRoom) lift(now time.Time, id string) string {
	for _, e := range r.exclusions(now) {
		if e.id == id {
			e.until = now
			r.admitted[e.who] = true
			return ""
		}
	}
	return "no_ban"
}

func (r *modelRoom) doTalk(now time.Time, p, other *modelPerson, cmd Command) (string, bool) {
	switch c := cmd.(type) {
	case SendMessage:
		return r.say(now, p, c), true
	case DeleteMessage:
		return r.unsay(p, c.ID), true
	case MuteChat:
		other.chatMuted = c.Muted
	case Report:
		return r.denounce(now, p), true
	case React, SendSignal:
	default:
		return "", false
	}
	return "", true
}

// denounce bounds the reports of one person, here or gone and come again.
func (r *modelRoom) denounce(now time.Time, p *modelPerson) string {
	recent := 0
	for _, t := range r.reports[p.id] {
		if now.Before(t.Add(10 * time.Minute)) {
			recent++
		}
	}
	if recent >= 5 {
		return "rate_limited"
	}
	r.reports[p.id] = append(r.reports[p.id], now)
	return ""
}

func (r *modelRoom) say(now time.Time, p *modelPerson, c SendMessage) string {
	if p.chatMuted {
		return "chat_muted"
	}
	if strings.TrimSpace(c.Text) == "" || len([]rune(c.Text)) > 500 {
		return "invalid_text"
	}
	if c.ReplyTo != 0 && r.line(c.ReplyTo) == nil {
		return "no_message"
	}
	within := func(d time.Duration) (n int) {
		for _, t := range p.said {
			if now.Before(t.Add(d)) {
				n++
			}
		}
		return n
	}
	if within(5*time.Second) >= 5 {
		return "rate_limited"
	}
	if !r.leads(p) && within(r.set.SlowMode) > 0 {
		return "slow_mode"
	}
	if !r.leads(p) {
		recent := slices.DeleteFunc(slices.Clone(r.crowd), func(t time.Time) bool { return !now.Before(t.Add(5 * time.Second)) })
		if len(recent) >= 50 {
			return "rate_limited"
		}
		r.crowd = append(recent, now)
	}
	p.said = append(p.said, now)
	return ""
}

// line finds a line that is still kept.
func (r *modelRoom) line(id uint64) *modelLine {
	for i := range r.lines {
		if r.lines[i].id == id {
			return &r.lines[i]
		}
	}
	return nil
}

func (r *modelRoom) unsay(p *modelPerson, id uint64) string {
	line := r.line(id)
	if line == nil || line.system {
		return "no_message"
	}
	author := r.people[line.author]
	if author != p && !r.leads(p) || author != nil && author != p && !r.above(p, author) {
		return "not_allowed"
	}
	line.deleted = true
	return ""
}
