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
)

func TestWhatIsEncodedIsDecoded(t *testing.T) {
	record := presencetest.Record(presence.NewID(), 1<<53, 6)
	record.Created = time.UnixMicro(1795327600123456).UTC()
	record.Settings.Owner = record.Host
	record.Settings.Mode, record.Settings.Rules, record.Settings.TurnMutes = room.InviteOnly, "一次一个人", true
	record.Settings.Turn, record.Settings.SlowMode = 90*time.Second, 1500*time.Millisecond
	record.Settings.Locked, record.Settings.WaitingRoom = true, true
	record.Settings.Translations = []room.Translation{{Language: "en", Title: "t", Rules: "one at a time"}, {Language: "ja"}}
	record.Members[2].ChatMuted, record.Members[3].TurnEnds = true, time.UnixMicro(1795327600123457).UTC()
	for bits := range 8 {
		m := &record.Members[bits%6]
		m.Mute = room.Mute{Self: bits&1 != 0, Host: bits&2 != 0, Seat: bits&4 != 0}
		m.Role = room.Role(bits % 4)
		b, err := codec.EncodeRecord(record)
		must(t, err)
		got, err := codec.DecodeRecord(b)
		must(t, err)
		if !reflect.DeepEqual(got, record) {
			t.Fatalf("got\n%+v\nwant\n%+v", got, record)
		}
	}

	node := presence.Node{
		ID: presence.NewID(), URL: "wss://a.example/v1/signal", Region: "eu", Version: "1.2",
		Started: record.Created, Rooms: 2, People: 3, Draining: true,
	}
	b, err := codec.EncodeNode(node)
	must(t, err)
	if got, err := codec.DecodeNode(b); err != nil || got != node {
		t.Fatalf("%+v, %v", got, err)
	}

	record.Counts = []room.LanguageCount{{Language: "zh", Natives: 3, Learners: 1}, {Language: "en", Learners: 3}}
	record.FreeSeats, record.Round = 5, "en"
	listed := codec.Listed{Epoch: 77, Listing: presence.ListingOf(record, node.ID)}
	b, err = codec.EncodeListing(listed)
	must(t, err)
	if got, err := codec.DecodeListing(b); err != nil || !reflect.DeepEqual(got, listed) {
		t.Fatalf("%+v, %v", got, err)
	}

	people := presence.PeopleOf(record, node.ID)
	b, err = codec.EncodePeople(record.ID, node.ID, people)
	must(t, err)
	if got, err := codec.DecodePeople(b); err != nil || !reflect.DeepEqual(got, people) {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestAFullRoomFits(t *testing.T) {
	record := presencetest.Record(presence.NewID(), 1, codec.MaxMembers)
	b, err := codec.EncodeRecord(record)
	must(t, err)
	if _, err := codec.DecodeRecord(b); err != nil {
		t.Fatal(err)
	}
	record.Members = append(record.Members, record.Members[0])
	if _, err := codec.EncodeRecord(record); !errors.Is(err, presence.ErrRecord) {
		t.Fatalf("one more: %v", err)
	}
}

func TestDecodersRefuse(t *testing.T) {
	id := presence.NewID()
	huge := bytes.Repeat([]byte(" "), codec.MaxBytes+1)
	for name, c := range map[string]struct {
		decode func([]byte) error
		bad    []string
	}{
		"record": {recordError, []string{
			``, `{`, `null`, `[]`, `{"id":"short"}`, `{"id":"` + id + `","version":-1}`, `{"id":"` + id + `","version":1e30}`,
			`{"id":"` + id + `","members":[{"id":"x","role":"god"}]}`,
			`{"id":"` + id + `","members":[{"id":"x","role":"host","seat":20}]}`,
			`{"id":"` + id + `","members":[{"id":"x","role":"host","seat":-2}]}`,
			`{"id":"` + id + `","members":[{"id":"x","role":"host","mute":8}]}`,
			`{"id":"` + id + `","members":[{"id":"","role":"host"}]}`,
			`{"id":"` + id + `","members":[{"id":"` + strings.Repeat("x", 65) + `","role":"host"}]}`,
			`{"id":"` + id + `","members":[{"id":"x","role":"host","speaks":["` + strings.Repeat("x", 65) + `"]}]}`,
			`{"id":"` + id + `","settings":{"seats":-1}}`, `{"id":"` + id + `","settings":{"capacity":-1}}`,
			`{"id":"` + id + `","host":"` + strings.Repeat("x", 65) + `"}`,
		}},
		"node": {nodeError, []string{
			``, `{"id":"x"}`, `{"id":"` + id + `","rooms":-1}`, `{"id":"` + id + `","url":"` + strings.Repeat("x", 2049) + `"}`,
		}},
		"listing": {listingError, []string{
			``, `{"id":"` + id + `","node":"x"}`, `{"id":"x","node":"` + id + `"}`,
			`{"id":"` + id + `","node":"` + id + `","speakers":-1}`,
			`{"id":"` + id + `","node":"` + id + `","settings":{"seats":99}}`,
			`{"id":"` + id + `","node":"` + id + `","free":21}`, `{"id":"` + id + `","node":"` + id + `","free":-1}`,
			`{"id":"` + id + `","node":"` + id + `","counts":[{},{},{},{},{}]}`,
			`{"id":"` + id + `","node":"` + id + `","counts":[{"l":"zh","n":-1}]}`,
			`{"id":"` + id + `","node":"` + id + `","round":"` + strings.Repeat("x", 65) + `"}`,
		}},
		"people": {peopleError, []string{
			``, `{"room":"` + id + `","node":"x"}`, `{"room":"` + id + `","node":"` + id + `","members":[{"id":"x"}]}`,
			`{"room":"` + id + `","node":"` + id + `","members":[{"id":"x","role":"host","seat":99}]}`,
		}},
	} {
		for _, bad := range append(c.bad, string(huge)) {
			var coded *room.Error
			if err := c.decode([]byte(bad)); !errors.As(err, &coded) {
				t.Errorf("%s %.80q: %v", name, bad, err)
			}
		}
	}
}

func TestWhatCannotBeReadIsNotWritten(t *testing.T) {
	if _, err := codec.EncodeNode(presence.Node{ID: "x"}); !errors.Is(err, presence.ErrInvalidID) {
		t.Errorf("node: %v", err)
	}
	if _, err := codec.EncodeListing(codec.Listed{}); !errors.Is(err, presence.ErrInvalidID) {
		t.Errorf("listing: %v", err)
	}
	id := presence.NewID()
	for name, person := range map[string]presence.Person{
		"role": {ID: "x", Role: 9}, "nobody": {}, "seat": {ID: "x", Seat: 20}, "no UTF-8": {ID: "x", Name: "\xff"},
	} {
		if _, err := codec.EncodePeople(id, id, []presence.Person{person}); !errors.Is(err, presence.ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecodeRecord(f *testing.F) {
	b, err := codec.EncodeRecord(presencetest.Record(presence.NewID(), 9, 3))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	remembers := presencetest.Record(presence.NewID(), 9, 1)
	remembers.Memory = presencetest.Memory(2)
	if b, err = codec.EncodeRecord(remembers); err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"id":"AAAAAAAAAAAAAAAAAAAAAA","members":[{"id":"\ud800","role":"host","seat":0}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		record, err := codec.DecodeRecord(b)
		if err != nil {
			return
		}
		// What was believed can be shown, written and read again.
		presence.ListingOf(record, "n")
		for _, p := range presence.PeopleOf(record, "n") {
			_ = p.Role.String()
		}
		again, err := codec.EncodeRecord(record)
		must(t, err)
		second, err := codec.DecodeRecord(again)
		must(t, err)
		third, err := codec.EncodeRecord(second)
		must(t, err)
		if !bytes.Equal(again, third) {
			t.Fatalf("%s\n%s", again, third)
		}
	})
}

func FuzzDecodeDirectory(f *testing.F) {
	record := presencetest.Record(presence.NewID(), 9, 3)
	node := presence.NewID()
	for _, encode := range []func() ([]byte, error){
		func() ([]byte, error) { return codec.EncodeNode(presence.Node{ID: node, URL: "wss://a"}) },
		func() ([]byte, error) {
			return codec.EncodeListing(codec.Listed{Epoch: 1, Listing: presence.ListingOf(record, node)})
		},
		func() ([]byte, error) {
			return codec.EncodePeople(record.ID, node, presence.PeopleOf(record, node))
		},
	} {
		b, err := encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if n, err := codec.DecodeNode(b); err == nil {
			_, err := codec.EncodeNode(n)
			must(t, err)
		}
		if l, err := codec.DecodeListing(b); err == nil {
			_, err := codec.EncodeListing(l)
			must(t, err)
		}
		if people, err := codec.DecodePeople(b); err == nil && len(people) > 0 {
			_, err := codec.EncodePeople(people[0].Room, people[0].Node, people)
			must(t, err)
		}
	})
}

func recordError(b []byte) error  { _, err := codec.DecodeRecord(b); return err }
func nodeError(b []byte) error    { _, err := codec.DecodeNode(b); return err }
func listingError(b []byte) error { _, err := codec.DecodeListing(b); return err }
func peopleError(b []byte) error  { _, err := codec.DecodePeople(b); return err }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
