package light

import (
	"sync/atomic"
	"testing"
	"time"
)

// reading is a pipe with a datagram to read, and what reading it returns.
func reading(t testing.TB, stile *turnstile) (*pipe, <-chan error) {
	t.Helper()
	f := &feed{in: make(chan []byte, 4), cancel: func() {}}
	address := place("A")
	f.path.Store(&address)
	p := newPipe(f, stile.turn(), func([]byte, path) error { return nil }, new(atomic.Uint64))
	t.Cleanup(func() { _ = p.Close() })
	f.push(helloOf(terms{}))
	done := make(chan error, 1)
	go func() {
		_, _, err := p.ReadFrom(make([]byte, maxDatagram))
		done <- err
	}()
	return p, done
}

// narrow is a turnstile with so many places, each lent for so long.
func narrow(places int, lease time.Duration) *turnstile {
	return &turnstile{places: make(chan struct{}, places), lease: lease}
}

func TestSoManyHandshakesComputeAtOnceAndTheRestWaitInOrder(t *testing.T) {
	stile := narrow(2, time.Hour)
	var pipes []*pipe
	var done []<-chan error
	for i := range 5 {
		p, d := reading(t, stile)
		pipes, done = append(pipes, p), append(done, d)
		if i < 2 {
			if err := await(t, d, "a place"); err != nil {
				t.Fatal(err)
			}
			continue
		}
		eventually(t, "the reader stands in line", func() bool { return len(p.feed.in) == 0 })
	}
	if len(stile.places) != 2 || len(done[2])+len(done[3])+len(done[4]) != 0 {
		t.Fatalf("%d places taken", len(stile.places))
	}
	_, _ = pipes[1].WriteTo([]byte{recordHandshake}, nil) // its flight is out
	if err := await(t, done[2], "the first in line"); err != nil {
		t.Fatal(err)
	}
	_ = pipes[0].Close() // it failed
	if err := await(t, done[3], "the second in line"); err != nil {
		t.Fatal(err)
	}
	_ = pipes[4].Close() // gives up waiting
	if err := await(t, done[4], "the last"); err == nil {
		t.Fatal("read from a closed pipe")
	}
	for _, p := range pipes {
		_ = p.Close()
	}
	if len(stile.places) != 0 {
		t.Errorf("%d places are lost", len(stile.places))
	}
	pipes[0].turn.leave() // of what it does not hold
	if len(stile.places) != 0 {
		t.Error("a place that nobody held was given back")
	}
}

func TestAPlaceIsLentForAShortTime(t *testing.T) {
	stile := narrow(1, lease)
	_, first := reading(t, stile) // and says nothing more
	_ = await(t, first, "a place")
	_, second := reading(t, stile)
	if err := await(t, second, "the place of a client that fell silent"); err != nil {
		t.Fatal(err)
	}
}

func TestAHandshakeThatHoldsItsPlaceReadsOn(t *testing.T) {
	p, first := reading(t, narrow(1, time.Hour))
	_ = await(t, first, "a place")
	for range 3 {
		p.feed.push(helloOf(terms{}))
		if _, _, err := p.ReadFrom(make([]byte, maxDatagram)); err != nil {
			t.Fatal(err)
		}
	}
}

// The media goroutine must have its turns while a crowd joins at once. Both are in one process here, so that the
// clients' own handshakes take their share of the processor too.
func TestAStormOfJoinsDoesNotStopTheClock(t *testing.T) {
	const joins = 60
	w := newWitness()
	h := &clockwork{ticks: make(chan time.Time, 4096)}
	s := running(t, Config{}, watched{w, h})
	clients := make([]*client, joins)
	for i := range clients {
		clients[i] = dial(t, s)
	}
	began := time.Now()
	for _, c := range clients {
		go func() { _ = c.shake(c.socket, patience) }()
	}
	for range joins {
		await(t, w.ready, "keys")
	}
	took := time.Since(began)
	last, worst := began, time.Duration(0)
	for len(h.ticks) > 0 {
		if tick := <-h.ticks; tick.After(began) {
			worst = max(worst, tick.Sub(last)-tickInterval)
			last = tick
		}
	}
	t.Logf("%d joins in %v, the latest tick late by %v", joins, took, worst)
	eventually(t, "every place is given back", func() bool { return len(s.turnstile.places) == 0 })
	if worst > took/2 {
		t.Errorf("a tick was late by %v", worst)
	}
}

// watched is a witness with a clock.
type watched struct {
	*witness
	clock *clockwork
}

// Tick implements Handler.
func (w watched) Tick(at time.Time, late time.Duration) { w.clock.Tick(at, late) }

// clockwork is a Handler that says when it is called.
type clockwork struct {
	deaf
	ticks chan time.Time
}

func (c *clockwork) Tick(at time.Time, late time.Duration) {
	select {
	case c.ticks <- at:
	default:
	}
}
