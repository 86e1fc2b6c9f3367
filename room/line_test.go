package room

import (
	"slices"
	"testing"
	"time"

	"corner/room/fairqueue"
	"corner/room/rounds"
)

// lineOf is who stands in the line, as the host is shown it.
func lineOf(s *state) (ids []string) {
	for _, h := range s.snapshot(instant(), s.members["host"]).Hands {
		ids = append(ids, h.Participant.ID)
	}
	return ids
}

func expectLine(t *testing.T, s *state, want ...string) {
	t.Helper()
	if got := lineOf(s); !slices.Equal(got, want) {
		t.Errorf("the line is %q, want %q", got, want)
	}
}

// minutesOf has somebody be voiced for some minutes.
func minutesOf(s *state, id string, minutes int) (effects []effect) {
	for range minutes {
		effects = append(effects, speak(s, instant(), id, 60)...)
	}
	return effects
}

// raiseIn has people raise their hands one after the other.
func raiseIn(t *testing.T, s *state, people ...string) {
	t.Helper()
	for _, id := range people {
		ok(t, s, id, RaiseHand{})
	}
}

func TestWhoHasSpokenLeastStandsFirstAndEverybodyIsToldWhy(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b", "c", "d")
	minutesOf(s, "a", 2)
	minutesOf(s, "c", 1)
	raiseIn(t, s, "a", "b", "c", "d")
	expectLine(t, s, "b", "d", "c", "a")
	for id, want := range map[string]fairqueue.Ahead{
		"b": {}, "d": {Time: 1}, "c": {Share: 2}, "a": {Share: 3},
	} {
		snap := s.snapshot(instant(), s.members[id])
		if snap.Ahead != want || snap.Place != want.Share+want.Time+1 || snap.AtMost < snap.Place-1 {
			t.Errorf("%s is at %d, because of %+v, at most %d", id, snap.Place, snap.Ahead, snap.AtMost)
		}
	}
	effects := s.expire(instant().Add(2 * time.Second))
	if places := toldTo[HandPlaced](effects, "a"); len(places) != 1 || places[0].Place != 4 || places[0].Ahead.Share != 3 {
		t.Errorf("a, who was told to be the first, is told %+v", places)
	}
	if order := toldTo[HandsOrdered](effects, "host"); len(order) != 1 || !slices.Equal(order[0].Order, []string{"b", "d", "c", "a"}) {
		t.Errorf("the host is told %+v", order)
	}
	if order := toldTo[HandsOrdered](effects, "b"); len(order) != 0 {
		t.Errorf("a listener is told %+v", order)
	}
}

func TestWhereTheFirstToComeIsTheFirstNoOrderIsTold(t *testing.T) {
	s := stageOf(t, Settings{Title: "t", Languages: []string{"en"}, Queue: FirstCome}, "a", "b", "c")
	minutesOf(s, "a", 5)
	raiseIn(t, s, "a", "b", "c")
	expectLine(t, s, "a", "b", "c")
	if order, _ := told[HandsOrdered](s.expire(instant().Add(2 * time.Second))); len(order) != 0 {
		t.Errorf("told %+v", order)
	}
	fair := FairLine
	effects := ok(t, s, "host", UpdateRoom{Queue: &fair})
	effects = append(effects, s.expire(instant().Add(4*time.Second))...)
	expectLine(t, s, "b", "c", "a")
	if order, _ := told[HandsOrdered](effects); len(order) != 1 {
		t.Errorf("the order has changed, and %+v is told", order)
	}
}

func TestOnlyAWholeMinuteOfSomebodyWhoWaitsChangesTheLine(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	raiseIn(t, s, "a", "b")
	now := instant().Add(2 * time.Second)
	s.expire(now)
	for _, c := range []struct {
		seconds, orders int
	}{{59, 0}, {1, 1}, {59, 0}} {
		now = now.Add(2 * time.Second)
		effects := append(speak(s, now, "a", c.seconds), s.expire(now.Add(time.Second))...)
		if orders, _ := told[HandsOrdered](effects); len(orders) != c.orders {
			t.Errorf("after %d s more: told %+v", c.seconds, orders)
		}
	}
	expectLine(t, s, "b", "a")
}

func TestWhoLearnsTheLanguageOfTheRoundGoesBeforeWhoDoesNot(t *testing.T) {
	s := tableOf(t, Settings{})
	comeAs(t, s, "native", []string{"en-US"}, []string{"zh-Hant"})
	comeAs(t, s, "learner", []string{"zh"}, []string{"en-GB"})
	raiseIn(t, s, "native", "learner")
	expectLine(t, s, "native", "learner")
	ok(t, s, "host", StartRounds{Phases: minuteOf("en", "zh")})
	expectLine(t, s, "learner", "native")
	s.expire(instant().Add(30 * time.Second))
	effects := s.expire(instant().Add(time.Minute))
	expectLine(t, s, "native", "learner")
	if order, _ := told[HandsOrdered](effects); len(order) != 1 {
		t.Errorf("at the change of the round %+v is told", order)
	}
	okAt(t, s, 70, "host", SkipRound{})
	expectLine(t, s, "learner", "native")
	s.expire(at(80))
	effects = append(okAt(t, s, 90, "host", StopRounds{}), s.expire(at(100))...)
	expectLine(t, s, "native", "learner")
	if order, _ := told[HandsOrdered](effects); len(order) != 1 {
		t.Errorf("at the end of the rounds %+v is told", order)
	}
	if s.round.Now() != (rounds.Phase{}) {
		t.Error("the round goes on")
	}
}

func TestWhoIsPutFirstIsFirstAndEverybodyHearsWhy(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b", "c", "d")
	refused(t, s, "host", AdvanceHand{"c", "answer"}, "no_hand")
	raiseIn(t, s, "a", "b", "c", "d")
	refused(t, s, "host", AdvanceHand{"c", "friend"}, "bad_request")
	refused(t, s, "a", AdvanceHand{"a", "answer"}, "not_allowed")
	effects := ok(t, s, "host", AdvanceHand{"c", "leaving"})
	messages, to := told[MessageSent](effects)
	if len(messages) != 1 || to[0] != nil || messages[0].Message.Code != "cut_in" || messages[0].Message.Reason != "leaving" ||
		messages[0].Message.About.ID != "c" || messages[0].Message.From.ID != "host" {
		t.Errorf("said %+v to %v", messages, to)
	}
	ok(t, s, "host", AdvanceHand{"d", "word"})
	expectLine(t, s, "c", "d", "a", "b")
	if again := saidIn(ok(t, s, "host", AdvanceHand{"c", "other"})); len(again) != 0 {
		t.Errorf("put first twice, and %q is said", again)
	}
	if snap := s.snapshot(instant(), s.members["a"]); snap.Ahead.CutIn != 2 {
		t.Errorf("a waits because of %+v", snap.Ahead)
	}
	ok(t, s, "c", LowerHand{})
	ok(t, s, "c", RaiseHand{})
	expectLine(t, s, "d", "a", "b", "c")
}

func TestAnInvitationPastOthersIsACutIn(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b", "c", "d")
	raiseIn(t, s, "a", "b", "c")
	for _, c := range []struct {
		cmd  Invite
		said string
	}{
		{Invite{"d", "quiet"}, ""}, // who has no hand up goes past nobody
		{Invite{"a", "answer"}, ""},
		{Invite{"b", ""}, "other"},
		{Invite{"c", "word"}, "word"},
		{Invite{"c", "word"}, ""}, // once
	} {
		reason := ""
		messages, _ := told[MessageSent](ok(t, s, "host", c.cmd))
		for _, m := range messages {
			reason += m.Message.Reason
		}
		if reason != c.said {
			t.Errorf("%+v: said %q", c.cmd, reason)
		}
	}
	refused(t, s, "host", Invite{"a", "beauty"}, "bad_request")
}

func TestWhoAskedBeforeSomebodyWhoIsServedHasBeenOvertaken(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b", "c", "d", "e")
	raiseIn(t, s, "a", "b", "c", "d")
	ok(t, s, "host", Invite{Participant: "c"})
	ok(t, s, "c", AcceptInvitation{})
	ok(t, s, "host", Invite{Participant: "e"}) // without a hand
	ok(t, s, "e", AcceptInvitation{})
	for id, want := range map[string]int{"a": 1, "b": 1, "d": 0} {
		if m := s.members[id]; m.overtaken != want {
			t.Errorf("%s was overtaken %d times", id, m.overtaken)
		}
	}
	ok(t, s, "a", LowerHand{})
	ok(t, s, "a", RaiseHand{})
	if m := s.members["a"]; m.overtaken != 0 || m.ahead != 2 {
		t.Errorf("who raises again was overtaken %d times, with %d before", m.overtaken, m.ahead)
	}
}

func TestAModeratorWhoRaisesTheirHandSeesTheLineAsTheOthersDo(t *testing.T) {
	s := stageOf(t, Settings{}, "x", "a", "m")
	ok(t, s, "host", SetRole{"m", Moderator})
	s.expire(instant().Add(time.Second))
	snap := s.snapshot(instant(), s.members["m"])
	var effects []effect
	for _, id := range []string{"x", "a", "m"} { // x is told at once, the others are gathered

		more, err := s.apply(instant().Add(time.Second), id, RaiseHand{})
		if err != nil {
			t.Fatal(err)
		}
		effects = append(effects, more...)
	}
	effects = append(effects, s.expire(instant().Add(2*time.Second))...)
	for _, e := range effects {
		if told, is := e.(tell); is && told.addressed("m") {
			reduce(&snap, told.event)
		}
	}
	if len(snap.Hands) != 3 || snap.Hands[1].Participant.ID != "a" {
		t.Errorf("the moderator sees %+v", snap.Hands)
	}
}

func TestWhoFallsBehindTheHandsThatAreShownIsShownNoMore(t *testing.T) {
	s := stageOf(t, Settings{Capacity: 2000})
	now := instant().Add(time.Minute)
	raiseAll(t, s, now, HandsShown+1)
	s.expire(now.Add(2 * time.Second))
	client := s.snapshot(now, s.members["host"])
	effects := speak(s, now.Add(4*time.Second), "p0000", 60)
	effects = append(effects, s.expire(now.Add(6*time.Second))...)
	for _, e := range effects {
		if told, is := e.(tell); is && told.addressed("host") {
			reduce(&client, told.event)
		}
	}
	server := s.snapshot(now, s.members["host"])
	if !sameState(client, server) || len(client.Hands) != HandsShown || client.Hands[0].Participant.ID != "p0001" {
		t.Errorf("the host sees %d hands, the first of %s", len(client.Hands), client.Hands[0].Participant.ID)
	}
	if places := toldTo[HandPlaced](effects, "p0000"); len(places) == 0 || places[len(places)-1].Place != HandsShown+1 {
		t.Errorf("who fell behind is told %+v", places)
	}
}

// Between two tellings of the places somebody joins anew, is given the place of that moment, and it is over before the
// next telling: that they stand again where they were told last is news to them.
func TestWhoJoinsAnewIsToldThePlaceTheyComeBackTo(t *testing.T) {
	bubble(t, Settings{Owner: "h"}, func(t *testing.T, r *Room, _ *Registry, _ *fakeWorld) {
		host, _ := enter(t, r, "h", &fakeSink{})
		first, _ := enter(t, r, "a", &fakeSink{})
		second, _ := enter(t, r, "b", &fakeSink{})
		do(t, first, RaiseHand{})
		time.Sleep(5 * time.Second)
		do(t, second, RaiseHand{})
		do(t, host, AdvanceHand{Participant: "b", Reason: "word"})
		again := &fakeSink{}
		if _, snap := enter(t, r, "a", again); snap.Place != 2 {
			t.Fatalf("joins at %d", snap.Place)
		}
		do(t, second, LowerHand{"b"})
		time.Sleep(5 * time.Second)
		var places []HandPlaced
		for _, e := range again.heard() {
			if place, is := e.Body.(HandPlaced); is {
				places = append(places, place)
			}
		}
		if len(places) == 0 || places[len(places)-1] != inLine(1, 1) {
			t.Errorf("told %+v", places)
		}
	})
}

// follow has somebody's client apply what is told to them.
func follow(client *Snapshot, effects []effect, id string) {
	for _, e := range effects {
		if told, is := e.(tell); is && told.addressed(id) {
			reduce(client, told.event)
		}
	}
}

// Lowered and raised again between two tellings of the hands: it is the last, and who sees hands need not be told the order.
func TestAHandThatGoesDownAndUpAtOnceIsTheLast(t *testing.T) {
	s := stageOf(t, Settings{Title: "t", Languages: []string{"en"}, Queue: FirstCome}, "a", "b", "c")
	raiseIn(t, s, "a", "b")
	s.expire(at(2))
	client := s.snapshot(at(2), s.members["host"])
	effects := okAt(t, s, 3, "c", RaiseHand{}) // told at once, so that what follows waits
	effects = append(effects, okAt(t, s, 3, "a", LowerHand{"a"})...)
	effects = append(effects, okAt(t, s, 3, "a", RaiseHand{})...)
	effects = append(effects, s.expire(at(5))...)
	follow(&client, effects, "host")
	expectLine(t, s, "b", "c", "a")
	if server := s.snapshot(at(5), s.members["host"]); !sameState(client, server) {
		t.Errorf("the host sees\n%+v\nthe server\n%+v", client.Hands, server.Hands)
	}
	if order, _ := told[HandsOrdered](effects); len(order) != 0 {
		t.Errorf("told %+v", order)
	}
}

// A moderator whose hand was among those that are shown takes it down and raises it behind them all, and is told their
// place before everybody is told that it is down: they are told it once more.
func TestWhoRaisesAgainBehindThoseWhoAreShownKnowsTheirPlace(t *testing.T) {
	s := stageOf(t, Settings{Capacity: 2000}, "mod")
	ok(t, s, "host", SetRole{"mod", Moderator})
	ok(t, s, "mod", RaiseHand{})
	now := instant().Add(time.Minute)
	raiseAll(t, s, now, HandsShown+20)
	s.expire(now.Add(2 * time.Second))
	client := s.snapshot(now, s.members["mod"])
	now = now.Add(4 * time.Second)
	s.queue.placed = now.Add(-time.Second) // the places are told with the next change, the hands a moment ago
	s.queue.told = now
	effects := okBy(t, s, now, "mod", LowerHand{"mod"})
	s.queue.placed = now.Add(-time.Second)
	effects = append(effects, okBy(t, s, now, "mod", RaiseHand{})...)
	for range 8 {
		now = now.Add(handWindow)
		effects = append(effects, s.expire(now)...)
	}
	follow(&client, effects, "mod")
	if server := s.snapshot(now, s.members["mod"]); !sameState(client, server) || client.Place != HandsShown+21 {
		t.Errorf("sees %d hands and to be at %d, the server %d and %d", len(client.Hands), client.Place, len(server.Hands), server.Place)
	}
}

// okBy applies a command that must succeed, at a time.
func okBy(t *testing.T, s *state, now time.Time, by string, cmd Command) []effect {
	t.Helper()
	effects, err := s.apply(now, by, cmd)
	if err != nil {
		t.Fatal(err)
	}
	return effects
}
