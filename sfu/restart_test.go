package sfu

import (
	"errors"
	"strings"
	"testing"

	"corner/sfu/offer"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// restart has a client restart ICE and returns the offer it made.
func (c *client) restart(r *Room) string {
	c.t.Helper()
	restart, err := c.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: true})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.pc.SetLocalDescription(restart); err != nil {
		c.t.Fatal(err)
	}
	answer, err := r.Restart(c.participant, restart.SDP)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer.SDP}); err != nil {
		c.t.Fatal(err)
	}
	return restart.SDP
}

func TestARestartedConnectionGoesOnWhereItWas(t *testing.T) {
	s := serve(t)
	r := s.OpenRoom("room", nil)
	a, b := join(t, r, "a"), join(t, r, "b")
	r.AllowPublish("a", true)
	said := a.speak(1, 10, 30)
	b.await("speech", func(p []rtp.Packet) bool { return len(p) == len(said) })
	b.restart(r)
	a.restart(r)
	for n := range 20 { // the first may go to an address that ICE is just leaving
		a.speak(11+10*n, 10, 30)
		if len(b.packets()) >= len(said)+10 {
			break
		}
	}
	b.await("speech after the restart", func(p []rtp.Packet) bool { return len(p) >= len(said)+10 })
	if got := s.Transport(); got.HandshakesDone != 2 || got.Ready != 2 {
		t.Errorf("%+v", got)
	}
}

func TestRestartsThatAreRefused(t *testing.T) {
	s := serve(t)
	r := s.OpenRoom("room", nil)
	a := join(t, r, "a")
	again, err := a.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Restart("nobody", again.SDP); !errors.Is(err, ErrNoConnection) {
		t.Errorf("somebody unknown: %v", err)
	}
	r.AllowPublish("only a gate", true)
	if _, err := r.Restart("only a gate", again.SDP); !errors.Is(err, ErrNoConnection) {
		t.Errorf("somebody without connection: %v", err)
	}
	for name, sdp := range map[string]string{
		"no SDP":               "nonsense",
		"other payload types":  strings.NewReplacer(" 111", " 99", ":111 ", ":99 ").Replace(again.SDP),
		"another client's":     mustOffer(t, newClient(t, "x", 1)),
		"another level header": strings.ReplaceAll(again.SDP, "extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "extmap:9 urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
	} {
		var refusal *offer.Error
		if _, err := r.Restart("a", sdp); !errors.As(err, &refusal) || refusal.Code != offer.CodeBad {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.Remove("a")
	if _, err := r.Restart("a", again.SDP); !errors.Is(err, ErrNoConnection) {
		t.Errorf("somebody who has left: %v", err)
	}
	r.Close()
	if _, err := r.Restart("a", again.SDP); !errors.Is(err, ErrNoConnection) {
		t.Errorf("a closed room: %v", err)
	}
}

// mustOffer makes a client's first offer.
func mustOffer(t *testing.T, c *client) string {
	t.Helper()
	o, err := c.pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	return o.SDP
}

// A connection whose client has gone silent is no connection to restart.
func TestAConnectionThatHasEndedCannotBeRestarted(t *testing.T) {
	s := serve(t)
	r := s.OpenRoom("room", nil)
	a := join(t, r, "a")
	sdp := mustOffer(t, a)
	r.mu.Lock()
	p := r.members["a"].peer
	r.mu.Unlock()
	p.conn.Close()
	if _, err := r.Restart("a", sdp); !errors.Is(err, ErrNoConnection) {
		t.Errorf("%v", err)
	}
}
