package room

import (
	"errors"
	"maps"
	"slices"
	"time"
)

// join admits somebody, or hands a membership over to the same person's newer connection: seat, hand, role and
// invitation stay, the microphone comes back closed.
func (s *state) join(now time.Time, a arrival) ([]effect, error) {
	if s.ended {
		return nil, ErrRoomClosed
	}
	if slices.Contains(s.settings.CoHosts, a.id) {
		a.role = max(a.role, Moderator)
	}
	m, known := s.members[a.id]
	if err := s.enter(now, a, known); err != nil {
		s.recordRefusal(now, a, err)
		s.tellWaiting(now)
		return s.take(), err
	}
	s.dropWaiter(a.id)
	if known {
		s.takeOver(m, a)
	} else {
		m = s.admit(now, a)
	}
	s.passDuty(now)
	s.assign(now, m, a)
	if known {
		s.announce(m)
	}
	s.openEyes(now)            // who sees hands no more is told before what was theirs to see is
	s.tellHands(now, m.sees()) // who comes is given the queue as it is
	s.tellGathered(now)
	return s.take(), nil
}

// recordRefusal keeps that somebody who is to stay outside tried to come in.
func (s *state) recordRefusal(now time.Time, a arrival, why error) {
	var refusal *Error
	if !errors.As(why, &refusal) {
		return
	}
	switch refusal.Code {
	case ErrKicked.Code, ErrBanned.Code, ErrDenied.Code, ErrRoomLocked.Code:
		s.audit(now, nil, AuditRecord{Action: "join.refused", Target: a.id, TargetName: a.profile.Name, Detail: refusal.Code})
	}
}

// admit makes a new member, off the stage.
func (s *state) admit(now time.Time, a arrival) *member {
	s.joins++
	was := s.restrained[a.id]
	m := &member{
		id:        a.id,
		number:    s.joins,
		profile:   a.profile.clone(),
		seat:      -1,
		mute:      Mute{Self: true, Host: was.hostMuted},
		chatMuted: was.chatMuted,
		written:   was.written,
		connected: true,
		joined:    now,
	}
	m.arrive(a)
	delete(s.restrained, a.id)
	if len(s.members) == 0 && s.host == nil {
		s.vacancy = vacancy{due: now.Add(s.cfg.Grace)}
	}
	s.members[a.id] = m
	s.countIn(m)
	s.order = append(s.order, m)
	s.empty = time.Time{}
	s.audienceChanged(m)
	return m
}

// arrive takes over what a connection brings along.
func (m *member) arrive(a arrival) {
	m.guest, m.device, m.network = a.guest, a.device, a.network
	m.blocked = make(map[string]bool, len(a.blocked))
	for _, id := range a.blocked {
		if id != a.id && id != "" && len(id) <= maxIdentifier {
			m.blocked[id] = true
		}
	}
}

// takeOver gives a membership to a newer connection. What the older one received ends with it.
func (s *state) takeOver(m *member, a arrival) {
	s.countOut(m)
	m.profile = a.profile.clone()
	s.reorder()
	m.placed = HandPlaced{} // the snapshot says another, perhaps
	m.arrive(a)
	m.mute.Self = true
	s.reconnect(m)
	s.gate(m)
	s.pending = append(s.pending, remove{participant: m.id}, release{participant: m.id, reason: Replaced})
}

// granted is the role an arrival may have. There are never two hosts: the second is a moderator.
func (s *state) granted(a arrival) Role {
	right := s.claim(a.id)
	switch {
	case right > noClaim && (s.host == nil || right > s.claim(s.host.id)):
		return Host
	case right == owns:
		return Moderator
	case a.role < Moderator:
		return Listener
	case s.host == nil && a.role == Host && !s.members[a.id].mute.Host:
		return Host
	}
	return Moderator
}

// assign raises a member to the role they come with. It never lowers one: that is not for the person's own token
// to do. The first who comes as a host owns a room that nobody owns, and the owner is host whenever they are here, but
// while somebody is by the roster: then they are a moderator.
func (s *state) assign(now time.Time, m *member, a arrival) {
	if a.role == Host && s.settings.Owner == "" {
		s.settings.Owner = m.id
		s.tellAll(RoomChanged{Settings: s.settings})
	}
	granted := s.granted(a)
	if (a.role >= Moderator || granted == Moderator) && m.role < Moderator {
		s.entitle(m, Moderator)
		m.promoted, m.turn = now, turn{} // who runs the room has all the time they like
	}
	if m == s.host || granted != Host {
		s.callUp(now, m.id)
		s.evictBlocked(m)
		s.fill(now, m)
		return
	}
	if s.claim(m.id) >= standsIn {
		s.callUp(now, m.id)
		return
	}
	reason := "joined"
	if s.host != nil {
		s.yield(now, m)
		reason = "returned"
	}
	s.crown(now, m, reason)
}

// evictBlocked: a host who comes with more people blocked has them off the stage.
func (s *state) evictBlocked(m *member) {
	if m != s.host {
		return
	}
	for _, id := range m.blocks() {
		if blocked, here := s.members[id]; here {
			s.evict(m, blocked)
		}
	}
}

// attach marks a member as connected again.
func (s *state) attach(now time.Time, id string) []effect {
	m, ok := s.members[id]
	if !ok {
		return nil
	}
	if !m.connected {
		s.reconnect(m)
		s.announce(m)
		s.passDuty(now)
		s.callUp(now, id)
		s.fill(now, m)
	}
	s.openEyes(now)
	s.tellHands(now, m.sees()) // who comes may be given the queue as it is
	s.tellGathered(now)
	return s.take()
}

// detach marks a member as away: they keep everything for the grace.
func (s *state) detach(now time.Time, id string) []effect {
	if m, ok := s.members[id]; ok && m.connected {
		m.connected = false
		s.countOut(m)
		m.deadline = now.Add(s.cfg.Grace)
		s.away = append(s.away, m)
		s.announce(m)
		s.tellGathered(now)
	}
	return s.take()
}

func (s *state) reconnect(m *member) {
	m.connected = true
	s.countIn(m)
	s.notAway(m)
}

// notAway takes a member off the list of those whose grace runs.
func (s *state) notAway(m *member) {
	if m.deadline.IsZero() {
		return
	}
	at, _ := slices.BinarySearchFunc(s.away, m, func(a, b *member) int { return a.deadline.Compare(b.deadline) })
	s.away = without(s.away, at+slices.Index(s.away[at:], m))
	m.deadline = time.Time{}
}

// depart ends a membership. The gate and the media go first, and the one who left hears nothing of it.
func (s *state) depart(now time.Time, m *member, why Reason) {
	s.remember(now, m)
	s.visited(m, now)
	if m.seat < 0 {
		s.audienceChanged(m)
		if s.voiced(m) > 0 {
			s.tellOwnTalk(m.id)
		}
	}
	s.notAway(m)
	s.countOut(m)
	delete(s.members, m.id)
	at, _ := slices.BinarySearchFunc(s.order, m, byNumber)
	s.order = without(s.order, at)
	if at, leads := slices.BinarySearchFunc(s.leaders, m, byNumber); leads {
		s.leaders = without(s.leaders, at)
	}
	s.stand(m)
	s.dropHand(m)
	s.forgetHidden(m)
	s.endInvitation(m, "left")
	s.pending = append(s.pending, remove{participant: m.id}, release{participant: m.id, reason: why})
	if s.host == m {
		s.host = nil
		s.succeed(now)
	}
	if len(s.members) == 0 {
		s.empty = now
		s.vacancy = vacancy{}
	}
}

// expire does what is due: the next to host, memberships whose grace is over, invitations nobody answered, the coalesced audience,
// and the end of a room in which nobody is.
func (s *state) expire(now time.Time) []effect {
	if s.ended {
		return nil
	}
	s.passDuty(now)
	for len(s.away) > 0 && !now.Before(s.away[0].deadline) {
		s.depart(now, s.away[0], Left)
	}
	for _, m := range s.invitedInOrder() {
		if !m.hasInvitation(now) {
			s.endInvitation(m, "expired")
		}
	}
	s.flip(now)
	s.expireTurns(now)
	s.expireVacancy(now)
	s.forgetWaiters(now)
	s.tellSentiment(now)
	s.tellGathered(now)
	if !s.empty.IsZero() && !now.Before(s.emptyEnds()) {
		s.ended, s.asleep = true, s.sleepy()
	}
	return s.take()
}

// emptyEnds is when a room in which nobody is has been empty for long enough.
func (s *state) emptyEnds() time.Time {
	if end := s.empty.Add(s.cfg.EmptyGrace); end.After(s.cfg.Until) {
		return end
	}
	return s.cfg.Until
}

// expireVacancy has somebody else be host where the owner has not come, and ends a room that nobody can host once
// nobody speaks in it any more.
func (s *state) expireVacancy(now time.Time) {
	if s.host != nil || len(s.members) == 0 {
		return
	}
	if due := s.vacancy.due; !due.IsZero() && !now.Before(due) {
		s.succeed(now)
	}
	if s.vacancy.open && !now.Before(s.vacancy.ends(s.cfg.OpenGrace)) {
		s.audit(now, nil, AuditRecord{Action: "room.silent"})
		s.ended = true
	}
}

// tellGathered tells what is gathered, as far as it is time: n people who come must not become n² messages.
func (s *state) tellGathered(now time.Time) {
	s.askNext(now)
	if s.lineStale {
		s.reorder()
	}
	s.openEyes(now)
	s.tellHands(now, false)
	s.tellAudience(now)
	s.tellPlaces(now)
	s.tellWaiting(now)
	s.tellTalk(now)
}

// invitedInOrder lists those with an invitation by when they joined, so that the same history gives the same events.
func (s *state) invitedInOrder() []*member {
	return slices.SortedFunc(maps.Values(s.invited), byNumber)
}

// deadline is when expire has something to do next; zero for never.
func (s *state) deadline() time.Time {
	var next time.Time
	earlier := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if len(s.away) > 0 {
		earlier(s.away[0].deadline)
	}
	if s.queue.stale {
		earlier(s.queue.told.Add(handWindow))
	}
	if s.queue.moved {
		earlier(s.queue.placed.Add(s.cfg.AudienceMinimum))
	}
	for _, m := range s.invited {
		earlier(m.invited.Expires)
	}
	for i := range s.seats {
		if m := s.seats[i].occupant; m != nil {
			earlier(m.turn.next())
		}
	}
	for _, w := range s.door.waiters {
		earlier(w.knocked.Add(knockLost))
	}
	if s.door.stale {
		earlier(s.door.told.Add(s.cfg.AudienceMinimum))
	}
	if s.vacancy.open {
		earlier(s.vacancy.ends(s.cfg.OpenGrace))
	}
	earlier(s.round.Deadline())
	earlier(s.vacancy.due)
	earlier(s.sentiment.due)
	if len(s.members) > 0 {
		earlier(s.dutyDue())
		earlier(s.talking.due())
	}
	if s.audienceStale && len(s.members) > 0 {
		earlier(s.audienceDue())
	}
	if !s.empty.IsZero() {
		earlier(s.emptyEnds())
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
