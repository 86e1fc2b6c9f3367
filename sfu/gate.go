package sfu

import (
	"runtime"
	"sync/atomic"
)

// gate decides whether a participant's packets may be forwarded. One exists per member of a room, whatever
// connections and SSRCs they come and go with. It is born closed.
type gate struct {
	allowed atomic.Bool
	// section is odd while the media goroutine has packets of this participant in hand.
	section atomic.Uint64
	depth   int // how many it has in hand; owned by the media goroutine
}

// enter takes a packet in hand and reports whether it may be forwarded. Only the media goroutine calls it,
// and calls leave afterwards in either case. Several packets may be in hand at once.
func (g *gate) enter() bool {
	if g.depth++; g.depth == 1 {
		g.section.Add(1)
	}
	return g.allowed.Load()
}

// leave ends what enter began.
func (g *gate) leave() {
	if g.depth--; g.depth == 0 {
		g.section.Add(1)
	}
}

// isOpen reports whether packets may be forwarded now.
func (g *gate) isOpen() bool { return g.allowed.Load() }

// set opens or closes the gate. When it returns from closing, no packet is in hand that was let through before:
// the wait is at most one fan-out, because the counter moves on even if the next packet is handled at once.
// Between fan-outs, which is where the media goroutine calls out of this package, there is nothing to wait for.
func (g *gate) set(allowed bool) {
	g.allowed.Store(allowed)
	if allowed {
		return
	}
	in := g.section.Load()
	if in%2 == 0 {
		return
	}
	for g.section.Load() == in {
		runtime.Gosched()
	}
}
