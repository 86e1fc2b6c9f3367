package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 10 * time.Second

// fakeServer is the other end of the protocol: the test says every word of it.
type fakeServer struct {
	t     *testing.T
	url   string
	conns chan *fakeConn
}

// fakeConn is one socket of a client.
type fakeConn struct {
	t      *testing.T
	ws     *websocket.Conn
	origin string
	path   string
}

type fakeCommand struct {
	ID   uint64          `json:"id"`
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

func newFakeServer(t *testing.T) *fakeServer {
	t.Helper()
	s := &fakeServer{t: t, conns: make(chan *fakeConn, 8)}
	upgrader := websocket.Upgrader{Subprotocols: []string{subprotocol}, CheckOrigin: func(*http.Request) bool { return true }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		s.conns <- &fakeConn{t: t, ws: ws, origin: r.Header.Get("Origin"), path: r.URL.Path}
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// accept waits for the next socket.
func (s *fakeServer) accept() *fakeConn {
	c := <-s.conns
	s.t.Cleanup(func() { _ = c.ws.Close() })
	return c
}

// aside plays the server's part while the test plays the client's; the test does not end before it.
func aside(t *testing.T, part func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		part()
	}()
	t.Cleanup(func() { <-done })
}

// expect reads the next frame, which has to be of the type.
func (c *fakeConn) expect(name string) fakeCommand {
	c.t.Helper()
	_ = c.ws.SetReadDeadline(time.Now().Add(patience))
	var got fakeCommand
	if err := c.ws.ReadJSON(&got); err != nil {
		c.t.Errorf("waiting for %s: %v", name, err)
	} else if got.Type != name {
		c.t.Errorf("want %s, got %s", name, got.Type)
	}
	return got
}

func (c *fakeConn) send(format string, values ...any) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, format, values...)); err != nil {
		c.t.Error(err)
	}
}

func (c *fakeConn) answer(id uint64, data any) {
	c.t.Helper()
	encoded, err := json.Marshal(data)
	if err != nil {
		c.t.Error(err)
	}
	c.send(`{"re":%d,"data":%s}`, id, encoded)
}

func (c *fakeConn) refuse(id uint64, code, more string) {
	c.t.Helper()
	c.send(`{"re":%d,"error":{"code":%q,"text":"because"%s}}`, id, code, more)
}

// end closes with a code, as the protocol does.
func (c *fakeConn) end(code int, reason string) {
	c.t.Helper()
	message := websocket.FormatCloseMessage(code, reason)
	if err := c.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(patience)); err != nil {
		c.t.Error(err)
	}
}

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func testSnapshot() Snapshot {
	return Snapshot{
		Revision: 10, ServerTimeMS: 1, Host: "p-host", Room: RoomInfo{ID: "q3vX", Seats: 3},
		You:   Participant{ID: "p-me", Role: "listener", Seat: -1, Mute: Mute{Self: true}},
		Stage: []Seat{{Index: 0}, {Index: 1}, {Index: 2}},
	}
}

func testWelcome() Welcome {
	return Welcome{Session: "session-1", ResumeToken: "resume-1", GuestToken: "guest-1", You: "p-me",
		Snapshot: testSnapshot()}
}

// dialed is a Dial under way.
type dialed struct {
	client *Client
	err    error
}

func dial(t *testing.T, o Options) <-chan dialed {
	ctx := testContext(t)
	result := make(chan dialed, 1)
	go func() {
		c, err := Dial(ctx, o)
		result <- dialed{c, err}
	}()
	return result
}

// join brings a client without media into the room.
func join(t *testing.T, s *fakeServer) (*Client, *fakeConn) {
	t.Helper()
	dialing := dial(t, Options{URL: s.url, Room: "q3vX", NoMedia: true})
	conn := s.accept()
	conn.answer(conn.expect("join").ID, testWelcome())
	got := <-dialing
	if got.err != nil {
		t.Fatal(got.err)
	}
	t.Cleanup(func() { _ = got.client.Close() })
	return got.client, conn
}

// nextEvent waits for one event.
func nextEvent(t *testing.T, c *Client) Event {
	t.Helper()
	select {
	case e, ok := <-c.Events():
		if !ok {
			t.Fatal("events have ended")
		}
		return e
	case <-time.After(patience):
		t.Fatal("no event")
	}
	return Event{}
}

// eventually waits for what another goroutine brings about.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	deadline, tick := time.NewTimer(patience), time.NewTicker(time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for !happened() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("never happened: %s", what)
		}
	}
}
