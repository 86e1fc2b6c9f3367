package presence_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/room"
)

var zhNatives = presence.Facet{Native: true, Language: "zh"}

// natives is how many a server says speak Chinese, -1 while it does not know.
func natives(s *server) int {
	lines, stale := s.AwakeLines([]presence.Facet{zhNatives})
	if stale {
		return -1
	}
	return lines[0].Count
}

func yu(hidden bool) room.Profile {
	return room.Profile{Name: "小雨", Speaks: []string{"zh-Hans", "zh"}, Learns: []string{"en-US", "zh"},
		TimeZone: "Asia/Shanghai", Hidden: hidden}
}

func TestAPersonIsCountedByBaseAndNotAsALearnerOfWhatTheySpeak(t *testing.T) {
	person := presence.AwakeOf(presence.NewID(), yu(false))
	if want := []presence.Facet{zhNatives, {Language: "en"}}; !slices.Equal(person.Facets, want) {
		t.Fatalf("facets %v, want %v", person.Facets, want)
	}
}

func TestALineTellsNoZoneOfFewerThanThree(t *testing.T) {
	line := presence.LineOf(zhNatives, map[string]int{
		"Asia/Shanghai": 9, "Asia/Tokyo": 2, presence.NoZone: 5, "Europe/Paris": 3, "Asia/Taipei": 3, "Africa/Lagos": 1,
		"America/New_York": 4,
	})
	want := []presence.ZoneCount{{TimeZone: "Asia/Shanghai", Count: 9}, {TimeZone: "America/New_York", Count: 4},
		{TimeZone: "Asia/Taipei", Count: 3}}
	if line.Count != 27 || !slices.Equal(line.Zones, want) {
		t.Fatalf("line %+v", line)
	}
	if few := presence.LineOf(zhNatives, map[string]int{"Asia/Tokyo": 2}); few.Count != 2 || len(few.Zones) != 0 {
		t.Fatalf("line %+v", few)
	}
}

func TestWhoComesAndGoesIsSeenByEveryServerWithin15Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		a, b := serve(t, o, "wss://a.example"), serve(t, o, "wss://b.example")
		natives(b) // asks
		record := open(t, a, 3)
		releaseOne := a.Watch(presence.AwakeOf(record.Members[0].ID, yu(false))) // is in a room already
		lobby := presence.NewID()
		releaseTwo := b.Watch(presence.AwakeOf(lobby, yu(false)))
		releaseThree := b.Watch(presence.AwakeOf(lobby, yu(false))) // a second window
		pass(15 * time.Second)
		if got := natives(b); got != 4 {
			t.Fatalf("%d natives, want 3 of the room and 1 in the lobby", got)
		}
		online, err := a.Online(t.Context(), []string{lobby, record.Members[2].ID, presence.NewID()})
		must(t, err)
		if !slices.Equal(online, []bool{true, true, false}) {
			t.Fatalf("online %v", online)
		}
		releaseTwo()
		releaseTwo()
		pass(15 * time.Second)
		if got := natives(b); got != 4 {
			t.Fatalf("%d natives, want 4: one window is still open", got)
		}
		releaseThree()
		releaseOne()
		next := record
		next.Version, next.Members = 2, slices.Clone(record.Members)
		next.Members[0].Connected, next.Members[1].Profile.Hidden = false, true
		a.Update(next)
		pass(15 * time.Second)
		if got := natives(b); got != 1 {
			t.Fatalf("%d natives, want the one who neither is away nor hides", got)
		}
		if s := a.Stats(); s.Awake != 1 {
			t.Fatalf("stats %+v", s)
		}
	})
}

func TestAStoreThatComesBackEmptyIsToldEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		a := serve(t, o, "wss://a.example")
		open(t, a, 5)
		natives(a)
		pass(10 * time.Second)
		if got := natives(a); got != 5 {
			t.Fatalf("%d natives, want 5", got)
		}
		o.empty()
		pass(15 * time.Second)
		if got := natives(a); got != 5 {
			t.Fatalf("%d natives after the store came back empty, want 5", got)
		}
	})
}

func TestADeadNodesPeopleAreAwakeNoMoreWithin25Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		dead, living := serve(t, o, "wss://a.example"), serve(t, o, "wss://b.example")
		open(t, dead, 5)
		natives(living)
		pass(10 * time.Second)
		if got := natives(living); got != 5 {
			t.Fatalf("%d natives, want 5", got)
		}
		dead.crash(o)
		pass(25 * time.Second)
		if got := natives(living); got != 0 {
			t.Fatalf("%d natives, want none", got)
		}
	})
}

func TestCountsAreStaleWhileTheStoreIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		a := serve(t, o, "wss://a.example")
		open(t, a, 2)
		pass(10 * time.Second)
		if lines, stale := a.Awake(t.Context(), []presence.Facet{zhNatives}); stale || lines[0].Count != 2 {
			t.Fatalf("%+v, stale %v: what was never asked for is read at once", lines, stale)
		}
		o.setAway(true)
		pass(5 * time.Second)
		if lines, stale := a.Awake(t.Context(), []presence.Facet{zhNatives}); !stale || lines[0].Count != 2 {
			t.Fatalf("%+v, stale %v", lines, stale)
		}
		if _, err := a.Online(t.Context(), nil); err != presence.ErrUnavailable {
			t.Fatalf("online: %v", err)
		}
		o.setAway(false)
		pass(10 * time.Second)
		if got := natives(a); got != 2 {
			t.Fatalf("%d natives, want 2", got)
		}
	})
}

func TestFacetsThatNobodyAsksForAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		a := serve(t, o, "wss://a.example")
		pass(time.Second)
		for i := range 300 {
			a.AwakeLines([]presence.Facet{{Language: fmt.Sprintf("%c%c", 'a'+i/26, 'a'+i%26)}})
		}
		pass(30 * time.Second)
		natives(a) // what is in use no more gives way
		pass(5 * time.Second)
		if got := natives(a); got != 0 {
			t.Fatalf("%d natives, want 0 and known: the last that was asked for is kept", got)
		}
		pass(2 * time.Minute)
		if got := natives(a); got != -1 {
			t.Fatalf("%d natives: nobody had asked for minutes", got)
		}
	})
}

// However many languages are asked for, what is in use is kept read, and what was never counted is not said to be nobody.
func TestWhoAsksForAThousandLanguagesTakesNoneFromTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		a := serve(t, o, "wss://a.example")
		open(t, a, 5)
		natives(a)
		pass(10 * time.Second)
		flood := make([]presence.Facet, 1000)
		for i := range flood {
			flood[i] = presence.Facet{Native: true, Language: fmt.Sprintf("%c%c%c", 'a'+i/676, 'a'+i/26%26, 'a'+i%26)}
		}
		for range 10 {
			a.AwakeLines(flood)
			if got := natives(a); got != 5 {
				t.Fatalf("%d natives, want 5", got)
			}
			pass(4 * time.Second)
		}
		lines, stale := a.AwakeLines(flood)
		known := 0
		for _, line := range lines {
			if line.Known {
				known++
			}
		}
		if !stale || known == 0 || known == len(flood) {
			t.Errorf("%d of %d are known, stale %v", known, len(flood), stale)
		}
		if lines, stale := a.Awake(t.Context(), flood[len(flood)-4:]); stale || !lines[3].Known || lines[3].Count != 0 {
			t.Errorf("%+v, stale %v: the store has been asked", lines, stale)
		}
		if lines, _ := a.Awake(t.Context(), append(flood[:999:999], zhNatives)); !lines[999].Known || lines[999].Count != 5 {
			t.Errorf("%+v", lines[999])
		}
	})
}

// Who hides in a room is not counted for the window of the lobby that they have left open.
func TestWhoHidesInOnePlaceIsNotShownByAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		a := serve(t, o, "wss://a.example")
		natives(a)
		record := open(t, a, 3)
		defer a.Watch(presence.AwakeOf(record.Members[0].ID, yu(false)))()
		next := record
		next.Version, next.Members = 2, slices.Clone(record.Members)
		next.Members[0].Profile.Hidden = true
		a.Update(next)
		pass(15 * time.Second)
		if got := natives(a); got != 2 {
			t.Fatalf("%d natives, want the two who do not hide", got)
		}
	})
}

func TestHoursFade(t *testing.T) {
	var h presence.Hour
	for range 12 {
		h = h.Fold(10, 1)
	}
	if h.Average() != 10 {
		t.Fatalf("%+v", h)
	}
	for range 12 {
		h = h.Fold(40, 2)
	}
	if got := h.Average(); got != 30 {
		t.Fatalf("average %v, want the second day to count twice", got)
	}
}

func TestTheBusiestHoursAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		a := serve(t, o, "wss://a.example")
		open(t, a, 4)
		pass(presence.DefaultSample + time.Second)
		hours, err := a.Hours(t.Context(), []string{"zh", "en"})
		must(t, err)
		if slices.Max(hours[0][:]) != 4 || slices.Max(hours[1][:]) != 0 {
			t.Fatalf("hours %v", hours)
		}
	})
}

func TestTextsOfPeopleWhoAreCountedAlikeAreAlike(t *testing.T) {
	record := presencetest.Record(presence.NewID(), 1, 2)
	texts := make(map[string]bool)
	for _, m := range record.Members {
		text, err := presence.AwakeOf(m.ID, m.Profile).Text()
		must(t, err)
		texts[text] = true
	}
	if want := map[string]bool{"l.en n.zh|Asia/Shanghai": true}; !maps.Equal(texts, want) {
		t.Fatalf("texts %v, want %v", texts, want)
	}
}
