package signaling

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"
)

// sink is a socket that takes everything and keeps nothing but who wrote and how often. While it is full it takes
// nothing, and a write that waits gets away with it when the channel is closed.
type sink struct {
	net.Conn // none: what is not below panics
	name     string
	null     *os.File
	log      *sinkLog
	full     chan struct{} // nil: not full
	takes    time.Duration // for each write
}

// sinkLog is what the sinks of a test have written.
type sinkLog struct {
	mu      sync.Mutex // guards what follows
	inside  int        // writes that are being made
	highest int
	order   []string
}

func (l *sinkLog) names() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.order...)
}

func (s *sink) SetDeadline(time.Time) error      { return nil }
func (s *sink) SetReadDeadline(time.Time) error  { return nil }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }

// Write implements net.Conn: the write that blocks.
func (s *sink) Write(p []byte) (int, error) {
	<-s.full
	return len(p), nil
}

// SyscallConn implements syscall.Conn.
func (s *sink) SyscallConn() (syscall.RawConn, error) { return rawSink{s}, nil }

type rawSink struct{ *sink }

func (rawSink) Control(func(uintptr)) error   { return nil }
func (rawSink) Read(func(uintptr) bool) error { return nil }

// Write implements syscall.RawConn: the write that does not.
func (r rawSink) Write(f func(uintptr) bool) error {
	if r.full != nil {
		return nil
	}
	r.log.mu.Lock()
	r.log.inside++
	r.log.highest = max(r.log.highest, r.log.inside)
	r.log.order = append(r.log.order, r.name)
	r.log.mu.Unlock()
	for begun := time.Now(); time.Since(begun) < r.takes; {
	}
	f(r.null.Fd())
	r.log.mu.Lock()
	r.log.inside--
	r.log.mu.Unlock()
	return nil
}

// handOver is a response whose connection is a sink.
type handOver struct {
	http.ResponseWriter
	to net.Conn
}

func (h handOver) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.to, bufio.NewReadWriter(bufio.NewReader(h.to), bufio.NewWriter(h.to)), nil
}

// sinks makes connections without clients: nobody reads them, and they can be written to.
type sinks struct {
	t      *testing.T
	server *Server
	null   *os.File
	log    *sinkLog
}

func newSinks(t *testing.T) *sinks {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = null.Close() })
	server := newNode(t, func(c *Config) { c.Timing.Heartbeat = time.Hour }).server
	server.writers = newWriters()
	return &sinks{t, server, null, &sinkLog{}}
}

// conn makes a connection that is not open for writing yet.
func (s *sinks) conn(name string) (*conn, *sink) {
	s.t.Helper()
	out := &sink{name: name, null: s.null, log: s.log}
	r := httptest.NewRequest("GET", "/v1/signal", nil)
	for key, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket",
		"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="} {
		r.Header.Set(key, value)
	}
	c := &conn{server: s.server, queue: newQueue()}
	h := &hijack{ResponseWriter: handOver{httptest.NewRecorder(), out}}
	u := s.server.upgrader(Subprotocol)
	ws, err := u.Upgrade(h, r, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c.ws, c.socket = ws, h.conn
	c.socket.of = c
	s.log.mu.Lock()
	s.log.order = nil // the upgrade
	s.log.mu.Unlock()
	return c, out
}

// quiet waits until nothing is left to write, but for what is held up.
func (s *sinks) quiet() {
	s.t.Helper()
	w := s.server.writers
	eventually(s.t, "nothing is left to write", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.first == nil && w.busy == 0
	})
}
