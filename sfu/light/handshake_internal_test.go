package light

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
)

func TestAHandshakeLeavesKeysAndNoGoroutine(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	await(t, shakeOne(t, s, w), "the first keys") // whatever is started once has started
	before := runtime.NumGoroutine()
	for range 20 {
		await(t, shakeOne(t, s, w), "keys")
	}
	eventually(t, "the goroutines of 20 handshakes are gone", func() bool { return runtime.NumGoroutine() <= before })
	if got := s.Stats(); got.Ready != 21 || got.HandshakesDone != 21 || s.pending.Load() != 0 {
		t.Fatalf("%+v, %d pending", got, s.pending.Load())
	}
}

func shakeOne(t *testing.T, s *Server, w *witness) <-chan *Conn {
	t.Helper()
	c := dial(t, s)
	if err := c.shake(c.socket, patience); err != nil {
		t.Fatal(err)
	}
	return w.ready
}

func TestTheWrongCertificateIsClosedWithoutKeys(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	c := dial(t, s)
	other, _, err := newCertificate()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.shake(c.socket, 2*time.Second, dtls.WithCertificates(other)); err == nil {
		t.Error("the client believes it is connected")
	}
	if why := await(t, w.closed, "Closed"); why != ReasonHandshakeFailed {
		t.Errorf("closed with %q", why)
	}
	if got := s.Stats(); got.Ready != 0 || got.HandshakesFailed != 1 || len(w.ready) != 0 {
		t.Errorf("%+v", got)
	}
	if err := c.conn.SendRTP(make([]byte, 50)); err != ErrNotReady {
		t.Errorf("SendRTP: %v", err)
	}
}

func TestWeakTermsAreRefused(t *testing.T) {
	for name, options := range map[string][]dtls.ClientOption{
		"only CBC": {dtls.WithCipherSuites(dtls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA)},
		"only CCM": {dtls.WithCipherSuites(dtls.TLS_ECDHE_ECDSA_WITH_AES_128_CCM)},
		"a pre-shared key": {
			dtls.WithPSK(func([]byte) ([]byte, error) { return []byte("key"), nil }), dtls.WithPSKIdentityHint([]byte("x")),
			dtls.WithCipherSuites(dtls.TLS_PSK_WITH_AES_128_GCM_SHA256),
		},
		"a 32-bit tag":              {dtls.WithSRTPProtectionProfiles(dtls.SRTP_AES128_CM_HMAC_SHA1_32)},
		"no encryption":             {dtls.WithSRTPProtectionProfiles(dtls.SRTP_NULL_HMAC_SHA1_80)},
		"no extended master secret": {dtls.WithExtendedMasterSecret(dtls.DisableExtendedMasterSecret)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWitness()
			s := running(t, Config{HandshakeTimeout: 500 * time.Millisecond}, w)
			c := dial(t, s)
			if err := c.shake(c.socket, 400*time.Millisecond, options...); err == nil {
				t.Error("the client believes it is connected")
			}
			why := await(t, w.closed, "Closed")
			if why != ReasonHandshakeTimeout && why != ReasonHandshakeFailed || len(w.ready) != 0 {
				t.Errorf("closed with %q, %d ready", why, len(w.ready))
			}
		})
	}
}

func TestAClientWithoutACertificateIsRefused(t *testing.T) {
	w := newWitness()
	s := running(t, Config{HandshakeTimeout: 500 * time.Millisecond}, w)
	c := dial(t, s)
	c.certificate = tls.Certificate{}
	if err := c.shake(c.socket, 400*time.Millisecond); err == nil {
		t.Error("the client believes it is connected")
	}
	await(t, w.closed, "Closed")
	if len(w.ready) != 0 {
		t.Error("keys without a certificate")
	}
}

func TestAnRSACertificateWillDo(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "x"}, NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	w := newWitness()
	s := running(t, Config{}, w)
	c := dial(t, s)
	c.certificate = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	s.Post(func() { c.conn.remote.Fingerprint = fingerprintOf(c.certificate) })
	c.check(t) // after it the new fingerprint is in place
	if err := c.shake(c.socket, patience); err != nil {
		t.Fatal(err)
	}
	await(t, w.ready, "keys")
}

// lossy drops the first datagrams from the server that begin with a record of one type.
type lossy struct {
	net.PacketConn
	record byte
	drop   atomic.Int32
}

func (l *lossy) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := l.PacketConn.ReadFrom(b)
		if err == nil && n > 0 && b[0] == l.record && l.drop.Add(-1) >= 0 {
			continue
		}
		return n, from, err
	}
}

func TestALostLastFlightIsSentAgain(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	c := dial(t, s)
	over := &lossy{PacketConn: c.socket, record: recordChangeCipherSpec}
	over.drop.Store(3)
	if err := c.shake(over, patience); err != nil {
		t.Fatal(err)
	}
	await(t, w.ready, "keys")
	if got := s.Stats().LastFlights; got < 1 || over.drop.Load() >= 0 {
		t.Fatalf("last flight sent again %d times", got)
	}
}

// distant is a network of some milliseconds in each direction. Loopback is so quick that a forged datagram hardly
// ever finds a handshake half-way.
type distant struct {
	net.PacketConn
	away time.Duration
}

func (d *distant) WriteTo(b []byte, to net.Addr) (int, error) {
	copied := append([]byte(nil), b...)
	time.AfterFunc(d.away, func() { _, _ = d.PacketConn.WriteTo(copied, to) })
	return len(b), nil
}

func (d *distant) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := d.PacketConn.ReadFrom(b)
	if err == nil {
		time.Sleep(d.away)
	}
	return n, from, err
}

// The client gets its keys by the flights that it needs, without waiting to send one again.
func TestAHandshakeHalfWaySurvivesWhatIsForged(t *testing.T) {
	for name, forged := range fromElsewhere() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWitness()
			s := running(t, Config{}, w)
			c := dial(t, s)
			end, forging := make(chan struct{}), sync.WaitGroup{}
			forging.Go(func() {
				for {
					select {
					case <-end:
						return
					case <-time.After(3 * time.Millisecond):
						_, _ = c.socket.WriteToUDPAddrPort(forged, c.server)
					}
				}
			})
			err := c.shake(&distant{PacketConn: c.socket, away: 50 * time.Millisecond}, patience,
				dtls.WithFlightInterval(patience))
			close(end)
			forging.Wait()
			if err != nil {
				t.Fatal(err)
			}
			await(t, w.ready, "keys")
		})
	}
}

// What a client costs from its opening to its keys, its own side of it included.
func BenchmarkConnect(b *testing.B) {
	w := newWitness()
	s := running(b, Config{}, w)
	b.ReportAllocs()
	for b.Loop() {
		c := dial(b, s)
		if err := c.shake(c.socket, patience); err != nil {
			b.Fatal(err)
		}
		await(b, w.ready, "keys").Close()
		await(b, w.closed, "its end")
	}
}
