package light

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/stun/v4"
)

// patience bounds every wait; nothing in a passing test comes near it.
const patience = 10 * time.Second

// witness is a Handler that keeps what it is told.
type witness struct {
	ready  chan *Conn
	closed chan string
	rtp    chan []byte
}

func newWitness() *witness {
	return &witness{ready: make(chan *Conn, 8192), closed: make(chan string, 16384), rtp: make(chan []byte, 64)}
}

func (w *witness) RTP(_ *Conn, p []byte, _ time.Time) {
	select {
	case w.rtp <- append([]byte(nil), p...):
	default:
	}
}
func (w *witness) RTCP(*Conn, []byte, time.Time) {}
func (w *witness) Batch(time.Time)               {}
func (w *witness) Ready(c *Conn)                 { w.ready <- c }
func (w *witness) Closed(_ *Conn, why string)    { w.closed <- why }
func (w *witness) Tick(time.Time, time.Duration) {}

func await[T any](t testing.TB, from <-chan T, what string) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); <-time.After(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// running runs a server on loopback until the test ends.
func running(t testing.TB, cfg Config, h Handler, before ...func(*Server)) *Server {
	t.Helper()
	cfg.Address = "127.0.0.1"
	s, err := Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range before {
		f(s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := s.Run(ctx, h); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(func() { cancel(); wait.Wait() })
	up := make(chan struct{})
	s.Post(func() { close(up) })
	await(t, up, "the server")
	return s
}

// client is the other side, made of a socket and nothing.
type client struct {
	socket      *net.UDPConn
	server      netip.AddrPort
	certificate tls.Certificate
	local       Local
	conn        *Conn
}

// dial opens a connection for a client with a certificate and proves its address.
func dial(t testing.TB, s *Server) *client {
	t.Helper()
	c := openFor(t, s)
	c.check(t)
	return c
}

// openFor opens a connection for a client that has sent nothing yet.
func openFor(t testing.TB, s *Server) *client {
	t.Helper()
	certificate, fingerprint, err := newCertificate()
	if err != nil {
		t.Fatal(err)
	}
	c := &client{certificate: certificate, server: s.Candidates()[0].AddrPort}
	c.conn, c.local, err = s.Open(Remote{Ufrag: "abcd", Pwd: "unused", Fingerprint: fingerprint}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.socket, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.socket.Close() })
	return c
}

// check sends a binding request and waits for the answer.
func (c *client) check(t testing.TB) {
	t.Helper()
	c.send(t, request(t, c.local, attribute(stun.AttrUseCandidate)))
	buffer := make([]byte, maxDatagram)
	_ = c.socket.SetReadDeadline(time.Now().Add(patience))
	for {
		n, _, err := c.socket.ReadFromUDPAddrPort(buffer)
		if err != nil {
			t.Fatalf("no answer to a check: %v", err)
		}
		if stun.IsMessage(buffer[:n]) {
			break
		}
	}
	_ = c.socket.SetReadDeadline(time.Time{})
}

func (c *client) send(t testing.TB, datagram []byte) {
	t.Helper()
	if _, err := c.socket.WriteToUDPAddrPort(datagram, c.server); err != nil {
		t.Fatal(err)
	}
}

// shake runs the client's side of the handshake over the given view of the socket.
func (c *client) shake(over net.PacketConn, within time.Duration, options ...dtls.ClientOption) error {
	_, err := c.shakeForKeys(over, within, options...)
	return err
}

// shakeForKeys is shake, and the keys as the client has them.
func (c *client) shakeForKeys(over net.PacketConn, within time.Duration, options ...dtls.ClientOption) (k keys, err error) {
	options = append([]dtls.ClientOption{
		dtls.WithCertificates(c.certificate),
		dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM),
		dtls.WithFlightInterval(50 * time.Millisecond),
	}, options...)
	conn, err := dtls.ClientWithOptions(&attached{PacketConn: over}, net.UDPAddrFromAddrPort(c.server), options...)
	if err != nil {
		return k, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	if err = conn.HandshakeContext(ctx); err == nil {
		if k, err = exportKeys(conn, nil); err == nil {
			k.localKey, k.remoteKey = k.remoteKey, k.localKey
			k.localSalt, k.remoteSalt = k.remoteSalt, k.localSalt
		}
	}
	_ = conn.Close()
	_ = over.SetReadDeadline(time.Time{})
	return k, err
}

// attached is a packet connection that outlives the DTLS conn on it.
type attached struct{ net.PacketConn }

// Close ends what waits, and nothing else.
func (a *attached) Close() error { return a.SetReadDeadline(time.Unix(1, 0)) }

func fingerprintOf(c tls.Certificate) [sha256.Size]byte { return sha256.Sum256(c.Certificate[0]) }
