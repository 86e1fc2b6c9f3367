package light

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/stun/v4"
	"go.uber.org/zap"
)

const (
	maxDatagram   = 1500    // what is sent or read; longer datagrams are cut and then fail to authenticate
	socketBuffer  = 4 << 20 // bytes; a fan-out to a whole room and a storm of joins are deep bursts
	tickInterval  = 10 * time.Millisecond
	restInterval  = 50 * time.Millisecond // between ticks while nobody is heard and nobody connects
	restAfter     = time.Second           // without a packet of audio
	maxReadErrors = 100                   // in a row; then the socket is beyond use
)

// Handler hears of every connection, on the Run goroutine. It must not block. Slices are valid until the call
// returns.
type Handler interface {
	RTP(c *Conn, packet []byte, at time.Time)  // one decrypted packet, header and payload
	RTCP(c *Conn, packet []byte, at time.Time) // one decrypted compound packet
	Ready(c *Conn)                             // the keys are there
	Closed(c *Conn, reason string)             // exactly once, after the last call about c
	Batch(at time.Time)                        // the datagrams of one read have been handed over
	Tick(at time.Time, late time.Duration)     // about every 10 ms, every 50 ms while no audio comes; late: behind time
}

// Server is one UDP socket and the connections on it.
type Server struct {
	cfg         Config
	log         *zap.Logger
	socket      *net.UDPConn
	listener    *net.TCPListener // on the same port, nil without TCP
	certificate tls.Certificate
	fingerprint [sha256.Size]byte
	candidates  []Candidate
	counters    counters
	conns       atomic.Int64 // opened and not yet closed
	pending     atomic.Int64 // of these, not ready

	base       context.Context // ends with the server; parent of every handshake
	cancel     context.CancelFunc
	handshakes sync.WaitGroup
	turnstile  *turnstile     // of handshakes
	streams    sync.WaitGroup // the listener's goroutine and those of every stream
	admission  *admission     // of streams

	waiting atomic.Bool // something is posted; the packet path asks this and takes no lock

	mu      sync.Mutex // guards what follows
	posted  []func()
	woken   bool // for what is posted
	stopped bool
	running bool

	// Owned by the Run goroutine.
	handler  Handler
	byUfrag  map[string]*credentials
	byPath   map[path]*proof
	sources  *sources
	inbox    *inbox
	outbox   *outbox
	swept    time.Time
	sounded  time.Time    // last authentic packet of audio
	request  stun.Message // read into again and again
	response stun.Message // written into again and again
}

// Listen binds the socket. The server answers once Run runs; connections may be opened before.
func Listen(cfg Config) (*Server, error) {
	cfg = cfg.withDefaults()
	address, err := cfg.listenAddress()
	if err != nil {
		return nil, err
	}
	certificate, fingerprint, err := newCertificate()
	if err != nil {
		return nil, err
	}
	socket, listener, err := bind(address, cfg)
	if err != nil {
		return nil, err
	}
	in, out, err := boxes(socket)
	if err != nil {
		_ = socket.Close()
		return nil, err
	}
	s := &Server{
		cfg: cfg, log: sampled(cfg.Log.Named("light")), socket: socket, listener: listener, inbox: in, outbox: out,
		certificate: certificate, fingerprint: fingerprint,
		byUfrag: make(map[string]*credentials), byPath: make(map[path]*proof), sources: newSources(),
		admission: newAdmission(), turnstile: newTurnstile(),
	}
	s.base, s.cancel = context.WithCancel(context.Background())
	s.candidates = candidates(cfg.Advertise, socket.LocalAddr().(*net.UDPAddr).AddrPort(), listener != nil)
	return s, nil
}

// Candidates returns what every answer lists, best first.
func (s *Server) Candidates() []Candidate { return s.candidates }

// Port returns the UDP port the server is bound to.
func (s *Server) Port() int { return s.socket.LocalAddr().(*net.UDPAddr).Port }

// Open makes room for one client and returns what its answer must carry. The owner is handed back by
// Conn.Owner. Any goroutine may call it. Refusals are *Error.
func (s *Server) Open(remote Remote, owner any) (*Conn, Local, error) {
	if remote.Ufrag == "" || remote.Pwd == "" {
		return nil, Local{}, ErrBadRemote
	}
	if s.conns.Add(1) > int64(s.cfg.MaxConns) {
		s.conns.Add(-1)
		return nil, Local{}, ErrFull
	}
	if s.pending.Add(1) > int64(s.cfg.MaxHandshakes) {
		s.pending.Add(-1)
		s.conns.Add(-1)
		return nil, Local{}, ErrBusy
	}
	c := &Conn{server: s, owner: owner, remote: remote, since: time.Now()}
	c.current = newCredentials(c, remote)
	// Nobody is woken for it: before the reader looks at a datagram it does what was posted.
	if !s.enqueue(func() { s.byUfrag[c.current.ufrag] = c.current }, false) {
		s.pending.Add(-1)
		s.conns.Add(-1)
		return nil, Local{}, ErrStopped
	}
	s.counters.opened.Add(1)
	return c, s.localFor(c.current), nil
}

// Post has f called on the Run goroutine soon, in the order of posting. Any goroutine may call it; after the
// server has stopped f is not called.
func (s *Server) Post(f func()) { s.post(f) }

// post reports whether f will be called.
func (s *Server) post(f func()) bool { return s.enqueue(f, true) }

// enqueue posts what is urgent, or can wait for the next datagram or tick.
func (s *Server) enqueue(f func(), urgent bool) bool {
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		return false
	}
	s.posted = append(s.posted, f)
	wakes := urgent && !s.woken // whoever was first has woken the reader, and it takes all
	s.woken = s.woken || urgent
	s.waiting.Store(true)
	s.mu.Unlock()
	if wakes {
		s.wake()
	}
	return true
}

// wake makes the reader's read return at once.
func (s *Server) wake() { _ = s.socket.SetReadDeadline(time.Unix(1, 0)) }

// Run serves until ctx ends, then closes every connection, waits for their goroutines and closes the socket.
// It can be called once.
func (s *Server) Run(ctx context.Context, handler Handler) error {
	s.mu.Lock()
	if s.running || s.stopped {
		s.mu.Unlock()
		return errors.New("light: the server runs or has stopped")
	}
	s.running = true
	s.mu.Unlock()
	s.handler = handler
	defer context.AfterFunc(ctx, s.wake)()
	if s.listener != nil {
		s.streams.Go(s.accept)
	}
	err := s.loop(ctx)
	s.shutdown()
	return err
}

// Close releases a server that was never run; otherwise end Run's context.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running || s.stopped {
		return nil
	}
	s.stopped = true
	s.cancel()
	if s.listener != nil {
		_ = s.listener.Close()
	}
	return s.socket.Close()
}

// loop reads datagrams, runs what was posted, ticks, and sends what came of it. It sleeps when there is nothing.
func (s *Server) loop(ctx context.Context) error {
	now := time.Now()
	next := now.Add(tickInterval)
	arm := true // the deadline is behind us and must be set again
	failures := 0
	for ctx.Err() == nil {
		if arm {
			_ = s.socket.SetReadDeadline(next)
			arm = false
			s.runPosted() // the deadline that a Post has set may just have been overwritten
			s.Flush()
		}
		n, err := s.inbox.read()
		now = time.Now()
		s.runPosted() // first: a datagram may be for a connection that has just been opened
		switch {
		case err == nil:
			failures = 0
			s.received(n, now)
		case errors.Is(err, os.ErrDeadlineExceeded):
			arm = true
		case errors.Is(err, net.ErrClosed) || failures == maxReadErrors:
			return fmt.Errorf("light: read: %w", err)
		default:
			failures++
		}
		if !now.Before(next) {
			s.tick(now, now.Sub(next))
			next, arm = now.Add(s.tickEvery(now)), true
		} else if soon := now.Add(s.tickEvery(now)); soon.Before(next) { // no longer at rest
			next, arm = soon, true
		}
		s.Flush()
	}
	return nil
}

// received handles the datagrams of one read.
func (s *Server) received(n int, at time.Time) {
	for i := range n {
		datagram, from := s.inbox.datagram(i)
		s.datagram(datagram, path{address: from}, at)
	}
	s.handler.Batch(at)
}

// runPosted calls what was posted, in order. It is asked for every datagram, and nearly always there is nothing.
func (s *Server) runPosted() {
	if !s.waiting.Load() {
		return
	}
	s.mu.Lock()
	posted := s.posted
	s.posted, s.woken = nil, false
	s.waiting.Store(false)
	s.mu.Unlock()
	for _, f := range posted {
		f()
	}
}

// write sends one datagram at once, outside the batch: for handshakes, which have goroutines of their own.
func (s *Server) write(datagram []byte, to path) error {
	if to.stream != nil {
		s.streamed(to.stream, datagram)
		return nil
	}
	n, err := s.socket.WriteToUDPAddrPort(datagram, to.address)
	if err != nil {
		s.counters.send.Add(1)
		return fmt.Errorf("light: send: %w", err)
	}
	s.counters.packetsOut.Add(1)
	s.counters.bytesOut.Add(uint64(n))
	return nil
}

// remove forgets a connection and tells the handler, once.
func (s *Server) remove(c *Conn, reason string) {
	if c.state == closed {
		return
	}
	c.closing.Store(true)
	if c.state != ready {
		s.pending.Add(-1)
	}
	c.become(closed, time.Now())
	delete(s.byUfrag, c.current.ufrag)
	if c.next != nil {
		delete(s.byUfrag, c.next.ufrag)
	}
	for _, p := range c.known {
		delete(s.byPath, p.path)
		if p.stream != nil {
			p.stream.close()
		}
	}
	c.known = nil
	if c.feed != nil {
		c.feed.cancel()
		c.feed = nil
	}
	c.in, c.out, c.lastFlight = nil, sealer{}, nil
	s.conns.Add(-1)
	s.handler.Closed(c, reason)
}

// shutdown ends every connection and everything that runs for them.
func (s *Server) shutdown() {
	s.mu.Lock()
	s.stopped = true
	posted := s.posted
	s.posted = nil
	s.mu.Unlock()
	for _, f := range posted { // an Open among them must not go without its Closed
		f()
	}
	for _, k := range s.byUfrag {
		s.remove(k.conn, ReasonStopped)
	}
	s.cancel()
	if s.listener != nil {
		_ = s.listener.Close()
	}
	s.admission.closeAll()
	s.streams.Wait()
	s.handshakes.Wait()
	_ = s.socket.Close()
}
