package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	subprotocol = "corner.v1"
	// defaultSilence is how long nothing at all may come before the socket counts as dead (PROTOCOL.md "Heartbeat").
	defaultSilence = 25 * time.Second
	// writeTimeout bounds one frame.
	writeTimeout = 5 * time.Second
)

// socket is one WebSocket: commands and answers, events, heartbeat. It never comes back.
type socket struct {
	ws    *websocket.Conn
	event func(Event)   // called on the reader's goroutine
	seq   func() uint64 // the last event applied
	done  chan struct{} // closed when the reader has ended; end is set before
	open  chan struct{} // closed by the owner when the first answer is applied: no event is delivered before
	gone  chan struct{} // closed by cut

	silence time.Duration
	cutting sync.Once
	writing sync.Mutex // guards writes on ws; mu may be taken inside, never the other way

	mu      sync.Mutex // guards what follows
	nextID  uint64
	pending map[uint64]chan frame // each buffered by one; closed when the socket ends
	end     *CloseError
}

// dialSocket opens a socket and starts its reader.
func dialSocket(ctx context.Context, o Options, event func(Event), seq func() uint64) (*socket, error) {
	address, err := signalURL(o.URL)
	if err != nil {
		return nil, err
	}
	header := http.Header{}
	if o.Origin != "" {
		header.Set("Origin", o.Origin)
	}
	dialer := websocket.Dialer{Subprotocols: []string{subprotocol}, HandshakeTimeout: 10 * time.Second, Jar: o.Jar}
	ws, response, err := dialer.DialContext(ctx, address, header)
	if err != nil {
		if response != nil {
			return nil, fmt.Errorf("upgrade refused with status %d: %w", response.StatusCode, err)
		}
		return nil, fmt.Errorf("dial: %w", err)
	}
	s := &socket{ws: ws, event: event, seq: seq, done: make(chan struct{}),
		open: make(chan struct{}), gone: make(chan struct{}), pending: map[uint64]chan frame{}}
	if s.silence = o.Silence; s.silence == 0 {
		s.silence = defaultSilence
	}
	go s.read()
	return s, nil
}

// signalURL accepts an origin (http://host) or the whole signaling URL.
func signalURL(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("server URL: %w", err)
	}
	u.Scheme = strings.Replace(u.Scheme, "http", "ws", 1)
	if u.Scheme != "ws" && u.Scheme != "wss" {
		return "", fmt.Errorf("server URL %q is neither http nor ws", raw)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/signal"
	}
	return u.String(), nil
}

// read takes frames until the socket ends. It owns the events.
func (s *socket) read() {
	defer close(s.done)
	answered := false
	for {
		_ = s.ws.SetReadDeadline(time.Now().Add(s.silence))
		_, data, err := s.ws.ReadMessage()
		if err != nil {
			s.finish(closeOf(err))
			return
		}
		f, ok := decodeFrame(data)
		switch {
		case !ok:
		case f.Re != 0:
			answered = true
			s.settle(f)
		case f.Type == "ping":
			_ = s.write(command{Type: "pong", Data: pongData{s.seq()}}) // a dead socket shows in the next read
		case answered: // what comes before the first answer changes nothing that we know
			s.deliver(Event{Seq: f.Seq, Type: f.Type, Data: f.Data})
		}
	}
}

// deliver waits until the owner knows what the event is a change of.
func (s *socket) deliver(e Event) {
	select {
	case <-s.open:
		s.event(e)
	case <-s.gone:
	}
}

// do sends a command and waits for its answer.
func (s *socket) do(ctx context.Context, name string, data any) (json.RawMessage, error) {
	answer := make(chan frame, 1)
	id, err := s.send(name, data, answer)
	if err != nil {
		s.forget(id)
		return nil, s.ended(err)
	}
	select {
	case f, ok := <-answer:
		if !ok {
			return nil, s.ended(nil)
		}
		return f.Data, f.refusal()
	case <-ctx.Done():
		s.forget(id)
		return nil, fmt.Errorf("%s: %w", name, ctx.Err())
	}
}

// send numbers a command and writes it in one step: numbers must arrive in order, whoever else is sending.
func (s *socket) send(name string, data any, answer chan frame) (id uint64, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	id = s.expect(answer)
	return id, s.put(command{ID: id, Type: name, Data: data})
}

func (s *socket) expect(answer chan frame) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextID++
	s.pending[s.nextID] = answer
	return s.nextID
}

func (s *socket) forget(id uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pending, id)
}

func (s *socket) settle(f frame) {
	s.mu.Lock()
	answer, ok := s.pending[f.Re]
	delete(s.pending, f.Re)
	s.mu.Unlock()
	if ok {
		answer <- f
	}
}

func (s *socket) write(v any) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.put(v)
}

// put writes one frame; writing is held.
func (s *socket) put(v any) error {
	_ = s.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	return s.ws.WriteJSON(v)
}

func (s *socket) finish(end *CloseError) {
	_ = s.ws.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end = end
	for _, answer := range s.pending {
		close(answer)
	}
	clear(s.pending)
}

// ended is how the socket ended, or else the error at hand.
func (s *socket) ended(otherwise error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end != nil {
		return s.end
	}
	return otherwise
}

// cut ends the socket without a goodbye and waits for the reader.
func (s *socket) cut() {
	s.cutting.Do(func() { close(s.gone) })
	_ = s.ws.NetConn().Close()
	<-s.done
}

// close says goodbye first.
func (s *socket) close() {
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = s.ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(writeTimeout))
	s.cut()
}

func closeOf(err error) *CloseError {
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return &CloseError{Code: closed.Code, Reason: closed.Text}
	}
	return &CloseError{Code: websocket.CloseAbnormalClosure}
}
