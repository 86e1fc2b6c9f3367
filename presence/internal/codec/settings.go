package codec

import (
	"time"

	"corner/presence"
	"corner/room"
)

// settings as stored. What came later is left out at its zero value, which older values, that do not have it, mean.
type settings struct {
	Title        string        `json:"title"`
	Languages    []string      `json:"languages,omitempty"`
	Topic        string        `json:"topic,omitempty"`
	Seats        int           `json:"seats"`
	Mode         string        `json:"mode"`
	Capacity     int           `json:"capacity"`
	Owner        string        `json:"owner,omitempty"`
	Rules        string        `json:"rules,omitempty"`
	Translations []translation `json:"translations,omitempty"`
	Turn         int64         `json:"turn_us,omitempty"`
	TurnMutes    bool          `json:"turn_mutes,omitempty"`
	SlowMode     int64         `json:"slow_mode_us,omitempty"`
	Locked       bool          `json:"locked,omitempty"`
	WaitingRoom  bool          `json:"waiting_room,omitempty"`
}

type translation struct {
	Language string `json:"language"`
	Title    string `json:"title"`
	Rules    string `json:"rules,omitempty"`
}

func fromSettings(s room.Settings) settings {
	w := settings{
		Title: s.Title, Languages: s.Languages, Topic: s.Topic, Seats: s.Seats, Mode: string(s.Mode),
		Capacity: s.Capacity, Owner: s.Owner, Rules: s.Rules, Turn: s.Turn.Microseconds(), TurnMutes: s.TurnMutes,
		SlowMode: s.SlowMode.Microseconds(), Locked: s.Locked, WaitingRoom: s.WaitingRoom,
	}
	for _, t := range s.Translations {
		w.Translations = append(w.Translations, translation(t))
	}
	return w
}

func (s *settings) settings() room.Settings {
	r := room.Settings{
		Title: s.Title, Languages: s.Languages, Topic: s.Topic, Seats: s.Seats, Mode: room.Mode(s.Mode),
		Capacity: s.Capacity, Owner: s.Owner, Rules: s.Rules, Turn: time.Duration(s.Turn) * time.Microsecond,
		TurnMutes: s.TurnMutes, SlowMode: time.Duration(s.SlowMode) * time.Microsecond, Locked: s.Locked,
		WaitingRoom: s.WaitingRoom,
	}
	for _, t := range s.Translations {
		r.Translations = append(r.Translations, room.Translation(t))
	}
	return r
}

func (s *settings) check() error {
	if !text(s.Title, maxText) || !text(s.Topic, maxText) || !text(s.Mode, maxTag) || !text(s.Owner, maxID) {
		return presence.ErrRecord
	}
	if s.Seats < 0 || s.Seats > room.MaxSeats || s.Capacity < 0 || !tags(s.Languages) {
		return presence.ErrRecord
	}
	if !text(s.Rules, maxRules) || len(s.Translations) > room.MaxPair {
		return presence.ErrRecord
	}
	if !within(s.Turn, room.MaxTurn) || !within(s.SlowMode, room.MaxSlowMode) {
		return presence.ErrRecord
	}
	for _, t := range s.Translations {
		if !text(t.Language, maxTag) || !text(t.Title, maxText) || !text(t.Rules, maxRules) {
			return presence.ErrRecord
		}
	}
	return nil
}

// within bounds a time in microseconds before it is multiplied.
func within(us int64, most time.Duration) bool { return us >= 0 && us <= most.Microseconds() }
