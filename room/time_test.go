package room

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"
)

// bubble runs a room under a clock of its own.
func bubble(t *testing.T, s Settings, f func(t *testing.T, r *Room, g *Registry, w *fakeWorld)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		g := NewRegistry(zap.NewNop())
		defer g.Stop()
		r, err := g.Open(Config{ID: "room", Media: w, Presence: w}, s)
		if err != nil {
			t.Fatal(err)
		}
		f(t, r, g, w)
	})
}

// pass lets time go by and the room do what is due.
func pass(d time.Duration) {
	time.Sleep(d) // the bubble's clock: no one waits
	synctest.Wait()
}

func ended(r *Room) bool {
	select {
	case <-r.Done():
		return true
	default:
		return false
	}
}

func TestALostConnectionKeepsItsPlaceForTheGrace(t *testing.T) {
	bubble(t, Settings{Owner: "h"}, func(t *testing.T, r *Room, _ *Registry, w *fakeWorld) {
		watcher := &fakeSink{}
		enter(t, r, "h", watcher)
		sink := &fakeSink{}
		bob, _ := enter(t, r, "b", sink)
		bob.Detach(sink)
		pass(29 * time.Second)
		if r.Listing().Participants != 2 {
			t.Fatal("left within the grace")
		}
		again := &fakeSink{}
		if _, err := bob.Attach(t.Context(), again, 0); err != nil {
			t.Fatal(err)
		}
		pass(time.Hour)
		if r.Listing().Participants != 2 {
			t.Fatal("left although back")
		}
		bob.Detach(sink) // the old one, once more
		pass(time.Hour)
		if r.Listing().Participants != 2 {
			t.Fatal("a dead sink's Detach took the new one away")
		}
		bob.Detach(again)
		pass(30 * time.Second)
		if r.Listing().Participants != 1 || w.history()[len(w.history())-2] != "remove b" {
			t.Fatalf("still here: %v", w.history())
		}
		if err := bob.Do(t.Context(), RaiseHand{}); !errors.Is(err, ErrSessionLost) {
			t.Fatalf("the session after the grace: %v", err)
		}
		if _, err := bob.Attach(t.Context(), again, 0); !errors.Is(err, ErrSessionLost) {
			t.Fatalf("attach after the grace: %v", err)
		}
	})
}

func TestAnInvitationExpiresByItself(t *testing.T) {
	bubble(t, Settings{Owner: "h"}, func(t *testing.T, r *Room, _ *Registry, _ *fakeWorld) {
		host, _ := enter(t, r, "h", &fakeSink{})
		sink := &fakeSink{}
		bob, _ := enter(t, r, "b", sink)
		do(t, host, Invite{Participant: "b"})
		pass(30 * time.Second)
		var outcome string
		for _, e := range sink.heard() {
			if b, is := e.Body.(InvitationEnded); is {
				outcome = b.Outcome
			}
		}
		if outcome != "expired" {
			t.Fatalf("heard outcome %q", outcome)
		}
		if err := bob.Do(t.Context(), AcceptInvitation{}); !errors.Is(err, ErrNoInvitation) {
			t.Fatal(err)
		}
	})
}

func TestTheLastOneOutClosesTheRoomAfterTheGrace(t *testing.T) {
	bubble(t, Settings{Owner: "b"}, func(t *testing.T, r *Room, g *Registry, w *fakeWorld) {
		bob, _ := enter(t, r, "b", &fakeSink{})
		pass(time.Hour)
		do(t, bob, Leave{})
		pass(29 * time.Second)
		bob, _ = enter(t, r, "b", &fakeSink{})
		pass(time.Hour)
		if ended(r) {
			t.Fatal("closed with somebody in it")
		}
		do(t, bob, Leave{})
		pass(30 * time.Second)
		if !ended(r) {
			t.Fatal("still open")
		}
		if _, found := g.Get("room"); found || len(g.Rooms()) != 0 {
			t.Fatal("the registry keeps a room that has ended")
		}
		if rec := w.last(); !rec.Closed || len(rec.Members) != 0 {
			t.Fatalf("the directory's last record: %+v", rec)
		}
		if _, _, err := r.Join(t.Context(), Joiner{ID: "x"}); !errors.Is(err, ErrRoomClosed) {
			t.Fatalf("joining: %v", err)
		}
	})
}

func TestARoomNobodyEverJoinedCloses(t *testing.T) {
	bubble(t, Settings{}, func(t *testing.T, r *Room, _ *Registry, _ *fakeWorld) {
		pass(30 * time.Second)
		if !ended(r) {
			t.Fatal("still open")
		}
	})
}

func TestEveryoneGoneBothWaysLeavesNoGhosts(t *testing.T) {
	bubble(t, Settings{Owner: "p0"}, func(t *testing.T, r *Room, _ *Registry, w *fakeWorld) {
		for i := range 20 {
			sink := &fakeSink{}
			s, _ := enter(t, r, "p"+strconv.Itoa(i), sink)
			s.Detach(sink)
		}
		pass(30 * time.Second)
		if n := r.Listing().Participants; n != 0 {
			t.Fatalf("%d ghosts", n)
		}
		pass(30 * time.Second)
		if !ended(r) || !w.last().Closed {
			t.Fatal("still open")
		}
	})
}

// audienceEvents counts what a sink heard of the audience.
func audienceEvents(f *fakeSink) (n, last int) {
	for _, e := range f.heard() {
		if b, is := e.Body.(AudienceChanged); is {
			n++
			last = b.Count
		}
	}
	return n, last
}

func TestAFloodOfListenersIsToldOnceASecondAtMost(t *testing.T) {
	bubble(t, Settings{Owner: "h"}, func(t *testing.T, r *Room, _ *Registry, _ *fakeWorld) {
		watcher := &fakeSink{}
		enter(t, r, "h", watcher)
		for i := range 300 {
			enter(t, r, "p"+strconv.Itoa(i), &fakeSink{})
			time.Sleep(10 * time.Millisecond)
		}
		pass(2 * time.Second)
		n, last := audienceEvents(watcher)
		if n < 3 || n > 5 || last != 300 {
			t.Fatalf("%d messages in 5 s, the last says %d", n, last)
		}
		pass(time.Hour)
		if later, _ := audienceEvents(watcher); later != n {
			t.Fatalf("%d more messages about nothing", later-n)
		}
	})
}

func TestALargeRoomGathersItsRecords(t *testing.T) {
	bubble(t, Settings{Owner: "p0"}, func(t *testing.T, r *Room, _ *Registry, w *fakeWorld) {
		for i := range 300 {
			enter(t, r, "p"+strconv.Itoa(i), &fakeSink{})
		}
		count := func() int {
			w.mu.Lock()
			defer w.mu.Unlock()
			return len(w.records)
		}
		if n := count(); n > smallRoom+3 {
			t.Fatalf("%d records for 300 joins", n)
		}
		pass(time.Second)
		if rec := w.last(); len(rec.Members) != 300 {
			t.Fatalf("the latest record has %d members", len(rec.Members))
		}
		n := count()
		pass(time.Hour)
		if count() != n {
			t.Fatalf("%d more records about nothing", count()-n)
		}
	})
}

func TestARecordFollowsEveryChangeOfASmallRoom(t *testing.T) {
	bubble(t, Settings{Owner: "h"}, func(t *testing.T, r *Room, _ *Registry, w *fakeWorld) {
		enter(t, r, "h", &fakeSink{})
		sink := &fakeSink{}
		bob, _ := enter(t, r, "b", sink)
		if len(w.last().Members) != 2 {
			t.Fatalf("after a join: %+v", w.last())
		}
		bob.Detach(sink)
		if rec := w.last(); rec.Members[1].Connected {
			t.Fatalf("after a loss: %+v", rec)
		}
		if _, err := bob.Attach(t.Context(), sink, 0); err != nil || !w.last().Members[1].Connected {
			t.Fatalf("after the return: %+v, %v", w.last(), err)
		}
		do(t, bob, Leave{})
		if rec := w.last(); len(rec.Members) != 1 || rec.Version != uint64(len(w.records)) {
			t.Fatalf("after leaving: %+v", rec)
		}
	})
}
