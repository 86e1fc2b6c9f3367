package lightclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"corner/signaling/client"

	"github.com/gorilla/websocket"
)

const (
	subprotocol  = "corner.v1"
	dialTimeout  = 15 * time.Second
	writeTimeout = 5 * time.Second
	silence      = 35 * time.Second // without a word of the server: the socket is dead
	leaveTimeout = 2 * time.Second
	maxWelcome   = 4 << 20
	socketBuffer = 1 << 10
)

// Target is a server to join.
type Target struct {
	signal  string
	origin  string
	buffers sync.Pool // of all its sockets' writes
}

// NewTarget takes the server's URL: http://host:port, https://…, or the whole ws://…/v1/signal. The origin is what
// a browser would send with it; "" is the URL's own.
func NewTarget(raw, origin string) (*Target, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("server URL: %w", err)
	}
	u.Scheme = strings.Replace(u.Scheme, "http", "ws", 1)
	if u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" {
		return nil, fmt.Errorf("server URL %q is not like http://host:port", raw)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/signal"
	}
	if origin == "" {
		origin = strings.Replace(u.Scheme, "ws", "http", 1) + "://" + u.Host
	}
	return &Target{signal: u.String(), origin: origin}, nil
}

// Joining says who joins what, and from where.
type Joining struct {
	Room    string
	Token   string // a guest token, an app's JWT, or "" for a new guest
	Profile client.Profile
	Source  netip.Addr         // local address; not valid for any
	Engine  *Engine            // nil joins without media
	OnFirst func(at time.Time) // as for Engine.Offer
}

// Member is somebody in a room.
type Member struct {
	ID         string
	GuestToken string
	Media      *Media // nil without media

	answer string
	ws     *websocket.Conn
	read   atomic.Int64 // bytes off the wire
	frames atomic.Int64
	done   chan struct{} // closed when the reader has ended; end is set before
	end    error

	mu      sync.Mutex // guards what follows and writes on ws
	id      uint64
	pending map[uint64]chan reply
}

// frame, reply and the rest are the shapes of PROTOCOL.md, as little as is needed.
type reply struct {
	Re    uint64          `json:"re"`
	Data  json.RawMessage `json:"data"`
	Error *struct {
		Code    string `json:"code"`
		Text    string `json:"text"`
		RetryMS int64  `json:"retry_ms"`
		URL     string `json:"url"`
	} `json:"error"`
}

func (r reply) refusal() error {
	if r.Error == nil {
		return nil
	}
	return &client.Error{Code: r.Error.Code, Text: r.Error.Text, URL: r.Error.URL, Retry: time.Duration(r.Error.RetryMS) * time.Millisecond}
}

type command struct {
	ID   uint64 `json:"id,omitempty"`
	Type string `json:"type"`
	Data any    `json:"data,omitempty"`
}

type joinData struct {
	Room    string          `json:"room"`
	Token   string          `json:"token"`
	Profile *client.Profile `json:"profile,omitempty"`
	Offer   string          `json:"offer"`
	Client  string          `json:"client"`
}

type welcome struct {
	You        string `json:"you"`
	GuestToken string `json:"guest_token"`
	Answer     string `json:"answer"`
}

// Join joins a room and returns with the welcome; Connect then brings the media up. A refusal is a *client.Error,
// also one that came instead of the upgrade.
func (t *Target) Join(ctx context.Context, j Joining) (*Member, error) {
	m := &Member{done: make(chan struct{}), pending: map[uint64]chan reply{}}
	if err := t.dial(ctx, m, j.Source); err != nil {
		return nil, err
	}
	if err := m.join(ctx, j); err != nil {
		_ = m.ws.Close()
		if m.Media != nil {
			m.Media.Close()
		}
		return nil, err
	}
	go m.listen()
	return m, nil
}

// dial opens the socket.
func (t *Target) dial(ctx context.Context, m *Member, source netip.Addr) error {
	plain := net.Dialer{}
	if source.IsValid() {
		plain.LocalAddr = &net.TCPAddr{IP: source.AsSlice()}
	}
	dialer := websocket.Dialer{
		Subprotocols: []string{subprotocol}, HandshakeTimeout: dialTimeout,
		ReadBufferSize: socketBuffer, WriteBufferSize: socketBuffer, WriteBufferPool: &t.buffers,
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			raw, err := plain.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &countedConn{raw, &m.read}, nil
		},
	}
	ws, response, err := dialer.DialContext(ctx, t.signal, http.Header{"Origin": {t.origin}})
	if err == nil {
		m.ws = ws
		return nil
	}
	if response == nil {
		return fmt.Errorf("dial: %w", err)
	}
	if response.StatusCode == http.StatusServiceUnavailable || response.StatusCode == http.StatusTooManyRequests {
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // 0 without one
		return &client.Error{Code: "http_" + strconv.Itoa(response.StatusCode), Text: response.Status, Retry: time.Duration(seconds) * time.Second}
	}
	if response.StatusCode == http.StatusForbidden {
		return fmt.Errorf("the server does not list the origin %s (status 403): give one of its origins", t.origin)
	}
	return fmt.Errorf("the server refuses the upgrade with status %d: is %s a Corner server?", response.StatusCode, t.signal)
}

// countedConn counts what comes over the wire.
type countedConn struct {
	net.Conn
	read *atomic.Int64
}

// Read implements net.Conn.
func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.read.Add(int64(n))
	return n, err
}

// join says the first frame and reads the first answer.
func (m *Member) join(ctx context.Context, j Joining) error {
	data := joinData{Room: j.Room, Token: j.Token, Profile: &j.Profile, Client: "corner-load/1"}
	if j.Engine != nil {
		source := j.Source
		if !source.IsValid() {
			source = localAddress(m.ws)
		}
		var err error
		if m.Media, data.Offer, err = j.Engine.Offer(source, j.OnFirst); err != nil {
			return err
		}
	}
	stop := context.AfterFunc(ctx, func() { _ = m.ws.NetConn().Close() })
	defer stop()
	m.id = 1
	_ = m.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	if err := m.ws.WriteJSON(command{ID: 1, Type: "join", Data: data}); err != nil {
		return fmt.Errorf("join: %w", err)
	}
	_ = m.ws.SetReadDeadline(time.Now().Add(silence))
	for {
		_, r, err := m.ws.NextReader()
		if err != nil {
			return fmt.Errorf("join: %w", closeOf(err))
		}
		var answer reply
		if err := json.NewDecoder(io.LimitReader(r, maxWelcome)).Decode(&answer); err != nil || answer.Re == 0 {
			continue
		}
		if err := answer.refusal(); err != nil {
			return err
		}
		var w welcome
		if err := json.Unmarshal(answer.Data, &w); err != nil {
			return fmt.Errorf("welcome: %w", err)
		}
		m.ID, m.GuestToken, m.answer = w.You, w.GuestToken, w.Answer
		return nil
	}
}

func localAddress(ws *websocket.Conn) netip.Addr {
	if a, ok := ws.LocalAddr().(*net.TCPAddr); ok {
		return a.AddrPort().Addr().Unmap()
	}
	return netip.IPv4Unspecified()
}

// Connect brings the media up; without media it does nothing.
func (m *Member) Connect(ctx context.Context) error {
	if m.Media == nil {
		return nil
	}
	err := m.Media.Accept(ctx, m.answer)
	m.answer = ""
	return err
}

// peek is how much of a frame is looked at: a ping or a short answer is whole in it, and no other frame matters.
const peek = 256

// listen takes frames until the socket ends. Only answers and pings are read; the rest is counted.
func (m *Member) listen() {
	defer close(m.done)
	var head [peek]byte
	for {
		_, r, err := m.ws.NextReader()
		if err != nil {
			m.finish(closeOf(err))
			return
		}
		m.frames.Add(1)
		n, err := io.ReadFull(r, head[:])
		short := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
		switch {
		case bytes.HasPrefix(head[:n], []byte(`{"re":`)):
			var answer reply
			if json.NewDecoder(io.MultiReader(bytes.NewReader(head[:n]), io.LimitReader(r, maxWelcome))).Decode(&answer) == nil {
				m.answered(answer)
			}
		case short && bytes.Contains(head[:n], []byte(`"type":"ping"`)):
			m.pong(head[:n])
		}
	}
}

// pong answers a ping, and gives the socket time until two more should have come.
func (m *Member) pong(ping []byte) {
	var p struct {
		Data struct {
			Seq uint64 `json:"seq"`
		} `json:"data"`
	}
	if json.Unmarshal(ping, &p) != nil {
		return
	}
	_ = m.ws.SetReadDeadline(time.Now().Add(silence))
	m.mu.Lock()
	defer m.mu.Unlock()
	_ = m.write(command{Type: "pong", Data: map[string]uint64{"seq_ack": p.Data.Seq}}) // a dead socket shows in the next read
}

// write writes one frame; mu is held.
func (m *Member) write(c command) error {
	_ = m.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	return m.ws.WriteJSON(c)
}

func (m *Member) answered(r reply) {
	m.mu.Lock()
	waiting := m.pending[r.Re]
	delete(m.pending, r.Re)
	m.mu.Unlock()
	if waiting != nil {
		waiting <- r
	}
}

func (m *Member) finish(why error) {
	_ = m.ws.Close()
	m.end = why
}

// Do sends a command and waits for its answer; a refusal is a *client.Error.
func (m *Member) Do(ctx context.Context, name string, data any) error {
	waiting := make(chan reply, 1)
	m.mu.Lock()
	m.id++
	id := m.id
	m.pending[id] = waiting
	err := m.write(command{ID: id, Type: name, Data: data})
	m.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	select {
	case r := <-waiting:
		return r.refusal()
	case <-m.done:
		return fmt.Errorf("%s: %w", name, m.end)
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", name, ctx.Err())
	}
}

// Done is closed when the socket has ended; Err then says how, with a *client.CloseError.
func (m *Member) Done() <-chan struct{} { return m.done }

// Err is how the socket ended; it waits for the end.
func (m *Member) Err() error {
	<-m.done
	return m.end
}

// Received is how many bytes came over the socket's wire, the upgrade and the welcome included, and how many frames
// since the welcome.
func (m *Member) Received() (bytes, frames int64) { return m.read.Load(), m.frames.Load() }

// Leave says goodbye, waits for the server to close, a moment at most, and ends socket and media.
func (m *Member) Leave() {
	if m.Media != nil {
		m.Media.Close()
	}
	m.mu.Lock()
	m.id++
	_ = m.write(command{ID: m.id, Type: "leave"}) // a socket that cannot be written to has ended
	m.mu.Unlock()
	patience := time.NewTimer(leaveTimeout)
	defer patience.Stop()
	select {
	case <-m.done:
	case <-patience.C:
		m.Cut()
	}
}

// Cut ends socket and media without a goodbye: the server keeps the place for its grace.
func (m *Member) Cut() {
	if m.Media != nil {
		m.Media.Close()
	}
	_ = m.ws.NetConn().Close()
	<-m.done
}

func closeOf(err error) error {
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return &client.CloseError{Code: closed.Code, Reason: closed.Text}
	}
	return &client.CloseError{Code: websocket.CloseAbnormalClosure}
}
