package signaling

import (
	"net"
	"os"
	"syscall"
	"time"
)

// socket is a client's, under its WebSocket. It bounds what one message may cost on the wire: a message in thousands
// of empty fragments stays within the limit of its content, but not of this. And it knows before a write blocks, so
// that no writer waits unseen.
type socket struct {
	net.Conn
	now syscall.RawConn // nil: writes may block
	of  *conn           // nil while the connection is being upgraded, then set for good
	// left is what the message being read may still take. The read loop owns it.
	left int
	// until is the deadline of writes; writers have none. Guarded by the WebSocket's lock for writing, as Write is.
	until time.Time
}

func newSocket(raw net.Conn) *socket {
	s := &socket{Conn: raw, left: maxFrame + socketSlack}
	if direct, ok := raw.(syscall.Conn); ok {
		s.now, _ = direct.SyscallConn()
	}
	return s
}

// socketSlack is for the frame headers of an honest message and what is read ahead of it.
const socketSlack = 2 << 10

func (s *socket) refill() { s.left = maxFrame + socketSlack }

// Read implements net.Conn.
func (s *socket) Read(p []byte) (int, error) {
	if s.left <= 0 {
		return 0, errBulk
	}
	n, err := s.Conn.Read(p)
	s.left -= n
	return n, err
}

// SetWriteDeadline implements net.Conn. The deadline is kept for a write that blocks.
func (s *socket) SetWriteDeadline(t time.Time) error {
	s.until = t
	return nil
}

// Write implements net.Conn. A writer waits for a socket that takes nothing, having given its place away. The read
// loop does not, whose pongs and farewells come with a deadline: a writer would have to wait for it unseen. There is a
// timer for a write that blocks only, or thousands would run for writes that have long been made.
func (s *socket) Write(p []byte) (int, error) {
	n, err := writeNow(s.now, p)
	if err != nil || n == len(p) {
		return n, err
	}
	until := s.until
	if s.of != nil {
		if !until.IsZero() || !s.of.server.writers.stall(s.of) {
			return n, os.ErrDeadlineExceeded
		}
		until = time.Now().Add(s.of.server.timing.Write)
	}
	_ = s.Conn.SetWriteDeadline(until)
	rest, err := s.Conn.Write(p[n:])
	_ = s.Conn.SetWriteDeadline(time.Time{})
	return n + rest, err
}
