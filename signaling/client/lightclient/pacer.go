package lightclient

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"
)

const (
	// framePeriod is one packet a speaker.
	framePeriod = 20 * time.Millisecond
	// golden spreads phases evenly without knowing how many there will be: each falls into the largest hole.
	golden = 0.6180339887498949
	// maxBehind is how late the pacer may be before it leaves packets out instead of sending them in a burst.
	maxBehind = time.Second
	// levelTurn is how long a speaker's level takes to come round.
	levelTurn = 12 * time.Second
)

// Phase is when in each 20 ms the i-th of many speakers sends.
func Phase(i int) time.Duration {
	_, part := math.Modf(float64(i) * golden)
	return time.Duration(part * float64(framePeriod))
}

// Pacer has speakers send their 50 packets a second, each evenly and their phases spread.
type Pacer struct {
	engine *Engine
	size   int     // of a marked payload
	speech *Speech // nil for marked payloads

	mu    sync.Mutex // guards what follows
	lines []*line    // by phase; a new slice after every change
	added int
	sent  int64
	fault error
	late  Histogram
}

// line is one speaker.
type line struct {
	media   *Media
	phase   time.Duration
	payload []byte
	counter uint32
	next    int // in the speech
	turn    float64
}

// NewPacer makes a pacer of marked payloads of so many bytes, or of speech when there is one.
func NewPacer(e *Engine, size int, speech *Speech) *Pacer {
	return &Pacer{engine: e, size: min(maxDatagram-100, max(MinMarked, size)), speech: speech}
}

// Add has a connection speak from now on. Nobody else may make it speak.
func (p *Pacer) Add(m *Media) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := &line{media: m, phase: Phase(p.added), payload: make([]byte, p.size)}
	_, l.turn = math.Modf(float64(p.added) * golden)
	for i := range l.payload {
		l.payload[i] = byte(i * 7) // anything: what follows the mark is never read
	}
	if p.speech != nil {
		l.next = int(l.turn * float64(len(p.speech.packets)))
	}
	p.added++
	at, _ := slices.BinarySearchFunc(p.lines, l.phase, func(o *line, phase time.Duration) int { return int(o.phase - phase) })
	p.lines = slices.Insert(slices.Clone(p.lines), at, l)
}

// Sent is how many packets have left, how late each did, and the first fault that kept one from leaving.
func (p *Pacer) Sent() (packets int64, late Histogram, fault error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent, p.late, p.fault
}

// Run sends until ctx ends.
func (p *Pacer) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for begin := p.engine.Clock(); ctx.Err() == nil; begin += framePeriod {
		if now := p.engine.Clock(); now-begin > maxBehind {
			begin = now
		}
		p.mu.Lock()
		lines := p.lines
		p.mu.Unlock()
		for _, l := range lines {
			if !p.until(ctx, timer, begin+l.phase) {
				return nil
			}
			p.speak(l, begin+l.phase)
		}
		if !p.until(ctx, timer, begin+framePeriod) {
			return nil
		}
	}
	return nil
}

// until waits for an instant of the engine's clock and reports whether to go on.
func (p *Pacer) until(ctx context.Context, timer *time.Timer, instant time.Duration) bool {
	wait := instant - p.engine.Clock()
	if wait <= 0 {
		return ctx.Err() == nil
	}
	timer.Reset(wait)
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// speak sends one packet that was due at an instant.
func (p *Pacer) speak(l *line, due time.Duration) {
	now := p.engine.Clock()
	packet := l.payload
	if p.speech != nil {
		packet = p.speech.packets[l.next%len(p.speech.packets)]
		l.next++
		p.speech.note(packet, now)
	} else {
		mark(packet, l.counter, now)
	}
	l.counter++
	err := l.media.Speak(packet, frameSamples, l.level(now))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late.Add(now - due)
	switch {
	case err == nil:
		p.sent++
	case p.fault == nil:
		p.fault = err
	}
}

// level goes up and down between −24 and −40 dBov, each speaker's at another time: so who is loudest changes.
func (l *line) level(now time.Duration) int {
	_, part := math.Modf(float64(now)/float64(levelTurn) + l.turn)
	return -24 - int(32*math.Abs(part-0.5))
}
