package sfu

import (
	"math"
	"runtime"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
)

// Load is how much the media plane has to do.
type Load struct {
	Busy    float64       // share of the last second the busiest media goroutine worked, 0 to 1
	Lag     time.Duration // how late its ticks were, the worst of the last second and of all goroutines
	Process float64       // CPU time of the process in the last second, as a share of the usable cores
	Step    Step          // what is done about it
}

// Load returns the load of the last whole second. Any goroutine may call it, as often as it likes.
func (s *SFU) Load() Load {
	if l := s.load.latest.Load(); l != nil {
		return *l
	}
	return Load{}
}

// loadEvery is how long a reading covers.
const loadEvery = time.Second

// workload measures one media goroutine: the time from the end of a read until all that came of it is done. It
// costs a look at the clock per read, not per packet. Its fields are the media goroutine's, but the reading.
type workload struct {
	done  time.Time // until when work has been counted
	from  time.Time // of the reading that is being made
	busy  time.Duration
	worst time.Duration

	share  atomic.Uint64 // Float64bits
	spared atomic.Uint64 // Float64bits: by how much more it would have been without merging for want of CPU
	lag    atomic.Int64
}

// extraCost is what one packet more costs, as a share of what a packet costs with all that is done besides. With 300
// rooms, 66,000 packets more a second took 0.82 of that each.
const extraCost = 0.8

// worked counts the time from at to now, of which some may have been counted already.
func (w *workload) worked(at, now time.Time) {
	if at.Before(w.done) {
		at = w.done
	}
	if now.After(at) {
		w.busy += now.Sub(at)
		w.done = now
	}
}

// ticked notes a tick and how late it is, and ends the reading when it is long enough: with it the counts of the
// packets that were sent and spared meanwhile.
func (w *workload) ticked(at time.Time, late time.Duration, packets *sparing) {
	if w.from.IsZero() {
		w.from = at
	}
	w.worst = max(w.worst, late)
	if whole := at.Sub(w.from); whole >= loadEvery {
		share := min(1, float64(w.busy)/float64(whole))
		w.share.Store(math.Float64bits(share))
		w.spared.Store(math.Float64bits(share * extraCost * packets.ratio()))
		w.lag.Store(int64(w.worst))
		w.from, w.busy, w.worst = at, 0, 0
	}
}

// sparing counts the packets that were sent, and those that were not because merging for want of CPU made one of
// several. The media goroutine owns it.
type sparing struct{ sent, spared uint64 }

// ratio gives the spared ones as a share of the sent ones, and begins anew.
func (s *sparing) ratio() float64 {
	was := *s
	*s = sparing{}
	if was.sent == 0 {
		return 0
	}
	return float64(was.spared) / float64(was.sent)
}

// cpuMeter turns the CPU time of the process into a share of the cores it may use.
type cpuMeter struct {
	used time.Duration
	at   time.Time
}

// read gives the share since the last call, 0 for the first.
func (c *cpuMeter) read(used time.Duration, at time.Time) float64 {
	was := *c
	c.used, c.at = used, at
	if was.at.IsZero() || !at.After(was.at) {
		return 0
	}
	return float64(used-was.used) / float64(at.Sub(was.at)) / float64(runtime.GOMAXPROCS(0))
}

// measure writes the load once a second and decides the step. The first shard calls it at every tick.
func (s *SFU) measure(now time.Duration, wall time.Time) {
	b := &s.load
	if b.at != 0 && now-b.at < loadEvery {
		return
	}
	b.at = now
	l := Load{Process: b.cpu.read(processCPU(), wall)}
	unrelieved := Load{Process: l.Process}
	for _, shard := range s.shards {
		busy, spared := math.Float64frombits(shard.work.share.Load()), math.Float64frombits(shard.work.spared.Load())
		l.Busy, unrelieved.Busy = max(l.Busy, busy), max(unrelieved.Busy, busy+spared)
		unrelieved.Process += spared / float64(runtime.GOMAXPROCS(0))
		l.Lag = max(l.Lag, time.Duration(shard.work.lag.Load()))
	}
	unrelieved.Lag = l.Lag
	was := b.ladder.step
	l.Step = b.ladder.observe(b.pressure(l), b.pressure(unrelieved), now)
	b.latest.Store(&l)
	b.step.Store(int32(l.Step))
	if l.Step != was { // at most every second second
		s.log.Warn("load step", zap.Stringer("step", l.Step), zap.Float64("busy", l.Busy),
			zap.Float64("process", l.Process), zap.Duration("lag", l.Lag))
	}
}
