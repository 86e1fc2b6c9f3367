package main

import (
	"context"
	"net"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/signaling/client"

	"github.com/pion/webrtc/v4"
	"go.uber.org/zap"
)

// THREATS 34: an offer whose fingerprint is not that of the certificate gives no media, either way.
func TestAnOfferWithAnotherFingerprintHasNoMedia(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	room, ann, others := scene(t, a, 1)
	defer ann.talk()()
	others[0].hears(ann)
	api, err := client.NewAPI(nil)
	if err != nil {
		t.Fatal(err)
	}
	forged, heard := joinForged(t, a, room, api)
	// The client holds the server's certificate to the answer and finishes its side; it is the server that refuses.
	eventually(t, "the handshake has failed", func() bool {
		_, page := get(t, a.metrics())
		return value(t, page, `corner_transports{state="opened"}`)+value(t, page, `corner_transports{state="checked"}`) == 0
	})
	others[0].hears(ann)
	_, page := get(t, a.metrics())
	if ready := value(t, page, `corner_transports{state="ready"}`); ready != 2 {
		t.Errorf("%g transports are ready, the honest ones are 2", ready)
	}
	if n := len(heard); n > 0 || forged.GetReceivers() == nil {
		t.Errorf("%d packets were heard", n)
	}
}

// A restart of ICE finds the path anew on the connection that there is: who listens hears on, and who talks is heard on.
func TestWhoRestartsTheirMediaGoesOn(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	_, ann, others := scene(t, a, 1)
	defer ann.talk()()
	listener := others[0]
	listener.hears(ann)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, p := range []*person{listener, ann} {
		if err := p.RestartMedia(ctx); err != nil {
			t.Fatal(err)
		}
		heard := 0
		eventually(t, "a second of talk is heard after the restart", func() bool {
			heard += len(listener.numbersOf(ann))
			return heard > 50
		})
	}
	if err := listener.SetLowDelay(ctx, true); err != nil {
		t.Fatal(err)
	}
}

// joinForged joins with an offer whose fingerprint has one other digit, and returns what it hears.
func joinForged(t *testing.T, a addresses, room string, api *webrtc.API) (*webrtc.PeerConnection, <-chan struct{}) {
	t.Helper()
	peer, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = peer.GracefulClose() })
	heard := make(chan struct{}, 1000)
	peer.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			if _, _, err := track.ReadRTP(); err != nil {
				return
			}
			heard <- struct{}{}
		}
	})
	if _, err := peer.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio,
		webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
		t.Fatal(err)
	}
	offer, err := peer.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := peer.SetLocalDescription(offer); err != nil {
		t.Fatal(err)
	}
	const mark = "a=fingerprint:sha-256 "
	at := strings.Index(offer.SDP, mark) + len(mark)
	other := map[bool]string{true: "1", false: "0"}[offer.SDP[at] == '0']
	f := &flood{address: a, rooms: []string{room}, offer: offer.SDP[:at] + other + offer.SDP[at+1:]}
	c := dialRaw(t, a)
	t.Cleanup(func() { _ = c.Close() })
	answer, code := f.join(c, 0)
	if code != "" {
		t.Fatal(code)
	}
	if err := peer.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		t.Fatal(err)
	}
	return peer, heard
}

// THREATS 31: after a lost socket, a resume and a reload, who is heard where is still who speaks.
func TestTheMappingOfVoicesSurvivesResumeAndReload(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	room, ann, others := scene(t, a, 2)
	bob, cid := others[0], others[1]
	ann.bring(bob)
	ann.do("hand.lower", nil)
	speakers := []*hacked{hack(ann), hack(bob)}
	for _, s := range speakers { // both choose the same SSRC
		s.republish(true)
		s.ssrc = 1
	}
	check := func(when string, listener *person) {
		t.Helper()
		for _, s := range speakers {
			listener.hearsFrom(s.person, s.utter(), s.utter)
		}
		for range 20 {
			for _, s := range speakers {
				s.utter()
			}
		}
		for _, s := range speakers {
			last := s.utter()
			listener.hearsFrom(s.person, last, s.utter)
		}
		if sources := listener.sources(); len(sources) != 2 || !slices.Contains(sources, "A") || !slices.Contains(sources, "B") {
			t.Errorf("%s: one source each is wanted: %v", when, sources)
		}
	}
	check("at first", cid)
	cid.Cut()
	cid.rejoinSocket()
	bob.Cut()
	bob.rejoinSocket()
	check("after a resume", cid)
	check("after a reload", enter(t, a, room, cid.Welcome().GuestToken, "Cid"))
}

// THREATS 36: there is no SCTP to attack: nothing that the media or signaling side is made of contains it.
func TestNoSCTPIsPartOfTheServer(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "go", "list", "-deps", "corner/sfu/...", "corner/signaling").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if !slices.Contains(packages, "github.com/pion/dtls/v3") {
		t.Fatalf("these are not the server's packages: %v", packages)
	}
	for _, p := range packages {
		if strings.Contains(p, "sctp") || strings.Contains(p, "datachannel") || strings.HasPrefix(p, "github.com/pion/webrtc") {
			t.Errorf("the server is made of %s", p)
		}
	}
}

// apiAt makes peer connections that have one address only.
func apiAt(t *testing.T, ip string) *webrtc.API {
	t.Helper()
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(ip)})
	if err != nil {
		t.Fatal(err)
	}
	mux := webrtc.NewICEUDPMux(nil, socket)
	t.Cleanup(func() { _ = mux.Close(); _ = socket.Close() })
	api, err := client.NewAPI(func(s *webrtc.SettingEngine) { s.SetICEUDPMux(mux) })
	if err != nil {
		t.Fatal(err)
	}
	return api
}
