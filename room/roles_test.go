package room

import (
	"slices"
	"testing"
	"time"
)

// lines is the codes of the room's own words, in order.
func lines(s *state) (codes []string) {
	for _, m := range s.chat {
		if m.System {
			codes = append(codes, m.Code)
		}
	}
	return codes
}

func TestAPromotionGivesTheDeskAndADemotionTakesIt(t *testing.T) {
	s := stageOf(t, Settings{WaitingRoom: true}, "a", "b")
	ok(t, s, "host", Invite{Participant: "b"})
	knock(t, s, "w", instant())
	effects := ok(t, s, "host", SetRole{"a", Moderator})
	desks, to := told[DeskChanged](effects)
	if len(desks) != 1 || to[0][0] != "a" || len(desks[0].Invitations) != 1 || len(desks[0].Waiting) != 1 {
		t.Fatalf("told %+v to %v", desks, to)
	}
	ok(t, s, "a", MuteAll{})
	effects = ok(t, s, "host", SetRole{"a", Listener})
	if desks, _ := told[DeskChanged](effects); len(desks) != 1 || len(desks[0].Invitations)+len(desks[0].Waiting) != 0 {
		t.Fatalf("left on the desk: %+v", desks)
	}
	refused(t, s, "a", MuteAll{}, "not_allowed")
}

func TestADemotedModeratorStaysOnTheSeatAsASpeaker(t *testing.T) {
	s := stageOf(t, Settings{})
	mustJoin(t, s, "mod", Moderator)
	seatedOn(t, s, "mod")
	ok(t, s, "host", SetRole{"mod", Listener})
	if m := s.members["mod"]; m.rung() != Speaker || !m.open {
		t.Fatalf("is a %s, open %t", m.rung(), m.open)
	}
}

func TestHandingOverIsForGood(t *testing.T) {
	for _, seated := range []bool{true, false} {
		s := stageOf(t, Settings{Seats: 4}, "a", "b")
		seatedOn(t, s, "b")
		if seated {
			seatedOn(t, s, "a")
		}
		ok(t, s, "host", MuteSelf{false})
		open := s.members["a"].open
		effects := ok(t, s, "host", TransferHost{"a"})
		if s.hostID() != "a" || s.settings.Owner != "a" || s.members["host"].role != Moderator {
			t.Fatalf("host %q, owner %q", s.hostID(), s.settings.Owner)
		}
		expectSeats(t, s, "a", "b", "host", "")
		if s.members["a"].open != open || !s.members["host"].open {
			t.Fatal("handing over touched a microphone")
		}
		hosts, _ := told[HostChanged](effects)
		rooms, _ := told[RoomChanged](effects)
		if len(hosts) != 1 || hosts[0] != (HostChanged{"a", "transferred"}) || len(rooms) != 1 || rooms[0].Settings.Owner != "a" {
			t.Fatalf("told %+v %+v", hosts, rooms)
		}
		ok(t, s, "host", Leave{})
		mustJoin(t, s, "host", Listener)
		if s.hostID() != "a" {
			t.Fatal("who handed over took it back")
		}
	}
}

func TestWhoActsForTheOwnerCannotGiveTheRoomAway(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	seatedOn(t, s, "a")
	s.detach(instant(), "host")
	s.expire(instant().Add(30 * time.Second))
	if s.hostID() != "a" {
		t.Fatalf("host %q", s.hostID())
	}
	ok(t, s, "a", TransferHost{"b"})
	if s.hostID() != "b" || s.settings.Owner != "host" {
		t.Fatalf("host %q, owner %q", s.hostID(), s.settings.Owner)
	}
	refused(t, s, "b", Ban{"host", "", Permanent}, "not_allowed")
	mustJoin(t, s, "host", Listener)
	if s.hostID() != "host" || s.members["b"].rung() == Host {
		t.Fatalf("the owner has returned, and the host is %q", s.hostID())
	}
}

func TestHandingOverOnAFullStageGivesTheSeat(t *testing.T) {
	s := stageOf(t, Settings{Seats: 2}, "a", "b")
	seatedOn(t, s, "b")
	ok(t, s, "host", TransferHost{"a"})
	expectSeats(t, s, "a", "b")
	if m := s.members["host"]; m.seat >= 0 || m.open {
		t.Fatal("the old host has a seat that is not there")
	}
	s.detach(instant(), "b")
	refused(t, s, "a", TransferHost{"b"}, "away")
}

// successions is who hosts after the host has gone.
func TestTheRightSuccessorHosts(t *testing.T) {
	at := func(d time.Duration) time.Time { return instant().Add(d) }
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, s *state)
		want    string
	}{
		{"nobody who could", func(*testing.T, *state) {}, ""},
		{"the moderator appointed first", func(t *testing.T, s *state) {
			for i, id := range []string{"b", "a"} {
				if _, err := s.apply(at(time.Duration(i)*time.Second), "host", SetRole{id, Moderator}); err != nil {
					t.Fatal(err)
				}
			}
			seatedOn(t, s, "c")
		}, "b"},
		{"not a moderator who is away", func(t *testing.T, s *state) {
			ok(t, s, "host", SetRole{"a", Moderator})
			ok(t, s, "host", SetRole{"b", Moderator})
			s.detach(instant(), "a")
		}, "b"},
		{"who has been on the stage longest", func(t *testing.T, s *state) {
			seatedOn(t, s, "c")
			for i, id := range []string{"a", "b"} {
				ok(t, s, "host", Invite{Participant: id})
				if _, err := s.apply(at(time.Duration(i+1)*time.Second), id, AcceptInvitation{}); err != nil {
					t.Fatal(err)
				}
			}
			ok(t, s, "c", LeaveStage{})
		}, "a"},
		{"nobody whom the host had muted", func(t *testing.T, s *state) {
			seatedOn(t, s, "a", "b")
			ok(t, s, "host", MuteParticipant{"a", true, ""})
		}, "b"},
		{"no listener", func(t *testing.T, s *state) { seatedOn(t, s, "a"); s.detach(instant(), "a") }, ""},
	} {
		for name, goes := range map[string]func(s *state){
			"leaves":      func(s *state) { ok(t, s, "host", Leave{}) },
			"is lost":     func(s *state) { s.detach(instant(), "host"); s.expire(at(30 * time.Second)) },
			"is replaced": func(s *state) { mustJoin(t, s, "host", Listener); ok(t, s, "host", Leave{}) },
		} {
			s := stageOf(t, Settings{}, "a", "b", "c")
			c.prepare(t, s)
			goes(s)
			if s.hostID() != c.want || s.vacancy.open != (c.want == "") {
				t.Errorf("%s, the host %s: host %q, open stage %t", c.name, name, s.hostID(), s.vacancy.open)
			}
			if c.want != "" && (s.seats[hostSeat].occupant != s.host || s.members[c.want].role != Host) {
				t.Errorf("%s: %q does not sit on the host's seat", c.name, c.want)
			}
		}
	}
}

func TestWithinTheGraceTheHostStaysHost(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "host", SetRole{"a", Moderator})
	s.detach(instant(), "host")
	s.expire(instant().Add(29 * time.Second))
	if s.hostID() != "host" {
		t.Fatalf("host %q", s.hostID())
	}
	s.attach(instant().Add(29*time.Second), "host")
	s.expire(instant().Add(time.Hour))
	if s.hostID() != "host" {
		t.Fatalf("after the return: host %q", s.hostID())
	}
}

func TestASpeakerWhoBecomesHostGoesOnSpeaking(t *testing.T) {
	s := stageOf(t, Settings{Turn: time.Minute, TurnMutes: true}, "a", "b")
	seatedOn(t, s, "a", "b")
	effects := ok(t, s, "host", Leave{})
	expectSeats(t, s, "a", "", "b", "", "", "", "", "")
	for _, e := range effects {
		if p, is := e.(permit); is && p.participant == "a" {
			t.Fatalf("touched the gate: %+v", p)
		}
	}
	if m := s.members["a"]; !m.open || m.turn != (turn{}) {
		t.Fatalf("open %t, turn %+v", m.open, m.turn)
	}
	if n, to := told[Notice](effects); len(n) != 1 || n[0].Action != "host" || to[0][0] != "a" {
		t.Fatalf("told %+v", n)
	}
}

func TestTheReturningOwnerIsHostAndTheOtherWhatTheyWere(t *testing.T) {
	for _, before := range []Role{Listener, Moderator} {
		s := stageOf(t, Settings{Seats: 3}, "a")
		seatedOn(t, s, "a")
		if before == Moderator {
			ok(t, s, "host", SetRole{"a", Moderator})
		}
		ok(t, s, "host", Leave{})
		effects := mustJoin(t, s, "host", Listener)
		expectSeats(t, s, "host", "a", "")
		if m := s.members["a"]; m.role != before || !m.open {
			t.Fatalf("was %s, is %s, open %t", before, m.role, m.open)
		}
		hosts, _ := told[HostChanged](effects)
		notices, to := told[Notice](effects)
		if len(hosts) != 1 || hosts[0] != (HostChanged{"host", "returned"}) || len(notices) != 1 || notices[0].Action != "host_lost" || to[0][0] != "a" {
			t.Fatalf("told %+v %+v", hosts, notices)
		}
	}
}

func TestAnOpenStageIsAnybodysAndClosesAfterALongSilence(t *testing.T) {
	s := stageOf(t, Settings{Mode: InviteOnly}, "a", "b")
	ok(t, s, "host", Leave{})
	if !slices.Equal(lines(s), []string{"host", "open_stage"}) {
		t.Fatalf("lines %v", lines(s))
	}
	ok(t, s, "a", TakeSeat{-1})
	if s.host != nil || s.members["a"].seat != 1 {
		t.Fatalf("host %q", s.hostID())
	}
	minute := func(n int) time.Time { return instant().Add(time.Duration(n) * time.Minute) }
	s.vacancy.heard = minute(5)
	s.expire(minute(14))
	if next := s.deadline(); s.ended || !next.Equal(minute(15)) {
		t.Fatalf("ended %t, next due %v", s.ended, next)
	}
	s.expire(minute(15))
	if !s.ended {
		t.Fatal("still open after ten minutes of silence")
	}
}

func TestAnOpenStageIsFilledByWhoMayHost(t *testing.T) {
	for name, come := range map[string]func(t *testing.T, s *state){
		"the owner":                    func(t *testing.T, s *state) { mustJoin(t, s, "host", Listener) },
		"a moderator of the app":       func(t *testing.T, s *state) { mustJoin(t, s, "host", Moderator) },
		"a moderator who was away":     func(_ *testing.T, s *state) { s.attach(instant(), "host") },
		"a moderator who comes anew":   func(t *testing.T, s *state) { mustJoin(t, s, "host", Moderator) },
		"a host of the app, not owner": func(t *testing.T, s *state) { mustJoin(t, s, "host", Host) },
	} {
		s := newState(Config{ID: "r"}, Settings{Owner: "owner"}, instant())
		if name == "the owner" {
			s.settings.Owner = "host"
		}
		mustJoin(t, s, "a", Listener)
		if name == "a moderator who was away" {
			mustJoin(t, s, "host", Moderator)
			s.detach(instant().Add(time.Second), "host")
		}
		s.expire(instant().Add(30 * time.Second))
		if !s.vacancy.open || s.host != nil {
			t.Fatalf("%s: not open", name)
		}
		come(t, s)
		if s.hostID() != "host" || s.vacancy.open {
			t.Errorf("%s: host %q", name, s.hostID())
		}
	}
}

func TestARoomWhoseOwnerDoesNotComeWaitsForTheGraceOnly(t *testing.T) {
	s := newState(Config{ID: "r"}, Settings{Owner: "owner"}, instant())
	mustJoin(t, s, "a", Listener)
	refused(t, s, "a", TakeSeat{-1}, "mode_closed")
	if next := s.deadline(); next.After(instant().Add(30 * time.Second)) {
		t.Fatalf("next due %v", next)
	}
	s.expire(instant().Add(30 * time.Second))
	ok(t, s, "a", TakeSeat{-1})
	ok(t, s, "a", Leave{})
	mustJoin(t, s, "b", Listener)
	refused(t, s, "b", TakeSeat{-1}, "mode_closed")
}

func TestTheFirstHostOfARoomNobodyOwnsOwnsIt(t *testing.T) {
	s := newState(Config{ID: "r"}, Settings{}, instant())
	mustJoin(t, s, "first", Host)
	mustJoin(t, s, "second", Host)
	ok(t, s, "first", Leave{})
	if s.hostID() != "second" || s.settings.Owner != "first" {
		t.Fatalf("host %q, owner %q", s.hostID(), s.settings.Owner)
	}
	mustJoin(t, s, "first", Listener)
	if s.hostID() != "first" || s.members["second"].role != Moderator {
		t.Fatalf("host %q", s.hostID())
	}
}
