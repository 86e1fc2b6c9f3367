package signaling

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheRateOfJoinsFollowsTheLoad(t *testing.T) {
	busy := func(share float64) Load { return Load{Busy: share} }
	for name, tc := range map[string]struct {
		limit, begun float64
		refuses      bool
		load         Load
		want         float64
	}{
		"more when all of it is used and there is room":       {200, 200, false, busy(0.5), 250},
		"more up to a bound":                                  {1900, 1900, false, busy(0.1), joinRateMost},
		"the process counts as the media do":                  {200, 200, false, Load{Process: 0.9}, 140},
		"no more for who does not use it":                     {200, 100, false, busy(0.1), 200},
		"the same in between":                                 {200, 200, false, busy(0.78), 200},
		"fewer when busy":                                     {200, 200, false, busy(0.9), 140},
		"fewer when media are late, however little is done":   {200, 10, false, Load{Busy: 0.1, Lag: time.Second}, 140},
		"never none":                                          {12, 12, true, busy(0.99), joinRateLeast},
		"back to what one core sustains once it is less busy": {20, 0, false, busy(0.8), 25},
		"and no further by that":                              {90, 90, true, busy(0.7), joinRateKept},
		"fewer while some are refused, for these to hear it":  {300, 300, true, busy(0.65), 210},
		"but not fewer than one core sustains":                {120, 120, true, busy(0.80), joinRateKept},
		"the same while some are refused and hear it":         {130, 130, true, busy(0.55), 130},
		"more while some are refused and little is done":      {130, 130, true, busy(0.40), 162.5},
		"a high rate that nobody has used for long is lost":   {1000, 10, false, busy(0.1), 700},
		"down to the first":                                   {150, 0, false, busy(0.1), joinRateFirst},
	} {
		if got := nextRate(tc.limit, tc.begun, joinRateLeast, tc.refuses, tc.load); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

// TestAFloodLeavesTimeToRefuseIt floods a server of one core on which a join takes 2.5 ms, a refusal 0.25 ms and those
// who talk a tenth of the core, after a quiet hour.
func TestAFloodLeavesTimeToRefuseIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		load := calm()
		a := newAdmission(4, 1, load.load)
		for range 3600 { // a join now and then teaches nothing
			time.Sleep(time.Second)
			if err := a.enter(t.Context(), newcomer); err != nil {
				t.Fatal(err)
			}
			a.leave(time.Now())
		}
		var in, out atomic.Int64
		var all sync.WaitGroup
		tries := func() {
			if a.full() || a.enter(t.Context(), newcomer) != nil {
				out.Add(1)
				return
			}
			in.Add(1)
			a.leave(time.Now())
		}
		for second := range 30 {
			for range 1000 {
				time.Sleep(time.Millisecond)
				all.Go(tries)
			}
			in, out := in.Swap(0), out.Swap(0)
			share := 0.1 + 0.0025*float64(in) + 0.00025*float64(out)
			load.set(Load{Process: min(1, share)})
			if second >= 10 && (share > 0.65 || in < joinRateKept-1) {
				t.Fatalf("second %d: %d let in, %d refused, %.2f of the core", second, in, out, share)
			}
		}
		all.Wait()
		load.set(Load{Process: 0.1})
		time.Sleep(joinBurstFull)
		if admitted, refused := storm(a, newcomer, 200, time.Millisecond); len(admitted) != 200 {
			t.Errorf("%d of 200 at once are refused soon after", len(refused))
		}
	})
}

func TestASteadyCrowdIsLetInWhileTheServerFills(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		load := calm()
		a := newAdmission(4, 1, load.load)
		for i := range 30 * joinRateFirst { // at first a third of the core, at last four fifths
			time.Sleep(time.Second / joinRateFirst)
			load.set(Load{Process: 0.3 + 0.5*float64(i)/(30*joinRateFirst)})
			if err := a.enter(t.Context(), newcomer); err != nil {
				t.Fatalf("the %d-th: %v at %.0f a second", i, err, a.pace.perSecond())
			}
			a.leave(time.Now())
		}
	})
}

func TestTheReserveIsForOneRushAndFillsSlowly(t *testing.T) {
	p, now := newPace(1), time.Now()
	take := func() (n int) {
		for p.allow(now) {
			n++
		}
		return n
	}
	steady := joinRateFirst / joinSmooth
	if n := take(); n != joinBurst+steady {
		t.Fatalf("%d at once", n)
	}
	if wait := p.wait(now, 10); wait != 10*time.Second/joinRateFirst {
		t.Errorf("the tenth of those who come then waits %v", wait)
	}
	now = now.Add(time.Second)
	if n := take(); n < steady+20 || n > steady+30 {
		t.Errorf("%d at once a second later", n)
	}
	now = now.Add(joinBurstFull + time.Second)
	if n := take(); n != joinBurst+steady {
		t.Errorf("%d at once after a rest", n)
	}
}

func TestThePaceIsOfTheLastSecondAlone(t *testing.T) {
	p, now, load := newPace(1), time.Now(), calm()
	const rate = 200.0
	p.set(rate, now)
	second := func(begun, refused int) float64 {
		p.adjust(now, load.load) // begins the second
		end := now.Add(time.Second)
		for range begun {
			now = now.Add(time.Second / time.Duration(begun))
			p.allow(now)
		}
		p.refused += refused
		now = end
		p.adjust(now, load.load)
		return p.perSecond()
	}
	load.set(Load{Busy: 0.65})
	if got := second(100, 1); got != rate*fewer {
		t.Errorf("%v after a refusal", got)
	}
	if got := second(100, 0); got != rate*fewer {
		t.Errorf("%v a second later: the refusal is still counted", got)
	}
	load.set(Load{Busy: 0.2})
	if got := second(100, 0); got != rate*fewer {
		t.Errorf("%v, though nobody asks for more", got)
	}
	if got := second(rate, 0); got != rate*fewer*more {
		t.Errorf("%v, though many ask for more", got)
	}
	if got := second(100, 0); got != rate*fewer*more {
		t.Errorf("%v: those of the second before are still counted", got)
	}
}
