package light

import (
	"bufio"
	"net"
	"sync"
	"time"
)

const (
	firstFrame    = 5 * time.Second // from the connection to the check that must be its first frame
	streamQueue   = 16 << 10        // bytes that wait for a client to read; about a second of three voices
	streamAhead   = 16              // frames a stream may be ahead of the Run goroutine
	streamRead    = 2 << 10
	acceptBackoff = 50 * time.Millisecond // after an error that may pass, such as too many files
)

// stream is one TCP connection that a client has made (RFC 6544: we are always the passive side), with two
// goroutines of its own. What it carries are the datagrams that UDP would carry, framed by RFC 4571.
type stream struct {
	server *Server
	socket *net.TCPConn
	path   path
	proved bool // by the check that must come first; owned by the Run goroutine

	ended     chan struct{} // closed with the stream
	closeOnce sync.Once
	ahead     chan struct{} // one for each frame that is posted and not handled yet
	wake      chan struct{} // there is something to write

	mu     sync.Mutex // guards what follows
	queued []byte     // frames that wait to be written
}

// accept takes the connections that clients make, until the listener is closed.
func (s *Server) accept() {
	for {
		socket, err := s.listener.AcceptTCP()
		if err != nil {
			if s.base.Err() != nil || !s.pause(acceptBackoff) {
				return
			}
			continue
		}
		st := newStream(s, socket)
		if !s.admission.enter(st) {
			s.counters.refused.Add(1)
			_ = socket.Close()
			continue
		}
		s.streams.Go(st.read)
		s.streams.Go(st.write)
	}
}

// pause waits, and reports whether the server goes on.
func (s *Server) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-s.base.Done():
		return false
	}
}

func newStream(s *Server, socket *net.TCPConn) *stream {
	// What waits in the kernel is late too.
	_ = socket.SetWriteBuffer(streamQueue)
	st := &stream{
		server: s, socket: socket, ended: make(chan struct{}),
		ahead: make(chan struct{}, streamAhead), wake: make(chan struct{}, 1),
	}
	st.path = path{unmapped(socket.RemoteAddr().(*net.TCPAddr).AddrPort()), st}
	return st
}

// close ends the stream, from any goroutine, any number of times.
func (st *stream) close() {
	st.closeOnce.Do(func() {
		close(st.ended)
		_ = st.socket.Close()
	})
}

// read hands frames to the Run goroutine, as many as it takes, until the stream ends.
func (st *stream) read() {
	s := st.server
	defer s.admission.leave(st)
	defer s.Post(func() { s.streamEnded(st) })
	defer st.close()
	r, buffer := bufio.NewReaderSize(st.socket, streamRead), make([]byte, maxDatagram)
	_ = st.socket.SetReadDeadline(time.Now().Add(firstFrame))
	for {
		frame, err := readFrame(r, buffer)
		if err != nil {
			return
		}
		frame = append([]byte(nil), frame...)
		select {
		case st.ahead <- struct{}{}:
		case <-st.ended:
			return
		}
		if !s.post(func() { s.framed(st, frame) }) {
			return
		}
		_ = st.socket.SetReadDeadline(time.Now().Add(s.cfg.ConsentTimeout))
	}
}

// write writes what is queued. A client that does not read for as long as consent lasts has ended its stream.
func (st *stream) write() {
	defer st.close()
	var batch []byte
	for {
		select {
		case <-st.wake:
		case <-st.ended:
			return
		}
		st.mu.Lock()
		batch, st.queued = st.queued, batch[:0]
		st.mu.Unlock()
		_ = st.socket.SetWriteDeadline(time.Now().Add(st.server.cfg.ConsentTimeout))
		if _, err := st.socket.Write(batch); err != nil {
			return
		}
	}
}

// push queues a datagram and reports whether there was room.
func (st *stream) push(datagram []byte) bool {
	st.mu.Lock()
	room := len(st.queued)+lengthSize+len(datagram) <= streamQueue
	if room {
		st.queued = appendFrame(st.queued, datagram)
	}
	st.mu.Unlock()
	select {
	case st.wake <- struct{}{}:
	default:
	}
	return room
}

// streamed sends one datagram by a stream. The caller may be a handshake.
func (s *Server) streamed(st *stream, datagram []byte) {
	if !st.push(datagram) {
		s.counters.send.Add(1)
		return
	}
	s.counters.packetsOut.Add(1)
	s.counters.bytesOut.Add(uint64(len(datagram)))
}

// framed handles one frame, on the Run goroutine. The first one must prove the stream's path.
func (s *Server) framed(st *stream, frame []byte) {
	<-st.ahead
	select {
	case <-st.ended:
		return
	default:
	}
	at := time.Now()
	s.datagram(frame, st.path, at)
	if !st.proved {
		st.proved = s.byPath[st.path] != nil
		if !st.proved {
			st.close()
		}
	}
	s.handler.Batch(at)
}

// streamEnded forgets a stream's path. A connection that has it selected waits for a check by another one.
func (s *Server) streamEnded(st *stream) {
	p := s.byPath[st.path]
	switch {
	case p == nil:
	case p.conn.selected == p:
		p.ended = true
	default:
		s.forget(p)
	}
}
