package room

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestACoHostIsAModeratorFromTheFirstMomentOn(t *testing.T) {
	s := newState(Config{}, Settings{Owner: "host", CoHosts: []string{"co"}, Seats: 4, Locked: true}, instant())
	if _, err := s.join(instant(), arrival{id: "guest"}); err != ErrRoomLocked {
		t.Fatalf("a guest at a closed door: %v", err)
	}
	mustJoin(t, s, "co", Listener)
	if got := s.members["co"].role; got != Moderator {
		t.Fatalf("a co-host is a %s", got)
	}
	mustJoin(t, s, "host", Listener)
	if s.hostID() != "host" {
		t.Fatalf("the host is %q", s.hostID())
	}
	ok(t, s, "co", MuteAll{})
	ok(t, s, "host", Leave{})
	if s.hostID() != "co" {
		t.Fatalf("succeeded by %q", s.hostID())
	}
}

func TestACoHostTakesOverWhereTheOwnerDoesNotCome(t *testing.T) {
	s := newState(Config{}, Settings{Owner: "host", CoHosts: []string{"co"}, Seats: 4}, instant())
	mustJoin(t, s, "first", Listener)
	mustJoin(t, s, "co", Listener)
	if s.hostID() != "" {
		t.Fatalf("%q is host before the owner had time to come", s.hostID())
	}
	if s.expire(instant().Add(30 * time.Second)); s.hostID() != "co" {
		t.Fatalf("the host is %q", s.hostID())
	}
}

func TestADemotedCoHostStaysOneNoLonger(t *testing.T) {
	named := []string{"co", "two"}
	s := newState(Config{}, Settings{Owner: "host", CoHosts: named, Seats: 4}, instant())
	mustJoin(t, s, "host", Host)
	mustJoin(t, s, "co", Listener)
	ok(t, s, "host", SetRole{"co", Listener})
	ok(t, s, "co", Leave{})
	mustJoin(t, s, "co", Listener)
	if got := s.members["co"].role; got != Listener {
		t.Errorf("came back as a %s", got)
	}
	if !slices.Equal(named, []string{"co", "two"}) {
		t.Errorf("the caller's list has become %v", named)
	}
}

func TestCoHostsAreBounded(t *testing.T) {
	clean := func(ids ...string) ([]string, error) {
		s, err := CleanSettings(Settings{Title: "T", Languages: []string{"en"}, Owner: "host", CoHosts: ids})
		return s.CoHosts, err
	}
	if got, err := clean("a", "host", "b", "a"); err != nil || !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("kept %v, %v", got, err)
	}
	eight := strings.Split("abcdefgh", "")
	if got, err := clean(eight...); err != nil || len(got) != MaxCoHosts {
		t.Errorf("eight: %v, %v", got, err)
	}
	for _, bad := range [][]string{append(eight, "i"), {""}, {strings.Repeat("x", 65)}, {"\xff"}} {
		if _, err := clean(bad...); err != ErrInvalidRoom {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestAnEmptyRoomStaysOpenUntilItIsTime(t *testing.T) {
	until := instant().Add(time.Hour)
	s := newState(Config{EmptyGrace: time.Minute, Until: until}, Settings{}, instant())
	if due := s.deadline(); !due.Equal(until) {
		t.Fatalf("due at %v", due)
	}
	if s.expire(until.Add(-time.Nanosecond)); s.ended {
		t.Fatal("ended early")
	}
	mustJoinAt(t, s, until.Add(-time.Second), "a", Listener)
	if _, err := s.apply(until.Add(-time.Second), "a", Leave{}); err != nil {
		t.Fatal(err)
	}
	if s.expire(until.Add(58 * time.Second)); s.ended {
		t.Fatal("ended within the grace")
	}
	if s.expire(until.Add(59 * time.Second)); !s.ended {
		t.Fatal("did not end")
	}
}

func TestARecordTellsARoomThatItsHostClosedFromOneThatIsOver(t *testing.T) {
	s := newState(Config{}, Settings{Owner: "host"}, instant())
	s.expire(instant().Add(time.Hour))
	if r := s.record(instant(), 1); !r.Closed || r.Dismissed {
		t.Errorf("left alone: %t, %t", r.Closed, r.Dismissed)
	}
	s = newState(Config{}, Settings{Owner: "host"}, instant())
	mustJoin(t, s, "host", Host)
	ok(t, s, "host", CloseRoom{})
	if r := s.record(instant(), 1); !r.Closed || !r.Dismissed {
		t.Errorf("closed by its host: %t, %t", r.Closed, r.Dismissed)
	}
}
