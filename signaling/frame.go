package signaling

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"corner/room"
	"corner/signaling/strict"
)

// Bounds of a frame.
const (
	maxFrame = 64 << 10
	maxID    = 1<<53 - 1 // what a browser's number holds exactly
	maxType  = 32
)

// envelope is a frame of a client.
type envelope struct {
	ID   uint64          `json:"id"`
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// errFrame says that a frame is no command: there is nothing to answer, the connection ends.
var errFrame = errors.New("not a command")

// decodeEnvelope reads a frame. With errFrame the envelope is empty; with errBadRequest its ID can be answered. The
// envelope's data is a part of the frame.
func decodeEnvelope(data []byte) (envelope, error) {
	var e envelope
	if len(data) > maxFrame || len(data) == 0 || data[0] != '{' {
		return envelope{}, errFrame
	}
	if strict.Members(data, e.take) == nil {
		if err := e.check(); !errors.Is(err, errFrame) {
			return e, err
		}
		return envelope{}, errFrame
	}
	// What is wrong inside a command is answered; for that its number must be readable.
	e = envelope{}
	if json.Unmarshal(data, &e) != nil || e.ID == 0 || e.ID > maxID {
		return envelope{}, errFrame
	}
	return e, errBadRequest
}

// take reads one member of a frame. A null is as good as none.
func (e *envelope) take(key, value []byte) (err error) {
	switch string(key) {
	case "id":
		if string(value) != "null" {
			e.ID, err = strconv.ParseUint(string(value), 10, 64)
		}
	case "type":
		err = json.Unmarshal(value, &e.Type)
	case "data":
		e.Data = value
	default:
		err = errBadRequest
	}
	return err
}

func (e *envelope) check() error {
	if e.ID > maxID || e.ID == 0 && e.Type != typePong {
		return errFrame
	}
	if e.Type == "" || len(e.Type) > maxType || e.ID != 0 && e.Type == typePong {
		return errBadRequest
	}
	return nil
}

// decodeData reads the data of a command; absent and null are empty.
func decodeData(data json.RawMessage, v any) error {
	if len(data) == 0 || string(data) == "null" {
		return nil
	}
	if err := strict.Unmarshal(data, v); err != nil {
		return errBadRequest
	}
	return nil
}

// frame is what a writer sends. Many receivers may share its data, which are never changed. It is no
// websocket.PreparedMessage: that saves a copy of some hundred bytes for each receiver and takes 8 KiB for each
// message, which in small rooms is more than everything else together.
type frame struct {
	data []byte
	seq  uint64 // of an event, else 0
}

// answerFrame is the one answer to a command.
type answerFrame struct {
	Re    uint64     `json:"re"`
	Data  any        `json:"data,omitempty"`
	Error *wireError `json:"error,omitempty"`
}

// eventFrame is a numbered event, or an unnumbered message when Seq is 0.
type eventFrame struct {
	Seq  uint64 `json:"seq,omitempty"`
	Type string `json:"type"`
	Data any    `json:"data"`
}

// wireError is a refusal. URL goes with the code moved only, Reason and UntilMS with an exclusion, GuestToken
// with waiting: it is whom to come back as.
type wireError struct {
	Code       string `json:"code"`
	Text       string `json:"text"`
	RetryMS    int64  `json:"retry_ms"`
	URL        string `json:"url,omitempty"`
	Reason     string `json:"reason,omitempty"`
	UntilMS    int64  `json:"until_ms,omitempty"`
	GuestToken string `json:"guest_token,omitempty"`
}

func toWireError(err error) *wireError {
	r := refusal(err)
	w := &wireError{Code: r.Code, Text: r.Text, RetryMS: r.Retry.Milliseconds(), Reason: r.Reason,
		UntilMS: milliseconds(r.Until)}
	var moved *movedError
	var waiting *waitingError
	if errors.As(err, &moved) {
		w.URL = moved.url
	}
	if errors.As(err, &waiting) {
		w.GuestToken = waiting.guestToken
	}
	return w
}

// encode marshals one of our own frames; they hold nothing that can fail.
func encode(v any) frame {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("signaling: encode %T: %v", v, err))
	}
	return frame{data: data}
}

func encodeEvent(l *liveRoom, e *room.Event) frame {
	name, data := wireEvent(l, e.Body)
	f := encode(eventFrame{Seq: e.Seq, Type: name, Data: data})
	f.seq = e.Seq
	return f
}

// eventCache keeps the last event of a room encoded. It is owned by the room's goroutine, which tells one event
// to all its receivers before the next.
type eventCache struct {
	event *room.Event
	frame frame
}

func (c *eventCache) encode(l *liveRoom, e *room.Event) frame {
	if c.event != e {
		c.event, c.frame = e, encodeEvent(l, e)
	}
	return c.frame
}
