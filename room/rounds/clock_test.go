package rounds

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func instant() time.Time { return time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC) }

func pair() []Phase { return []Phase{{"zh", 10 * time.Minute}, {"en", 5 * time.Minute}} }

func TestATimetableIsBounded(t *testing.T) {
	phase := func(d time.Duration) []Phase { return []Phase{{"en", d}} }
	many := func(n int) []Phase {
		var list []Phase
		for range n {
			list = append(list, phase(time.Minute)...)
		}
		return list
	}
	for _, c := range []struct {
		name   string
		phases []Phase
		want   bool
	}{
		{"none", nil, false},
		{"a pair", pair(), true},
		{"the shortest", phase(MinPhase), true},
		{"too short", phase(MinPhase - time.Second), false},
		{"the longest", phase(MaxPhase), true},
		{"too long", phase(MaxPhase + time.Second), false},
		{"no whole second", phase(time.Minute + time.Millisecond), false},
		{"negative", phase(-time.Minute), false},
		{"as many as may be", many(MaxPhases), true},
		{"one too many", many(MaxPhases + 1), false},
		{"no language", []Phase{{"zh", time.Minute}, {"", time.Minute}}, false},
	} {
		if got := Valid(c.phases); got != c.want {
			t.Errorf("%s: valid is %t", c.name, got)
		}
		if started := (Clock{Serial: 3}).Start(c.phases, instant()); started.Running() != c.want || started.Serial != 4 {
			t.Errorf("%s: starts as %+v", c.name, started)
		}
	}
}

func TestNoneIsNone(t *testing.T) {
	var none Clock
	if none.Running() || none.Paused() || none.Now() != (Phase{}) || none.Next() != (Phase{}) || !none.Deadline().IsZero() {
		t.Error("the zero value is something")
	}
	for name, c := range map[string]Clock{
		"skipped": none.Skip(instant()), "paused": none.Pause(instant()), "resumed": none.Resume(instant()),
		"extended": none.Extend(instant(), time.Minute),
	} {
		if !reflect.DeepEqual(c, none) {
			t.Errorf("%s it is %+v", name, c)
		}
	}
	if c := none.Stop(); c.Serial != 1 || c.Running() {
		t.Errorf("stopped it is %+v", c)
	}
}

func TestARoundFromStartToStop(t *testing.T) {
	now := instant().Add(123456 * time.Nanosecond) // no whole millisecond
	c := Clock{Serial: 6}.Start(pair(), now)
	if want := instant().Add(time.Millisecond + 10*time.Minute); !c.Ends.Equal(want) || c.Serial != 7 {
		t.Fatalf("ends %v with serial %d", c.Ends, c.Serial)
	}
	if c.Now().Language != "zh" || c.Next().Language != "en" || !c.Deadline().Equal(c.Ends) {
		t.Fatalf("now %v, next %v until %v", c.Now(), c.Next(), c.Deadline())
	}

	c = c.Extend(now.Add(time.Minute), 5*time.Minute)
	c = c.Pause(now.Add(12 * time.Minute))
	if !c.Paused() || c.Left != 3*time.Minute || !c.Deadline().IsZero() || c.Now().Language != "zh" {
		t.Fatalf("paused: %+v", c)
	}
	c, flips := c.At(now.Add(time.Hour))
	if flips != 0 || c.Left != 3*time.Minute {
		t.Fatalf("an hour of pause: %+v", c)
	}
	if c = c.Extend(now.Add(time.Hour), time.Minute); c.Left != 4*time.Minute || !c.Paused() {
		t.Fatalf("extended in the pause: %+v", c)
	}
	c = c.Resume(now.Add(2 * time.Hour))
	if want := instant().Add(time.Millisecond + 2*time.Hour + 4*time.Minute); !c.Ends.Equal(want) || c.Left != 0 {
		t.Fatalf("resumed: ends %v", c.Ends)
	}
	if c = c.Skip(now.Add(2 * time.Hour)); c.Now().Language != "en" || c.Next().Language != "zh" {
		t.Fatalf("skipped: %+v", c)
	}
	if want := instant().Add(time.Millisecond + 2*time.Hour + 5*time.Minute); !c.Ends.Equal(want) {
		t.Fatalf("skipped: ends %v", c.Ends)
	}
	if c.Serial != 7+5 {
		t.Fatal("five changes make serial", c.Serial)
	}
	if c = c.Stop(); c.Running() || c.Serial != 13 {
		t.Fatalf("stopped: %+v", c)
	}
}

func TestAPausedRoundThatIsSkippedStaysPausedWithTheWholeNextPhase(t *testing.T) {
	c := Clock{}.Start(pair(), instant()).Pause(instant().Add(time.Minute)).Skip(instant().Add(time.Hour))
	if !c.Paused() || c.Left != 5*time.Minute || c.Now().Language != "en" {
		t.Errorf("%+v", c)
	}
}

func TestPausingAndResumingTwiceIsOnce(t *testing.T) {
	c := Clock{}.Start(pair(), instant())
	paused := c.Pause(instant().Add(time.Minute))
	if again := paused.Pause(instant().Add(time.Hour)); !reflect.DeepEqual(paused, again) {
		t.Errorf("paused twice: %+v", again)
	}
	resumed := paused.Resume(instant().Add(time.Hour))
	if again := resumed.Resume(instant().Add(2 * time.Hour)); !reflect.DeepEqual(resumed, again) {
		t.Errorf("resumed twice: %+v", again)
	}
}

func TestNoMoreThanTheLongestPhaseIsEverLeft(t *testing.T) {
	now := instant()
	c := Clock{}.Start([]Phase{{"en", MaxPhase - 90*time.Second}}, now)
	c = c.Extend(now, time.Minute).Extend(now, time.Minute)
	if left := c.Ends.Sub(now); left != MaxPhase {
		t.Errorf("%v is left", left)
	}
	serial := c.Serial
	if c = c.Extend(now, time.Minute); c.Ends.Sub(now) != MaxPhase || c.Serial != serial {
		t.Errorf("what cannot be extended is %v long with serial %d", c.Ends.Sub(now), c.Serial)
	}
	if c = c.Extend(now.Add(time.Minute), -time.Minute); c.Ends.Sub(now) != MaxPhase {
		t.Error("extending made it shorter")
	}
	if c = c.Pause(now).Extend(now, time.Hour); c.Left != MaxPhase {
		t.Errorf("paused, %v is left", c.Left)
	}
	// The server's clock is set back by an hour, then somebody pauses or extends.
	c = Clock{}.Start([]Phase{{"en", MaxPhase}}, now)
	if paused := c.Pause(now.Add(-time.Hour)); paused.Left != MaxPhase || !paused.Sound() {
		t.Errorf("%v is left", paused.Left)
	}
	if extended := c.Extend(now.Add(-time.Hour), time.Minute); !extended.Ends.Equal(c.Ends) {
		t.Errorf("ends %v", extended.Ends)
	}
}

// What somebody does to a round they see goes to the phase that runs, though nobody has looked since it began.
func TestAChangeGoesToThePhaseThatRuns(t *testing.T) {
	late := instant().Add(11 * time.Minute) // a minute into "en"
	c := Clock{}.Start(pair(), instant())
	if skipped := c.Skip(late); skipped.Now().Language != "zh" || !skipped.Ends.Equal(late.Add(10*time.Minute)) {
		t.Errorf("skipped: %+v", skipped)
	}
	if paused := c.Pause(late); paused.Now().Language != "en" || paused.Left != 4*time.Minute {
		t.Errorf("paused: %+v", paused)
	}
	if extended := c.Extend(late, time.Minute); extended.Now().Language != "en" || !extended.Ends.Equal(instant().Add(16*time.Minute)) {
		t.Errorf("extended: %+v", extended)
	}
}

func TestWhatIsNoClockFlipsNothing(t *testing.T) {
	for name, c := range map[string]Clock{
		"lengths of nothing": {Phases: []Phase{{"en", 0}}, Ends: instant()},
		"no phases":          {Ends: instant()},
		"index beyond":       {Phases: pair(), Index: 2, Ends: instant()},
		"index below":        {Phases: pair(), Index: -1, Ends: instant()},
		"ends and left":      {Phases: pair(), Ends: instant(), Left: time.Second},
		"neither":            {Phases: pair()},
		"too much left":      {Phases: pair(), Left: MaxPhase + 1},
	} {
		if c.Sound() {
			t.Errorf("%s is taken for a clock", name)
		}
	}
	for _, c := range []Clock{{Phases: []Phase{{"en", 0}}, Ends: instant()}, {Ends: instant()}} {
		if got, flips := c.At(instant().Add(time.Hour)); flips != 0 || !reflect.DeepEqual(got, c) {
			t.Errorf("%+v became %+v", c, got)
		}
	}
}

func anyTimetable(t *rapid.T) []Phase {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Phase {
		seconds := rapid.IntRange(int(MinPhase/time.Second), int(MaxPhase/time.Second)).Draw(t, "seconds")
		return Phase{rapid.SampledFrom([]string{"zh", "en", "es", "yue"}).Draw(t, "language"), time.Duration(seconds) * time.Second}
	}), 1, MaxPhases).Draw(t, "timetable")
}

// naive flips one phase after the other.
func naive(c Clock, now time.Time) (Clock, int) {
	flips := 0
	for c.Running() && !c.Paused() && !c.Ends.After(now) {
		c.Index = (c.Index + 1) % len(c.Phases)
		c.Ends = c.Ends.Add(c.Phases[c.Index].Length)
		c.Serial++
		flips++
	}
	return c, flips
}

func TestHoweverOftenOneLooksTheSamePhaseRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := instant().Add(time.Duration(rapid.IntRange(0, 999_999_999).Draw(t, "ns")))
		once := Clock{}.Start(anyTimetable(t), now)
		often := once
		for range rapid.IntRange(0, 20).Draw(t, "looks") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(3*time.Hour)).Draw(t, "later")))
			var flips int
			before := often
			if often, flips = often.At(now); often.Serial != before.Serial+uint64(flips) {
				t.Fatalf("%d flips made serial %d of %d", flips, often.Serial, before.Serial)
			}
			if again, flips := often.At(now); flips != 0 || !reflect.DeepEqual(again, often) {
				t.Fatalf("a second look flipped: %+v, %+v", often, again)
			}
			back := now.Add(-time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "back")))
			if again, flips := often.At(back); flips != 0 || !reflect.DeepEqual(again, often) {
				t.Fatalf("a clock set back flipped: %+v, %+v", often, again)
			}
		}
		slow, slowFlips := naive(once, now)
		fast, fastFlips := once.At(now)
		if !reflect.DeepEqual(slow, fast) || slowFlips != fastFlips {
			t.Fatalf("flip by flip %+v (%d), at once %+v (%d)", slow, slowFlips, fast, fastFlips)
		}
		if !reflect.DeepEqual(slow, often) {
			t.Fatalf("with looks in between %+v, without %+v", often, slow)
		}
		if left := fast.Ends.Sub(now); left <= 0 || left > fast.Now().Length+time.Millisecond {
			t.Fatalf("%v is left of %v", left, fast.Now())
		}
	})
}

// Random histories: what is left only goes down with time, the serial grows with whatever changed, and nobody's clock
// is changed under them.
func TestEveryHistoryKeepsASoundClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, c := instant(), Clock{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(20*time.Minute)).Draw(t, "later")))
			timetable := anyTimetable(t)
			given, shown := append([]Phase(nil), timetable...), append([]Phase(nil), c.Phases...)
			before := c
			switch rapid.SampledFrom([]string{"at", "at", "start", "skip", "pause", "resume", "extend", "stop"}).Draw(t, "step") {
			case "at":
				c, _ = c.At(now)
			case "start":
				c = c.Start(timetable, now)
				timetable[0] = Phase{} // the caller's to change
			case "skip":
				c = c.Skip(now)
			case "pause":
				c = c.Pause(now)
			case "resume":
				c = c.Resume(now)
			case "extend":
				c = c.Extend(now, time.Duration(rapid.Int64Range(int64(MinExtend), int64(MaxExtend)).Draw(t, "by")))
			case "stop":
				c = c.Stop()
			}
			if !c.Sound() {
				t.Fatalf("%+v became %+v", before, c)
			}
			if changed := !reflect.DeepEqual(before, c); changed != (c.Serial > before.Serial) {
				t.Fatalf("%+v became %+v", before, c)
			}
			if !c.Ends.IsZero() && c.Ends.Nanosecond()%int(time.Millisecond) != 0 || c.Left%time.Millisecond != 0 {
				t.Fatalf("no whole milliseconds: %+v", c)
			}
			if len(shown) != len(before.Phases) || len(shown) > 0 && !reflect.DeepEqual(shown, before.Phases) {
				t.Fatalf("the clock before was changed: %+v, %+v", shown, before.Phases)
			}
			if c.Running() && timetable[0] == (Phase{}) && !reflect.DeepEqual(c.Phases, given) {
				t.Fatalf("the caller's list is the clock's: %+v", c.Phases)
			}
		}
	})
}

// A year away costs what a minute costs.
func BenchmarkAtAfterAYear(b *testing.B) {
	c := Clock{}.Start(pair(), instant())
	now := instant().AddDate(1, 0, 0)
	for b.Loop() {
		c.At(now)
	}
}
