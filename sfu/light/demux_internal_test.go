package light

import (
	"bytes"
	"maps"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
)

func TestClassify(t *testing.T) {
	of := func(first, second byte, length int) []byte {
		b := make([]byte, length)
		if length > 1 {
			b[0], b[1] = first, second
		}
		return b
	}
	for _, test := range []struct {
		name     string
		datagram []byte
		want     kind
	}{
		{"empty", nil, junk},
		{"one byte", []byte{0}, junk},
		{"stun request", of(0, 1, 20), kindSTUN},
		{"stun response", of(1, 1, 20), kindSTUN},
		{"stun cut", of(0, 1, 19), junk},
		{"zrtp", of(16, 0, 40), junk},
		{"turn channel", of(64, 0, 40), junk},
		{"dtls change cipher spec", of(20, 254, 14), kindDTLS},
		{"dtls handshake", of(22, 254, 80), kindDTLS},
		{"dtls last", of(63, 254, 13), kindDTLS},
		{"dtls cut", of(22, 254, 12), junk},
		{"rtp", of(128, 111, 12), kindRTP},
		{"rtp with marker", of(128, 111|128, 12), kindRTP},
		{"rtp with marker and opus of firefox", of(144, 109|128, 30), kindRTP},
		{"rtp cut", of(128, 111, 11), junk},
		{"sender report", of(128, 200, 28), kindRTCP},
		{"receiver report without blocks", of(128, 201, 8), kindRTCP},
		{"feedback", of(129, 205, 16), kindRTCP},
		{"rtcp cut", of(128, 201, 7), junk},
		{"first of rtcp", of(128, 192, 8), kindRTCP},
		{"last of rtcp", of(128, 223, 8), kindRTCP},
		{"after rtcp", of(128, 224, 12), kindRTP},
		{"last of rtp", of(191, 0, 12), kindRTP},
		{"beyond rtp", of(192, 0, 40), junk},
		{"all ones", bytes.Repeat([]byte{255}, 40), junk},
	} {
		if got := classify(test.datagram); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// between is a server with a connection that has keys at A and one that shakes hands at B.
func between(t testing.TB) (s *Server, withKeys, shaking *Conn) {
	t.Helper()
	s, _ = still(t, Config{})
	withKeys, local := openOn(t, s)
	s.datagram(request(t, local), place("A"), time.Now())
	k := testKeys(srtp.ProtectionProfileAeadAes128Gcm)
	k.lastFlight = [][]byte{[]byte("last flight")}
	s.handshaken(withKeys, k, nil)
	shaking, local = openOn(t, s)
	s.datagram(request(t, local), place("B"), time.Now())
	shaking.feed = &feed{in: make(chan []byte, feedDepth), cancel: func() {}}
	return s, withKeys, shaking
}

func FuzzDatagram(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	f.Add([]byte{22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1})
	f.Add(rtpPacket(1, 1, 3, 2, 40))
	f.Add([]byte{0x80, 201, 0, 1, 0, 0, 0, 1, 0x80, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
	s, withKeys, shaking := between(f)
	_, local := openOn(f, s)
	f.Add(request(f, local)[:60])
	proofs := maps.Clone(s.byPath)
	f.Fuzz(func(t *testing.T, datagram []byte) {
		if len(datagram) > maxDatagram {
			datagram = datagram[:maxDatagram]
		}
		for _, from := range []string{"A", "B", "C"} {
			s.datagram(append([]byte(nil), datagram...), place(from), time.Now())
		}
		for len(shaking.feed.in) > 0 {
			<-shaking.feed.in
		}
		if !maps.Equal(proofs, s.byPath) || at(withKeys) != place("A") || at(shaking) != place("B") {
			t.Fatal("an unauthenticated datagram changed an address")
		}
	})
}

func TestJunkFromAnywhereChangesNothing(t *testing.T) {
	s, withKeys, shaking := between(t)
	heard, before := withKeys.selected.heard, maps.Clone(s.byPath)
	for i := range 256 {
		for _, length := range []int{0, 1, 8, 13, 20, 60, maxDatagram} {
			for _, from := range []string{"A", "C", "D"} {
				s.datagram(bytes.Repeat([]byte{byte(i)}, length), place(from), heard.Add(time.Minute))
			}
		}
	}
	if !maps.Equal(before, s.byPath) || withKeys.selected.heard != heard || len(shaking.feed.in) != 0 {
		t.Fatal("junk had an effect")
	}
	d := s.Stats().Dropped
	if d.Junk == 0 || d.Stranger == 0 || d.Check == 0 || d.Forged == 0 {
		t.Fatalf("junk was not counted: %+v", d)
	}
}

func TestAHandshakesQueueIsBounded(t *testing.T) {
	s, _, shaking := between(t)
	hello := make([]byte, 60)
	hello[0] = recordHandshake
	for range 10 * feedDepth {
		s.datagram(hello, place("B"), time.Now())
	}
	if len(shaking.feed.in) != feedDepth || s.Stats().Dropped.Handshake != 9*feedDepth {
		t.Fatalf("%d queued, %d dropped", len(shaking.feed.in), s.Stats().Dropped.Handshake)
	}
}

func TestForgedAlertsDoNotReachAHandshake(t *testing.T) {
	s, _, shaking := between(t)
	alert := []byte{recordAlert, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40}
	s.datagram(alert, place("B"), time.Now())
	if len(shaking.feed.in) != 0 {
		t.Fatal("a plaintext alert reached the handshake")
	}
}

func TestTheLastFlightAnswersAnyHandshakeRecordButNotAFlood(t *testing.T) {
	s, _, _ := between(t)
	finished := make([]byte, 60)
	finished[0], finished[4] = recordHandshake, 1
	s.Flush()
	now, out := time.Now(), s.Stats().PacketsOut
	for range 100 {
		s.datagram(finished, place("A"), now)
	}
	s.Flush()
	if got := s.Stats().PacketsOut - out; got != 1 {
		t.Fatalf("sent %d times at once", got)
	}
	s.datagram(finished, place("A"), now.Add(resendInterval))
	s.Flush()
	if got := s.Stats(); got.PacketsOut-out != 2 || got.LastFlights != 2 {
		t.Fatalf("a later record was not answered: %+v", got)
	}
	change := append([]byte{recordChangeCipherSpec}, finished[1:]...)
	s.datagram(change, place("A"), now.Add(time.Second))
	s.Flush()
	if got := s.Stats().PacketsOut - out; got != 2 {
		t.Fatal("a record that is no handshake record was answered")
	}
}
