package light_test

import (
	"bytes"
	"net"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"corner/sfu/light"
)

func TestAudioGoesBothWaysWithEverySuite(t *testing.T) {
	for _, test := range []struct {
		offered []dtls.SRTPProtectionProfile
		want    string
	}{
		{nil, "AEAD_AES_128_GCM"},
		{[]dtls.SRTPProtectionProfile{dtls.SRTP_AES128_CM_HMAC_SHA1_80}, "AES128_CM_HMAC_SHA1_80"},
		{[]dtls.SRTPProtectionProfile{dtls.SRTP_AES128_CM_HMAC_SHA1_80, dtls.SRTP_AEAD_AES_128_GCM}, "AEAD_AES_128_GCM"},
	} {
		t.Run(test.want, func(t *testing.T) {
			heard := newRecorder()
			heard.echo = true
			s := serve(t, light.Config{}, heard)
			pc, track, sdp := newPeer(t, test.offered...)
			echoes := make(chan *rtp.Packet, 1024)
			pc.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
				for {
					p, _, err := remote.ReadRTP()
					if err != nil {
						return
					}
					keep(echoes, p)
				}
			})
			conn, _ := join(t, s, pc, sdp, nil)
			if got := await(t, heard.ready, "keys"); got != conn || conn.Owner() != pc {
				t.Fatal("Ready was told of another connection")
			}
			if conn.Suite() != test.want {
				t.Fatalf("suite %s, want %s", conn.Suite(), test.want)
			}
			payload := []byte("\xfcforty bytes that look like opus, or not.")
			var echo *rtp.Packet
			for seq := uint16(100); echo == nil; seq++ {
				if seq == 600 {
					t.Fatal("no echo")
				}
				if err := track.WriteRTP(&rtp.Packet{Header: rtp.Header{
					Version: 2, SequenceNumber: seq, Timestamp: uint32(seq) * 960,
				}, Payload: payload}); err != nil {
					t.Fatal(err)
				}
				select {
				case echo = <-echoes:
				case <-time.After(20 * time.Millisecond):
				}
			}
			if !bytes.Equal(echo.Payload, payload) || echo.SSRC != echoSSRC || len(echo.CSRC) != 1 || echo.CSRC[0] != 7 {
				t.Fatalf("the echo is another packet: %v", echo)
			}
			conn.Close()
			if reason := await(t, heard.closed, "Closed"); reason != light.ReasonClosed {
				t.Fatalf("closed with %q", reason)
			}
		})
	}
}

func TestJunkFromOthersDoesNotDisturbAudio(t *testing.T) {
	heard := newRecorder()
	s := serve(t, light.Config{}, heard)
	pc, track, sdp := newPeer(t)
	join(t, s, pc, sdp, nil)
	await(t, heard.ready, "keys")
	stranger, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(s.Candidates()[0].AddrPort))
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	for i := range 5000 {
		_, _ = stranger.Write(bytes.Repeat([]byte{byte(i)}, 20+i%200))
	}
	for seq := uint16(1); len(heard.rtp) < 20; seq++ {
		if seq == 1000 {
			t.Fatal("no audio")
		}
		if err := track.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: seq}, Payload: []byte("opus")}); err != nil {
			t.Fatal(err)
		}
		<-time.After(5 * time.Millisecond)
	}
	if got := s.Stats(); got.Ready != 1 || got.Opened+got.Checked != 0 || got.Dropped.Stranger == 0 {
		t.Fatalf("%+v", got)
	}
}

func TestAPeerWithAnotherFingerprintGetsNoMedia(t *testing.T) {
	heard := newRecorder()
	s := serve(t, light.Config{}, heard)
	pc, track, sdp := newPeer(t)
	conn, _ := join(t, s, pc, sdp, func(r *light.Remote) { r.Fingerprint[0] ^= 1 })
	if reason := await(t, heard.closed, "Closed"); reason != light.ReasonHandshakeFailed {
		t.Errorf("closed with %q", reason)
	}
	_ = track.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2}, Payload: []byte("opus")})
	if conn.Ready() || len(heard.rtp) != 0 || pc.ConnectionState() == webrtc.PeerConnectionStateConnected {
		t.Error("there is media all the same")
	}
}

func TestTheServerTicks(t *testing.T) {
	heard := newRecorder()
	s := serve(t, light.Config{}, heard)
	first := await(t, heard.ticked, "a tick")
	if second := await(t, heard.ticked, "a second tick"); !second.After(first) {
		t.Error("time stands still")
	}
	order := make(chan int, 100)
	for i := range 100 {
		s.Post(func() { order <- i })
	}
	for i := range 100 {
		if got := await(t, order, "what was posted"); got != i {
			t.Fatalf("%d ran in place of %d", got, i)
		}
	}
}
