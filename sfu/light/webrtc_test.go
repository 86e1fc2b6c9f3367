package light_test

import (
	"bytes"
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
