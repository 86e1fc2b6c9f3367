package cardpack

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"corner/room/cards"
	"corner/room/lang"
	"corner/signaling/strict"
)

// MaxBytes is how large a document may be.
const MaxBytes = 256 << 10

var errTooLarge = fmt.Errorf("larger than %d bytes", MaxBytes)

// Decode reads one pack, which passes cards.Check.
func Decode(data []byte) (cards.Pack, error) {
	if len(data) > MaxBytes {
		return cards.Pack{}, errTooLarge
	}
	if err := strict.Check(data); err != nil {
		return cards.Pack{}, err
	}
	var (
		p     cards.Pack
		title map[string]string
		level string
		list  []json.RawMessage
	)
	err := members(data, member{"id", &p.ID}, member{"title", &title}, member{"level", &level}, member{"cards", &list})
	if err != nil {
		return cards.Pack{}, err
	}
	if p.Level, err = levelOf(level); err != nil {
		return cards.Pack{}, err
	}
	if len(list) > cards.MaxCards {
		return cards.Pack{}, fmt.Errorf("%d cards; there may be %d", len(list), cards.MaxCards)
	}
	p.Title = texts(title)
	for i, raw := range list {
		c, err := decodeCard(raw)
		if err != nil {
			return cards.Pack{}, fmt.Errorf("card %d %.40q: %w", i+1, c.ID, err)
		}
		p.Cards = append(p.Cards, c)
	}
	return p, cards.Check(p)
}

func decodeCard(data []byte) (cards.Card, error) {
	var (
		c     cards.Card
		text  map[string]string
		level string
	)
	err := members(data, member{"id", &c.ID}, member{"text", &text}, member{"level", &level})
	if err == nil {
		c.Level, err = levelOf(level)
	}
	c.Text = texts(text)
	return c, err
}

// member is one that an object may have, and where it goes.
type member struct {
	key  string
	into any
}

// members reads the members of an object in the order of known, so that a fault can name what came before it.
// encoding/json would take "ID" for "id"; here a key is known or it is not.
func members(data []byte, known ...member) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	for _, m := range known {
		value, there := object[m.key]
		if !there {
			continue
		}
		if err := json.Unmarshal(value, m.into); err != nil {
			return fmt.Errorf("%s: %w", m.key, err)
		}
		delete(object, m.key)
	}
	if len(object) > 0 {
		return fmt.Errorf("unknown key %.40q", slices.Min(slices.Collect(maps.Keys(object))))
	}
	return nil
}

func levelOf(name string) (lang.Level, error) {
	level, ok := lang.ParseLevel(name)
	if !ok {
		return 0, errors.New("a level is A1, A2, B1, B2, C1 or C2")
	}
	return level, nil
}

// texts are sorted by language: objects have no order of their own.
func texts(words map[string]string) []cards.Text {
	var list []cards.Text
	for _, language := range slices.Sorted(maps.Keys(words)) {
		list = append(list, cards.Text{Language: language, Words: words[language]})
	}
	return list
}
