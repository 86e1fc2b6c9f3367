package signaling

import (
	"context"
	"time"

	"corner/room"
	"corner/room/cards"
	"corner/room/rounds"
)

// The data of commands about the languages that are exchanged.
type (
	dataRounds struct {
		Timetable []wirePhase `json:"timetable"`
		Pack      string      `json:"pack"`
	}
	dataPaused struct {
		Paused *bool `json:"paused"`
	}
	dataExtension struct {
		Seconds int `json:"seconds"`
	}
	dataHidden struct {
		Hidden *bool `json:"hidden"`
	}
	dataPack struct {
		Pack string `json:"pack"`
	}
)

// exchangeCommands are those about rounds, talk time, cards and regulars.
func exchangeCommands() map[string]decode {
	return map[string]decode{
		"round.start":   decoder(dataRounds.start),
		"round.pause":   decoder(dataPaused.pause),
		"round.extend":  decoder(dataExtension.extend),
		"round.skip":    bare(room.SkipRound{}),
		"round.stop":    bare(room.StopRounds{}),
		"card.deal":     decoder(func(d dataPack) (room.DealCard, bool) { return room.DealCard(d), len(d.Pack) <= cards.MaxID }),
		"card.clear":    bare(room.ClearCard{}),
		"talk.hide":     decoder(dataHidden.hide),
		"regulars.list": bare(listRegulars{}),
		"packs.list":    bare(listPacks{}),
		"clock.get":     bare(getClock{}),
	}
}

// start begins what is said, or, with no timetable, what the room has.
func (d dataRounds) start() (room.StartRounds, bool) {
	c := room.StartRounds{Pack: d.Pack}
	if !timetable(d.Timetable) || len(d.Pack) > cards.MaxID {
		return c, false
	}
	for _, p := range d.Timetable {
		c.Phases = append(c.Phases, fromPhase(p))
	}
	return c, true
}

func (d dataPaused) pause() (room.PauseRounds, bool) {
	if d.Paused == nil {
		return room.PauseRounds{}, false
	}
	return room.PauseRounds{Paused: *d.Paused}, true
}

func (d dataHidden) hide() (room.HideTalk, bool) {
	if d.Hidden == nil {
		return room.HideTalk{}, false
	}
	return room.HideTalk{Hidden: *d.Hidden}, true
}

func (d dataExtension) extend() (room.ExtendRound, bool) {
	if !within(d.Seconds, rounds.MinExtend, rounds.MaxExtend) {
		return room.ExtendRound{}, false
	}
	return room.ExtendRound{By: span(d.Seconds)}, true
}

// listPacks asks which packs of cards there are.
type listPacks struct{}

// packList answers packs.list.
type packList struct {
	Packs []wirePack `json:"packs"`
}

func (listPacks) answer(_ context.Context, c *conn) (any, error) {
	return packList{list(c.session.member.Packs(), toPack)}, nil
}

// getClock asks what time it is here. A client that knows how long the answer took knows how its clock stands to ours.
type getClock struct{}

// clockTime answers clock.get.
type clockTime struct {
	ServerTimeMS int64 `json:"server_time_ms"`
}

func (getClock) answer(context.Context, *conn) (any, error) {
	return clockTime{milliseconds(time.Now())}, nil
}
