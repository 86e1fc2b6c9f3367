package signaling

import (
	"time"

	"corner/room"
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
	}
}

func toTranslation(t room.Translation) wireTranslation { return wireTranslation(t) }

func fromTranslation(t wireTranslation) room.Translation { return room.Translation(t) }

// seconds is a duration in the protocol.
func seconds(d time.Duration) int { return int(d / time.Second) }
