package room

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"
)

func TestTheOwnerIsHostOnJoiningOnTheHostsSeatMuted(t *testing.T) {
	s := newState(Config{}, Settings{Owner: "o"}, instant())
	mustJoin(t, s, "early", Listener)
	effects := mustJoin(t, s, "o", Listener)
	hosts, _ := told[HostChanged](effects)
	seats, _ := told[SeatChanged](effects)
	if len(hosts) != 1 || hosts[0].Participant != "o" || len(seats) != 1 || seats[0].Seat.Index != 0 {
		t.Fatalf("told %v %v", hosts, seats)
	}
	if p := seats[0].Seat.Occupant; p.Role != Host || !p.Mute.Self {
		t.Fatalf("arrived as %+v", p)
	}
}

func TestARoleByTokenCountsAndThereAreNeverTwoHosts(t *testing.T) {
	for _, c := range []struct {
		present string // who is host already
		id      string
		role    Role
		want    Role
	}{
		{"", "x", Listener, Listener},
		{"", "x", Speaker, Listener},
		{"", "x", Moderator, Moderator},
		{"", "x", Host, Host},
		{"o", "x", Host, Moderator},
		{"o", "x", Moderator, Moderator},
		{"h", "o", Listener, Host}, // who came first was host meanwhile
		{"", "o", Listener, Host},
		{"", "o", Moderator, Host},
	} {
		s := newState(Config{}, Settings{Owner: "o"}, instant())
		if c.present != "" {
			mustJoin(t, s, c.present, Host)
		}
		mustJoin(t, s, c.id, c.role)
		if got := s.members[c.id].rung(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestAReturningOwnerIsHostAgain(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	effects := ok(t, s, "host", Leave{})
	if hosts, _ := told[HostChanged](effects); len(hosts) != 1 || hosts[0] != (HostChanged{"", "left"}) {
		t.Fatalf("told %v", hosts)
	}
	if snap := s.snapshot(instant(), s.members["a"]); snap.Host != "" || snap.Stage[0].Occupant != nil {
		t.Fatalf("without a host: %+v", snap)
	}
	mustJoin(t, s, "host", Listener)
	if s.hostID() != "host" || s.members["host"].seat != 0 {
		t.Fatalf("host %q", s.hostID())
	}
}

func TestAMemberWhoBecomesHostMovesToTheHostsSeat(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	mustJoin(t, s, "second", Host)
	ok(t, s, "host", Invite{Participant: "second"})
	ok(t, s, "second", AcceptInvitation{})
	ok(t, s, "second", MuteSelf{false})
	ok(t, s, "host", Leave{})
	effects := mustJoin(t, s, "second", Host)
	if effects[0] != (permit{participant: "second", allowed: false}) {
		t.Errorf("the gate does not close first: %+v", effects[0])
	}
	if s.hostID() != "second" || s.seats[0].occupant != s.members["second"] || s.seats[1].occupant != nil {
		t.Fatalf("host %q, seats %+v", s.hostID(), s.seats[:2])
	}
}

func TestAMemberWithHandAndInvitationWhoBecomesHostHasNeither(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	mustJoin(t, s, "second", Host)
	ok(t, s, "second", RaiseHand{})
	ok(t, s, "host", Invite{Participant: "second"})
	ended, _ := told[InvitationEnded](ok(t, s, "host", Leave{}))
	if len(ended) != 1 || ended[0].Outcome != "cancelled" || len(s.hands) != 0 || len(s.invited) != 0 {
		t.Fatalf("told %v, %d hands", ended, len(s.hands))
	}
}

func TestJoiningAgainKeepsSeatHandRoleAndInvitation(t *testing.T) {
	s := stageOf(t, Settings{}, "seated", "waiting")
	mustJoin(t, s, "mod", Moderator)
	ok(t, s, "host", Invite{Participant: "seated"})
	ok(t, s, "seated", AcceptInvitation{})
	ok(t, s, "seated", MuteSelf{false})
	ok(t, s, "waiting", RaiseHand{})
	ok(t, s, "host", Invite{Participant: "waiting"})
	hand, invitation := s.members["waiting"].raised, *s.members["waiting"].invited

	effects := mustJoin(t, s, "seated", Listener)
	want := []effect{permit{"seated", false}, remove{"seated"}, release{"seated", Replaced}}
	if !slices.Equal(effects[:3], want) {
		t.Fatalf("effects %+v", effects[:3])
	}
	if m := s.members["seated"]; m.seat != 1 || m.mute != (Mute{Self: true}) {
		t.Fatalf("came back as %+v", m)
	}
	mustJoin(t, s, "waiting", Listener)
	if m := s.members["waiting"]; !m.raised.Equal(hand) || *m.invited != invitation {
		t.Fatalf("came back as %+v", m)
	}
	mustJoin(t, s, "mod", Listener)
	mustJoin(t, s, "host", Listener)
	if s.members["mod"].role != Moderator || s.hostID() != "host" || len(s.members) != 4 {
		t.Fatalf("%d members, host %q", len(s.members), s.hostID())
	}
}

func TestCapacityCountsPeopleWhoAreAway(t *testing.T) {
	s := stageOf(t, Settings{Capacity: 3}, "a", "b")
	s.detach(instant(), "a")
	before := dump(s)
	if _, err := s.join(instant(), arrival{id: "c", profile: Profile{Name: "c"}}); !errors.Is(err, ErrRoomFull) {
		t.Fatalf("the fourth: %v", err)
	}
	if dump(s) != before {
		t.Fatal("the refusal left a trace")
	}
	mustJoin(t, s, "a", Listener)
	ok(t, s, "b", Leave{})
	mustJoin(t, s, "c", Listener)
}

func TestANameThatPassesForTheHostsIsRefused(t *testing.T) {
	s := newState(Config{}, Settings{Owner: "h"}, instant())
	join := func(id, name string, role Role) error {
		_, err := s.join(instant(), arrival{id: id, profile: Profile{Name: name}, role: role})
		return err
	}
	for _, name := range []string{"Host", "Ηost", "H0ST", "moderator", "管理员", "C o r n e r"} {
		if err := join("x", name, Listener); !errors.Is(err, ErrNameTaken) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := join("m", "Moderator", Moderator); err != nil {
		t.Errorf("a moderator called so: %v", err)
	}
	if err := join("early", "Апna", Listener); err != nil {
		t.Errorf("before the host: %v", err)
	}
	if err := join("h", "Anna", Listener); err != nil {
		t.Errorf("the host: %v", err)
	}
	if err := join("x", "Аnnа", Listener); !errors.Is(err, ErrNameTaken) {
		t.Errorf("the host's name in Cyrillic: %v", err)
	}
	if err := join("h", "Anna", Listener); err != nil {
		t.Errorf("the host again: %v", err)
	}
}

func TestAnArrivalWithoutAnIdentityIsRefused(t *testing.T) {
	s := newState(Config{}, Settings{}, instant())
	if _, err := s.join(instant(), arrival{profile: Profile{Name: "x"}}); !errors.Is(err, ErrInvalidPerson) {
		t.Fatal(err)
	}
}

func TestWhoIsAwayKeepsEverythingForTheGraceAndThenLeaves(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	ok(t, s, "host", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	seats, _ := told[SeatChanged](s.detach(instant(), "a"))
	if len(seats) != 1 || seats[0].Seat.Occupant == nil || seats[0].Seat.Occupant.Connected {
		t.Fatalf("told %+v", seats)
	}
	grace := instant().Add(30 * time.Second)
	for _, e := range s.expire(grace.Add(-1)) {
		if _, gone := e.(remove); gone {
			t.Fatal("left before the grace was over")
		}
	}
	if s.members["a"].seat != 1 {
		t.Fatal("lost the seat within the grace")
	}
	effects := s.expire(grace)
	seats, _ = told[SeatChanged](effects)
	if s.members["a"] != nil || len(seats) != 1 || seats[0].Seat.Occupant != nil || !slices.Contains(effects, effect(remove{"a"})) {
		t.Fatalf("after the grace: %+v", effects)
	}
}

func TestAHandKeptWhileAwayIsShownAsAway(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "a", RaiseHand{})
	later := instant().Add(time.Second)
	s.expire(later)
	changed, to := told[HandRaised](s.detach(later.Add(time.Second), "a"))
	if len(changed) != 1 || !slices.Equal(to[0], []string{"host"}) || changed[0].Hand.Participant.Connected {
		t.Fatalf("told %+v to %v", changed, to)
	}
	if len(s.attach(instant(), "a")) == 0 || !s.members["a"].connected || len(s.away) != 0 {
		t.Fatal("not back")
	}
	s.expire(later.Add(time.Minute))
	if effects := s.attach(later.Add(time.Minute), "a"); len(effects) != 0 {
		t.Fatalf("came back twice: %v", effects)
	}
	if effects := s.detach(instant(), "nobody"); len(effects) != 0 {
		t.Fatalf("a stranger went away: %v", effects)
	}
}

func TestLeavingTakesHandAndInvitationAlong(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "a", RaiseHand{})
	ok(t, s, "host", Invite{Participant: "a"})
	effects, err := s.apply(instant().Add(time.Second), "a", Leave{})
	if err != nil {
		t.Fatal(err)
	}
	lowered, eyes := told[HandLowered](effects)
	ended, to := told[InvitationEnded](effects)
	if len(lowered) != 1 || !slices.Equal(eyes[0], []string{"host"}) || len(ended) != 1 || ended[0].Outcome != "left" || !slices.Equal(to[0], []string{"host"}) {
		t.Fatalf("hands %v, invitations %v to %v", lowered, ended, to)
	}
	if len(s.hands)+len(s.invited) != 0 {
		t.Fatal("something stayed behind")
	}
}

func TestARoomEndsWhenItHasBeenEmptyForTheGrace(t *testing.T) {
	s := newState(Config{EmptyGrace: time.Minute}, Settings{}, instant())
	if s.expire(instant().Add(59 * time.Second)); s.ended {
		t.Fatal("ended early")
	}
	mustJoinAt(t, s, instant().Add(59*time.Second), "a", Listener)
	if s.expire(instant().Add(time.Hour)); s.ended {
		t.Fatal("ended with somebody in it")
	}
	left := instant().Add(2 * time.Hour)
	if _, err := s.apply(left, "a", Leave{}); err != nil {
		t.Fatal(err)
	}
	if next := s.deadline(); !next.Equal(left.Add(time.Minute)) {
		t.Fatalf("due at %v", next)
	}
	if s.expire(left.Add(time.Minute)); !s.ended {
		t.Fatal("did not end")
	}
	if _, err := s.join(left, arrival{id: "b"}); !errors.Is(err, ErrRoomClosed) {
		t.Fatalf("joined an ended room: %v", err)
	}
	if _, err := s.apply(left, "a", RaiseHand{}); !errors.Is(err, ErrRoomClosed) {
		t.Fatalf("a command to an ended room: %v", err)
	}
}

func TestTheAudienceIsTensOfPeopleInOneMessage(t *testing.T) {
	s := stageOf(t, Settings{})
	now := instant().Add(time.Minute)
	told1, _ := told[AudienceChanged](mustJoinAt(t, s, now, "first", Listener))
	if len(told1) != 1 || told1[0].Count != 1 {
		t.Fatalf("the first join told %+v", told1)
	}
	for i := range 40 {
		if more, _ := told[AudienceChanged](mustJoinAt(t, s, now, "p"+strconv.Itoa(i), Listener)); len(more) != 0 {
			t.Fatalf("join %d told everyone", i)
		}
	}
	if next := s.deadline(); !next.Equal(now.Add(time.Second)) {
		t.Fatalf("due at %v", next)
	}
	all, to := told[AudienceChanged](s.expire(now.Add(time.Second)))
	if len(all) != 1 || all[0].Count != 41 || len(all[0].Sample) != AudienceSample || to[0] != nil {
		t.Fatalf("told %+v", all)
	}
	if all[0].Sample[0].ID != "first" {
		t.Fatalf("the sample begins with %s", all[0].Sample[0].ID)
	}
}

func TestTheMoreListenTheSeldomerTheirNumberIsTold(t *testing.T) {
	s := stageOf(t, Settings{Capacity: 5000})
	now := instant().Add(time.Minute)
	for _, room := range []struct {
		people int
		pause  time.Duration
	}{{2, time.Second}, {200, time.Second}, {500, 2500 * time.Millisecond}, {1000, 5 * time.Second}, {4000, 5 * time.Second}} {
		for len(s.members) < room.people {
			mustJoinAt(t, s, now, "p"+strconv.Itoa(len(s.members)), Listener)
		}
		now = now.Add(time.Minute)
		s.expire(now)
		mustJoinAt(t, s, now, "one", Listener)
		s.apply(now, "one", Leave{})
		if got, _ := told[AudienceChanged](s.expire(now.Add(room.pause - 1))); len(got) != 0 {
			t.Errorf("%d people: told before %v", room.people, room.pause)
		}
		if got, _ := told[AudienceChanged](s.expire(now.Add(room.pause))); len(got) != 1 {
			t.Errorf("%d people: told %d times after %v", room.people, len(got), room.pause)
		}
		now = now.Add(time.Minute)
	}
}

func TestSomebodyOutsideTheSampleWhoBlinksDisturbsNobody(t *testing.T) {
	s := stageOf(t, Settings{})
	now := instant()
	for i := range 40 {
		mustJoinAt(t, s, now, "p"+strconv.Itoa(i), Listener)
	}
	now = now.Add(time.Minute)
	s.expire(now)
	if s.detach(now, "p39"); s.audienceStale {
		t.Fatal("everyone is told of one listener's connection")
	}
	if s.detach(now, "p0"); !s.audienceStale {
		t.Fatal("the sample is out of date")
	}
}

func TestTheAudienceIsListedByPagesInOrderOfJoining(t *testing.T) {
	s := stageOf(t, Settings{})
	var want []string
	for i := range 25 {
		want = append(want, "p"+strconv.Itoa(i))
		mustJoin(t, s, want[i], Listener)
	}
	for _, limit := range []int{1, 7, 25, 100, 1000} {
		var got []string
		cursor := ""
		for range 30 {
			list, next := s.page(cursor, limit)
			for _, p := range list {
				got = append(got, p.ID)
			}
			if cursor = next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("pages of %d: %v", limit, got)
		}
	}
	for _, cursor := range []string{"?", "-1", "zzzzzzzzzzzzzzzzzz"} {
		if list, _ := s.page(cursor, -5); len(list) != 1 || list[0].ID != "p0" {
			t.Errorf("cursor %q gives %v", cursor, list)
		}
	}
	list, next := s.page("", 10)
	s.depart(instant(), s.members[list[9].ID], Left)
	if rest, _ := s.page(next, 100); len(rest) != 15 || rest[0].ID != "p10" {
		t.Errorf("after the last of a page left, the next begins with %v", rest[0].ID)
	}
}

func TestRecordAndListingTellOfEveryone(t *testing.T) {
	s := stageOf(t, Settings{Title: "T"}, "a", "b")
	ok(t, s, "host", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	r := s.record(instant(), 7)
	if r.Version != 7 || r.Host != "host" || len(r.Members) != 3 || r.Members[1].Seat != 1 || r.Closed {
		t.Errorf("record %+v", r)
	}
	if l := s.listing(); l.HostName != "n host" || l.Speakers != 2 || l.Participants != 3 || l.Settings.Title != "T" {
		t.Errorf("listing %+v", l)
	}
}

func TestTheRoomSharesNoMemoryWithTheCaller(t *testing.T) {
	s := newState(Config{}, Settings{}, instant())
	speaks := []string{"zh"}
	if _, err := s.join(instant(), arrival{id: "a", profile: Profile{Name: "a", Speaks: speaks}}); err != nil {
		t.Fatal(err)
	}
	speaks[0] = "xx"
	pair := []string{"zh"}
	other := newState(Config{}, Settings{Languages: pair}, instant())
	if pair[0] = "xx"; other.settings.Languages[0] != "zh" {
		t.Error("the room's languages are the caller's")
	}
	if got := s.members["a"].profile.Speaks[0]; got != "zh" {
		t.Fatalf("the profile became %q", got)
	}
}
