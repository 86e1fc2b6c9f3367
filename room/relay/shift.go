package relay

import (
	"corner/room/schedule"
)

// Bounds on a roster.
const (
	MaxShifts = 24
	MaxPerson = 64  // bytes of a participant's ID
	MaxName   = 128 // bytes, as a room bounds a name; a room wants it clean besides
)

// Error is a refusal. Code is protocol and never changes; Text is for developers.
type Error struct{ Code, Text string }

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Text }

// Refusals of a roster. What a shift's time is refused with is schedule's.
var (
	ErrShifts     = &Error{"too_many_shifts", "a roster has at most 24 shifts"}
	ErrPerson     = &Error{"invalid_person", "a shift needs a person and their name"}
	ErrSubstitute = &Error{"invalid_substitute", "a substitute is somebody else, with a name"}
	ErrShiftRule  = &Error{"invalid_shift", "a shift is daily or weekly"}
	ErrWindow     = &Error{"invalid_window", "a roster is looked over for more than nothing and at most 15 days"}
)

// Shift is somebody's duty, again and again, by the clock of their own zone.
type Shift struct {
	Person     string // participant ID
	Name       string
	Substitute string // participant ID of who hosts when the person has not come; "" for nobody
	Stand      string // the substitute's name
	Part       schedule.Part
}

// Check refuses a roster that is none, with an Error of this package or of schedule's. An empty one is one.
func Check(shifts []Shift) error {
	if len(shifts) > MaxShifts {
		return ErrShifts
	}
	for _, s := range shifts {
		if err := s.check(); err != nil {
			return err
		}
	}
	return nil
}

func (s Shift) check() error {
	if !validPerson(s.Person, s.Name) {
		return ErrPerson
	}
	if s.Substitute == s.Person || (s.Substitute != "" || s.Stand != "") && !validPerson(s.Substitute, s.Stand) {
		return ErrSubstitute
	}
	if f := s.Part.Rule.Freq; f != schedule.Daily && f != schedule.Weekly {
		return ErrShiftRule
	}
	return s.Part.Check()
}

func validPerson(id, name string) bool {
	return id != "" && len(id) <= MaxPerson && name != "" && len(name) <= MaxName
}

// On reports whether somebody is on the roster, as a person or as a substitute.
func On(shifts []Shift, person string) bool {
	if person == "" {
		return false
	}
	for _, s := range shifts {
		if s.Person == person || s.Substitute == person {
			return true
		}
	}
	return false
}
