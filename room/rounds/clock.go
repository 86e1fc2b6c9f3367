package rounds

import (
	"slices"
	"time"
)

// Bounds on a timetable and on what a phase may be made longer by.
const (
	MinPhase  = 30 * time.Second
	MaxPhase  = 2 * time.Hour
	MaxPhases = 12
	MinExtend = time.Minute
	MaxExtend = 30 * time.Minute
)

// Phase is one language for a time.
type Phase struct {
	Language string
	Length   time.Duration
}

// Valid reports whether phases are a timetable: 1 to MaxPhases, each with a language, of a length within the bounds and
// of whole seconds.
func Valid(phases []Phase) bool {
	if len(phases) == 0 || len(phases) > MaxPhases {
		return false
	}
	return !slices.ContainsFunc(phases, func(p Phase) bool {
		return p.Language == "" || p.Length < MinPhase || p.Length > MaxPhase || p.Length%time.Second != 0
	})
}

// Clock is a running timetable. The zero value is none. It is a value: every function returns another.
type Clock struct {
	Phases []Phase
	Index  int
	Ends   time.Time     // of the phase, by the server's clock, whole milliseconds; zero while paused
	Left   time.Duration // of the phase while paused
	Serial uint64        // grows with every change, flips included
}

// Sound reports whether a clock is none or one that the functions of this package could have made. A clock that was
// written down and read again must be.
func (c Clock) Sound() bool {
	if len(c.Phases) == 0 {
		return c.Index == 0 && c.Ends.IsZero() && c.Left == 0
	}
	if !Valid(c.Phases) || c.Index < 0 || c.Index >= len(c.Phases) {
		return false
	}
	if c.Paused() {
		return c.Left > 0 && c.Left <= MaxPhase
	}
	return c.Left == 0
}

// Start begins the first phase now. Its serial is the one after c's, whatever c was. Phases that are no timetable are
// none.
func (c Clock) Start(phases []Phase, now time.Time) Clock {
	if !Valid(phases) {
		return c.Stop()
	}
	return Clock{
		Phases: slices.Clone(phases),
		Ends:   whole(now).Add(phases[0].Length),
		Serial: c.Serial + 1,
	}
}

// Stop is none.
func (c Clock) Stop() Clock { return Clock{Serial: c.Serial + 1} }

// Running reports whether there is a timetable, paused or not.
func (c Clock) Running() bool { return len(c.Phases) > 0 }

// Paused reports whether the timetable stands still.
func (c Clock) Paused() bool { return c.Running() && c.Ends.IsZero() }

// Now is the phase that runs, the zero Phase for none.
func (c Clock) Now() Phase {
	if !c.Running() {
		return Phase{}
	}
	return c.Phases[c.Index]
}

// Next is the phase after this one; the list goes round.
func (c Clock) Next() Phase {
	if !c.Running() {
		return Phase{}
	}
	return c.Phases[c.after()]
}

// Deadline is when the phase ends, zero when there is none or it is paused.
func (c Clock) Deadline() time.Time { return c.Ends }

// At flips every phase whose end has passed, and says how many. Whole turns of the timetable are taken out first, so
// that it costs no more after a year than after a minute.
func (c Clock) At(now time.Time) (Clock, int) {
	if c.Ends.IsZero() || c.Ends.After(now) || !Valid(c.Phases) {
		return c, 0
	}
	var turn time.Duration
	for _, p := range c.Phases {
		turn += p.Length
	}
	turns := now.Sub(c.Ends) / turn
	flips := int(turns) * len(c.Phases)
	c.Ends = c.Ends.Add(turns * turn)
	for ; !c.Ends.After(now); flips++ {
		c.Index = c.after()
		c.Ends = c.Ends.Add(c.Now().Length)
	}
	c.Serial += uint64(flips)
	return c, flips
}

// Skip begins the next phase now, with its whole length. A paused timetable stays paused.
func (c Clock) Skip(now time.Time) Clock {
	if !c.Running() {
		return c
	}
	now = whole(now)
	c, _ = c.At(now)
	c.Index = c.after()
	if c.Paused() {
		c.Left = c.Now().Length
	} else {
		c.Ends = now.Add(c.Now().Length)
	}
	c.Serial++
	return c
}

// Pause stops the time. Twice is once.
func (c Clock) Pause(now time.Time) Clock {
	if !c.Running() || c.Paused() {
		return c
	}
	now = whole(now)
	c, _ = c.At(now)
	c.Left = min(c.Ends.Sub(now), MaxPhase) // more is left only by a clock that was set back
	c.Ends = time.Time{}
	c.Serial++
	return c
}

// Resume lets the time go on from where Pause left it.
func (c Clock) Resume(now time.Time) Clock {
	if !c.Paused() {
		return c
	}
	c.Ends = whole(now).Add(c.Left)
	c.Left = 0
	c.Serial++
	return c
}

// Extend makes this phase longer, this time only, but leaves no more than MaxPhase of it.
func (c Clock) Extend(now time.Time, by time.Duration) Clock {
	if !c.Running() {
		return c
	}
	now = whole(now)
	c, _ = c.At(now)
	left := c.Left
	if !c.Paused() {
		left = c.Ends.Sub(now)
	}
	by = min(by.Truncate(time.Millisecond), MaxPhase-left)
	if by <= 0 {
		return c
	}
	if c.Paused() {
		c.Left += by
	} else {
		c.Ends = c.Ends.Add(by)
	}
	c.Serial++
	return c
}

// after is the index of the next phase.
func (c Clock) after() int { return (c.Index + 1) % len(c.Phases) }

// whole is an instant rounded up to a millisecond, without the monotonic reading: ends outlive the process.
func whole(t time.Time) time.Time {
	up := t.Truncate(time.Millisecond)
	if up.Before(t) {
		up = up.Add(time.Millisecond)
	}
	return up.UTC()
}
