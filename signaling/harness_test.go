package signaling

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"

	"github.com/gorilla/websocket"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
)

const (
	testOrigin      = "http://rooms.test"
	testOperatorKey = "an operator key of some length"
)

// node is a server as it runs: real sockets, real rooms, invented media and directory.
type node struct {
	t         *testing.T
	server    *Server
	auth      *auth.Authority
	media     *fakeMedia
	directory *fakeDirectory
	http      *httptest.Server
	logs      *observer.ObservedLogs
}

func testAuthority(t testing.TB) *auth.Authority {
	t.Helper()
	a, err := auth.New(auth.Config{
		Master: bytes.Repeat([]byte("m"), 32),
		Apps:   map[string][]byte{"app1": bytes.Repeat([]byte("a"), 32)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// newNode starts a server; change may alter its configuration.
func newNode(t *testing.T, change func(*Config)) *node {
	t.Helper()
	core, logs := observer.New(zapcore.DebugLevel)
	n := &node{t: t, auth: testAuthority(t), media: newFakeMedia(), directory: newFakeDirectory(), logs: logs}
	registry := room.NewRegistry(zap.NewNop())
	cfg := Config{
		Auth: n.auth, Rooms: registry, Media: n.media, Directory: n.directory, Presence: n.directory, Schedules: &onePlan{},
		Log: zap.New(core), Origins: []string{testOrigin}, OperatorKey: testOperatorKey,
		Room:   room.Config{Grace: time.Minute, EmptyGrace: time.Minute, AudienceMinimum: 10 * time.Millisecond},
		Limits: Limits{RoomsPerMinute: 10_000, ReadsPerMinute: 10_000, MissesPerMinute: 10_000, GuestsPerMinute: 100_000},
		// On a busy machine a test says nothing for long: where deadlines matter it sets them itself.
		Timing: Timing{Linger: 200 * time.Millisecond, Sample: 20 * time.Millisecond, Silence: time.Hour, FirstFrame: time.Minute},
	}
	if change != nil {
		change(&cfg)
	}
	server, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	n.server = server
	n.http = httptest.NewServer(server.Handler())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- server.Run(ctx) }()
	go func() { ended <- registry.Run(ctx) }()
	t.Cleanup(func() {
		down, done := context.WithTimeout(context.Background(), 10*time.Second)
		defer done()
		if err := server.Shutdown(down); err != nil {
			t.Error(err)
		}
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		n.http.Close()
	})
	return n
}

// openRoom opens a room and returns its ID and the token of its owner.
func (n *node) openRoom() (id, ownerToken string) {
	n.t.Helper()
	who := n.auth.NewGuest()
	token, err := n.auth.GuestToken(who)
	if err != nil {
		n.t.Fatal(err)
	}
	id = auth.Unguessable(16)
	settings := room.Settings{Title: "Late-night small talk", Languages: []string{"zh", "en"}, Owner: who.Participant}
	if err := n.server.OpenRoom(context.Background(), id, settings); err != nil {
		n.t.Fatal(err)
	}
	return id, token
}

// request makes an HTTP request and decodes the answer into v, if given.
func (n *node) request(method, path, body string, header map[string]string, v any) *http.Response {
	n.t.Helper()
	r, err := http.NewRequest(method, n.http.URL+path, strings.NewReader(body))
	if err != nil {
		n.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, value := range header {
		r.Header.Set(k, value)
	}
	w, err := n.http.Client().Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	defer w.Body.Close()
	raw, err := io.ReadAll(w.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	if v != nil {
		if err := json.Unmarshal(raw, v); err != nil {
			n.t.Fatalf("%s %s: %v in %q", method, path, err, raw)
		}
	}
	return w
}

func (n *node) url() string { return "ws" + strings.TrimPrefix(n.http.URL, "http") + "/v1/signal" }

// client is a browser that does what the test says.
type client struct {
	t       *testing.T
	ws      *websocket.Conn
	id      uint64
	pending []message // read while looking for something else
	welcome welcome
}

// message is any frame of the server.
type message struct {
	Re    uint64          `json:"re"`
	Seq   uint64          `json:"seq"`
	Type  string          `json:"type"`
	Data  json.RawMessage `json:"data"`
	Error *wireError      `json:"error"`
}

func (n *node) dial() *client {
	n.t.Helper()
	c, _ := n.dialWith("")
	return c
}

// dialWith dials as a browser with a cookie, and returns the one the server gave it.
func (n *node) dialWith(cookie string) (c *client, given *http.Cookie) {
	n.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{Subprotocol}, HandshakeTimeout: 20 * time.Second}
	header := http.Header{"Origin": {testOrigin}}
	if cookie != "" {
		header.Set("Cookie", deviceCookie+"="+cookie)
	}
	ws, response, err := d.Dial(n.url(), header)
	if err != nil {
		n.t.Fatalf("dial: %v (%v)", err, response)
	}
	n.t.Cleanup(func() { _ = ws.Close() })
	for _, set := range response.Cookies() {
		given = set
	}
	return &client{t: n.t, ws: ws}, given
}

// join dials and joins, and fails the test when it is refused.
func (n *node) join(roomID, token, name string) *client {
	n.t.Helper()
	c := n.dial()
	if refused := c.enter(roomID, token, name); refused != nil {
		n.t.Fatalf("join of %s: %+v", name, refused)
	}
	return c
}

// enter joins on a socket that is open, and returns the refusal, if it is one.
func (c *client) enter(roomID, token, name string) *wireError {
	c.t.Helper()
	m := c.do(typeJoin, joinCommand{Room: roomID, Token: token, Offer: "offer",
		Profile: &wireProfile{Name: name, Speaks: []string{"zh"}, Learns: []string{"en"}, TimeZone: "Asia/Shanghai"}})
	if m.Error == nil {
		c.decode(m.Data, &c.welcome)
	}
	return m.Error
}

// turnedAway joins, and has to be refused with the code and closed with the other.
func (n *node) turnedAway(roomID, token, name, code string, closes closeCode) *wireError {
	n.t.Helper()
	c := n.dial()
	refused := c.enter(roomID, token, name)
	if refused == nil || refused.Code != code {
		n.t.Fatalf("join of %s: want %s, got %+v", name, code, refused)
	}
	c.closedWith(closes.code)
	return refused
}

// resume dials and resumes the session of another client's welcome.
func (n *node) resume(session, token string, seq uint64) (*client, message) {
	n.t.Helper()
	c := n.dial()
	return c, c.do(typeResume, resumeCommand{Session: session, Token: token, Seq: seq})
}

func (c *client) decode(data json.RawMessage, v any) {
	c.t.Helper()
	if err := json.Unmarshal(data, v); err != nil {
		c.t.Fatalf("%v in %s", err, data)
	}
}

// send sends a command and returns its id.
func (c *client) send(name string, data any) uint64 {
	c.t.Helper()
	c.id++
	frame := map[string]any{"id": c.id, "type": name}
	if data != nil {
		frame["data"] = data
	}
	if err := c.ws.WriteJSON(frame); err != nil {
		c.t.Fatalf("send %s: %v", name, err)
	}
	return c.id
}

func (c *client) raw(data string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(data)); err != nil {
		c.t.Fatal(err)
	}
}

// do sends a command and waits for its answer.
func (c *client) do(name string, data any) message {
	c.t.Helper()
	id := c.send(name, data)
	return c.until("answer to "+name, func(m message) bool { return m.Re == id })
}

// must does a command that has to succeed.
func (c *client) must(name string, data any) {
	c.t.Helper()
	if m := c.do(name, data); m.Error != nil {
		c.t.Fatalf("%s: %+v", name, m.Error)
	}
}

// refused does a command that has to be refused with the code.
func (c *client) refused(code, name string, data any) {
	c.t.Helper()
	if m := c.do(name, data); m.Error == nil || m.Error.Code != code {
		c.t.Fatalf("%s: want %s, got %+v", name, code, m.Error)
	}
}

// until returns the first message that matches, in order of arrival; the others are kept.
func (c *client) until(what string, match func(message) bool) message {
	c.t.Helper()
	for i, m := range c.pending {
		if match(m) {
			c.pending = append(c.pending[:i:i], c.pending[i+1:]...)
			return m
		}
	}
	for {
		m, err := c.read()
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", what, err)
		}
		if match(m) {
			return m
		}
		c.pending = append(c.pending, m)
	}
}

func (c *client) event(name string) message {
	c.t.Helper()
	return c.until(name, func(m message) bool { return m.Type == name })
}

func (c *client) read() (message, error) {
	_ = c.ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, data, err := c.ws.ReadMessage()
	if err != nil {
		return message{}, err
	}
	var m message
	return m, json.Unmarshal(data, &m)
}

// closedWith reads on until the server ends the connection and checks the code.
func (c *client) closedWith(code int) {
	c.t.Helper()
	for {
		m, err := c.read()
		if err == nil {
			c.pending = append(c.pending, m)
			continue
		}
		var closed *websocket.CloseError
		if !errors.As(err, &closed) || closed.Code != code {
			c.t.Fatalf("want close code %d, got %v", code, err)
		}
		_ = c.ws.Close()
		return
	}
}

// cut ends the socket without a goodbye.
func (c *client) cut() { _ = c.ws.NetConn().Close() }
