package signaling

import (
	"sync"
	"time"

	"corner/room"

	"golang.org/x/time/rate"
)

// What one connection may ask. Going over is answered; going on is abuse.
const (
	commandRate  = 10 // per second
	commandBurst = 30
	maxStrikes   = 50
)

// limiter is the allowance of one connection, owned by its read loop.
type limiter struct {
	bucket  *rate.Limiter
	strikes int
}

func newLimiter() limiter { return limiter{bucket: rate.NewLimiter(commandRate, commandBurst)} }

// take takes one frame from the allowance. A client that heeds the refusals works its strikes off.
func (l *limiter) take() (within, abusive bool) {
	if l.bucket.Allow() {
		l.strikes = max(0, l.strikes-1)
		return true, false
	}
	l.strikes++
	return false, l.strikes > maxStrikes
}

// addressLimits is an allowance per remote address.
type addressLimits struct {
	rate  rate.Limit
	burst int

	mu      sync.Mutex // guards buckets
	buckets map[string]*rate.Limiter
}

// maxBuckets bounds the memory that addresses can take; beyond it the idle are forgotten, and if none is idle
// everybody is: an attacker with that many addresses gets little from it.
const maxBuckets = 10_000

func newAddressLimits(perMinute, burst int) *addressLimits {
	return &addressLimits{rate: rate.Limit(float64(perMinute) / 60), burst: burst, buckets: map[string]*rate.Limiter{}}
}

// wait returns how long to wait before the next request, 0 when there is an allowance left. It takes nothing.
func (a *addressLimits) wait(address string, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	if b, known := a.buckets[address]; known && b.TokensAt(now) < 1 {
		return a.pause()
	}
	return 0
}

// take returns how long to wait, 0 when the request is within the allowance.
func (a *addressLimits) take(address string, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	b, known := a.buckets[address]
	if !known {
		if len(a.buckets) >= maxBuckets {
			a.forget(now)
		}
		b = rate.NewLimiter(a.rate, a.burst)
		a.buckets[address] = b
	}
	if b.AllowN(now, 1) {
		return 0
	}
	return a.pause()
}

// pause is the time in which one more request comes to be allowed.
func (a *addressLimits) pause() time.Duration {
	return time.Duration(float64(time.Second) / float64(a.rate))
}

// limited is the refusal of who has to wait, nil for who has not.
func limited(wait time.Duration) error {
	if wait == 0 {
		return nil
	}
	return &room.Error{Code: errRateLimited.Code, Text: errRateLimited.Text, Retry: wait}
}

// mayGuess refuses who has asked for too many rooms that there are not: every room then, or the answer would
// tell which there are.
func (s *Server) mayGuess(address string) error { return limited(s.missing.wait(address, time.Now())) }

// guessed counts a refusal that says that there is no such room, and passes it on.
func (s *Server) guessed(address string, err error) error {
	if refusal(err).Code == errNoRoom.Code {
		s.missing.take(address, time.Now())
	}
	return err
}

func (a *addressLimits) forget(now time.Time) {
	for address, b := range a.buckets {
		if b.TokensAt(now) >= float64(a.burst) {
			delete(a.buckets, address)
		}
	}
	if len(a.buckets) >= maxBuckets {
		clear(a.buckets)
	}
}
