package offer

import "crypto/sha256"

// Bounds of an offer.
const (
	MaxBytes  = 16 << 10
	MaxLines  = 200
	MaxMLines = 4
	MaxSlots  = 3
)

// CodeBad is the code of every refusal.
const CodeBad = "bad_offer"

// Error is a refusal. Text is for developers and quotes nothing of the offer.
type Error struct {
	Code string
	Text string
}

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Text }

func bad(text string) *Error { return &Error{Code: CodeBad, Text: text} }

// Offer is what a room has to know of an offer.
type Offer struct {
	Remote     Remote
	Microphone Line   // where the client may send; Mid is "" for a client that only listens
	Slots      []Line // where the client receives, in the offer's order, at most MaxSlots

	lines []line // every m-line, for the answer
}

// Remote is the client's side of the transport.
type Remote struct {
	Ufrag       string
	Pwd         string
	Fingerprint [sha256.Size]byte // SHA-256 of the certificate
}

// Line is one accepted audio line.
type Line struct {
	Mid         string
	PayloadType uint8 // of opus on this line
	AudioLevel  uint8 // extension id of RFC 6464 on this line, 0 for none
}

// use says what becomes of an m-line.
type use uint8

const (
	rejected use = iota
	microphone
	slot
)

// line is an m-line as the answer needs it.
type line struct {
	Line
	use           use
	media         string // audio, video, application, …
	protocol      string
	format        string // the first offered, to fill a rejected line
	reducedSizeOK bool   // a=rtcp-rsize was offered
}
