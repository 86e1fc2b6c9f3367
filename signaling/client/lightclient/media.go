package lightclient

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// state is how far a connection has come; it only grows.
type state uint8

const (
	idle     state = iota // offered
	checking              // ICE
	shaking               // DTLS
	ready
	ended
)

// maxStreams is how many SSRCs of one connection are counted: three slots, and as many after a change.
const maxStreams = 8

// Media is one connection: a socket, its keys and its counts.
type Media struct {
	engine  *Engine
	own     credentials
	onFirst func(time.Time)
	settled chan struct{} // closed when there are keys or none will come; err is set before
	once    sync.Once
	err     error
	keys    keys // set before settled is closed

	mu sync.Mutex // held over every send but the engine's; guards closed
	fd int        // never changes; not to be used once closed

	closed bool

	// Owned by the engine's goroutine.
	state   state
	answer  answer
	check   *checker
	due     time.Duration // when the next check leaves
	pause   time.Duration // between this one and the next
	heard   time.Duration // when the server last answered a check
	pipe    *pipe
	cancel  context.CancelFunc // of the handshake
	in      *srtp.Context
	reports *srtp.Context
	streams []stream
	packets int // of RTP, for the sample

	// Owned by whoever speaks.
	voice voice
}

// voice is the outgoing stream.
type voice struct {
	context *srtp.Context
	header  rtp.Header
	plain   []byte
	sealed  []byte
}

func (e *Engine) newMedia(source netip.Addr) (*Media, error) {
	if e.base.Err() != nil {
		return nil, ErrStopped
	}
	fd, err := openSocket(source)
	if err != nil {
		return nil, err
	}
	return &Media{engine: e, fd: fd, settled: make(chan struct{})}, nil
}

// Keyed opens a socket at source that takes packets of an AEAD_AES_128_GCM sender at to whose master key and salt
// are known: for a yardstick that has no handshake. It sends nothing.
func (e *Engine) Keyed(source netip.Addr, to netip.AddrPort, key, salt []byte) (*Media, error) {
	m, err := e.newMedia(source)
	if err != nil {
		return nil, err
	}
	if err := connectSocket(m.fd, to); err != nil {
		m.release()
		return nil, err
	}
	k := keys{profile: srtp.ProtectionProfileAeadAes128Gcm, localKey: key, localSalt: salt, remoteKey: key, remoteSalt: salt}
	err = m.start(func() {
		m.state, m.heard = shaking, e.Clock()
		e.connecting = append(e.connecting, m)
		e.shaken(m, k, nil)
	})
	if err != nil {
		return nil, err
	}
	<-m.settled
	return m, m.err
}

// Local is the address of the socket.
func (m *Media) Local() netip.AddrPort { return localOf(m.fd) }

// Accept takes the server's answer and waits until there are keys or ctx ends. It can be called once.
func (m *Media) Accept(ctx context.Context, text string) error {
	a, err := parseAnswer(text)
	if err != nil {
		return err
	}
	if err := connectSocket(m.fd, a.candidateFor(m.Local().Addr())); err != nil {
		return err
	}
	if err := m.start(func() { m.engine.begin(m, a) }); err != nil {
		return err
	}
	select {
	case <-m.settled:
		return m.err
	case <-ctx.Done():
		m.Close()
		return fmt.Errorf("media: %w", ctx.Err())
	}
}

// start hands the connection to the engine, which calls first.
func (m *Media) start(first func()) error {
	e := m.engine
	posted := e.post(func() {
		if m.state != idle { // closed meanwhile
			return
		}
		if err := e.adopt(m); err != nil {
			e.end(m, err)
			return
		}
		first()
	})
	if !posted {
		m.release()
		return ErrStopped
	}
	return nil
}

// Close ends the connection soon. Nothing is said to the server: leaving is said on the signaling. Idempotent.
func (m *Media) Close() {
	if !m.engine.post(func() { m.engine.end(m, errors.New("media: closed")) }) {
		m.release()
	}
}

// Profile names the SRTP profile, once Accept has returned without an error.
func (m *Media) Profile() string { return m.keys.name() }

// settle lets Accept return, once.
func (m *Media) settle(err error) {
	m.once.Do(func() {
		m.err = err
		close(m.settled)
	})
}

// release closes the socket. Its number may be another's afterwards, hence the lock around sends.
func (m *Media) release() {
	if m.cancel != nil {
		m.cancel()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.closed = true
		closeSocket(m.fd)
	}
}

// send sends one datagram unless the socket is closed; any goroutine.
func (m *Media) send(datagram []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		sendSocket(m.fd, datagram)
	}
}

// Speak sends one Opus packet of so many samples with the level that goes with it, dBov from 0 to −127. Only one
// goroutine may speak, and only after Accept has returned without an error.
func (m *Media) Speak(payload []byte, samples uint32, level int) error {
	v := &m.voice
	if v.context == nil {
		if err := v.begin(m.keys, m.answer.levelID); err != nil {
			return err
		}
	}
	if v.header.Extension {
		if err := v.header.SetExtension(m.answer.levelID, []byte{0x80 | byte(-level)}); err != nil {
			return fmt.Errorf("audio level: %w", err)
		}
	}
	n, err := v.header.MarshalTo(v.plain)
	if err != nil {
		return fmt.Errorf("rtp: %w", err)
	}
	n += copy(v.plain[n:], payload)
	sealed, err := v.context.EncryptRTP(v.sealed, v.plain[:n], nil)
	if err != nil {
		return fmt.Errorf("srtp: %w", err)
	}
	v.header.SequenceNumber++
	v.header.Timestamp += samples
	m.send(sealed)
	return nil
}

// begin makes a stream with random numbers (RFC 3550 §5.1); the first half of the sequence numbers leaves the
// receiver no doubt about the rollover counter.
func (v *voice) begin(k keys, level byte) (err error) {
	if v.context, err = k.sealer(); err != nil {
		return fmt.Errorf("srtp: %w", err)
	}
	var random [10]byte
	rand.Read(random[:]) // never fails
	v.header = rtp.Header{Version: 2, PayloadType: payloadType, SSRC: binary.BigEndian.Uint32(random[:]),
		Timestamp: binary.BigEndian.Uint32(random[4:]), SequenceNumber: binary.BigEndian.Uint16(random[8:]) >> 1}
	v.plain, v.sealed = make([]byte, maxDatagram), make([]byte, 0, maxDatagram)
	if level != 0 {
		return v.header.SetExtension(level, []byte{0x80})
	}
	return nil
}
