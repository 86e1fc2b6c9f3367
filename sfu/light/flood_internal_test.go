package light

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// stranger is an address of a source that is no client.
func stranger(ip string, port uint16) path {
	return path{address: netip.AddrPortFrom(netip.MustParseAddr(ip), port)}
}

// forged is a binding request for a name, signed with a password.
func forged(t testing.TB, username, pwd string) []byte {
	t.Helper()
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(username),
		stun.NewShortTermIntegrity(pwd), stun.Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	return m.Raw
}

func TestAFloodFromOneSourceIsNotLookedAt(t *testing.T) {
	s, _ := still(t, Config{})
	now := time.Now()
	for i, datagram := range [][]byte{bytes.Repeat([]byte{250}, 100), forged(t, "NOBODYXX:abcd", "x"), rtpPacket(1, 1, 0, -1, 50)} {
		ip := fmt.Sprint("198.51.100.", i+1)
		before := s.Stats().Dropped.Flood
		for port := range uint16(10000) {
			s.datagram(append([]byte(nil), datagram...), stranger(ip, port), now)
		}
		if got := s.Stats().Dropped.Flood - before; got != 10000-sourceBurst {
			t.Errorf("kind %d: %d of 10000 were not looked at", i, got)
		}
		// After a while it is looked at again, at the rate that is its share.
		before = s.Stats().Dropped.Flood
		for port := range uint16(1000) {
			s.datagram(append([]byte(nil), datagram...), stranger(ip, port), now.Add(time.Second))
		}
		if got := s.Stats().Dropped.Flood - before; got != 1000-sourceRate {
			t.Errorf("kind %d: %d of 1000 were not looked at a second later", i, got)
		}
	}
	if len(s.byPath) != 0 || s.outbox.count != 0 {
		t.Error("the flood was answered or learnt from")
	}
}

func TestAFloodWithAVictimsAddressHarmsNoVictim(t *testing.T) {
	s, h := still(t, Config{})
	c, local := openOn(t, s)
	now := time.Now()
	advanceToReady(t, s, c, local, now)
	_, newcomers := openOn(t, s)
	for port := range uint16(20000) { // from the victim's own address and from others of its host
		s.datagram(bytes.Repeat([]byte{250}, 100), place("A"), now)
		s.datagram(forged(t, "NOBODYXX:abcd", "x"), stranger("127.0.0.2", port), now)
	}
	_, client := protectionFor(t, srtp.ProtectionProfileAeadAes128Gcm)
	sealed, _ := client.sealRTP(nil, rtpPacket(1, 1, 0, -1, 9))
	before := s.Stats().Dropped
	s.datagram(sealed, place("A"), now)
	if !answered(s, request(t, local), place("A"), now) {
		t.Error("the victim's check is not answered")
	}
	if !answered(s, request(t, newcomers), place("N"), now) {
		t.Error("another client of the victim's host cannot join")
	}
	if s.Stats().Dropped != before || len(h.closed) != 0 {
		t.Errorf("dropped %+v, was %+v", s.Stats().Dropped, before)
	}
}

func TestASourceIsAnAddressOrAPrefixAndTheirTableIsBounded(t *testing.T) {
	s := newSources()
	now := time.Now()
	exhaust := func(ip string) {
		for range sourceBurst {
			s.spend(netip.MustParseAddr(ip), now)
		}
	}
	exhaust("2001:db8:1:2::1")
	exhaust("192.0.2.1")
	for ip, want := range map[string]bool{
		"2001:db8:1:2:ffff::9": true, "2001:db8:1:3::1": false, "192.0.2.1": true, "::ffff:192.0.2.1": true, "192.0.2.2": false,
	} {
		if got := s.spent(netip.MustParseAddr(ip), now); got != want {
			t.Errorf("%s is spent: %v", ip, got)
		}
	}
	for i := range 100000 { // the table is an array; what matters is that others are hardly touched
		s.spend(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), now)
	}
	if s.spent(netip.MustParseAddr("203.0.113.1"), now) {
		t.Error("a source that sent nothing is spent")
	}
	if n := testing.AllocsPerRun(100, func() { s.spend(netip.MustParseAddr("2001:db8::1"), now) }); n != 0 {
		t.Errorf("%v allocations per datagram", n)
	}
}

func TestChecksForOneConnectionAreBounded(t *testing.T) {
	s, _ := still(t, Config{})
	_, local := openOn(t, s)
	_, others := openOn(t, s)
	now := time.Now()
	for name, datagram := range map[string][]byte{
		"its own": request(t, local), "forged": forged(t, others.Ufrag+":abcd", "guess"),
	} {
		before := s.Stats()
		for range 5000 {
			s.datagram(append([]byte(nil), datagram...), place("A"), now)
		}
		s.Flush()
		got := s.Stats()
		if answers := got.PacketsOut - before.PacketsOut; answers > checkBurst {
			t.Errorf("%s: %d checks were answered", name, answers)
		}
		if got.Dropped.Check-before.Dropped.Check < 5000-checkBurst {
			t.Errorf("%s: %d were dropped", name, got.Dropped.Check-before.Dropped.Check)
		}
	}
	if !answered(s, request(t, local), place("A"), now.Add(time.Second)) {
		t.Error("a second later there is no answer")
	}
}

func TestWhereAUsernameIsFound(t *testing.T) {
	message := func(attributes ...byte) []byte { return append(make([]byte, minSTUN), attributes...) }
	for name, test := range map[string]struct {
		message []byte
		want    string
	}{
		"first":          {message(0, 6, 0, 4, 'a', 'b', ':', 'c'), "ab"},
		"padded":         {message(0, 6, 0, 3, 'a', ':', 'c', 0), "a"},
		"after another":  {message(0, 36, 0, 4, 1, 2, 3, 4, 0, 6, 0, 4, 'a', 'b', ':', 'c'), "ab"},
		"without colon":  {message(0, 6, 0, 4, 'a', 'b', 'c', 'd'), "abcd"},
		"cut":            {message(0, 6, 0, 8, 'a', 'b', ':', 'c'), ""},
		"cut in padding": {message(0, 6, 0, 3, 'a', ':', 'c'), ""},
		"too far behind": {message(append(bytes.Repeat([]byte{0, 36, 0, 0}, 8), 0, 6, 0, 2, 'a', ':', 0, 0)...), ""},
		"none":           {message(), ""},
		"a huge length":  {message(0, 36, 255, 255), ""},
	} {
		if got := string(ufragIn(test.message)); got != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func FuzzUfrag(f *testing.F) {
	f.Add(append(make([]byte, minSTUN), 0, 6, 0, 4, 'a', 'b', ':', 'c'))
	f.Fuzz(func(t *testing.T, message []byte) {
		if len(message) >= minSTUN && len(ufragIn(message)) > len(message) {
			t.Fatal("more than there is")
		}
	})
}

func TestALogLineIsNotRepeatedWithoutBound(t *testing.T) {
	core, seen := observer.New(zap.DebugLevel)
	s, _ := still(t, Config{Log: zap.New(core)})
	for range 1000 {
		c, local := openOn(t, s)
		s.datagram(request(t, local), place("A"), time.Now())
		s.handshaken(c, keys{}, errFingerprint)
	}
	if n := seen.Len(); n == 0 || n > 2*linesPerSecond {
		t.Errorf("%d lines", n)
	}
}

// A flood through real sockets: 1,000 sources of one host send junk and forged checks as fast as the server reads while
// one client is heard. Faster, the kernel would throw packets of both away on a busy machine, which proves nothing.
func TestAudioGoesOnDuringAFlood(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	c := dial(t, s)
	k, err := c.shakeForKeys(c.socket, patience)
	if err != nil {
		t.Fatal(err)
	}
	await(t, w.ready, "keys")
	_, ours, err := newProtection(k)
	if err != nil {
		t.Fatal(err)
	}
	datagrams := [][]byte{bytes.Repeat([]byte{250}, 300), forged(t, "NOBODYXX:abcd", "x"), forged(t, c.local.Ufrag+":abcd", "x")}
	var attackers []*net.UDPConn
	for range 1000 {
		socket, err := net.DialUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 9)}, net.UDPAddrFromAddrPort(c.server))
		if err != nil {
			t.Fatal(err)
		}
		defer socket.Close()
		attackers = append(attackers, socket)
	}
	heap := heapInUse()
	const packets = 500
	heard, sent := 0, 0
	for i := range packets {
		for range 40 {
			sent++
			_, _ = attackers[sent%len(attackers)].Write(datagrams[sent%len(datagrams)])
		}
		sealed, _ := ours.sealRTP(nil, rtpPacket(7, uint16(i), 0, 1, 60))
		c.send(t, sealed)
		for len(w.rtp) > 0 {
			<-w.rtp
			heard++
		}
		if i-heard > 5 { // the server is behind, or has lost some
			select {
			case <-w.rtp:
				heard++
			case <-time.After(200 * time.Millisecond):
			}
		}
	}
	for ; heard < packets*99/100; heard++ {
		await(t, w.rtp, fmt.Sprint("99 % of the packets: ", heard))
	}
	if now := heapInUse(); now > heap+2<<20 {
		t.Errorf("heap went from %d to %d KiB", heap>>10, now>>10)
	}
	if got := s.Stats(); got.Ready != 1 || got.Dropped.Flood == 0 {
		t.Errorf("%+v", got)
	}
}
