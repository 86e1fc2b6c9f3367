package room

import (
	"slices"
	"time"

	"corner/room/fairqueue"
	"corner/room/lang"
)

// placedAtOnce is up to how many hands somebody who raises theirs is told their place with it; in a longer line they are
// told when everybody is, because finding one place takes ordering all.
const placedAtOnce = HandsShown

// cutIns are the reasons why somebody may be put first. It is never written to.
var cutIns = []string{"answer", "word", "leaving", "quiet", "other"}

// ValidCutIn reports whether there is such a reason to put somebody first.
func ValidCutIn(reason string) bool { return slices.Contains(cutIns, reason) }

func handUp(_ *state, a action) error { return unless(!a.target.raised.IsZero(), ErrNoHand) }

// cutInReasonKnown: who is put first is told to everybody with the reason, so there is one. An invitation needs none.
func cutInReasonKnown(_ *state, a action) error {
	switch c := a.cmd.(type) {
	case AdvanceHand:
		return unless(ValidCutIn(c.Reason), ErrOutOfBounds)
	case Invite:
		return unless(c.Reason == "" || ValidCutIn(c.Reason), ErrOutOfBounds)
	}
	return nil
}

// reorder notes that what orders the hands has changed.
func (s *state) reorder() {
	s.lineStale = true
	if len(s.hands) > 0 {
		s.queue.stale, s.queue.moved = true, true
	}
}

// ordered is the hands in the order in which they are served.
func (s *state) ordered() []fairqueue.Place {
	if s.lineStale {
		s.places, s.lineStale = fairqueue.Order(s.waiters(), s.rule()), false
	}
	return s.places
}

func (s *state) rule() fairqueue.Rule {
	if s.settings.Queue == FirstCome {
		return fairqueue.FirstCome
	}
	return fairqueue.Fair
}

// waiters is the hands as the order of the line sees them.
func (s *state) waiters() []fairqueue.Waiter {
	language := s.round.Now().Language
	list := make([]fairqueue.Waiter, len(s.hands))
	for i, m := range s.hands {
		list[i] = fairqueue.Waiter{ID: m.id, Raised: m.raised, Before: m.ahead, Overtaken: m.overtaken, Voiced: s.voiced(m),
			Learner: language != "" && lang.Has(m.profile.Learns, language), CutIn: m.cutIn}
	}
	return list
}

// front is the first n of the line.
func (s *state) front(n int) []*member {
	places := s.ordered()
	list := make([]*member, 0, min(n, len(places)))
	for _, p := range places[:min(n, len(places))] {
		list = append(list, s.members[p.ID])
	}
	return list
}

// lately is the first n of the line as it was last ordered: what may be a moment old need not be ordered anew.
func (s *state) lately(n int) []*member {
	list := make([]*member, 0, min(n, len(s.places)))
	for _, p := range s.places {
		if len(list) == n {
			break
		}
		if m := s.members[p.ID]; m != nil && !m.raised.IsZero() {
			list = append(list, m)
		}
	}
	return list
}

// placeOf is somebody's place in the line, from 1, and why; 0 without a hand.
func (s *state) placeOf(m *member) HandPlaced {
	if m.raised.IsZero() {
		return HandPlaced{}
	}
	places := s.ordered()
	at := slices.IndexFunc(places, func(p fairqueue.Place) bool { return p.ID == m.id })
	return s.placed(at)
}

// placed is what who stands at an index of the line is told.
func (s *state) placed(at int) HandPlaced {
	p := s.ordered()[at]
	return HandPlaced{Place: at + 1, Hands: len(s.hands), Ahead: p.Ahead, AtMost: p.AtMost}
}

// serve counts for those who asked before somebody who is served that they were overtaken.
func (s *state) serve(m *member) {
	if m.raised.IsZero() {
		return
	}
	for _, other := range s.hands {
		if !other.raised.Before(m.raised) {
			return
		}
		other.overtaken++
	}
}

// advance puts somebody first, behind those who were put there before, and tells everybody why.
func (s *state) advance(now time.Time, by, target *member, reason string) {
	if target.cutIn != 0 {
		return
	}
	s.cutInCount++
	target.cutIn = s.cutInCount
	s.reorder()
	s.count("cut_in")
	s.line(now, Message{Code: "cut_in", From: author(by), About: author(target), Reason: reason})
}

// passOver puts first whom a leader invites while others stand before them.
func (s *state) passOver(now time.Time, by, target *member, reason string) {
	if target.raised.IsZero() || s.ordered()[0].ID == target.id {
		return
	}
	if reason == "" {
		reason = "other"
	}
	s.advance(now, by, target, reason)
}

// tellOrder tells those who see hands in which order they are, when they believe another. How hands come and go tells
// them: who is new is the last, and who changes stays.
func (s *state) tellOrder(shown []*member, to []string) {
	order := make([]string, len(shown))
	for i, m := range shown {
		order[i] = m.id
	}
	if (s.queue.unsure || !slices.Equal(order, s.queue.believed)) && len(to) > 0 {
		s.tell(HandsOrdered{Order: order}, to)
	}
	s.queue.believed, s.queue.unsure = order, false
}
