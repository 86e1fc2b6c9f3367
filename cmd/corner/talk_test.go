package main

import (
	"context"
	"testing"
	"time"

	"go.uber.org/zap"
)

func TestTwoStrangersTalk(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	_, ann, others := scene(t, a, 2)
	bob, cid := others[0], others[1]
	defer ann.talk()()
	bob.hears(ann)
	cid.hears(ann)

	stopBob := bob.talk() // before anybody has let him: nobody hears it
	ann.bring(bob)
	ann.hears(bob)
	cid.hears(bob)
	bob.hears(ann)
	stopBob()
	if heard := bob.numbersOf(bob); len(heard) != 0 {
		t.Fatalf("Bob hears himself %d times", len(heard))
	}
	if heard := cid.numbersOf(ann); len(heard) == 0 || !increasing(heard) {
		t.Fatalf("Cid hears Ann as %v", heard)
	}

	bob.do("stage.leave", nil)
	bob.say()
	ann.do("leave", nil)
}

func TestASocketThatDiesIsNotMissed(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	_, ann, others := scene(t, a, 2)
	bob, cid := others[0], others[1]
	ann.bring(bob)
	stop := bob.talk()
	cid.hears(bob)
	bob.Cut()
	eventually(t, "the seat shows it", func() bool { return !ann.Snapshot().Stage[1].Occupant.Connected })
	cid.numbersOf(bob)
	for range 3 { // audio goes on without a socket
		cid.hears(bob)
	}
	cid.do("hand.raise", nil) // missed by Bob
	resumed, err := bob.Resume(t.Context())
	if err != nil || resumed.Replayed == 0 || resumed.Snapshot != nil {
		t.Fatalf("resume: %+v %v", resumed, err)
	}
	stop()
	eventually(t, "Bob has caught up", func() bool {
		s := bob.Snapshot()
		return len(s.Hands) == 1 && s.Hands[0].Participant.ID == cid.ID() && s.You.Connected && s.You.Seat == 1
	})
	if seat := ann.Snapshot().Stage[1]; seat.Occupant == nil || seat.Occupant.ID != bob.ID() {
		t.Fatalf("Bob's seat: %+v", seat)
	}
}

func TestAReloadKeepsSeatAndRoleAndClosesTheOldPage(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	room, ann, others := scene(t, a, 1)
	bob := others[0]
	ann.bring(bob)
	again := enter(t, a, room, bob.Welcome().GuestToken, "Bob")
	if you := again.Snapshot().You; again.ID() != bob.ID() || you.Seat != 1 || !you.Mute.Self {
		t.Fatalf("after the reload: %+v", you)
	}
	<-bob.Done()
	if got := codeOf(bob.Err()); got != "closed with 4504 replaced" {
		t.Fatalf("the old page hears %q", got)
	}
	if _, err := bob.Resume(t.Context()); codeOf(err) != "session_lost" {
		t.Fatalf("the old session resumes: %v", err)
	}
	again.unmute()
	defer again.talk()()
	ann.hears(again)
}

func TestTheServersStopTellsEveryoneToComeBack(t *testing.T) {
	a, stop := startServer(t, testConfig(t), zap.NewNop())
	_, ann, others := scene(t, a, 1)
	began := time.Now()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 2*stopTimeout {
		t.Errorf("the stop took %v", took)
	}
	for _, p := range append(others, ann) {
		<-p.Done()
		if got := codeOf(p.Err()); got != "closed with 4005 server_draining" {
			t.Errorf("%c hears %q", p.mark, got)
		}
	}
}

func TestWhoLeavesIsGoneForEverybody(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	_, ann, others := scene(t, a, 2)
	bob, cid := others[0], others[1]
	ann.bring(bob)
	defer bob.talk()()
	cid.hears(bob)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := bob.Do(ctx, "leave", nil); err != nil && codeOf(err) != "closed with 4509 left" {
		t.Fatal(err)
	}
	eventually(t, "the seat is empty", func() bool { return ann.Snapshot().Stage[1].Occupant == nil })
	cid.numbersOf(bob)
	for range 20 {
		ann.say()
	}
	cid.hears(ann)
	if heard := cid.numbersOf(bob); len(heard) > 0 {
		t.Fatalf("Bob is heard %d times after he left", len(heard))
	}
}
