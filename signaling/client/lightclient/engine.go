package lightclient

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/stun/v4"
)

const (
	tickInterval = 20 * time.Millisecond
	// upkeepTicks is in how many ticks each connection has its turn with a consent check and a report: 5 s.
	upkeepTicks = 250
	// defaultSample decrypts 1 %.
	defaultSample = 100
	maxDatagram   = 1600 // longer ones are cut and then fail to authenticate
)

// Options say what an Engine does with its connections.
type Options struct {
	Profiles []string // SRTP profiles to offer, best first; empty: GCM and CM
	Sample   int      // of so many packets of a connection one is decrypted; 0 is 100

	// Sent finds the instant at which a frame was sent that is not marked, by the Engine's clock; nil knows none.
	Sent func(frame []byte) (time.Duration, bool)
}

// Engine drives many connections on one goroutine.
type Engine struct {
	options     Options
	profiles    []dtls.SRTPProtectionProfile
	certificate tls.Certificate
	fingerprint []byte
	epoch       time.Time
	poll        *poller

	base       context.Context // parent of every handshake, ended by Run
	cancel     context.CancelFunc
	handshakes sync.WaitGroup

	mu      sync.Mutex // guards what follows
	posted  []func()
	stopped bool

	// Owned by the Run goroutine.
	byFD       []*Media
	live       []*Media
	connecting []*Media
	cursor     int // in live: whose turn of upkeep it is
	totals     Totals
	message    stun.Message
	header     rtp.Header
	opus       opusFrames
	scratch    []byte
}

// ErrStopped says that the Engine has ended.
var ErrStopped = errors.New("light clients: the engine has stopped")

// NewEngine makes an engine; it does nothing until Run runs.
func NewEngine(o Options) (*Engine, error) {
	profiles, err := profileIDs(o.Profiles)
	if err != nil {
		return nil, err
	}
	if o.Sample <= 0 {
		o.Sample = defaultSample
	}
	e := &Engine{options: o, profiles: profiles, epoch: time.Now(), scratch: make([]byte, 0, 2*maxDatagram)}
	if e.certificate, e.fingerprint, err = newCertificate(); err != nil {
		return nil, err
	}
	if e.poll, err = newPoller(); err != nil {
		return nil, err
	}
	e.totals.Profiles = map[string]int64{}
	e.base, e.cancel = context.WithCancel(context.Background())
	return e, nil
}

// Clock is the time since the engine was made, on the monotonic clock: what marks are written by.
func (e *Engine) Clock() time.Duration { return time.Since(e.epoch) }

// Run drives the connections until ctx ends, then ends them all. It can be called once.
func (e *Engine) Run(ctx context.Context) error {
	defer e.poll.close()
	defer context.AfterFunc(ctx, e.poll.notify)()
	var ready []int
	var err error
	next := time.Now().Add(tickInterval)
	for ctx.Err() == nil {
		if ready, err = e.poll.wait(next, ready); err != nil {
			err = fmt.Errorf("wait for sockets: %w", err)
			break
		}
		for _, fd := range ready {
			e.read(fd)
		}
		e.runPosted()
		runtime.Gosched() // on one core the speakers' clock has to come in between
		if now := time.Now(); !now.Before(next) {
			e.tick(e.Clock())
			next = now.Add(tickInterval)
		}
	}
	e.shutdown()
	return err
}

// post has f called on the Run goroutine and reports whether it will be.
func (e *Engine) post(f func()) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stopped {
		return false
	}
	e.posted = append(e.posted, f)
	if len(e.posted) == 1 {
		e.poll.notify() // under the lock: the poller is closed after stopped is set
	}
	return true
}

func (e *Engine) runPosted() {
	e.mu.Lock()
	posted := e.posted
	e.posted = nil
	e.mu.Unlock()
	for _, f := range posted {
		f()
	}
}

func (e *Engine) shutdown() {
	e.cancel()
	e.handshakes.Wait()
	e.mu.Lock()
	e.stopped = true
	e.mu.Unlock()
	e.runPosted()
	for _, m := range slices.Concat(e.live, e.connecting) {
		e.end(m, ErrStopped)
	}
}

// adopt takes a new connection in.
func (e *Engine) adopt(m *Media) error {
	if m.fd >= len(e.byFD) {
		e.byFD = append(e.byFD, make([]*Media, m.fd+1-len(e.byFD))...)
	}
	e.byFD[m.fd] = m
	if err := e.poll.add(m.fd); err != nil {
		return fmt.Errorf("watch a socket: %w", err)
	}
	return nil
}

// end forgets a connection; what it counted stays in the totals.
func (e *Engine) end(m *Media, why error) {
	if m.state == ended {
		return
	}
	list := &e.connecting
	if m.state == ready {
		list = &e.live
		e.totals.addStreams(m)
	}
	*list = slices.DeleteFunc(*list, func(other *Media) bool { return other == m })
	m.state = ended
	if m.fd < len(e.byFD) && e.byFD[m.fd] == m {
		e.byFD[m.fd] = nil
	}
	m.release()
	m.settle(why)
}

// tick sends what is due.
func (e *Engine) tick(now time.Duration) {
	for i := len(e.connecting) - 1; i >= 0; i-- {
		if m := e.connecting[i]; m.state == checking && now >= m.due {
			e.sendCheck(m, now)
		}
	}
	for range (len(e.live) + upkeepTicks - 1) / upkeepTicks {
		if e.cursor >= len(e.live) {
			e.cursor = 0
		}
		if len(e.live) > 0 {
			e.upkeep(e.live[e.cursor], now)
		}
		e.cursor++
	}
}

// Totals are the counts of all connections, those that have ended too. It waits for the Run goroutine.
func (e *Engine) Totals() *Totals {
	result := make(chan *Totals, 1)
	if !e.post(func() { result <- e.sum() }) {
		return e.sum() // nothing runs any more
	}
	return <-result
}

func (e *Engine) sum() *Totals {
	t := e.totals.clone()
	for _, m := range e.live {
		t.addStreams(m)
	}
	t.Live = int64(len(e.live))
	return t
}

// ClearTimes begins the histograms anew: what was measured before steady running is not of it.
func (e *Engine) ClearTimes() {
	e.post(func() {
		e.totals.Latency, e.totals.Added, e.totals.Packing, e.totals.Beyond = Histogram{}, Histogram{}, Histogram{}, Histogram{}
	})
}

// Offer opens a socket at source and makes an offer for it. onFirst is told, on the engine's goroutine, when the
// first authentic packet came; nil is allowed.
func (e *Engine) Offer(source netip.Addr, onFirst func(at time.Time)) (*Media, string, error) {
	m, err := e.newMedia(source)
	if err != nil {
		return nil, "", err
	}
	m.own, m.onFirst = newCredentials(), onFirst
	return m, offerText(m.own, e.fingerprint), nil
}
