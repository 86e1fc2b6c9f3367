package room

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"
)

// client is what a browser keeps: the last state it was given, what it heard since, and the last number.
type client struct {
	session *Session
	sink    *fakeSink
	snap    Snapshot
	last    uint64
	read    int // events of the sink already applied
}

// catchUp applies what arrived and checks the numbers.
func (c *client) catchUp(t *testing.T) {
	t.Helper()
	events := c.sink.heard()
	for _, e := range events[c.read:] {
		c.apply(t, e)
	}
	c.read = len(events)
}

func (c *client) apply(t *testing.T, e *Event) {
	t.Helper()
	if e.Seq == 0 {
		reduce(&c.snap, e) // somebody's place in the queue
		return
	}
	if e.Seq <= c.last {
		t.Fatalf("%s got event %d after %d", c.snap.You.ID, e.Seq, c.last)
	}
	c.last = e.Seq
	reduce(&c.snap, e)
}

// history drives a real room with a random sequence of what connections do.
type history struct {
	t        *testing.T
	rng      *rand.Rand
	room     *Room
	clients  map[string]*client // nil sink while away
	patience int                // of so many turns, one brings p7 back; the others come at once
	resumed  int
	fresh    int
}

func (h *history) id() string { return fmt.Sprint("p", h.rng.IntN(8)) }

func (h *history) step() {
	id := h.id()
	c := h.clients[id]
	switch n := h.rng.IntN(20); {
	case c == nil || n == 0 && c.sink != nil:
		h.join(id)
	case c.sink == nil:
		if id != "p7" || h.rng.IntN(h.patience) == 0 {
			h.resume(c)
		}
	case n == 1:
		c.catchUp(h.t)
		c.session.Detach(c.sink)
		c.sink = nil
	case n == 2:
		time.Sleep(time.Duration(h.rng.IntN(3)) * 400 * time.Millisecond)
	default:
		h.command(c)
	}
}

func (h *history) join(id string) {
	role := []Role{Listener, Listener, Moderator}[h.rng.IntN(3)]
	sink := &fakeSink{}
	session, snap, err := h.room.Join(h.t.Context(), Joiner{ID: id, Profile: Profile{Name: "n-" + id}, Role: role, Sink: sink})
	if err != nil {
		h.t.Fatal(err)
	}
	h.clients[id] = &client{session: session, sink: sink, snap: snap, last: snap.Revision}
}

func (h *history) resume(c *client) {
	sink := &fakeSink{}
	replay, err := c.session.Attach(h.t.Context(), sink, c.last)
	if err != nil {
		h.t.Fatal(err)
	}
	c.sink, c.read = sink, 0
	if replay.Snapshot != nil {
		c.snap, c.last = *replay.Snapshot, replay.Snapshot.Revision
		h.fresh++
		return
	}
	h.resumed++
	for _, e := range replay.Events {
		c.apply(h.t, e)
	}
}

func (h *history) command(c *client) {
	about := h.id()
	muted := h.rng.IntN(2) == 0
	commands := []Command{
		RaiseHand{}, LowerHand{about}, Invite{Participant: about}, Invite{Participant: about}, CancelInvitation{about}, AcceptInvitation{},
		AcceptInvitation{}, DeclineInvitation{}, LeaveStage{}, MuteSelf{muted}, MuteParticipant{about, muted, ""},
	}
	// Refusals are as good as anything: they must leave no trace.
	_ = c.session.Do(h.t.Context(), commands[h.rng.IntN(len(commands))])
}

// compare lets the gathered audience out, brings everyone up to date, and looks at both sides.
func (h *history) compare() {
	time.Sleep(2 * time.Second)
	synctest.Wait()
	for id, c := range h.clients {
		if c.sink == nil {
			continue
		}
		c.catchUp(h.t)
		var server Snapshot
		err := h.room.ask(h.t.Context(), func(r *Room) { server = r.state.snapshot(time.Now(), r.state.members[id]) })
		if err != nil {
			h.t.Fatal(err)
		}
		if !sameState(c.snap, server) {
			h.t.Fatalf("%s sees\n%+v\nthe server\n%+v", id, c.snap, server)
		}
	}
}

func TestWhatClientsMakeOfEventsIsWhatTheServerKnows(t *testing.T) {
	resumed, fresh := 0, 0
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			g := NewRegistry(zap.NewNop())
			defer g.Stop()
			// A grace of an hour: memberships end by command in other tests.
			r, err := g.Open(Config{ID: "r", Grace: time.Hour}, Settings{Owner: "p0", Seats: 4})
			if err != nil {
				t.Fatal(err)
			}
			h := &history{
				t: t, rng: rand.New(rand.NewPCG(seed, 1)), room: r,
				clients: map[string]*client{}, patience: []int{1, 60, 150, 150}[seed%4],
			}
			for range 10 {
				for range 200 {
					h.step()
				}
				h.compare()
			}
			resumed, fresh = resumed+h.resumed, fresh+h.fresh
		})
	}
	if resumed < 100 || fresh < 5 {
		t.Fatalf("only %d resumed by events and %d by snapshot: the histories prove little", resumed, fresh)
	}
}

// strictMedia keeps the gates, and minds when somebody is removed with theirs open.
type strictMedia struct {
	mu    sync.Mutex
	open  map[string]bool
	fault string
}

func (m *strictMedia) AllowPublish(id string, allowed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open[id] = allowed
}

func (m *strictMedia) Remove(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open[id] {
		m.fault = id + " was removed with an open gate"
	}
	delete(m.open, id)
}

func (m *strictMedia) Close() {}

func (m *strictMedia) publishing(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.open[id]
}

// TestAnAcknowledgedMuteHoldsAgainstEightPeopleAtOnce races seven people who do whatever they can to speak with
// a host who mutes one of them: from the answer on, the gate stays closed.
func TestAnAcknowledgedMuteHoldsAgainstEightPeopleAtOnce(t *testing.T) {
	media := &strictMedia{open: map[string]bool{}}
	g := NewRegistry(zap.NewNop())
	defer g.Stop()
	r, err := g.Open(Config{ID: "r", Media: media}, Settings{Owner: "host", Seats: 8})
	if err != nil {
		t.Fatal(err)
	}
	host, _ := enter(t, r, "host", &fakeSink{})
	stop := make(chan struct{})
	var people sync.WaitGroup
	for i := range 7 {
		people.Go(func() { struggle(t, r, fmt.Sprint("p", i), uint64(i), stop) })
	}
	rng := rand.New(rand.NewPCG(7, 7))
	muted := 0
	for begun := time.Now(); muted < 1000 && time.Since(begun) < 30*time.Second; {
		id := fmt.Sprint("p", rng.IntN(7))
		_ = host.Do(t.Context(), Invite{Participant: id})
		if host.Do(t.Context(), MuteParticipant{id, true, ""}) != nil {
			continue
		}
		muted++
		for range 3 {
			if media.publishing(id) {
				t.Errorf("%s publishes after the mute was acknowledged", id)
			}
			_ = host.Do(t.Context(), LowerHand{id}) // a round trip for the others to use
		}
		_ = host.Do(t.Context(), MuteParticipant{id, false, ""})
	}
	close(stop)
	people.Wait()
	if media.fault != "" || muted < 100 {
		t.Fatalf("%s; %d mutes", media.fault, muted)
	}
}

// struggle does, until stopped, everything that might open one's own microphone.
func struggle(t *testing.T, r *Room, id string, seed uint64, stop <-chan struct{}) {
	rng := rand.New(rand.NewPCG(seed, 3))
	var session *Session
	for {
		select {
		case <-stop:
			return
		default:
		}
		if session == nil || rng.IntN(50) == 0 {
			var err error
			session, _, err = r.Join(t.Context(), Joiner{ID: id, Profile: Profile{Name: "n-" + id}, Sink: &fakeSink{}})
			if err != nil {
				t.Error(err)
				return
			}
		}
		commands := []Command{
			AcceptInvitation{}, AcceptInvitation{}, MuteSelf{false}, MuteSelf{false}, MuteSelf{false},
			MuteParticipant{id, false, ""}, LeaveStage{}, RaiseHand{}, Leave{},
		}
		n := rng.IntN(len(commands) * 4)
		if n >= len(commands) {
			n = 2 + n%3 // mostly: unmute
		}
		if commands[n] == (Leave{}) {
			_ = session.Do(t.Context(), Leave{})
			session = nil
			continue
		}
		_ = session.Do(t.Context(), commands[n])
	}
}
