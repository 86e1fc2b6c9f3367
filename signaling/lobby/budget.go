package lobby

import (
	"sync"
	"time"
)

// Ranking takes one part of so many of a core.
const share = 20

// burst is how much a budget saves up.
const burst = time.Second

// budget is the time that newcomers may cost.
type budget struct {
	mu      sync.Mutex // guards what follows
	balance time.Duration
	last    time.Time
}

func newBudget(now time.Time) *budget { return &budget{balance: burst, last: now} }

// left reports whether there is something to spend.
func (b *budget) left(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if passed := now.Sub(b.last); passed > 0 {
		b.balance, b.last = min(burst, b.balance+passed/share), now
	}
	return b.balance > 0
}

// ample reports whether there is more than half of what can be saved up: what is not needed may not use up the rest.
func (b *budget) ample(now time.Time) bool {
	b.left(now)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.balance > burst/2
}

// spend takes what something has cost; the balance may fall below nothing.
func (b *budget) spend(cost time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.balance -= cost
}
