package signaling

import (
	"encoding/json"
	"fmt"
	"time"

	"corner/room"
	"corner/room/relay"
	"corner/room/schedule"
	"corner/room/walltime"
)

// MaxCoHosts bounds what a plan's room is opened with.
const MaxCoHosts = 8

// PlanPayload is what the room of a plan is opened with: schedule.Series keeps it as Payload and does not look inside.
type PlanPayload struct {
	Settings room.Settings // clean, and nobody's: the plan says who owns the room
	CoHosts  []PlanPerson  // who moderate when they join
	Shifts   []relay.Shift // who hosts at which hours, in the order they were given
}

// PlanPerson is somebody who is named in a plan.
type PlanPerson struct {
	ID   string `json:"id"` // of the participant
	Name string `json:"name"`
}

// Room is what the room of a plan opens with; the owner is the plan's.
func (p PlanPayload) Room(owner string) room.Settings {
	s := p.Settings
	s.Owner, s.Shifts, s.CoHosts = owner, p.Shifts, nil
	for _, person := range p.CoHosts {
		s.CoHosts = append(s.CoHosts, person.ID)
	}
	return s
}

// wirePayload is a PlanPayload as it is kept.
type wirePayload struct {
	Settings wirePlanSettings `json:"settings"`
	CoHosts  []PlanPerson     `json:"co_hosts,omitempty"`
	Shifts   []wireShift      `json:"shifts,omitempty"`
}

// Encode is the payload as it is kept. It refuses one that is too long with schedule.ErrSeries.
func (p PlanPayload) Encode() ([]byte, error) {
	data, err := json.Marshal(wirePayload{toPlanSettings(p.Settings), p.CoHosts, list(p.Shifts, toShift)})
	if err != nil {
		return nil, fmt.Errorf("encode the payload of a plan: %w", err)
	}
	if len(data) > schedule.MaxPayload {
		return nil, schedule.ErrSeries
	}
	return data, nil
}

// DecodePlanPayload reads what Encode gave. What is out of bounds by now is refused, as when the plan was made.
func DecodePlanPayload(data []byte) (PlanPayload, error) {
	if len(data) > schedule.MaxPayload {
		return PlanPayload{}, schedule.ErrSeries
	}
	var w wirePayload
	if err := json.Unmarshal(data, &w); err != nil {
		return PlanPayload{}, schedule.ErrSeries
	}
	return w.payload()
}

// settingsIn is what a payload says of the room alone: lists need no more, and the rest is dear to check.
func settingsIn(data []byte) (room.Settings, error) {
	var w struct {
		Settings wirePlanSettings `json:"settings"`
	}
	if len(data) > schedule.MaxPayload || json.Unmarshal(data, &w) != nil {
		return room.Settings{}, schedule.ErrSeries
	}
	return w.Settings.settings()
}

// payload is what was asked for, cleaned. It refuses with the codes of rooms, names and schedules.
func (w wirePayload) payload() (PlanPayload, error) {
	settings, err := w.Settings.settings()
	if err != nil {
		return PlanPayload{}, err
	}
	if len(w.CoHosts) > MaxCoHosts {
		return PlanPayload{}, errTooManyPeople
	}
	p := PlanPayload{Settings: settings}
	for _, person := range w.CoHosts {
		if person, err = person.clean(); err != nil {
			return PlanPayload{}, err
		}
		p.CoHosts = append(p.CoHosts, person)
	}
	if len(w.Shifts) > relay.MaxShifts {
		return PlanPayload{}, relay.ErrShifts
	}
	for _, s := range w.Shifts {
		shift, err := s.shift()
		if err != nil {
			return PlanPayload{}, err
		}
		p.Shifts = append(p.Shifts, shift)
	}
	return p, relay.Check(p.Shifts)
}

// clean refuses who is nobody.
func (p PlanPerson) clean() (PlanPerson, error) {
	if p.ID == "" || len(p.ID) > schedule.MaxID {
		return PlanPerson{}, schedule.ErrPerson
	}
	name, err := room.CleanName(p.Name)
	return PlanPerson{p.ID, name}, err
}

// wireShift is a relay.Shift in the protocol.
type wireShift struct {
	PlanPerson
	Start      string      `json:"start"` // a wall time
	Zone       string      `json:"zone"`
	Minutes    int         `json:"minutes"`
	Rule       string      `json:"rule"`
	Substitute *PlanPerson `json:"substitute,omitempty"`
}

func toShift(s relay.Shift) wireShift {
	w := wireShift{PlanPerson: PlanPerson{s.Person, s.Name}, Start: s.Part.Start.String(), Zone: s.Part.Zone,
		Minutes: minutes(s.Part.Length), Rule: s.Part.Rule.String()}
	if s.Substitute != "" {
		w.Substitute = &PlanPerson{s.Substitute, s.Stand}
	}
	return w
}

func (w wireShift) shift() (relay.Shift, error) {
	person, err := w.clean()
	if err != nil {
		return relay.Shift{}, err
	}
	s := relay.Shift{Person: person.ID, Name: person.Name}
	if w.Substitute != nil {
		if person, err = w.Substitute.clean(); err != nil {
			return relay.Shift{}, err
		}
		s.Substitute, s.Stand = person.ID, person.Name
	}
	s.Part, err = partOf(w.Start, w.Zone, w.Minutes, w.Rule)
	return s, err
}

// partOf is when something is, by the words of the protocol.
func partOf(start, zone string, minutes int, rule string) (schedule.Part, error) {
	wall, err := walltime.Parse(start)
	if err != nil {
		return schedule.Part{}, schedule.ErrTime
	}
	length, err := lengthOf(minutes)
	if err != nil {
		return schedule.Part{}, err
	}
	p := schedule.Part{Start: wall, Zone: zone, Length: length}
	if p.Rule, err = schedule.ParseRule(rule); err != nil {
		return schedule.Part{}, err
	}
	return p, p.Check()
}

// lengthOf is so many minutes. They are bounded before they are multiplied.
func lengthOf(minutes int) (time.Duration, error) {
	if minutes < int(schedule.MinLength/time.Minute) || minutes > int(schedule.MaxLength/time.Minute) {
		return 0, schedule.ErrLength
	}
	return time.Duration(minutes) * time.Minute, nil
}

func minutes(d time.Duration) int { return int(d / time.Minute) }

// wirePlanSettings is what a plan says of its room.
type wirePlanSettings struct {
	Title           string            `json:"title"`
	Languages       []string          `json:"languages"`
	Topic           string            `json:"topic"`
	Rules           string            `json:"rules"`
	Translations    []wireTranslation `json:"translations"`
	Seats           int               `json:"seats"`
	Mode            string            `json:"mode"`
	TurnSeconds     int               `json:"turn_seconds"`
	TurnMutes       bool              `json:"turn_mutes"`
	SlowModeSeconds int               `json:"slow_mode_seconds"`
	WaitingRoom     bool              `json:"waiting_room"`

	Level     string      `json:"level"`
	Pace      string      `json:"pace"`
	Tags      []string    `json:"tags"`
	Kept      []wireKeep  `json:"kept"`
	Queue     string      `json:"queue"`
	TurnNext  bool        `json:"turn_next"`
	Timetable []wirePhase `json:"timetable"`
}

func toPlanSettings(s room.Settings) wirePlanSettings {
	w := toRoom("", s, time.Time{})
	return wirePlanSettings{Title: w.Title, Languages: w.Languages, Topic: w.Topic, Rules: w.Rules,
		Translations: w.Translations, Seats: w.Seats, Mode: w.Mode, TurnSeconds: w.TurnSeconds,
		TurnMutes: w.TurnMutes, SlowModeSeconds: w.SlowModeSeconds, WaitingRoom: w.WaitingRoom, Level: w.Level, Pace: w.Pace,
		Tags: w.Tags, Kept: w.Kept, Queue: w.Queue, TurnNext: w.TurnNext, Timetable: w.Timetable}
}

// settings are those of the room, clean.
func (w wirePlanSettings) settings() (room.Settings, error) {
	if !within(w.SlowModeSeconds, 0, room.MaxSlowMode) {
		return room.Settings{}, room.ErrInvalidRoom
	}
	s, err := createRequest{Title: w.Title, Languages: w.Languages, Topic: w.Topic, Rules: w.Rules,
		Translations: w.Translations, Seats: w.Seats, Mode: w.Mode, TurnSeconds: w.TurnSeconds, TurnMutes: w.TurnMutes,
		WaitingRoom: w.WaitingRoom, Level: w.Level, Pace: w.Pace, Tags: w.Tags, Kept: w.Kept, Queue: w.Queue,
		TurnNext: w.TurnNext, Timetable: w.Timetable}.settings("")
	if err != nil {
		return room.Settings{}, err
	}
	s.SlowMode = span(w.SlowModeSeconds)
	s, err = room.CleanSettings(s)
	s.Capacity = 0 // what the node that opens it has for rooms
	return s, err
}
