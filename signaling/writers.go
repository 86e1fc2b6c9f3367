package signaling

import (
	"runtime"
	"sync"
	"time"
)

// How writers take turns with everybody else. The scheduler looks at the network only when nothing is runnable, or
// every 10 ms: a writer that merely yields would keep the media goroutine from its datagrams for that long. So after
// a stretch of work it sleeps, which takes a millisecond at least.
const (
	writeStretch = time.Millisecond
	writeRest    = 100 * time.Microsecond
)

// maxHeldUp is how many sockets that take nothing are waited for at once; whoever would be one more is let go.
const maxHeldUp = 1024

// writeState says where a connection is on its way through the writers.
type writeState uint8

const (
	writeClosed writeState = iota // not opened yet
	writeIdle                     // nothing to write
	writeQueued
	writeTurn  // a writer is at it
	writeAgain // a writer is at it, and more has come
	writeOver  // nothing will be written any more
)

// writers write for all connections: few goroutines at a time, started when there is something to write, so that
// an event for thousands makes a few goroutines runnable and not thousands. Connections that have something to
// write stand in line, each once. A writer whose socket takes nothing gives its place to another until it does.
type writers struct {
	limit int    // places: writers that are not held up
	held  int    // writers that may be held up at once
	rest  func() // after a stretch of work

	mu          sync.Mutex // guards what follows, and every conn's line
	first, last *conn      // the line
	busy        int        // places that are taken
	away        int        // writers that are held up
}

func newWriters() *writers {
	return &writers{limit: runtime.GOMAXPROCS(0), held: maxHeldUp, rest: func() { time.Sleep(writeRest) }}
}

// open lets a connection be written to.
func (w *writers) open(c *conn) {
	w.mu.Lock()
	c.line.state = writeIdle
	w.mu.Unlock()
	if c.queue.ended.Load() {
		w.want(c)
	}
}

// want has a connection written to: something waits for its client. It may be called from any goroutine.
func (w *writers) want(c *conn) {
	w.mu.Lock()
	w.enter(c)
	start := w.grow()
	w.mu.Unlock()
	if start {
		go w.work()
	}
}

// wantChunk is how many connections are put into the line at once.
const wantChunk = 64

// wantAll is want for many.
func (w *writers) wantAll(all []*conn) {
	for len(all) > 0 {
		chunk := all[:min(wantChunk, len(all))]
		all = all[len(chunk):]
		w.mu.Lock()
		for _, c := range chunk {
			w.enter(c)
		}
		start := w.grow()
		w.mu.Unlock()
		if start {
			go w.work()
		}
	}
}

// enter puts a connection into the line, if it is not in it. The caller holds mu.
func (w *writers) enter(c *conn) {
	switch c.line.state {
	case writeTurn:
		c.line.state = writeAgain
	case writeIdle:
		c.line.state = writeQueued
		if w.last == nil {
			w.first = c
		} else {
			w.last.line.next = c
		}
		w.last = c
	}
}

// grow takes a place for one more writer, if there is something to do and a place for it. The caller holds mu.
func (w *writers) grow() bool {
	if w.first == nil || w.busy >= w.limit {
		return false
	}
	w.busy++
	return true
}

// work is a writer. It has a place, and ends when there is nothing to do.
func (w *writers) work() {
	begun := time.Now()
	for c := w.take(); c != nil; c = w.take() {
		over := c.turn()
		if !w.leave(c, over) {
			return
		}
		runtime.Gosched()
		if time.Since(begun) >= writeStretch {
			w.rest()
			begun = time.Now()
		}
	}
}

// take takes the next of the line, or gives the place up.
func (w *writers) take() *conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.first
	if c == nil {
		w.busy--
		return nil
	}
	w.first, c.line.next = c.line.next, nil
	if w.first == nil {
		w.last = nil
	}
	c.line.state = writeTurn
	return c
}

// leave ends a connection's turn and reports whether the writer has a place.
func (w *writers) leave(c *conn, over bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	again := c.line.state == writeAgain
	switch c.line.state = writeIdle; {
	case over:
		c.line.state = writeOver
		if c.line.over != nil {
			close(c.line.over)
		}
	case again:
		w.enter(c)
	}
	if !c.line.away {
		return true
	}
	c.line.away = false
	w.away--
	return w.grow()
}

// stall is called by a writer before it waits for a socket: its place goes to somebody else. False says that too many
// wait already.
func (w *writers) stall(c *conn) bool {
	if c.line.away {
		return true
	}
	w.mu.Lock()
	if w.away >= w.held {
		w.mu.Unlock()
		return false
	}
	c.line.away = true
	w.away++
	w.busy--
	start := w.grow()
	w.mu.Unlock()
	if start {
		go w.work()
	}
	return true
}

// heldUp is how many writers wait for sockets.
func (w *writers) heldUp() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.away
}

// wait returns when nothing will be written to a connection any more.
func (w *writers) wait(c *conn) {
	w.mu.Lock()
	if c.line.state == writeOver {
		w.mu.Unlock()
		return
	}
	if c.line.over == nil {
		c.line.over = make(chan struct{})
	}
	over := c.line.over
	w.mu.Unlock()
	<-over
}

// standing is where a connection stands with the writers, who guard it.
type standing struct {
	next  *conn
	over  chan struct{} // closed when nothing will be written any more; nil until somebody waits
	state writeState
	away  bool // its writer is held up; owned by that writer
}
