package room

import (
	"slices"
	"testing"
	"time"

	"corner/room/relay"
	"corner/room/schedule"
	"corner/room/walltime"
)

// sunRoster has Yu host from 20:00 to 22:00 in Shanghai, which is when the tests begin, and Lena from 9:00 to 12:00 in
// New York, which is when Yu ends; Bo for Lena when she has not come.
func sunRoster(t testing.TB) []relay.Shift {
	t.Helper()
	daily := func(zone string, hour int, length time.Duration) schedule.Part {
		return schedule.Part{Start: walltime.Wall{Date: walltime.Date{Year: 2026, Month: 11, Day: 20}, Hour: hour}, Zone: zone,
			Length: length, Rule: schedule.Rule{Freq: schedule.Daily, Interval: 1}}
	}
	list := []relay.Shift{
		{Person: "yu", Name: "Yu", Part: daily("Asia/Shanghai", 20, 2*time.Hour)},
		{Person: "lena", Name: "Lena", Substitute: "bo", Stand: "Bo", Part: daily("America/New_York", 9, 3*time.Hour)},
	}
	if err := relay.Check(list); err != nil {
		t.Fatal(err)
	}
	return list
}

// sunRoom is a room of that roster with some people in it, who joined within Yu's hours.
func sunRoom(t testing.TB, people ...string) *state {
	t.Helper()
	s := newState(Config{ID: "r"}, Settings{Seats: 4, Owner: "owner", Shifts: sunRoster(t)}, instant())
	for _, id := range people {
		if _, err := s.join(instant(), arrival{id: id, profile: Profile{Name: "n " + id}}); err != nil {
			t.Fatal(id, err)
		}
	}
	return s
}

// noon is so long after twelve o'clock UTC.
func noon(after time.Duration) time.Time { return instant().Add(after) }

const lenas = 2 * time.Hour // after noon Lena's hours begin

// hostsBy lets the clock come to an instant, deadline by deadline, and tells who became host on the way and why.
func hostsBy(t testing.TB, s *state, until time.Time) (told []string) {
	t.Helper()
	for !s.ended {
		next := s.deadline()
		if next.IsZero() || next.After(until) {
			break
		}
		told = append(told, hostsIn(s.expire(next))...)
	}
	return told
}

func hostsIn(effects []effect) (list []string) {
	hosts, _ := told[HostChanged](effects)
	for _, h := range hosts {
		list = append(list, h.Participant+" "+h.Reason)
	}
	return list
}

func expectTold(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %q, want %q", what, got, want)
	}
}

func expectRole(t testing.TB, s *state, id string, want Role) {
	t.Helper()
	if got := s.members[id].role; got != want {
		t.Fatalf("%s is a %v, want %v", id, got, want)
	}
}

func TestTheDutyPassesAtItsInstantToWhoeverIsThere(t *testing.T) {
	s := sunRoom(t, "a", "lena", "yu")
	if s.hostID() != "yu" {
		t.Fatalf("host %q", s.hostID())
	}
	ok(t, s, "yu", MuteSelf{false})
	expectTold(t, "before it is time", hostsBy(t, s, noon(lenas-time.Nanosecond)))
	expectTold(t, "when it is", hostsBy(t, s, noon(lenas)), "lena duty")
	expectRole(t, s, "yu", Moderator)
	if m := s.members["lena"]; m.seat != hostSeat || m.open || !m.mute.Self {
		t.Fatalf("lena sits on %d, open %t, %+v", m.seat, m.open, m.mute)
	}
	if m := s.members["yu"]; m.seat <= hostSeat || !m.open {
		t.Fatalf("yu, who spoke, sits on %d, open %t", m.seat, m.open)
	}
	last := s.chat[len(s.chat)-1]
	if last.Code != "host" || last.Value != "duty" || last.About.ID != "lena" || last.From.ID != "" {
		t.Fatalf("the room says %+v", last)
	}
	expectTold(t, "in the gap afterwards", hostsBy(t, s, noon(20*time.Hour)))
	if s.hostID() != "lena" {
		t.Fatalf("host in the gap %q", s.hostID())
	}
	expectTold(t, "the day after", hostsBy(t, s, noon(24*time.Hour)), "yu duty")
	expectRole(t, s, "lena", Moderator)
}

func TestEverybodyIsToldWhoseDutyItIsAndWhoIsNext(t *testing.T) {
	s := sunRoom(t, "a", "yu")
	want := DutyChanged{Now: Person{"yu", "Yu"}, Until: noon(lenas), Next: Person{"lena", "Lena"}, NextAt: noon(lenas), NextZone: "America/New_York"}
	if got := s.snapshot(noon(time.Hour), s.members["a"]).Duty; got != want {
		t.Fatalf("%+v", got)
	}
	changes, to := told[DutyChanged](s.expire(noon(lenas)))
	want = DutyChanged{Now: Person{"lena", "Lena"}, Until: noon(5 * time.Hour), Substitute: Person{"bo", "Bo"},
		Next: Person{"yu", "Yu"}, NextAt: noon(24 * time.Hour), NextZone: "Asia/Shanghai"}
	if len(changes) != 1 || changes[0] != want || to[0] != nil {
		t.Fatalf("told %+v to %v", changes, to)
	}
	changes, _ = told[DutyChanged](s.expire(noon(5 * time.Hour)))
	if want = (DutyChanged{Next: want.Next, NextAt: want.NextAt, NextZone: want.NextZone}); len(changes) != 1 || changes[0] != want {
		t.Fatalf("in the gap %+v", changes)
	}
	s = stageOf(t, Settings{}, "a")
	if got := s.snapshot(instant(), s.members["a"]).Duty; got != (DutyChanged{}) {
		t.Fatalf("without a roster %+v", got)
	}
}

func TestTheSubstituteHostsAfterTwoMinutesAndWhoComesLateTakesOver(t *testing.T) {
	s := sunRoom(t, "yu", "bo")
	expectTold(t, "nobody comes for two minutes", hostsBy(t, s, noon(lenas+dutyWait-time.Nanosecond)))
	if last := s.chat[len(s.chat)-1]; last.Code != "duty_late" || last.About.Name != "Lena" || s.hostID() != "yu" {
		t.Fatalf("the room says %+v, host %q", last, s.hostID())
	}
	expectTold(t, "then", hostsBy(t, s, noon(lenas+dutyWait)), "bo substitute")
	expectRole(t, s, "yu", Moderator)
	expectTold(t, "an hour late", hostsIn(mustJoinAt(t, s, noon(lenas+time.Hour), "lena", Listener)), "lena duty")
	expectRole(t, s, "bo", Moderator)
	s.detach(noon(lenas+time.Hour), "lena")
	expectTold(t, "who goes away leaves it", hostsBy(t, s, noon(lenas+2*time.Hour)), "bo substitute")
	expectTold(t, "and has it again", hostsIn(mustJoinAt(t, s, noon(lenas+2*time.Hour), "lena", Listener)), "lena duty")
}

func TestASubstituteWhoComesLateTakesOverAsWell(t *testing.T) {
	s := sunRoom(t, "yu")
	hostsBy(t, s, noon(lenas+time.Minute))
	expectTold(t, "within the two minutes", hostsIn(mustJoinAt(t, s, noon(lenas+time.Minute), "bo", Listener)))
	ok(t, s, "bo", Leave{})
	hostsBy(t, s, noon(lenas+time.Hour))
	expectTold(t, "after them", hostsIn(mustJoinAt(t, s, noon(lenas+time.Hour), "bo", Listener)), "bo substitute")
}

func TestWhenNobodyComesTheHostStaysAndThenTheRoomFindsOne(t *testing.T) {
	s := sunRoom(t, "yu", "a")
	ok(t, s, "yu", SetRole{"a", Moderator})
	expectTold(t, "all of Lena's hours", hostsBy(t, s, noon(4*time.Hour)))
	if s.hostID() != "yu" {
		t.Fatalf("host %q", s.hostID())
	}
	effects, err := s.apply(noon(4*time.Hour), "yu", Leave{})
	if err != nil {
		t.Fatal(err)
	}
	expectTold(t, "when Yu leaves", hostsIn(effects), "a succession")
	expectTold(t, "and Lena comes at last", hostsIn(mustJoinAt(t, s, noon(4*time.Hour+time.Minute), "lena", Listener)), "lena duty")
	expectRole(t, s, "a", Moderator) // as they were
}

func TestWhoOnlyFilledInIsAgainWhatTheyWere(t *testing.T) {
	s := sunRoom(t, "yu", "a")
	ok(t, s, "yu", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	ok(t, s, "yu", Leave{})
	if s.hostID() != "a" {
		t.Fatalf("host %q", s.hostID())
	}
	mustJoinAt(t, s, noon(time.Minute), "yu", Listener)
	expectRole(t, s, "a", Listener)
	if s.hostID() != "yu" {
		t.Fatalf("host %q", s.hostID())
	}
}

func TestInAnEmptyRoomTheSubstituteIsTheFirstToSucceed(t *testing.T) {
	s := newState(Config{ID: "r"}, Settings{Owner: "owner", Shifts: sunRoster(t)}, noon(lenas-time.Minute))
	mustJoinAt(t, s, noon(lenas-30*time.Second), "a", Moderator)
	mustJoinAt(t, s, noon(lenas-20*time.Second), "bo", Listener)
	expectTold(t, "when somebody has to be", hostsBy(t, s, noon(lenas+time.Minute)), "bo substitute")
}

func TestTheOwnerIsAModeratorWhileSomebodyIsOnDutyAndHostWhenNobodyIs(t *testing.T) {
	s := sunRoom(t, "yu")
	expectTold(t, "the owner comes", hostsIn(mustJoin(t, s, "owner", Listener)))
	expectRole(t, s, "owner", Moderator)
	refused(t, s, "yu", Kick{Participant: "owner"}, "not_allowed")
	refused(t, s, "yu", Ban{Participant: "owner", Reason: "spam", Time: Permanent}, "not_allowed")
	refused(t, s, "yu", SetRole{"owner", Listener}, "not_allowed")
	expectTold(t, "and is the heir", hostsIn(ok(t, s, "yu", Leave{})), "owner succession")
	expectTold(t, "until Yu is back", hostsIn(mustJoin(t, s, "yu", Listener)), "yu duty")
	expectRole(t, s, "owner", Moderator)
	s = newState(Config{ID: "r"}, Settings{Owner: "owner", Shifts: sunRoster(t)}, noon(6*time.Hour))
	mustJoinAt(t, s, noon(6*time.Hour), "lena", Listener)
	hostsBy(t, s, noon(6*time.Hour+5*time.Minute))
	expectTold(t, "in a gap it is as ever", hostsIn(mustJoinAt(t, s, noon(6*time.Hour+5*time.Minute), "owner", Listener)), "owner joined")
}

func TestADutyHandedToSomebodyIsTheirsUntilTheNext(t *testing.T) {
	s := sunRoom(t, "yu", "a", "lena")
	ok(t, s, "yu", TransferHost{"a"})
	s.detach(noon(time.Minute), "yu")
	expectTold(t, "Yu, who comes back", hostsIn(s.attach(noon(time.Minute), "yu")))
	if s.hostID() != "a" || s.settings.Owner != "owner" {
		t.Fatalf("host %q, owner %q", s.hostID(), s.settings.Owner)
	}
	expectTold(t, "the next", hostsBy(t, s, noon(lenas)), "lena duty")
	expectRole(t, s, "a", Listener)
}

// The roster is in the settings, so the next process knows whose duty it is, and how long they are waited for.
func TestTheNextProcessKnowsTheDuty(t *testing.T) {
	s := sunRoom(t, "yu", "bo")
	hostsBy(t, s, noon(lenas+time.Minute))
	n := again(s, s.memory(noon(lenas+time.Minute)), noon(lenas+90*time.Second))
	mustJoinAt(t, n, noon(lenas+90*time.Second), "bo", Listener)
	if n.hostID() != "" {
		t.Fatalf("host %q", n.hostID())
	}
	expectTold(t, "the two minutes are over", hostsBy(t, n, noon(lenas+2*time.Minute)), "bo substitute")
	n = again(s, s.memory(noon(lenas+time.Minute)), noon(lenas+time.Hour))
	expectTold(t, "an hour later at once", hostsIn(mustJoinAt(t, n, noon(lenas+time.Hour), "bo", Listener)), "bo substitute")
	n = again(s, s.memory(noon(lenas+time.Minute)), noon(23*time.Hour))
	expectTold(t, "who opens the room in the gap", hostsIn(mustJoinAt(t, n, noon(24*time.Hour), "yu", Listener)), "yu duty")
}

func TestTheDoorKnowsWhoIsOnTheRoster(t *testing.T) {
	s := sunRoom(t, "yu")
	s.settings.Locked, s.settings.WaitingRoom = true, true
	for id, want := range map[string]string{"lena": "", "bo": "", "a": "room_locked"} {
		if got := tryJoin(s, instant(), guest(id, "d-"+id, "net")); got != want {
			t.Errorf("%s: %q", id, got)
		}
	}
	s.settings.Locked = false
	if got := tryJoin(s, instant(), guest("a", "d-a", "net")); got != "waiting" {
		t.Errorf("a stranger: %q", got)
	}
	ok(t, s, "yu", Ban{Participant: "lena", Reason: "spam", Time: Permanent})
	if got := tryJoin(s, instant(), guest("lena", "d-lena", "net")); got != "banned" {
		t.Errorf("who is banned: %q", got)
	}
	expectTold(t, "and has no duty", hostsBy(t, s, noon(lenas+dutyWait)), "bo substitute")
}

func TestARosterIsCleanOrTheSettingsAreNone(t *testing.T) {
	s := Settings{Title: "t", Languages: []string{"en"}, Shifts: sunRoster(t)}
	s.Shifts[0].Name = " Yu\u200b  Li "
	clean, err := CleanSettings(s)
	if err != nil || clean.Shifts[0].Name != "Yu Li" || clean.Shifts[0].Stand != "" || s.Shifts[0].Name == "Yu Li" {
		t.Fatalf("%+v %v", clean.Shifts, err)
	}
	for name, spoil := range map[string]func(*relay.Shift){
		"a name that turns":    func(s *relay.Shift) { s.Name = "Yu\u202e" },
		"a substitute's":       func(s *relay.Shift) { s.Stand = "Bo\u202e" },
		"thirteen hours":       func(s *relay.Shift) { s.Part.Length = 13 * time.Hour },
		"a zone that is none":  func(s *relay.Shift) { s.Part.Zone = "Moon/Sea" },
		"somebody for oneself": func(s *relay.Shift) { s.Substitute = s.Person },
	} {
		s.Shifts = sunRoster(t)
		spoil(&s.Shifts[1])
		if _, err := CleanSettings(s); code(err) != "invalid_room" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
