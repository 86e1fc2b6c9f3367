package schedule

import (
	"time"

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

// Key is an instance of a plan.
type Key struct {
	ID string
	On walltime.Date
}

// Reminder is somebody who comes to an instance and is to be looked at: it may be time to remind them.
type Reminder struct {
	Key
	Guest Guest
	Last  time.Time // up to when they have been reminded
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
