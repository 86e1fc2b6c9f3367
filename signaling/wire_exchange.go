package signaling

import (
	"corner/room"
	"corner/room/cards"
)

// wireRound is the timetable as it stands. Without one phases are empty and the rest is zero but the serial.
type wireRound struct {
	Serial uint64      `json:"serial"`
	Phases []wirePhase `json:"phases"`
	Index  int         `json:"index"`
	EndsMS int64       `json:"ends_ms"`
	LeftMS int64       `json:"left_ms"`
	Paused bool        `json:"paused"`
	Pack   string      `json:"pack"`
}

type wireRoundChanged struct {
	Round wireRound `json:"round"`
}

func toRound(r room.RoundChanged) wireRound {
	return wireRound{Serial: r.Round.Serial, Phases: list(r.Round.Phases, toPhase), Index: r.Round.Index,
		EndsMS: milliseconds(r.Round.Ends), LeftMS: r.Round.Left.Milliseconds(), Paused: r.Round.Paused(), Pack: r.Pack}
}

// wireText is what a card or a title says in one language.
type wireText struct {
	Language string `json:"language"`
	Text     string `json:"text"`
}

func toText(t cards.Text) wireText { return wireText{Language: t.Language, Text: t.Words} }

// wireCard is a card on the table.
type wireCard struct {
	ID     string     `json:"id"`
	Pack   string     `json:"pack"`
	Level  string     `json:"level"`
	Text   []wireText `json:"text"`
	Number int        `json:"number"`
	Of     int        `json:"of"`
}

type wireCardChanged struct {
	Card *wireCard `json:"card"`
}

// toCard is null for no card.
func toCard(c *room.DealtCard) *wireCard {
	if c == nil {
		return nil
	}
	return &wireCard{ID: c.Card.ID, Pack: c.Pack, Level: c.Card.Level.String(), Text: list(c.Card.Text, toText),
		Number: c.Number, Of: c.Of}
}

// wirePack is a pack of cards, without the cards.
type wirePack struct {
	ID    string     `json:"id"`
	Title []wireText `json:"title"`
	Level string     `json:"level"`
	Cards int        `json:"cards"`
}

func toPack(p cards.Pack) wirePack {
	return wirePack{ID: p.ID, Title: list(p.Title, toText), Level: p.Level.String(), Cards: len(p.Cards)}
}

// wireExchange is the events of rounds and cards.
func wireExchange(b room.Body) (name string, data any) {
	switch b := b.(type) {
	case room.RoundChanged:
		return "round.changed", wireRoundChanged{toRound(b)}
	case room.CardChanged:
		return "card.changed", wireCardChanged{toCard(b.Card)}
	}
	return "", nil
}
