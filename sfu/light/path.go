package light

import (
	"net/netip"
	"slices"
	"time"
)

const (
	maxPaths    = 16               // proved paths of one connection; one more closes it
	addressHold = 10 * time.Second // how long a silent path stays its connection's when another one proves it
	silentPath  = 3 * time.Second  // how long the selected path may be silent before any check moves it
)

// path is one way to a client: a UDP address, or a TCP stream.
type path struct {
	address netip.AddrPort // the client's
	stream  *stream        // nil over UDP
}

// proof is a path that an authentic check has come by, and so belongs to one connection.
type proof struct {
	path
	conn  *Conn
	heard time.Time // last authentic datagram
	ended bool      // the stream is gone
}

// silence is for how long nothing authentic has come by the path.
func (p *proof) silence(at time.Time) time.Duration { return at.Sub(p.heard) }

// moves reports whether a check by another path makes it the selected one. A nomination always does (RFC 8445
// §7.3.1.5). Firefox nominates only once: when a NAT has given it another port, a check without a nomination
// must do, and it may as soon as the selected path seems dead.
func (p *proof) moves(nominated bool, at time.Time) bool {
	return nominated || p.ended || p.silence(at) >= silentPath
}

// learn notes that a connection's client is at a path, and returns nil when that cannot be. A path belongs to
// one connection; another one proves it only after it has been silent for a while, or credentials for one
// connection and a forged source address would take another client's media away.
func (s *Server) learn(c *Conn, from path, at time.Time) *proof {
	p := s.byPath[from]
	switch {
	case p != nil && p.conn == c:
		return p
	case p != nil && p.silence(at) < addressHold:
		return nil
	case p != nil:
		s.dispossess(p)
	}
	if len(c.known) == maxPaths {
		if from.stream == nil { // a client has a handful of interfaces; this one floods
			s.remove(c, ReasonTooManyAddresses)
		}
		return nil
	}
	p = &proof{path: from, conn: c}
	c.known = append(c.known, p)
	s.byPath[from] = p
	return p
}

// dispossess takes a path from its connection; one that sent there has lost its client.
func (s *Server) dispossess(p *proof) {
	if p.conn.selected == p {
		s.remove(p.conn, ReasonConsentExpired)
		return
	}
	s.forget(p)
}

// forget takes a path that is not selected out of the tables.
func (s *Server) forget(p *proof) {
	c := p.conn
	c.known = slices.DeleteFunc(c.known, func(other *proof) bool { return other == p })
	delete(s.byPath, p.path)
	if p.stream != nil {
		p.stream.close()
	}
}

// forgetSilent forgets the paths of a connection that a client has left for good.
func (s *Server) forgetSilent(c *Conn, at time.Time) {
	for i := len(c.known) - 1; i >= 0; i-- {
		if p := c.known[i]; p != c.selected && p.silence(at) > s.cfg.ConsentTimeout {
			s.forget(p)
		}
	}
}

// choose makes a path the one we send by.
func (s *Server) choose(c *Conn, p *proof) {
	c.selected = p
	c.to = s.destination(p.path)
	if c.feed != nil {
		c.feed.path.Store(&p.path)
	}
}

// destination is a path as the system takes it.
type destination struct {
	stream  *stream  // nil over UDP
	address sockaddr // over UDP
}

// destination makes a path ready to be sent to.
func (s *Server) destination(p path) destination {
	return destination{stream: p.stream, address: s.outbox.sockaddr(p.address)}
}

// sendTo queues one datagram that was written into the outbox's space.
func (s *Server) sendTo(to *destination, datagram []byte) {
	if to.stream == nil {
		s.queued(datagram, &to.address)
		return
	}
	s.streamed(to.stream, datagram)
}
