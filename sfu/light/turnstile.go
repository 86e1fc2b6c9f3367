package light

import (
	"runtime"
	"sync/atomic"
	"time"
)

// lease is the longest a handshake holds its place: what it computes for one datagram takes a tenth of that.
const lease = 2 * time.Millisecond

// turnstile bounds how many handshakes compute at once, or those of a storm of joins would all be runnable before
// the media goroutine has its turn. A place is for the work that one datagram brings, from its arrival to the
// flight that answers it, and not for the handshake: most of that is waiting for the network, and a few clients
// that fall silent half-way would keep all others out. Who waits is served in order of arrival.
type turnstile struct {
	places chan struct{}
	lease  time.Duration
}

func newTurnstile() *turnstile {
	return &turnstile{places: make(chan struct{}, 4*runtime.GOMAXPROCS(0)), lease: lease}
}

// turn is one handshake's place, taken or not. Its methods may be called from any goroutine, enter from one at a
// time.
type turn struct {
	at   *turnstile
	held atomic.Bool
	over *time.Timer
}

func (t *turnstile) turn() *turn {
	n := &turn{at: t}
	n.over = time.AfterFunc(t.lease, n.leave)
	n.over.Stop()
	return n
}

// enter waits for a place, unless it is held, and reports whether there was one before done.
func (t *turn) enter(done <-chan struct{}) bool {
	if t.held.Load() {
		return true
	}
	select {
	case t.at.places <- struct{}{}:
	case <-done:
		return false
	}
	t.held.Store(true)
	t.over.Reset(t.at.lease)
	return true
}

// leave gives the place back, if it is held.
func (t *turn) leave() {
	if t.held.CompareAndSwap(true, false) {
		t.over.Stop()
		<-t.at.places
	}
}
