package signaling

import (
	"time"

	"corner/room"
)

// maxTag bounds a language tag in bytes (RFC 5646, 4.4.1).
const maxTag = 35

// The data of commands about the room.
type (
	dataLocked struct {
		Locked *bool `json:"locked"`
	}
	// dataUpdate is what is to change; what is absent stays.
	dataUpdate struct {
		Title           *string            `json:"title"`
		Rules           *string            `json:"rules"`
		Topic           *string            `json:"topic"`
		Translations    *[]wireTranslation `json:"translations"`
		Seats           *int               `json:"seats"`
		Mode            *string            `json:"mode"`
		TurnSeconds     *int               `json:"turn_seconds"`
		TurnMutes       *bool              `json:"turn_mutes"`
		SlowModeSeconds *int               `json:"slow_mode_seconds"`
		WaitingRoom     *bool              `json:"waiting_room"`
	}
)

// roomCommands are those about the room as a whole.
func roomCommands() map[string]decode {
	return map[string]decode{
		"room.lock":   decoder(dataLocked.lock),
		"room.update": decoder(dataUpdate.update),
		"room.close":  bare(room.CloseRoom{}),
		"audit.list":  decoder(listAudit.check),
	}
}

func (d dataLocked) lock() (room.LockRoom, bool) {
	if d.Locked == nil {
		return room.LockRoom{}, false
	}
	return room.LockRoom{Locked: *d.Locked}, true
}

func (d dataUpdate) update() (room.UpdateRoom, bool) {
	if d == (dataUpdate{}) || !d.check() {
		return room.UpdateRoom{}, false
	}
	u := room.UpdateRoom{Title: d.Title, Rules: d.Rules, Topic: d.Topic, Seats: d.Seats, Mode: (*room.Mode)(d.Mode),
		TurnMutes: d.TurnMutes, WaitingRoom: d.WaitingRoom, Turn: spanOf(d.TurnSeconds), SlowMode: spanOf(d.SlowModeSeconds)}
	if d.Translations != nil {
		translations := list(*d.Translations, fromTranslation)
		u.Translations = &translations
	}
	return u, true
}

// check bounds everything; what a text says, and whether a language is one, is for the room.
func (d dataUpdate) check() bool {
	for _, t := range []struct {
		text *string
		most int
	}{{d.Title, room.MaxTitle}, {d.Topic, room.MaxTopic}, {d.Rules, room.MaxRules}} {
		if t.text != nil && !atMost(*t.text, t.most) {
			return false
		}
	}
	for _, n := range []struct {
		value       *int
		least, most int
	}{{d.Seats, 1, room.MaxSeats}, {d.TurnSeconds, 0, seconds(room.MaxTurn)}, {d.SlowModeSeconds, 0, seconds(room.MaxSlowMode)}} {
		if n.value != nil && (*n.value < n.least || *n.value > n.most) {
			return false
		}
	}
	return (d.Mode == nil || knownMode(*d.Mode)) && (d.Translations == nil || translations(*d.Translations))
}

// knownMode reports whether there is such a mode.
func knownMode(name string) bool {
	return name == string(room.Free) || name == string(room.Apply) || name == string(room.InviteOnly)
}

func translations(all []wireTranslation) bool {
	for _, t := range all {
		if len(t.Language) > maxTag || !atMost(t.Title, room.MaxTitle) || !atMost(t.Rules, room.MaxRules) {
			return false
		}
	}
	return len(all) <= room.MaxPair
}

// spanOf is a duration that may be absent.
func spanOf(seconds *int) *time.Duration {
	if seconds == nil {
		return nil
	}
	d := span(*seconds)
	return &d
}
