package light_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"corner/sfu/light"
	"corner/sfu/offer"
)

// patience bounds every wait in these tests; nothing in a passing test comes near it.
const patience = 10 * time.Second

// recorder is a Handler that keeps what it hears, and echoes RTP when asked.
type recorder struct {
	echo bool // send each packet back under echoSSRC

	ready  chan *light.Conn
	closed chan string
	rtp    chan []byte
	rtcp   chan []byte
	ticked chan time.Time
}

const echoSSRC = 0x51070001

func newRecorder() *recorder {
	return &recorder{
		ready: make(chan *light.Conn, 1024), closed: make(chan string, 8192),
		rtp: make(chan []byte, 1024), rtcp: make(chan []byte, 1024), ticked: make(chan time.Time, 1),
	}
}

func (r *recorder) RTP(c *light.Conn, packet []byte, _ time.Time) {
	keep(r.rtp, append([]byte(nil), packet...))
	if !r.echo {
		return
	}
	var p rtp.Packet
	if p.Unmarshal(packet) != nil {
		return
	}
	back := rtp.Packet{Header: rtp.Header{
		Version: 2, PayloadType: p.PayloadType, SequenceNumber: p.SequenceNumber & 0x7fff,
		Timestamp: p.Timestamp, SSRC: echoSSRC, CSRC: []uint32{7},
	}, Payload: p.Payload}
	raw, _ := back.Marshal()
	_ = c.SendRTP(raw)
}

func (r *recorder) RTCP(_ *light.Conn, packet []byte, _ time.Time) {
	keep(r.rtcp, append([]byte(nil), packet...))
}
func (r *recorder) Batch(time.Time)                       {}
func (r *recorder) Ready(c *light.Conn)                   { keep(r.ready, c) }
func (r *recorder) Closed(_ *light.Conn, reason string)   { r.closed <- reason }
func (r *recorder) Tick(at time.Time, late time.Duration) { keep(r.ticked, at) }

// keep sends without blocking: a Handler must not block, and a full channel is enough to look at.
func keep[T any](to chan T, value T) {
	select {
	case to <- value:
	default:
	}
}

func await[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// serve runs a server on loopback until the test ends.
func serve(t testing.TB, cfg light.Config, handler light.Handler) *light.Server {
	t.Helper()
	cfg.Address = "127.0.0.1"
	s, err := light.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.Run(ctx, handler); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	return s
}

// newPeer makes a PeerConnection with one microphone and three slots, and its offer.
func newPeer(t testing.TB, profiles ...dtls.SRTPProtectionProfile) (*webrtc.PeerConnection, *webrtc.TrackLocalStaticRTP, string) {
	t.Helper()
	return newPeerOn(t, []webrtc.NetworkType{webrtc.NetworkTypeUDP4}, profiles...)
}

// newPeerOn is newPeer for a client that has only some networks.
func newPeerOn(
	t testing.TB, networks []webrtc.NetworkType, profiles ...dtls.SRTPProtectionProfile,
) (*webrtc.PeerConnection, *webrtc.TrackLocalStaticRTP, string) {
	t.Helper()
	var engine webrtc.SettingEngine
	engine.SetIncludeLoopbackCandidate(true)
	engine.SetNetworkTypes(networks)
	if len(profiles) > 0 {
		engine.SetSRTPProtectionProfiles(profiles...)
	}
	var media webrtc.MediaEngine
	if err := media.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(engine), webrtc.WithMediaEngine(&media)).
		NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.GracefulClose() })
	track, err := webrtc.NewTrackLocalStaticRTP(
		webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}, "mic", "mic")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{
		Direction: webrtc.RTPTransceiverDirectionSendonly,
	}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, webrtc.RTPTransceiverInit{
			Direction: webrtc.RTPTransceiverDirectionRecvonly,
		}); err != nil {
			t.Fatal(err)
		}
	}
	description, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := pc.SetLocalDescription(description); err != nil {
		t.Fatal(err)
	}
	return pc, track, description.SDP
}

// join answers a peer's offer through the server. The remote may be altered before it is opened.
func join(
	t testing.TB, s *light.Server, pc *webrtc.PeerConnection, sdp string, alter func(*light.Remote),
) (*light.Conn, string) {
	t.Helper()
	o, err := offer.Parse(sdp)
	if err != nil {
		t.Fatalf("%v in\n%s", err, sdp)
	}
	remote := light.Remote(o.Remote)
	if alter != nil {
		alter(&remote)
	}
	conn, local, err := s.Open(remote, pc)
	if err != nil {
		t.Fatal(err)
	}
	answer := o.Answer(inAnswer(local), []offer.Slot{
		{ID: "slot0", SSRC: echoSSRC}, {ID: "slot1", SSRC: echoSSRC + 1}, {ID: "slot2", SSRC: echoSSRC + 2},
	})
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		t.Fatalf("%v in\n%s", err, answer)
	}
	return conn, answer
}

// inAnswer says in an answer's words what the server says of its side.
func inAnswer(l light.Local) offer.Local {
	local := offer.Local{Ufrag: l.Ufrag, Pwd: l.Pwd, Fingerprint: l.Fingerprint}
	for _, c := range l.Candidates {
		local.Candidates = append(local.Candidates, offer.Candidate(c))
	}
	return local
}
