package cards

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Library is the packs of a server. It never changes and may be used by many; nil is one without packs.
type Library struct {
	packs []Pack // sorted by id
}

// NewLibrary is a library of packs that pass Check. A later pack with an id that is there takes its place.
func NewLibrary(packs ...Pack) (*Library, error) {
	l := &Library{}
	for _, p := range packs {
		if err := Check(p); err != nil {
			return nil, err
		}
		i, there := l.find(p.ID)
		if there {
			l.packs[i] = clone(p)
		} else {
			l.packs = slices.Insert(l.packs, i, clone(p))
		}
	}
	if len(l.packs) > MaxPacks {
		return nil, fmt.Errorf("%d packs; there may be %d", len(l.packs), MaxPacks)
	}
	return l, nil
}

// Packs are all packs, sorted by id. What they hold is not the caller's to change.
func (l *Library) Packs() []Pack {
	if l == nil {
		return nil
	}
	return slices.Clone(l.packs)
}

// Pack is the pack of that id. What it holds is not the caller's to change.
func (l *Library) Pack(id string) (Pack, bool) {
	if l == nil {
		return Pack{}, false
	}
	if i, there := l.find(id); there {
		return l.packs[i], true
	}
	return Pack{}, false
}

// Deck is where a room stands in a pack; comparable, kept in the record.
type Deck struct {
	Pack string
	Seed uint64
	Next int // how many of this order have been dealt
}

// Deal is the next card and the deck without it. After the last card comes a new order, so that none comes twice before
// all have come. It is false when the library has no such pack.
func (l *Library) Deal(d Deck) (Card, Deck, bool) {
	p, ok := l.Pack(d.Pack)
	if !ok {
		return Card{}, d, false
	}
	if d.Next < 0 || d.Next >= len(p.Cards) { // beyond by more than one where the pack has become smaller
		d.Seed++
		d.Next = 0
	}
	card := p.Cards[order(d.Seed, len(p.Cards))[d.Next]]
	d.Next++
	return card, d, true
}

// order is the shuffle of n cards that a seed gives. It does not begin with the card the one before it ended with.
func order(seed uint64, n int) []int {
	cards := shuffle(seed, n)
	if n > 2 && cards[0] == shuffle(seed-1, n)[n-1] {
		cards[0], cards[1] = cards[1], cards[0] // which leaves the last alone
	}
	return cards
}

func shuffle(seed uint64, n int) []int { return rand.New(rand.NewPCG(seed, 0)).Perm(n) }

func (l *Library) find(id string) (int, bool) {
	return slices.BinarySearchFunc(l.packs, id, func(p Pack, id string) int { return cmp.Compare(p.ID, id) })
}

// clone shares nothing with a pack that its maker may change.
func clone(p Pack) Pack {
	p.Title = slices.Clone(p.Title)
	p.Cards = slices.Clone(p.Cards)
	for i := range p.Cards {
		p.Cards[i].Text = slices.Clone(p.Cards[i].Text)
	}
	return p
}
