package talktime

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"corner/room/lang"
)

// Bounds on a Book.
const (
	MaxPeople = 500
	MaxVoiced = 7 * 24 * time.Hour // of one person in one language
	Evening   = 6 * time.Hour      // who was not heard for so long begins a new evening
	maxAtOnce = time.Minute        // of one Add
)

// Entry is how long a person was voiced in a language. Language is "" for what was said outside rounds.
type Entry struct {
	Person, Language string
	Voiced           time.Duration
	Heard            time.Time // when the person was heard last, in whatever language
}

// Book is the talk time of one room, keyed by participant id. Its owner guards it.
type Book struct {
	people map[string]*pages
}

// pages are what the Book has of one person.
type pages struct {
	heard  time.Time
	voiced map[string]time.Duration // by language, each above zero
}

// New is a Book with what was written down of one. It drops what is out of bounds: entries without a person, without
// time or with too much of it, second ones of a person and language, and of too many people those heard longest ago.
func New(entries []Entry) *Book {
	b := &Book{people: map[string]*pages{}}
	for _, e := range entries {
		if e.Person == "" || e.Voiced <= 0 || e.Voiced > MaxVoiced {
			continue
		}
		p := b.people[e.Person]
		if p == nil {
			p = &pages{voiced: map[string]time.Duration{}}
			b.people[e.Person] = p
		}
		language := lang.Base(e.Language)
		if p.voiced[language] == 0 {
			p.voiced[language] = e.Voiced
			p.hear(e.Heard)
		}
	}
	for len(b.people) > MaxPeople {
		b.dropBut("")
	}
	return b
}

// Add counts that a person was voiced for so long until now. Nothing or less is nothing; more than a minute is cut to a
// minute.
func (b *Book) Add(person, language string, d time.Duration, now time.Time) {
	if d <= 0 || person == "" {
		return
	}
	p := b.people[person]
	if p == nil || now.Sub(p.heard) >= Evening {
		p = &pages{voiced: map[string]time.Duration{}}
		b.people[person] = p
	}
	p.hear(now)
	language = lang.Base(language)
	p.voiced[language] = min(p.voiced[language]+min(d, maxAtOnce), MaxVoiced)
	if len(b.people) > MaxPeople {
		b.dropBut(person)
	}
}

// Settle drops whose evening is over. Who comes back the next day and has not spoken yet has not spoken.
func (b *Book) Settle(now time.Time) {
	maps.DeleteFunc(b.people, func(_ string, p *pages) bool { return now.Sub(p.heard) >= Evening })
}

// Of is what a person has, sorted by language; nil for none.
func (b *Book) Of(person string) []Entry {
	p := b.people[person]
	if p == nil {
		return nil
	}
	entries := make([]Entry, 0, len(p.voiced))
	for _, language := range slices.Sorted(maps.Keys(p.voiced)) {
		entries = append(entries, Entry{person, language, p.voiced[language], p.heard})
	}
	return entries
}

// Total is what a person has in all languages together.
func (b *Book) Total(person string) time.Duration {
	p := b.people[person]
	if p == nil {
		return 0
	}
	var total time.Duration
	for _, d := range p.voiced {
		total += d
	}
	return total
}

// Languages are the totals of everybody by language, sorted by it, with Person "" and when it was heard last by
// anybody who has it.
func (b *Book) Languages() []Entry {
	totals := map[string]Entry{}
	for _, p := range b.people {
		for language, d := range p.voiced {
			t := totals[language]
			t.Language, t.Voiced = language, t.Voiced+d
			if p.heard.After(t.Heard) {
				t.Heard = p.heard
			}
			totals[language] = t
		}
	}
	return slices.SortedFunc(maps.Values(totals), func(a, b Entry) int { return cmp.Compare(a.Language, b.Language) })
}

// All is what everybody has in all languages together.
func (b *Book) All() time.Duration {
	var all time.Duration
	for person := range b.people {
		all += b.Total(person)
	}
	return all
}

// Entries is the whole Book, sorted by person and language, for the record. New makes the same Book of it.
func (b *Book) Entries() []Entry {
	var entries []Entry
	for _, person := range slices.Sorted(maps.Keys(b.people)) {
		entries = append(entries, b.Of(person)...)
	}
	return entries
}

// dropBut drops the person heard longest ago, the first by id of several, but not the one just heard.
func (b *Book) dropBut(person string) {
	oldest := ""
	for other, p := range b.people {
		if other == person {
			continue
		}
		if oldest == "" || cmp.Or(p.heard.Compare(b.people[oldest].heard), cmp.Compare(other, oldest)) < 0 {
			oldest = other
		}
	}
	delete(b.people, oldest)
}

// hear notes when the person was heard, by the wall clock: a Book outlives the process. A clock that was set back
// makes nobody heard longer ago.
func (p *pages) hear(now time.Time) {
	if now = now.Round(0); now.After(p.heard) {
		p.heard = now
	}
}
