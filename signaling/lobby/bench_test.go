package lobby

import (
	"context"
	"fmt"
	"testing"
	"time"

	"corner/room"
	"corner/room/discovery"
)

// BenchmarkPass is one look at 10,000 rooms for ten classes of viewers, in which a room in a hundred has changed.
func BenchmarkPass(b *testing.B) {
	s := &fakeSource{rooms: map[string]room.Listing{}}
	h := New(Config{Source: s, Card: card, Interval: time.Nanosecond})
	pairs := [][]string{{"zh", "en"}, {"es", "en"}, {"zh", "es"}, {"en"}, {"ja", "en"}}
	for i := range 10_000 {
		l := listing(fmt.Sprint("r", i), i%40)
		l.Settings.Languages = pairs[i%len(pairs)]
		s.rooms[l.ID] = l
	}
	languages := []string{"zh", "en", "es", "ja", "de"}
	for i := range 10 {
		p := room.Profile{Speaks: languages[i%5 : i%5+1], Learns: languages[(i+1+i/5)%5 : (i+1+i/5)%5+1]}
		h.budget.balance = burst
		w, err := h.Watch(context.Background(), NewViewer(p, discovery.Filter{}, 1), "")
		if err != nil {
			b.Fatal(err)
		}
		defer w.Close()
	}
	b.ReportAllocs()
	for n := range b.N {
		b.StopTimer()
		for i := n % 100; i < 10_000; i += 100 {
			l := s.rooms[fmt.Sprint("r", i)]
			l.Participants = (l.Participants + 1) % 40
			s.rooms[l.ID] = l
		}
		b.StartTimer()
		h.pass(context.Background())
	}
}
