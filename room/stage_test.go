package room

import (
	"slices"
	"testing"
	"time"
)

// seatedOn seats people by invitation, microphones open.
func seatedOn(t *testing.T, s *state, people ...string) {
	t.Helper()
	for _, id := range people {
		ok(t, s, "host", Invite{Participant: id})
		ok(t, s, id, AcceptInvitation{})
		ok(t, s, id, MuteSelf{false})
	}
}

// refused applies a command that must be refused with a code.
func refused(t *testing.T, s *state, by string, cmd Command, want string) {
	t.Helper()
	if _, err := s.apply(instant(), by, cmd); code(err) != want {
		t.Errorf("%s %T: %v, want %s", by, cmd, err, want)
	}
}

// whereabouts is who sits where.
func whereabouts(s *state) []string {
	list := make([]string, len(s.seats))
	for i, p := range s.seats {
		if p.occupant != nil {
			list[i] = p.occupant.id
		}
	}
	return list
}

func expectSeats(t *testing.T, s *state, want ...string) {
	t.Helper()
	if got := whereabouts(s); !slices.Equal(got, want) {
		t.Errorf("seats %q, want %q", got, want)
	}
}

func TestOnAFreeStageATapTakesTheSeatAndTheMicrophoneIsClosed(t *testing.T) {
	s := stageOf(t, Settings{Mode: Free, Seats: 4}, "a", "b")
	ok(t, s, "a", RaiseHand{})
	effects := ok(t, s, "a", TakeSeat{2})
	expectSeats(t, s, "host", "", "a", "")
	if m := s.members["a"]; !m.mute.Self || m.open || len(s.hands) != 0 {
		t.Fatalf("arrived with %+v, %d hands", m.mute, len(s.hands))
	}
	if seats, to := told[SeatChanged](effects); len(seats) != 1 || seats[0].Seat.Index != 2 || to[0] != nil {
		t.Fatalf("told %+v to %v", seats, to)
	}
	refused(t, s, "b", TakeSeat{2}, "seat_taken")
	ok(t, s, "b", TakeSeat{-1})
	expectSeats(t, s, "host", "b", "a", "")
}

func TestMovingKeepsAnOpenMicrophoneAndIsOneEvent(t *testing.T) {
	s := stageOf(t, Settings{Seats: 5}, "a", "b")
	seatedOn(t, s, "a", "b")
	for _, move := range []func() []effect{
		func() []effect { return ok(t, s, "host", MoveSeat{"a", 4}) },
		func() []effect { return ok(t, s, "host", SwapSeats{4, 2}) },
		func() []effect { return ok(t, s, "host", SwapSeats{2, 3}) },
	} {
		effects := move()
		for _, e := range effects {
			if p, is := e.(permit); is {
				t.Fatalf("touched the gate: %+v", p)
			}
		}
		if both, to := told[SeatsChanged](effects); len(both) != 1 || len(both[0].Seats) != 2 || to[0] != nil {
			t.Fatalf("told %+v", both)
		}
		if single, _ := told[SeatChanged](effects); len(single) != 0 {
			t.Fatalf("somebody stood in between: %+v", single)
		}
	}
	expectSeats(t, s, "host", "", "", "a", "b")
	if !s.members["a"].open || !s.members["b"].open {
		t.Fatal("a microphone has closed")
	}
}

func TestMovingToAMutedSeatClosesTheMicrophoneFirst(t *testing.T) {
	s := stageOf(t, Settings{Seats: 4}, "a")
	seatedOn(t, s, "a")
	ok(t, s, "host", MuteSeat{3, true})
	effects := ok(t, s, "host", MoveSeat{"a", 3})
	if effects[0] != (permit{"a", false}) || !s.mute(s.members["a"]).Seat {
		t.Fatalf("effects %+v", effects[0])
	}
	ok(t, s, "host", MuteSeat{3, false})
	if m := s.members["a"]; m.open || m.mute != (Mute{Self: true}) {
		t.Fatalf("lifting a seat's mute left %+v, open %t", m.mute, m.open)
	}
}

func TestALockedSeatMovesItsOccupantDownFirst(t *testing.T) {
	s := stageOf(t, Settings{Seats: 3}, "a", "b")
	seatedOn(t, s, "a")
	effects := ok(t, s, "host", LockSeat{1, true})
	if effects[0] != (permit{"a", false}) {
		t.Fatalf("the gate does not close first: %+v", effects[0])
	}
	notices, to := told[Notice](effects)
	if len(notices) != 1 || notices[0].Action != "seat_locked" || notices[0].By != "host" || to[0][0] != "a" {
		t.Fatalf("told %+v", notices)
	}
	seats, _ := told[SeatChanged](effects)
	if last := seats[len(seats)-1].Seat; !last.Locked || last.Occupant != nil {
		t.Fatalf("left %+v", last)
	}
	expectSeats(t, s, "host", "", "")
	ok(t, s, "host", Invite{Participant: "b"})
	ok(t, s, "b", AcceptInvitation{})
	expectSeats(t, s, "host", "", "b")
	refused(t, s, "host", Invite{Participant: "a"}, "stage_full")
	ok(t, s, "host", LockSeat{1, false})
	ok(t, s, "host", Invite{Participant: "a"})
}

func TestWhoIsTakenOffTheStageStaysInTheRoomAndIsToldWhy(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	seatedOn(t, s, "a")
	effects := ok(t, s, "host", RemoveFromStage{"a", "noise"})
	if effects[0] != (permit{"a", false}) || s.members["a"] == nil || s.members["a"].seat >= 0 {
		t.Fatalf("effects %+v", effects[0])
	}
	notices, _ := told[Notice](effects)
	lines, to := told[MessageSent](effects)
	if len(notices) != 1 || notices[0].Reason != "noise" || notices[0].ByName != "n host" {
		t.Fatalf("told %+v", notices)
	}
	if m := lines[0].Message; to[0] != nil || !m.System || m.Code != "stage_removed" || m.About.ID != "a" || m.From.ID != "host" {
		t.Fatalf("line %+v", m)
	}
}

func TestMuteAllSparesThoseWhoRunTheRoom(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	mustJoin(t, s, "mod", Moderator)
	seatedOn(t, s, "a", "b", "mod")
	ok(t, s, "host", MuteSelf{false})
	effects := ok(t, s, "mod", MuteAll{})
	for id, open := range map[string]bool{"host": true, "mod": true, "a": false, "b": false} {
		if s.members[id].open != open {
			t.Errorf("%s is open: %t", id, s.members[id].open)
		}
	}
	changed, _ := told[MuteChanged](effects)
	if len(changed) != 2 || changed[0].Reason != "all" || changed[0].By != "mod" {
		t.Fatalf("told %+v", changed)
	}
	refused(t, s, "a", MuteSelf{false}, "muted_by_host")
}

func TestFewerSeatsLetThoseBeyondStepDown(t *testing.T) {
	s := stageOf(t, Settings{Title: "t", Languages: []string{"en"}, Seats: 4}, "a", "b")
	seatedOn(t, s, "a", "b")
	ok(t, s, "host", MoveSeat{"b", 3})
	seats := 2
	effects := ok(t, s, "host", UpdateRoom{Seats: &seats})
	expectSeats(t, s, "host", "a")
	changed, _ := told[RoomChanged](effects)
	if len(changed) != 1 || changed[0].Settings.Seats != 2 || s.members["b"].open {
		t.Fatalf("told %+v", changed)
	}
	seats = MaxSeats + 1
	refused(t, s, "host", UpdateRoom{Seats: &seats}, "invalid_room")
	seats = 0
	refused(t, s, "host", UpdateRoom{Seats: &seats}, "invalid_room")
	seats = 20
	ok(t, s, "host", UpdateRoom{Seats: &seats})
	if len(s.seats) != 20 {
		t.Fatalf("%d seats", len(s.seats))
	}
}

func TestChangingTheModeKeepsTheQueue(t *testing.T) {
	s := stageOf(t, Settings{Title: "t", Languages: []string{"en"}}, "a", "b")
	ok(t, s, "a", RaiseHand{})
	for _, mode := range []Mode{InviteOnly, Free, Apply} {
		ok(t, s, "host", UpdateRoom{Mode: &mode})
		if len(s.hands) != 1 || s.hands[0].id != "a" {
			t.Fatalf("in mode %s the queue is %v", mode, s.hands)
		}
	}
	mode := InviteOnly
	ok(t, s, "host", UpdateRoom{Mode: &mode})
	refused(t, s, "b", RaiseHand{}, "mode_closed")
	ok(t, s, "a", LowerHand{})
}

func TestATurnIsWarnedOfAndEndsInAMuteOnlyWhereTheRoomChoseSo(t *testing.T) {
	for _, mutes := range []bool{false, true} {
		s := stageOf(t, Settings{Turn: time.Minute, TurnMutes: mutes}, "a")
		seatedOn(t, s, "a")
		s.expire(instant().Add(time.Second)) // the audience is told
		at := func(d time.Duration) []effect { return s.expire(instant().Add(d)) }
		if ends := s.view(s.members["a"]).TurnEnds; !ends.Equal(instant().Add(time.Minute)) {
			t.Fatalf("the turn ends %v", ends)
		}
		if next := s.deadline(); !next.Equal(instant().Add(50 * time.Second)) {
			t.Fatalf("next due %v", next)
		}
		if warned, to := told[Notice](at(50 * time.Second)); len(warned) != 1 || warned[0].Action != "turn_warning" || to[0][0] != "a" {
			t.Fatalf("told %+v", warned)
		}
		if again, _ := told[Notice](at(51 * time.Second)); len(again) != 0 {
			t.Fatalf("warned twice: %+v", again)
		}
		effects := at(time.Minute)
		lines, _ := told[MessageSent](effects)
		if len(lines) != 1 || lines[0].Message.Code != "turn_over" || s.members["a"].open == mutes {
			t.Fatalf("mutes %t: lines %+v, open %t", mutes, lines, s.members["a"].open)
		}
		muted, _ := told[MuteChanged](effects)
		over, _ := told[Notice](effects)
		if mutes != (len(muted) == 1 && muted[0].Reason == "turn") || mutes == (len(over) == 1) {
			t.Fatalf("mutes %t: told %+v %+v", mutes, muted, over)
		}
		if mutes {
			refused(t, s, "a", MuteSelf{false}, "muted_by_host")
			ok(t, s, "host", MuteParticipant{"a", false, ""})
			ok(t, s, "a", MuteSelf{false})
			if ends := s.members["a"].turn.ends; !ends.Equal(instant().Add(time.Minute)) {
				t.Fatalf("the next turn ends %v", ends)
			}
		}
	}
}

func TestTheHostGivesAndTakesTime(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	mustJoin(t, s, "mod", Moderator)
	seatedOn(t, s, "a", "mod")
	if !s.members["a"].turn.ends.IsZero() {
		t.Fatal("a turn in a room without")
	}
	s.expire(instant().Add(time.Second)) // the audience is told
	ok(t, s, "host", SetTurn{"a", 20 * time.Second})
	if next := s.deadline(); !next.Equal(instant().Add(10 * time.Second)) {
		t.Fatalf("due %v", next)
	}
	ok(t, s, "host", SetTurn{"a", 0})
	if !s.members["a"].turn.ends.IsZero() {
		t.Fatal("still running")
	}
	ok(t, s, "host", SetTurn{"a", MinTurn})
	s.expire(instant())
	ok(t, s, "a", LeaveStage{})
	if !s.deadline().IsZero() && s.members["a"].turn != (turn{}) {
		t.Fatal("a turn off the stage")
	}
}

func TestWhomTheHostBlocksGetsNoSeat(t *testing.T) {
	s := stageOf(t, Settings{Mode: Free}, "a", "b")
	seatedOn(t, s, "a")
	ok(t, s, "b", Block{"a", true})
	if s.members["a"].seat < 0 {
		t.Fatal("a listener's block took a seat")
	}
	effects := ok(t, s, "host", Block{"a", true})
	if changed, to := told[BlockedChanged](effects); len(changed) != 1 || len(to[0]) != 1 || to[0][0] != "host" || !slices.Equal(changed[0].Blocked, []string{"a"}) {
		t.Fatalf("told %+v to %v", changed, to)
	}
	if s.members["a"].seat >= 0 || s.members["a"].open {
		t.Fatal("the blocked still sits")
	}
	refused(t, s, "a", TakeSeat{-1}, "stage_refused")
	refused(t, s, "host", Invite{Participant: "a"}, "stage_refused")
	ok(t, s, "host", Block{"a", false})
	ok(t, s, "a", TakeSeat{-1})
	mustJoin(t, s, "next", Moderator)
	ok(t, s, "next", Block{"a", true})
	if s.members["a"].seat < 0 {
		t.Fatal("a moderator's block took a seat")
	}
	ok(t, s, "host", Leave{})
	if s.hostID() != "next" || s.members["a"].seat >= 0 {
		t.Fatalf("host %q, the blocked sits on %d", s.hostID(), s.members["a"].seat)
	}
}
