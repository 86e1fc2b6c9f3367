package room

import (
	"slices"
	"time"
)

// vacancy is a room without a host.
type vacancy struct {
	due   time.Time // when somebody else is to be host, while its owner has not come; zero for never
	open  bool      // nobody could be host: anyone may take a seat
	since time.Time // of open
	heard time.Time // when somebody was last heard; kept by the actor
}

// ends is when an open stage has been silent for so long that the room closes.
func (v vacancy) ends(grace time.Duration) time.Time {
	last := v.since
	if v.heard.After(last) {
		last = v.heard
	}
	return last.Add(grace)
}

// setRole makes somebody a moderator, or a moderator a listener. On the stage they stay where they are.
func (s *state) setRole(now time.Time, by, target *member, r Role) {
	if target.role == r {
		return
	}
	s.entitle(target, r)
	if r == Listener { // or they would be again what they were by coming in once more
		s.settings.CoHosts = slices.DeleteFunc(slices.Clone(s.settings.CoHosts), func(id string) bool { return id == target.id })
	}
	if r == Moderator {
		target.promoted, target.turn = now, turn{}
	}
	s.announce(target)
	s.desk(target)
	s.notify(by, target, Notice{Action: "role", Seat: -1, Role: target.rung()})
	s.line(now, Message{Code: "role", From: author(by), About: author(target), Value: r.String()})
}

// desk gives somebody who begins to run things what waits for a decision, and takes it from who ceases to.
func (s *state) desk(m *member) {
	d := DeskChanged{Invitations: s.invitationsFor(m)}
	if m.role >= Moderator {
		d.Waiting = s.waiting()
	}
	s.tellOne(m.id, d)
}

// transfer hands the room over: an owner for good, who merely acts for one until the owner returns. The two change
// places where both have one.
func (s *state) transfer(now time.Time, target *member) {
	old, from := s.host, target.seat
	s.duty.given = s.duty.given || s.claim(old.id) >= standsIn
	leads := target.role >= Moderator
	s.entitle(old, Moderator)
	old.before, old.promoted = Listener, now
	s.appoint(target)
	if s.settings.Owner == old.id {
		s.settings.Owner = target.id
	}
	switch to := s.freeSeat(); {
	case from > hostSeat:
		s.exchange(hostSeat, from)
	case to >= 0:
		s.exchange(hostSeat, to)
	default:
		s.stand(old)
		s.announce(old)
	}
	s.enthrone(now, old, target, "transferred", leads)
	s.tellAll(RoomChanged{Settings: s.settings})
	s.notify(target, old, Notice{Action: "role", Seat: -1, Role: Moderator})
}

// crown makes somebody host where nobody is.
func (s *state) crown(now time.Time, m *member, reason string) {
	leads := m.role >= Moderator
	from := m.seat
	s.appoint(m)
	if from > hostSeat {
		s.exchange(from, hostSeat)
	}
	s.enthrone(now, nil, m, reason, leads)
}

// appoint gives somebody the role. What closes their microphone or the chat to them would be nobody's to lift any
// more: it goes, and leaves them self-muted.
func (s *state) appoint(m *member) {
	if m.role != Host {
		m.before = m.role
	}
	s.entitle(m, Host)
	s.host = m
	s.vacancy = vacancy{heard: s.vacancy.heard}
	m.turn, m.chatMuted = turn{}, false
	if m.mute.Host {
		m.mute.Host, m.mute.Self = false, true
	}
}

// enthrone seats a new host and tells everyone. leads says that they ran things before.
func (s *state) enthrone(now time.Time, by, m *member, reason string, leads bool) {
	s.endInvitation(m, "cancelled")
	s.dropHand(m)
	if m.seat < 0 {
		s.sit(now, m, hostSeat)
	} else {
		s.announce(m)
	}
	s.tellAll(HostChanged{Participant: m.id, Reason: reason})
	if !leads {
		s.desk(m)
	}
	if reason != "joined" && reason != "returned" {
		s.notify(by, m, Notice{Action: "host", Seat: -1, Role: Host})
	}
	s.line(now, Message{Code: "host", From: author(by), About: author(m), Value: reason})
	if reason != "transferred" { // which has its own record
		s.audit(now, nil, AuditRecord{Action: "host." + reason, Target: m.id, TargetName: m.profile.Name})
	}
	s.evictBlocked(m)
}

// yield makes way for somebody with a better right: the owner who returns, or who is on duty. Who was host meanwhile is
// again what they were, an owner a moderator.
func (s *state) yield(now time.Time, by *member) {
	m := s.host
	if m.id == s.settings.Owner && m.before < Moderator {
		m.before, m.promoted = Moderator, now
	}
	s.entitle(m, m.before)
	s.host, m.before = nil, Listener
	if to := s.freeSeat(); to >= 0 {
		s.exchange(hostSeat, to)
	} else {
		s.stand(m)
		s.announce(m)
	}
	if m.role < Moderator {
		s.desk(m)
	}
	s.notify(by, m, Notice{Action: "host_lost", Seat: -1, Role: m.rung()})
}

// succeed finds a new host at once, by right or else by standing; where nobody can be, the stage is open to everyone.
func (s *state) succeed(now time.Time) {
	s.vacancy.due = time.Time{}
	if len(s.members) == 0 {
		s.vacancy = vacancy{}
		return
	}
	switch next, right := s.heir(); right {
	case onDuty, standsIn:
		s.install(now, next, right)
		return
	case owns:
		s.crown(now, next, "succession")
		return
	}
	if next := s.successor(); next != nil {
		s.crown(now, next, "succession")
		return
	}
	s.vacancy.open, s.vacancy.since = true, now
	s.tellAll(HostChanged{Reason: "left"})
	s.line(now, Message{Code: "open_stage"})
	s.audit(now, nil, AuditRecord{Action: "host.none"})
}

// successor is the moderator of longest standing, else who has been on the stage longest; only those who are
// connected can host, and nobody does whom the host had muted.
func (s *state) successor() *member {
	var moderator, speaker *member
	for _, m := range s.order {
		switch {
		case !m.connected || m.mute.Host:
		case m.role == Moderator && (moderator == nil || m.promoted.Before(moderator.promoted)):
			moderator = m
		case m.rung() == Speaker && (speaker == nil || m.seated.Before(speaker.seated)):
			speaker = m
		}
	}
	if moderator != nil {
		return moderator
	}
	return speaker
}

// fill lets somebody who may host an open stage do so.
func (s *state) fill(now time.Time, m *member) {
	if s.host == nil && s.vacancy.open && m.connected && m.role >= Moderator && !m.mute.Host {
		s.crown(now, m, "succession")
	}
}
