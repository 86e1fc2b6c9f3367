package room

import (
	"errors"
	"testing"
	"time"

	"corner/room/rounds"
)

// corner is a room of Chinese and English with a seat for a native of each and one for a learner of English.
func corner() Settings {
	return Settings{Title: "t", Languages: []string{"zh", "en"}, Owner: "host", Mode: Free, Seats: 5,
		Kept: []Keep{{3, Native, "en"}, {2, Native, "zh"}, {4, Learner, "en"}}}
}

func comeAs(t *testing.T, s *state, id string, speaks, learns []string) {
	t.Helper()
	profile := Profile{Name: "n " + id, Speaks: speaks, Learns: learns}
	if _, err := s.join(instant(), arrival{id: id, profile: profile}); err != nil {
		t.Fatal(err)
	}
}

func TestAKeptSeatIsForThoseItIsKeptFor(t *testing.T) {
	for _, c := range []struct {
		name           string
		speaks, learns []string
		seat           int // with -1
		refused        map[int]bool
	}{
		{"native of English", []string{"en-GB"}, []string{"zh"}, 3, map[int]bool{2: true, 4: true}},
		{"native of Chinese who learns English", []string{"zh-Hant-TW"}, []string{"en"}, 2, map[int]bool{3: true}},
		{"neither", []string{"es"}, nil, 1, map[int]bool{2: true, 3: true, 4: true}},
		{"Cantonese is another language", []string{"yue"}, nil, 1, map[int]bool{2: true, 3: true, 4: true}},
	} {
		for index := 1; index < 5; index++ {
			s := newState(Config{}, corner(), instant())
			mustJoin(t, s, "host", Listener)
			comeAs(t, s, "a", c.speaks, c.learns)
			_, err := s.apply(instant(), "a", TakeSeat{index})
			if refused := errors.Is(err, ErrSeatKept); refused != c.refused[index] || err != nil && !refused {
				t.Errorf("%s, seat %d: %v", c.name, index, err)
			}
		}
		s := newState(Config{}, corner(), instant())
		mustJoin(t, s, "host", Listener)
		comeAs(t, s, "a", c.speaks, c.learns)
		ok(t, s, "a", TakeSeat{-1})
		if got := s.members["a"].seat; got != c.seat {
			t.Errorf("%s sits on %d, not %d", c.name, got, c.seat)
		}
	}
}

func TestWhenOnlySeatsForOthersAreLeftTheStageIsFull(t *testing.T) {
	s := newState(Config{}, corner(), instant())
	mustJoin(t, s, "host", Listener)
	comeAs(t, s, "a", []string{"es"}, nil)
	comeAs(t, s, "b", []string{"es"}, nil)
	ok(t, s, "host", Invite{Participant: "b"})
	ok(t, s, "a", TakeSeat{-1})
	for _, cmd := range []Command{TakeSeat{-1}, AcceptInvitation{}} {
		if _, err := s.apply(instant(), "b", cmd); !errors.Is(err, ErrStageFull) {
			t.Errorf("%T: %v", cmd, err)
		}
	}
	if _, err := s.apply(instant(), "host", Invite{Participant: "b"}); !errors.Is(err, ErrStageFull) {
		t.Errorf("invite: %v", err)
	}
	ok(t, s, "host", MoveSeat{"a", 2}) // leaders seat whom they like
	ok(t, s, "b", AcceptInvitation{})
	if s.members["a"].seat != 2 || s.members["b"].seat != 1 {
		t.Errorf("they sit on %d and %d", s.members["a"].seat, s.members["b"].seat)
	}
}

func TestWhoSitsWhenASeatIsKeptStays(t *testing.T) {
	settings := corner()
	settings.Kept = nil
	s := newState(Config{}, settings, instant())
	mustJoin(t, s, "host", Listener)
	comeAs(t, s, "a", []string{"es"}, nil)
	ok(t, s, "a", TakeSeat{2})
	kept := []Keep{{2, Native, "en"}}
	ok(t, s, "host", UpdateRoom{Kept: &kept})
	if s.members["a"].seat != 2 {
		t.Error("who sat there was moved")
	}
	fewer := 2
	ok(t, s, "host", UpdateRoom{Seats: &fewer})
	if len(s.settings.Kept) != 0 {
		t.Errorf("kept of two seats: %v", s.settings.Kept)
	}
}

func TestSettingsOfAnExchangeOutOfBoundsAreRefused(t *testing.T) {
	minute := func(tag string) rounds.Phase { return rounds.Phase{Language: tag, Length: time.Minute} }
	for name, change := range map[string]func(*Settings){
		"level":                  func(s *Settings) { s.Level = 7 },
		"pace":                   func(s *Settings) { s.Pace = "breathless" },
		"queue":                  func(s *Settings) { s.Queue = "loudest" },
		"six tags":               func(s *Settings) { s.Tags = []string{"a", "b", "c", "d", "e", "f"} },
		"a long tag":             func(s *Settings) { s.Tags = []string{"abcdefghijklmnopqrstuvwxyz"} },
		"an empty tag":           func(s *Settings) { s.Tags = []string{" "} },
		"the host's seat":        func(s *Settings) { s.Kept = []Keep{{0, Native, "en"}} },
		"no such seat":           func(s *Settings) { s.Kept = []Keep{{5, Native, "en"}} },
		"a seat twice":           func(s *Settings) { s.Kept = []Keep{{1, Native, "en"}, {1, Learner, "en"}} },
		"kept for nobody":        func(s *Settings) { s.Kept = []Keep{{1, "friend", "en"}} },
		"kept for another":       func(s *Settings) { s.Kept = []Keep{{1, Native, "es"}} },
		"kept for no language":   func(s *Settings) { s.Kept = []Keep{{1, Native, "x-klingon"}} },
		"a round of another":     func(s *Settings) { s.Timetable = []rounds.Phase{minute("es")} },
		"a round of a second":    func(s *Settings) { s.Timetable = []rounds.Phase{{Language: "en", Length: time.Second}} },
		"thirteen rounds":        func(s *Settings) { s.Timetable = make([]rounds.Phase, 13) },
		"a round of no language": func(s *Settings) { s.Timetable = []rounds.Phase{minute("")} },
	} {
		settings := corner()
		change(&settings)
		if _, err := CleanSettings(settings); !errors.Is(err, ErrInvalidRoom) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingsOfAnExchangeAreKeptClean(t *testing.T) {
	settings := corner()
	settings.Tags = []string{" Food ", "food", "TRAVEL"}
	settings.Timetable = []rounds.Phase{{Language: "EN-gb", Length: time.Minute}}
	clean, err := CleanSettings(settings)
	if err != nil {
		t.Fatal(err)
	}
	if len(clean.Tags) != 2 || clean.Tags[0] != "food" || clean.Tags[1] != "travel" {
		t.Errorf("tags are %q", clean.Tags)
	}
	if clean.Timetable[0].Language != "en-GB" || clean.Queue != FairLine || clean.Kept[0].Seat != 2 {
		t.Errorf("clean is %+v", clean)
	}
	if settings.Timetable[0].Language != "EN-gb" || settings.Kept[0].Seat != 3 {
		t.Error("what was given has changed")
	}
}

func TestLevelsAreOfWhatIsLearned(t *testing.T) {
	for name, c := range map[string]struct {
		levels []Skill
		ok     bool
	}{
		"none":         {nil, true},
		"one":          {[]Skill{{"EN-us", 3}}, true},
		"not learned":  {[]Skill{{"zh", 3}}, false},
		"twice":        {[]Skill{{"en-US", 3}, {"en-us", 4}}, false},
		"level 0":      {[]Skill{{"en-US", 0}}, false},
		"level 7":      {[]Skill{{"en-US", 7}}, false},
		"no language":  {[]Skill{{"", 3}}, false},
		"a long tag":   {[]Skill{{"en-a-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd", 3}}, false},
		"nine of them": {make([]Skill, 9), false},
	} {
		p, err := CleanProfile(Profile{Name: "n", Speaks: []string{"zh"}, Learns: []string{"en-US"}, Levels: c.levels, Hidden: true})
		if (err == nil) != c.ok || err != nil && !errors.Is(err, ErrInvalidPerson) {
			t.Errorf("%s: %v", name, err)
		}
		if c.ok && (!p.Hidden || len(p.Levels) != len(c.levels) || len(p.Levels) > 0 && p.Levels[0].Language != "en-US") {
			t.Errorf("%s: kept as %+v", name, p)
		}
	}
}
