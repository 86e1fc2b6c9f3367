package lightclient

import (
	"net/netip"
	"testing"

	"corner/sfu/offer"
)

func TestTheOfferIsOneTheServerUnderstands(t *testing.T) {
	own := credentials{"abcdefgh", "abcdefghijklmnopqrstuv"}
	fingerprint := make([]byte, 32)
	fingerprint[31] = 0xa7
	o, err := offer.Parse(offerText(own, fingerprint))
	if err != nil {
		t.Fatal(err)
	}
	if o.Microphone.Mid != "0" || o.Microphone.AudioLevel != levelID || o.Microphone.PayloadType != payloadType || len(o.Slots) != slotLines {
		t.Errorf("%+v", o)
	}
	if o.Remote.Ufrag != own.ufrag || o.Remote.Pwd != own.pwd || o.Remote.Fingerprint[31] != 0xa7 {
		t.Errorf("%+v", o.Remote)
	}
}

func TestACandidateIsOneThatTheSocketReaches(t *testing.T) {
	text := "a=ice-ufrag:first\r\na=ice-pwd:pwd\r\na=fingerprint:sha-256 " +
		"00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F\r\n" +
		"a=extmap:5 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n" +
		"a=candidate:1 1 udp 2130706431 192.0.2.1 8192 typ host\r\na=candidate:2 1 UDP 1 127.0.0.1 8193 typ host\r\n" +
		"a=candidate:3 1 tcp 1 127.0.0.1 8194 typ host tcptype passive\r\na=candidate:4 1 udp 1 ::1 8195 typ host\r\n" +
		"a=candidate:5 1 udp 1 example.test 8195 typ host\r\na=candidate:6 1 udp 1 127.0.0.1 81950 typ host\r\na=candidate:7\r\n" +
		"a=ice-ufrag:second\r\n"
	a, err := parseAnswer(text)
	if err != nil {
		t.Fatal(err)
	}
	if a.remote.ufrag != "first" || a.levelID != 5 || len(a.candidates) != 2 {
		t.Errorf("%+v", a)
	}
	for from, want := range map[string]string{"127.0.0.9": "127.0.0.1:8193", "198.51.100.4": "192.0.2.1:8192"} {
		if got := a.candidateFor(netip.MustParseAddr(from)); got.String() != want {
			t.Errorf("from %s to %s", from, got)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("a=ice-ufrag:x\na=candidate:1 1 udp 1 127.0.0.1 1 typ host\n")
	f.Add("a=fingerprint:sha-256 zz\r\na=extmap:\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		if a, err := parseAnswer(text); err == nil && (len(a.candidates) == 0 || len(a.fingerprint) != 32 || a.remote.pwd == "") {
			t.Errorf("%+v was taken", a)
		}
	})
}
