package light

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
)

// testKeys are the same in both directions, so that what is sealed can be opened.
func testKeys(profile srtp.ProtectionProfile) keys {
	key, salt := make([]byte, 16), make([]byte, 14)
	for i := range key {
		key[i] = byte(3*i + 1)
	}
	for i := range salt {
		salt[i] = byte(7*i + 2)
	}
	if profile == srtp.ProtectionProfileAeadAes128Gcm {
		salt = salt[:12]
	}
	return keys{profile: profile, localKey: key, localSalt: salt, remoteKey: key, remoteSalt: salt}
}

// rtpPacket makes a packet with CSRCs, an extension of some words, and a payload.
func rtpPacket(ssrc uint32, sequence uint16, csrcs, words, payload int) []byte {
	p := make([]byte, 12, maxDatagram)
	p[0], p[1] = 0x80|byte(csrcs), 111
	binary.BigEndian.PutUint16(p[2:], sequence)
	binary.BigEndian.PutUint32(p[4:], uint32(sequence)*960)
	binary.BigEndian.PutUint32(p[8:], ssrc)
	for i := range csrcs {
		p = binary.BigEndian.AppendUint32(p, uint32(i))
	}
	if words >= 0 {
		p[0] |= 0x10
		p = append(p, 0xbe, 0xde, 0, byte(words))
		p = append(p, make([]byte, 4*words)...)
	}
	for i := range payload {
		p = append(p, byte(i*7))
	}
	return p
}

// protectionFor makes both directions; with equal keys either can stand for the client.
func protectionFor(t testing.TB, profile srtp.ProtectionProfile) (*opener, *sealer) {
	t.Helper()
	in, out, err := newProtection(testKeys(profile))
	if err != nil {
		t.Fatal(err)
	}
	return in, &out
}

// profiles are those that can be negotiated.
func profiles() []srtp.ProtectionProfile {
	return []srtp.ProtectionProfile{srtp.ProtectionProfileAeadAes128Gcm, srtp.ProtectionProfileAes128CmHmacSha1_80}
}

func TestWhatIsNotAPacketIsNotSealed(t *testing.T) {
	for _, profile := range profiles() {
		_, s := protectionFor(t, profile)
		for name, p := range map[string][]byte{
			"empty": {}, "short": make([]byte, 11), "too long": rtpPacket(1, 1, 0, -1, maxPacket-11),
			"extension cut": rtpPacket(1, 1, 0, 3, 0)[:20], "csrc cut": rtpPacket(1, 1, 4, -1, 0)[:20],
		} {
			if _, err := s.sealRTP(nil, p); err == nil {
				t.Errorf("%v: %s was sealed", profile, name)
			}
			if len(p) >= minRTCP && len(p) <= maxPacket-srtcpIndex {
				continue
			}
			if _, err := s.sealRTCP(nil, p); err == nil {
				t.Errorf("%v: %s was sealed as RTCP", profile, name)
			}
		}
	}
}

func TestAnOpenedPacketIsWhatWasSealed(t *testing.T) {
	for _, profile := range profiles() {
		in, out := protectionFor(t, profile)
		sequence := uint16(65000)
		for i := range 2000 { // over a rollover
			p := rtpPacket(uint32(i%3), sequence+uint16(i), i%16, i%5-1, i%300)
			sealed, err := out.sealRTP(nil, p)
			if err != nil {
				t.Fatal(err)
			}
			if opened, err := in.openRTP(sealed); err != nil || !bytes.Equal(opened, p) {
				t.Fatalf("%v: packet %d: %v", profile, i, err)
			}
			report := []byte{0x80, 201, 0, 1, 0, 0, 0, byte(i % 3)}
			if sealed, err = out.sealRTCP(nil, report); err != nil {
				t.Fatal(err)
			}
			if opened, err := in.openRTCP(sealed); err != nil || !bytes.Equal(opened, report) {
				t.Fatalf("%v: report %d: %v", profile, i, err)
			}
		}
	}
}

// anySSRC makes a client of a sealer that sends more streams than we ever do.
func (s *sealer) anySSRC() { s.gcm = gcmSealer{} }

func TestAClientsSSRCsAreBounded(t *testing.T) {
	for _, profile := range profiles() {
		in, client := protectionFor(t, profile)
		client.anySSRC()
		for ssrc := uint32(1); ssrc <= maxSSRCs+1; ssrc++ {
			rtp, _ := client.sealRTP(nil, rtpPacket(ssrc, 7, 0, -1, 20))
			_, err := in.openRTP(rtp)
			assertBounded(t, ssrc, err)
			rtcp, _ := client.sealRTCP(nil, []byte{0x80, 201, 0, 1, 0, 0, 0, byte(ssrc)})
			_, err = in.openRTCP(rtcp)
			assertBounded(t, ssrc, err)
		}
		again, _ := client.sealRTP(nil, rtpPacket(3, 8, 0, -1, 20))
		if _, err := in.openRTP(again); err != nil {
			t.Fatalf("a known SSRC is refused: %v", err)
		}
	}
}

func assertBounded(t *testing.T, ssrc uint32, err error) {
	t.Helper()
	if ssrc <= maxSSRCs && err != nil || ssrc > maxSSRCs && !errors.Is(err, errTooManySSRCs) {
		t.Fatalf("SSRC %d: %v", ssrc, err)
	}
}

// readyWithSSRCs is a connection whose client has used as many SSRCs as it may, and that client.
func readyWithSSRCs(t *testing.T) (*Server, *deaf, *sealer) {
	t.Helper()
	s, h := still(t, Config{})
	c, local := openOn(t, s)
	advanceToReady(t, s, c, local, time.Now())
	_, client := protectionFor(t, srtp.ProtectionProfileAeadAes128Gcm)
	client.anySSRC()
	for ssrc := range uint32(maxSSRCs) {
		rtp, _ := client.sealRTP(nil, rtpPacket(ssrc, 7, 0, -1, 20))
		s.datagram(rtp, place("A"), time.Now())
		rtcp, _ := client.sealRTCP(nil, []byte{0x80, 201, 0, 1, 0, 0, 0, byte(ssrc)})
		s.datagram(rtcp, place("A"), time.Now())
	}
	if len(h.closed) != 0 {
		t.Fatalf("closed within its bound: %v", h.closed)
	}
	return s, h, client
}

func TestAClientWithTooManySSRCsIsClosed(t *testing.T) {
	for what, seal := range map[string]func(*sealer) ([]byte, error){
		"packets": func(c *sealer) ([]byte, error) { return c.sealRTP(nil, rtpPacket(99, 7, 0, -1, 20)) },
		"reports": func(c *sealer) ([]byte, error) { return c.sealRTCP(nil, []byte{0x80, 201, 0, 1, 0, 0, 0, 99}) },
	} {
		s, h, client := readyWithSSRCs(t)
		datagram, err := seal(client)
		if err != nil {
			t.Fatal(err)
		}
		s.datagram(datagram, place("A"), time.Now())
		if len(h.closed) != 1 || h.closed[0] != ReasonTooManySSRCs {
			t.Errorf("%s: closed: %v", what, h.closed)
		}
		if n := s.Stats().Dropped.SSRC; n != 1 {
			t.Errorf("%s: %d counted", what, n)
		}
		assertEmpty(t, s)
	}
}

func TestForgedSSRCsCloseNobodysConnection(t *testing.T) {
	s, h, client := readyWithSSRCs(t)
	for ssrc := uint32(100); ssrc < 200; ssrc++ {
		rtp, _ := client.sealRTP(nil, rtpPacket(ssrc, 7, 0, -1, 20))
		rtp[len(rtp)-1] ^= 1
		s.datagram(rtp, place("A"), time.Now())
	}
	if len(h.closed) != 0 {
		t.Fatalf("closed: %v", h.closed)
	}
	if d := s.Stats().Dropped; d.SSRC != 0 || d.Forged != 100 {
		t.Fatalf("dropped: %+v", d)
	}
}

func TestForgedPacketsTakeNoSSRCAndReplayedOnesAreRefused(t *testing.T) {
	for _, profile := range profiles() {
		in, client := protectionFor(t, profile)
		client.anySSRC()
		for ssrc := uint32(100); ssrc < 200; ssrc++ {
			sealed, _ := client.sealRTP(nil, rtpPacket(ssrc, 7, 0, -1, 20))
			sealed[len(sealed)-1] ^= 1
			if _, err := in.openRTP(sealed); err == nil || errors.Is(err, errTooManySSRCs) {
				t.Fatalf("%v: a forged packet: %v", profile, err)
			}
		}
		sealed, _ := client.sealRTP(nil, rtpPacket(1, 7, 2, 1, 20))
		copied := append([]byte(nil), sealed...)
		if _, err := in.openRTP(sealed); err != nil {
			t.Fatalf("%v: an honest packet after forged ones: %v", profile, err)
		}
		if _, err := in.openRTP(copied); err == nil {
			t.Fatalf("%v: a replayed packet was accepted", profile)
		}
	}
}

func TestSealingAllocatesNothing(t *testing.T) {
	for _, profile := range profiles() {
		_, out := protectionFor(t, profile)
		p, dst := rtpPacket(5, 9, 1, -1, 80), make([]byte, 0, maxDatagram+sealOverhead)
		sequence := uint16(1)
		if n := testing.AllocsPerRun(1000, func() {
			sequence++
			binary.BigEndian.PutUint16(p[2:], sequence)
			if _, err := out.sealRTP(dst, p); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v: %v allocations per packet", profile, n)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	p, dst := rtpPacket(5, 9, 1, -1, 80), make([]byte, 0, maxDatagram+sealOverhead)
	run := func(name string, seal func(sequence uint16)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				seal(uint16(i))
			}
		})
	}
	block, _ := aes.NewCipher(make([]byte, 16))
	floor, _ := cipher.NewGCM(block)
	nonce := make([]byte, 12)
	run("floor: crypto/aes GCM", func(sequence uint16) {
		binary.BigEndian.PutUint16(nonce, sequence)
		floor.Seal(append(dst[:0], p[:16]...), nonce, p[16:], p[:16])
	})
	for _, profile := range profiles() {
		_, s := protectionFor(b, profile)
		run(keys{profile: profile}.suite(), func(sequence uint16) {
			binary.BigEndian.PutUint16(p[2:], sequence)
			if _, err := s.sealRTP(dst, p); err != nil {
				b.Fatal(err)
			}
		})
	}
}
