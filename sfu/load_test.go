package sfu

import (
	"math"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestABusyGoroutineIsSeenToBeBusy(t *testing.T) {
	var w workload
	at := time.Unix(1_800_000_000, 0)
	w.ticked(at, 0, &sparing{})
	for range 150 { // works 6 of every 10 ms, in two reads, and a tick that counts nothing twice
		w.worked(at, at.Add(4*ms))
		w.worked(at.Add(5*ms), at.Add(7*ms))
		at = at.Add(10 * ms)
		w.ticked(at, 0, &sparing{})
		w.worked(at, at)
	}
	if got := math.Float64frombits(w.share.Load()); math.Abs(got-0.6) > 0.01 {
		t.Errorf("busy %v", got)
	}
	if w.lag.Load() != 0 {
		t.Errorf("late by %v", time.Duration(w.lag.Load()))
	}
	w.ticked(at, 30*ms, &sparing{})
	for range 100 {
		at = at.Add(10 * ms)
		w.ticked(at, ms, &sparing{})
	}
	if got := time.Duration(w.lag.Load()); got != 30*ms {
		t.Errorf("late by %v", got)
	}
}

func TestWhatMergingSparesIsReckoned(t *testing.T) {
	var w workload
	at := time.Unix(1_800_000_000, 0)
	packets := sparing{sent: 40, spared: 60}
	w.ticked(at, 0, &packets)
	for range 100 {
		w.worked(at, at.Add(4*ms))
		at = at.Add(10 * ms)
		w.ticked(at, 0, &packets)
	}
	if got, want := math.Float64frombits(w.spared.Load()), 0.4*extraCost*60/40; math.Abs(got-want) > 0.01 {
		t.Errorf("%v of the time, want %v", got, want)
	}
	for range 100 { // and in the next second nothing was merged
		at = at.Add(10 * ms)
		packets.sent++
		w.ticked(at, 0, &packets)
	}
	if got := w.spared.Load(); got != 0 {
		t.Errorf("%v", math.Float64frombits(got))
	}
}

func TestWorkIsCountedOnce(t *testing.T) {
	var w workload
	at := time.Unix(1_800_000_000, 0)
	w.worked(at, at.Add(3*ms))
	w.worked(at, at.Add(5*ms)) // the tick that followed the read
	w.worked(at.Add(2*ms), at.Add(4*ms))
	if w.busy != 5*ms {
		t.Errorf("%v", w.busy)
	}
}

func TestTheProcessorTimeOfTheProcess(t *testing.T) {
	var c cpuMeter
	at := time.Unix(1_800_000_000, 0)
	c.read(time.Hour, at)
	got := c.read(time.Hour+time.Second, at.Add(time.Second))
	if want := 1 / float64(runtime.GOMAXPROCS(0)); math.Abs(got-want) > 1e-9 {
		t.Errorf("%v, want %v", got, want)
	}
	before := processCPU()
	for end := time.Now().Add(patience); processCPU() == before; {
		if time.Now().After(end) {
			t.Fatal("the process uses no processor time")
		}
	}
}

// THREATS row 64 with a pressure that the test makes: the step comes to the rooms, and goes.
func TestPressureMovesTheRooms(t *testing.T) {
	var calm atomic.Bool
	s := serveWith(t, Config{Shards: 3, Pressure: func(Load) float64 {
		if calm.Load() {
			return 0
		}
		return 1
	}})
	onMedia(s.shards[0], func() bool {
		s.load.ladder = ladder{step: StepRefuse, isHot: true, hot: -climbAfter}
		return true
	})
	eventually(t, "the last step", func() bool { return s.Load().Step == StepSlots })
	for _, shard := range s.shards {
		eventually(t, "the step on every shard", func() bool { return onMedia(shard, func() Step { return shard.dispatcher.step }) == StepSlots })
	}
	l := s.Load()
	calm.Store(true)
	onMedia(s.shards[0], func() bool { // as if it had been calm for long
		s.load.ladder = ladder{step: StepPack, isCalm: true, calm: -restAfter, moved: -restAfter, falling: true}
		return true
	})
	for _, shard := range s.shards {
		eventually(t, "the end of it", func() bool { return onMedia(shard, func() Step { return shard.dispatcher.step }) == StepNormal })
	}
	if l.Busy < 0 || l.Busy > 1 || l.Lag < 0 || l.Process < 0 {
		t.Errorf("%+v", l)
	}
}

// onMedia asks something of a shard's media goroutine.
func onMedia[T any](s *shard, ask func() T) T {
	answer := make(chan T, 1)
	s.post(func() { answer <- ask() })
	return <-answer
}

// Real pressure: every core burns. It takes the whole machine for seconds, so it is asked for by hand.
func TestABurntProcessorMovesTheLadder(t *testing.T) {
	if os.Getenv("CORNER_BURN") == "" {
		t.Skip("CORNER_BURN is not set")
	}
	s := serve(t)
	stop := make(chan struct{})
	var burners sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		burners.Go(func() {
			for n := 0; ; n++ {
				if n%1_000_000 == 0 {
					select {
					case <-stop:
						return
					default:
					}
				}
			}
		})
	}
	var steps []Step
	awaitStep := func(want Step, limit time.Duration) {
		t.Helper()
		deadline := time.After(limit)
		for s.Load().Step != want {
			select {
			case <-time.After(100 * ms):
			case <-deadline:
				t.Fatalf("not at %v after %v: %+v", want, limit, s.Load())
			}
		}
		steps = append(steps, want)
	}
	awaitStep(StepPack, 15*time.Second)
	awaitStep(StepRefuse, 15*time.Second)
	awaitStep(StepSlots, 15*time.Second)
	close(stop)
	burners.Wait()
	awaitStep(StepNormal, time.Minute)
	if want := []Step{StepPack, StepRefuse, StepSlots, StepNormal}; !slices.Equal(steps, want) {
		t.Errorf("%v", steps)
	}
}

func TestStepsHaveNames(t *testing.T) {
	for step, want := range map[Step]string{StepNormal: "normal", StepPack: "pack", StepRefuse: "refuse", StepSlots: "slots"} {
		if step.String() != want {
			t.Errorf("%d is called %q", step, step)
		}
	}
}
