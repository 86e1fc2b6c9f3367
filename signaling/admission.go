package signaling

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"corner/room"

	"golang.org/x/time/rate"
)

// rank says who is served first.
type rank int

const (
	returning rank = iota // who resumes: it costs little, and they were in
	known                 // members who join again, and those who run the room
	newcomer
	ranks
)

const (
	// A join comes in if it is likely to have its turn within admissionWait. Once in, it waits longer if the pace
	// falls meanwhile: to be refused after a wait is worse than to wait.
	admissionWait     = 250 * time.Millisecond
	admissionPatience = 5 * time.Second
	maxTickets        = 2048
	refusedLeast      = 2 * time.Second // after which a refused client may come again, and jitter on it
	refusedSpread     = 6 * time.Second
	busyUpgrades      = 100 // a second: WebSockets for people who will be told that the server is busy
	serviceSamples    = 8
)

// admission bounds the joins that do heavy work at one time, and how many of them begin in a second. Those who would
// wait too long are refused at once: who talks already must not suffer from those who come.
type admission struct {
	places  int
	load    func() Load // nil: no pacing
	upgrade *rate.Limiter

	mu      sync.Mutex // guards what follows
	pace    *pace
	busy    int
	waiting [ranks][]*ticket
	service time.Duration // how long a join has its place, smoothed
	timer   *time.Timer   // for the next turn; nil while none is waited for
}

// ticket is one who waits.
type ticket struct{ called chan struct{} }

func newAdmission(places int, cores int, load func() Load) *admission {
	return &admission{places: places, load: load, pace: newPace(cores),
		upgrade: rate.NewLimiter(busyUpgrades, busyUpgrades), service: time.Millisecond}
}

// enter waits for a place, or says at once that it would take too long. Who has entered must leave.
func (a *admission) enter(ctx context.Context, r rank) error {
	now := time.Now()
	a.mu.Lock()
	if a.refuses(now, r) || a.count() >= maxTickets {
		a.mu.Unlock()
		return busy()
	}
	t := &ticket{called: make(chan struct{})}
	a.waiting[r] = append(a.waiting[r], t)
	a.call(now)
	a.mu.Unlock()
	select {
	case <-t.called: // as nearly always; no timer for that
		return nil
	default:
	}
	deadline := time.NewTimer(admissionPatience)
	defer deadline.Stop()
	select {
	case <-t.called:
		return nil
	case <-ctx.Done():
	case <-deadline.C:
	}
	if a.withdraw(r, t) {
		return busy()
	}
	return nil // called in the last moment
}

// leave gives a place back that somebody had since an instant.
func (a *admission) leave(since time.Time) {
	now := time.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.busy--
	a.service += (now.Sub(since) - a.service) / serviceSamples
	a.call(now)
}

// full reports whether a newcomer would be refused now, and there have been so many of those that telling them in
// the words of the protocol costs too much.
func (a *admission) full() bool {
	now := time.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.refuses(now, newcomer) && !a.upgrade.AllowN(now, 1)
}

// refuses reports whether somebody of a rank would be refused now. mu is held.
func (a *admission) refuses(now time.Time, r rank) bool {
	if !(a.load != nil && r == newcomer && a.load().Refuses) && a.predict(now, r) <= admissionWait {
		return false
	}
	a.pace.refused++
	return true
}

// withdraw takes back a ticket, unless it has been called.
func (a *admission) withdraw(r rank, t *ticket) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := slices.Index(a.waiting[r], t)
	if at < 0 {
		return false
	}
	a.waiting[r] = slices.Delete(a.waiting[r], at, at+1)
	return true
}

// call gives free places to those who are next, as fast as the pace allows. mu is held.
func (a *admission) call(now time.Time) {
	if a.load != nil {
		a.pace.adjust(now, a.load)
	}
	for r := range a.waiting {
		for len(a.waiting[r]) > 0 && a.busy < a.places {
			if a.paces(rank(r)) && !a.pace.allow(now) {
				a.later()
				return
			}
			close(a.waiting[r][0].called)
			a.waiting[r] = slices.Delete(a.waiting[r], 0, 1)
			a.busy++
		}
	}
}

// paces reports whether the pace holds for a rank: who resumes brings no handshake.
func (a *admission) paces(r rank) bool { return a.load != nil && r != returning }

// later has those who wait called when the pace allows the next. mu is held.
func (a *admission) later() {
	if a.timer != nil {
		return
	}
	a.timer = time.AfterFunc(max(time.Millisecond, a.pace.wait(time.Now(), 1)), func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.timer = nil
		a.call(time.Now())
	})
}

// predict is how long somebody of a rank would wait. mu is held.
func (a *admission) predict(now time.Time, r rank) time.Duration {
	before := 0
	for i := range int(r) + 1 {
		before += len(a.waiting[i])
	}
	wait := a.service * time.Duration(before) / time.Duration(a.places)
	if a.paces(r) {
		wait = max(wait, a.pace.wait(now, before+1))
	}
	return wait
}

// count is how many wait. mu is held.
func (a *admission) count() (n int) {
	for _, list := range a.waiting {
		n += len(list)
	}
	return n
}

// state is what metrics and operators see: how many wait, how many are served, and how many a second may begin.
func (a *admission) state() (waiting, served int, perSecond float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.count(), a.busy, a.pace.perSecond()
}

// busy is the refusal of somebody who is to come again later, each at another time.
func busy() error {
	return &room.Error{Code: errBusy.Code, Text: errBusy.Text, Retry: refusedLeast + rand.N(refusedSpread)} //nolint:gosec // jitter
}
