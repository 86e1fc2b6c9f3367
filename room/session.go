package room

import (
	"context"
	"time"

	"corner/room/cards"

	"go.uber.org/zap"
)

// Joiner is somebody who comes to the room. ID and Role are what authentication said, not what a client claims.
type Joiner struct {
	ID      string
	Profile Profile // as accepted by CleanProfile
	Role    Role
	Guest   bool     // vouched for by nobody
	Device  string   // a keyed hash of the browser's own mark, "" when unknown
	Network string   // a keyed hash of the address prefix, "" when unknown
	Blocked []string // participants this person does not want to meet, at most MaxBlocked
	Sink    Sink
}

// MaxBlocked bounds how many people one person may have blocked.
const MaxBlocked = 200

// Replay is what a member missed: the events, or, when they are no longer all kept, the whole state.
type Replay struct {
	Events   []*Event
	Snapshot *Snapshot // not nil when Events could not be complete
}

// Session is one membership, as held by the connection that speaks for the member. It ends with the membership,
// or when the same person joins again: then its calls return ErrSessionLost.
type Session struct {
	room        *Room
	participant string
}

// Join makes somebody a member and returns the state they start from; what happens after it goes to the sink.
// Someone who is a member already takes the membership over: seat, hand, role and invitation stay, the
// microphone is closed, and the older sink is closed with Replaced. Once it has been asked of the room, the join
// is not undone by the end of ctx.
func (r *Room) Join(ctx context.Context, j Joiner) (*Session, Snapshot, error) {
	var (
		session  *Session
		snapshot Snapshot
		refusal  error
	)
	err := r.ask(ctx, func(r *Room) {
		if refusal = ctx.Err(); refusal == nil {
			session, snapshot, refusal = r.join(r.now(), j)
		}
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return nil, Snapshot{}, err
	}
	return session, snapshot, nil
}

// join runs on the room's goroutine. The sink is attached after the effects of its own arrival, which the
// snapshot holds already: no gap, no duplicate.
func (r *Room) join(now time.Time, j Joiner) (*Session, Snapshot, error) {
	effects, err := r.state.join(now, j.arrival())
	if err != nil {
		r.perform(now, effects) // that somebody tried is kept, and who waits is shown
		return nil, Snapshot{}, err
	}
	r.stale = true
	r.perform(now, effects)
	session := &Session{room: r, participant: j.ID}
	r.conns[j.ID] = &conn{session: session, sink: j.Sink, since: r.state.seq}
	r.publish(now)
	m := r.state.members[j.ID]
	r.log.Debug("participant joined", zap.String("participant", j.ID), zap.Stringer("role", m.rung()))
	return session, r.state.snapshot(now, m), nil
}

// Participant returns whose membership this is.
func (s *Session) Participant() string { return s.participant }

// Held returns nil while the session is the member's, else ErrSessionLost.
func (s *Session) Held(ctx context.Context) error { return s.ask(ctx, func(*Room, *conn) {}) }

// Do asks the room for something. It returns nil when it is done (gates included), or the coded refusal.
func (s *Session) Do(ctx context.Context, cmd Command) error {
	var refusal error
	err := s.ask(ctx, func(r *Room, _ *conn) {
		now := r.now()
		effects, err := r.state.apply(now, s.participant, cmd)
		if refusal = err; err != nil {
			return
		}
		r.perform(now, effects)
		r.publish(now)
	})
	if err != nil {
		return err
	}
	return refusal
}

// Attach gives the member a new sink after a lost connection and returns what they missed since the event
// numbered after. A sink that is still attached is closed with Replaced.
func (s *Session) Attach(ctx context.Context, sink Sink, after uint64) (Replay, error) {
	var replay Replay
	err := s.ask(ctx, func(r *Room, c *conn) {
		now := r.now()
		if c.sink != nil && c.sink != sink {
			c.sink.Close(Replaced)
		}
		c.sink = nil
		r.perform(now, r.state.attach(now, s.participant))
		replay = r.replay(now, c, after)
		c.sink = sink
		r.perform(now, r.state.placeAgain(s.participant))
		r.publish(now)
	})
	return replay, err
}

// replay is what a member missed since an event.
func (r *Room) replay(now time.Time, c *conn, after uint64) Replay {
	id := c.session.participant
	if after >= c.since {
		if events, complete := r.ring.since(after, id); complete {
			return Replay{Events: events}
		}
	}
	snapshot := r.state.snapshot(now, r.state.members[id])
	return Replay{Snapshot: &snapshot}
}

// Detach says that the connection behind a sink has died. The member keeps everything for the grace. It does
// nothing when another sink is attached or the session has ended. It must not be called by a Sink.
func (s *Session) Detach(sink Sink) {
	// A room that is full of requests is waited for: a lost Detach would leave a ghost.
	_ = s.ask(context.Background(), func(r *Room, c *conn) {
		if c.sink == nil || c.sink != sink {
			return
		}
		now := r.now()
		c.sink = nil
		r.perform(now, r.state.detach(now, s.participant))
		r.publish(now)
	})
}

// Audience lists the members off the stage in order of joining, limit (1–100) at a time. It begins with cursor
// "", returns the cursor of the next page, and "" at the end.
func (s *Session) Audience(ctx context.Context, cursor string, limit int) ([]Participant, string, error) {
	var (
		page []Participant
		next string
	)
	err := s.ask(ctx, func(r *Room, _ *conn) { page, next = r.state.page(cursor, limit) })
	if err != nil {
		return nil, "", err
	}
	return page, next, nil
}

// ask runs a request on the room's goroutine if the session is still the member's.
func (s *Session) ask(ctx context.Context, req func(*Room, *conn)) error {
	var refusal error
	err := s.room.ask(ctx, func(r *Room) {
		if refusal = ctx.Err(); refusal != nil {
			return
		}
		c, ok := r.conns[s.participant]
		if !ok || c.session != s {
			refusal = ErrSessionLost
			return
		}
		req(r, c)
	})
	if err != nil {
		return err
	}
	return refusal
}

// Bans lists the exclusions of the room, the newest first, to those who may see them.
func (s *Session) Bans(ctx context.Context) ([]BanRecord, error) {
	var (
		list    []BanRecord
		refusal error
	)
	err := s.ask(ctx, func(r *Room, _ *conn) {
		now := r.now()
		if _, refusal = r.state.permit(now, r.state.members[s.participant], ListBans{}); refusal == nil {
			list = r.state.exclusions(now)
		}
	})
	if err == nil {
		err = refusal
	}
	return list, err
}

// Packs lists the packs of cards that there are. They never change.
func (s *Session) Packs() []cards.Pack { return s.room.state.cfg.Cards.Packs() }

// Messages lists the newest limit (1–100) messages that are older than the one named before (0: any), oldest
// first; more says that there are older ones still.
func (s *Session) Messages(ctx context.Context, before uint64, limit int) (page []Message, more bool, err error) {
	err = s.ask(ctx, func(r *Room, _ *conn) { page, more = r.state.history(before, limit) })
	return page, more, err
}

// Admissible says whether somebody who is not a member is kept out: nil, or the exclusion that does it.
func (r *Room) Admissible(ctx context.Context, j Joiner) error {
	var refusal error
	err := r.ask(ctx, func(r *Room) {
		if excluded := r.state.excluded(r.now(), j.arrival()); excluded != nil {
			refusal = excluded
		}
	})
	if err == nil {
		err = refusal
	}
	return err
}

// Heard notes that somebody is heard now: a room that nobody can host closes after a long silence only. It never
// waits, and may be called on any goroutine.
func (r *Room) Heard(now time.Time) { r.heard.Store(now.UnixNano()) }

// arrival is a joiner as the rules see them.
func (j Joiner) arrival() arrival {
	return arrival{id: j.ID, profile: j.Profile, role: j.Role, guest: j.Guest, device: j.Device, network: j.Network,
		blocked: j.Blocked}
}
