package lightclient

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
	"github.com/pion/srtp/v3"
	"github.com/pion/transport/v4/deadline"
)

// The SRTP profiles, by the names of RFC 7714 and RFC 5764.
const (
	GCM = "AEAD_AES_128_GCM"
	CM  = "AES128_CM_HMAC_SHA1_80"
)

// profileIDs are what DTLS calls them (RFC 5764 §4.1.2, RFC 7714 §14.2).
func profileIDs(names []string) ([]dtls.SRTPProtectionProfile, error) {
	if len(names) == 0 {
		names = []string{GCM, CM}
	}
	var ids []dtls.SRTPProtectionProfile
	for _, name := range names {
		switch name {
		case GCM:
			ids = append(ids, dtls.SRTP_AEAD_AES_128_GCM)
		case CM:
			ids = append(ids, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
		default:
			return nil, fmt.Errorf("profile %q is neither %s nor %s", name, GCM, CM)
		}
	}
	return ids, nil
}

// newCertificate makes the one certificate of an engine. It proves nothing but that offer and handshake belong
// together, so all its clients may share it; a key pair for each would be the generator's greatest cost.
func newCertificate() (tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("certificate: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(30 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("certificate: %w", err)
	}
	sum := sha256.Sum256(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, sum[:], nil
}

// keys are what a handshake leaves behind.
type keys struct {
	profile               srtp.ProtectionProfile
	localKey, localSalt   []byte
	remoteKey, remoteSalt []byte
}

func (k keys) name() string {
	if k.profile == srtp.ProtectionProfileAeadAes128Gcm {
		return GCM
	}
	return CM
}

// sealer is a context for one kind of what we send: pion's is not safe for two goroutines, and the speaker's is
// not the engine's.
func (k keys) sealer() (*srtp.Context, error) {
	return srtp.CreateContext(k.localKey, k.localSalt, k.profile)
}

func (k keys) opener() (*srtp.Context, error) {
	return srtp.CreateContext(k.remoteKey, k.remoteSalt, k.profile)
}

var errCertificate = errors.New("the server's certificate is not the one in its answer")

// shake runs the client's side of DTLS over the pipe until there are keys.
func shake(ctx context.Context, p *pipe, certificate tls.Certificate, profiles []dtls.SRTPProtectionProfile, fingerprint []byte) (keys, error) {
	conn, err := dtls.ClientWithOptions(p, pipeAddr{},
		dtls.WithCertificates(certificate),
		dtls.WithInsecureSkipVerify(true), // the fingerprint is what counts (RFC 8122)
		dtls.WithVerifyPeerCertificate(func(shown [][]byte, _ [][]*x509.Certificate) error {
			if len(shown) > 0 {
				if sum := sha256.Sum256(shown[0]); bytes.Equal(sum[:], fingerprint) {
					return nil
				}
			}
			return errCertificate
		}),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithCipherSuites(dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
		dtls.WithSRTPProtectionProfiles(profiles...),
		dtls.WithFlightInterval(200*time.Millisecond),
		dtls.WithLoggerFactory(&logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled}),
	)
	if err != nil {
		return keys{}, fmt.Errorf("dtls: %w", err)
	}
	defer func() {
		p.silence()
		_ = conn.Close()
	}()
	if err := conn.HandshakeContext(ctx); err != nil {
		return keys{}, fmt.Errorf("dtls: %w", err)
	}
	p.silence() // a close_notify would end what has just begun
	profile, ok := conn.SelectedSRTPProtectionProfile()
	state, has := conn.ConnectionState()
	if !ok || !has {
		return keys{}, errors.New("dtls: no SRTP profile was negotiated")
	}
	config := srtp.Config{Profile: srtp.ProtectionProfile(profile)}
	if err := config.ExtractSessionKeysFromDTLS(&state, true); err != nil {
		return keys{}, fmt.Errorf("dtls: %w", err)
	}
	return keys{profile: config.Profile, localKey: config.Keys.LocalMasterKey, localSalt: config.Keys.LocalMasterSalt,
		remoteKey: config.Keys.RemoteMasterKey, remoteSalt: config.Keys.RemoteMasterSalt}, nil
}

// feedDepth is how many datagrams a handshake may leave unread; more are lost, and DTLS asks again.
const feedDepth = 32

// pipe is the packet connection that DTLS believes to have: what comes is fed by the engine, what goes leaves by
// the media's socket.
type pipe struct {
	in        chan []byte
	send      func([]byte)
	read      *deadline.Deadline
	closed    chan struct{}
	closeOnce sync.Once

	mu       sync.Mutex // guards silenced
	silenced bool
}

func newPipe(send func([]byte)) *pipe {
	return &pipe{in: make(chan []byte, feedDepth), send: send, read: deadline.New(), closed: make(chan struct{})}
}

// push feeds a copy of a datagram, on the engine's goroutine.
func (p *pipe) push(datagram []byte) {
	select {
	case p.in <- append([]byte(nil), datagram...):
	default:
	}
}

// silence lets nothing out from now on.
func (p *pipe) silence() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silenced = true
}

// ReadFrom implements net.PacketConn.
func (p *pipe) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case datagram := <-p.in:
		return copy(b, datagram), pipeAddr{}, nil
	case <-p.read.Done():
		return 0, nil, os.ErrDeadlineExceeded
	case <-p.closed:
		return 0, nil, net.ErrClosed
	}
}

// WriteTo implements net.PacketConn.
func (p *pipe) WriteTo(b []byte, _ net.Addr) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.silenced {
		p.send(b)
	}
	return len(b), nil
}

// Close implements net.PacketConn.
func (p *pipe) Close() error {
	p.closeOnce.Do(func() { close(p.closed) })
	return nil
}

// LocalAddr implements net.PacketConn.
func (p *pipe) LocalAddr() net.Addr { return pipeAddr{} }

// SetDeadline implements net.PacketConn.
func (p *pipe) SetDeadline(t time.Time) error { return p.SetReadDeadline(t) }

// SetReadDeadline implements net.PacketConn.
func (p *pipe) SetReadDeadline(t time.Time) error {
	p.read.Set(t)
	return nil
}

// SetWriteDeadline implements net.PacketConn; writes do not block.
func (p *pipe) SetWriteDeadline(time.Time) error { return nil }

// pipeAddr is the address of both ends of a pipe.
type pipeAddr struct{}

// Network implements net.Addr.
func (pipeAddr) Network() string { return "udp" }

// String implements net.Addr.
func (pipeAddr) String() string { return "server" }
