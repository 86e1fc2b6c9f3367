package codec

import (
	"slices"
	"time"

	"corner/presence"
	"corner/room"
	"corner/room/lang"
	"corner/room/rounds"
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
	Level        uint8         `json:"level,omitempty"`
	Pace         string        `json:"pace,omitempty"`
	Tags         []string      `json:"tags,omitempty"`
	Kept         []keep        `json:"kept,omitempty"`
	Queue        string        `json:"queue,omitempty"`
	TurnNext     bool          `json:"turn_next,omitempty"`
	Timetable    []phase       `json:"timetable,omitempty"`
	Shifts       []shift       `json:"shifts,omitempty"`
	CoHosts      []string      `json:"co_hosts,omitempty"`
}

type keep struct {
	Seat     int    `json:"seat"`
	For      string `json:"for"`
	Language string `json:"language"`
}

type phase struct {
	Language string `json:"language"`
	Length   int64  `json:"length_us"`
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
		SlowMode: s.SlowMode.Microseconds(), Locked: s.Locked, WaitingRoom: s.WaitingRoom, CoHosts: s.CoHosts,
	}
	for _, t := range s.Translations {
		w.Translations = append(w.Translations, translation(t))
	}
	w.Level, w.Pace, w.Tags, w.TurnNext = uint8(s.Level), string(s.Pace), s.Tags, s.TurnNext
	if s.Queue != room.FairLine { // which none means
		w.Queue = string(s.Queue)
	}
	for _, k := range s.Kept {
		w.Kept = append(w.Kept, keep{k.Seat, string(k.For), k.Language})
	}
	w.Shifts = fromShifts(s.Shifts)
	for _, p := range s.Timetable {
		w.Timetable = append(w.Timetable, phase{p.Language, p.Length.Microseconds()})
	}
	return w
}

func (s *settings) settings() room.Settings {
	r := room.Settings{
		Title: s.Title, Languages: s.Languages, Topic: s.Topic, Seats: s.Seats, Mode: room.Mode(s.Mode),
		Capacity: s.Capacity, Owner: s.Owner, Rules: s.Rules, Turn: time.Duration(s.Turn) * time.Microsecond,
		TurnMutes: s.TurnMutes, SlowMode: time.Duration(s.SlowMode) * time.Microsecond, Locked: s.Locked,
		WaitingRoom: s.WaitingRoom, CoHosts: s.CoHosts,
	}
	for _, t := range s.Translations {
		r.Translations = append(r.Translations, room.Translation(t))
	}
	r.Level, r.Pace, r.Tags = lang.Level(s.Level), room.Pace(s.Pace), s.Tags
	r.Queue, r.TurnNext = room.QueueMode(s.Queue), s.TurnNext
	for _, k := range s.Kept {
		r.Kept = append(r.Kept, room.Keep{Seat: k.Seat, For: room.Kin(k.For), Language: k.Language})
	}
	r.Shifts, _ = toShifts(s.Shifts) // checked
	for _, p := range s.Timetable {
		r.Timetable = append(r.Timetable, rounds.Phase{Language: p.Language, Length: time.Duration(p.Length) * time.Microsecond})
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
	if len(s.CoHosts) > room.MaxCoHosts || slices.ContainsFunc(s.CoHosts, func(id string) bool { return !text(id, maxID) }) {
		return presence.ErrRecord
	}
	for _, t := range s.Translations {
		if !text(t.Language, maxTag) || !text(t.Title, maxText) || !text(t.Rules, maxRules) {
			return presence.ErrRecord
		}
	}
	if _, err := toShifts(s.Shifts); err != nil {
		return err
	}
	return s.checkExchange()
}

// checkExchange bounds what a room says of the languages that are exchanged.
func (s *settings) checkExchange() error {
	if s.Level > uint8(lang.Highest) || !text(s.Pace, maxTag) || !text(s.Queue, maxTag) || len(s.Tags) > room.MaxTags ||
		len(s.Kept) >= room.MaxSeats || len(s.Timetable) > rounds.MaxPhases {
		return presence.ErrRecord
	}
	for _, tag := range s.Tags {
		if !text(tag, maxText) {
			return presence.ErrRecord
		}
	}
	for _, k := range s.Kept {
		if k.Seat < 1 || k.Seat >= room.MaxSeats || !text(k.For, maxTag) || !text(k.Language, maxTag) {
			return presence.ErrRecord
		}
	}
	for _, p := range s.Timetable {
		if !text(p.Language, maxTag) || !within(p.Length, rounds.MaxPhase) || p.Length < rounds.MinPhase.Microseconds() {
			return presence.ErrRecord
		}
	}
	return nil
}

// within bounds a time in microseconds before it is multiplied.
func within(us int64, most time.Duration) bool { return us >= 0 && us <= most.Microseconds() }
