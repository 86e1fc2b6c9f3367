package room

import "time"

// Error is a refusal. Code is protocol and never changes; Text is for developers; people see a translation
// of the code.
type Error struct {
	Code  string
	Text  string
	Retry time.Duration // 0 when trying again is no use
}

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Text }

// Refusals of the room.
var (
	ErrNotAllowed    = &Error{Code: "not_allowed", Text: "your role may not do this here"}
	ErrNotFound      = &Error{Code: "not_found", Text: "no such participant in this room"}
	ErrRoomFull      = &Error{Code: "room_full", Text: "the room is full", Retry: 30 * time.Second}
	ErrRoomClosed    = &Error{Code: "room_closed", Text: "the room has ended"}
	ErrStageFull     = &Error{Code: "stage_full", Text: "every seat is taken", Retry: 10 * time.Second}
	ErrOnStage       = &Error{Code: "on_stage", Text: "already on the stage"}
	ErrOffStage      = &Error{Code: "off_stage", Text: "not on the stage"}
	ErrNoInvitation  = &Error{Code: "no_invitation", Text: "there is no invitation, or it has expired"}
	ErrMutedByHost   = &Error{Code: "muted_by_host", Text: "only the host or a moderator can lift this mute"}
	ErrHostSeat      = &Error{Code: "host_seat", Text: "the host keeps the host's seat"}
	ErrNameTaken     = &Error{Code: "name_taken", Text: "the name looks like the host's or a reserved one"}
	ErrSessionLost   = &Error{Code: "session_lost", Text: "the membership is gone or was taken over"}
	ErrRoomExists    = &Error{Code: "room_exists", Text: "a room with this id is open already"}
	ErrInvalidName   = &Error{Code: "invalid_name", Text: "a name has 1 to 24 visible characters"}
	ErrInvalidRoom   = &Error{Code: "invalid_room", Text: "the room's settings are out of bounds"}
	ErrInvalidPerson = &Error{Code: "invalid_profile", Text: "the profile is out of bounds"}
)
