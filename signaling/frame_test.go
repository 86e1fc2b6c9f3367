package signaling

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corner/room"
)

func TestAFrameIsACommandOrAnsweredOrTheEnd(t *testing.T) {
	long := strings.Repeat("x", maxFrame)
	for _, c := range []struct {
		frame string
		id    uint64
		want  error
	}{
		{`{"id":7,"type":"hand.raise","data":{}}`, 7, nil},
		{`{"id":7,"type":"hand.raise"}`, 7, nil},
		{`{"id":9007199254740991,"type":"leave"}`, maxID, nil},
		{`{"type":"pong","data":{"seq_ack":42}}`, 0, nil},
		{`{"id":7,"type":"hand.raise","more":1}`, 7, errBadRequest},
		{`{"id":7,"type":"hand.raise","data":{},"data":{}}`, 7, errBadRequest},
		{`{"id":7,"type":""}`, 7, errBadRequest},
		{`{"id":7}`, 7, errBadRequest},
		{`{"id":7,"type":"pong"}`, 7, errBadRequest},
		{`{"id":7,"type":"` + strings.Repeat("x", maxType+1) + `"}`, 7, errBadRequest},
		{`{"id":7,"Type":"leave"}`, 7, errBadRequest},
		{`{"id":7,"type":"leave","data":` + strings.Repeat("[", 9) + strings.Repeat("]", 9) + `}`, 7, errBadRequest},
		{``, 0, errFrame}, {`x`, 0, errFrame}, {`null`, 0, errFrame}, {`[]`, 0, errFrame}, {`"leave"`, 0, errFrame},
		{`{}`, 0, errFrame}, {`{"type":"leave"}`, 0, errFrame}, {`{"id":0,"type":"leave"}`, 0, errFrame},
		{`{"id":-1,"type":"leave"}`, 0, errFrame}, {`{"id":1.5,"type":"leave"}`, 0, errFrame},
		{`{"id":1e3,"type":"leave"}`, 0, errFrame}, {`{"id":"7","type":"leave"}`, 0, errFrame},
		{`{"id":9007199254740992,"type":"leave"}`, 0, errFrame}, {`{"id":NaN,"type":"leave"}`, 0, errFrame},
		{`{"id":99999999999999999999,"type":"leave"}`, 0, errFrame}, {`{"id":7,"type":"leave"`, 0, errFrame},
		{`{"id":7,"type":"leave"}{"id":8,"type":"leave"}`, 0, errFrame}, {`{"id":7,"type":7}`, 0, errFrame},
		{`{"id":7,"type":"` + long + `"}`, 0, errFrame},
	} {
		e, err := decodeEnvelope([]byte(c.frame))
		if !errors.Is(err, c.want) {
			t.Errorf("%.80s: want %v, got %v", c.frame, c.want, err)
		}
		if errors.Is(err, errFrame) && e.ID != 0 || !errors.Is(err, errFrame) && e.ID != c.id {
			t.Errorf("%.80s: id %d", c.frame, e.ID)
		}
	}
}

func TestAnEventIsEncodedOnceForAllItsReceivers(t *testing.T) {
	var cache eventCache
	l := &liveRoom{}
	e := &room.Event{Seq: 42, Body: room.HostChanged{Participant: "p4"}}
	first := cache.encode(l, e)
	if n := testing.AllocsPerRun(100, func() { cache.encode(l, e) }); n != 0 {
		t.Errorf("%v allocations for a second receiver", n)
	}
	if &cache.encode(l, e).data[0] != &first.data[0] || first.seq != 42 {
		t.Error("not the same frame")
	}
	if other := cache.encode(l, &room.Event{Seq: 43, Body: room.HostChanged{}}); &other.data[0] == &first.data[0] || other.seq != 43 {
		t.Error("another event has the frame of the first")
	}
}

func TestAFaultIsToldAsInternalAndARefusalAsItself(t *testing.T) {
	for _, c := range []struct {
		err  error
		want wireError
	}{
		{errors.New("password of the store is hunter2"), wireError{Code: "internal", Text: errInternal.Text, RetryMS: 1000}},
		{fmt.Errorf("join: %w", room.ErrRoomFull), wireError{Code: "room_full", Text: room.ErrRoomFull.Text, RetryMS: 30_000}},
		{&movedError{"wss://b.example/v1/signal"}, wireError{Code: "moved", Text: "the room lives on another node", URL: "wss://b.example/v1/signal"}},
	} {
		if got := *toWireError(c.err); got != c.want {
			t.Errorf("%v: %+v", c.err, got)
		}
	}
	if closeFor(refusal(errors.New("x"))) != closeInternal {
		t.Error("a fault does not close with 4000")
	}
}

func FuzzEnvelope(f *testing.F) {
	files, err := filepath.Glob(goldenFolder + "/*command*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := decodeEnvelope(data)
		switch {
		case errors.Is(err, errFrame):
			if e.ID != 0 || e.Type != "" {
				t.Fatalf("%q: a refused frame left %+v", data, e)
			}
		case e.ID > maxID, e.ID == 0 && e.Type != typePong:
			t.Fatalf("%q: %+v", data, e)
		case err == nil:
			if again, err := decodeEnvelope(encode(e).data); err != nil || again.ID != e.ID || again.Type != e.Type {
				if e.ID != 0 { // a pong has no id, and is not encoded here
					t.Fatalf("%q: %+v, then %+v, %v", data, e, again, err)
				}
			}
		}
	})
}

// A pong that is known at sight is one that decoding takes as well.
func TestAPongKnownAtSightIsAPong(t *testing.T) {
	for text, want := range map[string]bool{
		`{"type":"pong","data":{"seq_ack":42}}`:                true,
		`{"type":"pong","data":{"seq_ack":0}}`:                 true,
		`{"type":"pong","data":{"seq_ack":042}}`:               false,
		`{"type":"pong","data":{"seq_ack":}}`:                  false,
		`{"type":"pong","data":{"seq_ack":-1}}`:                false,
		`{"type":"pong","data":{"seq_ack":42}} `:               false, // decoded, and taken
		`{"data":{"seq_ack":42},"type":"pong"}`:                false, // decoded, and taken
		`{"type":"pong","data":{"seq_ack":42},"id":7}`:         false,
		`{"type":"pong","data":{"seq_ack":99999999999999999}}`: false,
		`}}`: false, ``: false,
	} {
		if got := isPong([]byte(text)); got != want {
			t.Errorf("%s is a pong at sight: %t", text, got)
		}
		e, err := decodeEnvelope([]byte(text))
		var p wirePong
		if want && (err != nil || e.Type != typePong || decodeData(e.Data, &p) != nil) {
			t.Errorf("%s is none when decoded: %v", text, err)
		}
	}
}
