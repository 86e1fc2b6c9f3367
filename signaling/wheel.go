package signaling

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// The wheel turns so many times in a heartbeat; whose ping is due within the slack is pinged with what is said to
// the room anyway.
const (
	wheelTurns = 40
	wheelSlack = wheelTurns / 10
)

// wheel knows when whose ping is due. Those due in the same fortieth of a heartbeat share a wake-up of the process.
type wheel struct {
	now atomic.Int64 // turns since the start

	mu    sync.Mutex // guards what follows, and every conn's spoke
	slots [wheelTurns + 1][]*conn
	spare []*conn // what turn returned last
}

// spoke is where a connection is on the wheel.
type spoke struct{ slot, index int32 } // slot counts from one; 0: it is not there

// place has a connection's ping come due in a heartbeat from now, and returns when.
func (w *wheel) place(c *conn) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.remove(c)
	due := w.now.Load() + wheelTurns
	slot := due % int64(len(w.slots))
	c.spoke = spoke{int32(slot) + 1, int32(len(w.slots[slot]))}
	w.slots[slot] = append(w.slots[slot], c)
	return due
}

// leave takes a connection off the wheel.
func (w *wheel) leave(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.remove(c)
}

// remove fills the place of a connection with the last of its slot. The caller holds mu.
func (w *wheel) remove(c *conn) {
	if c.spoke.slot == 0 {
		return
	}
	slot := &w.slots[c.spoke.slot-1]
	last := len(*slot) - 1
	moved := (*slot)[last]
	(*slot)[c.spoke.index], moved.spoke.index = moved, c.spoke.index
	(*slot)[last] = nil
	*slot = (*slot)[:last]
	c.spoke = spoke{}
}

// turn turns the wheel and returns whose ping is due. They are off the wheel; the slice is good until the next turn.
func (w *wheel) turn() []*conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	slot := &w.slots[w.now.Add(1)%int64(len(w.slots))]
	due := *slot
	*slot, w.spare = w.spare[:0], due
	for _, c := range due {
		c.spoke = spoke{}
	}
	return due
}

// heart turns the wheel.
func (s *Server) heart(ctx context.Context) {
	beat := time.NewTicker(s.timing.Heartbeat / wheelTurns)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			due := s.wheel.turn()
			s.writers.wantAll(due)
			clear(due)
		}
	}
}
