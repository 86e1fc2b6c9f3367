package lightclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corner/signaling/client"

	"github.com/gorilla/websocket"
)

// script is a server that does one thing with each socket.
func script(t *testing.T, origin string, do func(ws *websocket.Conn)) *Target {
	t.Helper()
	upgrader := websocket.Upgrader{Subprotocols: []string{subprotocol}, CheckOrigin: func(r *http.Request) bool {
		return origin == "" || r.Header.Get("Origin") == origin
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		do(ws)
	}))
	t.Cleanup(server.Close)
	target, err := NewTarget(server.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// read reads a frame of the client as text.
func read(ws *websocket.Conn) string {
	_, data, err := ws.ReadMessage()
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(data))
}

func say(ws *websocket.Conn, text string) { _ = ws.WriteMessage(websocket.TextMessage, []byte(text)) }

const welcomed = `{"re":1,"data":{"you":"p1","guest_token":"g1","answer":""}}`

func TestAMemberJoinsPongsCommandsAndLeaves(t *testing.T) {
	heard := make(chan string, 10)
	target := script(t, "", func(ws *websocket.Conn) {
		heard <- read(ws)
		say(ws, `{"type":"speakers","data":{}}`) // before the welcome: not an answer
		say(ws, welcomed)
		heard <- read(ws)
		say(ws, `{"type":"ping","data":{"seq":42}}`)
		heard <- read(ws)
		say(ws, `{"seq":43,"type":"seat.changed","data":{"long":"`+strings.Repeat("x", 5000)+`"}}`)
		say(ws, `{"re":2,"error":{"code":"no_seat","text":"`+strings.Repeat("long ", 200)+`","retry_ms":1500}}`)
		heard <- read(ws)
		_ = ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4509, "left"), time.Now().Add(time.Second))
		_, _, _ = ws.ReadMessage()
	})
	m, err := target.Join(t.Context(), Joining{Room: "r", Token: "t", Profile: client.Profile{Name: "Ann"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Connect(t.Context()); err != nil || m.ID != "p1" || m.GuestToken != "g1" {
		t.Errorf("%v: %+v", err, m)
	}
	var refused *client.Error
	if err := m.Do(t.Context(), "seat.take", map[string]int{"index": 1}); !errors.As(err, &refused) || refused.Code != "no_seat" || refused.Retry != 1500*time.Millisecond {
		t.Errorf("got %v", err)
	}
	m.Leave()
	var closed *client.CloseError
	if !errors.As(m.Err(), &closed) || closed.Code != 4509 {
		t.Errorf("ended with %v", m.Err())
	}
	bytes, frames := m.Received()
	if bytes < 5000 || frames != 3 {
		t.Errorf("%d bytes, %d frames", bytes, frames)
	}
	for _, want := range []string{`{"id":1,"type":"join","data":{"room":"r","token":"t"`, `{"id":2,"type":"seat.take"`, `{"type":"pong","data":{"seq_ack":42}}`, `{"id":3,"type":"leave"}`} {
		if got := <-heard; !strings.HasPrefix(got, want) {
			t.Errorf("said %s, want %s", got, want)
		}
	}
}

func TestARefusalIsSaidInWhateverForm(t *testing.T) {
	status := func(code int, retry string) *Target {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", retry)
			w.WriteHeader(code)
		}))
		t.Cleanup(server.Close)
		target, err := NewTarget(server.URL, "")
		if err != nil {
			t.Fatal(err)
		}
		return target
	}
	var refused *client.Error
	_, err := status(http.StatusServiceUnavailable, "7").Join(t.Context(), Joining{})
	if !errors.As(err, &refused) || refused.Code != "http_503" || refused.Retry != 7*time.Second {
		t.Errorf("503: %v", err)
	}
	if _, err = status(http.StatusNotFound, "").Join(t.Context(), Joining{}); err == nil || errors.As(err, &refused) && refused.Code == "http_404" {
		t.Errorf("404: %v", err)
	}
	_, err = script(t, "https://page.example", func(*websocket.Conn) {}).Join(t.Context(), Joining{})
	if err == nil || !strings.Contains(err.Error(), "origin") {
		t.Errorf("origin: %v", err)
	}
	target := script(t, "", func(ws *websocket.Conn) {
		read(ws)
		say(ws, `{"re":1,"error":{"code":"room_full","text":"full"}}`)
	})
	if _, err = target.Join(t.Context(), Joining{}); !errors.As(err, &refused) || refused.Code != "room_full" {
		t.Errorf("refused: %v", err)
	}
	target = script(t, "", func(ws *websocket.Conn) {
		_ = ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4007, "rate_limited"), time.Now().Add(time.Second))
	})
	var closed *client.CloseError
	if _, err = target.Join(t.Context(), Joining{}); !errors.As(err, &closed) || closed.Code != 4007 {
		t.Errorf("closed: %v", err)
	}
}

func TestAServerThatSaysNothingIsLeftWithTheContext(t *testing.T) {
	over := make(chan struct{})
	target := script(t, "", func(*websocket.Conn) { <-over })
	defer close(over)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := target.Join(ctx, Joining{}); err == nil {
		t.Error("it has joined")
	}
	say := make(chan struct{})
	target = script(t, "", func(ws *websocket.Conn) { read(ws); ws.WriteMessage(websocket.TextMessage, []byte(welcomed)); <-say })
	m, err := target.Join(t.Context(), Joining{Source: loopback})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := m.Do(ctx, "hand.raise", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	close(say)
	m.Cut()
	if err := m.Do(t.Context(), "hand.raise", nil); err == nil {
		t.Error("a command went out on a dead socket")
	}
}

func TestTargetsAreURLs(t *testing.T) {
	for raw, want := range map[string]string{
		"http://h:1": "ws://h:1/v1/signal", "https://h/": "wss://h/v1/signal", "ws://h/other": "ws://h/other",
	} {
		if target, err := NewTarget(raw, ""); err != nil || target.signal != want {
			t.Errorf("%s: %v, %v", raw, target, err)
		}
	}
	for _, raw := range []string{"", "h:1", "ftp://h", "http://", fmt.Sprint("http://h", '\x7f')} {
		if target, err := NewTarget(raw, ""); err == nil && strings.HasPrefix(target.signal, "ftp") {
			t.Errorf("%q was taken", raw)
		}
	}
}
