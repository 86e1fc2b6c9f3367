package signaling

import (
	"math/rand/v2"
	"testing"
)

func TestAPingComesDueAHeartbeatLater(t *testing.T) {
	w := &wheel{}
	a, b := &conn{}, &conn{}
	w.place(a)
	w.turn()
	if due := w.place(b); due != 1+wheelTurns {
		t.Fatalf("due at %d", due)
	}
	for now := int64(2); now < 3*wheelTurns; now++ {
		due := w.turn()
		switch {
		case now == wheelTurns && len(due) == 1 && due[0] == a, now == wheelTurns+1 && len(due) == 1 && due[0] == b:
		case len(due) != 0:
			t.Fatalf("%d are due at %d", len(due), now)
		case now == wheelTurns || now == wheelTurns+1:
			t.Fatalf("nobody is due at %d", now)
		}
	}
}

// Whoever comes, goes and is placed again in whatever order: everybody is due when they were told, and nobody else.
func TestTheWheelLosesNobody(t *testing.T) {
	w := &wheel{}
	random := rand.New(rand.NewPCG(1, 2))
	conns := make([]*conn, 200)
	due := map[*conn]int64{}
	for i := range conns {
		conns[i] = &conn{}
	}
	pinged := 0
	for range 20 * wheelTurns {
		for range 10 {
			c := conns[random.IntN(len(conns))]
			if random.IntN(3) == 0 {
				w.leave(c)
				delete(due, c)
			} else {
				due[c] = w.place(c)
			}
		}
		for _, c := range w.turn() {
			if at, on := due[c]; !on || at != w.now.Load() {
				t.Fatalf("due at %d, but it is %d", at, w.now.Load())
			}
			delete(due, c)
			pinged++
		}
		for c, at := range due {
			if at <= w.now.Load() {
				t.Fatalf("%p was forgotten at %d", c, at)
			}
		}
	}
	if pinged < 100 {
		t.Errorf("%d pings", pinged)
	}
}
