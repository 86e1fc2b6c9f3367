package room

import "time"

// Error is a refusal. Code is protocol and never changes; Text is for developers; people see a translation
// of the code.
type Error struct {
	Code  string
	Text  string
	Retry time.Duration // 0 when trying again is no use

	Reason string    // of an exclusion: the reason code that was given, or ""
	Until  time.Time // of an exclusion: when it ends; zero when no time is set
}

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Text }

// Is makes refusals of one code one, whatever else they say: an exclusion with its reason is still ErrBanned.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

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
	ErrModeClosed    = &Error{Code: "mode_closed", Text: "the stage does not work that way in this room"}
	ErrNoSeat        = &Error{Code: "no_seat", Text: "there is no such seat"}
	ErrSeatTaken     = &Error{Code: "seat_taken", Text: "somebody sits there"}
	ErrSeatLocked    = &Error{Code: "seat_locked", Text: "the seat is locked"}
	ErrSeatKept      = &Error{Code: "seat_kept", Text: "the seat is kept for others"}
	ErrSeatEmpty     = &Error{Code: "seat_empty", Text: "nobody sits there"}
	ErrStageRefused  = &Error{Code: "stage_refused", Text: "this stage has no seat for that person"}
	ErrAway          = &Error{Code: "away", Text: "that person's connection is lost", Retry: 5 * time.Second}
	ErrKicked        = &Error{Code: "kicked", Text: "removed from this room"}
	ErrBanned        = &Error{Code: "banned", Text: "banned from this room"}
	ErrDenied        = &Error{Code: "denied", Text: "not let into this room for now"}
	ErrWaiting       = &Error{Code: "waiting", Text: "waiting to be let in", Retry: 3 * time.Second}
	ErrRoomLocked    = &Error{Code: "room_locked", Text: "the room is locked", Retry: 30 * time.Second}
	ErrNoBan         = &Error{Code: "no_ban", Text: "there is no such exclusion"}
	ErrChatMuted     = &Error{Code: "chat_muted", Text: "only host and moderators can let this person write again"}
	ErrSlowMode      = &Error{Code: "slow_mode", Text: "one message at a time here", Retry: time.Second}
	ErrRateLimited   = &Error{Code: "rate_limited", Text: "too much in too short a time", Retry: time.Second}
	ErrNoMessage     = &Error{Code: "no_message", Text: "there is no such message any more"}
	ErrNoRound       = &Error{Code: "no_round", Text: "no timetable is running"}
	ErrInvalidRound  = &Error{Code: "invalid_round", Text: "a timetable is of the room's languages, 1 to 12 of 30 to 7200 seconds"}
	ErrNoHand        = &Error{Code: "no_hand", Text: "that hand is not up"}
	ErrNoPack        = &Error{Code: "no_pack", Text: "there is no such pack of cards"}
	ErrInvalidText   = &Error{Code: "invalid_text", Text: "the text is empty, too long or cannot be read"}
	ErrOutOfBounds   = &Error{Code: "bad_request", Text: "a value is out of bounds"}
	ErrInvalidPerson = &Error{Code: "invalid_profile", Text: "the profile is out of bounds"}
)
