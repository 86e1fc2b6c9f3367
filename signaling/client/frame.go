package client

import (
	"encoding/json"
	"fmt"
	"time"
)

// Event is what the server says unasked. Seq is 0 for what is not numbered: "speakers" and "reactions".
type Event struct {
	Seq  uint64
	Type string
	Data json.RawMessage
}

// Error is a coded refusal. URL goes with the code "moved", Reason and Until with an exclusion, GuestToken with
// "waiting": it is the token to knock again with, after Retry.
type Error struct {
	Code       string
	Text       string
	Retry      time.Duration
	URL        string
	Reason     string
	Until      time.Time // zero when no time is set
	GuestToken string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("refused: %s: %s", e.Code, e.Text) }

// CloseError is the end of a socket. Code is a close code of PROTOCOL.md, or 1006 when the network ended it.
type CloseError struct {
	Code   int
	Reason string
}

// Error implements error.
func (e *CloseError) Error() string { return fmt.Sprintf("closed with %d %s", e.Code, e.Reason) }

// frame is anything the server sends.
type frame struct {
	Re    uint64          `json:"re"`
	Seq   uint64          `json:"seq"`
	Type  string          `json:"type"`
	Data  json.RawMessage `json:"data"`
	Error *wireError      `json:"error"`
}

type wireError struct {
	Code    string `json:"code"`
	Text    string `json:"text"`
	RetryMS int64  `json:"retry_ms"`
	URL     string `json:"url"`

	Reason     string `json:"reason"`
	UntilMS    int64  `json:"until_ms"`
	GuestToken string `json:"guest_token"`
}

// decodeFrame reads a text frame. False: it is not understood, and a client ignores it.
func decodeFrame(data []byte) (frame, bool) {
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		return frame{}, false
	}
	return f, f.Re != 0 || f.Type != ""
}

// refusal is the frame's error, nil for none.
func (f frame) refusal() error {
	if f.Error == nil {
		return nil
	}
	e := &Error{Code: f.Error.Code, Text: f.Error.Text, URL: f.Error.URL, Reason: f.Error.Reason,
		GuestToken: f.Error.GuestToken, Retry: time.Duration(f.Error.RetryMS) * time.Millisecond}
	if f.Error.UntilMS != 0 {
		e.Until = time.UnixMilli(f.Error.UntilMS)
	}
	return e
}

type command struct {
	ID   uint64 `json:"id,omitempty"`
	Type string `json:"type"`
	Data any    `json:"data,omitempty"`
}

type joinData struct {
	Room    string   `json:"room"`
	Token   string   `json:"token"`
	Profile *Profile `json:"profile,omitempty"`
	Offer   string   `json:"offer"`
	Client  string   `json:"client"`
	Blocked []string `json:"blocked,omitempty"`

	LowDelay bool `json:"low_delay,omitempty"`
}

type resumeData struct {
	Session string `json:"session"`
	Token   string `json:"resume_token"`
	Seq     uint64 `json:"seq"`
}

type restartData struct {
	Offer string `json:"offer"`
}

type mediaData struct {
	LowDelay bool `json:"low_delay"`
}

type pongData struct {
	SeqAck uint64 `json:"seq_ack"`
}
