package presence

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"corner/room"
)

// AgentConfig is what an Agent needs. A zero interval means its default.
type AgentConfig struct {
	Store Store
	Node  Node                       // ID drawn by NewID for this process
	Load  func() (rooms, people int) // the node's counts, asked at every heartbeat; nil means those of the records
	Log   *zap.Logger

	// OnLost is told that another node owns a room of ours; OnExpired that a person vanished with their node.
	// Both are called on the agent's goroutine and must not block. Either may be nil.
	OnLost    func(room string)
	OnExpired func(Person)

	Heartbeat time.Duration // default 2 s; well below the store's TTL
	Refresh   time.Duration // of the directory, default 1 s
	Sweep     time.Duration // default 3 s
	Flush     time.Duration // from a change to its record in the store, default 250 ms
	Probe     time.Duration // heartbeat while the store is away, default 1 s
	Timeout   time.Duration // of one exchange with the store, default 2 s
	Awake     time.Duration // between two looks at who has come and gone, default 4 s
	Sample    time.Duration // of the busiest hours, default DefaultSample
}

// Agent is a node's hand on the store: one goroutine that writes what the node has and reads what others have.
type Agent struct {
	cfg     AgentConfig
	log     *zap.Logger
	sampled *zap.Logger   // for what a flood repeats
	wake    chan struct{} // capacity 1: something is to be written
	outbox  *outbox       // of the audit, with its own lock

	away  atomic.Bool  // written by Run only: the store does not answer
	stats agentCounter // atomics

	watchers watchers // with its own lock

	mu     sync.Mutex // guards what follows
	rooms  map[string]*holding
	others []room.Listing  // as last refreshed
	nodes  map[string]Node // by id, as last refreshed
	people []Person        // as last asked
	seen   bool            // others has been read once
}

var _ room.Presence = (*Agent)(nil)

// Stats are an agent's figures, for metrics.
type Stats struct {
	Away      bool   // the store does not answer
	Rooms     int    // held by this node
	Pending   int    // rooms whose latest record is not in the store yet
	Lost      uint64 // rooms lost to other nodes
	Expired   uint64 // people this agent swept
	Faults    uint64 // exchanges with the store that failed
	Unwritten int    // audit records not in the store yet
	Unaudited uint64 // audit records that will never be: too many waited
	Awake     int    // people of this node whom the store counts
}

type agentCounter struct{ lost, expired, faults, unaudited atomic.Uint64 }

// NewAgent makes an agent; Run starts it.
func NewAgent(cfg AgentConfig) *Agent {
	for _, d := range []struct {
		field    *time.Duration
		standard time.Duration
	}{
		{&cfg.Heartbeat, 2 * time.Second},
		{&cfg.Refresh, time.Second},
		{&cfg.Sweep, 3 * time.Second},
		{&cfg.Flush, 250 * time.Millisecond},
		{&cfg.Probe, time.Second},
		{&cfg.Timeout, 2 * time.Second},
		{&cfg.Awake, 4 * time.Second},
		{&cfg.Sample, DefaultSample},
	} {
		if *d.field <= 0 {
			*d.field = d.standard
		}
	}
	if cfg.Log == nil {
		cfg.Log = zap.NewNop()
	}
	log := cfg.Log.Named("presence").With(zap.String("node", cfg.Node.ID))
	return &Agent{
		cfg:     cfg,
		log:     log,
		sampled: sparingly(log),
		wake:    make(chan struct{}, 1),
		outbox:  newOutbox(cfg.Node.ID),
		rooms:   make(map[string]*holding),
		nodes:   make(map[string]Node),
		watchers: watchers{
			there: make(map[string]*watched), asked: make(map[Facet]*asked),
		},
	}
}

// Run keeps the node in the directory until ctx is done, then takes it out. A store that is away never ends it.
func (a *Agent) Run(ctx context.Context) error {
	beat, flush := time.NewTimer(0), time.NewTimer(a.cfg.Flush)
	refresh, sweep := time.NewTicker(a.cfg.Refresh), time.NewTicker(a.cfg.Sweep)
	defer beat.Stop()
	defer flush.Stop()
	defer refresh.Stop()
	defer sweep.Stop()
	awake, sample := time.NewTicker(a.cfg.Awake), time.NewTicker(a.cfg.Sample)
	defer awake.Stop()
	defer sample.Stop()
	armed := true // flush will fire
	for {
		select {
		case <-ctx.Done():
			a.leave(context.WithoutCancel(ctx))
			return nil
		case <-beat.C:
			a.beat(ctx)
			beat.Reset(a.untilBeat())
		case <-a.wake:
			if !armed {
				armed = true
				flush.Reset(a.cfg.Flush)
			}
		case <-flush.C:
			armed = false
			a.whenThere(ctx, a.flush)
		case <-refresh.C:
			a.whenThere(ctx, a.refresh)
		case <-sweep.C:
			a.whenThere(ctx, a.sweep)
		case <-awake.C:
			a.whenThere(ctx, a.awaken)
		case <-sample.C:
			a.whenThere(ctx, a.sampleHours)
		}
	}
}

// Stats gives the figures of now.
func (a *Agent) Stats() Stats {
	s := Stats{
		Away: a.away.Load(), Lost: a.stats.lost.Load(), Expired: a.stats.expired.Load(), Faults: a.stats.faults.Load(),
		Unwritten: a.outbox.length(), Unaudited: a.stats.unaudited.Load(), Awake: int(a.watchers.count.Load()),
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, h := range a.rooms {
		if h.released {
			continue
		}
		s.Rooms++
		if h.dirty {
			s.Pending++
		}
	}
	return s
}

// untilBeat is the time to the next heartbeat, which is the probe while the store is away.
func (a *Agent) untilBeat() time.Duration {
	if a.away.Load() {
		return a.cfg.Probe
	}
	return a.cfg.Heartbeat
}

// whenThere does one exchange unless the store is away, when only heartbeats ask it.
func (a *Agent) whenThere(ctx context.Context, exchange func(context.Context) error) {
	if a.away.Load() {
		return
	}
	a.note(ctx, exchange(ctx))
}

// note learns from the outcome of an exchange whether the store is there.
func (a *Agent) note(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return // we stop: an exchange cut short says nothing of the store
	}
	if err != nil {
		a.stats.faults.Add(1)
	}
	switch was := a.away.Swap(err != nil); {
	case err != nil && !was:
		a.log.Warn("directory away", zap.Error(err))
	case err == nil && was:
		a.log.Info("directory back")
	}
}

// nudge has Run write soon.
func (a *Agent) nudge() {
	select {
	case a.wake <- struct{}{}:
	default: // it will already
	}
}
