package codec

import (
	"errors"
	"time"

	"corner/presence"
	"corner/room/relay"
	"corner/room/schedule"
	"corner/room/walltime"
)

// shift as stored: whose duty it is to host, at times of their own clock.
type shift struct {
	Person     string `json:"person"`
	Name       string `json:"name"`
	Substitute string `json:"substitute,omitempty"`
	Stand      string `json:"stand,omitempty"`
	Start      string `json:"start"` // a wall time
	Zone       string `json:"zone"`
	Minutes    int    `json:"minutes"`
	Rule       string `json:"rule"`
}

func fromShifts(list []relay.Shift) []shift {
	var stored []shift
	for _, s := range list {
		stored = append(stored, shift{s.Person, s.Name, s.Substitute, s.Stand, s.Part.Start.String(), s.Part.Zone,
			int(s.Part.Length / time.Minute), s.Part.Rule.String()})
	}
	return stored
}

// toShifts reads a roster. One that relay would refuse is none; a shift in a zone that this machine's database does not
// have, and that of the node which wrote it had, is left out.
func toShifts(stored []shift) ([]relay.Shift, error) {
	if len(stored) > relay.MaxShifts {
		return nil, presence.ErrRecord
	}
	var list []relay.Shift
	for _, s := range stored {
		start, err := walltime.Parse(s.Start)
		if err != nil || s.Minutes < 0 || s.Minutes > int(schedule.MaxLength/time.Minute) {
			return nil, presence.ErrRecord
		}
		rule, err := schedule.ParseRule(s.Rule)
		if err != nil {
			return nil, presence.ErrRecord
		}
		read := relay.Shift{Person: s.Person, Name: s.Name, Substitute: s.Substitute, Stand: s.Stand,
			Part: schedule.Part{Start: start, Zone: s.Zone, Length: time.Duration(s.Minutes) * time.Minute, Rule: rule}}
		if err = relay.Check([]relay.Shift{read}); errors.Is(err, schedule.ErrZone) && len(s.Zone) <= walltime.MaxZone {
			continue
		}
		if err != nil {
			return nil, presence.ErrRecord
		}
		list = append(list, read)
	}
	return list, nil
}
