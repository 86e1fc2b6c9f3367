package room

import (
	"cmp"
	"slices"
	"time"
)

// arrival is somebody at the door.
type arrival struct {
	id      string
	profile Profile
	role    Role
}

// join admits somebody, or hands a membership over to the same person's newer connection: seat, hand, role and
// invitation stay, the microphone comes back closed.
func (s *state) join(now time.Time, a arrival) ([]effect, error) {
	if s.ended {
		return nil, ErrRoomClosed
	}
	if a.id == "" {
		return nil, ErrInvalidPerson
	}
	m, known := s.members[a.id]
	if !known && len(s.members) >= s.settings.Capacity {
		return nil, ErrRoomFull
	}
	if s.nameTaken(a) {
		return nil, ErrNameTaken
	}
	if known {
		s.takeOver(m, a)
	} else {
		m = s.admit(now, a)
	}
	s.assign(m, s.granted(a))
	if known {
		s.announce(m)
	}
	s.tellAudience(now)
	return s.take(), nil
}

// admit makes a new member, off the stage.
func (s *state) admit(now time.Time, a arrival) *member {
	s.joins++
	m := &member{
		id:        a.id,
		number:    s.joins,
		profile:   a.profile.clone(),
		seat:      -1,
		mute:      Mute{Self: true, Host: s.silenced[a.id]},
		connected: true,
		joined:    now,
	}
	delete(s.silenced, a.id)
	s.members[a.id] = m
	s.order = append(s.order, m)
	s.empty = time.Time{}
	s.audienceStale = true
	return m
}

// takeOver gives a membership to a newer connection. What the older one received ends with it.
func (s *state) takeOver(m *member, a arrival) {
	m.profile = a.profile.clone()
	m.mute.Self = true
	s.reconnect(m)
	s.gate(m)
	s.pending = append(s.pending, remove{participant: m.id}, release{participant: m.id, reason: Replaced})
}

// granted is the role an arrival may have. There are never two hosts: the second is a moderator.
func (s *state) granted(a arrival) Role {
	if a.role == Host || a.id == s.settings.Owner {
		if s.host == nil || s.host.id == a.id {
			return Host
		}
		return Moderator
	}
	if a.role == Moderator {
		return Moderator
	}
	return Listener
}

// assign raises a member to a role. It never lowers one: that is not for the person's own token to do.
func (s *state) assign(m *member, r Role) {
	if r <= m.role {
		return
	}
	m.role = r
	if r != Host {
		return
	}
	s.stand(m)
	s.endInvitation(m, "cancelled")
	s.host = m
	s.tellAll(HostChanged{Participant: m.id})
	s.sit(m, 0)
}

// attach marks a member as connected again.
func (s *state) attach(now time.Time, id string) []effect {
	if m, ok := s.members[id]; ok && !m.connected {
		s.reconnect(m)
		s.announce(m)
		s.tellAudience(now)
	}
	return s.take()
}

// detach marks a member as away: they keep everything for the grace.
func (s *state) detach(now time.Time, id string) []effect {
	if m, ok := s.members[id]; ok && m.connected {
		m.connected = false
		m.deadline = now.Add(s.cfg.Grace)
		s.away[id] = m
		s.announce(m)
		s.tellAudience(now)
	}
	return s.take()
}

func (s *state) reconnect(m *member) {
	m.connected = true
	m.deadline = time.Time{}
	delete(s.away, m.id)
}

// depart ends a membership. The gate and the media go first, and the one who left hears nothing of it.
func (s *state) depart(now time.Time, m *member) {
	if m.mute.Host && len(s.silenced) < maxRemembered {
		s.silenced[m.id] = true
	}
	delete(s.members, m.id)
	delete(s.away, m.id)
	s.order = without(s.order, m)
	s.stand(m)
	s.dropHand(m)
	s.endInvitation(m, "left")
	s.pending = append(s.pending, remove{participant: m.id}, release{participant: m.id, reason: Left})
	if s.host == m {
		s.host = nil
		s.tellAll(HostChanged{})
	}
	s.audienceStale = true
	if len(s.members) == 0 {
		s.empty = now
	}
}

// expire does what is due: memberships whose grace is over, invitations nobody answered, the coalesced audience,
// and the end of a room in which nobody is.
func (s *state) expire(now time.Time) []effect {
	if s.ended {
		return nil
	}
	for _, m := range due(s.away, func(m *member) bool { return !now.Before(m.deadline) }) {
		s.depart(now, m)
	}
	for _, m := range due(s.invited, func(m *member) bool { return !m.hasInvitation(now) }) {
		s.endInvitation(m, "expired")
	}
	s.tellAudience(now)
	if !s.empty.IsZero() && !now.Before(s.empty.Add(s.cfg.EmptyGrace)) {
		s.ended = true
	}
	return s.take()
}

// due lists those for whom it is time, in order of joining, so that the same history gives the same events.
func due(from map[string]*member, now func(*member) bool) []*member {
	var list []*member
	for _, m := range from {
		if now(m) {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b *member) int { return cmp.Compare(a.number, b.number) })
	return list
}

// deadline is when expire has something to do next; zero for never.
func (s *state) deadline() time.Time {
	var next time.Time
	earlier := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	for _, m := range s.away {
		earlier(m.deadline)
	}
	for _, m := range s.invited {
		earlier(m.invited.Expires)
	}
	if s.audienceStale && len(s.members) > 0 {
		earlier(s.audienceTold.Add(s.cfg.AudienceMinimum))
	}
	if !s.empty.IsZero() {
		earlier(s.empty.Add(s.cfg.EmptyGrace))
	}
	return next
}

// nameTaken reports whether an arrival would pass for the host or for somebody who runs things. Those who have
// a say by their token may be called what they are.
func (s *state) nameTaken(a arrival) bool {
	seen := skeleton(a.profile.Name)
	if a.role < Moderator && reservedSkeletons[seen] {
		return true
	}
	return seen != "" && s.host != nil && s.host.id != a.id && skeleton(s.host.profile.Name) == seen
}
