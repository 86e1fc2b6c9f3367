package room

import (
	"slices"

	"corner/room/lang"
)

// LanguageCount is how many of the people who are connected speak a language of the room, and how many learn it and
// do not speak it.
type LanguageCount struct {
	Language string // as the room has it
	Natives  int
	Learners int
}

// CountLanguages counts the connected among members for each language of a room.
func CountLanguages(languages []string, members []Participant) []LanguageCount {
	counts := newCounts(languages)
	for i := range members {
		if members[i].Connected {
			count(counts, &members[i].Profile, 1)
		}
	}
	return counts
}

func newCounts(languages []string) []LanguageCount {
	counts := make([]LanguageCount, len(languages))
	for i, language := range languages {
		counts[i].Language = language
	}
	return counts
}

// count adds a person to counts, or takes them out.
func count(counts []LanguageCount, p *Profile, by int) {
	for i := range counts {
		switch {
		case lang.Has(p.Speaks, counts[i].Language):
			counts[i].Natives += by
		case lang.Has(p.Learns, counts[i].Language):
			counts[i].Learners += by
		}
	}
}

// CleanLanguage gives the language of a BCP 47 tag, as counts and lists have it. It is false for what is no tag of a
// known language.
func CleanLanguage(tag string) (base string, ok bool) {
	if len(tag) > maxTag {
		return "", false
	}
	name, ok := canonical(tag)
	return lang.Base(name), ok
}

// CleanTag is a tag of a room as settings keep it, "" for none.
func CleanTag(tag string) (string, bool) {
	if tag == "" {
		return "", true
	}
	tags, ok := cleanTags([]string{tag})
	if !ok {
		return "", false
	}
	return tags[0], true
}

// countIn counts a member who is connected. Listings share the counts, so they are replaced and never changed.
func (s *state) countIn(m *member) {
	if !m.counted {
		m.counted = true
		s.recount(m, 1)
	}
}

// countOut takes out a member who is counted, by the profile they were counted by.
func (s *state) countOut(m *member) {
	if m.counted {
		m.counted = false
		s.recount(m, -1)
	}
}

func (s *state) recount(m *member, by int) {
	s.counts = slices.Clone(s.counts)
	count(s.counts, &m.profile, by)
}

// freeSeats is how many seats somebody could take.
func (s *state) freeSeats() int {
	free := 0
	for i := hostSeat + 1; i < len(s.seats); i++ {
		if s.seats[i].occupant == nil && !s.seats[i].locked {
			free++
		}
	}
	return free
}
