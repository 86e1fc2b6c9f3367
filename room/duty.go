package room

import (
	"slices"
	"time"

	"corner/room/relay"
)

// dutyWait is how long somebody on duty is waited for before their substitute hosts.
const dutyWait = 2 * time.Minute

// cleanShifts is a roster with clean names.
func cleanShifts(shifts []relay.Shift) ([]relay.Shift, bool) {
	if relay.Check(shifts) != nil {
		return nil, false
	}
	clean := slices.Clone(shifts)
	for i := range clean {
		for _, name := range []*string{&clean[i].Name, &clean[i].Stand} {
			if *name == "" {
				continue // nobody
			}
			kept, err := CleanName(*name)
			if err != nil {
				return nil, false
			}
			*name = kept
		}
	}
	return clean, true
}

// duty is whose it is to host, by the room's shifts. Roles and presence are not in it: it follows from the settings and
// the time, so that whoever opens the room again knows it.
type duty struct {
	relay.Duty
	waits time.Time // until when who is on duty is waited for; zero when not, or not any more
	given bool      // they have handed the room to somebody else: it is that one's until the duty is another
}

// claim is what somebody has a right to be host by. A higher one goes before.
type claim int

// The claims.
const (
	noClaim claim = iota
	owns
	standsIn // for who is on duty and has not come
	onDuty
)

// reason is what is told of a host by that claim, "" for what is told by other rules.
func (c claim) reason() string {
	switch c {
	case onDuty:
		return "duty"
	case standsIn:
		return "substitute"
	}
	return ""
}

// shift is the one that counts now; false in a gap and without a roster.
func (s *state) shift() (relay.Shift, bool) {
	if s.duty.Now == nil {
		return relay.Shift{}, false
	}
	return s.settings.Shifts[s.duty.Now.Shift], true
}

// claim is somebody's now.
func (s *state) claim(id string) claim {
	shift, counts := s.shift()
	switch {
	case counts && !s.duty.given && id == shift.Person:
		return onDuty
	case counts && !s.duty.given && id == shift.Substitute && s.duty.waits.IsZero():
		return standsIn
	case id == s.settings.Owner:
		return owns
	}
	return noClaim
}

// readDuty is whose duty it is at an instant. Who is late is waited for from the beginning of their stint.
func (s *state) readDuty(now time.Time) {
	s.duty = duty{Duty: relay.At(s.settings.Shifts, now)}
	if stint := s.duty.Now; stint != nil && now.Before(stint.Start.Add(dutyWait)) {
		s.duty.waits = stint.Start.Add(dutyWait)
	}
}

// dutyDue is when the duty has something to do next; zero for never.
func (s *state) dutyDue() time.Time {
	due := s.duty.Changes()
	if waits := s.duty.waits; !waits.IsZero() && waits.Before(due) { // there is a stint, and it ends
		return waits
	}
	return due
}

// passDuty hands the room on when it is time: to who is on duty, else, when they have not come, to their substitute.
func (s *state) passDuty(now time.Time) {
	if len(s.members) == 0 {
		return // whoever comes first has it passed
	}
	if due := s.duty.Changes(); !due.IsZero() && !now.Before(due) {
		s.changeDuty(now)
	}
	if waits := s.duty.waits; !waits.IsZero() && !now.Before(waits) {
		s.duty.waits = time.Time{}
		shift, _ := s.shift()
		s.callUp(now, shift.Substitute)
	}
}

// changeDuty begins another stint, or a gap, in which who is host stays it.
func (s *state) changeDuty(now time.Time) {
	s.readDuty(now)
	s.tellAll(s.viewDuty())
	shift, counts := s.shift()
	if counts && !s.callUp(now, shift.Person) && !s.duty.waits.IsZero() {
		s.line(now, Message{Code: "duty_late", About: Author{ID: shift.Person, Name: shift.Name}})
	}
}

// callUp makes somebody host if they are here and have the right to it by the roster. It is false when they are not.
func (s *state) callUp(now time.Time, id string) bool {
	m := s.members[id]
	if m == nil || !m.connected {
		return false
	}
	c := s.claim(id)
	if c < standsIn || s.host != nil && s.host != m && s.claim(s.host.id) >= c {
		return true
	}
	if s.host != nil && s.host != m {
		s.yield(now, m)
	}
	s.install(now, m, c)
	return true
}

// install makes somebody host by the roster, where nobody else is. They run the room, so they are a moderator afterwards.
func (s *state) install(now time.Time, m *member, c claim) {
	if s.host != m {
		s.crown(now, m, c.reason())
	}
	if m.before < Moderator {
		m.before, m.promoted = Moderator, now
	}
	s.duty.waits = time.Time{}
}

// heir is who is host by right when the last is gone: who is on duty, else their substitute, waited for or not, else the
// owner; of those who are connected. Nil for nobody.
func (s *state) heir() (*member, claim) {
	shift, counts := s.shift()
	for _, right := range []struct {
		id string
		claim
	}{{shift.Person, onDuty}, {shift.Substitute, standsIn}, {s.settings.Owner, owns}} {
		if right.claim > owns && (!counts || s.duty.given) {
			continue
		}
		if m := s.members[right.id]; m != nil && m.connected {
			return m, right.claim
		}
	}
	return nil, noClaim
}

func (s *state) viewDuty() DutyChanged {
	d := DutyChanged{}
	if shift, counts := s.shift(); counts {
		d.Now = Person{shift.Person, shift.Name}
		d.Substitute = Person{shift.Substitute, shift.Stand}
		d.Until = s.duty.Now.End
	}
	if next := s.duty.Next; next != nil {
		shift := s.settings.Shifts[next.Shift]
		d.Next = Person{shift.Person, shift.Name}
		d.NextAt, d.NextZone = next.Start, shift.Part.Zone
	}
	return d
}
