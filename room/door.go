package room

import (
	"slices"
	"time"

	"corner/room/relay"
)

// Bounds of the waiting room.
const (
	maxWaiting      = 100
	maxWaitingOfOne = maxWaiting / 2 // from one network, or one machine would keep everybody else away
	maxAdmitted     = 1024
	knockLost       = 20 * time.Second // without a knock somebody has gone
)

// door is what the room knows of those who are not in yet.
type door struct {
	waiters  []*waiter // by the first knock
	admitted map[string]bool
	stale    bool      // changed since the last WaitingChanged
	told     time.Time // when it was sent
}

// waiter is somebody who knocks. They knock again and again: whoever stops has gone.
type waiter struct {
	arrival
	since   time.Time
	knocked time.Time
	hold    Hold
}

// arrival is somebody at the door.
type arrival struct {
	id      string
	profile Profile
	role    Role
	guest   bool
	device  string
	network string
	blocked []string
}

// admit lets somebody in at their next knock, and whenever they come again while the room is open.
func (d *door) admit(id string) {
	if len(d.admitted) >= maxAdmitted {
		clear(d.admitted)
	}
	d.admitted[id] = true
}

// enter decides whether somebody may come in. known says that they are a member already. Only a first knock
// leaves a trace.
func (s *state) enter(now time.Time, a arrival, known bool) error {
	if a.id == "" || len(a.id) > maxIdentifier || len(a.blocked) > MaxBlocked {
		return ErrInvalidPerson
	}
	if refusal := s.excluded(now, a); refusal != nil && !known { // a member is not kept out for another at their device
		return refusal
	}
	expected := known || a.role >= Moderator || a.id == s.settings.Owner || s.door.admitted[a.id] ||
		relay.On(s.settings.Shifts, a.id)
	if s.settings.Locked && !expected {
		return ErrRoomLocked
	}
	if !known && len(s.members) >= s.settings.Capacity {
		return ErrRoomFull
	}
	if s.nameTaken(a) {
		return ErrNameTaken
	}
	if hold := s.holdFor(now, a); hold != "" && !expected {
		return s.knock(now, a, hold)
	}
	return nil
}

// holdFor says why somebody has to wait, "" for no reason. Without anyone to open, only the room's own wish for a
// closed door keeps it closed.
func (s *state) holdFor(now time.Time, a arrival) Hold {
	switch {
	case !a.guest:
		return ""
	case s.settings.WaitingRoom:
		return HoldGuests
	case s.suspicious(now, a.network) && s.led():
		return HoldNetwork
	}
	return ""
}

// led reports whether somebody who runs the room is there.
func (s *state) led() bool {
	return slices.ContainsFunc(s.leaders, func(m *member) bool { return m.connected })
}

// knock puts somebody before the door, or notes that they are still there.
func (s *state) knock(now time.Time, a arrival, hold Hold) error {
	i := s.waiterIndex(a.id)
	if i < 0 {
		if len(s.door.waiters) >= maxWaiting || s.door.from(a.network) >= maxWaitingOfOne {
			return ErrRoomFull
		}
		i = len(s.door.waiters)
		s.door.waiters = append(s.door.waiters, &waiter{since: now})
		s.door.stale = true
		s.audit(now, nil, AuditRecord{Action: "join.held", Target: a.id, TargetName: a.profile.Name, Detail: string(hold)})
	}
	w := s.door.waiters[i]
	if w.hold != hold || w.profile.Name != a.profile.Name {
		s.door.stale = true
	}
	w.arrival, w.knocked, w.hold = a, now, hold
	w.profile = a.profile.clone()
	return ErrWaiting
}

// from counts those who wait from one network, 0 for an unknown one.
func (d *door) from(network string) (count int) {
	for _, w := range d.waiters {
		if network != "" && w.network == network {
			count++
		}
	}
	return count
}

func (s *state) waiterIndex(id string) int {
	return slices.IndexFunc(s.door.waiters, func(w *waiter) bool { return w.id == id })
}

// dropWaiter takes somebody from before the door and returns them.
func (s *state) dropWaiter(id string) *waiter {
	i := s.waiterIndex(id)
	if i < 0 {
		return nil
	}
	w := s.door.waiters[i]
	s.door.waiters = slices.Delete(s.door.waiters, i, i+1)
	s.door.stale = true
	return w
}

// letIn opens the door to somebody who waits.
func (s *state) letIn(id string) {
	s.dropWaiter(id)
	s.door.admit(id)
}

// sendAway closes it to them for a while.
func (s *state) sendAway(now time.Time, by *member, c Deny) {
	w := s.dropWaiter(c.Participant)
	s.exclude(now, by, BanRecord{Kind: Denied, Participant: w.id, Name: w.profile.Name, Device: w.device,
		Network: w.network, Reason: c.Reason, Expires: now.Add(denial)})
}

// forgetWaiters drops those who knock no more.
func (s *state) forgetWaiters(now time.Time) {
	before := len(s.door.waiters)
	s.door.waiters = slices.DeleteFunc(s.door.waiters, func(w *waiter) bool { return !now.Before(w.knocked.Add(knockLost)) })
	s.door.stale = s.door.stale || len(s.door.waiters) != before
}

// tellWaiting tells host and moderators who waits, at most once per AudienceMinimum.
func (s *state) tellWaiting(now time.Time) {
	if !s.door.stale || now.Before(s.door.told.Add(s.cfg.AudienceMinimum)) {
		return
	}
	s.door.stale, s.door.told = false, now
	s.tellLeaders("", WaitingChanged{Waiting: s.waiting()})
}

// waiting lists those before the door, the longest first.
func (s *state) waiting() []Waiting {
	list := make([]Waiting, 0, len(s.door.waiters))
	for _, w := range s.door.waiters {
		list = append(list, Waiting{Participant: w.id, Profile: w.profile, Since: w.since, Hold: w.hold})
	}
	return list
}

// setLocked closes the door or opens it.
func (s *state) setLocked(now time.Time, by *member, locked bool) {
	if s.settings.Locked == locked {
		return
	}
	s.settings.Locked = locked
	s.tellAll(RoomChanged{Settings: s.settings})
	code := "unlocked"
	if locked {
		code = "locked"
	}
	s.line(now, Message{Code: code, From: author(by)})
}
