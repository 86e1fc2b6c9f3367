package light

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// lease is how long a handshake may hold its place while others wait for one: what it computes for one datagram takes a
// tenth of that.
const lease = 2 * time.Millisecond

// turnstile bounds how many handshakes compute at once, or those of a storm of joins would all be runnable before
// the media goroutine has its turn. A place is for the work that one datagram brings, from its arrival to the
// flight that answers it, and not for the handshake: most of that is waiting for the network, and a few clients
// that fall silent half-way would keep all others out. Who waits is served in order of arrival.
//
// Whoever waits looks after the leases. A timer for each place would wake an idle server once for each datagram, long
// after the place was given back.
type turnstile struct {
	places chan struct{}
	lease  time.Duration

	mu      sync.Mutex // guards what follows
	holders []*turn
}

func newTurnstile() *turnstile {
	return &turnstile{places: make(chan struct{}, 4*runtime.GOMAXPROCS(0)), lease: lease}
}

// expire takes back the places that have been held for longer than the lease.
func (t *turnstile) expire(now time.Time) {
	t.mu.Lock()
	late := slices.DeleteFunc(slices.Clone(t.holders), func(h *turn) bool { return now.Sub(h.since) < t.lease })
	t.mu.Unlock()
	for _, h := range late {
		h.leave()
	}
}

// turn is one handshake's place, taken or not. Its methods may be called from any goroutine, enter from one at a
// time.
type turn struct {
	at    *turnstile
	held  atomic.Bool
	since time.Time // guarded by the turnstile's mu
}

func (t *turnstile) turn() *turn { return &turn{at: t} }

// enter waits for a place, unless it is held, and reports whether there was one before done.
func (t *turn) enter(done <-chan struct{}) bool {
	if t.held.Load() {
		return true
	}
	select {
	case t.at.places <- struct{}{}:
	default:
		if !t.wait(done) {
			return false
		}
	}
	t.at.mu.Lock()
	t.since = time.Now()
	t.at.holders = append(t.at.holders, t)
	t.at.mu.Unlock()
	t.held.Store(true)
	select {
	case <-done: // and whoever ended it may have asked for the place back before it was held
		t.leave()
		return false
	default:
		return true
	}
}

// wait stands in line until there is a place or done.
func (t *turn) wait(done <-chan struct{}) bool {
	look := time.NewTicker(t.at.lease)
	defer look.Stop()
	for {
		select {
		case t.at.places <- struct{}{}:
			return true
		case now := <-look.C:
			t.at.expire(now)
		case <-done:
			return false
		}
	}
}

// leave gives the place back, if it is held.
func (t *turn) leave() {
	if !t.held.CompareAndSwap(true, false) {
		return
	}
	t.at.mu.Lock()
	if i := slices.Index(t.at.holders, t); i >= 0 {
		t.at.holders = slices.Delete(t.at.holders, i, i+1)
	}
	t.at.mu.Unlock()
	<-t.at.places
}
