package signaling

import (
	"time"

	"corner/room/relay"
	"corner/room/schedule"
	"corner/room/walltime"
)

// wirePerson is somebody who need not be in the room.
type wirePerson struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// wireShift is whose duty it is to host, at times of their own clock.
type wireShift struct {
	wirePerson
	Start      string      `json:"start"` // wall time of the first
	Zone       string      `json:"zone"`
	Minutes    int         `json:"minutes"`
	Rule       string      `json:"rule"`
	Substitute *wirePerson `json:"substitute,omitempty"`
}

func toShift(s relay.Shift) wireShift {
	w := wireShift{wirePerson: wirePerson{s.Person, s.Name}, Start: s.Part.Start.String(), Zone: s.Part.Zone,
		Minutes: int(s.Part.Length / time.Minute), Rule: s.Part.Rule.String()}
	if s.Substitute != "" {
		w.Substitute = &wirePerson{s.Substitute, s.Stand}
	}
	return w
}

// fromShift reads a shift. It refuses what cannot be read with a coded error; the bounds of what can are for
// relay.Check.
func fromShift(w wireShift) (relay.Shift, error) {
	if w.Minutes < 0 || w.Minutes > int(schedule.MaxLength/time.Minute) {
		return relay.Shift{}, schedule.ErrLength
	}
	start, err := walltime.Parse(w.Start)
	if err != nil {
		return relay.Shift{}, schedule.ErrTime
	}
	rule, err := schedule.ParseRule(w.Rule)
	if err != nil {
		return relay.Shift{}, err
	}
	s := relay.Shift{Person: w.ID, Name: w.Name, Part: schedule.Part{
		Start: start, Zone: w.Zone, Length: time.Duration(w.Minutes) * time.Minute, Rule: rule}}
	if w.Substitute != nil {
		s.Substitute, s.Stand = w.Substitute.ID, w.Substitute.Name
	}
	return s, nil
}
