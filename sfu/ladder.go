package sfu

import "time"

// Step is how far the SFU goes to keep live rooms whole when CPU is short.
type Step int

// The steps, each with those before it. Merging is hardly heard; somebody new who waits loses less than a room
// that talks.
const (
	StepNormal Step = iota
	StepPack        // every audience hears merged packets of 60 ms
	StepRefuse      // no new listeners; signaling refuses them
	StepSlots       // audiences hear one slot fewer; who is on stage hears all
)

// String returns the step's name in metrics.
func (s Step) String() string { return [...]string{"normal", "pack", "refuse", "slots"}[s] }

// When the ladder is climbed and descended.
const (
	pressureHigh = 0.90
	pressureLow  = 0.72
	climbAfter   = 2 * time.Second  // above pressureHigh for so long
	restAfter    = 10 * time.Second // below pressureLow for so long
	// A climb within relapse of a step down says that the calm was made by the ladder itself. The next descent
	// then waits for relapseRest, and its steps follow each other fast, so that a minute of calm is enough
	// still and there are never more than two turns in a minute.
	relapse     = time.Minute
	relapseRest = 56 * time.Second
	relapseStep = time.Second
)

// ladder decides the step. It is a pure function of pressures and the instants they are told at.
type ladder struct {
	step     Step
	hot      time.Duration // since when the pressure has been high, or the last climb; valid if isHot
	calm     time.Duration // since when it has been low; valid if isCalm
	isHot    bool
	isCalm   bool
	relapsed bool // the last turn upwards was soon after a step down

	moved   time.Duration // the last step
	falling bool          // the last step was down
	climbs  time.Duration // the last turn upwards
	turns   [2]time.Duration
	turned  int // how many of turns are valid
}

// observe takes the pressure, and what it would be if nothing were merged for want of CPU, and returns the step to be
// on. The last step down is taken by the second: a load that merging itself relieves would come back with it.
func (l *ladder) observe(pressure, unrelieved float64, now time.Duration) Step {
	if hot := pressure > pressureHigh; hot != l.isHot {
		l.isHot, l.hot = hot, now
	}
	if l.step == StepPack {
		pressure = max(pressure, unrelieved)
	}
	if calm := pressure < pressureLow; calm != l.isCalm {
		l.isCalm, l.calm = calm, now
	}
	switch {
	case l.isHot && now-l.hot >= climbAfter && l.step < StepSlots && l.mayTurn(false, now):
		l.climb(now)
	case l.isCalm && l.step > StepNormal && l.rested(now) && l.mayTurn(true, now):
		l.descend(now)
	}
	return l.step
}

// rested reports whether it has been calm for long enough to descend.
func (l *ladder) rested(now time.Duration) bool {
	if l.relapsed {
		return now-l.calm >= restAfter && now-l.climbs >= relapseRest && now-l.moved >= relapseStep
	}
	return now-l.calm >= restAfter && now-l.moved >= restAfter
}

// climb goes one step up, and waits as long before the next.
func (l *ladder) climb(now time.Duration) {
	if l.step == StepNormal || l.falling {
		l.relapsed = l.falling && now-l.moved < relapse
		l.climbs = now
	}
	l.turn(false, now)
	l.step++
	l.hot, l.moved, l.falling = now, now, false
}

// descend goes one step down.
func (l *ladder) descend(now time.Duration) {
	l.turn(true, now)
	l.step--
	l.moved, l.falling = now, true
}

// turning reports whether a step in a direction changes the direction of one made within the last minute.
func (l *ladder) turning(down bool, now time.Duration) bool {
	return l.moved != 0 && l.falling != down && now-l.moved < relapse
}

// mayTurn reports whether a step does not make a third turn within a minute.
func (l *ladder) mayTurn(down bool, now time.Duration) bool {
	return !l.turning(down, now) || l.turned < len(l.turns) || now-l.turns[0] >= time.Minute
}

// turn notes a step if it is a turn.
func (l *ladder) turn(down bool, now time.Duration) {
	if !l.turning(down, now) {
		return
	}
	l.turns[0], l.turns[1] = l.turns[1], now
	l.turned = min(l.turned+1, len(l.turns))
}
