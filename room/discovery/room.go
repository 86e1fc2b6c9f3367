package discovery

import (
	"cmp"
	"slices"
	"time"

	"corner/room/lang"
)

// Person is who looks for a room. Languages are bases.
type Person struct {
	Speaks, Learns []string
	Levels         map[string]lang.Level // of languages they learn
}

// Count is how many there are of a language of the room.
type Count struct {
	Language          string
	Natives, Learners int
}

// Room is what the lobby knows of a room. Languages are bases.
type Room struct {
	ID                          string
	Languages                   []string // the pair
	Level                       lang.Level
	Tags                        []string
	People, FreeSeats, Capacity int
	Created                     time.Time
	Door                        bool // guests wait to be let in
	Counts                      []Count
}

func (r *Room) full() bool { return r.Capacity > 0 && r.People >= r.Capacity }

func (r *Room) count(language string) Count {
	for _, c := range r.Counts {
		if c.Language == language {
			return c
		}
	}
	return Count{Language: language}
}

// needs reports whether the room lacks a native of one of its languages and has somebody who would talk with them: a
// learner of it, or a native of another. An empty room needs nobody.
func (r *Room) needs(language string) bool {
	if len(r.Languages) < 2 || r.People < 1 {
		return false
	}
	own := r.count(language)
	if own.Natives > 0 {
		return false
	}
	return own.Learners > 0 || slices.ContainsFunc(r.Counts, func(c Count) bool {
		return c.Language != language && c.Natives > 0 && slices.Contains(r.Languages, c.Language)
	})
}

// Needs are the languages a native of whom the room lacks, in the order of its languages.
func Needs(r Room) []string {
	var list []string
	for _, language := range r.Languages {
		if r.needs(language) {
			list = append(list, language)
		}
	}
	return list
}

// Filter is what somebody wants to see. Zero values are anything.
type Filter struct {
	Pair  [2]string // bases the room must have
	Level lang.Level
	Tag   string
}

// passes reports whether a room is one of those that are wanted. A room that does not say its level has none.
func (f Filter) passes(r *Room) bool {
	for _, language := range f.Pair {
		if language != "" && !slices.Contains(r.Languages, language) {
			return false
		}
	}
	return (f.Level == 0 || f.Level == r.Level) && (f.Tag == "" || slices.Contains(r.Tags, f.Tag))
}

// Sort brings rooms into the standing order: most people first, then the oldest, then by id.
func Sort(rooms []Room) {
	slices.SortFunc(rooms, func(a, b Room) int {
		if c := cmp.Compare(b.People, a.People); c != 0 {
			return c
		}
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
}
