package room

import (
	"hash/fnv"
	"strconv"
	"time"

	"corner/room/cards"
	"corner/room/lang"
)

// dealPause is the least time between two cards: a thumb that stays on the button floods nobody.
const dealPause = time.Second

// DealtCard is a card that lies on the table, with its words in the room's languages.
type DealtCard struct {
	Pack       string
	Card       cards.Card
	Number, Of int // which of the order it is
}

// tabletop is the card that everybody sees and the deck that it is from.
type tabletop struct {
	deck  cards.Deck
	card  string // its ID in the pack of the deck, "" for none
	dealt time.Time
}

// packFor is the pack that a command means: the one it names, else the one in use, else the first for the room's level,
// else the first. It is false when there is none.
func (s *state) packFor(name string) (string, bool) {
	library := s.cfg.Cards
	if name == "" {
		name = s.table.deck.Pack
		if _, there := library.Pack(name); there {
			return name, true
		}
		packs := library.Packs()
		if len(packs) == 0 {
			return "", false
		}
		for _, p := range packs {
			if p.Level == s.settings.Level {
				return p.ID, true
			}
		}
		return packs[0].ID, true
	}
	_, there := library.Pack(name)
	return name, there
}

func packThere(s *state, a action) error {
	_, there := s.packFor(a.cmd.(DealCard).Pack)
	return unless(there, ErrNoPack)
}

// packThereOrNone: rounds need no cards.
func packThereOrNone(s *state, a action) error {
	name := a.cmd.(StartRounds).Pack
	if name == "" {
		return nil
	}
	_, there := s.packFor(name)
	return unless(there, ErrNoPack)
}

func dealtNotJustNow(s *state, a action) error {
	return tooFast(max(0, s.table.dealt.Add(dealPause).Sub(a.now)))
}

// deal puts the next card of a pack on the table. Another pack than before begins in an order of its own.
func (s *state) deal(now time.Time, name string) {
	pack, _ := s.packFor(name) // checked before; a pack that went with a restart deals nothing
	if s.table.deck.Pack != pack {
		s.table.deck = cards.Deck{Pack: pack, Seed: s.seed(now)}
	}
	card, deck, dealt := s.cfg.Cards.Deal(s.table.deck)
	if !dealt {
		return
	}
	s.table = tabletop{deck: deck, card: card.ID, dealt: now}
	s.count("card")
	s.tellAll(CardChanged{Card: s.viewCard()})
}

// seed differs from room to room and from time to time; the rules draw no lots.
func (s *state) seed(now time.Time) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s.cfg.ID + " " + strconv.FormatInt(now.UnixNano(), 36))) // never fails
	return h.Sum64()
}

// clearCard puts the card away. The next is another.
func (s *state) clearCard() {
	if s.table.card == "" {
		return
	}
	s.table.card = ""
	s.tellAll(CardChanged{})
}

// viewCard is the card on the table as everybody sees it, nil for none.
func (s *state) viewCard() *DealtCard {
	pack, there := s.cfg.Cards.Pack(s.table.deck.Pack)
	if !there || s.table.card == "" {
		return nil
	}
	card, there := pack.Card(s.table.card)
	if !there {
		return nil
	}
	card.Text = s.wordsOf(card)
	return &DealtCard{Pack: pack.ID, Card: card, Number: s.table.deck.Next, Of: len(pack.Cards)}
}

// wordsOf is a card's text in the room's languages, in their order; where it has none of them, in English.
func (s *state) wordsOf(card cards.Card) []cards.Text {
	var words []cards.Text
	add := func(tag string) {
		for _, t := range card.Text {
			if lang.Base(t.Language) == lang.Base(tag) {
				words = append(words, t)
				return
			}
		}
	}
	for _, tag := range s.settings.Languages {
		add(tag)
	}
	if len(words) == 0 {
		add("en")
	}
	return words
}
