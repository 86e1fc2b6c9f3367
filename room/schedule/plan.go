package schedule

import (
	"time"
	"unicode/utf8"

	"corner/room/walltime"
)

// Plan is a series with what is known of it besides. The series' ID is the id of the room that opens, its Payload what
// signaling opens it with.
type Plan struct {
	Series Series
	Owner  string        // participant id of the host
	Name   string        // the host's
	Limit  int           // how many may come to an instance, 0 for any number
	Listed bool          // shown to whoever asks what is on; else to who knows the id
	Ended  walltime.Date // the last instance whose room a host has closed for good
}

// Guest is who comes to an instance.
type Guest struct {
	Person string // participant id
	Name   string
	Zone   string // IANA, theirs: reminders let them sleep
}

// MaxName bounds a name, in bytes.
const MaxName = 128

// Check refuses with ErrPerson, ErrName and ErrZone.
func (g Guest) Check() error {
	if !validPerson(g.Person) {
		return ErrPerson
	}
	if !validName(g.Name) {
		return ErrName
	}
	if _, err := walltime.Zone(g.Zone); err != nil {
		return ErrZone
	}
	return nil
}

// bounded is Check but for whether this machine knows the zone: it may have known it when that was written down.
func (g Guest) bounded() bool {
	return validPerson(g.Person) && validName(g.Name) && len(g.Zone) <= MaxID && utf8.ValidString(g.Zone)
}

func validName(name string) bool { return len(name) <= MaxName && utf8.ValidString(name) }

// Check refuses a plan that is out of bounds: what Series.Check refuses, ErrPerson, ErrName and ErrLimit.
func (p Plan) Check() error {
	if err := p.Series.Check(); err != nil {
		return err
	}
	if !validPerson(p.Owner) {
		return ErrPerson
	}
	if !validName(p.Name) {
		return ErrName
	}
	if !validLimit(p.Limit) {
		return ErrLimit
	}
	if !p.Ended.IsZero() && !p.Ended.Valid() {
		return ErrTime
	}
	return nil
}

// OverFor reports whether a plan has had nothing that begins or goes on for so long, and was not changed either.
func (p Plan) OverFor(long time.Duration, now time.Time) bool {
	then := now.Add(-long)
	return !p.Series.Changed.After(then) && p.Series.Over(then)
}

// Key is an instance of a plan.
type Key struct {
	ID string
	On walltime.Date
}

// Count is how many come to an instance, and somebody's place among them.
type Count struct {
	Going, Waiting int
	Place          int // in the whole line, from 1; 0 for who is not in it. Beyond Going it is one that waits
}

// Reminder is somebody who comes to an instance and is to be looked at: it may be time to remind them.
type Reminder struct {
	Key
	Guest    Guest
	Sequence int       // of the plan when this was taken
	Last     time.Time // up to when they have been reminded, whole milliseconds
	Told     Told
}

// Feed is what a secret address shows. One of the two is "".
type Feed struct {
	Owner string // who made it
	Plan  string // one plan
	// Person is whose plans and replies it shows: the owner.
	Person  string
	Created time.Time
}

// Push is where a person's browser takes web push (RFC 8030), and with which keys (RFC 8291).
type Push struct {
	Endpoint string
	P256dh   string // base64url
	Auth     string // base64url
	Locale   string // BCP 47, of the words
	Zone     string // IANA
	Created  time.Time
}

// Closed reports whether a host has closed the room of that instance for good.
func (p Plan) Closed(on walltime.Date) bool { return !p.Ended.IsZero() && on.Compare(p.Ended) <= 0 }
