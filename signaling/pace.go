package signaling

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// How many joins may begin. What a join costs comes to light after it, in handshakes; so the rate follows what the
// media plane says of its load once a second.
const (
	joinBurst     = 256              // at once, after a while without: a reserve beside the rate
	joinBurstFull = 10 * time.Second // in which the reserve is full again: a flood has no second one
	joinRateFirst = 120              // a second and core, until the load is known
	joinRateMost  = 2000             // a second and core
	joinRateKept  = 100              // a second and core, which one core sustains: not given up for refusals' sake
	joinRateLeast = 10               // a second, however little is left
	joinSmooth    = 10               // the rate's own burst is this part of a second
	fewer, more   = 0.7, 1.25
	lagHigh       = 20 * time.Millisecond
)

// Above high there are fewer joins, below low more. While some are refused both are lower: who is refused is to hear so
// at once, and that takes CPU as well.
const (
	pressureHigh, pressureLow = 0.85, 0.70
	refusingHigh, refusingLow = 0.60, 0.45
	used                      = 0.75 // of the rate, by joins: who asks for less learns nothing by a higher one
)

// pace says when the next join may begin. Whoever has one guards it.
type pace struct {
	cores   float64
	steady  *rate.Limiter // so many a second
	reserve *rate.Limiter // and these at once
	looked  time.Time     // when the load was last looked at
	begun   int           // joins since
	refused int           // and refusals
}

func newPace(cores int) *pace {
	first := joinRateFirst * float64(cores)
	return &pace{cores: float64(cores), steady: rate.NewLimiter(rate.Limit(first), steadyBurst(first)),
		reserve: rate.NewLimiter(rate.Limit(joinBurst/joinBurstFull.Seconds()), joinBurst)}
}

func steadyBurst(perSecond float64) int { return max(1, int(perSecond/joinSmooth)) }

func (p *pace) perSecond() float64 { return float64(p.steady.Limit()) }

func (p *pace) set(perSecond float64, now time.Time) {
	p.steady.SetLimitAt(now, rate.Limit(perSecond))
	p.steady.SetBurstAt(now, steadyBurst(perSecond))
}

// allow takes a turn, if there is one.
func (p *pace) allow(now time.Time) bool {
	if !p.steady.AllowN(now, 1) && !p.reserve.AllowN(now, 1) {
		return false
	}
	p.begun++
	return true
}

// wait is how long it takes until so many turns have come.
func (p *pace) wait(now time.Time, turns int) time.Duration {
	short := float64(turns) - p.steady.TokensAt(now) - math.Floor(p.reserve.TokensAt(now))
	return time.Duration(max(0, short) / p.perSecond() * float64(time.Second))
}

// adjust lets more people in while there is room for more, and fewer while media or refusals are late.
func (p *pace) adjust(now time.Time, load func() Load) {
	since := now.Sub(p.looked)
	if since < time.Second {
		return
	}
	begun, refuses := float64(p.begun)/since.Seconds(), p.refused > 0
	first := p.looked.IsZero()
	p.looked, p.begun, p.refused = now, 0, 0
	if first {
		return
	}
	p.set(p.cores*nextRate(p.perSecond()/p.cores, begun/p.cores, joinRateLeast/p.cores, refuses, load()), now)
}

// nextRate is the rate after one that so many joins have used, all per second and core.
func nextRate(limit, begun, least float64, refuses bool, l Load) float64 {
	high, low := pressureHigh, pressureLow
	if refuses {
		high, low = refusingHigh, refusingLow
	}
	pressure := max(l.Busy, l.Process)
	switch {
	case pressure > pressureHigh || l.Lag > lagHigh:
		return max(limit*fewer, least)
	case limit < joinRateKept:
		return min(limit*more, joinRateKept)
	case pressure > high:
		return max(limit*fewer, joinRateKept)
	case pressure < low && begun >= used*limit:
		return min(limit*more, joinRateMost)
	case begun < joinRateFirst/2 && limit > joinRateFirst: // what is known of a higher rate is of another time
		return max(limit*fewer, joinRateFirst)
	}
	return limit
}
