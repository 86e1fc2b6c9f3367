package cards

import (
	"embed"

	"corner/room/lang"
)

// Bounds on packs.
const (
	MaxPacks = 64
	MaxCards = 500 // of a pack
	MaxWords = 240 // graphemes of a text
	MaxTitle = 60  // graphemes
	MaxTexts = 8   // languages of a title or a card
	MaxID    = 32  // bytes
)

// Files are the packs that come along.
//
//go:embed packs/*.json
var Files embed.FS

// Text is what something says in a language.
type Text struct{ Language, Words string }

// Card is one thing to talk about.
type Card struct {
	ID    string
	Text  []Text
	Level lang.Level
}

// Pack is a set of cards on one subject.
type Pack struct {
	ID    string
	Title []Text
	Level lang.Level // 0: of several
	Cards []Card
}

// Card is the card of that id.
func (p Pack) Card(id string) (Card, bool) {
	for _, c := range p.Cards {
		if c.ID == id {
			return c, true
		}
	}
	return Card{}, false
}
