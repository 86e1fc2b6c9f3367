package light

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
	"go.uber.org/zap"
)

// DTLS record types (RFC 6347 §4.1).
const (
	recordChangeCipherSpec = 20
	recordAlert            = 21
	recordHandshake        = 22
)

const (
	flightInterval = 300 * time.Millisecond // before a flight is sent again; doubles
	resendInterval = 20 * time.Millisecond  // shortest time between two copies of a last flight
)

var (
	errFingerprint = errors.New("light: the certificate is not the one in the offer")
	errNoSRTP      = errors.New("light: no SRTP profile was negotiated")
)

// dtls handles one DTLS datagram of a proved address.
func (s *Server) dtls(c *Conn, datagram []byte, at time.Time) {
	plain := binary.BigEndian.Uint16(datagram[3:]) == 0 // epoch 0
	switch {
	case c.state == ready:
		if datagram[0] == recordHandshake {
			s.sendLastFlight(c, at)
			return
		}
	case datagram[0] == recordAlert:
		// In plaintext anybody can forge one, and a handshake must not end by one that comes just after its last
		// flight. A client that gives up falls silent.
	case c.feed == nil && (datagram[0] != recordHandshake || !plain):
		// Not the beginning of a handshake.
	default:
		if c.feed == nil {
			s.startHandshake(c)
		}
		if c.feed.push(datagram) {
			return
		}
	}
	s.counters.handshake.Add(1)
}

// sendLastFlight repeats the end of the handshake for a client that shows that it missed it.
func (s *Server) sendLastFlight(c *Conn, at time.Time) {
	if at.Sub(c.resent) < resendInterval {
		return
	}
	c.resent = at
	s.counters.lastFlights.Add(1)
	for _, datagram := range c.lastFlight {
		s.sendTo(&c.to, append(s.outbox.space(), datagram...))
	}
}

// startHandshake gives a connection the goroutine that lives until there are keys or none will come.
func (s *Server) startHandshake(c *Conn) {
	ctx, cancel := context.WithTimeout(s.base, s.cfg.HandshakeTimeout)
	f := &feed{in: make(chan []byte, feedDepth), cancel: cancel}
	f.path.Store(&c.selected.path)
	c.feed = f
	s.handshakes.Go(func() {
		defer cancel()
		keys, err := s.handshake(ctx, f, c.remote.Fingerprint)
		s.Post(func() { s.handshaken(c, keys, err) })
	})
}

// handshaken takes the result of a handshake back to the Run goroutine.
func (s *Server) handshaken(c *Conn, k keys, err error) {
	if c.state != checked {
		return
	}
	c.feed = nil
	if err == nil {
		c.in, c.out, err = newProtection(k)
	}
	if err != nil {
		s.counters.handshakesFailed.Add(1)
		s.log.Debug("handshake failed", zap.String("conn", c.current.ufrag), zap.Error(err))
		reason := ReasonHandshakeFailed
		if errors.Is(err, context.DeadlineExceeded) {
			reason = ReasonHandshakeTimeout
		}
		s.remove(c, reason)
		return
	}
	s.counters.handshakesDone.Add(1)
	s.pending.Add(-1)
	now := time.Now()
	c.suite, c.lastFlight, c.selected.heard = k.suite(), k.lastFlight, now
	c.become(ready, now)
	if !c.closing.Load() {
		s.handler.Ready(c)
	}
}

// verifyFingerprint is all the verification a WebRTC certificate gets (RFC 8122).
func verifyFingerprint(certificates [][]byte, want [sha256.Size]byte) error {
	if len(certificates) == 0 {
		return errFingerprint
	}
	got := sha256.Sum256(certificates[0])
	if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return errFingerprint
	}
	return nil
}

// silent gives all handshakes one logger, which says nothing.
type silent struct{}

// NewLogger implements logging.LoggerFactory.
func (silent) NewLogger(string) logging.LeveledLogger { return silence }

var silence = logging.NewDefaultLeveledLoggerForScope("", logging.LogLevelDisabled, io.Discard)

// handshake runs the server's side and takes the keys out of it. The DTLS conn ends with it: its goroutines stop, and
// the close_notify it would send is swallowed by the silenced pipe.
func (s *Server) handshake(ctx context.Context, f *feed, fingerprint [sha256.Size]byte) (keys, error) {
	p := newPipe(f, s.turnstile.turn(), s.write, &s.counters.handshake)
	conn, err := dtls.ServerWithOptions(p, pipeAddr{},
		dtls.WithCertificates(s.certificate),
		dtls.WithClientAuth(dtls.RequireAnyClientCert),
		dtls.WithVerifyPeerCertificate(func(certificates [][]byte, _ [][]*x509.Certificate) error {
			return verifyFingerprint(certificates, fingerprint)
		}),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithCipherSuites(ourSuites...),
		dtls.WithEllipticCurves(ourGroups...),
		dtls.WithSRTPProtectionProfiles(ourProfiles...),
		dtls.WithFlightInterval(flightInterval),
		dtls.WithLoggerFactory(silent{}),
	)
	if err != nil {
		_ = p.Close()
		return keys{}, err
	}
	defer func() {
		p.silence()
		_ = conn.Close()
		_ = p.Close() // gives the turn back, whatever conn did
	}()
	if err := conn.HandshakeContext(ctx); err != nil {
		return keys{}, fmt.Errorf("light: handshake: %w", cmp.Or(ctx.Err(), err))
	}
	return exportKeys(conn, p.silence())
}
