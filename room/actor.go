package room

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
)

const (
	// inboxSize is how many requests may wait for a room; beyond it the callers wait.
	inboxSize = 64
	// voicesSize is how much of the media plane's word may wait: a second of it.
	voicesSize = 4
)

// request is something asked of the room's goroutine.
type request func(*Room)

// Room is the actor that owns one room. What the fields below "owned by Run" hold is touched by its goroutine
// only.
type Room struct {
	id      string
	log     *zap.Logger
	inbox   chan request
	voices  chan []Voice  // of Spoke: the media plane does not wait, nor take a place in the inbox
	done    chan struct{} // closed by Run when the room has ended
	lost    chan struct{} // closed by Lose
	losing  sync.Once
	listing atomic.Pointer[Listing]
	started atomic.Bool
	heard   atomic.Int64 // when somebody was last heard, Unix nanoseconds; written by Heard
	forget  func()       // told before done is closed; set before Run

	// Owned by Run.
	state    *state
	conns    map[string]*conn // one per member, also while the member has no sink
	ring     ring
	now      func() time.Time
	media    Media
	presence Presence
	ledger   Ledger
	version  uint64    // of the last record
	recorded time.Time // when it was sent
	stale    bool      // the members changed since
}

// conn is what the room knows of a member's connection.
type conn struct {
	session *Session
	sink    Sink   // nil while the member is away
	since   uint64 // the revision at which the session began; what came before was never theirs to hear
}

// New makes a room that nobody has joined. Run starts it.
func New(cfg Config, s Settings, log *zap.Logger) *Room {
	cfg = cfg.withDefaults()
	st := newState(cfg, s, cfg.Now())
	r := &Room{
		id:       cfg.ID,
		log:      log.Named("room").With(zap.String("room", cfg.ID)),
		inbox:    make(chan request, inboxSize),
		voices:   make(chan []Voice, voicesSize),
		done:     make(chan struct{}),
		lost:     make(chan struct{}),
		state:    st,
		conns:    make(map[string]*conn),
		forget:   func() {},
		now:      cfg.Now,
		media:    st.cfg.Media,
		presence: st.cfg.Presence,
		ledger:   st.cfg.Ledger,
	}
	listing := st.listing()
	r.listing.Store(&listing)
	return r
}

// ID returns the room's identifier.
func (r *Room) ID() string { return r.id }

// Done is closed when the room has ended and everyone was told.
func (r *Room) Done() <-chan struct{} { return r.done }

// Listing returns what a lobby shows of the room now. It never waits. Node is for the directory to fill in.
func (r *Room) Listing() Listing { return *r.listing.Load() }

// Lose ends the room here because another node owns it: sinks are closed with RoomLost, and calls return
// ErrSessionLost. It does not wait, and can be called again.
func (r *Room) Lose() { r.losing.Do(func() { close(r.lost) }) }

// Run owns the room until ctx ends, nobody has been here for EmptyGrace, or the room is lost. It returns nil in
// all cases, and ErrRoomClosed when the room was run before.
func (r *Room) Run(ctx context.Context) error {
	if r.started.Swap(true) {
		return ErrRoomClosed
	}
	defer close(r.done)
	r.log.Info("room opened")
	r.publish(r.now())
	timer := time.NewTimer(0)
	defer timer.Stop()
	why := RoomClosed
	for !r.state.ended {
		r.arm(timer)
		select {
		case <-ctx.Done():
			r.state.ended, r.state.asleep = true, true // the next process goes on with it
		case <-r.lost:
			r.state.ended, why = true, RoomLost
		case req := <-r.inbox:
			req(r)
		case voices := <-r.voices:
			now := r.now()
			r.perform(now, r.state.spoke(now, voices))
		case <-timer.C:
			r.tick(r.now())
		}
	}
	r.close(why)
	return nil
}

// arm sets the timer to the next thing due, of the rules or of the directory.
func (r *Room) arm(timer *time.Timer) {
	next := r.state.deadline()
	if r.stale {
		if due := r.recordDue(); next.IsZero() || due.Before(next) {
			next = due
		}
	}
	if next.IsZero() {
		timer.Stop()
		return
	}
	timer.Reset(next.Sub(r.now()))
}

// tick does what is due.
func (r *Room) tick(now time.Time) {
	if heard := r.heard.Load(); heard != 0 {
		r.state.vacancy.heard = time.Unix(0, heard)
	}
	r.perform(now, r.state.expire(now))
	r.publish(now)
}

// close ends the room: the media first, then the directory, so that who asks for the room again finds it gone,
// then everyone is told.
func (r *Room) close(why Reason) {
	r.media.Close()
	now := r.now()
	r.lastVoices(now)
	r.version++
	r.presence.Update(r.state.record(now, r.version))
	for id, c := range r.conns {
		if c.sink != nil {
			c.sink.Close(why)
		}
		delete(r.conns, id)
	}
	r.forget()
	r.log.Info("room closed", zap.Duration("duration", now.Sub(r.state.created)))
}

// lastVoices writes down what the media plane has said and the room has not read.
func (r *Room) lastVoices(now time.Time) {
	for {
		select {
		case voices := <-r.voices:
			r.state.spoke(now, voices)
		default:
			return
		}
	}
}

// ask hands a request to the room's goroutine and waits for it to be done. The room never blocks, so once the
// request is in the inbox the wait is short and ctx has no more say: what was done is reported as done.
func (r *Room) ask(ctx context.Context, req request) error {
	answered := make(chan struct{})
	wrapped := func(r *Room) {
		defer close(answered)
		req(r)
	}
	select {
	case <-r.done:
		return r.over()
	default:
	}
	select {
	case r.inbox <- wrapped:
	case <-r.done:
		return r.over()
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-answered:
		return nil
	case <-r.done:
	}
	select {
	case <-answered:
		return nil
	default:
		return r.over()
	}
}

// over is what a room that has ended answers: who joins again finds a lost one where it lives.
func (r *Room) over() error {
	select {
	case <-r.lost:
		return ErrSessionLost
	default:
		return ErrRoomClosed
	}
}
