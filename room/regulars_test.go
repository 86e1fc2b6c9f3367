package room

import (
	"fmt"
	"testing"
	"time"
)

// comeAndGo has somebody be in the room for a time.
func comeAndGo(t *testing.T, s *state, id string, from time.Time, stay time.Duration) {
	t.Helper()
	if _, err := s.join(from, arrival{id: id, profile: Profile{Name: "n " + id}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.apply(from.Add(stay), id, Leave{}); err != nil {
		t.Fatal(err)
	}
}

func TestWhoComesTwiceIsARegular(t *testing.T) {
	const hour = time.Hour
	for name, c := range map[string]struct {
		stays  []time.Duration
		pauses []time.Duration
		visits int
	}{
		"once":                  {[]time.Duration{hour}, []time.Duration{0}, 1},
		"twice":                 {[]time.Duration{hour, hour}, []time.Duration{0, 4 * hour}, 2},
		"twice on one evening":  {[]time.Duration{hour, hour}, []time.Duration{0, 3 * hour}, 1},
		"and looked in":         {[]time.Duration{hour, 9 * time.Minute}, []time.Duration{0, 9 * hour}, 1},
		"only looked in":        {[]time.Duration{time.Minute}, []time.Duration{0}, 0},
		"thrice, a day between": {[]time.Duration{hour, hour, 10 * time.Minute}, []time.Duration{0, 24 * hour, 24 * hour}, 3},
	} {
		s := stageOf(t, Settings{})
		now := instant()
		var stayed time.Duration
		for i, stay := range c.stays {
			now = now.Add(c.pauses[i])
			comeAndGo(t, s, "a", now, stay)
			now = now.Add(stay)
			if stay >= shortVisit {
				stayed += stay
			}
		}
		visits, total := 0, time.Duration(0)
		for _, r := range s.regulars {
			visits, total = r.Visits, r.Stayed
		}
		if visits != c.visits || total != stayed || s.isRegular("a") != (c.visits >= 2) {
			t.Errorf("%s: %d visits of %v in all", name, visits, total)
		}
	}
}

func TestARecordCountsWhoIsStillHereAndCountsThemOnce(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	later := instant().Add(time.Hour)
	for range 3 {
		if list := s.regularsAt(later); len(list) != 2 || list[0].Visits != 1 || list[0].Stayed != time.Hour {
			t.Fatalf("remembered %+v", list)
		}
	}
	if len(s.regulars) != 0 {
		t.Error("a look has changed what is remembered")
	}
}

func TestWhoWasSeenLongestAgoIsForgottenFirst(t *testing.T) {
	s := stageOf(t, Settings{})
	now := instant()
	for i := range MaxRegulars + 2 {
		comeAndGo(t, s, fmt.Sprint("p", i), now, time.Hour)
		now = now.Add(time.Hour)
	}
	comeAndGo(t, s, "p2", now.Add(5*time.Hour), time.Hour)
	if n := len(s.regulars); n != MaxRegulars || s.regulars[0].ID != "p3" || s.regulars[n-1].ID != "p2" || s.regulars[n-1].Visits != 2 {
		t.Errorf("%d are remembered, from %+v", n, s.regulars[0])
	}
}

// A crowd that comes once, stays and goes has those forgotten who came once before it, not those who come often.
func TestACrowdDoesNotPushOutWhoComesOften(t *testing.T) {
	s := stageOf(t, Settings{Capacity: 20_000})
	now := instant()
	for range 2 {
		for _, id := range []string{"a", "b"} {
			comeAndGo(t, s, id, now, time.Hour)
		}
		now = now.Add(6 * time.Hour)
	}
	comeAndGo(t, s, "once", now, time.Hour)
	now = now.Add(2 * time.Hour)
	for i := range 1000 {
		if _, err := s.join(now, arrival{id: fmt.Sprint("p", i), profile: Profile{Name: fmt.Sprint("n ", i)}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.join(now.Add(time.Minute), arrival{id: "a", profile: Profile{Name: "n a"}}); err != nil { // the last of many
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	list := s.regularsAt(now)
	if last := list[len(list)-1]; len(list) != MaxRegulars || last.ID != "a" || last.Visits != 3 {
		t.Errorf("%d are remembered, the last is %+v", len(list), last)
	}
	for i := range 1000 {
		if _, err := s.apply(now.Add(time.Duration(i)*time.Second), fmt.Sprint("p", i), Leave{}); err != nil {
			t.Fatal(err)
		}
	}
	for name, list := range map[string][]Regular{"while they are here": list, "afterwards": s.regulars} {
		seen := map[string]int{}
		for _, r := range list {
			seen[r.ID] = r.Visits
		}
		if seen["a"] < 2 || seen["b"] != 2 || seen["once"] != 0 || len(seen) != MaxRegulars || !(Memory{Regulars: list}).Familiar() {
			t.Errorf("%s: %d are remembered, a came %d times, b %d", name, len(seen), seen["a"], seen["b"])
		}
	}
}

// Where a hundred come often, somebody new can still come to be one of them.
func TestAmongManyRegularsTheNextOneIsRememberedToo(t *testing.T) {
	s := stageOf(t, Settings{})
	now := instant()
	for range 2 {
		for i := range MaxRegulars {
			comeAndGo(t, s, fmt.Sprint("p", i), now, time.Hour)
		}
		now = now.Add(6 * time.Hour)
	}
	for range 2 {
		comeAndGo(t, s, "new", now, time.Hour)
		now = now.Add(6 * time.Hour)
	}
	if !s.isRegular("new") || len(s.regulars) != MaxRegulars {
		t.Errorf("new is none of the %d", len(s.regulars))
	}
}

// The actor writes this down with every record.
func TestToRememberTenThousandPeopleCostsAFewAllocations(t *testing.T) {
	s := stageOf(t, Settings{Capacity: 20_000})
	for i := range 10_000 {
		if _, err := s.join(instant(), arrival{id: fmt.Sprint("p", i), profile: Profile{Name: fmt.Sprint("n ", i)}}); err != nil {
			t.Fatal(err)
		}
	}
	later := instant().Add(time.Hour)
	if n := testing.AllocsPerRun(10, func() { s.regularsAt(later) }); n > 30 {
		t.Errorf("%v allocations", n)
	}
	if list := s.regularsAt(later); len(list) != MaxRegulars || list[len(list)-1].Visits != 1 {
		t.Errorf("%d are remembered", len(list))
	}
}

func TestRegularsAreKnownToThemselvesAndToLeaders(t *testing.T) {
	bubble(t, Settings{Owner: "h"}, func(t *testing.T, r *Room, _ *Registry, _ *fakeWorld) {
		host, _ := enter(t, r, "h", &fakeSink{})
		come := func(id string, hidden bool) *Session {
			session, _, err := r.Join(t.Context(), Joiner{ID: id, Profile: Profile{Name: "p-" + id, Hidden: hidden}, Sink: &fakeSink{}})
			if err != nil {
				t.Fatal(err)
			}
			return session
		}
		for range 2 {
			for _, id := range []string{"a", "b"} {
				session := come(id, id == "b")
				pass(time.Hour)
				do(t, session, Leave{})
			}
			pass(5 * time.Hour)
		}
		again, stranger := come("a", false), come("c", false)
		if _, err := stranger.Regulars(t.Context()); code(err) != "not_allowed" {
			t.Errorf("a stranger: %v", err)
		}
		for _, session := range []*Session{host, again} {
			list, err := session.Regulars(t.Context())
			if err != nil || len(list) != 1 || list[0].ID != "a" || !list[0].Here || list[0].Visits != 2 {
				t.Errorf("%s sees %+v, %v", session.Participant(), list, err)
			}
		}
	})
}
