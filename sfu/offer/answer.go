package offer

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// Local is our side of the transport.
type Local struct {
	Ufrag       string
	Pwd         string
	Fingerprint [sha256.Size]byte
	Candidates  []Candidate // best first
}

// Candidate is a place where the client can reach us.
type Candidate struct {
	AddrPort netip.AddrPort
	TCP      bool // passive (RFC 6544); UDP otherwise
}

// Slot is what we send on one slot line.
type Slot struct {
	ID   string // track and stream id
	SSRC uint32
}

// answerBytes is about what an answer with three slots has.
const answerBytes = 2 << 10

// Answer writes the answer. The offer's slots get the given ones in order; a slot line beyond them is rejected.
func (o Offer) Answer(local Local, slots []Slot) string {
	var b strings.Builder
	b.Grow(answerBytes)
	fingerprint := formatFingerprint(local.Fingerprint)
	var session [8]byte
	rand.Read(session[:]) // never fails
	lines := o.withSlots(len(slots))
	fmt.Fprintf(&b, "v=0\r\no=- %d 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-lite\r\na=group:BUNDLE",
		binary.BigEndian.Uint64(session[:])>>2)
	for _, l := range lines {
		if l.use != rejected {
			b.WriteString(" " + l.Mid)
		}
	}
	b.WriteString("\r\na=msid-semantic: WMS *\r\n")
	candidates := local.Candidates // on the first line in use only: there is one transport
	for _, l := range lines {
		switch l.use {
		case rejected:
			writeRejected(&b, l)
			continue
		case microphone:
			writeTransport(&b, l, local, fingerprint)
			if l.AudioLevel != 0 {
				fmt.Fprintf(&b, "a=extmap:%d %s\r\n", l.AudioLevel, audioLevelURI)
			}
			b.WriteString("a=recvonly\r\n")
		case slot:
			writeTransport(&b, l, local, fingerprint)
			writeSlot(&b, l, slots[0])
			slots = slots[1:]
		}
		writeCandidates(&b, candidates)
		candidates = nil
	}
	return b.String()
}

// withSlots returns the m-lines with at most n slots in use.
func (o Offer) withSlots(n int) []line {
	lines := append([]line(nil), o.lines...)
	for i := range lines {
		if lines[i].use != slot {
			continue
		}
		if n--; n < 0 {
			lines[i].use = rejected
		}
	}
	return lines
}

func writeRejected(b *strings.Builder, l line) {
	fmt.Fprintf(b, "m=%s 0 %s %s\r\nc=IN IP4 0.0.0.0\r\na=mid:%s\r\na=inactive\r\n",
		l.media, l.protocol, l.format, l.Mid)
}

// writeTransport writes what every line in use has in common.
func writeTransport(b *strings.Builder, l line, local Local, fingerprint string) {
	address := netip.AddrPortFrom(netip.IPv4Unspecified(), 9) // RFC 8839 §4.1: no default candidate
	if len(local.Candidates) > 0 && !local.Candidates[0].TCP {
		address = local.Candidates[0].AddrPort
	}
	family := 4
	if address.Addr().Is6() {
		family = 6
	}
	fmt.Fprintf(b, "m=audio %d %s %d\r\nc=IN IP%d %s\r\na=mid:%s\r\n",
		address.Port(), l.protocol, l.PayloadType, family, address.Addr(), l.Mid)
	fmt.Fprintf(b, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:sha-256 %s\r\na=setup:passive\r\na=rtcp-mux\r\n",
		local.Ufrag, local.Pwd, fingerprint)
	if l.reducedSizeOK {
		b.WriteString("a=rtcp-rsize\r\n")
	}
	// usedtx in an answer alone makes browsers fall silent in silence; Firefox needs useinbandfec, for it never
	// asks for a lost packet.
	fmt.Fprintf(b, "a=rtpmap:%d opus/48000/2\r\na=fmtp:%d minptime=10;useinbandfec=1;usedtx=1\r\n",
		l.PayloadType, l.PayloadType)
}

// writeSlot writes what we send. The nack alone makes Chromium ask for lost packets.
func writeSlot(b *strings.Builder, l line, s Slot) {
	fmt.Fprintf(b, "a=rtcp-fb:%d nack\r\na=sendonly\r\na=msid:%s %s\r\na=ssrc:%d cname:sfu\r\n",
		l.PayloadType, s.ID, s.ID, s.SSRC)
}

// writeCandidates writes host candidates, each with a foundation of its own.
func writeCandidates(b *strings.Builder, candidates []Candidate) {
	if len(candidates) == 0 {
		return
	}
	for i, c := range candidates {
		transport, extension := "udp", ""
		if c.TCP {
			transport, extension = "tcp", " tcptype passive"
		}
		fmt.Fprintf(b, "a=candidate:%d 1 %s %d %s %d typ host%s\r\n",
			i+1, transport, c.priority(i), c.AddrPort.Addr(), c.AddrPort.Port(), extension)
	}
	b.WriteString("a=end-of-candidates\r\n")
}

// priority orders the i-th of a list behind those before it (RFC 8445 §5.1.2.1), and TCP behind UDP (RFC 6544
// §4.2: a lower type preference, and 4 for the direction of a passive host candidate).
func (c Candidate) priority(i int) uint32 {
	if c.TCP {
		return uint32(90)<<24 | uint32(4<<13|8191-i)<<8 | 255
	}
	return uint32(126)<<24 | uint32(65535-i)<<8 | 255
}

// formatFingerprint writes octets in upper-case hexadecimal with colons between them (RFC 8122 §5).
func formatFingerprint(f [sha256.Size]byte) string {
	const digits = "0123456789ABCDEF"
	text := make([]byte, 0, 3*len(f))
	for _, octet := range f {
		text = append(text, digits[octet>>4], digits[octet&15], ':')
	}
	return string(text[:len(text)-1])
}
