package room

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// guest is somebody who comes with what a browser brings.
func guest(id, device, network string) arrival {
	return arrival{id: id, profile: Profile{Name: "n " + id}, guest: true, device: device, network: network}
}

// knock is a guest who is made to wait.
func knock(t *testing.T, s *state, id string, now time.Time) []effect {
	t.Helper()
	effects, err := s.join(now, guest(id, "d-"+id, "net"))
	if !errors.Is(err, ErrWaiting) {
		t.Fatalf("%s: %v", id, err)
	}
	return effects
}

func tryJoin(s *state, now time.Time, a arrival) string {
	_, err := s.join(now, a)
	s.take()
	return code(err)
}

func records(effects []effect) (list []AuditRecord) {
	for _, e := range effects {
		if k, is := e.(keep); is {
			list = append(list, k.record)
		}
	}
	return list
}

// evasion is one way to come back. THREATS 13.
func TestWhoWasShownOutCannotComeBackByAnotherName(t *testing.T) {
	for _, show := range []Command{Kick{"x", "spam"}, Ban{"x", "spam", time.Hour}, Ban{"x", "", Permanent}} {
		for name, c := range map[string]struct {
			a    arrival
			want string
		}{
			"the same token":                 {guest("x", "dev", "net"), "out"},
			"the same token, another device": {guest("x", "other", "elsewhere"), "out"},
			"a new tab without the token":    {guest("y", "dev", "net"), "out"},
			"a new name":                     {arrival{id: "x", profile: Profile{Name: "Somebody"}, guest: true, device: "dev", network: "net"}, "out"},
			"a new device and address":       {guest("z", "", "elsewhere"), ""},
			"a new cookie, same address":     {guest("z", "new", "net"), "waiting"},
			"no cookie, same address":        {guest("z", "", "net"), "waiting"},
			"an app's user, same address":    {arrival{id: "app", profile: Profile{Name: "a"}, network: "net"}, ""},
			"somebody of unknown address":    {guest("z", "", ""), ""},
		} {
			s := stageOf(t, Settings{}, "a")
			if code := tryJoin(s, instant(), guest("x", "dev", "net")); code != "" {
				t.Fatal(code)
			}
			effects := ok(t, s, "host", show)
			if s.members["x"] != nil || !slices.Contains(effects, effect(remove{"x"})) {
				t.Fatalf("%T: still here", show)
			}
			want := c.want
			if want == "out" {
				want = map[bool]string{true: "kicked", false: "banned"}[show == Kick{"x", "spam"}]
			}
			effects, err := s.join(instant().Add(time.Second), c.a)
			if code(err) != want {
				t.Errorf("%T, %s: %v, want %q", show, name, err, want)
			}
			if kept := records(effects); (want != "") != (len(kept) == 1) && want != "" {
				t.Errorf("%T, %s: audited %+v", show, name, kept)
			}
		}
	}
}

func TestABanSaysWhyAndUntilWhenAndEnds(t *testing.T) {
	s := stageOf(t, Settings{}, "x")
	effects := ok(t, s, "host", Ban{"x", "hate", time.Minute})
	until := instant().Add(time.Minute)
	notices, to := told[Notice](effects)
	if len(notices) != 1 || notices[0].Action != "banned" || notices[0].Reason != "hate" || !notices[0].Until.Equal(until) || to[0][0] != "x" {
		t.Fatalf("told %+v", notices)
	}
	if !slices.Contains(effects, effect(release{"x", WasBanned})) {
		t.Fatalf("released otherwise: %+v", effects)
	}
	_, err := s.join(instant(), arrival{id: "x", profile: Profile{Name: "x"}})
	var refusal *Error
	if !errors.As(err, &refusal) || refusal.Code != "banned" || refusal.Reason != "hate" || !refusal.Until.Equal(until) {
		t.Fatalf("refused with %+v", refusal)
	}
	if code := tryJoin(s, until.Add(-time.Millisecond), guest("x", "", "")); code != "banned" {
		t.Fatalf("a moment before: %q", code)
	}
	if code := tryJoin(s, until, guest("x", "", "")); code != "" {
		t.Fatalf("afterwards: %q", code)
	}
}

func TestALiftedBanLetsInWithoutWaiting(t *testing.T) {
	s := stageOf(t, Settings{})
	if code := tryJoin(s, instant(), guest("x", "dev", "net")); code != "" {
		t.Fatal(code)
	}
	ok(t, s, "host", Kick{"x", ""})
	list := s.exclusions(instant())
	if len(list) != 1 || list[0].Kind != Kicked || list[0].Name != "n x" || list[0].ByName != "n host" {
		t.Fatalf("listed %+v", list)
	}
	ok(t, s, "host", LiftBan{list[0].ID})
	refused(t, s, "host", LiftBan{list[0].ID}, "no_ban")
	if code := tryJoin(s, instant(), guest("x", "dev", "net")); code != "" || len(s.exclusions(instant())) != 0 {
		t.Fatalf("refused with %q", code)
	}
}

func TestWhoHasLeftCanBeBannedAllTheSame(t *testing.T) {
	s := stageOf(t, Settings{})
	tryJoin(s, instant(), guest("x", "dev", "net"))
	ok(t, s, "x", Leave{})
	effects := ok(t, s, "host", Ban{"x", "insult", time.Hour})
	if kept := records(effects); len(kept) != 1 || kept[0].Target != "x" || kept[0].TargetName != "n x" || kept[0].Detail != "3600 s" {
		t.Fatalf("audited %+v", kept)
	}
	if code := tryJoin(s, instant(), guest("y", "dev", "elsewhere")); code != "banned" {
		t.Fatalf("by the device: %q", code)
	}
	refused(t, s, "host", Ban{"nobody", "", time.Hour}, "not_found")
	for i := range maxDeparted + 1 {
		tryJoin(s, instant(), guest(fmt.Sprint("q", i), "", ""))
		ok(t, s, fmt.Sprint("q", i), Leave{})
	}
	if len(s.departed) > maxDeparted || len(s.leavers) > maxDeparted {
		t.Fatalf("%d remembered", len(s.departed))
	}
	refused(t, s, "host", Ban{"q0", "", time.Hour}, "not_found")
}

func TestOnlyBansAreKeptBeyondTheRoomAndComeBackWithIt(t *testing.T) {
	s := stageOf(t, Settings{}, "x", "y")
	ok(t, s, "host", Kick{"x", ""})
	var kept []BanRecord
	for _, e := range ok(t, s, "host", Ban{"y", "", Permanent}) {
		if b, is := e.(bans); is {
			kept = b.list
		}
	}
	if len(kept) != 1 || kept[0].Participant != "y" {
		t.Fatalf("kept %+v", kept)
	}
	again := newState(Config{ID: "r", Bans: kept}, Settings{Owner: "host"}, instant())
	if code := tryJoin(again, instant().Add(1000*time.Hour), guest("y", "", "")); code != "banned" {
		t.Fatalf("y: %q", code)
	}
	if code := tryJoin(again, instant(), guest("x", "", "")); code != "" {
		t.Fatalf("x: %q", code)
	}
}

func TestTheOwnerIsNeverKeptOut(t *testing.T) {
	s := stageOf(t, Settings{})
	mustJoin(t, s, "mod", Moderator)
	tryJoin(s, instant(), guest("x", "shared", "net"))
	ok(t, s, "host", Leave{})
	refused(t, s, "mod", Ban{"host", "", time.Hour}, "not_allowed")
	ok(t, s, "mod", Kick{"x", ""})
	ok(t, s, "mod", LockRoom{true})
	if code := tryJoin(s, instant(), arrival{id: "host", profile: Profile{Name: "h"}, guest: true, device: "shared", network: "net"}); code != "" || s.hostID() != "host" {
		t.Fatalf("refused with %q", code)
	}
}

func TestNobodyLocksThemselvesOutByTheirOwnDevice(t *testing.T) {
	s := stageOf(t, Settings{})
	mod := arrival{id: "mod", profile: Profile{Name: "m"}, role: Moderator, device: "shared"}
	if code := tryJoin(s, instant(), mod); code != "" {
		t.Fatal(code)
	}
	tryJoin(s, instant(), guest("x", "shared", "net"))
	ok(t, s, "mod", Kick{"x", ""})
	ok(t, s, "mod", Leave{})
	if code := tryJoin(s, instant(), mod); code != "" {
		t.Fatalf("refused with %q", code)
	}
}

func TestTheSecondTabOfWhoIsShownOutGoesToo(t *testing.T) {
	s := stageOf(t, Settings{})
	for _, id := range []string{"x", "x2", "y"} {
		tryJoin(s, instant(), guest(id, "d"+id[:1], "net"))
	}
	ok(t, s, "host", Kick{"x", ""})
	if s.members["x2"] != nil || s.members["y"] == nil {
		t.Fatal("the wrong ones are here")
	}
}

func TestALockedRoomLetsMembersBackOnly(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	ok(t, s, "host", LockRoom{true})
	if code := tryJoin(s, instant(), guest("x", "", "")); code != "room_locked" {
		t.Fatalf("a stranger: %q", code)
	}
	for _, a := range []arrival{guest("a", "", ""), {id: "m", profile: Profile{Name: "m"}, role: Moderator}} {
		if code := tryJoin(s, instant(), a); code != "" {
			t.Fatalf("%s: %q", a.id, code)
		}
	}
	ok(t, s, "b", Leave{})
	if code := tryJoin(s, instant(), guest("b", "", "")); code != "room_locked" {
		t.Fatalf("who left: %q", code)
	}
	ok(t, s, "host", LockRoom{false})
	if code := tryJoin(s, instant(), guest("x", "", "")); code != "" {
		t.Fatalf("unlocked: %q", code)
	}
}

func TestGuestsWaitUntilSomebodyOpens(t *testing.T) {
	s := stageOf(t, Settings{WaitingRoom: true})
	for _, a := range []arrival{{id: "app", profile: Profile{Name: "app"}}, {id: "mod", profile: Profile{Name: "m"}, role: Moderator, guest: true}} {
		if code := tryJoin(s, instant(), a); code != "" {
			t.Fatalf("%s: %q", a.id, code)
		}
	}
	effects := knock(t, s, "w", instant().Add(2*time.Second))
	list, to := told[WaitingChanged](effects)
	if len(list) != 1 || len(list[0].Waiting) != 1 || list[0].Waiting[0].Hold != HoldGuests || !slices.Equal(to[0], []string{"host", "mod"}) {
		t.Fatalf("told %+v to %v", list, to)
	}
	if again := knock(t, s, "w", instant().Add(5*time.Second)); len(again) != 0 {
		t.Fatalf("a second knock is news: %+v", again)
	}
	ok(t, s, "mod", Admit{"w"})
	if code := tryJoin(s, instant().Add(6*time.Second), guest("w", "", "net")); code != "" {
		t.Fatalf("admitted: %q", code)
	}
	ok(t, s, "w", Leave{})
	if code := tryJoin(s, instant().Add(7*time.Second), guest("w", "", "net")); code != "" {
		t.Fatalf("admitted before: %q", code)
	}
	knock(t, s, "v", instant().Add(8*time.Second))
	ok(t, s, "host", Deny{"v", "other"})
	if code := tryJoin(s, instant().Add(9*time.Second), guest("v", "", "net")); code != "denied" {
		t.Fatalf("denied: %q", code)
	}
}

func TestWhoKnocksNoMoreIsForgotten(t *testing.T) {
	s := stageOf(t, Settings{WaitingRoom: true})
	knock(t, s, "w", instant())
	s.expire(instant().Add(19 * time.Second))
	if len(s.door.waiters) != 1 {
		t.Fatal("forgotten too soon")
	}
	s.expire(instant().Add(20 * time.Second))
	if len(s.door.waiters) != 0 {
		t.Fatal("a ghost before the door")
	}
	refused(t, s, "host", Admit{"w"}, "not_found")
}

func TestTheWaitingRoomIsBounded(t *testing.T) {
	s := stageOf(t, Settings{WaitingRoom: true})
	for i := range maxWaiting {
		if code := tryJoin(s, instant(), guest(fmt.Sprint(i), "", fmt.Sprint("net", i))); code != "waiting" {
			t.Fatal(code)
		}
	}
	if code := tryJoin(s, instant(), guest("more", "", "")); code != "room_full" {
		t.Fatalf("one more: %q", code)
	}
}

func TestASharedAddressKeepsNobodyOutWhereNobodyCanOpen(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	tryJoin(s, instant(), guest("x", "dev", "net"))
	ok(t, s, "host", Kick{"x", ""})
	if code := tryJoin(s, instant(), guest("y", "", "net")); code != "waiting" {
		t.Fatalf("with a host: %q", code)
	}
	ok(t, s, "host", Leave{})
	if code := tryJoin(s, instant(), guest("y", "", "net")); code != "" {
		t.Fatalf("without: %q", code)
	}
	mustJoin(t, s, "host", Listener)
	if code := tryJoin(s, instant().Add(networkHold), guest("z", "", "net")); code != "" {
		t.Fatalf("after an hour: %q", code)
	}
}

func TestExclusionsAreBounded(t *testing.T) {
	s := stageOf(t, Settings{})
	for i := range maxBans + 10 {
		id := fmt.Sprint("x", i)
		tryJoin(s, instant(), arrival{id: id, profile: Profile{Name: id}})
		length := Permanent
		if i == 3 {
			length = time.Hour
		}
		ok(t, s, "host", Ban{id, "", length})
	}
	if len(s.bans) != maxBans {
		t.Fatalf("%d exclusions", len(s.bans))
	}
	if code := tryJoin(s, instant(), arrival{id: "x3", profile: Profile{Name: "x3"}}); code != "" {
		t.Fatalf("what ends first is not forgotten first: %q", code)
	}
}

func TestAReportReachesThoseAboveTheReportedAndNeverNamesItsSender(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	mustJoin(t, s, "mod", Moderator)
	for _, c := range []struct {
		about   string
		to      []string
		private bool
	}{{"b", []string{"host", "mod"}, false}, {"mod", []string{"host"}, true}, {"host", nil, true}} {
		effects := ok(t, s, "a", Report{c.about, "insult", "they said something"})
		reported, to := told[Reported](effects)
		if len(c.to) == 0 != (len(reported) == 0) || len(c.to) > 0 && !slices.Equal(to[0], c.to) {
			t.Errorf("about %s: told %v", c.about, to)
		}
		kept := records(effects)
		if len(kept) != 1 || kept[0].By != "a" || kept[0].Private != c.private || kept[0].Detail != "they said something" {
			t.Errorf("about %s: audited %+v", c.about, kept)
		}
	}
	effects := ok(t, s, "mod", Report{"b", "spam", ""})
	if reported, _ := told[Reported](effects); reported[0].Count != 2 {
		t.Fatalf("counted %d", reported[0].Count)
	}
}

func TestOnePersonCountsOnceAndCannotFloodTheReports(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b", "c")
	for range reportBurst {
		reported, _ := told[Reported](ok(t, s, "a", Report{"b", "spam", ""}))
		if reported[0].Count != 1 {
			t.Fatalf("one person counts %d times", reported[0].Count)
		}
	}
	refused(t, s, "a", Report{"b", "spam", ""}, "rate_limited")
	ok(t, s, "a", Leave{})
	mustJoin(t, s, "a", Listener)
	refused(t, s, "a", Report{"c", "spam", ""}, "rate_limited")
	if reported, _ := told[Reported](ok(t, s, "c", Report{"b", "spam", ""})); reported[0].Count != 2 {
		t.Fatalf("counted %d", reported[0].Count)
	}
	if _, err := s.apply(instant().Add(reportWindow), "a", Report{"c", "spam", ""}); err != nil {
		t.Fatal(err)
	}
}

func TestReportsTakeBoundedMemory(t *testing.T) {
	s := stageOf(t, Settings{})
	for i := range 3 * maxReports {
		s.reports.note(instant(), fmt.Sprint(i), fmt.Sprint("x", i))
	}
	if n := len(s.reports.counts) + len(s.reports.pairs) + len(s.reports.recent); n > 3*maxReports {
		t.Fatalf("%d kept", n)
	}
}

func TestOneNetworkDoesNotFillTheDoor(t *testing.T) {
	s := stageOf(t, Settings{WaitingRoom: true})
	for i := range maxWaitingOfOne {
		knock(t, s, fmt.Sprint("w", i), instant())
	}
	if code := tryJoin(s, instant(), guest("one more", "d", "net")); code != "room_full" {
		t.Errorf("one network has more than half of the door: %q", code)
	}
	if code := tryJoin(s, instant(), guest("w1", "d", "net")); code != "waiting" {
		t.Errorf("who waits already: %q", code)
	}
	if code := tryJoin(s, instant(), guest("another", "d", "elsewhere")); code != "waiting" {
		t.Errorf("from elsewhere: %q", code)
	}
}
