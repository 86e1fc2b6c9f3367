package room

import (
	"slices"
	"time"
)

// freeSeat is the lowest free seat, whomever it is kept for, or -1: what a former host is moved to.
func (s *state) freeSeat() int {
	for i := hostSeat + 1; i < len(s.seats); i++ {
		if s.seats[i].occupant == nil && !s.seats[i].locked {
			return i
		}
	}
	return -1
}

// sit puts a member on a free seat. They arrive with a closed microphone, and what they waited for is over.
func (s *state) sit(now time.Time, m *member, index int) {
	asked := s.asking == m.id
	s.endInvitation(m, "accepted")
	s.serve(m)
	s.dropHand(m)
	s.audienceChanged(m)
	m.seat, m.seated = index, now
	m.mute.Self = true
	if asked && m.role < Moderator && s.takesTurns() {
		m.turn = turn{ends: now.Add(openingTime + s.settings.Turn), unopened: true}
	}
	s.seats[index].occupant = m
	s.gate(m)
	s.tellAll(SeatChanged{Seat: s.viewSeat(index)})
	s.beginRounds(now)
}

// stand takes a member off their seat; the gate closes before anyone hears of it.
func (s *state) stand(m *member) {
	if m.seat < 0 {
		return
	}
	index := m.seat
	s.seats[index].occupant = nil
	m.seat, m.turn = -1, turn{}
	s.nextDue = true // a seat is free
	m.mute.Self = true
	s.gate(m)
	s.tellAll(SeatChanged{Seat: s.viewSeat(index)})
	s.audienceChanged(m)
	s.offStage(m)
}

// hasSeat reports whether there is a seat of that index.
func (s *state) hasSeat(index int) bool { return index >= 0 && index < len(s.seats) }

// unwelcome reports whether the host has blocked somebody: then this stage has no seat for them.
func (s *state) unwelcome(m *member) bool { return s.host != nil && s.host.blocked[m.id] }

// takeSeat sits the sender down, or moves them.
func (s *state) takeSeat(now time.Time, m *member, index int) {
	if index < 0 {
		index = s.freeSeatFor(m)
	}
	if m.seat < 0 {
		s.sit(now, m, index)
		return
	}
	s.exchange(m.seat, index)
}

// exchange swaps what sits on two seats. It is one event, so that nobody is seen standing in between. No microphone
// closes that the new seat does not mute, and none opens that the old one did: its owner opens it.
func (s *state) exchange(a, b int) {
	if a == b {
		return
	}
	one, other := s.seats[a].occupant, s.seats[b].occupant
	s.seats[a].occupant, s.seats[b].occupant = other, one
	if one != nil {
		one.seat = b
	}
	if other != nil {
		other.seat = a
	}
	for _, m := range []*member{one, other} {
		if m != nil {
			m.mute.Self = m.mute.Self || !m.open && !m.mute.Host
			s.gate(m)
		}
	}
	s.tellAll(SeatsChanged{Seats: []Seat{s.viewSeat(a), s.viewSeat(b)}})
}

// moveSeat moves somebody to a free seat and tells them.
func (s *state) moveSeat(by, target *member, index int) {
	s.exchange(target.seat, index)
	s.notify(by, target, Notice{Action: "moved", Seat: index})
}

// swapSeats exchanges two seats and tells whoever moved.
func (s *state) swapSeats(by *member, c SwapSeats) {
	s.exchange(c.Index, c.Other)
	for _, index := range []int{c.Index, c.Other} {
		if m := s.seats[index].occupant; m != nil && c.Index != c.Other {
			s.notify(by, m, Notice{Action: "moved", Seat: index})
		}
	}
}

// lockSeat closes a seat or opens it; who sits there steps down first.
func (s *state) lockSeat(by *member, c LockSeat) {
	seat := &s.seats[c.Index]
	if seat.locked == c.Locked {
		return
	}
	m := seat.occupant
	if m != nil {
		s.stand(m)
	}
	seat.locked = c.Locked
	s.nextDue = s.nextDue || !c.Locked
	s.tellAll(SeatChanged{Seat: s.viewSeat(c.Index)})
	if m != nil {
		s.announce(m)
		s.notify(by, m, Notice{Action: "seat_locked", Seat: -1})
	}
}

// muteSeat sets or lifts a seat's bit. Lifting it leaves the occupant self-muted: it opens no microphone.
func (s *state) muteSeat(by *member, c MuteSeat) {
	seat := &s.seats[c.Index]
	if seat.muted == c.Muted {
		return
	}
	seat.muted = c.Muted
	m := seat.occupant
	if m == nil {
		s.tellAll(SeatChanged{Seat: s.viewSeat(c.Index)})
		return
	}
	if !c.Muted {
		m.mute.Self = true
	}
	s.gate(m)
	s.tellAll(SeatChanged{Seat: s.viewSeat(c.Index)})
	s.tellOne(m.id, MuteChanged{Participant: m.id, By: by.id, Mute: s.mute(m), Reason: "seat"})
}

// leaveStage steps down. A hand or an invitation there is none: those belong to people off the stage.
func (s *state) leaveStage(m *member) {
	s.stand(m)
	s.announce(m)
}

// removeFromStage takes somebody off their seat, who stays in the room.
func (s *state) removeFromStage(now time.Time, by, target *member, reason string) {
	s.leaveStage(target)
	s.notify(by, target, Notice{Action: "stage_removed", Reason: reason, Seat: -1})
	s.line(now, Message{Code: "stage_removed", From: author(by), About: author(target), Reason: reason})
}

// evict takes off the stage whom the host has blocked.
func (s *state) evict(by, target *member) {
	s.endInvitation(target, "cancelled")
	if target.seat < 0 {
		return
	}
	s.leaveStage(target)
	s.notify(by, target, Notice{Action: "stage_removed", Seat: -1})
}

// resize changes the number of seats; who sits beyond the last steps down.
func (s *state) resize(now time.Time, by *member, seats int) {
	for i := seats; i < len(s.seats); i++ {
		if m := s.seats[i].occupant; m != nil {
			s.removeFromStage(now, by, m, "")
		}
	}
	if seats < len(s.seats) {
		s.seats = slices.Clone(s.seats[:seats])
		return
	}
	s.nextDue = true // there may be a seat free
	s.seats = append(s.seats, make([]place, seats-len(s.seats))...)
}
