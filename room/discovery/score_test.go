package discovery

import (
	"reflect"
	"testing"
	"time"

	"corner/room/lang"
)

func instant() time.Time { return time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC) }

// plain is a room in Chinese and English that nothing speaks for or against.
func plain() Room {
	return Room{ID: "r", Languages: []string{"zh", "en"}, Capacity: 500, Created: instant().Add(-time.Hour)}
}

func lena() Person {
	return Person{Speaks: []string{"en", "de"}, Learns: []string{"zh"}, Levels: map[string]lang.Level{"zh": 3}}
}

func judge(p *Person, r *Room) (int, Reason) {
	s, fit := score(p, r, instant())
	return s, fit.reason(r)
}

func TestARoomIsWorthWhatSpeaksForIt(t *testing.T) {
	for _, c := range []struct {
		name   string
		person Person
		change func(*Room)
		score  int
		why    Reason
	}{
		{"gives and gets", lena(), nil, 1000, Reason{Exchange, "en", "zh", ""}},
		{"gets only", Person{Speaks: []string{"de"}, Learns: []string{"en", "zh"}}, nil, 500, Reason{Practise, "", "zh", ""}},
		{"gives only", Person{Speaks: []string{"zh", "en"}}, nil, 400, Reason{Help, "zh", "", ""}},
		{"neither", Person{Speaks: []string{"de"}, Learns: []string{"es"}}, nil, 0, Reason{Open, "", "", ""}},
		{"who speaks a language does not get it", Person{Speaks: []string{"zh", "en"}, Learns: []string{"zh", "en"}}, nil,
			400, Reason{Help, "zh", "", ""}},
		{"nobody in particular", Person{}, nil, 0, Reason{Code: Open}},
		{"needed", lena(), func(r *Room) { r.People, r.Counts = 1, []Count{{"zh", 1, 0}} }, 1000 + 200 + 40,
			Reason{Exchange, "en", "zh", "en"}},
		{"needed, but not this one", lena(), func(r *Room) { r.People, r.Counts = 1, []Count{{"en", 1, 0}} }, 1000 + 40,
			Reason{Exchange, "en", "zh", ""}},
		{"of the same level", lena(), func(r *Room) { r.Level = 3 }, 1060, Reason{Exchange, "en", "zh", ""}},
		{"a step above", lena(), func(r *Room) { r.Level = 4 }, 1060, Reason{Exchange, "en", "zh", ""}},
		{"a step below", lena(), func(r *Room) { r.Level = 2 }, 1060, Reason{Exchange, "en", "zh", ""}},
		{"two steps above", lena(), func(r *Room) { r.Level = 5 }, 940, Reason{Exchange, "en", "zh", ""}},
		{"two steps below", lena(), func(r *Room) { r.Level = 1 }, 940, Reason{Exchange, "en", "zh", ""}},
		{"a level they do not say", Person{Speaks: []string{"en"}, Learns: []string{"zh"}}, func(r *Room) { r.Level = 5 }, 1000,
			Reason{Exchange, "en", "zh", ""}},
		{"a level for who gets nothing", Person{Speaks: []string{"zh"}}, func(r *Room) { r.Level = 5 }, 400,
			Reason{Help, "zh", "", ""}},
		{"one person", lena(), func(r *Room) { r.People = 1 }, 1040, Reason{Exchange, "en", "zh", ""}},
		{"two people", lena(), func(r *Room) { r.People = 2 }, 1100, Reason{Exchange, "en", "zh", ""}},
		{"twelve people", lena(), func(r *Room) { r.People = 12 }, 1100, Reason{Exchange, "en", "zh", ""}},
		{"thirteen people", lena(), func(r *Room) { r.People = 13 }, 1080, Reason{Exchange, "en", "zh", ""}},
		{"fifty people", lena(), func(r *Room) { r.People = 50 }, 1080, Reason{Exchange, "en", "zh", ""}},
		{"more people", lena(), func(r *Room) { r.People = 51 }, 1050, Reason{Exchange, "en", "zh", ""}},
		{"a free seat", lena(), func(r *Room) { r.FreeSeats = 1 }, 1040, Reason{Exchange, "en", "zh", ""}},
		{"just opened, with somebody", lena(), func(r *Room) { r.People, r.Created = 1, instant().Add(-9*time.Minute) }, 1060,
			Reason{Exchange, "en", "zh", ""}},
		{"just opened, with nobody", lena(), func(r *Room) { r.Created = instant() }, 1000, Reason{Exchange, "en", "zh", ""}},
		{"opened ten minutes ago", lena(), func(r *Room) { r.People, r.Created = 1, instant().Add(-10*time.Minute) }, 1040,
			Reason{Exchange, "en", "zh", ""}},
		{"a door", lena(), func(r *Room) { r.Door = true }, 970, Reason{Exchange, "en", "zh", ""}},
		{"full", lena(), func(r *Room) { r.People, r.Capacity = 10, 10 }, 1100 - 5000, Reason{Exchange, "en", "zh", ""}},
		{"one place left", lena(), func(r *Room) { r.People, r.Capacity = 9, 10 }, 1100, Reason{Exchange, "en", "zh", ""}},
	} {
		r := plain()
		if c.change != nil {
			c.change(&r)
		}
		if s, why := judge(&c.person, &r); s != c.score || why != c.why {
			t.Errorf("%s: %d for %+v, want %d for %+v", c.name, s, why, c.score, c.why)
		}
	}
}

func TestARoomNeedsWhomSomebodyThereWouldTalkWith(t *testing.T) {
	for _, c := range []struct {
		name      string
		languages []string
		people    int
		counts    []Count
		want      []string
	}{
		{"an empty room", []string{"zh", "en"}, 0, nil, nil},
		{"counts of an empty room", []string{"zh", "en"}, 0, []Count{{"zh", 1, 0}}, nil},
		{"one language", []string{"en"}, 3, []Count{{"en", 0, 3}}, nil},
		{"natives of both", []string{"zh", "en"}, 2, []Count{{"zh", 1, 1}, {"en", 1, 1}}, nil},
		{"natives of one", []string{"zh", "en"}, 1, []Count{{"zh", 1, 0}, {"en", 0, 0}}, []string{"en"}},
		{"natives of one, counts of the other left out", []string{"zh", "en"}, 1, []Count{{"zh", 1, 0}}, []string{"en"}},
		{"learners alone", []string{"zh", "en"}, 2, []Count{{"zh", 0, 0}, {"en", 0, 2}}, []string{"en"}},
		{"learners of both", []string{"zh", "en"}, 2, []Count{{"zh", 0, 1}, {"en", 0, 1}}, []string{"zh", "en"}},
		{"listeners of other languages", []string{"zh", "en"}, 2, []Count{{"zh", 0, 0}, {"en", 0, 0}}, nil},
		{"natives of a language that is not the room's", []string{"zh", "en"}, 2, []Count{{"es", 2, 0}}, nil},
		{"two of three, in the room's order", []string{"es", "zh", "en"}, 1, []Count{{"zh", 1, 0}}, []string{"es", "en"}},
	} {
		r := Room{Languages: c.languages, People: c.people, Counts: c.counts}
		if got := Needs(r); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: it needs %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAFilterShowsWhatItSays(t *testing.T) {
	r := plain()
	r.Level, r.Tags = 3, []string{"food", "music"}
	for _, c := range []struct {
		filter Filter
		want   bool
	}{
		{Filter{}, true},
		{Filter{Pair: [2]string{"zh", ""}}, true},
		{Filter{Pair: [2]string{"", "en"}}, true},
		{Filter{Pair: [2]string{"en", "zh"}}, true},
		{Filter{Pair: [2]string{"en", "es"}}, false},
		{Filter{Pair: [2]string{"es", ""}}, false},
		{Filter{Level: 3}, true},
		{Filter{Level: 2}, false},
		{Filter{Tag: "music"}, true},
		{Filter{Tag: "mus"}, false},
		{Filter{Pair: [2]string{"zh", "en"}, Level: 3, Tag: "food"}, true},
		{Filter{Pair: [2]string{"zh", "en"}, Level: 3, Tag: "art"}, false},
	} {
		if got := Rank(Person{}, c.filter, instant(), []Room{r}); (len(got) == 1) != c.want {
			t.Errorf("%+v shows %+v", c.filter, got)
		}
	}
	r.Level = 0
	if got := Rank(Person{}, Filter{Level: 3}, instant(), []Room{r}); len(got) != 0 {
		t.Error("a room that says no level is shown to who asks for one")
	}
}
