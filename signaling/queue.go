package signaling

import (
	"sync"
	"sync/atomic"
)

// Bounds of what waits for one client: who lets more pile up is not listening.
const (
	queueFrames = 256
	queueBytes  = 256 << 10
)

// ending is how a connection is to end.
type ending struct {
	closeCode
	reason string
}

// queue holds the frames between the room and the writers: numbered events, answers, and, while there is room
// enough, unnumbered events. Speakers and pings are added by the writer when there is nothing else to send.
type queue struct {
	ended atomic.Bool // finish was called

	mu     sync.Mutex // guards what follows; held for appends and swaps only
	frames []frame
	bytes  int
	corked bool // the welcome has not been put in front yet
	end    *ending
}

func newQueue() *queue { return &queue{} }

// push appends a frame. False says that the bound is reached or the connection is ending.
func (q *queue) push(f frame) bool { return q.put(f, queueFrames, queueBytes) }

// offer appends a frame that may be dropped, unless the queue is more than half full.
func (q *queue) offer(f frame) bool { return q.put(f, queueFrames/2, queueBytes/2) }

func (q *queue) put(f frame, frames, bytes int) bool {
	q.mu.Lock()
	if q.end != nil || len(q.frames) >= frames || q.bytes+len(f.data) > bytes {
		q.mu.Unlock()
		return false
	}
	q.frames = append(q.frames, f)
	q.bytes += len(f.data)
	q.mu.Unlock()
	return true
}

// cork holds everything back until uncork puts what must come first in front of it.
func (q *queue) cork() {
	q.mu.Lock()
	q.corked = true
	q.mu.Unlock()
}

// uncork lets the queue flow, the given frames first. They are not counted: they were asked for.
func (q *queue) uncork(first ...frame) {
	q.mu.Lock()
	q.corked = false
	for _, f := range first {
		q.bytes += len(f.data)
	}
	q.frames = append(first, q.frames...)
	q.mu.Unlock()
}

// finish sets how the connection ends, once. What waits is still sent before the close frame, unless the client
// is too slow for it or gone. A corked queue stays so until its reader has put the answer in.
func (q *queue) finish(code closeCode, reason string) bool {
	q.mu.Lock()
	first := q.end == nil
	if first {
		q.end = &ending{code, reason}
		q.ended.Store(true)
		if code == closeSlowConsumer || code == closeGone {
			q.frames, q.bytes = nil, 0
		}
	}
	q.mu.Unlock()
	return first
}

// pop takes the next frame. Without one it returns how to end, or nil when there is nothing to do yet.
func (q *queue) pop() (f frame, ok bool, end *ending) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.corked {
		return frame{}, false, nil
	}
	if len(q.frames) == 0 {
		q.frames = nil // let the drained array go
		return frame{}, false, q.end
	}
	f = q.frames[0]
	q.frames[0] = frame{}
	q.frames = q.frames[1:]
	q.bytes -= len(f.data)
	return f, true, nil
}
