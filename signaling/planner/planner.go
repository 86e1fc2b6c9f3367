package planner

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"corner/room/schedule"

	"go.uber.org/zap"
)

// Store is what a planner needs of presence.Schedules.
type Store interface {
	TakeDue(ctx context.Context, limit int, lease time.Duration) ([]schedule.Plan, error)
	SettleDue(ctx context.Context, id string, sequence int, again, next time.Time) error
	TakeReminders(ctx context.Context, limit int, lease time.Duration) ([]schedule.Reminder, error)
	SettleReminder(ctx context.Context, r schedule.Reminder, again time.Time) error

	Plan(ctx context.Context, id string) (schedule.Plan, error)
	Pushes(ctx context.Context, person string) ([]schedule.Push, error)
	DropPush(ctx context.Context, person, endpoint string) error
}

// Opener opens rooms.
type Opener interface {
	// OpenPlan has a plan's room be open, here or elsewhere, and reports whether this node has opened it just now.
	OpenPlan(ctx context.Context, plan schedule.Plan, instance schedule.Instance) (opened bool, err error)
}

// Config is what a Planner is made of. A zero time means its default.
type Config struct {
	Store  Store
	Opener Opener
	Sender Sender                                           // of notifications; nil: nobody is reminded
	Title  func(plan schedule.Plan, language string) string // of a plan, in that language if there is one
	Log    *zap.Logger
	Now    func() time.Time // nil: time.Now

	Tick    time.Duration // between two looks at what is due, 1 s
	Again   time.Duration // between two looks at a session that goes on, 10 s
	Timeout time.Duration // of one exchange with the store, 2 s
}

// The lease, and the time between two looks at a session, are so short that a room whose node dies is open elsewhere
// within half a minute: the directory holds it for that node for 15 s more.
const (
	batch       = 10 // plans that are taken at once
	lease       = 10 * time.Second
	remindBatch = 40 // people who are reminded at once
	remindLease = 2 * time.Minute
	atOnce      = 8 // of them who are told at a time
)

// Planner opens rooms and reminds people.
type Planner struct {
	cfg   Config
	log   *zap.Logger
	stats counters
}

// Stats are a planner's figures, for metrics.
type Stats struct {
	Opened uint64 // rooms
	Late   uint64 // of them those that opened after their session was to begin
	Failed uint64 // openings that failed, and will be tried again
	Faults uint64 // exchanges with the store that failed

	Told   map[string]uint64 // people by what they were told: Kinds
	Pushes map[string]uint64 // messages to browsers by what became of them: Outcomes
}

type counters struct {
	opened, late, failed, faults atomic.Uint64
	told                         [len(kinds)]atomic.Uint64
	pushes                       [len(outcomes)]atomic.Uint64
}

// New makes a planner; Run starts it.
func New(cfg Config) *Planner {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{{&cfg.Tick, time.Second}, {&cfg.Again, 10 * time.Second}, {&cfg.Timeout, 2 * time.Second}} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = zap.NewNop()
	}
	return &Planner{cfg: cfg, log: cfg.Log.Named("planner")}
}

// Run does what is due until ctx ends. A store that is away never ends it.
func (p *Planner) Run(ctx context.Context) error {
	var wait sync.WaitGroup
	defer wait.Wait()
	if p.cfg.Sender != nil {
		wait.Go(func() { p.every(ctx, p.remindAll) })
	}
	p.every(ctx, p.openAll)
	return nil
}

// every does something bounded at each tick, and at once again as long as there is more to do.
func (p *Planner) every(ctx context.Context, do func(context.Context) (more bool)) {
	tick := time.NewTicker(p.cfg.Tick)
	defer tick.Stop()
	for {
		for do(ctx) && ctx.Err() == nil {
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Stats gives the figures of now.
func (p *Planner) Stats() Stats {
	s := Stats{Opened: p.stats.opened.Load(), Late: p.stats.late.Load(), Failed: p.stats.failed.Load(),
		Faults: p.stats.faults.Load(), Told: map[string]uint64{}, Pushes: map[string]uint64{}}
	for i, kind := range kinds {
		s.Told[string(kind)] = p.stats.told[i].Load()
	}
	for i, outcome := range outcomes {
		s.Pushes[string(outcome)] = p.stats.pushes[i].Load()
	}
	return s
}

// asked bounds one exchange with the store and counts its failing.
func (p *Planner) asked(ctx context.Context, exchange func(context.Context) error) error {
	bounded, cancel := context.WithTimeout(ctx, p.cfg.Timeout)
	defer cancel()
	err := exchange(bounded)
	if err != nil && ctx.Err() == nil {
		p.stats.faults.Add(1)
		p.log.Debug("the store does not answer", zap.Error(err))
	}
	return err
}
