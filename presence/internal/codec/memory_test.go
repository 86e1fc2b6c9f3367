package codec_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/presence/presencetest"
	"corner/room"
	"corner/room/rounds"
	"corner/room/talktime"
)

func TestWhatARoomRemembersIsDecodedAsItWas(t *testing.T) {
	full := presencetest.Memory(room.MaxRegulars)
	paused := room.Memory{Round: rounds.Clock{Phases: full.Round.Phases, Left: 90 * time.Second, Serial: 9}}
	for name, memory := range map[string]room.Memory{
		"everything":              full,
		"a timetable that stands": paused,
		"that rounds were stopped": {
			Round: rounds.Clock{Serial: 4},
		},
		"who was let in": {Admitted: []string{"p1"}},
		"nothing":        {},
	} {
		record := presencetest.Record(presence.NewID(), 2, 1)
		record.Memory, record.Asleep = memory, true
		b, err := codec.EncodeRecord(record)
		must(t, err)
		got, err := codec.DecodeRecord(b)
		must(t, err)
		if !reflect.DeepEqual(got, record) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", name, got.Memory, memory)
		}
		if has := bytes.Contains(b, []byte(`"memory"`)); has == (name == "nothing") {
			t.Errorf("%s: written %t", name, has)
		}
	}
}

// A record of a build that knew of no memory is one of a room that remembers nothing.
func TestAnOlderRecordRemembersNothing(t *testing.T) {
	r, err := codec.DecodeRecord([]byte(`{"id":"` + presence.NewID() + `","version":3,"settings":{"title":"t","seats":8,"mode":"apply","capacity":500},"created_us":5}`))
	must(t, err)
	if !reflect.DeepEqual(r.Memory, room.Memory{}) || r.Asleep {
		t.Errorf("%+v", r)
	}
}

func TestAMemoryOutOfBoundsIsRefused(t *testing.T) {
	for name, memory := range map[string]string{
		"a timetable without phases": `{"round":{"phases":[],"index":0,"ends_us":5}}`,
		"a phase too short":          `{"round":{"phases":[{"language":"en","length_us":1000000}],"index":0,"ends_us":5}}`,
		"a phase that overflows":     `{"round":{"phases":[{"language":"en","length_us":9223372036854775807}],"index":0,"ends_us":5}}`,
		"an index beyond":            `{"round":{"phases":[{"language":"en","length_us":60000000}],"index":1,"ends_us":5}}`,
		"running and standing":       `{"round":{"phases":[{"language":"en","length_us":60000000}],"index":0,"ends_us":5,"left_us":5}}`,
		"a deck before its first":    `{"deck":{"pack":"food","seed":1,"next":-1}}`,
		"a long name of a pack":      `{"round_pack":"` + strings.Repeat("x", 33) + `"}`,
		"a long name of a card":      `{"card":"` + strings.Repeat("x", 33) + `"}`,
		"talk of nobody":             `{"talk":[{"person":"","voiced_us":5}]}`,
		"talk of no time":            `{"talk":[{"person":"p","voiced_us":0}]}`,
		"talk for ever":              `{"talk":[{"person":"p","voiced_us":9223372036854775807}]}`,
		"talk in a script":           `{"talk":[{"person":"p","voiced_us":5,"language":"zh-Hant"}]}`,
		"nobody hides":               `{"hide_talk":[""]}`,
		"nobody is let in":           `{"admitted":[""]}`,
		"a regular who is nobody":    `{"regulars":[{"id":"","name":"x","visits":2}]}`,
		"a regular who never came":   `{"regulars":[{"id":"p","name":"x","visits":-2}]}`,
		"a stay that overflows":      `{"regulars":[{"id":"p","name":"x","visits":2,"stayed_us":9223372036854775807}]}`,
	} {
		_, err := codec.DecodeRecord([]byte(`{"id":"` + presence.NewID() + `","memory":` + memory + `}`))
		if !errors.Is(err, presence.ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A talk time that is nothing, as it is stored, keeps no record from being written.
func TestATalkTimeOfNothingIsLeftOut(t *testing.T) {
	record := presencetest.Record(presence.NewID(), 2, 1)
	record.Memory.Talk = []talktime.Entry{{Person: "p1", Language: "en", Voiced: 500}}
	b, err := codec.EncodeRecord(record)
	must(t, err)
	if got, err := codec.DecodeRecord(b); err != nil || len(got.Memory.Talk) != 0 {
		t.Errorf("%+v, %v", got.Memory.Talk, err)
	}
}

// The largest memory there can be is a small part of what a record may hold.
func TestAFullMemoryFits(t *testing.T) {
	record := presencetest.Record(presence.NewID(), 2, 1)
	record.Memory = presencetest.Memory(room.MaxRegulars)
	for range room.MaxRememberedTalk {
		id := presence.NewID()
		for _, language := range []string{"en", "zh"} {
			record.Memory.Talk = append(record.Memory.Talk, talktime.Entry{Person: id, Language: language, Voiced: time.Hour})
		}
		if len(record.Memory.Admitted) < room.MaxRememberedPeople {
			record.Memory.Admitted = append(record.Memory.Admitted, id)
		}
		if len(record.Memory.HideTalk) < room.MaxRememberedHidden {
			record.Memory.HideTalk = append(record.Memory.HideTalk, id)
		}
	}
	record.Memory.Talk = record.Memory.Talk[4:] // of the two who are there already, and two more
	b, err := codec.EncodeRecord(record)
	must(t, err)
	if len(b) > 256<<10 {
		t.Errorf("%d bytes", len(b))
	}
}
