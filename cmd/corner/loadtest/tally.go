package loadtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"syscall"
	"time"

	"corner/signaling/client"
	"corner/signaling/client/lightclient"
)

// present is a listener who is in.
type present struct {
	member        *lightclient.Member
	room          int
	marked        bool // here since measuring began
	bytes, frames int64
}

// tally counts joins. Its mutex guards all of it.
type tally struct {
	mu      sync.Mutex
	counts  Joins
	closed  map[string]int64
	time    lightclient.Histogram
	packet  lightclient.Histogram
	refusal lightclient.Histogram
	members []present // the one here longest first
	origin  time.Time
	arrived time.Duration // from origin to each one's welcome, added up
}

func (t *tally) init() {
	t.origin = time.Now()
	t.counts.Refused, t.counts.Failed, t.closed = map[string]int64{}, map[string]int64{}, map[string]int64{}
}

func (t *tally) asked() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Asked++
}

// notStarted counts joins that nobody tried; those of a ramp that was cut short have not been asked yet.
func (t *tally) notStarted(n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.NotStarted += n
	if n > 1 {
		t.counts.Asked += n
	}
}

func (t *tally) joined(m *lightclient.Member, r int, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Done++
	t.time.Add(took)
	t.arrived += time.Since(t.origin)
	t.members = append(t.members, present{member: m, room: r})
}

// first notes a listener's first packet, on the engine's goroutine.
func (t *tally) first(after time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.packet.Add(after)
}

// unmade counts a join that came to nothing.
func (t *tally) unmade(ctx context.Context, err error, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var refused *client.Error
	var step *stepError
	var closed *client.CloseError
	switch {
	case ctx.Err() != nil: // the run was ended, not the join
		t.counts.NotStarted++
	case errors.As(err, &refused):
		t.counts.Refused[refused.Code]++
		t.refusal.Add(took)
	case errors.As(err, &step):
		t.counts.Failed[step.step]++
	case errors.As(err, &closed):
		t.counts.Failed[fmt.Sprintf("closed_%d", closed.Code)]++
	case errors.Is(err, syscall.EMFILE):
		t.counts.Failed["file_limit"]++
	case errors.Is(err, context.DeadlineExceeded):
		t.counts.Failed["timeout"]++
	default:
		t.counts.Failed["dial"]++
	}
}

// joinsDone is how many have joined, and how long they have been here together, if none has left yet.
func (t *tally) joinsDone() (n int64, here time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts.Done, time.Duration(t.counts.Done)*time.Since(t.origin) - t.arrived
}

// pick takes out the listener who is here longest.
func (t *tally) pick() (present, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.members) == 0 {
		return present{}, false
	}
	who := t.members[0]
	t.members = t.members[1:]
	t.counts.Left++
	t.noteEnd(who.member)
	return who, true
}

// noteEnd counts a socket that has ended by itself; mu is held.
func (t *tally) noteEnd(m *lightclient.Member) {
	select {
	case <-m.Done():
	default:
		return
	}
	code := "unknown"
	var closed *client.CloseError
	if errors.As(m.Err(), &closed) {
		code = fmt.Sprint(closed.Code)
	}
	t.closed[code]++
}

// mark notes what everybody has received when measuring begins.
func (t *tally) mark() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.members {
		p := &t.members[i]
		p.bytes, p.frames = p.member.Received()
		p.marked = true
	}
}

// signaling is what came over the sockets of those who were here all the time, and who was put out.
func (t *tally) signaling(seconds float64) Signaling {
	t.mu.Lock()
	defer t.mu.Unlock()
	var bytes, frames, people float64
	for _, p := range t.members {
		t.noteEnd(p.member)
		if !p.marked {
			continue
		}
		b, f := p.member.Received()
		bytes, frames, people = bytes+float64(b-p.bytes), frames+float64(f-p.frames), people+1
	}
	return Signaling{BytesPerSecond: ratio(bytes, people*seconds), FramesPerSecond: ratio(frames, people*seconds), Closed: maps.Clone(t.closed)}
}

// joins is what became of them.
func (t *tally) joins() Joins {
	t.mu.Lock()
	defer t.mu.Unlock()
	j := t.counts
	j.Refused, j.Failed = maps.Clone(j.Refused), maps.Clone(j.Failed)
	j.Time, j.FirstPacket, j.Refusal = quantiles(&t.time), quantiles(&t.packet), quantiles(&t.refusal)
	return j
}

// everybody takes all listeners out.
func (t *tally) everybody() []*lightclient.Member {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]*lightclient.Member, 0, len(t.members))
	for _, p := range t.members {
		list = append(list, p.member)
	}
	t.members = nil
	return list
}
