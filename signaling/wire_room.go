package signaling

import (
	"time"

	"corner/room"
	"corner/room/rounds"
)

// wireRoom is the room itself: what its host has set, and when it opened.
type wireRoom struct {
	ID              string            `json:"id"`
	Title           string            `json:"title"`
	Languages       []string          `json:"languages"`
	Topic           string            `json:"topic"`
	Rules           string            `json:"rules"`
	Translations    []wireTranslation `json:"translations"`
	Seats           int               `json:"seats"`
	Mode            string            `json:"mode"`
	Capacity        int               `json:"capacity"`
	TurnSeconds     int               `json:"turn_seconds"`
	TurnMutes       bool              `json:"turn_mutes"`
	SlowModeSeconds int               `json:"slow_mode_seconds"`
	Locked          bool              `json:"locked"`
	WaitingRoom     bool              `json:"waiting_room"`
	Owner           string            `json:"owner"`
	CreatedMS       int64             `json:"created_ms"`

	Level     string      `json:"level"`
	Pace      string      `json:"pace"`
	Tags      []string    `json:"tags"`
	Kept      []wireKeep  `json:"kept"`
	Queue     string      `json:"queue"`
	TurnNext  bool        `json:"turn_next"`
	Timetable []wirePhase `json:"timetable"`
}

// wireKeep is a seat that is kept for some.
type wireKeep struct {
	Seat     int    `json:"seat"`
	For      string `json:"for"`
	Language string `json:"language"`
}

// wirePhase is one language of a timetable and how long it lasts.
type wirePhase struct {
	Language string `json:"language"`
	Seconds  int    `json:"seconds"`
}

type wireTranslation struct {
	Language string `json:"language"`
	Title    string `json:"title"`
	Rules    string `json:"rules"`
}

func toRoom(id string, s room.Settings, created time.Time) wireRoom {
	return wireRoom{
		ID: id, Title: s.Title, Languages: list(s.Languages, same), Topic: s.Topic, Rules: s.Rules,
		Translations: list(s.Translations, toTranslation), Seats: s.Seats, Mode: string(s.Mode), Capacity: s.Capacity,
		TurnSeconds: seconds(s.Turn), TurnMutes: s.TurnMutes, SlowModeSeconds: seconds(s.SlowMode), Locked: s.Locked,
		WaitingRoom: s.WaitingRoom, Owner: s.Owner, CreatedMS: milliseconds(created),
		Level: s.Level.String(), Pace: string(s.Pace), Tags: list(s.Tags, same), Kept: list(s.Kept, toKeep),
		Queue: string(s.Queue), TurnNext: s.TurnNext, Timetable: list(s.Timetable, toPhase),
	}
}

func toKeep(k room.Keep) wireKeep {
	return wireKeep{Seat: k.Seat, For: string(k.For), Language: k.Language}
}

func fromKeep(k wireKeep) room.Keep {
	return room.Keep{Seat: k.Seat, For: room.Kin(k.For), Language: k.Language}
}

func toPhase(p rounds.Phase) wirePhase {
	return wirePhase{Language: p.Language, Seconds: seconds(p.Length)}
}

// fromPhase is a phase whose bounds are checked before.
func fromPhase(p wirePhase) rounds.Phase {
	return rounds.Phase{Language: p.Language, Length: span(p.Seconds)}
}

func toTranslation(t room.Translation) wireTranslation { return wireTranslation(t) }

func fromTranslation(t wireTranslation) room.Translation { return room.Translation(t) }

// seconds is a duration in the protocol.
func seconds(d time.Duration) int { return int(d / time.Second) }
