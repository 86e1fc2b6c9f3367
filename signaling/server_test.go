package signaling

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"

	"github.com/gorilla/websocket"
	"go.uber.org/zap"
)

func TestAServerThatLacksSomethingIsNotMade(t *testing.T) {
	d := newFakeDirectory()
	whole := func() Config {
		return Config{Auth: testAuthority(t), Rooms: room.NewRegistry(zap.NewNop()), Media: newFakeMedia(), Directory: d,
			Presence: d, Schedules: &onePlan{}, Log: zap.NewNop(), Origins: []string{testOrigin}}
	}
	if _, err := New(whole()); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Config){
		"auth":                func(c *Config) { c.Auth = nil },
		"rooms":               func(c *Config) { c.Rooms = nil },
		"media":               func(c *Config) { c.Media = nil },
		"directory":           func(c *Config) { c.Directory = nil },
		"presence":            func(c *Config) { c.Presence = nil },
		"schedules":           func(c *Config) { c.Schedules = nil },
		"log":                 func(c *Config) { c.Log = nil },
		"a short key":         func(c *Config) { c.OperatorKey = "short" },
		"a pattern for hosts": func(c *Config) { c.Origins = []string{"https://*" + "/"} },
	} {
		cfg := whole()
		spoil(&cfg)
		if _, err := New(cfg); err == nil {
			t.Errorf("made without %s", name)
		}
	}
}

func TestTheLastOneOutIsNoticedToo(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Room.Grace = 20 * time.Millisecond })
	id, owner := n.openRoom()
	c := n.join(id, owner, "Ada")
	c.cut()
	eventually(t, "the membership ends", func() bool { return n.media.room(id).wasRemoved(c.welcome.You) })
}

func TestARoomNobodyComesToIsForgotten(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Room.EmptyGrace = 20 * time.Millisecond })
	id, _ := n.openRoom()
	eventually(t, "the room is gone", func() bool {
		_, open := n.server.hall.get(id)
		return !open
	})
	m := n.media.room(id)
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		t.Error("its media is still open")
	}
}

func TestOneIDIsOneRoom(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Limits.Rooms = 2 })
	id, _ := n.openRoom()
	settings := room.Settings{Title: "again", Languages: []string{"en"}}
	if err := n.server.OpenRoom(t.Context(), id, settings); !errors.Is(err, room.ErrRoomExists) {
		t.Fatalf("opened twice: %v", err)
	}
	opened := make(chan error, 20)
	wanted := auth.Unguessable(16)
	for range cap(opened) {
		go func() { opened <- n.server.OpenRoom(context.Background(), wanted, settings) }()
	}
	won := 0
	for range cap(opened) {
		if err := <-opened; err == nil {
			won++
		} else if !errors.Is(err, room.ErrRoomExists) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Fatalf("%d of %d opened it", won, cap(opened))
	}
	if err := n.server.OpenRoom(t.Context(), auth.Unguessable(16), settings); !errors.Is(err, errRooms) {
		t.Fatalf("one room too many: %v", err)
	}
}

func TestAFullServerTakesNoMoreConnections(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Limits.Conns = 2 })
	first, _ := n.dial(), n.dial()
	d := websocket.Dialer{Subprotocols: []string{Subprotocol}}
	_, response, err := d.Dial(n.url(), http.Header{"Origin": {testOrigin}})
	if err == nil || response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
		t.Fatalf("%v %v", response, err)
	}
	first.cut()
	eventually(t, "the place is free", func() bool { return n.server.conns.count() == 1 })
	n.dial()
}

func TestShutdownThatIsNotFinishedInTimeSaysSo(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Timing.Linger = 500 * time.Millisecond })
	n.dial() // does not answer the close frame
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := n.server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "1 connections") {
		t.Fatalf("%v", err)
	}
	if err := n.server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestARefusedRoomGivesItsClaimBack(t *testing.T) {
	n := newNode(t, nil)
	n.server.rooms.Stop()
	id := auth.Unguessable(16)
	n.directory.Update(room.Record{ID: id}) // what the claim left behind
	if err := n.server.OpenRoom(t.Context(), id, room.Settings{Title: "x", Languages: []string{"en"}}); err == nil {
		t.Fatal("opened in a registry that has stopped")
	}
	if listings, _ := n.directory.Rooms(t.Context()); len(listings) != 0 {
		t.Errorf("still listed: %+v", listings)
	}
	if _, open := n.server.hall.get(id); open {
		t.Error("still in the hall")
	}
}
