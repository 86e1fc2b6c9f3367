package loadtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"corner/signaling/client/lightclient"
)

// load is a run in progress.
type load struct {
	config   Config
	base     string // origin of the server
	target   *lightclient.Target
	tickets  *tickets
	engine   *lightclient.Engine // nil without media
	pacer    *lightclient.Pacer
	server   observer
	progress func(Status)

	number  atomic.Int64  // people so far
	joining chan struct{} // a place for each join under way
	joins   sync.WaitGroup
	rooms   []opened
	stage   []*lightclient.Member // speakers, guarded by tally.mu
	tally   tally
}

// settle is how long a full room is left alone before it is measured.
const settle = time.Second

// Run fills the server, measures, and empties it. It returns what it found so far when ctx ends early, and an
// error alone when there was nothing to measure. Missed thresholds are told by Report.Err. progress hears how it
// goes, on Run's goroutine; nil tells nobody.
func Run(ctx context.Context, c Config, progress func(Status)) (*Report, error) {
	if progress == nil {
		progress = func(Status) {}
	}
	l, err := newLoad(ctx, c, progress)
	if err != nil {
		return nil, err
	}
	// What carries the members outlives ctx: they are let go in order.
	base, stop := context.WithCancel(context.WithoutCancel(ctx))
	var services sync.WaitGroup
	faults := make(chan error, 2)
	if l.engine != nil {
		services.Go(func() { faults <- l.engine.Run(base) })
		services.Go(func() { faults <- l.pacer.Run(base) })
	}
	report, err := l.carryOut(ctx)
	l.empty()
	stop()
	services.Wait()
	close(faults)
	for fault := range faults {
		err = errors.Join(err, fault)
	}
	if err != nil {
		return nil, err
	}
	return report, nil
}

// newLoad prepares a run, and refuses what cannot be.
func newLoad(ctx context.Context, c Config, progress func(Status)) (*load, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if c.Joining == 0 {
		c.Joining = maxJoining
	}
	l := &load{config: c, server: observer{c.ServerPID, c.Metrics}, progress: progress, joining: make(chan struct{}, c.Joining)}
	l.tally.init()
	var err error
	if l.base, err = baseURL(c.URL); err != nil {
		return nil, err
	}
	if l.target, err = lightclient.NewTarget(c.URL, c.Origin); err != nil {
		return nil, err
	}
	if l.tickets, err = newTickets(c.AppKey); err != nil {
		return nil, err
	}
	if err := healthy(ctx, l.base); err != nil {
		return nil, err
	}
	if err := l.server.check(ctx); err != nil {
		return nil, err
	}
	if err := l.openFiles(); err != nil {
		return nil, err
	}
	if c.NoMedia {
		return l, nil
	}
	return l, l.openMedia()
}

// openFiles asks for as many files as the run may need.
func (l *load) openFiles() error {
	needed := l.config.files()
	raised, err := raiseFileLimit(needed)
	if raised {
		l.progress(Status{Note: fmt.Sprintf("the limit of open files is raised to %d", needed)})
	}
	return err
}

// fileLimitError says what the limit has to be.
type fileLimitError struct{ needed, hard uint64 }

// Error implements error.
func (e *fileLimitError) Error() string {
	return fmt.Sprintf("%d files are needed and this process may open %d: say `ulimit -n %d` as root first, or test with fewer", e.needed, e.hard, e.needed)
}

// openMedia makes engine and pacer.
func (l *load) openMedia() (err error) {
	options := lightclient.Options{Profiles: l.config.Profiles, Sample: l.config.Sample}
	var speech *lightclient.Speech
	if l.config.Speech != "" {
		if speech, err = lightclient.OpenSpeech(l.config.Speech); err != nil {
			return err
		}
		options.Sent = speech.Sent
	}
	if l.engine, err = lightclient.NewEngine(options); err != nil {
		return err
	}
	l.pacer = lightclient.NewPacer(l.engine, l.config.Payload, speech)
	return nil
}

// moment is what is known at one instant of the run.
type moment struct {
	server    reading
	generator reading
	totals    *lightclient.Totals // nil without media
	done      int64               // joins
	here      time.Duration       // of all who have joined, together
	drops     int64
	hasDrops  bool
}

func (l *load) moment(ctx context.Context) moment {
	m := moment{server: l.server.look(context.WithoutCancel(ctx)), generator: observer{pid: os.Getpid()}.look(ctx)}
	m.done, m.here = l.tally.joinsDone()
	if l.engine != nil {
		m.totals = l.engine.Totals()
	}
	m.drops, m.hasDrops = socketDrops()
	return m
}

// carryOut goes through the run's parts.
func (l *load) carryOut(ctx context.Context) (*Report, error) {
	before := l.moment(ctx)
	if err := l.openRooms(ctx); err != nil {
		return nil, err
	}
	staged := l.moment(ctx)
	l.report("letting in")
	l.ramp(ctx)
	filled := l.moment(ctx)
	if l.engine != nil {
		l.rest(ctx, settle)
		l.engine.ClearTimes()
	}
	begin := l.moment(ctx)
	l.tally.mark()
	l.measure(ctx)
	end := l.moment(ctx)
	return l.result(ctx, course{before: before, staged: staged, filled: filled, begin: begin, end: end}), nil
}

// rest waits, telling how it goes.
func (l *load) rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		select {
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
			l.report("settling")
		}
	}
}
