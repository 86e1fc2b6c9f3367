package room

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"corner/room/fairqueue"
)

// raiseAll has n people join and raise their hands at one instant, and returns what was told of it.
func raiseAll(t *testing.T, s *state, now time.Time, n int) (effects []effect) {
	t.Helper()
	for i := range n {
		id := fmt.Sprintf("p%04d", i)
		mustJoinAt(t, s, now, id, Listener)
		more, err := s.apply(now, id, RaiseHand{})
		if err != nil {
			t.Fatal(err)
		}
		effects = append(effects, more...)
	}
	return effects
}

// inLine is the place of somebody in a line where nobody has spoken, was overtaken or has left.
func inLine(place, hands int) HandPlaced {
	before := place - 1
	return HandPlaced{Place: place, Hands: hands, Ahead: fairqueue.Ahead{Time: before}, AtMost: before + fairqueue.Patience(before)}
}

// toldTo counts the events of a type that somebody gets.
func toldTo[B Body](effects []effect, id string) (bodies []B) {
	for _, e := range effects {
		t, is := e.(tell)
		if !is || !t.addressed(id) {
			continue
		}
		if b, of := t.event.Body.(B); of {
			bodies = append(bodies, b)
		}
	}
	return bodies
}

func TestAThousandHandsAreFourMessagesASecondToThoseWhoSeeThem(t *testing.T) {
	s := stageOf(t, Settings{Capacity: 2000}, "guest")
	now := instant().Add(time.Minute)
	s.expire(now)
	effects := raiseAll(t, s, now, 1000)
	for range 4 {
		now = now.Add(handWindow)
		effects = append(effects, s.expire(now)...)
	}
	host := len(toldTo[HandRaised](effects, "host")) + len(toldTo[HandsChanged](effects, "host"))
	if host > 5 {
		t.Errorf("the host got %d messages about hands in a second", host)
	}
	if got := len(toldTo[HandRaised](effects, "guest")) + len(toldTo[HandsChanged](effects, "guest")); got != 0 {
		t.Errorf("a listener without a hand got %d", got)
	}
	own := toldTo[HandRaised](effects, "p0007")
	places := toldTo[HandPlaced](effects, "p0007")
	counts := toldTo[AudienceChanged](append(effects, s.expire(now.Add(4*time.Second))...), "guest")
	if len(counts) == 0 || len(counts) > 2 || counts[len(counts)-1].Hands != 1000 {
		t.Errorf("the listener counts %+v", counts)
	}
	if len(own) != 1 || own[0].Hand.Participant.ID != "p0007" || len(places) != 1 || places[0] != inLine(8, 8) {
		t.Errorf("one of them is told %+v, %+v", own, places)
	}
	if snap := s.snapshot(now, s.members["host"]); len(snap.Hands) != HandsShown || snap.Hands[0].Participant.ID != "p0000" {
		t.Errorf("the host sees %d hands", len(snap.Hands))
	}
}

func TestWhenAHandOfTheFrontGoesDownTheNextMovesUp(t *testing.T) {
	s := stageOf(t, Settings{Capacity: 2000})
	now := instant().Add(time.Minute)
	raiseAll(t, s, now, HandsShown+2)
	now = now.Add(2 * time.Second)
	s.expire(now)
	effects, err := s.apply(now.Add(time.Second), "host", LowerHand{"p0000"})
	if err != nil {
		t.Fatal(err)
	}
	changed := toldTo[HandsChanged](effects, "host")
	next := fmt.Sprintf("p%04d", HandsShown)
	movedUp := inLine(HandsShown, HandsShown+1)
	movedUp.AtMost += 2 // one more stood before them when they came: they may be overtaken twice more
	if len(changed) != 1 || !slices.Equal(changed[0].Lowered, []string{"p0000"}) || len(changed[0].Raised) != 1 ||
		changed[0].Raised[0].Participant.ID != next {
		t.Fatalf("the host is told %+v", changed)
	}
	if place := toldTo[HandPlaced](effects, next); len(place) != 1 || place[0] != movedUp {
		t.Fatalf("who moves up is told %+v", place)
	}
}

func TestWhoBeginsToSeeHandsIsGivenThemAndWhoCeasesKeepsTheirOwn(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b", "c")
	ok(t, s, "a", RaiseHand{})
	ok(t, s, "b", RaiseHand{})
	effects := ok(t, s, "host", SetRole{"a", Moderator})
	given := toldTo[HandsListed](effects, "a")
	if len(given) != 1 || len(given[0].Hands) != 2 {
		t.Fatalf("the new moderator is given %+v", given)
	}
	effects = ok(t, s, "host", SetRole{"a", Listener})
	if given = toldTo[HandsListed](effects, "a"); len(given) != 1 || len(given[0].Hands) != 1 || given[0].Hands[0].Participant.ID != "a" {
		t.Fatalf("who was moderator is given %+v", given)
	}
	ok(t, s, "host", Invite{Participant: "c"})
	effects = ok(t, s, "c", AcceptInvitation{})
	if given = toldTo[HandsListed](effects, "c"); len(given) != 1 || len(given[0].Hands) != 2 {
		t.Fatalf("who comes onto the stage is given %+v", given)
	}
}

func TestWhoComesBackIsToldTheirPlaceAgain(t *testing.T) {
	bubble(t, Settings{Owner: "h"}, func(t *testing.T, r *Room, _ *Registry, _ *fakeWorld) {
		enter(t, r, "h", &fakeSink{})
		first, _ := enter(t, r, "a", &fakeSink{})
		sink := &fakeSink{}
		second, snap := enter(t, r, "b", sink)
		do(t, first, RaiseHand{})
		do(t, second, RaiseHand{})
		second.Detach(sink)
		do(t, first, LowerHand{})
		time.Sleep(2 * time.Second)
		back := &fakeSink{}
		if _, err := second.Attach(t.Context(), back, snap.Revision); err != nil {
			t.Fatal(err)
		}
		heard := back.heard()
		if len(heard) == 0 || heard[len(heard)-1].Body != inLine(1, 1) {
			t.Fatalf("heard %+v", heard)
		}
	})
}

// A host for the time being has been told of a hand, which goes down in the moment in which the owner comes back and
// takes the host's place: the hand is gone for both.
func TestWhoCeasesToSeeHandsKeepsNoneThatIsGone(t *testing.T) {
	s := stageOf(t, Settings{Seats: 2}, "a", "b")
	seatedOn(t, s, "a")
	okBy(t, s, at(2), "host", Leave{})
	s.expire(at(60)) // a hosts
	okBy(t, s, at(60), "a", LockSeat{1, true})
	okBy(t, s, at(61), "b", RaiseHand{})
	s.expire(at(70))
	client := s.snapshot(at(70), s.members["a"])
	if s.members["a"] != s.host || len(client.Hands) != 1 {
		t.Fatalf("a sees %d hands", len(client.Hands))
	}
	s.queue.told = at(71) // a moment ago
	effects := okBy(t, s, at(71), "b", LowerHand{"b"})
	more, err := s.join(at(71), arrival{id: "host", profile: Profile{Name: "n-host"}})
	if err != nil {
		t.Fatal(err)
	}
	effects = append(append(effects, more...), s.expire(at(80))...)
	follow(&client, effects, "a")
	if len(client.Hands) != 0 || s.members["a"].sees() {
		t.Errorf("a, who is %s, sees %+v", s.members["a"].rung(), client.Hands)
	}
}
