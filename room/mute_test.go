package room

import (
	"errors"
	"testing"
	"time"
)

// TestAHostsMuteCannotBeLiftedByItsSubject tries a thousand times in every state a muted person can bring about.
func TestAHostsMuteCannotBeLiftedByItsSubject(t *testing.T) {
	rejoin := func(t *testing.T, s *state) { mustJoin(t, s, "a", Listener) }
	again := func(t *testing.T, s *state) {
		ok(t, s, "host", Invite{Participant: "a"})
		ok(t, s, "a", AcceptInvitation{})
	}
	states := map[string]func(t *testing.T, s *state){
		"as it is":      func(*testing.T, *state) {},
		"self-muted":    func(t *testing.T, s *state) { ok(t, s, "a", MuteSelf{true}) },
		"reloaded":      rejoin,
		"lost":          func(_ *testing.T, s *state) { s.detach(instant(), "a") },
		"lost and back": func(_ *testing.T, s *state) { s.detach(instant(), "a"); s.attach(instant(), "a") },
		"off the stage": func(t *testing.T, s *state) { ok(t, s, "a", LeaveStage{}) },
		"hand up":       func(t *testing.T, s *state) { ok(t, s, "a", LeaveStage{}); ok(t, s, "a", RaiseHand{}) },
		"down and up":   func(t *testing.T, s *state) { ok(t, s, "a", LeaveStage{}); again(t, s) },
		"left and back": func(t *testing.T, s *state) { ok(t, s, "a", Leave{}); rejoin(t, s); again(t, s) },
		"expired and back": func(t *testing.T, s *state) {
			s.detach(instant(), "a")
			s.expire(instant().Add(time.Minute))
			rejoin(t, s)
			again(t, s)
		},
		"as moderator": func(t *testing.T, s *state) { mustJoin(t, s, "a", Moderator) },
		"host gone":    func(t *testing.T, s *state) { ok(t, s, "host", Leave{}) },
	}
	for name, reach := range states {
		t.Run(name, func(t *testing.T) {
			s := stageOf(t, Settings{}, "a", "b")
			ok(t, s, "host", Invite{Participant: "a"})
			ok(t, s, "a", AcceptInvitation{})
			ok(t, s, "a", MuteSelf{false})
			ok(t, s, "host", MuteParticipant{"a", true, ""})
			reach(t, s)
			before := dump(s)
			for range 1000 {
				for _, cmd := range []Command{MuteSelf{false}, MuteParticipant{"a", false, ""}} {
					_, err := s.apply(instant(), "a", cmd)
					if code(err) == "" {
						t.Fatalf("%T was done", cmd)
					}
				}
			}
			if after := dump(s); after != before {
				t.Fatalf("became\n%s", after)
			}
			if m := s.members["a"]; m.open || !m.mute.Host {
				t.Fatalf("open %t, %+v", m.open, m.mute)
			}
		})
	}
}

func TestLiftingAHostsMuteOpensNoMicrophone(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "host", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	ok(t, s, "a", MuteSelf{false})
	muted := ok(t, s, "host", MuteParticipant{"a", true, ""})
	if muted[0] != (permit{participant: "a", allowed: false}) {
		t.Fatalf("the gate does not close first: %+v", muted)
	}
	changed, to := told[MuteChanged](muted)
	if len(changed) != 1 || len(to[0]) != 1 || to[0][0] != "a" || changed[0].By != "host" || !changed[0].Mute.Host {
		t.Fatalf("told %+v to %v", changed, to)
	}
	for _, e := range ok(t, s, "host", MuteParticipant{"a", false, ""}) {
		if _, is := e.(permit); is {
			t.Fatal("lifting touched the gate")
		}
	}
	if m := s.members["a"].mute; m != (Mute{Self: true}) {
		t.Fatalf("left with %+v", m)
	}
	if effects := ok(t, s, "a", MuteSelf{false}); effects[0] != (permit{participant: "a", allowed: true}) {
		t.Fatalf("opening it gives %+v", effects)
	}
}

func TestLiftingAMuteThatIsNotThereChangesNothing(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "host", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	ok(t, s, "a", MuteSelf{false})
	if effects := ok(t, s, "host", MuteParticipant{"a", false, ""}); len(effects) != 1 || !s.members["a"].open { // the audit
		t.Fatalf("closed an open microphone: %+v", effects)
	}
}

func TestAModeratorsMuteIsLiftedByTheHost(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	mustJoin(t, s, "mod", Moderator)
	ok(t, s, "mod", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	ok(t, s, "mod", MuteParticipant{"a", true, ""})
	if _, err := s.apply(instant(), "a", MuteSelf{false}); !errors.Is(err, ErrMutedByHost) {
		t.Fatal(err)
	}
	ok(t, s, "host", MuteParticipant{"a", false, ""})
	ok(t, s, "a", MuteSelf{false})
	if !s.members["a"].open {
		t.Fatal("still closed")
	}
}

func TestTheMemoryOfMutesIsBounded(t *testing.T) {
	s := stageOf(t, Settings{Seats: 2})
	for i := range maxRestrained + 10 {
		id := "a" + string(rune(0x4E00+i))
		mustJoin(t, s, id, Listener)
		ok(t, s, "host", Invite{Participant: id})
		ok(t, s, id, AcceptInvitation{})
		ok(t, s, "host", MuteParticipant{id, true, ""})
		ok(t, s, id, Leave{})
	}
	if len(s.restrained) != maxRestrained {
		t.Fatalf("%d remembered", len(s.restrained))
	}
}
