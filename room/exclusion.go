package room

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Bounds on what a room remembers of those who are not in it.
const (
	maxRestrained = 1024 // restraints that outlive a membership; beyond it new ones are not remembered
	maxDeparted   = 256  // those who left, so that they can be banned and reported all the same
	maxIdentifier = 64   // bytes of a participant's ID
)

// restraint is what host and moderators decided about somebody that their leaving does not undo.
type restraint struct {
	hostMuted bool
	chatMuted bool
	written   writing
}

// departure is what a room remembers of somebody who left.
type departure struct {
	name, device, network string
	role                  Role // a speaker's is Listener
}

// remember keeps what outlives a membership.
func (s *state) remember(now time.Time, m *member) {
	r := restraint{hostMuted: m.mute.Host, chatMuted: m.chatMuted}
	most := maxRestrained
	if now.Sub(m.written.last()) < max(s.settings.SlowMode, writingWindow) {
		r.written = m.written
		if !r.hostMuted && !r.chatMuted {
			most /= 2 // those who merely wrote leave room for those who were muted
		}
	}
	if r != (restraint{}) && len(s.restrained) < most {
		s.restrained[m.id] = r
	}
	if _, known := s.departed[m.id]; !known {
		if len(s.leavers) >= maxDeparted {
			delete(s.departed, s.leavers[0])
			s.leavers = slices.Clone(s.leavers[1:])
		}
		s.leavers = append(s.leavers, m.id)
	}
	s.departed[m.id] = m.departing()
}

// departing is what the room will remember of a member.
func (m *member) departing() departure {
	return departure{m.profile.Name, m.device, m.network, m.role}
}

// excluded is the refusal for somebody who is to stay outside, nil for nobody in particular. The owner is never
// kept out of their own room.
func (s *state) excluded(now time.Time, a arrival) *Error {
	if a.id == s.settings.Owner {
		return nil
	}
	for i := len(s.bans) - 1; i >= 0; i-- {
		b := &s.bans[i]
		if b.over(now) || b.Participant != a.id && !b.shares(a) {
			continue
		}
		refusal := map[Exclusion]*Error{Kicked: ErrKicked, Banned: ErrBanned, Denied: ErrDenied}[b.Kind]
		if refusal == nil {
			refusal = ErrBanned
		}
		return &Error{Code: refusal.Code, Text: refusal.Text, Reason: b.Reason, Until: b.Expires}
	}
	return nil
}

// suspicious reports whether somebody comes from where somebody excluded came from, not long ago. An address is
// shared by many, so it is no reason to keep anybody out.
func (s *state) suspicious(now time.Time, network string) bool {
	return network != "" && slices.ContainsFunc(s.bans, func(b BanRecord) bool {
		return b.Network == network && b.Kind != Denied && !b.over(now) && now.Sub(b.Created) < networkHold
	})
}

// shares reports whether somebody else comes from the device of who is excluded. Whom an app vouches for as one who
// runs things is not taken for another.
func (b *BanRecord) shares(a arrival) bool {
	return b.Device != "" && b.Device == a.device && a.role < Moderator
}

// over reports whether an exclusion has ended.
func (b *BanRecord) over(now time.Time) bool { return !b.Expires.IsZero() && !now.Before(b.Expires) }

// exclude keeps somebody out. What was decided about them before is replaced.
func (s *state) exclude(now time.Time, by *member, b BanRecord) {
	s.banCount++
	b.ID = "b" + strconv.FormatInt(now.UnixMicro(), 36) + "-" + strconv.FormatUint(s.banCount, 36)
	b.By, b.ByName, b.Created = by.id, by.profile.Name, now
	if b.Device == by.device {
		b.Device = "" // two people at one device: nobody locks themselves out
	}
	s.bans = slices.DeleteFunc(s.bans, func(old BanRecord) bool {
		return old.over(now) || old.Participant == b.Participant
	})
	if len(s.bans) >= maxBans {
		s.forgetOne()
	}
	s.bans = append(s.bans, b)
	delete(s.door.admitted, b.Participant)
	s.keepBans()
}

// forgetOne drops the exclusion that would end first; one without an end only when all are such.
func (s *state) forgetOne() {
	least := 0
	for i, b := range s.bans {
		first := s.bans[least].Expires
		if !b.Expires.IsZero() && (first.IsZero() || b.Expires.Before(first)) {
			least = i
		}
	}
	s.bans = slices.Delete(s.bans, least, least+1)
}

// keepBans has the bans kept beyond the room.
func (s *state) keepBans() {
	kept := slices.Clone(s.bans)
	kept = slices.DeleteFunc(kept, func(b BanRecord) bool { return b.Kind != Banned })
	s.pending = append(s.pending, bans{list: kept})
}

// kick ends a membership until the room ends.
func (s *state) kick(now time.Time, by, target *member, reason string) {
	who := target.departing()
	s.exclude(now, by, BanRecord{Kind: Kicked, Participant: target.id, Name: who.name, Device: who.device,
		Network: who.network, Reason: reason})
	s.line(now, Message{Code: "kicked", From: author(by), About: author(target), Reason: reason})
	n := Notice{Action: "kicked", Reason: reason, Seat: -1}
	s.showOut(now, by, target, n, WasKicked)
	s.showOutDevice(now, by, who, AuditRecord{Action: NameOf(Kick{}), Reason: reason}, n, WasKicked)
}

// ban ends a membership, if there still is one, and keeps the person out for a time.
func (s *state) ban(now time.Time, by, target *member, c Ban) {
	who := s.departed[c.Participant]
	about := Author{ID: c.Participant, Name: who.name}
	if target != nil {
		who, about = target.departing(), author(target)
	}
	b := BanRecord{Kind: Banned, Participant: c.Participant, Name: who.name, Device: who.device, Network: who.network,
		Reason: c.Reason}
	if c.Time != Permanent {
		b.Expires = now.Add(c.Time)
	}
	s.exclude(now, by, b)
	s.line(now, Message{Code: "banned", From: author(by), About: about, Reason: c.Reason})
	n := Notice{Action: "banned", Reason: c.Reason, Seat: -1, Until: b.Expires}
	if target != nil {
		s.showOut(now, by, target, n, WasBanned)
	}
	s.showOutDevice(now, by, who, AuditRecord{Action: NameOf(c), Reason: c.Reason}, n, WasBanned)
}

// showOut ends a membership and says why.
func (s *state) showOut(now time.Time, by, target *member, n Notice, why Reason) {
	s.notify(by, target, n)
	s.depart(now, target, why)
}

// showOutDevice shows out whoever else came from the device of somebody excluded and is no more than they were. It is
// the room's own doing, and each has a record.
func (s *state) showOutDevice(now time.Time, by *member, who departure, r AuditRecord, n Notice, why Reason) {
	if who.device == "" || who.device == by.device {
		return
	}
	for _, m := range slices.Clone(s.order) {
		if m.device == who.device && m.role <= who.role {
			r.Target, r.TargetName = m.id, m.profile.Name
			s.audit(now, nil, r)
			s.showOut(now, by, m, n, why)
		}
	}
}

// banIndex finds an exclusion that has not ended, -1 for none.
func (s *state) banIndex(now time.Time, id string) int {
	return slices.IndexFunc(s.bans, func(b BanRecord) bool { return b.ID == id && !b.over(now) })
}

// liftBan ends an exclusion before its time, and lets the person in without waiting.
func (s *state) liftBan(now time.Time, id string) {
	i := s.banIndex(now, id)
	s.door.admit(s.bans[i].Participant)
	s.bans = slices.Delete(s.bans, i, i+1)
	s.keepBans()
}

// exclusions lists what is in force, the newest first.
func (s *state) exclusions(now time.Time) []BanRecord {
	list := slices.Clone(s.bans)
	list = slices.DeleteFunc(list, func(b BanRecord) bool { return b.over(now) })
	slices.SortStableFunc(list, func(a, b BanRecord) int { return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID)) })
	return list
}

// block says whom somebody does not want to meet. Nobody else learns of it, but by what the host's stage refuses.
func (s *state) block(by, target *member, c Block) {
	if by.blocked[c.Participant] == c.Blocked {
		return
	}
	if c.Blocked {
		if by.blocked == nil {
			by.blocked = make(map[string]bool)
		}
		by.blocked[c.Participant] = true
	} else {
		delete(by.blocked, c.Participant)
	}
	s.tellOne(by.id, BlockedChanged{Blocked: by.blocks()})
	if c.Blocked && by == s.host && target != nil {
		s.evict(by, target)
	}
}

// blocks lists whom a member has blocked.
func (m *member) blocks() []string {
	list := make([]string, 0, len(m.blocked))
	for id := range m.blocked {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}
