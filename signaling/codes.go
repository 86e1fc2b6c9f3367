package signaling

import (
	"errors"
	"time"

	"corner/room"
	"corner/room/overlap"
	"corner/room/relay"
	"corner/room/schedule"
	"corner/signaling/auth"
)

// closeCode ends a connection. Its range is the client's rule: 4000-4499 reconnect, 4500-4999 stop.
type closeCode struct {
	code   int
	name   string
	action string
}

// The close codes of PROTOCOL.md, one of RFC 6455, and one for a client that needs none.
var (
	closeInternal           = closeCode{4000, "internal", "resume"}
	closeSlowConsumer       = closeCode{4001, "slow_consumer", "resume"}
	closeHeartbeatTimeout   = closeCode{4002, "heartbeat_timeout", "resume"}
	closeSessionLost        = closeCode{4003, "session_lost", "join again"}
	closeTokenExpired       = closeCode{4004, "token_expired", "get a new token, join again"}
	closeServerDraining     = closeCode{4005, "server_draining", "join again after a jittered moment"}
	closeMoved              = closeCode{4006, "moved", "join at the URL in the close reason"}
	closeRateLimited        = closeCode{4007, "rate_limited", "join again after a while, or after the `retry_ms` of the error"}
	closeWaiting            = closeCode{4008, "waiting", "join again after `retry_ms` with the `guest_token` of the error"}
	closeBadRequest         = closeCode{4500, "bad_request", "a fault of the client"}
	closeUnsupportedVersion = closeCode{4501, "unsupported_version", "update"}
	closeUnauthenticated    = closeCode{4502, "unauthenticated", "get a token"}
	closeNotAllowed         = closeCode{4503, "not_allowed", ""}
	closeReplaced           = closeCode{4504, "replaced", "the same person joined elsewhere"}
	closeKicked             = closeCode{4505, "kicked", "removed from the room until it ends"}
	closeBanned             = closeCode{4506, "banned", "kept out for a time"}
	closeRoomClosed         = closeCode{4507, "room_closed", ""}
	closeRoomFull           = closeCode{4508, "room_full", ""}
	closeLeft               = closeCode{4509, "left", ""}
	closeRoomLocked         = closeCode{4510, "room_locked", "the host lets nobody new in for now"}
	closeNotOpenYet         = closeCode{4511, "not_open_yet", "the doors open in `retry_ms`, at `until_ms`"}

	closeTooBig = closeCode{1009, "message_too_big", "a fault of the client"}
	closeGone   = closeCode{0, "gone", "the client ended it"} // no close frame is sent
)

// Refusals of the binder itself; the room has its own.
var (
	errBadRequest  = &room.Error{Code: "bad_request", Text: "the command or its data is not understood"}
	errRateLimited = &room.Error{Code: "rate_limited", Text: "too much in too short a time", Retry: time.Second}
	errSessionLost = &room.Error{Code: "session_lost", Text: "the session is over: join again"}
	errNoRoom      = &room.Error{Code: "not_found", Text: "there is no such room"}
	errRooms       = &room.Error{Code: "server_full", Text: "this server has no place for another room", Retry: time.Minute}
	errDraining    = &room.Error{Code: "server_draining", Text: "this server is going away", Retry: 2 * time.Second}
	errInternal    = &room.Error{Code: "internal", Text: "something went wrong here", Retry: time.Second}
	errNoMedia     = &room.Error{Code: "no_media", Text: "there is no connection to restart: join again"}
	errBusy        = &room.Error{Code: "server_busy", Text: "too many people join at this moment", Retry: time.Second}
	errOrigin      = &room.Error{Code: "origin_refused", Text: "this origin is not on the server's list"}
	errNoResource  = &room.Error{Code: "not_found", Text: "there is no such resource"}
	errDirectory   = &room.Error{Code: "directory_unavailable", Text: "the directory of rooms is away", Retry: 5 * time.Second}
	errTaken       = &room.Error{Code: "room_taken", Text: "another server has the room"}
	errNoPush      = &room.Error{Code: "no_push", Text: "this server sends no web push"}
	errPushHost    = &room.Error{Code: "invalid_push", Text: "that is no address of a push service with its keys"}
	errChanged     = &room.Error{Code: "changed", Text: "it has been changed meanwhile: look again"}
	errNoPlan      = &room.Error{Code: "not_found", Text: "there is no such plan"}
	errNoMatch     = &room.Error{Code: "bad_request", Text: "If-Match has to name the sequence that was seen"}
	errPlanned     = &room.Error{Code: "planned", Text: "the room has a plan that goes on: change that"}
	errInvalidID   = &room.Error{Code: "invalid_id", Text: "that is no id"}
	errNotListed   = &room.Error{Code: "not_listed", Text: "that person has not said that they come"}
	errOver        = &room.Error{Code: "over", Text: "that is over"}

	errTooManyPeople = &room.Error{Code: "invalid_series", Text: "a plan has 8 co-hosts and 24 shifts at most"}
	errNotOpenYet    = &room.Error{Code: "not_open_yet", Text: "the doors of that room are not open yet"}
	errMediaType     = &room.Error{Code: "bad_request", Text: "the body must be application/json"}
)

// movedError refuses a join because the room lives on another node.
type movedError struct{ url string }

// Error implements error.
func (e *movedError) Error() string { return "moved: " + e.url }

// waitingError refuses a join for now. Somebody new gets a token, to come back as the one who waits.
type waitingError struct {
	refused    error
	guestToken string
}

// Error implements error.
func (e *waitingError) Error() string { return e.refused.Error() }

// Unwrap gives the coded refusal.
func (e *waitingError) Unwrap() error { return e.refused }

// refusal turns any error into one that may be told to a client: faults become errInternal.
func refusal(err error) *room.Error {
	var r *room.Error
	var moved *movedError
	var planned *schedule.Error
	var shared *overlap.Error
	var shift *relay.Error
	switch {
	case errors.As(err, &r):
		return r
	case errors.As(err, &planned):
		return &room.Error{Code: planned.Code, Text: planned.Text}
	case errors.As(err, &shared):
		return &room.Error{Code: shared.Code, Text: shared.Text}
	case errors.As(err, &shift):
		return &room.Error{Code: shift.Code, Text: shift.Text}
	case errors.As(err, &moved):
		return &room.Error{Code: closeMoved.name, Text: "the room lives on another node"}
	}
	return errInternal
}

// joinCloses says how a connection ends whose join or resume was refused.
func joinCloses() map[string]closeCode {
	return map[string]closeCode{
		errBadRequest.Code:           closeBadRequest,
		"bad_offer":                  closeBadRequest,
		room.ErrInvalidName.Code:     closeBadRequest,
		room.ErrInvalidPerson.Code:   closeBadRequest,
		room.ErrNameTaken.Code:       closeBadRequest,
		auth.ErrUnauthenticated.Code: closeUnauthenticated,
		auth.ErrTokenExpired.Code:    closeTokenExpired,
		room.ErrNotAllowed.Code:      closeNotAllowed,
		room.ErrNotFound.Code:        closeRoomClosed,
		room.ErrRoomClosed.Code:      closeRoomClosed,
		room.ErrRoomFull.Code:        closeRoomFull,
		room.ErrRoomLocked.Code:      closeRoomLocked,
		room.ErrKicked.Code:          closeKicked,
		room.ErrBanned.Code:          closeBanned,
		room.ErrDenied.Code:          closeNotAllowed,
		room.ErrWaiting.Code:         closeWaiting,
		closeMoved.name:              closeMoved,
		errNotOpenYet.Code:           closeNotOpenYet,
		errSessionLost.Code:          closeSessionLost,
		errDraining.Code:             closeServerDraining,
		errRateLimited.Code:          closeRateLimited,
		errBusy.Code:                 closeRateLimited,
		"directory_unavailable":      closeRateLimited,
	}
}

// closeFor returns the close code that follows a refused join or resume.
func closeFor(r *room.Error) closeCode {
	if c, ok := joinCloses()[r.Code]; ok {
		return c
	}
	return closeInternal
}
