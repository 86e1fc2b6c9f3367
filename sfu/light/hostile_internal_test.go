package light

import (
	"bytes"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
)

// mutations is how many mutated packets a test sends; CORNER_MUTATIONS raises it.
func mutations(t testing.TB) int {
	t.Helper()
	text := os.Getenv("CORNER_MUTATIONS")
	if text == "" {
		return 100_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("CORNER_MUTATIONS is %q", text)
	}
	return n
}

// mutate spoils a packet in one of the ways a hostile client might.
func mutate(r *rand.Rand, packet []byte) []byte {
	p := append([]byte(nil), packet...)
	switch r.IntN(6) {
	case 0: // a flipped bit
		p[r.IntN(len(p))] ^= 1 << r.IntN(8)
	case 1: // cut
		p = p[:r.IntN(len(p))]
	case 2: // a byte in the header, where counts and lengths are
		p[r.IntN(min(20, len(p)))] = byte(r.Uint32())
	case 3: // longer
		p = append(p, make([]byte, r.IntN(maxDatagram-len(p)))...)
	case 4: // several bytes
		for range 1 + r.IntN(8) {
			p[r.IntN(len(p))] = byte(r.Uint32())
		}
	default: // noise behind a plausible beginning
		for i := 2; i < len(p); i++ {
			p[i] = byte(r.Uint32())
		}
	}
	return p
}

// models are the packets that are mutated.
func models() [][]byte {
	return [][]byte{
		rtpPacket(1, 1, 0, -1, 80), rtpPacket(1, 1, 3, 2, 80), rtpPacket(1, 1, 15, 0, 0), rtpPacket(1, 1, 0, 40, 1000),
		{0x80, 201, 0, 1, 0, 0, 0, 1},
		{0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 9, 255, 255},
		append([]byte{0x81, 200, 0, 12, 0, 0, 0, 1}, make([]byte, 44)...),
	}
}

// sealAs seals a packet that a sealer of ours may refuse, in the way that a hostile client would.
func sealAs(client *sealer, packet []byte) []byte {
	if len(packet) < 2 {
		return nil
	}
	seal := client.sealRTP
	if packet[1] >= 192 && packet[1] <= 223 {
		seal = client.sealRTCP
	}
	sealed, err := seal(nil, packet)
	if err != nil {
		return nil
	}
	return sealed
}

func TestMutatedPacketsThroughValidKeysHarmNobody(t *testing.T) {
	for _, profile := range profiles() {
		s, h := still(t, Config{})
		c, local := openOn(t, s)
		victim, victims := openOn(t, s)
		now := time.Now()
		for i, of := range []struct {
			c *Conn
			l Local
		}{{c, local}, {victim, victims}} {
			s.datagram(request(t, of.l), place(string(rune('A'+i))), now)
			s.handshaken(of.c, testKeys(profile), nil)
		}
		_, hostile := protectionFor(t, profile)
		_, honest := protectionFor(t, profile)
		r := rand.New(rand.NewPCG(1, 2))
		list, opened := models(), 0
		for i := range mutations(t) {
			mutated := mutate(r, list[i%len(list)])
			sealed := sealAs(hostile, mutated) // mutated before it is sealed, and after
			if r.IntN(4) == 0 || sealed == nil {
				sealed = mutate(r, list[i%len(list)])
			}
			s.datagram(sealed, place("A"), now)
			if c.state == closed { // for its SSRCs: it comes back
				c, local = openOn(t, s)
				s.datagram(request(t, local), place("A"), now)
				s.handshaken(c, testKeys(profile), nil)
				_, hostile = protectionFor(t, profile)
				opened++
			}
			if i%100 == 0 {
				good, _ := honest.sealRTP(nil, rtpPacket(9, uint16(i/100), 0, -1, 60))
				before := s.Stats().Dropped
				s.datagram(good, place("B"), now)
				if s.Stats().Dropped != before {
					t.Fatalf("%v: another client's packet was lost after %d", profile, i)
				}
			}
		}
		for _, reason := range h.closed {
			if reason != ReasonTooManySSRCs {
				t.Fatalf("closed: %s", reason)
			}
		}
		if victim.state != ready || len(s.byPath) != 2 {
			t.Errorf("%v: the victim's state is %d, %d paths", profile, victim.state, len(s.byPath))
		}
		t.Logf("%v: came back %d times", profile, opened)
	}
}

// FuzzOpen is what a client with keys can send: any plaintext, sealed, and any datagram at all.
func FuzzOpen(f *testing.F) {
	for _, model := range models() {
		f.Add(model)
	}
	s, h := still(f, Config{})
	c, local := openOn(f, s)
	f.Fuzz(func(t *testing.T, packet []byte) {
		if c.state != ready {
			if c.state == closed {
				c, local = openOn(t, s)
			}
			s.datagram(request(t, local), place("A"), time.Now())
			s.handshaken(c, testKeys(srtp.ProtectionProfileAeadAes128Gcm), nil)
		}
		_, client := protectionFor(t, srtp.ProtectionProfileAeadAes128Gcm)
		if len(packet) > maxDatagram {
			packet = packet[:maxDatagram]
		}
		s.datagram(append([]byte(nil), packet...), place("A"), time.Now())
		if sealed := sealAs(client, packet); sealed != nil {
			s.datagram(sealed, place("A"), time.Now())
		}
		s.outbox.count, s.outbox.used = 0, 0
		for _, reason := range h.closed {
			if reason != ReasonTooManySSRCs {
				t.Fatalf("closed: %s", reason)
			}
		}
		h.closed = nil
	})
}

// capture is a Handler that counts the packets it is handed.
type capture struct {
	deaf
	packets int
}

func (c *capture) RTP(*Conn, []byte, time.Time)  { c.packets++ }
func (c *capture) RTCP(*Conn, []byte, time.Time) { c.packets++ }

func TestCapturedPacketsAreNotTakenAgain(t *testing.T) {
	const captured = 1000
	for _, profile := range profiles() {
		s, _ := still(t, Config{})
		h := &capture{}
		s.handler = h
		c, local := openOn(t, s)
		now := time.Now()
		s.datagram(request(t, local), place("A"), now)
		s.handshaken(c, testKeys(profile), nil)
		_, client := protectionFor(t, profile)
		var packets [][]byte
		for i := range captured {
			sealed, _ := client.sealRTP(nil, rtpPacket(1, uint16(i), 0, -1, 60))
			if i%10 == 0 {
				sealed, _ = client.sealRTCP(nil, []byte{0x80, 201, 0, 1, 0, 0, 0, 1})
			}
			packets = append(packets, sealed)
			s.datagram(append([]byte(nil), sealed...), place("A"), now)
		}
		if h.packets != captured {
			t.Fatalf("%v: %d of %d arrived", profile, h.packets, captured)
		}
		for _, from := range []path{place("A"), place("X")} { // with the client's address, and from elsewhere
			for _, p := range packets {
				s.datagram(append([]byte(nil), p...), from, now)
			}
		}
		if h.packets != captured {
			t.Errorf("%v: %d replayed packets were forwarded", profile, h.packets-captured)
		}
	}
}

func TestInjectedMediaIsNeitherForwardedNorAnswered(t *testing.T) {
	s, _ := still(t, Config{})
	h := &capture{}
	s.handler = h
	before, local := openOn(t, s) // has no keys yet
	s.datagram(request(t, local), place("B"), time.Now())
	c, local := openOn(t, s)
	advanceToReady(t, s, c, local, time.Now())
	s.Flush()
	out := s.Stats().PacketsOut
	for _, from := range []string{"A", "B", "X"} { // with keys, without, and never proved
		for _, model := range models() {
			for range 100 {
				s.datagram(append([]byte(nil), model...), place(from), time.Now())
			}
		}
	}
	s.Flush()
	if h.packets != 0 || s.Stats().PacketsOut != out {
		t.Errorf("%d packets forwarded, %d answered", h.packets, s.Stats().PacketsOut-out)
	}
	if at(c) != place("A") || at(before) != place("B") {
		t.Error("an address was learnt from media")
	}
}

func TestHellosFromStrangersAreNeitherTakenNorAnswered(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	hello := clientHello(t)
	alert := []byte{recordAlert, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40}
	attacker, err := net.DialUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 9)}, net.UDPAddrFromAddrPort(s.Candidates()[0].AddrPort))
	if err != nil {
		t.Fatal(err)
	}
	defer attacker.Close()
	const joins = 200
	for range joins {
		c := dial(t, s)
		for range 10 {
			_, _ = attacker.Write(hello)
			_, _ = attacker.Write(alert)
		}
		if err := c.shake(c.socket, patience); err != nil {
			t.Fatal(err)
		}
		await(t, w.ready, "keys")
	}
	if got := s.Stats(); got.Ready != joins || got.HandshakesFailed != 0 || len(w.closed) != 0 {
		t.Errorf("%+v", got)
	}
	_ = attacker.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := attacker.Read(make([]byte, maxDatagram)); err == nil {
		t.Errorf("the attacker received %d bytes", n)
	}
}

func TestEveryProcessHasACertificateOfItsOwn(t *testing.T) {
	first, _ := still(t, Config{})
	second, _ := still(t, Config{})
	if first.fingerprint == second.fingerprint || bytes.Equal(first.certificate.Certificate[0], second.certificate.Certificate[0]) {
		t.Error("two servers share a certificate")
	}
	if leaf := first.certificate.Leaf; leaf == nil || !bytes.Equal(leaf.Raw, first.certificate.Certificate[0]) {
		t.Error("every handshake would parse the certificate")
	}
}

// sized is a packet connection that notes how long what it reads is.
type sized struct {
	net.PacketConn
	longest int
	read    int
}

func (s *sized) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := s.PacketConn.ReadFrom(b)
	s.longest = max(s.longest, n)
	s.read++
	return n, from, err
}

func TestWhatIsSentFitsAnyPath(t *testing.T) {
	const handshakes, media = 1200, 1240
	w := newWitness()
	s := running(t, Config{}, w)
	c := dial(t, s)
	over := &sized{PacketConn: c.socket}
	if err := c.shake(over, patience); err != nil {
		t.Fatal(err)
	}
	if over.longest > handshakes || over.read < 3 {
		t.Errorf("a handshake datagram has %d bytes (%d were read)", over.longest, over.read)
	}
	for _, profile := range profiles() {
		_, out := protectionFor(t, profile)
		packet := rtpPacket(1, 1, 1, -1, 1200) // the largest payload and one CSRC
		sealed, err := out.sealRTP(nil, packet)
		if err != nil || len(sealed) > media {
			t.Errorf("%v: %d bytes, %v", profile, len(sealed), err)
		}
		report := append([]byte{0x80, 201, 0, 1, 0, 0, 0, 1}, make([]byte, maxPacket-srtcpIndex-8)...)
		if sealed, err = out.sealRTCP(nil, report); err != nil || len(sealed) > media {
			t.Errorf("%v: a report of %d bytes, %v", profile, len(sealed), err)
		}
		if _, err := out.sealRTP(nil, append(packet, 0)); err == nil {
			t.Errorf("%v: a packet that fits no path was sealed", profile)
		}
	}
}
