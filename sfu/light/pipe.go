package light

import (
	"context"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/transport/v4/deadline"
)

const (
	feedDepth     = 32 // datagrams a handshake may leave unread
	maxLastFlight = 4  // datagrams of the last flight that are kept; it is one in practice
)

// feed carries a client's DTLS datagrams from the Run goroutine to its handshake.
type feed struct {
	in     chan []byte
	path   atomic.Pointer[path] // to where the client is now
	cancel context.CancelFunc   // ends the handshake
}

// push queues a copy of a datagram and reports whether there was room.
func (f *feed) push(datagram []byte) bool {
	if len(f.in) == cap(f.in) { // only the Run goroutine pushes
		return false
	}
	f.in <- append([]byte(nil), datagram...)
	return true
}

// pipe is the packet connection one DTLS conn believes to have. It lets in what its gate admits, and no alert out:
// a client that is refused learns it from its signaling, and a forged hello must not make us send a real client an
// alert. Once silenced it swallows everything.
type pipe struct {
	feed      *feed
	send      func(datagram []byte, to path) error
	turn      *turn
	refused   *atomic.Uint64 // counts what the gate does not admit
	read      *deadline.Deadline
	closed    chan struct{}
	closeOnce sync.Once

	mu       sync.Mutex // guards what follows
	gate     gate
	silenced bool
	last     [][]byte // what was sent from ChangeCipherSpec on: the server's last flight
}

func newPipe(f *feed, t *turn, send func([]byte, path) error, refused *atomic.Uint64) *pipe {
	return &pipe{
		feed: f, turn: t, send: send, refused: refused, read: deadline.New(), closed: make(chan struct{}),
	}
}

// ReadFrom implements net.PacketConn.
func (p *pipe) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		select {
		case datagram := <-p.feed.in:
			if !p.admits(datagram) {
				p.refused.Add(1)
				continue
			}
			if !p.turn.enter(p.closed) {
				return 0, nil, net.ErrClosed
			}
			return copy(b, datagram), pipeAddr{}, nil
		case <-p.read.Done():
			return 0, nil, os.ErrDeadlineExceeded
		case <-p.closed:
			return 0, nil, net.ErrClosed
		}
	}
}

func (p *pipe) admits(datagram []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gate.admits(datagram)
}

// WriteTo implements net.PacketConn. The address is always where the client is now.
func (p *pipe) WriteTo(b []byte, _ net.Addr) (int, error) {
	if p.keep(b) {
		// A datagram that cannot be sent is a datagram lost: DTLS sends it again.
		_ = p.send(b, *p.feed.path.Load())
	}
	p.turn.leave() // what is left of a flight is cheap
	return len(b), nil
}

// keep notes a datagram of the last flight and reports whether the datagram may leave. Among the server's
// flights only the last has a ChangeCipherSpec record.
func (p *pipe) keep(b []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.silenced || len(b) == 0 || b[0] == recordAlert {
		return false
	}
	p.gate.asked(b)
	if b[0] == recordChangeCipherSpec {
		p.last = nil
	}
	if (b[0] == recordChangeCipherSpec || p.last != nil) && len(p.last) < maxLastFlight {
		p.last = append(p.last, append([]byte(nil), b...))
	}
	return true
}

// silence lets nothing out from now on, and returns the last flight.
func (p *pipe) silence() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silenced = true
	return p.last
}

// Close implements net.PacketConn.
func (p *pipe) Close() error {
	p.closeOnce.Do(func() { close(p.closed) })
	p.turn.leave()
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
func (pipeAddr) String() string { return "client" }
