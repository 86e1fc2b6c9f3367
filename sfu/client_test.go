package sfu

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// patience bounds every wait for another goroutine.
const patience = 10 * time.Second

// serve runs an SFU on loopback until the test ends.
func serve(t testing.TB) *SFU { return serveWith(t, Config{}) }

// serveWith runs an SFU of a configuration on loopback until the test ends.
func serveWith(t testing.TB, c Config) *SFU {
	t.Helper()
	c.Light.Address, c.Light.Advertise = "127.0.0.1", []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

// client is a real WebRTC client: a microphone that sends whatever a test likes, and what its slots played.
type client struct {
	t           testing.TB
	participant string
	pc          *webrtc.PeerConnection
	microphone  *rawTrack
	answer      Answer
	negotiated  int // times the peer connection asked to renegotiate

	mu    sync.Mutex
	heard []rtp.Packet // in order of arrival
	grown chan struct{}
}

// newClient makes a client with lines for a number of slots, not yet connected.
func newClient(t testing.TB, participant string, slots int) *client {
	t.Helper()
	media := &webrtc.MediaEngine{}
	if err := media.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	level := webrtc.RTPHeaderExtensionCapability{URI: sdp.AudioLevelURI}
	if err := media.RegisterHeaderExtension(level, webrtc.RTPCodecTypeAudio); err != nil {
		t.Fatal(err)
	}
	settings := webrtc.SettingEngine{}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	settings.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	api := webrtc.NewAPI(webrtc.WithMediaEngine(media), webrtc.WithSettingEngine(settings),
		webrtc.WithInterceptorRegistry(&interceptor.Registry{}))
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, participant: participant, pc: pc, microphone: newRawTrack(), grown: make(chan struct{}, 1)}
	t.Cleanup(c.leave)
	if _, err := pc.AddTransceiverFromTrack(c.microphone,
		webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}); err != nil {
		t.Fatal(err)
	}
	for range slots {
		if _, err := pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio,
			webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			t.Fatal(err)
		}
	}
	pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { c.listen(track) })
	return c
}

// join connects a client to a room.
func join(t testing.TB, r *Room, participant string) *client {
	t.Helper()
	c := newClient(t, participant, MaxSlots)
	c.connect(r)
	return c
}

// connect makes the one offer, takes the one answer, and waits until media can flow.
func (c *client) connect(r *Room) {
	c.t.Helper()
	offer, err := c.pc.CreateOffer(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	up := make(chan struct{})
	var once sync.Once
	c.pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(up) })
		}
	})
	if err := c.pc.SetLocalDescription(offer); err != nil {
		c.t.Fatal(err)
	}
	if c.answer, err = r.Connect(c.participant, offer.SDP); err != nil {
		c.t.Fatal(err)
	}
	answer := webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: c.answer.SDP}
	if err := c.pc.SetRemoteDescription(answer); err != nil {
		c.t.Fatal(err)
	}
	c.pc.OnNegotiationNeeded(func() {
		c.mu.Lock()
		c.negotiated++
		c.mu.Unlock()
	})
	select {
	case <-up:
	case <-time.After(patience):
		c.t.Fatal("the client did not connect")
	}
	eventually(c.t, "the server to have keys", func() bool { return hasKeys(r, c.participant) })
}

// hasKeys asks the media goroutine whether a participant's connection is up.
func hasKeys(r *Room, participant string) bool {
	r.mu.Lock()
	p := r.members[participant].peer
	r.mu.Unlock()
	answer := make(chan bool, 1)
	r.transport.post(func() { answer <- p.onWire != nil })
	return <-answer
}

// leave ends the client.
func (c *client) leave() { _ = c.pc.GracefulClose() }

// listen keeps what one slot plays.
func (c *client) listen(track *webrtc.TrackRemote) {
	for {
		p, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		c.mu.Lock()
		c.heard = append(c.heard, *p)
		c.mu.Unlock()
		select {
		case c.grown <- struct{}{}:
		default:
		}
	}
}

// packets returns what was heard so far, without silence.
func (c *client) packets() []rtp.Packet {
	c.mu.Lock()
	defer c.mu.Unlock()
	var spoken []rtp.Packet
	for _, p := range c.heard {
		if string(p.Payload) != silenceFrame {
			spoken = append(spoken, p)
		}
	}
	return spoken
}

// await waits until the packets heard satisfy a condition.
func (c *client) await(what string, condition func([]rtp.Packet) bool) {
	c.t.Helper()
	deadline := time.After(patience)
	for !condition(c.packets()) {
		select {
		case <-c.grown:
		case <-deadline:
			c.t.Fatalf("%s waited in vain for %s: %d packets heard", c.participant, what, len(c.packets()))
		}
	}
}

// eventually waits until a condition that another goroutine brings about holds.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.After(patience)
	for !condition() {
		select {
		case <-time.After(2 * time.Millisecond):
		case <-deadline:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// rawTrack is a microphone that sends packets exactly as it is told to, honest or not.
type rawTrack struct {
	bound  chan struct{}
	writer webrtc.TrackLocalWriter
	ssrc   webrtc.SSRC
	level  uint8 // extension id
	pt     webrtc.PayloadType
}

func newRawTrack() *rawTrack { return &rawTrack{bound: make(chan struct{})} }

func (r *rawTrack) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	r.writer, r.ssrc = ctx.WriteStream(), ctx.SSRC()
	for _, e := range ctx.HeaderExtensions() {
		if e.URI == sdp.AudioLevelURI {
			r.level = uint8(e.ID)
		}
	}
	codec := ctx.CodecParameters()[0]
	for _, other := range ctx.CodecParameters() {
		if other.MimeType == webrtc.MimeTypeOpus {
			codec = other
		}
	}
	r.pt = codec.PayloadType
	close(r.bound)
	return codec, nil
}

func (r *rawTrack) Unbind(webrtc.TrackLocalContext) error { return nil }
func (r *rawTrack) ID() string                            { return "microphone" }
func (r *rawTrack) RID() string                           { return "" }
func (r *rawTrack) StreamID() string                      { return "microphone" }
func (r *rawTrack) Kind() webrtc.RTPCodecType             { return webrtc.RTPCodecTypeAudio }

// packet makes an honest packet, the n-th of a stream.
func (r *rawTrack) packet(n int, level byte, payload string) *rtp.Packet {
	<-r.bound
	p := &rtp.Packet{Header: rtp.Header{
		Version: 2, PayloadType: uint8(r.pt), SSRC: uint32(r.ssrc),
		SequenceNumber: uint16(n), Timestamp: uint32(n) * frameSamples,
	}, Payload: []byte(payload)}
	_ = p.SetExtension(r.level, []byte{level})
	return p
}

// send sends a packet, which needs no answer: what is lost is lost.
func (r *rawTrack) send(p *rtp.Packet) { _, _ = r.writer.WriteRTP(&p.Header, p.Payload) }
