package room

import (
	"slices"
	"time"
)

const (
	// handWindow is how long changes of hands are gathered: however many raise theirs, who sees the queue gets at
	// most four messages a second of it.
	handWindow = 250 * time.Millisecond
	// HandsShown is how much of the queue those who see it have before them; the rest moves up.
	HandsShown = 100
)

// queue is what those who see hands as individuals have been told of them.
type queue struct {
	eyes     []*member // who they are
	lowered  []string  // of those they were told of, since
	believed []string  // those they were told of, in the order in which they believe them
	unsure   bool      // one of them believes another: who sees hands and raised one had it first
	stale    bool
	told     time.Time
	last     time.Time // when the last hand was raised
	moved    bool      // somebody may have another place than they were told
	placed   time.Time // when places were told
}

// sees reports whether somebody sees hands as individuals: who decides about them and who is on the stage. The
// others see how many there are, and their own.
func (m *member) sees() bool { return m.seat >= 0 || m.role >= Moderator }

// raiseHand queues a member by the server's time. Raised twice is raised once.
func (s *state) raiseHand(now time.Time, m *member) {
	if !m.raised.IsZero() {
		return
	}
	if !now.After(s.queue.last) {
		now = s.queue.last.Add(1) // no two at one instant: the time is the order
	}
	m.raised, s.queue.last = now, now
	m.ahead, m.overtaken, m.cutIn = len(s.hands), 0, 0
	s.hands = append(s.hands, m)
	s.reorder()
	s.audienceStale = true
	s.queue.unsure = s.queue.unsure || m.sees()
	s.tellOne(m.id, HandRaised{Hand: s.viewHand(m)})
	if len(s.hands) <= placedAtOnce {
		s.tellPlace(m, s.placeOf(m))
	}
	s.askWhenIdle()
}

// dropHand takes a hand down, if it is up.
func (s *state) dropHand(m *member) {
	if m.raised.IsZero() {
		return
	}
	at, _ := slices.BinarySearchFunc(s.hands, m, byRaising)
	s.hands = without(s.hands, at)
	s.lineStale = true
	m.raised = time.Time{}
	m.ahead, m.overtaken, m.cutIn = 0, 0, 0
	if m.handTold {
		s.queue.lowered = append(s.queue.lowered, m.id)
	}
	m.handTold, m.handStale, m.placed = false, false, HandPlaced{}
	s.queue.stale, s.queue.moved, s.audienceStale = true, true, true
	if s.members[m.id] == m {
		s.tellOne(m.id, HandLowered{Participant: m.id})
	}
}

// tellHands tells those who see hands what has changed at the front of the queue, at most once per handWindow, or at
// once: when somebody is given the queue as it is, for all must have the same.
func (s *state) tellHands(now time.Time, atOnce bool) {
	if !s.queue.stale || !atOnce && now.Before(s.queue.told.Add(handWindow)) {
		return
	}
	var changed HandsChanged
	var fresh []string
	shown := s.front(HandsShown)
	for _, m := range s.fallenBehind(shown) {
		m.handTold = false
		s.queue.lowered = append(s.queue.lowered, m.id)
	}
	for _, m := range shown {
		if !m.handTold {
			fresh = append(fresh, m.id)
		}
		if !m.handTold || m.handStale {
			m.handTold, m.handStale = true, false
			changed.Raised = append(changed.Raised, s.viewHand(m))
		}
	}
	changed.Lowered = slices.DeleteFunc(s.queue.lowered, s.raisedAgain)
	s.queue.stale, s.queue.lowered, s.queue.told = false, nil, now
	s.queue.believe(fresh, slices.Clone(changed.Lowered))
	to := s.eyes()
	switch {
	case len(to) == 0:
	case len(changed.Raised) == 1 && len(changed.Lowered) == 0:
		s.tell(HandRaised{Hand: changed.Raised[0]}, to)
	case len(changed.Raised) == 0 && len(changed.Lowered) == 1:
		s.tell(HandLowered{Participant: changed.Lowered[0]}, to)
	case len(changed.Raised)+len(changed.Lowered) > 0:
		s.tell(changed, to)
	}
	s.tellOrder(shown, to)
}

// fallenBehind lists those whose hand has been told and who stand behind those that are shown now.
func (s *state) fallenBehind(shown []*member) (fallen []*member) {
	if len(s.hands) <= HandsShown {
		return nil
	}
	front := make(map[string]bool, len(shown))
	for _, m := range shown {
		front[m.id] = true
	}
	for _, id := range s.queue.believed {
		if m := s.members[id]; m != nil && m.handTold && !front[id] {
			fallen = append(fallen, m)
		}
	}
	return fallen
}

// believe is what those who see hands make of a change: who is new is the last, and who only looks different stays.
func (q *queue) believe(fresh, lowered []string) {
	q.believed = append(gone(q.believed, append(lowered, fresh...)...), fresh...)
}

// gone is a list of people without some.
func gone(list []string, who ...string) []string {
	return slices.DeleteFunc(list, func(id string) bool { return slices.Contains(who, id) })
}

// raisedAgain reports whether a hand that was lowered is among those that are told as raised, in its new place. One
// that is up too far behind for that is lowered to all, and whose it is gets their place told once more.
func (s *state) raisedAgain(id string) bool {
	m := s.members[id]
	if m == nil || m.raised.IsZero() {
		return false
	}
	if !m.handTold {
		m.placed, s.queue.moved = HandPlaced{}, true
	}
	return m.handTold
}

// eyes lists those who see hands and are still here.
func (s *state) eyes() []string {
	to := make([]string, 0, len(s.queue.eyes))
	for _, m := range s.queue.eyes {
		if s.members[m.id] == m && m.sees() {
			to = append(to, m.id)
		}
	}
	return to
}

// openEyes finds who has begun to see hands, and who sees them no more, and gives both what is theirs to see now.
func (s *state) openEyes(now time.Time) {
	kept := s.queue.eyes[:0]
	var ceased, begun []*member
	for _, m := range s.queue.eyes {
		switch {
		case s.members[m.id] != m:
			m.eye = false
		case m.sees():
			kept = append(kept, m)
		default:
			m.eye = false
			ceased = append(ceased, m)
		}
	}
	clear(s.queue.eyes[len(kept):])
	s.queue.eyes = kept
	begin := func(m *member) {
		if m != nil && !m.eye {
			m.eye = true
			begun = append(begun, m)
		}
	}
	for i := range s.seats {
		begin(s.seats[i].occupant)
	}
	for _, m := range s.leaders {
		begin(m)
	}
	s.listHands(ceased)
	if len(begun) > 0 {
		s.tellHands(now, true)
	}
	s.listHands(begun)
	s.queue.eyes = append(s.queue.eyes, begun...)
}

// listHands gives some members the hands that are theirs to see, if there are any or have been.
func (s *state) listHands(to []*member) {
	if len(s.hands) == 0 && len(s.queue.lowered) == 0 {
		return
	}
	for _, m := range to {
		s.tellOne(m.id, HandsListed{Hands: s.handsFor(m)})
	}
}

// handsFor lists the hands a member may see: the front of the queue, or their own.
func (s *state) handsFor(m *member) []Hand {
	list := make([]Hand, 0, 1)
	if !m.sees() {
		if !m.raised.IsZero() {
			list = append(list, s.viewHand(m))
		}
		return list
	}
	for _, h := range s.front(HandsShown) {
		list = append(list, s.viewHand(h))
	}
	return list
}

// tellPlaces tells everyone whose hand is up where they now are in the line, at most once per AudienceMinimum.
func (s *state) tellPlaces(now time.Time) {
	if !s.queue.moved || now.Before(s.queue.placed.Add(s.cfg.AudienceMinimum)) {
		return
	}
	s.queue.moved, s.queue.placed = false, now
	for i, p := range s.ordered() {
		s.tellPlace(s.members[p.ID], s.placed(i))
	}
}

// tellPlace tells somebody their place in the line and why, if it is news. It has no number: a room keeps a few hundred
// events, and everyone behind a hand that is lowered moves up. Who comes back is told again.
func (s *state) tellPlace(m *member, place HandPlaced) {
	was := m.placed
	if was.Hands = place.Hands; was == place { // how many others there are is no news of its own
		return
	}
	m.placed = place
	s.pending = append(s.pending, tell{event: &Event{Body: place}, to: []string{m.id}})
}

// placeAgain tells somebody who has come back their place in the line, which may have passed them by.
func (s *state) placeAgain(id string) []effect {
	if m := s.members[id]; m != nil && !m.raised.IsZero() {
		m.placed = HandPlaced{}
		s.tellPlace(m, s.placeOf(m))
	}
	return s.take()
}

// byRaising orders hands by the time they were raised.
func byRaising(a, b *member) int { return a.raised.Compare(b.raised) }

func (s *state) viewHand(m *member) Hand { return Hand{Participant: s.view(m), Raised: m.raised} }
