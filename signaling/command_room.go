package signaling

import (
	"slices"
	"time"

	"corner/room"
	"corner/room/lang"
	"corner/room/rounds"
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

		Level     *string      `json:"level"`
		Pace      *string      `json:"pace"`
		Tags      *[]string    `json:"tags"`
		Kept      *[]wireKeep  `json:"kept"`
		Queue     *string      `json:"queue"`
		TurnNext  *bool        `json:"turn_next"`
		Timetable *[]wirePhase `json:"timetable"`
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
	return d.exchange(u)
}

// exchange adds what is to change of the languages that are exchanged.
func (d dataUpdate) exchange(u room.UpdateRoom) (room.UpdateRoom, bool) {
	u.Pace, u.Tags, u.Queue, u.TurnNext = (*room.Pace)(d.Pace), d.Tags, (*room.QueueMode)(d.Queue), d.TurnNext
	if d.Level != nil {
		level, ok := lang.ParseLevel(*d.Level)
		if !ok {
			return room.UpdateRoom{}, false
		}
		u.Level = &level
	}
	if d.Kept != nil {
		kept := list(*d.Kept, fromKeep)
		u.Kept = &kept
	}
	if d.Timetable != nil {
		timetable := list(*d.Timetable, fromPhase)
		u.Timetable = &timetable
	}
	return u, true
}

// checkExchange bounds what a room says of the languages that are exchanged.
func (d dataUpdate) checkExchange() bool {
	return (d.Pace == nil || len(*d.Pace) <= maxTag) && (d.Queue == nil || knownQueue(*d.Queue)) &&
		(d.Tags == nil || tags(*d.Tags)) && (d.Kept == nil || keeps(*d.Kept)) &&
		(d.Timetable == nil || timetable(*d.Timetable))
}

// knownQueue reports whether there is such an order of hands.
func knownQueue(name string) bool {
	return name == string(room.FairLine) || name == string(room.FirstCome)
}

func tags(all []string) bool {
	return len(all) <= room.MaxTags && !slices.ContainsFunc(all, func(tag string) bool { return !atMost(tag, room.MaxTag) })
}

func keeps(all []wireKeep) bool {
	return len(all) < room.MaxSeats && !slices.ContainsFunc(all, func(k wireKeep) bool {
		return k.Seat < 0 || k.Seat >= room.MaxSeats || len(k.Language) > maxTag || len(k.For) > maxTag
	})
}

// timetable bounds phases before their seconds are multiplied.
func timetable(all []wirePhase) bool {
	return len(all) <= rounds.MaxPhases && !slices.ContainsFunc(all, func(p wirePhase) bool {
		return len(p.Language) > maxTag || !within(p.Seconds, rounds.MinPhase, rounds.MaxPhase)
	})
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
	return d.checkExchange() && (d.Mode == nil || knownMode(*d.Mode)) && (d.Translations == nil || translations(*d.Translations))
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
