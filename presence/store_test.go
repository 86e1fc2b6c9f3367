package presence_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"corner/presence"
	"corner/presence/local"
	"corner/room"
)

var errAway = errors.New("connection refused")

// outage is a store that can go away and come back empty. What it forwards to is a local store.
type outage struct {
	t *testing.T

	mu     sync.Mutex // guards what follows
	store  presence.Store
	away   bool
	saves  int
	during func() // nil for nothing
	mute   int    // that many appends and saves of bans are done without their answer arriving
	calls  int    // of AppendAudit
}

func newOutage(t *testing.T) *outage {
	return &outage{t: t, store: openLocal(t)}
}

func openLocal(t *testing.T) *local.Store {
	t.Helper()
	s, err := local.Open(local.Config{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func (o *outage) setAway(away bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.away = away
}

// empty forgets everything, as a Redis that restarts without a file.
func (o *outage) empty() {
	fresh := openLocal(o.t)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.store = fresh
}

// duringSave has something done once, while the next Save is under way.
func (o *outage) duringSave(do func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.during = do
}

func (o *outage) saved() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.saves
}

// loseAnswers has the store do what it is told that many times while the caller does not hear of it.
func (o *outage) loseAnswers(times int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.mute = times
}

// appends is how often AppendAudit was called.
func (o *outage) appends() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.calls
}

// answered gives what the caller hears of a call that had this outcome.
func (o *outage) answered(err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil || o.mute == 0 {
		return err
	}
	o.mute--
	return errAway
}

func (o *outage) there() (presence.Store, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.away {
		return nil, errAway
	}
	return o.store, nil
}

// ask calls the store when it is there.
func ask[T any](o *outage, call func(presence.Store) (T, error)) (T, error) {
	s, err := o.there()
	if err != nil {
		var none T
		return none, err
	}
	return call(s)
}

// tell is ask for calls without an answer.
func tell(o *outage, call func(presence.Store) error) error {
	_, err := ask(o, func(s presence.Store) (struct{}, error) { return struct{}{}, call(s) })
	return err
}

func (o *outage) Heartbeat(ctx context.Context, n presence.Node, l []presence.Lease) (presence.Report, error) {
	return ask(o, func(s presence.Store) (presence.Report, error) { return s.Heartbeat(ctx, n, l) })
}

func (o *outage) Nodes(ctx context.Context) ([]presence.Node, error) {
	return ask(o, func(s presence.Store) ([]presence.Node, error) { return s.Nodes(ctx) })
}

func (o *outage) Claim(ctx context.Context, id, node string) (presence.Lease, error) {
	return ask(o, func(s presence.Store) (presence.Lease, error) { return s.Claim(ctx, id, node) })
}

func (o *outage) Owner(ctx context.Context, id string) (presence.Lease, error) {
	return ask(o, func(s presence.Store) (presence.Lease, error) { return s.Owner(ctx, id) })
}

func (o *outage) Release(ctx context.Context, l presence.Lease) error {
	return tell(o, func(s presence.Store) error { return s.Release(ctx, l) })
}

func (o *outage) Save(ctx context.Context, batch ...presence.Snapshot) error {
	o.mu.Lock()
	o.saves += len(batch)
	during := o.during
	o.during = nil
	o.mu.Unlock()
	if during != nil {
		during()
	}
	return tell(o, func(s presence.Store) error { return s.Save(ctx, batch...) })
}

func (o *outage) Load(ctx context.Context, id string) (room.Record, error) {
	return ask(o, func(s presence.Store) (room.Record, error) { return s.Load(ctx, id) })
}

func (o *outage) SaveBans(ctx context.Context, l presence.Lease, bans []room.BanRecord) error {
	return o.answered(tell(o, func(s presence.Store) error { return s.SaveBans(ctx, l, bans) }))
}

func (o *outage) Bans(ctx context.Context, id string) ([]room.BanRecord, error) {
	return ask(o, func(s presence.Store) ([]room.BanRecord, error) { return s.Bans(ctx, id) })
}

func (o *outage) AppendAudit(ctx context.Context, batch ...presence.AuditEntry) error {
	o.mu.Lock()
	o.calls++
	o.mu.Unlock()
	return o.answered(tell(o, func(s presence.Store) error { return s.AppendAudit(ctx, batch...) }))
}

func (o *outage) Audit(ctx context.Context, q presence.AuditQuery) (page []presence.AuditEntry, next string, err error) {
	err = tell(o, func(s presence.Store) error {
		page, next, err = s.Audit(ctx, q)
		return err
	})
	return page, next, err
}

func (o *outage) Rooms(ctx context.Context) ([]room.Listing, error) {
	return ask(o, func(s presence.Store) ([]room.Listing, error) { return s.Rooms(ctx) })
}

func (o *outage) People(ctx context.Context) ([]presence.Person, error) {
	return ask(o, func(s presence.Store) ([]presence.Person, error) { return s.People(ctx) })
}

func (o *outage) Sweep(ctx context.Context) ([]presence.Person, error) {
	return ask(o, func(s presence.Store) ([]presence.Person, error) { return s.Sweep(ctx) })
}

func (o *outage) Forget(ctx context.Context, id string) error {
	return tell(o, func(s presence.Store) error { return s.Forget(ctx, id) })
}

func (o *outage) SaveAwake(ctx context.Context, n string, reset bool, come []presence.Awake, gone []string) (int, error) {
	return ask(o, func(s presence.Store) (int, error) { return s.SaveAwake(ctx, n, reset, come, gone) })
}

func (o *outage) AwakeBy(ctx context.Context, facets []presence.Facet) ([]map[string]int, error) {
	return ask(o, func(s presence.Store) ([]map[string]int, error) { return s.AwakeBy(ctx, facets) })
}

func (o *outage) Online(ctx context.Context, ids []string) ([]bool, error) {
	return ask(o, func(s presence.Store) ([]bool, error) { return s.Online(ctx, ids) })
}

func (o *outage) SampleHours(ctx context.Context) error {
	return tell(o, func(s presence.Store) error { return s.SampleHours(ctx) })
}

func (o *outage) Hours(ctx context.Context, languages []string) ([][24]float64, error) {
	return ask(o, func(s presence.Store) ([][24]float64, error) { return s.Hours(ctx, languages) })
}

func (o *outage) Ping(ctx context.Context) error {
	return tell(o, func(s presence.Store) error { return s.Ping(ctx) })
}

func (o *outage) Close() error { return nil }

// server is an agent that runs, as a node of the test.
type server struct {
	*presence.Agent
	node presence.Node
	stop func() // in order; returns when Run has ended

	mu      sync.Mutex // guards what follows
	lost    []string
	expired []presence.Person
}

// serve starts an agent. It is stopped at the end of the test unless it was before.
func serve(t *testing.T, store presence.Store, url string) *server {
	return serveAs(t, store, url, nil)
}

// serveAs is serve with a log.
func serveAs(t *testing.T, store presence.Store, url string, log *zap.Logger) *server {
	s := &server{node: presence.Node{ID: presence.NewID(), URL: url}}
	s.Agent = presence.NewAgent(presence.AgentConfig{
		Store: store, Node: s.node, Log: log,
		OnLost: func(id string) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.lost = append(s.lost, id)
		},
		OnExpired: func(p presence.Person) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.expired = append(s.expired, p)
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := s.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	s.stop = func() {
		cancel()
		<-ended
	}
	t.Cleanup(s.stop)
	return s
}

// crash ends a server that does not get to say so: the store is away while it stops.
func (s *server) crash(o *outage) {
	o.setAway(true)
	s.stop()
	o.setAway(false)
}

func (s *server) gone() []presence.Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.expired
}

func (s *server) lostRooms() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lost
}

// must ends the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pass moves the bubble's clock on and lets everything that is due be done.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
