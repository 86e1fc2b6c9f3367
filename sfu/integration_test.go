package sfu

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// speak sends n packets in real time, payloads numbered, and returns the payloads.
func (c *client) speak(first, n int, level byte) (payloads []string) {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for i := first; i < first+n; i++ {
		payload := fmt.Sprintf("\xf8%s %d speech", c.participant, i)
		payloads = append(payloads, payload)
		c.microphone.send(c.microphone.packet(i, level, payload))
		<-ticker.C
	}
	return payloads
}

func payloadsOf(packets []rtp.Packet) (payloads []string) {
	for _, p := range packets {
		payloads = append(payloads, string(p.Payload))
	}
	return payloads
}

// renegotiations counts how often the client would have had to negotiate again.
func (c *client) renegotiations() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.negotiated
}

// bySource sorts packets by the participant number they carry.
func bySource(packets []rtp.Packet) map[uint32][]rtp.Packet {
	sorted := map[uint32][]rtp.Packet{}
	for _, p := range packets {
		if len(p.CSRC) == 1 {
			sorted[p.CSRC[0]] = append(sorted[p.CSRC[0]], p)
		}
	}
	return sorted
}

func TestOneSpeaksAndTheOthersHearEveryPacketOnce(t *testing.T) {
	s := serve(t)
	r := s.OpenRoom("room", nil)
	a, b, c := join(t, r, "a"), join(t, r, "b"), join(t, r, "c")
	r.AllowPublish("a", true)
	said := a.speak(1, 50, 30)
	for _, listener := range []*client{b, c} {
		listener.await("all that was said", func(p []rtp.Packet) bool { return len(p) >= len(said) })
		if heard := payloadsOf(listener.packets()); !slices.Equal(heard, said) {
			t.Errorf("%s heard %q", listener.participant, heard)
		}
		if n := listener.renegotiations(); n != 0 {
			t.Errorf("%s had to renegotiate %d times", listener.participant, n)
		}
	}
	if len(a.packets()) != 0 {
		t.Error("a heard itself")
	}
	if got := s.Stats(); got.PacketsIn != 50 || got.PacketsOut < 100 || got.Connected != 3 || got.Rooms != 1 {
		t.Errorf("%+v", got)
	}
}

func TestTwoRoomsDoNotHearEachOther(t *testing.T) {
	s := serve(t)
	one, two := s.OpenRoom("one", nil), s.OpenRoom("two", nil)
	a, b, x := join(t, one, "a"), join(t, one, "b"), join(t, two, "x")
	one.AllowPublish("a", true)
	said := a.speak(1, 20, 30)
	b.await("speech", func(p []rtp.Packet) bool { return len(p) == len(said) })
	if len(x.packets()) != 0 {
		t.Error("the other room heard it")
	}
	if one.Stats().PacketsIn != 20 || two.Stats().PacketsIn != 0 {
		t.Error("the rooms' counters are mixed up")
	}
	one.Close()
	if _, err := one.Connect("late", ""); err == nil {
		t.Error("a closed room takes connections")
	}
	eventually(t, "the room to be forgotten", func() bool { return s.Stats().Rooms == 1 })
	if got := s.Stats(); got.PacketsIn != 20 || got.Connected != 1 {
		t.Errorf("what the closed room had counted was lost: %+v", got)
	}
}

func TestALateListenerHearsFromNowOn(t *testing.T) {
	r := serve(t).OpenRoom("room", nil)
	a, b := join(t, r, "a"), join(t, r, "b")
	r.AllowPublish("a", true)
	first := a.speak(65520, 30, 30) // over the wrap of the sequence
	b.await("speech", func(p []rtp.Packet) bool { return len(p) == len(first) })
	late := join(t, r, "late")
	second := a.speak(65550, 30, 30)
	late.await("speech", func(p []rtp.Packet) bool { return len(p) == len(second) })
	heard := late.packets()
	if !slices.Equal(payloadsOf(heard), second) {
		t.Errorf("the late one heard %q", payloadsOf(heard))
	}
	if heard[0].SequenceNumber >= 1<<15 {
		t.Errorf("its stream starts at %d", heard[0].SequenceNumber)
	}
}

func TestATakeoverMovesTheMediaToTheSecondConnection(t *testing.T) {
	s := serve(t)
	r := s.OpenRoom("room", nil)
	a, old := join(t, r, "a"), join(t, r, "b")
	r.AllowPublish("a", true)
	r.AllowPublish("b", true)
	said := a.speak(1, 10, 30)
	old.await("speech", func(p []rtp.Packet) bool { return len(p) == len(said) })
	taken := join(t, r, "b")
	eventually(t, "the old connection to end", func() bool { return s.Transport().Ready == 2 })
	old.speak(1, 10, 30)
	said = a.speak(11, 10, 30)
	taken.await("speech", func(p []rtp.Packet) bool { return len(p) == len(said) })
	own := taken.speak(1, 10, 30)
	a.await("the second connection", func(p []rtp.Packet) bool { return len(p) >= len(own) })
	if heard := payloadsOf(a.packets()); !slices.Equal(heard, own) {
		t.Errorf("a heard %q", heard)
	}
	if len(old.packets()) != 10 {
		t.Errorf("the old connection heard %d packets, want the first 10", len(old.packets()))
	}
}

func TestSpeakersWhoTakeTurnsMakeOneStreamOfASlot(t *testing.T) {
	s := serve(t)
	s.slots = 1
	r := s.OpenRoom("room", nil)
	var clients []*client
	for _, name := range []string{"a", "b", "c"} {
		c := newClient(t, name, 1)
		c.connect(r)
		clients = append(clients, c)
	}
	a, b, c := clients[0], clients[1], clients[2]
	r.AllowPublish("a", true)
	r.AllowPublish("b", true)
	var said time.Duration
	for turn, began := 0, time.Now(); turn < 4; turn++ {
		speaker, other := a, b
		if turn%2 == 1 {
			speaker, other = b, a
		}
		speaker.speak(1+turn*1000, 60, 20)
		said = time.Since(began)
		other.speak(1+turn*1000+900, 35, 127) // a pause, in which the other only breathes
	}
	c.await("all turns", func(p []rtp.Packet) bool { return len(p) >= 4*60 })
	c.mu.Lock()
	heard := slices.Clone(c.heard)
	c.mu.Unlock()
	for i := 1; i < len(heard); i++ {
		if heard[i].SequenceNumber != heard[i-1].SequenceNumber+1 || heard[i].SSRC != heard[0].SSRC {
			t.Fatalf("packet %d of stream %d has number %d after %d", i, heard[i].SSRC, heard[i].SequenceNumber,
				heard[i-1].SequenceNumber)
		}
	}
	span := heard[len(heard)-1].Timestamp - heard[0].Timestamp
	played := time.Duration(span/samplesPerMillisecond) * time.Millisecond
	if off := played - said; off.Abs() > 500*time.Millisecond {
		t.Errorf("%v of speech and pauses became %v", said, played)
	}
	if sorted := bySource(heard); len(sorted) != 2 {
		t.Errorf("%d sources were heard", len(sorted))
	}
}

func TestTenSpeakersOnTheWireAllWithSSRCOne(t *testing.T) {
	r := serve(t).OpenRoom("room", nil)
	listener := join(t, r, "listener")
	var speakers []*client
	for i := range 10 {
		c := join(t, r, fmt.Sprint("p", i))
		r.AllowPublish(c.participant, true)
		speakers = append(speakers, c)
	}
	for i, c := range speakers {
		for n := range 25 {
			p := c.microphone.packet(100+n, 20, fmt.Sprintf("\xf8%s %d speech", c.participant, n))
			p.SSRC = 1
			c.microphone.send(p)
			r.Stats()
		}
		want := (i + 1) * 25
		listener.await("speaker "+c.participant, func(p []rtp.Packet) bool { return len(p) >= min(want, 3*25) })
	}
	for number, packets := range bySource(listener.packets()) {
		name := string(packets[0].Payload[1:3])
		for _, p := range packets {
			if string(p.Payload[1:3]) != name {
				t.Fatalf("%d is both %s and %s", number, name, p.Payload[1:3])
			}
		}
	}
}

func TestALostPacketIsAskedForAndComesAgain(t *testing.T) {
	r := serve(t).OpenRoom("room", nil)
	a, b := join(t, r, "a"), join(t, r, "b")
	r.AllowPublish("a", true)
	said := a.speak(1, 20, 30)
	b.await("speech", func(p []rtp.Packet) bool { return len(p) == len(said) })
	lost := b.packets()[10]
	nack := &rtcp.TransportLayerNack{MediaSSRC: lost.SSRC, Nacks: []rtcp.NackPair{{PacketID: lost.SequenceNumber}}}
	if err := b.pc.WriteRTCP([]rtcp.Packet{nack}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the resend", func() bool { return r.Stats().Resent == 1 })
}
