package light

import (
	"crypto/sha256"
	"net/netip"
	"sync/atomic"
	"time"
)

// Remote is what the client's offer says of its side of the transport.
type Remote struct {
	Ufrag       string
	Pwd         string
	Fingerprint [sha256.Size]byte // SHA-256 of the client's certificate
}

// Local is what the answer must say of ours.
type Local struct {
	Ufrag       string
	Pwd         string
	Fingerprint [sha256.Size]byte
	Candidates  []Candidate // best first
}

// Candidate is a place where clients can reach us.
type Candidate struct {
	AddrPort netip.AddrPort
	TCP      bool // passive (RFC 6544); UDP otherwise
}

// state is how far a connection has come; it only grows.
type state uint8

const (
	opened  state = iota // waiting for the first authenticated check
	checked              // has an address; the handshake is awaited or runs
	ready                // has keys
	closed
)

// Conn is one client's transport. Unless a method says otherwise, it belongs to the Run goroutine.
type Conn struct {
	// What every packet to the client touches lies in one piece.
	server  *Server
	closing atomic.Bool // set by Close, on any goroutine
	state   state
	to      destination // the selected path
	out     sealer

	owner  any
	remote Remote // as it was opened

	since    time.Time    // when state was reached
	current  *credentials // that the client uses
	next     *credentials // of a restart that the client has not used yet, nil without one
	selected *proof       // the path we send by, nil before the first check
	known    []*proof     // selected among them, at most maxPaths
	feed     *feed        // to the handshake, nil unless one runs

	in         *opener
	suite      string
	lastFlight [][]byte  // the server's last handshake datagrams
	resent     time.Time // when they were last sent again
}

// Owner returns what Open was given. Any goroutine may call it.
func (c *Conn) Owner() any { return c.owner }

// Ready reports whether the connection has keys.
func (c *Conn) Ready() bool { return c.state == ready }

// Suite names the SRTP protection profile as RFC 5764 and RFC 7714 do, "" before the keys.
func (c *Conn) Suite() string { return c.suite }

// Close ends the connection soon; Handler.Closed follows. Any goroutine may call it, any number of times.
// Nothing is said to the client here: leaving is said on its signaling.
func (c *Conn) Close() {
	if c.closing.CompareAndSwap(false, true) {
		c.server.Post(func() { c.server.remove(c, ReasonClosed) })
	}
}

// SendRTP seals one whole RTP packet into the server's batch, which leaves when it is full or flushed. The packet
// is only read. Sent again, a packet must be the same to the last bit: sequence number and SSRC make the nonce.
// The error is ErrNotReady or ErrMalformed.
func (c *Conn) SendRTP(packet []byte) error {
	if c.state != ready || c.closing.Load() {
		return ErrNotReady
	}
	sealed, err := c.out.sealRTP(c.server.outbox.space(), packet)
	if err != nil {
		return ErrMalformed
	}
	c.server.sendTo(&c.to, sealed)
	return nil
}

// SendRTCP seals one compound RTCP packet as SendRTP does.
func (c *Conn) SendRTCP(packet []byte) error {
	if c.state != ready || c.closing.Load() {
		return ErrNotReady
	}
	sealed, err := c.out.sealRTCP(c.server.outbox.space(), packet)
	if err != nil {
		return ErrMalformed
	}
	c.server.sendTo(&c.to, sealed)
	return nil
}

// become moves the connection on and keeps the gauges right.
func (c *Conn) become(next state, at time.Time) {
	gauges := [...]*atomic.Int64{
		opened: &c.server.counters.opened, checked: &c.server.counters.checked, ready: &c.server.counters.ready,
	}
	gauges[c.state].Add(-1) // a closed connection becomes nothing else
	if next != closed {
		gauges[next].Add(1)
	}
	c.state, c.since = next, at
}
