package room

import (
	"corner/room/walltime"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

func TestAProfileIsKeptInCanonicalForm(t *testing.T) {
	got, err := CleanProfile(Profile{
		Name: " Anna ", Speaks: []string{"ZH-cn", "zh-CN", "en"}, Learns: []string{"EN-us"}, TimeZone: "Asia/Shanghai",
	})
	want := Profile{Name: "Anna", Speaks: []string{"zh-CN", "en"}, Learns: []string{"en-US"}, TimeZone: "Asia/Shanghai"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestLanguagesAreBCP47TagsThatNameALanguage(t *testing.T) {
	nine := []string{"en", "zh", "es", "fr", "de", "it", "ja", "ko", "ru"}
	for _, c := range []struct {
		tags []string
		ok   bool
	}{
		{nil, true},
		{[]string{"zh-Hans-CN"}, true},
		{[]string{"cmn"}, true},
		{[]string{"sr-Latn"}, true},
		{nine[:8], true},
		{nine, false},
		{[]string{""}, false},
		{[]string{"und"}, false},
		{[]string{"und-CN"}, false},
		{[]string{"x-klingon"}, false},
		{[]string{"english"}, false},
		{[]string{"en_US.UTF-8"}, false},
		{[]string{"en\n"}, false},
		{[]string{"zh-" + strings.Repeat("a-", 40)}, false},
		{[]string{"qaa"}, false},
		{[]string{"<script>"}, false},
	} {
		_, err := CleanProfile(Profile{Name: "a", Speaks: c.tags})
		if c.ok != (err == nil) || err != nil && !errors.Is(err, ErrInvalidPerson) {
			t.Errorf("speaks %q: %v", c.tags, err)
		}
		if _, err := CleanProfile(Profile{Name: "a", Learns: c.tags}); c.ok != (err == nil) {
			t.Errorf("learns %q: %v", c.tags, err)
		}
	}
}

func TestTimeZonesAreThoseOfTheZoneDatabase(t *testing.T) {
	for zone, ok := range map[string]bool{
		"": true, "UTC": true, "America/New_York": true, "Etc/GMT+5": true, "America/Port-au-Prince": true,
		"Local": false, "posix/UTC": false, "Mars/Olympus": false, "../../etc/passwd": false, "/etc/localtime": false, "America": false,
		"Asia/Shanghai\x00": false, "Asia\\Shanghai": false, " UTC": false, strings.Repeat("A", 65): false,
	} {
		_, err := CleanProfile(Profile{Name: "a", TimeZone: zone})
		if ok != (err == nil) || err != nil && !errors.Is(err, ErrInvalidPerson) {
			t.Errorf("%q: %v", zone, err)
		}
	}
}

func TestATimeZoneIsLookedUpOnce(t *testing.T) {
	for zone, free := range map[string]bool{"Europe/Lisbon": true, "Mars/Olympus": false} {
		validZone(zone)
		if n := testing.AllocsPerRun(100, func() { validZone(zone) }); (n <= 1) != free {
			t.Errorf("%s again costs %v allocations", zone, n)
		}
	}
}

func TestAProfileWithABadNameSaysSo(t *testing.T) {
	if _, err := CleanProfile(Profile{Name: "\u202e"}); !errors.Is(err, ErrInvalidName) {
		t.Fatal(err)
	}
}

func TestSettingsGetTheirDefaults(t *testing.T) {
	got, err := CleanSettings(Settings{Title: "  Late-night\u00a0 small  talk ", Languages: []string{"ZH", "en", "zh"}, Owner: "p1"})
	want := Settings{
		Title: "Late-night small talk", Languages: []string{"zh", "en"}, Seats: DefaultSeats, Mode: Apply,
		Capacity: DefaultCapacity, Owner: "p1", Queue: FairLine,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestSettingsOutOfBoundsAreRefused(t *testing.T) {
	good := Settings{Title: "T", Languages: []string{"zh", "en"}, Topic: "food", Seats: MaxSeats, Capacity: MaxCapacity, Mode: Apply}
	if _, err := CleanSettings(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Settings){
		"no title":            func(s *Settings) { s.Title = " \u200b " },
		"long title":          func(s *Settings) { s.Title = strings.Repeat("一", MaxTitle+1) },
		"huge title":          func(s *Settings) { s.Title = strings.Repeat("a", 1<<20) },
		"newline in title":    func(s *Settings) { s.Title = "a\x00b" },
		"reordered title":     func(s *Settings) { s.Title = "a\u202eb" },
		"tags in title":       func(s *Settings) { s.Title = "a\U000E0041" },
		"heaped title":        func(s *Settings) { s.Title = "a" + strings.Repeat("\u0301", 9) },
		"bytes in title":      func(s *Settings) { s.Title = "a\xff" },
		"long topic":          func(s *Settings) { s.Topic = strings.Repeat("a", MaxTopic+1) },
		"blank in topic":      func(s *Settings) { s.Topic = "a\u3164b" },
		"no language":         func(s *Settings) { s.Languages = nil },
		"five languages":      func(s *Settings) { s.Languages = []string{"a", "b", "c", "d", "e"} },
		"unknown language":    func(s *Settings) { s.Languages = []string{"und"} },
		"too many seats":      func(s *Settings) { s.Seats = MaxSeats + 1 },
		"negative seats":      func(s *Settings) { s.Seats = -1 },
		"too many people":     func(s *Settings) { s.Capacity = MaxCapacity + 1 },
		"fewer than nobody":   func(s *Settings) { s.Capacity = -1 },
		"a mode of no kind":   func(s *Settings) { s.Mode = "shout" },
		"a hasty turn":        func(s *Settings) { s.Turn = time.Second },
		"an endless turn":     func(s *Settings) { s.Turn = MaxTurn + 1 },
		"a negative slowness": func(s *Settings) { s.SlowMode = -1 },
		"endless slowness":    func(s *Settings) { s.SlowMode = MaxSlowMode + 1 },
		"long rules":          func(s *Settings) { s.Rules = strings.Repeat("a", MaxRules+1) },
		"rules of many lines": func(s *Settings) { s.Rules = strings.Repeat("a\n", maxRuleLines+1) },
		"bytes in rules":      func(s *Settings) { s.Rules = "a\xff" },
		"rules in no language": func(s *Settings) {
			s.Translations = []Translation{{Language: "und", Rules: "a"}}
		},
		"the same language twice": func(s *Settings) {
			s.Translations = []Translation{{Language: "zh", Title: "a"}, {Language: "zh", Title: "b"}}
		},
		"a long title in another language": func(s *Settings) {
			s.Translations = []Translation{{Language: "zh", Title: strings.Repeat("a", MaxTitle+1)}}
		},
		"title of 80 e-acute": func(s *Settings) { s.Title = strings.Repeat("e\u0301", MaxTitle+1) },
	} {
		s := good
		if spoil(&s); !refusedRoom(s) {
			t.Errorf("%s was accepted", name)
		}
	}
}

func refusedRoom(s Settings) bool {
	_, err := CleanSettings(s)
	return errors.Is(err, ErrInvalidRoom)
}

func TestATitleKeepsItsSpellingAndItsEmoji(t *testing.T) {
	for sent, want := range map[string]string{
		"Ａ／Ｂ ☕️ 👩‍💻":                        "Ａ／Ｂ ☕️ 👩‍💻",
		"e\u0301tude":                       "étude",
		"zero\u200bwidth":                   "zerowidth",
		strings.Repeat("e\u0301", MaxTitle): strings.Repeat("é", MaxTitle),
	} {
		got, err := CleanSettings(Settings{Title: sent, Languages: []string{"en"}})
		if err != nil || got.Title != want {
			t.Errorf("%q is %q, %v", sent, got.Title, err)
		}
	}
}

func TestWhatIsLeftAtZeroHasADefault(t *testing.T) {
	c := Config{}.withDefaults()
	if c.Grace == 0 || c.EmptyGrace == 0 || c.InvitationTTL == 0 || c.AudienceMinimum == 0 {
		t.Errorf("%+v", c)
	}
	c.Media.AllowPublish("a", true)
	c.Media.Remove("a")
	c.Media.Close()
	c.Presence.Update(Record{})
}

func FuzzCleanProfile(f *testing.F) {
	f.Add("Anna", "zh", "en-US", "Asia/Shanghai")
	f.Add("小雨", "und", "x-a", "Local")
	f.Add("a", "zh-Hans-CN", "sr_Latn", "../x")
	f.Fuzz(func(t *testing.T, name, speaks, learns, zone string) {
		p, err := CleanProfile(Profile{Name: name, Speaks: strings.Split(speaks, ","), Learns: []string{learns}, TimeZone: zone})
		if err != nil {
			return
		}
		if len(p.Speaks) > MaxLanguages || len(p.TimeZone) > walltime.MaxZone {
			t.Fatalf("out of bounds: %+v", p)
		}
		if again, err := CleanProfile(p); err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("%+v cleaned again is %+v, %v", p, again, err)
		}
	})
}

func FuzzCleanSettings(f *testing.F) {
	f.Add("Late-night", "food", "zh,en", 8, 500)
	f.Add("a\u202eb", "☕️", "und", -1, 1<<30)
	f.Add("e\u0301\u0301\u0301\u0301", "\u3164", "zh", 20, 1)
	f.Fuzz(func(t *testing.T, title, topic, languages string, seats, capacity int) {
		s, err := CleanSettings(Settings{
			Title: title, Topic: topic, Languages: strings.Split(languages, ","), Seats: seats, Capacity: capacity,
		})
		if err != nil {
			return
		}
		for _, text := range []string{s.Title, s.Topic} {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r\x00\u202e\u2066") {
				t.Fatalf("%+q got through", text)
			}
		}
		if uniseg.GraphemeClusterCount(s.Title) > MaxTitle || s.Title == "" || s.Seats < 1 || s.Seats > MaxSeats {
			t.Fatalf("out of bounds: %+v", s)
		}
		if again, err := CleanSettings(s); err != nil || !reflect.DeepEqual(again, s) || slices.Contains(s.Languages, "") {
			t.Fatalf("%+v cleaned again is %+v, %v", s, again, err)
		}
	})
}
