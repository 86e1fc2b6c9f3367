package signaling

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"

	"corner/signaling/auth"

	"github.com/gorilla/websocket"
)

// Subprotocol is the protocol of PROTOCOL.md.
const Subprotocol = "corner.v1"

// Buffers: a small one per connection for reading; for writing one only while a frame is being written, which holds
// what most of those who come are told in one piece. The kernel's is kept small as well, so that a client who stops
// reading is noticed before megabytes wait for it.
const (
	readBuffer   = 1 << 10
	writeBuffer  = 16 << 10
	kernelBuffer = 128 << 10
)

// upgrader makes the WebSocket of a request that was let in.
func (s *Server) upgrader(subprotocol string) websocket.Upgrader {
	return websocket.Upgrader{
		HandshakeTimeout: s.timing.FirstFrame,
		ReadBufferSize:   readBuffer,
		WriteBufferSize:  writeBuffer,
		WriteBufferPool:  &s.writeBuffers,
		Subprotocols:     []string{subprotocol},
		CheckOrigin:      func(*http.Request) bool { return true }, // checked before, byte for byte
		Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
			writeError(w, status, errBadRequest)
		},
	}
}

// signal is the WebSocket endpoint. A browser hides why a handshake failed, so what can be said with a close
// code is said after it; a foreign origin is not owed an explanation.
func (s *Server) signal(w http.ResponseWriter, r *http.Request) {
	if !s.originAllowed(r, true) {
		s.metrics.refusedUpgrades.Inc()
		writeError(w, http.StatusForbidden, errOrigin)
		return
	}
	if s.admission.full() {
		s.metrics.unheard.Inc()
		w.Header().Set("Connection", "close") // who is sent away costs nothing any more
		writeError(w, http.StatusServiceUnavailable, busy())
		return
	}
	offered := websocket.Subprotocols(r)
	chosen := Subprotocol
	if !slices.Contains(offered, Subprotocol) && len(offered) > 0 {
		chosen = offered[0] // a browser drops a connection that takes none of its protocols
	}
	mark, header := s.device(r)
	c := &conn{server: s, id: auth.Unguessable(6), queue: newQueue(), limiter: newLimiter(), restarts: newRestartLimit(),
		from: s.provenance(r, mark)}
	c.remote = s.auth.Address(c.from.address)
	if !s.conns.add(c) {
		w.Header().Set("Retry-After", "5")
		writeError(w, http.StatusServiceUnavailable, errRateLimited)
		return
	}
	u := s.upgrader(chosen)
	taken := &hijack{ResponseWriter: w}
	ws, err := u.Upgrade(taken, r, header)
	if err != nil {
		s.conns.remove(c)
		return // the upgrader has answered
	}
	c.ws, c.socket = ws, taken.conn
	c.socket.of = c
	switch {
	case s.draining.Load():
		c.finish(closeServerDraining, "")
	case !slices.Contains(offered, Subprotocol):
		c.finish(closeUnsupportedVersion, "")
	}
	c.serve()
}

// hijack puts a socket of ours under the WebSocket.
type hijack struct {
	http.ResponseWriter
	conn *socket
}

// Hijack implements http.Hijacker.
func (h *hijack) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	hijacker, ok := h.ResponseWriter.(http.Hijacker)
	if !ok {
		return nil, nil, errors.New("the connection cannot be taken over")
	}
	raw, buffered, err := hijacker.Hijack()
	if err != nil {
		return nil, nil, fmt.Errorf("take the connection over: %w", err)
	}
	if tcp, ok := raw.(interface{ SetWriteBuffer(int) error }); ok {
		_ = tcp.SetWriteBuffer(kernelBuffer)
	}
	h.conn = newSocket(raw)
	return h.conn, buffered, nil
}

var _ websocket.BufferPool = (*sync.Pool)(nil)
