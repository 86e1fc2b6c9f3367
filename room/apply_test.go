package room

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// bodies lists what was told, and to whom.
func told[B Body](effects []effect) (list []B, to [][]string) {
	for _, e := range effects {
		if t, ok := e.(tell); ok {
			if b, ok := t.event.Body.(B); ok {
				list = append(list, b)
				to = append(to, t.to)
			}
		}
	}
	return list, to
}

// stageOf is a room with a host and people off the stage.
func stageOf(t *testing.T, s Settings, people ...string) *state {
	t.Helper()
	s.Owner = "host"
	st := newState(Config{ID: "r"}, s, instant())
	mustJoin(t, st, "host", Listener)
	for _, id := range people {
		mustJoin(t, st, id, Listener)
	}
	return st
}

func TestAHandRaisedTwiceIsRaisedOnce(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	ok(t, s, "a", RaiseHand{})
	ok(t, s, "b", RaiseHand{})
	later := instant().Add(time.Second)
	s.expire(later)
	effects, err := s.apply(later, "a", RaiseHand{})
	if err != nil {
		t.Fatal(err)
	}
	if len(effects) != 0 {
		t.Fatalf("told again: %v", effects)
	}
	snap := s.snapshot(later, s.members["host"])
	if len(snap.Hands) != 2 || snap.Hands[0].Participant.ID != "a" || !snap.Hands[0].Raised.Equal(instant()) {
		t.Fatalf("the queue is %+v", snap.Hands)
	}
}

func TestAHandGoesDownByItsOwnerAndByThoseAbove(t *testing.T) {
	for _, c := range []struct {
		by  string
		cmd LowerHand
	}{{"a", LowerHand{}}, {"a", LowerHand{"a"}}, {"host", LowerHand{"a"}}, {"mod", LowerHand{"a"}}} {
		s := stageOf(t, Settings{}, "a")
		mustJoin(t, s, "mod", Moderator)
		ok(t, s, "a", RaiseHand{})
		effects, err := s.apply(instant().Add(time.Second), c.by, c.cmd)
		if err != nil {
			t.Fatal(err)
		}
		lowered, to := told[HandLowered](effects)
		if len(lowered) != 2 || lowered[0].Participant != "a" || lowered[1].Participant != "a" || len(s.hands) != 0 ||
			!slices.Equal(to[0], []string{"a"}) || !slices.Equal(slices.Sorted(slices.Values(to[1])), []string{"host", "mod"}) {
			t.Errorf("%s %v: told %v to %v, %d hands left", c.by, c.cmd, lowered, to, len(s.hands))
		}
		if lowered, _ = told[HandLowered](ok(t, s, c.by, c.cmd)); len(lowered) != 0 {
			t.Errorf("%s lowered it twice", c.by)
		}
	}
}

func TestAnInvitationIsSeenByTheInvitedHostAndModeratorsOnly(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	mustJoin(t, s, "mod", Moderator)
	effects := ok(t, s, "mod", Invite{Participant: "a"})
	for i, outcome := range []string{"sent", "declined"} {
		var to [][]string
		if i == 0 {
			_, to = told[Invited](effects)
		} else {
			var ended []InvitationEnded
			ended, to = told[InvitationEnded](ok(t, s, "a", DeclineInvitation{}))
			if ended[0].Outcome != outcome {
				t.Errorf("outcome %q", ended[0].Outcome)
			}
		}
		slices.Sort(to[0])
		if !slices.Equal(to[0], []string{"a", "host", "mod"}) {
			t.Errorf("%s: told to %v", outcome, to[0])
		}
	}
	ok(t, s, "mod", Invite{Participant: "a"})
	for id, want := range map[string]int{"a": 1, "b": 0, "host": 1, "mod": 1} {
		if got := s.snapshot(instant(), s.members[id]).Invitations; len(got) != want {
			t.Errorf("%s sees %v", id, got)
		}
	}
}

func TestInvitingAgainRenewsTheTime(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "host", Invite{Participant: "a"})
	renewed := instant().Add(29 * time.Second)
	if _, err := s.apply(renewed, "host", Invite{Participant: "a"}); err != nil {
		t.Fatal(err)
	}
	s.expire(instant().Add(31 * time.Second))
	if _, err := s.apply(instant().Add(58*time.Second), "a", AcceptInvitation{}); err != nil {
		t.Fatalf("accept within the renewed time: %v", err)
	}
}

func TestAnInvitationThatRanOutIsNoneEvenBeforeItIsSwept(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "host", Invite{Participant: "a"})
	late := instant().Add(30 * time.Second)
	for by, cmd := range map[string]Command{"a": AcceptInvitation{}, "host": CancelInvitation{"a"}} {
		if _, err := s.apply(late, by, cmd); !errors.Is(err, ErrNoInvitation) {
			t.Errorf("%T: %v", cmd, err)
		}
	}
	if ended, _ := told[InvitationEnded](s.expire(late)); len(ended) != 1 || ended[0].Outcome != "expired" {
		t.Fatalf("told %v", ended)
	}
}

func TestAcceptingTakesTheLowestFreeUnlockedSeatMutedAndLowersTheHand(t *testing.T) {
	s := stageOf(t, Settings{Seats: 4}, "a", "b")
	s.seats[1].locked = true
	ok(t, s, "a", RaiseHand{})
	ok(t, s, "host", Invite{Participant: "a"})
	effects, err := s.apply(instant().Add(time.Second), "a", AcceptInvitation{})
	if err != nil {
		t.Fatal(err)
	}
	seats, _ := told[SeatChanged](effects)
	if len(seats) != 1 || seats[0].Seat.Index != 2 || seats[0].Seat.Occupant.ID != "a" {
		t.Fatalf("told %+v", seats)
	}
	if p := seats[0].Seat.Occupant; p.Role != Speaker || !p.Mute.Self || p.Seat != 2 {
		t.Fatalf("arrived as %+v", p)
	}
	lowered, _ := told[HandLowered](effects)
	ended, _ := told[InvitationEnded](effects)
	if len(lowered) != 2 || len(ended) != 1 || ended[0].Outcome != "accepted" {
		t.Fatalf("hands %v, invitations %v", lowered, ended)
	}
}

func TestOfTwoWhoAcceptTheLastSeatTheFirstHasIt(t *testing.T) {
	s := stageOf(t, Settings{Seats: 2}, "a", "b")
	ok(t, s, "host", Invite{Participant: "a"})
	ok(t, s, "host", Invite{Participant: "b"})
	ok(t, s, "b", AcceptInvitation{})
	if _, err := s.apply(instant(), "a", AcceptInvitation{}); !errors.Is(err, ErrStageFull) {
		t.Fatalf("the second: %v", err)
	}
	if s.members["a"].invited == nil {
		t.Fatal("the refusal took the invitation")
	}
	if _, err := s.apply(instant(), "host", Invite{Participant: "a"}); !errors.Is(err, ErrStageFull) {
		t.Fatalf("an invitation to no seat: %v", err)
	}
}

func TestTheHostsSeatIsNobodyElses(t *testing.T) {
	s := stageOf(t, Settings{Seats: 1}, "a")
	ok(t, s, "host", LowerHand{"a"})
	if _, err := s.apply(instant(), "host", Invite{Participant: "a"}); !errors.Is(err, ErrStageFull) {
		t.Fatalf("invited to the host's seat: %v", err)
	}
	if _, err := s.apply(instant(), "host", LeaveStage{}); !errors.Is(err, ErrHostSeat) {
		t.Fatalf("the host stepped down: %v", err)
	}
	ok(t, s, "host", Leave{})
	if got := s.freeSeat(); got != -1 {
		t.Fatalf("without a host, seat %d is free", got)
	}
}

func TestSteppingDownClosesTheGateFirst(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "host", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	ok(t, s, "a", MuteSelf{false})
	effects := ok(t, s, "a", LeaveStage{})
	if effects[0] != (permit{participant: "a", allowed: false}) {
		t.Fatalf("first effect %+v", effects[0])
	}
	own, to := told[ParticipantChanged](effects)
	if len(own) != 1 || own[0].Participant.Role != Listener || !slices.Equal(to[0], []string{"a"}) {
		t.Fatalf("the one who stepped down hears %+v, told to %v", own, to)
	}
}

func TestASeatsMuteStaysWithTheSeat(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	s.seats[1].muted = true
	ok(t, s, "host", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	for _, e := range ok(t, s, "a", MuteSelf{false}) {
		if p, is := e.(permit); is && p.allowed {
			t.Fatal("spoke from a muted seat")
		}
	}
	if m := s.mute(s.members["a"]); m != (Mute{Seat: true}) {
		t.Fatalf("mute %+v", m)
	}
	ok(t, s, "a", LeaveStage{})
	if m := s.mute(s.members["a"]); m.Seat {
		t.Fatal("took the seat's mute along")
	}
}
