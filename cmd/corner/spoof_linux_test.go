package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"corner/signaling/client"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
	"go.uber.org/zap"
)

// spoofer sends datagrams that come, by their header, from whatever address it says.
type spoofer struct {
	t      *testing.T
	socket int
}

func newSpoofer(t *testing.T) *spoofer {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_RAW)
	if err != nil {
		t.Fatalf("raw sockets need root (or CAP_NET_RAW): %v", err)
	}
	t.Cleanup(func() { _ = syscall.Close(socket) })
	return &spoofer{t, socket}
}

// send writes the IPv4 and UDP headers itself (RFC 791, RFC 768); the kernel adds the checksum of the first, and
// the second goes without.
func (s *spoofer) send(from, to netip.AddrPort, payload []byte) {
	const headers = 28
	packet := make([]byte, headers, headers+len(payload))
	packet[0], packet[8], packet[9] = 0x45, 64, syscall.IPPROTO_UDP
	source, destination := from.Addr().As4(), to.Addr().As4()
	copy(packet[12:], source[:])
	copy(packet[16:], destination[:])
	binary.BigEndian.PutUint16(packet[20:], from.Port())
	binary.BigEndian.PutUint16(packet[22:], to.Port())
	binary.BigEndian.PutUint16(packet[24:], uint16(8+len(payload)))
	packet = append(packet, payload...)
	if err := syscall.Sendto(s.socket, packet, 0, &syscall.SockaddrInet4{Addr: destination}); err != nil {
		s.t.Errorf("spoofed datagram: %v", err)
	}
}

// path is the addresses between which somebody's media flows: theirs and the server's.
func (p *person) path() (own, server netip.AddrPort) {
	p.t.Helper()
	pair, err := p.PeerConnection().GetSenders()[0].Transport().ICETransport().GetSelectedCandidatePair()
	if err != nil || pair == nil {
		p.t.Fatalf("no candidate pair: %v", err)
	}
	address := func(c *webrtc.ICECandidate) netip.AddrPort {
		return netip.AddrPortFrom(netip.MustParseAddr(c.Address), c.Port)
	}
	return address(pair.Local), address(pair.Remote)
}

// stranger is a socket of somebody who belongs to no room, and what it is sent.
type stranger struct {
	conn *net.UDPConn
	to   netip.AddrPort
}

func newStranger(t *testing.T, a addresses) *stranger {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &stranger{conn, netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(a.MediaPort))}
}

func (s *stranger) send(payload []byte) { _, _ = s.conn.WriteToUDPAddrPort(payload, s.to) }

// received is how many bytes have come to strangers, all that is in their queues.
func received(t *testing.T, all ...*stranger) (bytes int) {
	t.Helper()
	deadline := time.Now().Add(50 * time.Millisecond)
	for _, s := range all {
		if err := s.conn.SetReadDeadline(deadline); err != nil {
			t.Fatal(err)
		}
		for buffer := make([]byte, 2048); ; {
			n, err := s.conn.Read(buffer)
			if err != nil {
				break
			}
			bytes += n
		}
	}
	return bytes
}

// forgedRTP is a packet of the speaker's stream by its header, sealed with nobody's keys: bare, or with room for a
// tag as AES-GCM has it.
func forgedRTP(t *testing.T, ssrc uint32, number int) []byte {
	t.Helper()
	payload := binary.BigEndian.AppendUint32([]byte{0x78, 'H'}, uint32(number))
	payload = append(payload, make([]byte, number%2*16)...)
	packet := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SequenceNumber: uint16(number), SSRC: ssrc}, Payload: payload}
	raw, err := packet.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// goodbye is an RTCP BYE of a source, with what an SRTCP packet ends with: index and tag, all zero.
func goodbye(ssrc uint32) []byte {
	packet := binary.BigEndian.AppendUint32([]byte{0x81, 203, 0, 1}, ssrc)
	return append(packet, make([]byte, 20)...)
}

// THREATS 28: RTP and RTCP under a speaker's SSRC that nobody's keys have sealed, from a stranger's address and
// from the speaker's own: nothing is forwarded, the stranger gets nothing, the speaker is heard without a loss.
func TestWhoHasNoKeysIsNotHeard(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	_, ann, others := scene(t, a, 1)
	bob := others[0]
	stop := ann.talk()
	bob.hears(ann)
	spoof, other := newSpoofer(t), newStranger(t, a)
	own, server := ann.path()
	ssrc := uint32(ann.PeerConnection().GetSenders()[0].GetParameters().Encodings[0].SSRC)
	spray := func() {
		for n := range 1000 {
			for _, datagram := range [][]byte{forgedRTP(t, ssrc, n), goodbye(ssrc)} {
				spoof.send(own, server, datagram)
				other.send(datagram)
			}
		}
	}
	spray()
	stop()
	last := ann.say()
	assertHeard(t, bob, ann, last)
	// Now that nobody talks, whatever is forwarded is forged.
	const out = `corner_media_packets_total{direction="out"}`
	_, page := get(t, a.metrics())
	before := value(t, page, out)
	spray()
	number := ann.say() // comes after them, on the same socket
	assertOnly(t, bob, ann, number)
	_, page = get(t, a.metrics())
	// The one word, and the silence that the server plays behind this and the last one, in one slot of one listener.
	if after := value(t, page, out); after > before+8 {
		t.Errorf("%v packets were forwarded where one was said", after-before)
	}
	for _, cause := range []string{"forged", "stranger"} { // they came, the first under the speaker's address
		if n := value(t, page, fmt.Sprintf("corner_media_dropped_total{cause=%q}", cause)); n < 100 {
			t.Errorf("only %v were dropped as %s", n, cause)
		}
	}
	bob.mu.Lock()
	defer bob.mu.Unlock()
	if n := len(bob.heard['H']); n > 0 {
		t.Errorf("%d forged packets were heard", n)
	}
	if n := received(t, other); n > 0 {
		t.Errorf("the stranger was sent %d bytes", n)
	}
}

// assertOnly waits for one packet and wants nothing else.
func assertOnly(t *testing.T, listener, speaker *person, number uint32) {
	t.Helper()
	var numbers []uint32
	eventually(t, "the last word", func() bool {
		numbers = append(numbers, listener.numbersOf(speaker)...)
		return len(numbers) > 0
	})
	if len(numbers) != 1 || numbers[0] != number {
		t.Errorf("heard %v, said %d", numbers, number)
	}
}

// clientHello is the first record of a DTLS handshake (RFC 6347 §4.2) that offers TLS_NULL_WITH_NULL_NULL only.
func clientHello() []byte {
	body := append([]byte{0xfe, 0xfd}, make([]byte, 32)...) // version, random
	body = append(body, 0, 0)                               // no session, no cookie
	body = append(body, 0, 2, 0, 0, 1, 0)                   // one suite, no compression
	length := len(body)
	handshake := append([]byte{1, 0, 0, byte(length), 0, 0, 0, 0, 0, 0, 0, byte(length)}, body...)
	return append([]byte{22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, byte(len(handshake))}, handshake...)
}

// fatalAlert says that the handshake has failed, in clear.
var fatalAlert = []byte{21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2, 40}

// firstPort to lastPort are all that the joiners of the next test may use, and the attacker knows it.
const (
	firstPort = 42100
	lastPort  = 42163
)

// THREATS 15: ClientHellos that offer no cipher, and alerts, from a stranger and under every address a joiner can
// have, while forty people join and two talk: all get their media, and nobody who has it loses it.
func TestAForeignClientHelloTakesNobodysPlace(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	room, ann, others := scene(t, a, 1)
	bob := others[0]
	stop := ann.talk()
	bob.hears(ann)
	spoof, other := newSpoofer(t), newStranger(t, a)
	own, server := ann.path()
	attacked := make(chan struct{})
	var attack sync.WaitGroup
	attack.Go(func() {
		pace := time.NewTicker(10 * time.Millisecond) // 64 addresses at a time: more than 5,000 datagrams a second
		defer pace.Stop()
		for round := 0; ; round++ {
			select {
			case <-attacked:
				return
			case <-pace.C:
			}
			datagram := [][]byte{clientHello(), fatalAlert}[round%2]
			for port := uint16(firstPort); port <= lastPort; port++ {
				spoof.send(netip.AddrPortFrom(server.Addr(), port), server, datagram)
			}
			spoof.send(own, server, datagram)
			other.send(datagram)
		}
	})
	end := sync.OnceFunc(func() { close(attacked); attack.Wait() })
	defer end()
	for range 4 {
		joinAtKnownPorts(t, a, room, 10)
	}
	end()
	stop()
	assertHeard(t, bob, ann, ann.say())
	if n := received(t, other); n > 0 {
		t.Errorf("the stranger was sent %d bytes", n)
	}
}

// joinAtKnownPorts has several join at once; all must be connected in the end, and then they leave.
func joinAtKnownPorts(t *testing.T, a addresses, room string, count int) {
	t.Helper()
	api, err := client.NewAPI(func(s *webrtc.SettingEngine) {
		if err := s.SetEphemeralUDPPortRange(firstPort, lastPort); err != nil {
			t.Error(err)
		}
		s.SetIPFilter(func(ip net.IP) bool { return ip.IsLoopback() })
	})
	if err != nil {
		t.Fatal(err)
	}
	var joining sync.WaitGroup
	for range count {
		joining.Go(func() {
			c, err := client.Dial(t.Context(), client.Options{URL: a.Public, Room: room, Origin: a.Public,
				Profile: profileOf("Gast"), API: api})
			if err != nil {
				t.Errorf("join: %v", err)
				return
			}
			defer func() { _ = c.Leave(t.Context()) }()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			if err := c.MediaReady(ctx); err != nil {
				t.Errorf("no media under attack: %v", err)
			}
		})
	}
	joining.Wait()
}

// THREATS 17: STUN that nobody can have signed, to a living fragment and to none, from a hundred ports: audio loses
// nothing, nobody is answered and nothing is logged.
func TestUnsignedStunIsNeitherAnsweredNorLogged(t *testing.T) {
	log := &syncBuffer{}
	a, _ := startServer(t, testConfig(t), recordingLog(log))
	_, ann, others := scene(t, a, 1)
	bob := others[0]
	stop := ann.talk()
	bob.hears(ann)
	_, fragment, found := strings.Cut(ann.PeerConnection().RemoteDescription().SDP, "a=ice-ufrag:")
	if !found {
		t.Fatal("no fragment in the answer")
	}
	fragment, _, _ = strings.Cut(fragment, "\r\n")
	var strangers []*stranger
	for range 100 {
		strangers = append(strangers, newStranger(t, a))
	}
	logged := len(log.String())
	for n := range 200 {
		for _, s := range strangers {
			s.send(unsignedCheck(fragment+":mine", byte(n)))
			s.send(unsignedCheck("nobody:mine", byte(n)))
		}
	}
	stop()
	assertHeard(t, bob, ann, ann.say())
	if n := received(t, strangers...); n > 0 {
		t.Errorf("strangers were sent %d bytes", n)
	}
	if lines := strings.Count(log.String()[logged:], "\n"); lines > 10 {
		t.Errorf("%d lines were logged", lines)
	}
}

// unsignedCheck is a STUN binding request (RFC 8489 §5) with a user name, and a MESSAGE-INTEGRITY of zeros.
func unsignedCheck(user string, id byte) []byte {
	name := append([]byte(user), make([]byte, (4-len(user)%4)%4)...)
	attributes := binary.BigEndian.AppendUint16([]byte{0, 6}, uint16(len(user)))
	attributes = append(append(attributes, name...), 0, 8, 0, 20)
	attributes = append(attributes, make([]byte, 20)...)
	header := binary.BigEndian.AppendUint16([]byte{0, 1}, uint16(len(attributes)))
	header = append(header, 0x21, 0x12, 0xa4, 0x42, id, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	return append(header, attributes...)
}
