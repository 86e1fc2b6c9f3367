package signaling

import (
	"encoding/json"
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

// malformed are five bad data of every command.
func malformed() map[string][]string {
	none := []string{`[]`, `"x"`, `7`, `{"participant":"p9"}`, `{"a":{}}`}
	named := []string{`[]`, `"p9"`, `{"participant":7}`, `{"participant":"p9","muted":true}`, `{"participant":"` + strings.Repeat("p", 65) + `"}`}
	someone := append([]string{`{}`, `{"participant":""}`, `null`}, named...)
	return map[string][]string{
		"hand.raise": none, "invitation.accept": none, "invitation.decline": none, "stage.leave": none, "leave": none,
		"hand.lower": named, "invitation.send": someone, "invitation.cancel": someone,
		"mute.self":        {`{}`, `{"muted":1}`, `{"muted":"true"}`, `{"muted":null}`, `{"Muted":true}`, `{"muted":true,"muted":false}`, `null`},
		"mute.participant": {`{}`, `{"muted":true}`, `{"participant":"p9"}`, `{"participant":"","muted":true}`, `{"participant":["p9"],"muted":true}`},
		"participants.list": {`{"limit":-1}`, `{"limit":101}`, `{"limit":1.5}`, `{"cursor":7}`, `{"cursor":"` + strings.Repeat("c", 65) + `"}`,
			`{"limit":99999999999999999999}`},
	}
}

func TestMalformedDataOfEveryCommandIsABadRequest(t *testing.T) {
	bad := malformed()
	for name, decode := range commands() {
		if len(bad[name]) < 5 {
			t.Errorf("%s has %d bad examples", name, len(bad[name]))
		}
		for _, data := range bad[name] {
			if c, err := decode(json.RawMessage(data)); !errors.Is(err, errBadRequest) {
				t.Errorf("%s %s: %#v, %v", name, data, c, err)
			}
		}
	}
}

func TestACommandSaysWhatItsDataSays(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       any
	}{
		{"hand.raise", ``, room.RaiseHand{}}, {"hand.raise", `null`, room.RaiseHand{}}, {"hand.raise", `{}`, room.RaiseHand{}},
		{"hand.lower", ``, room.LowerHand{}}, {"hand.lower", `{"participant":"p9"}`, room.LowerHand{Participant: "p9"}},
		{"invitation.send", `{"participant":"p9"}`, room.Invite{Participant: "p9"}},
		{"invitation.cancel", `{"participant":"p9"}`, room.CancelInvitation{Participant: "p9"}},
		{"mute.self", `{"muted":false}`, room.MuteSelf{}}, {"mute.self", `{"muted":true}`, room.MuteSelf{Muted: true}},
		{"mute.participant", `{"participant":"p9","muted":true}`, room.MuteParticipant{Participant: "p9", Muted: true}},
		{"participants.list", ``, listParticipants{Limit: defaultList}},
		{"participants.list", `{"cursor":"c","limit":100}`, listParticipants{Cursor: "c", Limit: 100}},
	} {
		if got, err := commands()[c.name](json.RawMessage(c.data)); err != nil || got != c.want {
			t.Errorf("%s %s: %#v, %v", c.name, c.data, got, err)
		}
	}
}

func TestAnEventIsEncodedOnceForAllItsReceivers(t *testing.T) {
	var cache eventCache
	e := &room.Event{Seq: 42, Body: room.HostChanged{Participant: "p4"}}
	first := cache.encode(e)
	if n := testing.AllocsPerRun(100, func() { cache.encode(e) }); n != 0 {
		t.Errorf("%v allocations for a second receiver", n)
	}
	if cache.encode(e).prepared != first.prepared || first.seq != 42 {
		t.Error("not the same frame")
	}
	if other := cache.encode(&room.Event{Seq: 43, Body: room.HostChanged{}}); other.prepared == first.prepared || other.seq != 43 {
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

func FuzzCommand(f *testing.F) {
	table := commands()
	for name, bad := range malformed() {
		for _, data := range bad {
			f.Add(name, []byte(data))
		}
	}
	f.Add("mute.participant", []byte(`{"participant":"p9","muted":true}`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		decode, known := table[name]
		if !known || len(data) > maxFrame {
			return
		}
		c, err := decode(data)
		if err != nil {
			if !errors.Is(err, errBadRequest) {
				t.Fatalf("%s %q: %v", name, data, err)
			}
			return
		}
		switch c := c.(type) {
		case room.Command:
		case listParticipants:
			if c.Limit < 1 || c.Limit > maxListed || len(c.Cursor) > maxReference {
				t.Fatalf("%q: %+v", data, c)
			}
		default:
			t.Fatalf("%s %q: %T", name, data, c)
		}
	})
}
