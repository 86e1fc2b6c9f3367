package room

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"go.uber.org/zap"
)

// crowded is a running room with n members, who all take whatever they are told.
func crowded(tb testing.TB, n int) *Room {
	tb.Helper()
	g := NewRegistry(zap.NewNop())
	tb.Cleanup(g.Stop)
	w := &deafWorld{}
	r, err := g.Open(Config{ID: "room", Media: noMedia{}, Presence: w}, Settings{Owner: "h", Capacity: MaxCapacity})
	if err != nil {
		tb.Fatal(err)
	}
	for i := range n {
		come(tb, r, "m"+strconv.Itoa(i))
	}
	return r
}

// deafWorld is a directory and a sink that keep nothing.
type deafWorld struct{ heard int }

func (*deafWorld) Update(Record) {}

func (w *deafWorld) Send(*Event) bool { w.heard++; return true }

func (*deafWorld) Close(Reason) {}

// come is somebody who comes.
func come(tb testing.TB, r *Room, id string) *Session {
	tb.Helper()
	s, _, err := r.Join(tb.Context(), Joiner{ID: id, Profile: Profile{Name: "p-" + id, Speaks: []string{"zh"}}, Sink: &deafWorld{}})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// BenchmarkJoin is somebody who comes to a room of so many and leaves: it must not depend on how many there are.
func BenchmarkJoin(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := crowded(b, n-1)
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				if err := come(b, r, "g"+strconv.Itoa(i)).Do(b.Context(), Leave{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestAJoinCostsTheSameInARoomOfThousands counts what is told, and takes the time of joins in rooms of both sizes in
// turn, as the least of several rounds: whatever else the machine does only adds to it.
func TestAJoinCostsTheSameInARoomOfThousands(t *testing.T) {
	small, large := crowded(t, 100), crowded(t, 5000)
	round := func(r *Room, n int) time.Duration {
		begun := time.Now()
		for i := range 50 {
			if err := come(t, r, fmt.Sprint("g", n, "-", i)).Do(t.Context(), Leave{}); err != nil {
				t.Fatal(err)
			}
		}
		return time.Since(begun)
	}
	least := [2]time.Duration{time.Hour, time.Hour}
	for n := range 20 {
		least[0], least[1] = min(least[0], round(small, n)), min(least[1], round(large, n))
	}
	t.Logf("50 joins: %v in a room of 100, %v in one of 5,000", least[0], least[1])
	if least[1] > 3*least[0] {
		t.Errorf("50 joins take %v in a room of 100 and %v in one of 5,000", least[0], least[1])
	}
}
