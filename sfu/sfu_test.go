package sfu

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"corner/sfu/light"
	"corner/sfu/offer"
)

func TestAConfigThatCannotWorkIsRefused(t *testing.T) {
	taken, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.LocalAddr().(*net.UDPAddr).Port
	for _, test := range []struct {
		name string
		cfg  Config
		want string
	}{
		{"too many slots", Config{Slots: MaxSlots + 1}, "slots"},
		{"fewer than none", Config{Slots: -1}, "slots"},
		{"a port that is taken", Config{Light: light.Config{Address: "127.0.0.1", Port: port}}, "in use"},
		{"no address", Config{Light: light.Config{Address: "nowhere"}}, "nowhere"},
	} {
		if _, err := New(test.cfg); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestAnSFUThatNeverRanFreesItsPort(t *testing.T) {
	s, err := New(Config{Light: light.Config{Address: "127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	s.OpenRoom("room", nil).Close()
	if s.Port() == 0 {
		t.Error("no port")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Run(context.Background()); err == nil {
		t.Error("it runs after Close")
	}
}

func TestTheAnswerNamesTheLines(t *testing.T) {
	r := serve(t).OpenRoom("room", nil)
	c := join(t, r, "a")
	want := []SlotLine{{0, "1"}, {1, "2"}, {2, "3"}}
	if c.answer.MicrophoneMid != "0" || !slices.Equal(c.answer.Slots, want) {
		t.Errorf("microphone %q, slots %v", c.answer.MicrophoneMid, c.answer.Slots)
	}
	if r.ID() != "room" {
		t.Errorf("the room is %q", r.ID())
	}
}

func TestAClientWithoutAMicrophoneLineOnlyListens(t *testing.T) {
	r := serve(t).OpenRoom("room", nil)
	c := newClient(t, "listener", MaxSlots)
	if err := c.pc.GetTransceivers()[0].Stop(); err != nil {
		t.Fatal(err)
	}
	description, err := c.pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := r.Connect("listener", description.SDP)
	if err != nil {
		t.Fatal(err)
	}
	if answer.MicrophoneMid != "" || len(answer.Slots) != MaxSlots {
		t.Errorf("microphone %q, slots %v", answer.MicrophoneMid, answer.Slots)
	}
	if p := r.members["listener"].peer; p.payloadType <= 127 {
		t.Errorf("packets of type %d would be forwarded", p.payloadType)
	}
}

func TestRefusalsComeThroughWithTheirCode(t *testing.T) {
	r := serve(t).OpenRoom("room", nil)
	_, err := r.Connect("a", "v=0\r\nnonsense")
	var refusal *offer.Error
	if !errors.As(err, &refusal) || refusal.Code != offer.CodeBad {
		t.Errorf("%v", err)
	}
}

func TestTheSSRCsOfARoomDiffer(t *testing.T) {
	for range 1000 {
		ssrcs := newSSRCs(MaxSlots)
		slices.Sort(ssrcs)
		if len(slices.Compact(ssrcs)) != MaxSlots || ssrcs[0] == 0 {
			t.Fatalf("%v", ssrcs)
		}
	}
}
