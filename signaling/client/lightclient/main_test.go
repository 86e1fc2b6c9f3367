package lightclient

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"time"

	"corner/sfu"
	"corner/sfu/light"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait; nothing in a passing test comes near it.
const patience = 15 * time.Second

var loopback = netip.MustParseAddr("127.0.0.1")

func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// running runs f until the test ends, and waits for it.
func running(t testing.TB, f func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := f(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); wait.Wait() })
}

// stage is a media plane with one room, and an engine of clients for it.
type stage struct {
	t      testing.TB
	media  *sfu.SFU
	room   *sfu.Room
	engine *Engine
}

func newStage(t testing.TB, o Options) *stage {
	t.Helper()
	media, err := sfu.New(sfu.Config{Light: light.Config{Address: "127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	running(t, media.Run)
	engine, err := NewEngine(o)
	if err != nil {
		t.Fatal(err)
	}
	running(t, engine.Run)
	return &stage{t: t, media: media, room: media.OpenRoom("room", nil), engine: engine}
}

// join connects somebody.
func (s *stage) join(name string, onFirst func(time.Time)) *Media {
	s.t.Helper()
	m, offer, err := s.engine.Offer(loopback, onFirst)
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := s.room.Connect(name, offer)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	if err := m.Accept(ctx, answer.SDP); err != nil {
		s.t.Fatal(err)
	}
	return m
}
