package light

import (
	"errors"
	"time"
)

// Error is a refusal by Open or Restart. Code is protocol; Text is for developers.
type Error struct {
	Code  string
	Text  string
	Retry time.Duration // 0 when trying again is no use
}

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Text }

// Refusals of Open and Restart.
var (
	ErrBusy      = &Error{Code: "server_busy", Text: "too many connections are being set up", Retry: 2 * time.Second}
	ErrFull      = &Error{Code: "rate_limited", Text: "this server holds as many connections as it may", Retry: 30 * time.Second}
	ErrStopped   = &Error{Code: "server_draining", Text: "the media server has stopped", Retry: time.Second}
	ErrGone      = &Error{Code: "no_media", Text: "the connection has been closed"}
	ErrBadRemote = &Error{Code: "bad_offer", Text: "the offer's ICE credentials or certificate are unusable"}
)

// Errors of sending. They are ordinary: a packet that cannot be sent is lost.
var (
	ErrNotReady  = errors.New("light: the connection has no keys")
	ErrMalformed = errors.New("light: not a packet that can be sealed")
)

// The reasons Closed is told.
const (
	ReasonClosed           = "closed"             // Close was called
	ReasonStopped          = "stopped"            // the server stopped
	ReasonCheckTimeout     = "check_timeout"      // no authenticated check came
	ReasonHandshakeTimeout = "handshake_timeout"  // checks came, keys did not
	ReasonHandshakeFailed  = "handshake_failed"   // the certificate is not the offer's, or no terms were common
	ReasonConsentExpired   = "consent_expired"    // nothing authentic was heard for too long
	ReasonTooManyAddresses = "too_many_addresses" // more paths proved at once than any client of ours has
	ReasonTooManySSRCs     = "too_many_ssrcs"     // more streams than any client of ours sends
)
