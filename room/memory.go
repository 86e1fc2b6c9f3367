package room

import (
	"maps"
	"slices"
	"time"

	"corner/room/cards"
	"corner/room/rounds"
	"corner/room/talktime"
)

// Bounds of a Memory.
const (
	MaxRegulars         = 100                // who was seen longest ago goes first
	MaxRememberedTalk   = talktime.MaxPeople // people
	MaxRememberedHidden = maxHidden
	MaxRememberedPeople = 500 // of Admitted
	// regularsSleep is how many regulars make a room that is kept while nobody is there.
	regularsSleep = 2
)

// Memory is what outlives the process that ran a room: plain values, for the directory to keep and for the next to
// go on from. Seats, hands, roles and the chat are not among them: they end with the room.
type Memory struct {
	Round     rounds.Clock
	RoundPack string // cards are dealt from it at every change of the round, "" for none
	Deck      cards.Deck
	Card      string           // id in Deck.Pack of the card that lies open, "" for none
	Talk      []talktime.Entry // of at most MaxRememberedTalk people
	HideTalk  []string         // who hides theirs, at most MaxRememberedHidden
	Regulars  []Regular        // at most MaxRegulars
	Admitted  []string         // members and whom leaders let in, at most MaxRememberedPeople: a closed door knows them
}

// Familiar reports whether there are regulars enough for the room to sleep, where others are forgotten, when nobody is
// there.
func (m Memory) Familiar() bool {
	found := 0
	for _, r := range m.Regulars {
		if r.regular() {
			found++
		}
	}
	return found >= regularsSleep
}

// Again is what a room still knows at another session, days later: its people, and who hides their talk time. Rounds,
// cards and talk time were of that evening.
func (m Memory) Again() Memory { return Memory{Regulars: m.Regulars, HideTalk: m.HideTalk} }

// memory is what the next to run the room goes on from.
func (s *state) memory(now time.Time) Memory {
	s.talking.book.Settle(now)
	return Memory{
		Round:     s.round,
		RoundPack: s.roundPack,
		Deck:      s.table.deck,
		Card:      s.table.card,
		Talk:      s.talking.book.Entries(),
		HideTalk:  s.rememberedHidden(),
		Regulars:  s.regularsAt(now),
		Admitted:  s.rememberedPeople(),
	}
}

// rememberedHidden is who hides their talk time: those who have any before the others.
func (s *state) rememberedHidden() []string {
	var with, without []string
	for _, id := range slices.Sorted(maps.Keys(s.talking.hidden)) {
		if s.talking.book.Total(id) > 0 {
			with = append(with, id)
		} else {
			without = append(without, id)
		}
	}
	all := append(with, without...)
	return all[:min(len(all), MaxRememberedHidden)]
}

// rememberedPeople is whom the door knows: the members, by when they joined, and whom leaders let in.
func (s *state) rememberedPeople() []string {
	var all []string
	for _, m := range s.order[:min(len(s.order), MaxRememberedPeople)] {
		all = append(all, m.id)
	}
	for _, id := range slices.Sorted(maps.Keys(s.door.admitted)) {
		if s.members[id] == nil {
			all = append(all, id)
		}
	}
	return all[:min(len(all), MaxRememberedPeople)]
}

// recall goes on from what an earlier run of the room left. What cannot be is left out.
func (s *state) recall(m Memory, now time.Time) {
	if m.Round.Sound() {
		s.round, _ = m.Round.At(now)
		s.roundPack = m.RoundPack
	}
	s.table = tabletop{deck: m.Deck, card: m.Card}
	s.talking.book = talktime.New(m.Talk)
	s.talking.book.Settle(now)
	for _, id := range m.HideTalk[:min(len(m.HideTalk), MaxRememberedHidden)] {
		s.talking.hidden[id] = true
	}
	s.regulars = slices.Clone(m.Regulars[:min(len(m.Regulars), MaxRegulars)])
	for _, id := range m.Admitted[:min(len(m.Admitted), MaxRememberedPeople)] {
		s.door.admitted[id] = true
	}
}

// sleepy reports whether the room is kept, for those who come back, when nobody is there.
func (s *state) sleepy() bool { return Memory{Regulars: s.regulars}.Familiar() }
