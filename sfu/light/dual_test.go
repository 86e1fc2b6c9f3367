package light_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"corner/sfu/light"
)

// serveOn is serve for any address.
func serveOn(t testing.TB, cfg light.Config, handler light.Handler) *light.Server {
	t.Helper()
	s, err := light.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.Run(ctx, handler); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(func() { cancel(); running.Wait() })
	return s
}

// hearsItself waits until a peer hears the echo of what it sends.
func hearsItself(t testing.TB, pc *webrtc.PeerConnection, track *webrtc.TrackLocalStaticRTP, echoes <-chan *rtp.Packet) {
	t.Helper()
	for seq := uint16(100); ; seq++ {
		if seq == 600 {
			t.Fatalf("no echo; the connection is %v", pc.ConnectionState())
		}
		if err := track.WriteRTP(&rtp.Packet{Header: rtp.Header{
			Version: 2, SequenceNumber: seq, Timestamp: uint32(seq) * 960,
		}, Payload: []byte("opus")}); err != nil {
			t.Fatal(err)
		}
		select {
		case <-echoes:
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// echoesOf collects what a peer hears.
func echoesOf(pc *webrtc.PeerConnection) <-chan *rtp.Packet {
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
	return echoes
}

func TestEveryFamilyAndTransportCarriesAudio(t *testing.T) {
	for name, test := range map[string]struct {
		address string
		network webrtc.NetworkType
		remote  string // how the pair that was chosen begins
	}{
		"both families, a client on IPv4":    {"", webrtc.NetworkTypeUDP4, "udp4"},
		"both families, a client on IPv6":    {"", webrtc.NetworkTypeUDP6, "udp6"},
		"IPv4 alone":                         {"127.0.0.1", webrtc.NetworkTypeUDP4, "udp4"},
		"IPv6 alone":                         {"::1", webrtc.NetworkTypeUDP6, "udp6"},
		"UDP is blocked, a client on IPv4":   {"", webrtc.NetworkTypeTCP4, "tcp4"},
		"UDP is blocked, a client on IPv6":   {"::1", webrtc.NetworkTypeTCP6, "tcp6"},
		"UDP is blocked, a server with IPv4": {"127.0.0.1", webrtc.NetworkTypeTCP4, "tcp4"},
	} {
		t.Run(name, func(t *testing.T) {
			heard := newRecorder()
			heard.echo = true
			s := serveOn(t, light.Config{Address: test.address}, heard)
			pc, track, sdp := newPeerOn(t, []webrtc.NetworkType{test.network})
			echoes := echoesOf(pc)
			began := time.Now()
			conn, _ := join(t, s, pc, sdp, nil)
			if got := await(t, heard.ready, "keys"); got != conn {
				t.Fatal("Ready was told of another connection")
			}
			hearsItself(t, pc, track, echoes)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("heard after %v", took)
			}
			pair, err := pc.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
			if err != nil || pair == nil {
				t.Fatal("no pair: ", err)
			}
			if got := fmt.Sprint(pair.Remote.Protocol, family(pair.Remote.Address)); got != test.remote {
				t.Errorf("connected by %s, want %s", got, test.remote)
			}
		})
	}
}

func family(address string) string {
	if netip.MustParseAddr(address).Is4() {
		return "4"
	}
	return "6"
}

func TestAnAddressSeenOnADualStackSocketIsIPv4(t *testing.T) {
	heard := newRecorder()
	s := serveOn(t, light.Config{NoTCP: true}, heard)
	pc, _, sdp := newPeerOn(t, []webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	join(t, s, pc, sdp, nil)
	await(t, heard.ready, "keys")
	stats := pc.GetStats()
	for _, one := range stats {
		if c, ok := one.(webrtc.ICECandidateStats); ok && strings.Contains(c.IP, "ffff:") {
			t.Errorf("the client is told that it is at %s", c.IP)
		}
	}
}

// canary counts whatever arrives at an address, by UDP and TCP.
type canary struct{ seen atomic.Int32 }

func (c *canary) listen(t testing.TB, ip string) int {
	t.Helper()
	for range 20 {
		listener, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
		if err != nil {
			t.Fatal(err)
		}
		socket, err := net.ListenPacket("udp", listener.Addr().String())
		if err != nil {
			_ = listener.Close()
			continue
		}
		var reading sync.WaitGroup
		reading.Go(func() {
			for {
				if _, err := listener.Accept(); err != nil {
					return
				}
				c.seen.Add(1)
			}
		})
		reading.Go(func() {
			for {
				if _, _, err := socket.ReadFrom(make([]byte, 1500)); err != nil {
					return
				}
				c.seen.Add(1)
			}
		})
		t.Cleanup(func() { _ = listener.Close(); _ = socket.Close(); reading.Wait() })
		return listener.Addr().(*net.TCPAddr).Port
	}
	t.Fatal("no pair of ports")
	return 0
}

func TestCandidatesOfAClientAreNeverUsed(t *testing.T) {
	heard := newRecorder()
	heard.echo = true
	s := serveOn(t, light.Config{}, heard)
	pc, track, sdp := newPeerOn(t, []webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	echoes := echoesOf(pc)
	var c canary
	var lines strings.Builder
	for i, ip := range []string{"127.0.0.1", "127.0.0.77", "::1"} {
		port := c.listen(t, ip)
		fmt.Fprintf(&lines, "a=candidate:%d 1 udp 2130706431 %s %d typ host\r\n", 3*i+1, ip, port)
		fmt.Fprintf(&lines, "a=candidate:%d 1 tcp 2130706430 %s %d typ host tcptype passive\r\n", 3*i+2, ip, port)
		fmt.Fprintf(&lines, "a=candidate:%d 1 tcp 2130706430 %s %d typ host tcptype so\r\n", 3*i+3, ip, port)
		if i == 0 { // and the default address too
			sdp = strings.Replace(sdp, "m=audio 9 ", fmt.Sprintf("m=audio %d ", port), 1)
			sdp = strings.Replace(sdp, "c=IN IP4 0.0.0.0", "c=IN IP4 127.0.0.1", 1)
		}
	}
	lines.WriteString("a=candidate:90 1 udp 1 169.254.169.254 80 typ host\r\na=candidate:91 1 udp 1 ::ffff:127.0.0.1 6379 typ host\r\n")
	hostile := strings.Replace(sdp, "a=mid:0\r\n", "a=mid:0\r\n"+lines.String(), 1)
	if hostile == sdp {
		t.Fatal("no candidate was planted")
	}
	join(t, s, pc, hostile, nil)
	await(t, heard.ready, "keys")
	hearsItself(t, pc, track, echoes)
	if n := c.seen.Load(); n != 0 {
		t.Errorf("%d packets or connections went where the offer pointed", n)
	}
	port := c.listen(t, "127.0.0.77") // a canary that is poked sings
	for _, network := range []string{"udp", "tcp"} {
		poke, err := net.Dial(network, net.JoinHostPort("127.0.0.77", strconv.Itoa(port)))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = poke.Write([]byte("x"))
		defer poke.Close()
	}
	for deadline := time.Now().Add(patience); c.seen.Load() != 2; <-time.After(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the canaries see nothing")
		}
	}
}
