package room

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// turnsOf is a room where turns of a minute are handed on, with one seat beside the host's, and a on it with the word.
func turnsOf(t *testing.T, change func(*Settings), people ...string) *state {
	t.Helper()
	settings := Settings{Turn: time.Minute, TurnNext: true, Seats: 2}
	if change != nil {
		change(&settings)
	}
	s := stageOf(t, settings, append([]string{"a"}, people...)...)
	seatedOn(t, s, "a")
	return s
}

// roomAsks is who has an invitation of the room itself.
func roomAsks(s *state) string {
	for _, m := range s.invitedInOrder() {
		if m.invited.By == "" {
			return m.id
		}
	}
	return ""
}

func at(seconds int) time.Time { return instant().Add(time.Duration(seconds) * time.Second) }

// okAt applies a command that must succeed, so many seconds after the beginning.
func okAt(t *testing.T, s *state, seconds int, by string, cmd Command) []effect {
	t.Helper()
	effects, err := s.apply(at(seconds), by, cmd)
	if err != nil {
		t.Fatalf("%s %T: %v", by, cmd, err)
	}
	return effects
}

func TestTheEndOfATurnAsksTheNextAndWhoSpokeMakesWayWhereNoSeatIsFree(t *testing.T) {
	s := turnsOf(t, nil, "b", "c")
	raiseIn(t, s, "b", "c")
	if s.expire(at(59)); roomAsks(s) != "" {
		t.Fatal("asked while somebody has the word")
	}
	effects := s.expire(at(60))
	if roomAsks(s) != "b" || s.members["a"].seat >= 0 || !s.members["a"].raised.IsZero() {
		t.Fatalf("asked %q, a is on seat %d", roomAsks(s), s.members["a"].seat)
	}
	if notices := toldTo[Notice](effects, "a"); len(notices) == 0 || notices[len(notices)-1].Action != "turn_over" {
		t.Errorf("a is told %+v", notices)
	}
	if invited, _ := told[Invited](effects); len(invited) != 1 || invited[0].Invitation.By != "" {
		t.Errorf("told %+v", invited)
	}
	okAt(t, s, 65, "b", AcceptInvitation{})
	if ends := s.members["b"].turn.ends; !ends.Equal(at(65 + 15 + 60)) {
		t.Errorf("b, who is silent, has until %v", ends)
	}
	okAt(t, s, 70, "b", MuteSelf{false})
	if ends := s.members["b"].turn.ends; !ends.Equal(at(70 + 60)) {
		t.Errorf("b has opened the microphone, and has until %v", ends)
	}
	if s.expire(at(130)); roomAsks(s) != "c" {
		t.Errorf("asked %q after b", roomAsks(s))
	}
}

func TestWhoOpensTheMicrophoneLateHasTheRestOfTheTurn(t *testing.T) {
	s := turnsOf(t, nil, "b")
	raiseIn(t, s, "b")
	s.expire(at(60))
	okAt(t, s, 60, "b", AcceptInvitation{})
	okAt(t, s, 80, "b", MuteSelf{false})
	if ends := s.members["b"].turn.ends; !ends.Equal(at(60 + 15 + 60)) {
		t.Errorf("b has until %v", ends)
	}
}

func TestWhereASeatIsFreeWhoSpokeStays(t *testing.T) {
	for _, mutes := range []bool{false, true} {
		s := turnsOf(t, func(s *Settings) { s.Seats, s.TurnMutes = 3, mutes }, "b")
		raiseIn(t, s, "b")
		s.expire(at(60))
		if m := s.members["a"]; roomAsks(s) != "b" || m.seat != 1 || m.mute.Host != mutes {
			t.Errorf("mutes %t: asked %q, a is on %d, %+v", mutes, roomAsks(s), m.seat, m.mute)
		}
	}
}

func TestATurnThatEndsWithNobodyWaitingGoesOnUntilSomebodyDoes(t *testing.T) {
	for _, mutes := range []bool{false, true} {
		s := turnsOf(t, func(s *Settings) { s.TurnMutes = mutes }, "b")
		if s.expire(at(60)); s.members["a"].seat != 1 {
			t.Fatal("a stepped down for nobody")
		}
		okAt(t, s, 90, "b", RaiseHand{})
		if m := s.members["a"]; roomAsks(s) != "b" || m.seat >= 0 || m.mute.Host {
			t.Errorf("mutes %t: asked %q, a is on %d, %+v", mutes, roomAsks(s), m.seat, m.mute)
		}
	}
}

func TestWhoDoesNotComeLosesTheHandAndTheNextIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		do     func(t *testing.T, s *state) []effect
		notice string
	}{
		"declines": {func(t *testing.T, s *state) []effect { return okAt(t, s, 61, "b", DeclineInvitation{}) }, ""},
		"is late":  {func(_ *testing.T, s *state) []effect { return s.expire(at(91)) }, "missed"},
		"leaves":   {func(t *testing.T, s *state) []effect { return okAt(t, s, 61, "b", Leave{}) }, ""},
		"is called back": {func(t *testing.T, s *state) []effect {
			return okAt(t, s, 61, "host", CancelInvitation{"b"})
		}, ""},
	} {
		s := turnsOf(t, nil, "b", "c")
		raiseIn(t, s, "b", "c")
		s.expire(at(60))
		effects := c.do(t, s)
		action := ""
		for _, n := range toldTo[Notice](effects, "b") {
			action += n.Action
		}
		if m := s.members["b"]; m != nil && !m.raised.IsZero() || roomAsks(s) != "c" || action != c.notice {
			t.Errorf("b %s: asked %q, told %q", name, roomAsks(s), action)
		}
	}
}

func TestWhoCannotComeIsPassedBy(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, s *state){
		"away":              func(_ *testing.T, s *state) { s.detach(at(50), "b") },
		"blocked":           func(_ *testing.T, s *state) { s.host.blocked["b"] = true },
		"invited otherwise": func(_ *testing.T, s *state) { s.invite(at(59), s.host, s.members["b"], "") },
		"not suited":        func(_ *testing.T, s *state) { s.settings.Kept = []Keep{{1, Native, "en"}} },
	} {
		s := turnsOf(t, func(s *Settings) { s.Languages = []string{"en"} }, "b")
		comeAs(t, s, "c", []string{"en"}, nil)
		raiseIn(t, s, "b", "c")
		prepare(t, s)
		if s.expire(at(60)); roomAsks(s) != "c" {
			t.Errorf("b is %s, and %q is asked", name, roomAsks(s))
		}
	}
}

func TestAFreeSeatAsksTheNext(t *testing.T) {
	s := turnsOf(t, nil, "b")
	raiseIn(t, s, "b")
	ok(t, s, "a", LeaveStage{})
	if roomAsks(s) != "b" {
		t.Errorf("asked %q", roomAsks(s))
	}
	empty := stageOf(t, Settings{Turn: time.Minute, TurnNext: true}, "a", "b")
	raiseIn(t, empty, "a", "b")
	if roomAsks(empty) != "a" {
		t.Errorf("nobody has the word, and %q is asked", roomAsks(empty))
	}
}

func TestASeatThatIsUnlockedAsksTheNext(t *testing.T) {
	s := turnsOf(t, func(s *Settings) { s.Seats = 3 }, "b")
	ok(t, s, "host", LockSeat{2, true})
	if ok(t, s, "b", RaiseHand{}); roomAsks(s) != "" {
		t.Fatal("asked while somebody has the word and no seat is free")
	}
	if ok(t, s, "host", LockSeat{2, false}); roomAsks(s) != "b" {
		t.Errorf("asked %q", roomAsks(s))
	}
}

func TestLeadersAreNeverMovedForTheNext(t *testing.T) {
	s := turnsOf(t, nil, "b")
	ok(t, s, "host", SetRole{"a", Moderator})
	ok(t, s, "host", SetTurn{"a", time.Minute})
	raiseIn(t, s, "b")
	if s.expire(at(120)); s.members["a"].seat != 1 || s.host.seat != hostSeat || roomAsks(s) != "" {
		t.Errorf("a is on %d, asked %q", s.members["a"].seat, roomAsks(s))
	}
}

func TestTheNextIsAskedOnlyWhereTurnsAreHandedOn(t *testing.T) {
	for name, change := range map[string]func(*Settings){
		"off":      func(s *Settings) { s.TurnNext = false },
		"free":     func(s *Settings) { s.Mode = Free },
		"no turns": func(s *Settings) { s.Turn = 0 },
	} {
		s := turnsOf(t, change, "b")
		ok(t, s, "host", SetTurn{"a", time.Minute})
		raiseIn(t, s, "b")
		if s.expire(at(60)); roomAsks(s) != "" || s.members["a"].seat != 1 {
			t.Errorf("%s: asked %q", name, roomAsks(s))
		}
	}
}

func TestALeaderWhoInvitesWhomTheRoomHasAskedTakesTheQuestionOver(t *testing.T) {
	s := turnsOf(t, nil, "b", "c")
	raiseIn(t, s, "b", "c")
	s.expire(at(60))
	okAt(t, s, 61, "host", Invite{Participant: "b"})
	if roomAsks(s) != "" || s.asking != "" || s.members["b"].invited.By != "host" {
		t.Errorf("asked %q, %+v", s.asking, s.members["b"].invited)
	}
	if okAt(t, s, 62, "b", DeclineInvitation{}); s.members["b"].raised.IsZero() || roomAsks(s) != "b" {
		t.Errorf("b has declined the leader, and %q is asked", roomAsks(s))
	}
}

// crowdOfTurns is people who always raise their hand again, and come, speak and leave as they like.
type crowdOfTurns struct {
	s     *state
	dice  *rand.Rand
	now   time.Time
	asked time.Time // when somebody was asked last, or nobody waited
}

func (c *crowdOfTurns) try(id string, cmd Command) { c.take(c.s.apply(c.now, id, cmd)) }

func (c *crowdOfTurns) take(effects []effect, _ error) {
	for _, e := range effects {
		if told, is := e.(tell); is {
			if invited, is := told.event.Body.(Invited); is && invited.Invitation.By == "" {
				c.asked = c.now
			}
		}
	}
}

// second is what one person does in a second.
func (c *crowdOfTurns) second(id string) {
	m := c.s.members[id]
	switch {
	case m.invited != nil && c.dice.IntN(12) == 0:
		c.try(id, []Command{AcceptInvitation{}, AcceptInvitation{}, AcceptInvitation{}, DeclineInvitation{}}[c.dice.IntN(4)])
	case m.seat > 0 && c.dice.IntN(30) == 0:
		c.try(id, []Command{MuteSelf{false}, MuteSelf{false}, MuteSelf{true}, LeaveStage{}}[c.dice.IntN(4)])
	case m.seat < 0 && m.raised.IsZero():
		c.try(id, RaiseHand{})
	}
	if m.open {
		c.take(c.s.spoke(c.now, []Voice{{id, time.Second}}), nil)
	}
}

func TestSomebodyIsAlwaysAskedWithinATurnAndThreeQuartersOfAMinute(t *testing.T) {
	for seed := range uint64(20) {
		var people []string
		for i := range 7 {
			people = append(people, fmt.Sprint("p", i))
		}
		dice := rand.New(rand.NewPCG(seed, 5))
		s := stageOf(t, Settings{Turn: time.Minute, TurnNext: true, Seats: 2 + dice.IntN(3), TurnMutes: seed%2 == 0}, people...)
		c := &crowdOfTurns{s: s, dice: dice, now: instant(), asked: instant()}
		for range 3000 {
			c.now = c.now.Add(time.Second)
			c.take(s.expire(c.now), nil)
			for _, id := range people {
				c.second(id)
			}
			outstanding := 0
			for _, m := range s.invitedInOrder() {
				if m.invited.By == "" {
					outstanding++
				}
			}
			if outstanding > 1 || (s.asking != "") != (outstanding == 1) {
				t.Fatalf("seed %d: the room asks %d at once, and believes %q", seed, outstanding, s.asking)
			}
			if len(s.hands) == 0 {
				c.asked = c.now
			}
			if waited := c.now.Sub(c.asked); waited > s.settings.Turn+45*time.Second {
				t.Fatalf("seed %d: %d wait, and nobody has been asked for %v", seed, len(s.hands), waited)
			}
		}
	}
}
