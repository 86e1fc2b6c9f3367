package client

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
)

// far is the server's end of the media: it answers one offer, hears the microphone, plays into the slots.
type far struct {
	t      *testing.T
	peer   *webrtc.PeerConnection
	heard  chan *Packet
	slots  []*webrtc.TrackLocalStaticRTP
	answer Welcome
}

// newFar answers an offer as a server does: ICE-lite, candidates in the answer, none of the client's used.
func newFar(t *testing.T, offer string) *far {
	t.Helper()
	api, err := NewAPI(func(s *webrtc.SettingEngine) { s.SetLite(true) })
	if err != nil {
		t.Fatal(err)
	}
	peer, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = peer.GracefulClose() })
	f := &far{t: t, peer: peer, heard: make(chan *Packet, 64)}
	peer.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			packet, _, err := track.ReadRTP()
			if err != nil {
				return
			}
			f.heard <- packet
		}
	})
	f.must(peer.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}))
	for slot := range slotCount {
		f.addSlot(fmt.Sprintf("slot%d", slot))
	}
	f.answer = f.welcome()
	return f
}

func (f *far) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *far) addSlot(name string) {
	f.t.Helper()
	opus := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: clockRate, Channels: 2}
	track, err := webrtc.NewTrackLocalStaticRTP(opus, name, name)
	f.must(err)
	_, err = f.peer.AddTrack(track)
	f.must(err)
	f.slots = append(f.slots, track)
}

func (f *far) welcome() Welcome {
	f.t.Helper()
	gathered := webrtc.GatheringCompletePromise(f.peer)
	answer, err := f.peer.CreateAnswer(nil)
	f.must(err)
	f.must(f.peer.SetLocalDescription(answer))
	<-gathered
	w := testWelcome()
	w.Answer, w.MicrophoneMid = f.peer.LocalDescription().SDP, "0"
	for _, line := range f.peer.GetTransceivers() {
		for slot, track := range f.slots {
			if line.Sender() != nil && line.Sender().Track() == track {
				w.Slots = append(w.Slots, SlotLine{Slot: slot, Mid: line.Mid()})
			}
		}
	}
	return w
}

// joinWithMedia brings a client into the room with both ends of its media.
func joinWithMedia(t *testing.T, o Options) (*Client, *far, string) {
	t.Helper()
	s := newFakeServer(t)
	o.URL, o.Room = s.url, "q3vX"
	dialing := dial(t, o)
	conn := s.accept()
	command := conn.expect("join")
	var data joinData
	if err := json.Unmarshal(command.Data, &data); err != nil {
		t.Fatal(err)
	}
	f := newFar(t, data.Offer)
	conn.answer(command.ID, f.answer)
	got := <-dialing
	if got.err != nil {
		t.Fatal(got.err)
	}
	t.Cleanup(func() { _ = got.client.Close() })
	return got.client, f, data.Offer
}

func TestOfferIsOneMicrophoneAndThreeSlotsWithoutCandidates(t *testing.T) {
	_, _, offer := joinWithMedia(t, Options{})
	for what, want := range map[string]int{
		"\r\nm=audio ": 1 + slotCount, "\r\na=sendonly": 1, "\r\na=recvonly": slotCount, "\r\na=candidate": 0, "\r\na=group:BUNDLE ": 1,
	} {
		if got := strings.Count(offer, what); got != want {
			t.Errorf("%d times %q, want %d", got, what, want)
		}
	}
	if len(offer) > 16<<10 {
		t.Errorf("the offer has %d bytes", len(offer))
	}
}

func TestAudioGoesUpWithItsLevel(t *testing.T) {
	c, f, _ := joinWithMedia(t, Options{})
	if err := c.MediaReady(testContext(t)); err != nil {
		t.Fatal(err)
	}
	first := heardOne(t, f, func() error { return c.WriteAudio([]byte{0xf8, 1, 2}, 20*time.Millisecond) })
	c.SetLevel(-12)
	second := heardOne(t, f, func() error { return c.WriteAudio([]byte{0xf8, 1, 2}, 60*time.Millisecond) })
	third := heardOne(t, f, func() error { return c.WriteAudio([]byte{0xf8, 1, 2}, 20*time.Millisecond) })
	if step := second.Timestamp - first.Timestamp; step%960 != 0 || step == 0 {
		t.Errorf("timestamp grew by %d", step)
	}
	if n, step := third.SequenceNumber-second.SequenceNumber, third.Timestamp-second.Timestamp; uint32(n)*960 > step || n == 0 {
		t.Errorf("sequence grew by %d, timestamp by %d", n, step)
	}
	for _, test := range []struct {
		packet *Packet
		level  byte
	}{{first, 30}, {third, 12}} {
		ids := test.packet.GetExtensionIDs()
		if len(ids) != 1 {
			t.Fatalf("extensions %v", ids)
		}
		if got := test.packet.GetExtension(ids[0]); len(got) != 1 || got[0] != 0x80|test.level {
			t.Errorf("level %x, want voice at -%d", got, test.level)
		}
	}
}

// heardOne writes until the far end hears: a packet sent while the far end is still starting may be lost.
func heardOne(t *testing.T, f *far, write func() error) *Packet {
	t.Helper()
	deadline, tick := time.NewTimer(patience), time.NewTicker(20*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		if err := write(); err != nil {
			t.Fatal(err)
		}
		select {
		case p := <-f.heard:
			return p
		case <-tick.C:
		case <-deadline.C:
			t.Fatal("nothing was heard")
		}
	}
}

func TestPacketsComeWithTheSlotTheServerNamed(t *testing.T) {
	type got struct {
		slot    int
		payload byte
		csrc    uint32
	}
	packets := make(chan got, 256)
	c, f, _ := joinWithMedia(t, Options{OnRTP: func(slot int, p *Packet) { packets <- got{slot, p.Payload[1], p.CSRC[0]} }})
	if err := c.MediaReady(testContext(t)); err != nil {
		t.Fatal(err)
	}
	seen := map[got]bool{}
	deadline, tick := time.NewTimer(patience), time.NewTicker(20*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for sequence := uint16(1); len(seen) < slotCount; sequence++ {
		for slot, track := range f.slots {
			p := &Packet{Payload: []byte{0xf8, byte(slot)}}
			p.Version, p.SequenceNumber, p.Timestamp, p.CSRC = 2, sequence, uint32(sequence)*960, []uint32{uint32(100 + slot)}
			if err := track.WriteRTP(p); err != nil {
				t.Fatal(err)
			}
		}
		select {
		case p := <-packets:
			seen[p] = true
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("heard only %v", seen)
		}
	}
	for p := range seen {
		if p.slot != int(p.payload) || p.csrc != uint32(100+p.slot) {
			t.Errorf("slot %d played the packet of slot %d, CSRC %d", p.slot, p.payload, p.csrc)
		}
	}
}

func TestAudioGoesOnWhileTheSocketIsAway(t *testing.T) {
	c, f, _ := joinWithMedia(t, Options{})
	if err := c.MediaReady(testContext(t)); err != nil {
		t.Fatal(err)
	}
	c.Cut()
	heardOne(t, f, func() error { return c.WriteAudio([]byte{0xf8, 1, 2}, 20*time.Millisecond) })
}

func TestRawPacketsGoAsTheyAre(t *testing.T) {
	c, f, _ := joinWithMedia(t, Options{})
	if err := c.MediaReady(testContext(t)); err != nil {
		t.Fatal(err)
	}
	p := &Packet{Payload: []byte{0xf8, 9}}
	p.Version, p.SequenceNumber, p.Timestamp, p.Marker = 2, 4711, 123, true
	got := heardOne(t, f, func() error { return c.WriteRTP(p) })
	if got.SequenceNumber != 4711 || got.Timestamp != 123 || !got.Marker || got.Extension {
		t.Errorf("got %v", got)
	}
}

func TestAnswerThatCannotBeAppliedEndsTheDial(t *testing.T) {
	s := newFakeServer(t)
	dialing := dial(t, Options{URL: s.url, Room: "q3vX"})
	conn := s.accept()
	w := testWelcome()
	w.Answer = "v=nonsense"
	conn.answer(conn.expect("join").ID, w)
	if got := <-dialing; got.err == nil || !strings.Contains(got.err.Error(), "answer") {
		t.Errorf("got %v", got.err)
	}
}

func TestMediaOfAClosedClientAreNotReady(t *testing.T) {
	c, _, _ := joinWithMedia(t, Options{})
	if err := c.MediaReady(testContext(t)); err != nil {
		t.Fatal(err)
	}
	if c.PeerConnection().ConnectionState() != webrtc.PeerConnectionStateConnected {
		t.Error("ready but not connected")
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if c.PeerConnection().ConnectionState() != webrtc.PeerConnectionStateClosed {
		t.Error("closed but still connected")
	}
}
