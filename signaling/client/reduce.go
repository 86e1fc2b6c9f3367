package client

import (
	"cmp"
	"encoding/json"
	"slices"
)

// reduce is the snapshot after an event. Nothing in s is changed; an event already included, or of a type not
// known, changes at most the revision. Data that cannot be read is an error and changes nothing.
func reduce(s Snapshot, e Event) (Snapshot, error) {
	if e.Seq == 0 {
		return placed(s, e)
	}
	if e.Seq <= s.Revision {
		return s, nil
	}
	next := s
	if rule, known := rules()[e.Type]; known {
		if err := rule(&next, e.Data); err != nil {
			return s, err
		}
	}
	next.Revision = e.Seq
	return next, nil
}

// placed takes what has no number and is of the state all the same: one's place in the line, and talk time. It carries
// the whole of it each time, so that it may be dropped.
func placed(s Snapshot, e Event) (Snapshot, error) {
	next := s
	if rule, known := unnumbered()[e.Type]; known {
		if err := rule(&next, e.Data); err != nil {
			return s, err
		}
	}
	return next, nil
}

// unnumbered is one rule per type of event without a number that is of the state.
func unnumbered() map[string]rule {
	return map[string]rule{
		"hand.position": reader(func(s *Snapshot, d struct {
			Position int   `json:"position"`
			Ahead    Ahead `json:"ahead"`
			AtMost   int   `json:"at_most"`
		}) {
			s.HandPosition, s.HandAhead, s.HandAtMost = d.Position, d.Ahead, d.AtMost
		}),
		"talk":     reader(func(s *Snapshot, d Talk) { s.talk(d) }),
		"talk.own": reader(func(s *Snapshot, d OwnTalk) { s.YouVoiced, s.Talk = d.Voiced, s.hiding(s.Talk, d.Hidden) }),
	}
}

// talk takes the talk time of the room. Of who is neither on the stage nor among the first who wait it says nothing, so
// that one hides one's own is kept.
func (s *Snapshot) talk(t Talk) {
	own := slices.IndexFunc(t.People, func(p PersonTalk) bool { return p.Participant == s.You.ID })
	if own >= 0 {
		s.YouVoiced = t.People[own].Voiced
	} else if slices.Contains(s.Talk.Hidden, s.You.ID) {
		t = s.hiding(t, true)
	}
	s.Talk = t
}

// hiding is talk time with oneself among those who hide theirs, or not.
func (s *Snapshot) hiding(t Talk, hidden bool) Talk {
	t.Hidden = without(t.Hidden, func(id string) bool { return id == s.You.ID })
	if hidden {
		t.Hidden = append(t.Hidden, s.You.ID)
		t.People = without(t.People, func(p PersonTalk) bool { return p.Participant == s.You.ID })
	}
	return t
}

type rule func(*Snapshot, json.RawMessage) error

// rules is one rule per type of event. Each replaces the lists it changes.
func rules() map[string]rule {
	type named struct{ Participant string }
	return map[string]rule{
		"seat.changed":        reader(func(s *Snapshot, d struct{ Seat Seat }) { s.setSeats(d.Seat) }),
		"seats.changed":       reader(func(s *Snapshot, d struct{ Seats []Seat }) { s.setSeats(d.Seats...) }),
		"participant.changed": reader(func(s *Snapshot, d struct{ Participant Participant }) { s.replace(d.Participant) }),
		"hand.raised":         reader(func(s *Snapshot, d struct{ Hand Hand }) { s.raise(d.Hand) }),
		"hand.lowered":        reader(func(s *Snapshot, d named) { s.lower(d.Participant) }),
		"hands.changed": reader(func(s *Snapshot, d struct {
			Raised  []Hand
			Lowered []string
		}) {
			s.lower(d.Lowered...)
			s.raise(d.Raised...)
		}),
		"hands.ordered": reader(func(s *Snapshot, d struct{ Order []string }) { s.arrange(d.Order) }),
		"hands.listed":  reader(func(s *Snapshot, d struct{ Hands []Hand }) { s.Hands = d.Hands }),
		"invitation.sent": reader(func(s *Snapshot, d struct{ Invitation Invitation }) {
			s.Invitations = append(s.withoutInvitation(d.Invitation.Participant), d.Invitation)
		}),
		"invitation.ended": reader(func(s *Snapshot, d named) { s.Invitations = s.withoutInvitation(d.Participant) }),
		"mute.changed": reader(func(s *Snapshot, d struct {
			Participant string
			Mute        Mute
		}) {
			s.change(d.Participant, func(p Participant) Participant { p.Mute = d.Mute; return p })
		}),
		"host.changed": reader(func(s *Snapshot, d named) { s.Host = d.Participant }),
		"audience.changed": reader(func(s *Snapshot, d Audience) {
			if d.Sample == nil { // as it was
				d.Sample = s.Audience.Sample
			}
			s.Audience = d
		}),
		"room.changed": reader(func(s *Snapshot, d struct{ Room RoomInfo }) { s.setRoom(d.Room) }),
		"desk.changed": reader(func(s *Snapshot, d struct {
			Invitations []Invitation
			Waiting     []Waiting
		}) {
			s.Invitations, s.Waiting = d.Invitations, d.Waiting
		}),
		"waiting.changed": reader(func(s *Snapshot, d struct{ Waiting []Waiting }) { s.Waiting = d.Waiting }),
		"blocked.changed": reader(func(s *Snapshot, d struct{ Blocked []string }) { s.Blocked = d.Blocked }),
		"round.changed":   reader(func(s *Snapshot, d struct{ Round Round }) { s.Round = d.Round }),
		"duty.changed":    reader(func(s *Snapshot, d struct{ Duty *Duty }) { s.Duty = d.Duty }),
		"card.changed":    reader(func(s *Snapshot, d struct{ Card *Card }) { s.Card = d.Card }),
		"chat.message":    reader(func(s *Snapshot, d struct{ Message Message }) { s.say(d.Message) }),
		"chat.deleted": reader(func(s *Snapshot, d struct {
			ID uint64
			By string
		}) {
			s.unsay(d.ID, d.By)
		}),
	}
}

// reader makes a rule of a function over the event's data.
func reader[D any](apply func(*Snapshot, D)) rule {
	return func(s *Snapshot, data json.RawMessage) error {
		var d D
		if err := json.Unmarshal(data, &d); err != nil {
			return err
		}
		apply(s, d)
		return nil
	}
}

func without[E any](list []E, gone func(E) bool) []E {
	return slices.DeleteFunc(slices.Clone(list), gone)
}

func (s *Snapshot) withoutInvitation(participant string) []Invitation {
	return without(s.Invitations, func(i Invitation) bool { return i.Participant == participant })
}

// setSeats replaces seats at once. Oneself is who sits there by that name, or off the stage when one's own seat is
// among them and somebody else's now, or nobody's.
func (s *Snapshot) setSeats(seats ...Seat) {
	changed := func(index int) bool {
		return slices.ContainsFunc(seats, func(seat Seat) bool { return seat.Index == index })
	}
	stage := append(without(s.Stage, func(old Seat) bool { return changed(old.Index) }), seats...)
	slices.SortStableFunc(stage, func(a, b Seat) int { return cmp.Compare(a.Index, b.Index) })
	s.Stage = stage
	for _, seat := range seats {
		if seat.Occupant != nil && seat.Occupant.ID == s.You.ID {
			s.You = s.self(*seat.Occupant)
			return
		}
	}
	if s.You.Seat >= 0 && changed(s.You.Seat) {
		s.You.Seat = -1
		if s.You.Role == "speaker" {
			s.You.Role = "listener"
		}
	}
}

// maxSeats is how many seats a stage has at most.
const maxSeats = 20

// setRoom takes the room's settings, and the number of its seats: those beyond are gone, new ones are empty.
func (s *Snapshot) setRoom(room RoomInfo) {
	s.Room = room
	stage := without(s.Stage, func(seat Seat) bool { return seat.Index >= room.Seats })
	for i := len(stage); i < min(room.Seats, maxSeats); i++ {
		stage = append(stage, Seat{Index: i})
	}
	s.Stage = stage
}

// chatKept is how many messages a snapshot has, the newest.
const chatKept = 50

// say adds a message in the order of their numbers.
func (s *Snapshot) say(m Message) {
	chat := append(without(s.Chat, func(old Message) bool { return old.ID == m.ID }), m)
	slices.SortStableFunc(chat, func(a, b Message) int { return cmp.Compare(a.ID, b.ID) })
	s.Chat = chat[max(0, len(chat)-chatKept):]
}

// unsay takes a message's words away and leaves its place.
func (s *Snapshot) unsay(id uint64, by string) {
	s.Chat = slices.Clone(s.Chat)
	for i := range s.Chat {
		if s.Chat[i].ID == id {
			s.Chat[i].Text, s.Chat[i].Mentions, s.Chat[i].Deleted, s.Chat[i].DeletedBy = "", []string{}, true, by
		}
	}
}

// arrange puts the hands in the order in which they are served. Those it does not name stay behind, in their order.
func (s *Snapshot) arrange(order []string) {
	at := func(h Hand) int {
		if i := slices.Index(order, h.Participant.ID); i >= 0 {
			return i
		}
		return len(order)
	}
	s.Hands = slices.Clone(s.Hands)
	slices.SortStableFunc(s.Hands, func(a, b Hand) int { return cmp.Compare(at(a), at(b)) })
}

// raise keeps one hand per person. One that only looks different stays where it is, a new one is the last.
func (s *Snapshot) raise(hands ...Hand) {
	for _, hand := range hands {
		same := func(h Hand) bool { return h.Participant.ID == hand.Participant.ID && h.RaisedMS == hand.RaisedMS }
		if at := slices.IndexFunc(s.Hands, same); at >= 0 {
			s.Hands = slices.Clone(s.Hands)
			s.Hands[at] = hand
			continue
		}
		s.Hands = append(without(s.Hands, func(h Hand) bool { return h.Participant.ID == hand.Participant.ID }), hand)
	}
}

// lower takes hands down; who has none has no place in the queue.
func (s *Snapshot) lower(participants ...string) {
	s.Hands = without(s.Hands, func(h Hand) bool { return slices.Contains(participants, h.Participant.ID) })
	if slices.Contains(participants, s.You.ID) {
		s.HandPosition, s.HandAhead, s.HandAtMost = 0, Ahead{}, 0
	}
}

func (s *Snapshot) replace(p Participant) {
	s.change(p.ID, func(Participant) Participant { return p })
}

// self is oneself as others see one, with what they do not.
func (s *Snapshot) self(p Participant) Participant {
	p.Hidden = s.You.Hidden
	return p
}

// change changes a participant wherever the snapshot shows them.
func (s *Snapshot) change(id string, to func(Participant) Participant) {
	if s.You.ID == id {
		s.You = s.self(to(s.You))
	}
	s.Stage, s.Hands = slices.Clone(s.Stage), slices.Clone(s.Hands)
	s.Audience.Sample = slices.Clone(s.Audience.Sample)
	for i, seat := range s.Stage {
		if seat.Occupant != nil && seat.Occupant.ID == id {
			changed := to(*seat.Occupant)
			s.Stage[i].Occupant = &changed
		}
	}
	for i, hand := range s.Hands {
		if hand.Participant.ID == id {
			s.Hands[i].Participant = to(hand.Participant)
		}
	}
	for i, p := range s.Audience.Sample {
		if p.ID == id {
			s.Audience.Sample[i] = to(p)
		}
	}
}
