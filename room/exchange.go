package room

import (
	"slices"
	"strings"

	"corner/room/lang"
	"corner/room/rounds"
)

// Bounds of what a room is about.
const (
	MaxTags = 5
	MaxTag  = 24 // graphemes
)

// Pace is how fast people are asked to speak; "" is not said.
type Pace string

// The paces.
const (
	SlowPace    Pace = "slow"
	NaturalPace Pace = "natural"
	FastPace    Pace = "fast"
)

// QueueMode says how hands are ordered.
type QueueMode string

// The orders: who has spoken least comes first, or who asked first.
const (
	FairLine  QueueMode = "fair"
	FirstCome QueueMode = "first_come"
)

// cleanExchange checks what the settings say of the languages that are exchanged, after the rest is clean.
func (s Settings) cleanExchange() (Settings, error) {
	known := s.Level <= lang.Highest &&
		slices.Contains([]Pace{"", SlowPace, NaturalPace, FastPace}, s.Pace) &&
		slices.Contains([]QueueMode{FairLine, FirstCome}, s.Queue)
	tags, tagged := cleanTags(s.Tags)
	kept, keeps := s.cleanKept()
	timetable, timed := s.cleanTimetable(s.Timetable)
	shifts, manned := cleanShifts(s.Shifts)
	if !known || !tagged || !keeps || !timed || !manned {
		return Settings{}, ErrInvalidRoom
	}
	s.Tags, s.Kept, s.Timetable, s.Shifts = tags, kept, timetable, shifts
	return s, nil
}

// cleanTags keeps one of each.
func cleanTags(tags []string) ([]string, bool) {
	if len(tags) > MaxTags {
		return nil, false
	}
	var clean []string
	for _, tag := range tags {
		tag, ok := cleanLine(tag, MaxTag)
		if !ok || tag == "" {
			return nil, false
		}
		if tag = strings.ToLower(tag); !slices.Contains(clean, tag) {
			clean = append(clean, tag)
		}
	}
	return clean, true
}

// spoken returns a tag as everyone writes it, if it is one of a language of the room.
func (s Settings) spoken(tag string) (string, bool) {
	clean, ok := cleanLanguages([]string{tag}, 1)
	if !ok || !lang.Has(s.Languages, clean[0]) {
		return "", false
	}
	return clean[0], true
}

// cleanTimetable is a timetable in languages of the room. None is one too.
func (s Settings) cleanTimetable(phases []rounds.Phase) ([]rounds.Phase, bool) {
	if len(phases) == 0 {
		return nil, true
	}
	if !rounds.Valid(phases) {
		return nil, false
	}
	clean := slices.Clone(phases)
	for i := range clean {
		language, ok := s.spoken(clean[i].Language)
		if !ok {
			return nil, false
		}
		clean[i].Language = language
	}
	return clean, true
}
