package room

import (
	"testing"
	"time"

	"corner/room/rounds"
)

// minuteOf is a minute of each language.
func minuteOf(tags ...string) []rounds.Phase {
	var phases []rounds.Phase
	for _, tag := range tags {
		phases = append(phases, rounds.Phase{Language: tag, Length: time.Minute})
	}
	return phases
}

// saidIn is the codes and values of what the room said.
func saidIn(effects []effect) (said []string) {
	messages, _ := told[MessageSent](effects)
	for _, m := range messages {
		said = append(said, m.Message.Code+" "+m.Message.Value)
	}
	return said
}

func TestRoundsBeginWithWhatIsSaidElseTheRoomsOwnElseItsLanguages(t *testing.T) {
	own := minuteOf("en-GB", "zh")
	for name, c := range map[string]struct {
		wanted, own []rounds.Phase
		first       rounds.Phase
	}{
		"said":          {minuteOf("en"), own, rounds.Phase{Language: "en", Length: time.Minute}},
		"the room's":    {nil, own, rounds.Phase{Language: "en-GB", Length: time.Minute}},
		"the languages": {nil, nil, rounds.Phase{Language: "zh-Hant", Length: defaultPhase}},
	} {
		s := tableOf(t, Settings{Timetable: c.own})
		effects := ok(t, s, "host", StartRounds{Phases: c.wanted})
		changed, to := told[RoundChanged](effects)
		if len(changed) != 1 || to[0] != nil || changed[0].Round.Now() != c.first || changed[0].Round.Serial != 1 {
			t.Errorf("%s: told %+v to %v", name, changed, to)
		}
		if said := saidIn(effects); len(said) != 1 || said[0] != "round "+c.first.Language {
			t.Errorf("%s: said %q", name, said)
		}
	}
}

func TestRoundsAreRefused(t *testing.T) {
	s := tableOf(t, Settings{})
	refused(t, s, "host", StartRounds{Phases: minuteOf("zh", "es")}, "invalid_round")
	refused(t, s, "host", StartRounds{Phases: []rounds.Phase{{Language: "zh", Length: time.Second}}}, "invalid_round")
	for _, cmd := range []Command{PauseRounds{true}, ExtendRound{time.Minute}, SkipRound{}, StopRounds{}} {
		refused(t, s, "host", cmd, "no_round")
		refused(t, s, "a", cmd, "not_allowed")
	}
	refused(t, s, "a", StartRounds{}, "not_allowed")
	ok(t, s, "host", StartRounds{})
	refused(t, s, "host", ExtendRound{time.Second}, "bad_request")
	refused(t, s, "host", ExtendRound{time.Hour}, "bad_request")
}

func TestARoundFlipsByItselfAtItsInstantHoweverLateTheClockTicks(t *testing.T) {
	s := tableOf(t, Settings{})
	ok(t, s, "host", StartRounds{Phases: minuteOf("zh", "en")})
	s.expire(instant().Add(30 * time.Second)) // all that is gathered is told
	if due := s.deadline(); !due.Equal(instant().Add(time.Minute)) {
		t.Fatalf("the room wakes at %v", due)
	}
	s.expire(instant().Add(time.Minute - time.Millisecond))
	if s.round.Now().Language != "zh" {
		t.Fatal("flipped early")
	}
	effects := s.expire(instant().Add(time.Minute + 700*time.Millisecond))
	changed, _ := told[RoundChanged](effects)
	if len(changed) != 1 || changed[0].Round.Now().Language != "en" || !changed[0].Round.Ends.Equal(instant().Add(2*time.Minute)) {
		t.Fatalf("told %+v", changed)
	}
	if again, _ := told[RoundChanged](s.expire(instant().Add(time.Minute + 800*time.Millisecond))); len(again) != 0 {
		t.Fatal("flipped twice")
	}
}

func TestWhatLeadersDoToARoundIsSaid(t *testing.T) {
	s := tableOf(t, Settings{})
	ok(t, s, "host", StartRounds{Phases: minuteOf("zh", "en"), Pack: "food"})
	for _, c := range []struct {
		cmd  Command
		said string
	}{
		{PauseRounds{true}, "round_paused "}, {PauseRounds{true}, ""}, {PauseRounds{false}, "round_resumed "},
		{ExtendRound{2 * time.Minute}, "round_extended 120"}, {SkipRound{}, "round en"}, {StopRounds{}, "round_stopped "},
	} {
		effects := ok(t, s, "host", c.cmd)
		said := saidIn(effects)
		changed, _ := told[RoundChanged](effects)
		if c.said == "" && len(said)+len(changed) != 0 || c.said != "" && (len(said) != 1 || said[0] != c.said || len(changed) != 1) {
			t.Errorf("%T: said %q, told %d", c.cmd, said, len(changed))
		}
	}
	if snap := s.snapshot(instant(), s.members["a"]); len(snap.Round.Round.Phases) != 0 || snap.Round.Round.Serial < 5 || snap.Round.Pack != "" {
		t.Errorf("ended, and there is %+v", snap.Round)
	}
}

func TestRoundsBeginByThemselvesWhenTwoSitAndNeverAgainOnceStopped(t *testing.T) {
	s := tableOf(t, Settings{Timetable: minuteOf("zh", "en"), Mode: Free})
	if s.round.Running() {
		t.Fatal("begun with one")
	}
	effects := ok(t, s, "a", TakeSeat{-1})
	if said := saidIn(effects); !s.round.Running() || len(said) != 1 || said[0] != "round zh" {
		t.Fatalf("two sit, and %q is said", said)
	}
	ok(t, s, "host", StopRounds{})
	ok(t, s, "a", LeaveStage{})
	ok(t, s, "a", TakeSeat{-1})
	if s.round.Running() {
		t.Error("stopped, and begun again")
	}
	bare := tableOf(t, Settings{Mode: Free})
	ok(t, bare, "a", TakeSeat{-1})
	if bare.round.Running() {
		t.Error("begun in a room without a timetable")
	}
}

func TestRoundsGoOnWithoutAHost(t *testing.T) {
	s := tableOf(t, Settings{})
	ok(t, s, "host", StartRounds{Phases: minuteOf("zh", "en")})
	ok(t, s, "host", Leave{})
	if s.host != nil || !s.round.Running() {
		t.Fatalf("host %v, running %t", s.host, s.round.Running())
	}
	refused(t, s, "a", SkipRound{}, "not_allowed")
	s.expire(instant().Add(time.Minute))
	if s.round.Now().Language != "en" {
		t.Error("the round has stopped with the host")
	}
}
