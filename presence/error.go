package presence

import (
	"errors"
	"fmt"
	"time"

	"corner/room"
)

// Refusals of the directory. The codes are protocol, as those of package room.
var (
	ErrUnavailable = &room.Error{Code: "directory_unavailable", Text: "the directory of rooms is away", Retry: 2 * time.Second}
	ErrNotFound    = &room.Error{Code: "not_found", Text: "no such room"}
	ErrTaken       = &room.Error{Code: "room_taken", Text: "another node owns the room"}
	ErrStaleEpoch  = &room.Error{Code: "stale_epoch", Text: "the lease has passed to a newer owner"}
	ErrInvalidID   = &room.Error{Code: "invalid_id", Text: "an id has 22 characters of A-Z, a-z, 0-9, _ and -"}
	ErrChanged     = &room.Error{Code: "changed", Text: "it has been changed meanwhile"}
	ErrTooMany     = &room.Error{Code: "too_many", Text: "there are as many as there may be"}
	ErrRecord      = &room.Error{Code: "invalid_record", Text: "the record is out of bounds"}
)

// LostError says which leases a store refused because their room has a newer owner. It unwraps to ErrStaleEpoch.
type LostError struct{ Leases []Lease }

// Error implements error.
func (e *LostError) Error() string {
	return fmt.Sprintf("%s (%d rooms)", ErrStaleEpoch.Error(), len(e.Leases))
}

// Unwrap gives the coded refusal.
func (e *LostError) Unwrap() error { return ErrStaleEpoch }

// refusal reports whether err is an answer of the store rather than a fault of it.
func refusal(err error) bool {
	var coded *room.Error
	return errors.As(err, &coded) && coded != ErrUnavailable
}
