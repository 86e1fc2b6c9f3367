package sfu

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// climbed is what a ladder did: when, and to which step.
type climbed struct {
	at   time.Duration
	step Step
}

// run tells a ladder a pressure every second, from now on for a number of seconds, and notes its steps.
func (l *ladder) run(steps *[]climbed, now *time.Duration, pressure float64, seconds int) {
	for range seconds {
		*now += time.Second
		was := l.step
		if l.observe(pressure, pressure, *now) != was {
			*steps = append(*steps, climbed{*now, l.step})
		}
	}
}

func TestTheLaddersOrder(t *testing.T) {
	var l ladder
	var steps []climbed
	now := time.Hour
	l.run(&steps, &now, 0.5, 10)
	start := now
	l.run(&steps, &now, 0.95, 30)
	want := []climbed{{start + 3*time.Second, StepPack}, {start + 5*time.Second, StepRefuse}, {start + 7*time.Second, StepSlots}}
	if !slices.Equal(steps, want) {
		t.Fatalf("up: %v, want %v", steps, want)
	}
	steps = nil
	l.run(&steps, &now, 0.80, 60) // between the two bounds nothing moves
	if len(steps) != 0 {
		t.Errorf("between the bounds: %v", steps)
	}
	start = now
	l.run(&steps, &now, 0.60, 60)
	want = []climbed{{start + 11*time.Second, StepRefuse}, {start + 21*time.Second, StepPack}, {start + 31*time.Second, StepNormal}}
	if !slices.Equal(steps, want) {
		t.Errorf("down: %v, want %v", steps, want)
	}
}

func TestAPeakIsNoReasonToClimb(t *testing.T) {
	var l ladder
	var steps []climbed
	now := time.Hour
	for range 100 {
		l.run(&steps, &now, 1, 2)
		l.run(&steps, &now, 0.8, 1)
	}
	if len(steps) != 0 {
		t.Errorf("%v", steps)
	}
}

// A load that the ladder itself relieves would have it go up and down for ever.
func TestALoadThatPackingRelievesDoesNotMakeItFlap(t *testing.T) {
	var l ladder
	var steps []climbed
	now := time.Hour
	for range 1200 { // twenty minutes
		pressure := 0.95
		if l.step >= StepPack {
			pressure = 0.5
		}
		l.run(&steps, &now, pressure, 1)
	}
	if n := turnsPerMinute(steps); n > 2 {
		t.Errorf("%d turns in a minute", n)
	}
	if len(steps) > 45 {
		t.Errorf("%d steps in twenty minutes", len(steps))
	}
}

// A load that merging relieves is not taken back to where it was too much, but once it has gone.
func TestALoadThatPackingRelievesIsKnown(t *testing.T) {
	var l ladder
	now := time.Hour
	steps := 0
	second := func(pressure, unrelieved float64) {
		now += time.Second
		was := l.step
		if l.step < StepPack {
			pressure = unrelieved
		}
		if l.observe(pressure, unrelieved, now) != was {
			steps++
		}
	}
	for range 1200 {
		second(0.5, 0.95)
	}
	if steps != 1 || l.step != StepPack {
		t.Fatalf("%d steps in twenty minutes, at %v", steps, l.step)
	}
	for range 12 {
		second(0.4, 0.6)
	}
	if l.step != StepNormal {
		t.Errorf("twelve seconds after it: %v", l.step)
	}
}

// turnsPerMinute gives the most changes of direction in any minute. A direction is forgotten after one of rest.
func turnsPerMinute(steps []climbed) (most int) {
	var turns []time.Duration
	for i := 2; i < len(steps); i++ {
		down, wasDown := steps[i].step < steps[i-1].step, steps[i-1].step < steps[i-2].step
		if down != wasDown && steps[i].at-steps[i-1].at < time.Minute {
			turns = append(turns, steps[i].at)
		}
	}
	for i := range turns {
		n := 1
		for _, other := range turns[i+1:] {
			if other-turns[i] < time.Minute {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// THREATS row 64: whatever the pressure does, the ladder goes one step at a time, turns at most twice in a minute,
// climbs within seconds of need and is down after a minute of calm.
func TestTheLadderUnderAnyPressure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l ladder
		steps := []climbed{{0, StepNormal}}
		now := time.Hour
		hot, calm := 0, 0
		for range rapid.IntRange(1, 60).Draw(t, "phases") {
			pressure := rapid.SampledFrom([]float64{0.2, 0.5, 0.8, 0.95, 1}).Draw(t, "pressure")
			for range rapid.IntRange(1, 70).Draw(t, "seconds") {
				was := l.step
				l.run(&steps, &now, pressure, 1)
				if d := l.step - was; d > 1 || d < -1 {
					t.Fatalf("from %v to %v", was, l.step)
				}
				hot, calm = hot+1, calm+1
				if pressure < pressureHigh || l.step != was || l.step == StepSlots {
					hot = 0
				}
				if pressure > pressureLow {
					calm = 0
				}
				if hot > 5 {
					t.Fatalf("%d s of pressure, and still at %v: %v", hot, l.step, steps)
				}
				if calm > 62 && l.step != StepNormal {
					t.Fatalf("%d s of calm, and still at %v: %v", calm, l.step, steps)
				}
			}
		}
		if n := turnsPerMinute(steps); n > 2 {
			t.Fatalf("%d turns in a minute: %v", n, steps)
		}
	})
}
