package talktime

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func instant() time.Time { return time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC) }

func TestTimeIsCountedByPersonAndLanguage(t *testing.T) {
	now := instant()
	b := New(nil)
	b.Add("lena", "en-US", 20*time.Second, now)
	b.Add("lena", "zh-Hans", 5*time.Second, now.Add(time.Minute))
	b.Add("lena", "en-GB", 10*time.Second, now.Add(2*time.Minute))
	b.Add("xiaoyu", "zh", 40*time.Second, now.Add(3*time.Minute))
	b.Add("xiaoyu", "", 2*time.Second, now.Add(4*time.Minute))

	lena := []Entry{
		{"lena", "en", 30 * time.Second, now.Add(2 * time.Minute)},
		{"lena", "zh", 5 * time.Second, now.Add(2 * time.Minute)},
	}
	if got := b.Of("lena"); !reflect.DeepEqual(got, lena) {
		t.Errorf("lena has %+v", got)
	}
	if b.Total("lena") != 35*time.Second || b.Total("xiaoyu") != 42*time.Second || b.All() != 77*time.Second {
		t.Errorf("%v, %v, %v in all", b.Total("lena"), b.Total("xiaoyu"), b.All())
	}
	languages := []Entry{
		{"", "", 2 * time.Second, now.Add(4 * time.Minute)},
		{"", "en", 30 * time.Second, now.Add(2 * time.Minute)},
		{"", "zh", 45 * time.Second, now.Add(4 * time.Minute)},
	}
	if got := b.Languages(); !reflect.DeepEqual(got, languages) {
		t.Errorf("languages are %+v", got)
	}
	if b.Of("nobody") != nil || b.Total("nobody") != 0 {
		t.Error("nobody has something")
	}
}

func TestNothingIsNothingAndMuchAtOnceIsAMinute(t *testing.T) {
	b := New(nil)
	b.Add("a", "en", 0, instant())
	b.Add("a", "en", -time.Second, instant())
	b.Add("", "en", time.Second, instant())
	if b.Entries() != nil {
		t.Errorf("%+v", b.Entries())
	}
	b.Add("a", "en", time.Hour, instant())
	if b.Total("a") != time.Minute {
		t.Error(b.Total("a"))
	}
}

func TestSixHoursUnheardBeginANewEvening(t *testing.T) {
	now := instant()
	b := New(nil)
	b.Add("a", "en", 30*time.Second, now)
	b.Add("b", "en", 30*time.Second, now)
	b.Add("a", "zh", 10*time.Second, now.Add(Evening-time.Second)) // the same evening, by a second
	if b.Total("a") != 40*time.Second {
		t.Errorf("the evening ended early: %+v", b.Of("a"))
	}
	b.Add("b", "zh", 10*time.Second, now.Add(Evening))
	if b.Total("b") != 10*time.Second || b.All() != 50*time.Second {
		t.Errorf("the evening did not end: %+v", b.Entries())
	}
	b.Settle(now.Add(2*Evening - 2*time.Second))
	if b.Total("a") != 40*time.Second {
		t.Error("settled early")
	}
	if b.Settle(now.Add(2*Evening - time.Second)); b.Of("a") != nil || b.Total("b") != 10*time.Second {
		t.Errorf("settled: %+v", b.Entries())
	}
}

func TestAClockThatWasSetBackMakesNobodyHeardLongerAgo(t *testing.T) {
	b := New(nil)
	b.Add("a", "en", time.Second, instant())
	b.Add("a", "en", time.Second, instant().Add(-time.Hour))
	if got := b.Of("a"); !got[0].Heard.Equal(instant()) || got[0].Voiced != 2*time.Second {
		t.Errorf("%+v", got)
	}
}

func TestTheOneHeardLongestAgoMakesRoom(t *testing.T) {
	b := New(nil)
	name := func(i int) string { return fmt.Sprintf("p%03d", i) }
	for i := range MaxPeople {
		b.Add(name(i), "en", time.Second, instant().Add(time.Duration(i)*time.Second))
	}
	now := instant().Add(time.Hour)
	b.Add(name(0), "en", time.Second, now) // the oldest is heard again
	b.Add("newcomer", "en", time.Second, now.Add(-2*time.Hour))
	if b.Total(name(1)) != 0 {
		t.Error("who was heard longest ago is kept")
	}
	if b.Total(name(0)) != 2*time.Second || b.Total("newcomer") != time.Second || b.Total(name(2)) != time.Second {
		t.Error("somebody else was dropped")
	}
	if people := len(b.people); people != MaxPeople {
		t.Error(people, "people")
	}
}

func TestABookIsReadBackAsItWasAndNoWorse(t *testing.T) {
	now := instant()
	for _, c := range []struct {
		name string
		give []Entry
		want []Entry
	}{
		{"nothing", nil, nil},
		{"no person", []Entry{{"", "en", time.Second, now}}, nil},
		{"no time", []Entry{{"a", "en", 0, now}}, nil},
		{"less than no time", []Entry{{"a", "en", -1, now}}, nil},
		{"more than may be", []Entry{{"a", "en", MaxVoiced + 1, now}}, nil},
		{"as much as may be", []Entry{{"a", "en", MaxVoiced, now}}, []Entry{{"a", "en", MaxVoiced, now}}},
		{"the same language twice", []Entry{{"a", "en", 1, now}, {"a", "en-GB", 2, now}}, []Entry{{"a", "en", 1, now}}},
		{"heard at two times", []Entry{{"a", "en", 1, now}, {"a", "zh", 2, now.Add(1)}},
			[]Entry{{"a", "en", 1, now.Add(1)}, {"a", "zh", 2, now.Add(1)}}},
	} {
		if got := New(c.give).Entries(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	var many []Entry
	for i := range MaxPeople + 7 {
		many = append(many, Entry{fmt.Sprintf("p%03d", MaxPeople+7-i), "en", time.Second, now.Add(time.Duration(-i))})
	}
	if got := New(many).Entries(); len(got) != MaxPeople || got[0].Person != "p008" {
		t.Errorf("%d entries, first of %s", len(got), got[0].Person)
	}
}

// A book that came from elsewhere cannot make the sums overflow.
func TestTheLargestBookCanBeSummed(t *testing.T) {
	b := New(nil)
	for i := range MaxPeople {
		for l := range 16 {
			b.people[fmt.Sprint(i)] = &pages{heard: instant(), voiced: map[string]time.Duration{}}
			b.people[fmt.Sprint(i)].voiced[fmt.Sprint(l)] = MaxVoiced
		}
	}
	if b.Add("0", "15", time.Minute, instant()); b.Total("0") != MaxVoiced {
		t.Error("more than may be:", b.Total("0"))
	}
	if b.All() <= 0 {
		t.Error("overflow:", b.All())
	}
}

// model counts the same as slowly as can be: every word that was ever said, and when.
type model []Entry

// tonight is what counts of it: of each person the words after their last gap of an evening.
func (m model) tonight() model {
	var kept model
	last := map[string]time.Time{}
	for _, e := range m {
		if heard, ok := last[e.Person]; ok && e.Heard.Sub(heard) >= Evening {
			var others model
			for _, k := range kept {
				if k.Person != e.Person {
					others = append(others, k)
				}
			}
			kept = others
		}
		last[e.Person] = e.Heard
		kept = append(kept, e)
	}
	return kept
}

func (m model) sum(counts func(Entry) bool) (sum time.Duration) {
	for _, e := range m {
		if counts(e) {
			sum += e.Voiced
		}
	}
	return sum
}

func TestPeopleAndLanguagesAgreeAtEveryMoment(t *testing.T) {
	people := []string{"a", "b", "c", "d"}
	tags := map[string]string{"": "", "en": "en", "en-GB": "en", "zh": "zh", "zh-Hant": "zh", "yue": "yue"}
	rapid.Check(t, func(t *rapid.T) {
		b, now := New(nil), instant()
		var said model
		for range rapid.IntRange(1, 40).Draw(t, "words") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "later")))
			if rapid.IntRange(0, 9).Draw(t, "night") == 0 {
				now = now.Add(Evening)
			}
			person := rapid.SampledFrom(people).Draw(t, "person")
			tag := rapid.SampledFrom([]string{"", "en", "en-GB", "zh", "zh-Hant", "yue"}).Draw(t, "tag")
			d := time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "voiced"))
			b.Add(person, tag, d, now)
			said = append(said, Entry{person, tags[tag], d, now})
			agree(t, b, said.tonight())
			if rapid.IntRange(0, 9).Draw(t, "written down") == 0 {
				entries := b.Entries()
				if b = New(entries); !reflect.DeepEqual(b.Entries(), entries) {
					t.Fatalf("%+v is read back as %+v", entries, b.Entries())
				}
			}
		}
	})
}

func agree(t *rapid.T, b *Book, said model) {
	var byPeople, byLanguages time.Duration
	for _, person := range []string{"a", "b", "c", "d"} {
		if want := said.sum(func(e Entry) bool { return e.Person == person }); b.Total(person) != want {
			t.Fatalf("%s has %v, said %v", person, b.Total(person), want)
		}
		for _, own := range b.Of(person) {
			want := said.sum(func(e Entry) bool { return e.Person == person && e.Language == own.Language })
			if own.Voiced != want || own.Person != person {
				t.Fatalf("%s has %+v, said %v", person, own, want)
			}
			byPeople += own.Voiced
		}
	}
	for _, l := range b.Languages() {
		if want := said.sum(func(e Entry) bool { return e.Language == l.Language }); l.Voiced != want || l.Person != "" {
			t.Fatalf("%+v, said %v", l, want)
		}
		byLanguages += l.Voiced
	}
	if all := said.sum(func(Entry) bool { return true }); byPeople != all || byLanguages != all || b.All() != all {
		t.Fatalf("people %v, languages %v, in all %v, said %v", byPeople, byLanguages, b.All(), all)
	}
}

// What is handed out is the caller's, and what was handed in stays theirs.
func TestNothingIsShared(t *testing.T) {
	given := []Entry{{"a", "en-US", time.Second, instant()}}
	b := New(given)
	if given[0].Language != "en-US" {
		t.Error("the argument was changed")
	}
	given[0].Voiced = time.Hour
	b.Of("a")[0].Voiced, b.Entries()[0].Voiced, b.Languages()[0].Voiced = 0, 0, 0
	if b.Total("a") != time.Second {
		t.Error(b.Total("a"))
	}
}
