package room

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"go.uber.org/zap"
)

func TestJoiningAgainTakesOver(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{Owner: "h"})
	host, _ := enter(t, r, "h", &fakeSink{})
	older := &fakeSink{}
	first, _ := enter(t, r, "b", older)
	do(t, host, Invite{Participant: "b"})
	do(t, first, AcceptInvitation{})
	do(t, first, MuteSelf{false})
	newer := &fakeSink{}
	second, snap := enter(t, r, "b", newer)
	if got := older.reasons(); !slices.Equal(got, []Reason{Replaced}) {
		t.Errorf("the older sink was closed with %v", got)
	}
	if snap.You.Seat != 1 || !snap.You.Mute.Self || w.publishing("b") {
		t.Errorf("came back as %+v, gate %t", snap.You, w.publishing("b"))
	}
	heard := len(older.heard())
	for name, err := range map[string]error{
		"do":     first.Do(t.Context(), LeaveStage{}),
		"attach": replayError(first.Attach(t.Context(), older, 0)),
		"list":   audienceError(first.Audience(t.Context(), "", 1)),
	} {
		if !errors.Is(err, ErrSessionLost) {
			t.Errorf("%s on the dead session: %v", name, err)
		}
	}
	first.Detach(older)
	first.Detach(newer)
	do(t, second, MuteSelf{false})
	if len(older.heard()) != heard || !w.publishing("b") || len(newer.reasons()) != 0 {
		t.Error("the older connection still has a say")
	}
}

func replayError(_ Replay, err error) error                    { return err }
func audienceError(_ []Participant, _ string, err error) error { return err }

func TestASinkThatIsTooSlowIsLetGoAndItsMemberIsAway(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{Owner: "h"})
	host, _ := enter(t, r, "h", &fakeSink{})
	slow := &fakeSink{limit: 1}
	bob, snap := enter(t, r, "b", slow)
	for range 3 {
		do(t, host, MuteSelf{false})
		do(t, host, MuteSelf{true})
	}
	if n := len(slow.heard()); n != 1 {
		t.Fatalf("heard %d", n)
	}
	list, _, err := host.Audience(t.Context(), "", 10)
	if err != nil || len(list) != 1 || list[0].Connected {
		t.Fatalf("audience %+v, %v", list, err)
	}
	replay, err := bob.Attach(t.Context(), &fakeSink{}, snap.Revision+1)
	if err != nil || replay.Snapshot != nil || len(replay.Events) < 5 {
		t.Fatalf("resumed with %+v, %v", replay, err)
	}
}

func TestManySlowSinksAtOnceEndInNothingWorse(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{Owner: "h"})
	host, _ := enter(t, r, "h", &fakeSink{})
	for i := range 30 {
		s, _ := enter(t, r, fmt.Sprint("p", i), &fakeSink{limit: 1})
		do(t, s, RaiseHand{}) // so that everyone is told of everyone's loss
	}
	do(t, host, MuteSelf{false})
	for _, p := range w.last().Members {
		if p.Connected != (p.ID == "h") {
			t.Errorf("%s connected: %t", p.ID, p.Connected)
		}
	}
}

func TestResumingGivesTheEventsMissedOrTheWholeState(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{Owner: "h"})
	host, _ := enter(t, r, "h", &fakeSink{})
	sink := &fakeSink{}
	bob, snap := enter(t, r, "b", sink)
	churn := func(n int) {
		for i := range n {
			do(t, host, MuteSelf{i%2 != 0})
		}
	}
	attach := func(after uint64) Replay {
		t.Helper()
		sink = &fakeSink{}
		replay, err := bob.Attach(t.Context(), sink, after)
		if err != nil {
			t.Fatal(err)
		}
		return replay
	}
	bob.Detach(sink)
	churn(10)
	missed := attach(snap.Revision)
	if missed.Snapshot != nil {
		t.Fatal("a snapshot although the events are at hand")
	}
	for i, e := range missed.Events {
		if i > 0 && e.Seq <= missed.Events[i-1].Seq {
			t.Fatalf("event %d after %d", e.Seq, missed.Events[i-1].Seq)
		}
	}
	last := missed.Events[len(missed.Events)-1].Seq
	if nothing := attach(last); nothing.Snapshot != nil || len(nothing.Events) != 0 {
		t.Fatalf("nothing was missed, yet %+v", nothing)
	}
	churn(ringSize + 10)
	if old := attach(last); old.Snapshot == nil || old.Events != nil {
		t.Fatal("no snapshot although events are lost")
	}
	if future := attach(1 << 50); future.Snapshot == nil {
		t.Fatal("believed in a number that the room has not come to")
	}
	if before := attach(snap.Revision - 1); before.Snapshot == nil {
		t.Fatal("replayed what was said before the member came")
	}
}

func TestAttachingASecondSinkReplacesTheFirst(t *testing.T) {
	r := running(t, newWorld(), Settings{Owner: "h"})
	first, second := &fakeSink{}, &fakeSink{}
	host, snap := enter(t, r, "h", first)
	if _, err := host.Attach(t.Context(), second, snap.Revision); err != nil {
		t.Fatal(err)
	}
	if got := first.reasons(); !slices.Equal(got, []Reason{Replaced}) {
		t.Fatalf("the first was closed with %v", got)
	}
	if _, err := host.Attach(t.Context(), second, snap.Revision); err != nil || len(second.reasons()) != 0 {
		t.Fatalf("attaching the same again: %v, closed with %v", err, second.reasons())
	}
	do(t, host, MuteSelf{false})
	if len(second.heard()) != 1 || len(first.heard()) != 0 {
		t.Fatalf("heard %d and %d", len(first.heard()), len(second.heard()))
	}
}

func TestAnEventIsOneValueForAllWhoHearIt(t *testing.T) {
	r := running(t, newWorld(), Settings{Owner: "h"})
	a, b := &fakeSink{}, &fakeSink{}
	host, _ := enter(t, r, "h", a)
	enter(t, r, "b", b)
	do(t, host, MuteSelf{false})
	heard, also := a.heard(), b.heard()
	if heard[len(heard)-1] != also[len(also)-1] {
		t.Fatal("two copies")
	}
}

// orderSink notes in the world's log when it is told of a seat.
type orderSink struct{ w *fakeWorld }

func (o *orderSink) Send(e *Event) bool {
	o.w.mu.Lock()
	defer o.w.mu.Unlock()
	o.w.note("%T", e.Body)
	return true
}

func (o *orderSink) Close(r Reason) {
	o.w.mu.Lock()
	defer o.w.mu.Unlock()
	o.w.note("close %d", r)
}

func TestTheGateClosesBeforeAnyoneIsToldAndTheDirectoryComesLast(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{Owner: "h"})
	host, _ := enter(t, r, "h", &orderSink{w})
	bob, _ := enter(t, r, "b", &orderSink{w})
	do(t, host, Invite{Participant: "b"})
	do(t, bob, AcceptInvitation{})
	do(t, bob, MuteSelf{false})
	before := len(w.history())
	do(t, host, MuteParticipant{"b", true, ""})
	log := w.history()[before:]
	want := []string{
		"permit b false", "room.SeatChanged", "room.SeatChanged", "room.MuteChanged", "room.MessageSent", "room.MessageSent",
		fmt.Sprint("record ", w.last().Version),
	}
	if !slices.Equal(log, want) {
		t.Fatalf("%v", log)
	}
}

func TestTheEndOfTheRoomIsToldEveryoneOnce(t *testing.T) {
	w := newWorld()
	g := NewRegistry(zap.NewNop())
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { _ = g.Run(ctx) })
	r, err := g.Open(Config{ID: "room", Media: w, Presence: w}, Settings{Owner: "h"})
	if err != nil {
		t.Fatal(err)
	}
	sink := &fakeSink{}
	host, _ := enter(t, r, "h", sink)
	if _, err := g.Open(Config{ID: "room"}, Settings{}); !errors.Is(err, ErrRoomExists) {
		t.Errorf("a second room of one id: %v", err)
	}
	cancel()
	run.Wait()
	g.Stop()
	if got := sink.reasons(); !slices.Equal(got, []Reason{RoomClosed}) {
		t.Errorf("closed with %v", got)
	}
	log := w.history()
	if rec := w.last(); rec.Closed || !rec.Asleep || len(rec.Members) != 0 || log[len(log)-2] != "close media" {
		t.Errorf("ended with %v, the last record %+v", log, w.last())
	}
	if err := host.Do(t.Context(), RaiseHand{}); !errors.Is(err, ErrRoomClosed) {
		t.Errorf("a command after the end: %v", err)
	}
	host.Detach(sink)
	if err := r.Run(t.Context()); !errors.Is(err, ErrRoomClosed) {
		t.Errorf("run again: %v", err)
	}
	if _, err := g.Open(Config{ID: "late"}, Settings{}); !errors.Is(err, ErrRoomClosed) {
		t.Errorf("opened after the end: %v", err)
	}
}

func TestALostRoomEndsAndSaysThatItGoesOnElsewhere(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{})
	sink := &fakeSink{}
	ann, _ := enter(t, r, "a", sink)
	r.Lose()
	r.Lose()
	<-r.Done()
	if got := sink.reasons(); !slices.Equal(got, []Reason{RoomLost}) {
		t.Errorf("closed with %v", got)
	}
	if rec := w.last(); !rec.Closed {
		t.Errorf("the last record: %+v", rec)
	}
	if err := ann.Do(t.Context(), RaiseHand{}); !errors.Is(err, ErrSessionLost) {
		t.Errorf("a command after the end: %v", err)
	}
	if _, _, err := r.Join(t.Context(), Joiner{ID: "b", Sink: &fakeSink{}}); !errors.Is(err, ErrSessionLost) {
		t.Errorf("a join that came too late: %v", err)
	}
}

// goneSink asks, when it is closed, whether the directory knows of the end.
type goneSink struct {
	fakeSink
	world *fakeWorld
	known bool
}

func (g *goneSink) Close(why Reason) {
	g.known = g.world.last().Closed
	g.fakeSink.Close(why)
}

func TestTheDirectoryKnowsOfTheEndBeforeAnybodyComesBack(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{})
	sink := &goneSink{world: w}
	enter(t, r, "a", sink)
	r.Lose()
	<-r.Done()
	if !sink.known {
		t.Error("people were sent away while the directory still led them here")
	}
}

func TestWhoGaveUpBeforeTheRoomListenedHasNotJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(Config{ID: "room"}, Settings{}, zap.NewNop())
		ctx, cancel := context.WithCancel(t.Context())
		var failed error
		var waiting sync.WaitGroup
		waiting.Go(func() { _, _, failed = r.Join(ctx, Joiner{ID: "a", Sink: &fakeSink{}}) })
		synctest.Wait() // the request is in the inbox of a room that does not run yet
		cancel()
		life, end := context.WithCancel(t.Context())
		waiting.Go(func() { _ = r.Run(life) })
		synctest.Wait()
		if n := r.Listing().Participants; n != 0 || !errors.Is(failed, context.Canceled) {
			t.Errorf("%d members, %v", n, failed)
		}
		end()
		waiting.Wait()
	})
}

func TestACallerOfAFullInboxMayGiveUp(t *testing.T) {
	r := New(Config{ID: "room"}, Settings{}, zap.NewNop())
	for range inboxSize {
		r.inbox <- func(*Room) {}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := r.Join(ctx, Joiner{ID: "a"}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestARefusedJoinHasNoSession(t *testing.T) {
	r := running(t, newWorld(), Settings{Capacity: 1})
	enter(t, r, "a", &fakeSink{})
	session, _, err := r.Join(t.Context(), Joiner{ID: "b", Profile: Profile{Name: "b"}, Sink: &fakeSink{}})
	if session != nil || !errors.Is(err, ErrRoomFull) {
		t.Fatalf("%v, %v", session, err)
	}
}

func TestCapacityIsAtomic(t *testing.T) {
	r := running(t, newWorld(), Settings{Capacity: 10})
	var in sync.WaitGroup
	results := make(chan error, 100)
	for i := range 100 {
		in.Go(func() {
			_, _, err := r.Join(t.Context(), Joiner{ID: fmt.Sprint(i), Profile: Profile{Name: fmt.Sprint("n", i)}, Sink: &fakeSink{}})
			results <- err
		})
	}
	in.Wait()
	close(results)
	joined := 0
	for err := range results {
		if err == nil {
			joined++
		} else if !errors.Is(err, ErrRoomFull) {
			t.Error(err)
		}
	}
	if joined != 10 || r.Listing().Participants != 10 {
		t.Fatalf("%d joined, %d are here", joined, r.Listing().Participants)
	}
}
