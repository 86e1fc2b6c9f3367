package schedule

import "time"

// Told is what somebody who comes to an instance was told of it last: when it begins, where the host is and how long it
// is, or that it will not be. The zero value is nothing yet: they wait for a place, or have not been told that they have
// one.
type Told struct {
	Start     time.Time // UTC, whole seconds
	Zone      string    // the host's
	Length    time.Duration
	Cancelled bool // and then nothing else
}

// ToldOf is what somebody knows who is told of an instance as it is.
func ToldOf(i Instance) Told {
	if i.Cancelled {
		return Told{Cancelled: true}
	}
	return Told{Start: whole(i.Start), Zone: i.Zone, Length: i.End.Sub(i.Start)}
}

// IsZero reports whether somebody was told nothing.
func (t Told) IsZero() bool { return t == Told{} }
