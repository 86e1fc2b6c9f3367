package discovery

import "time"

// Ranked is a room in somebody's ranking.
type Ranked struct {
	Index int // in the input
	Score int
	Why   Reason
}

// Rank is the rooms that pass the filter, best first: by score, and in the order they came in where it is the same. They
// come in the standing order of Sort.
func Rank(p Person, f Filter, now time.Time, rooms []Room) []Ranked {
	type scored struct {
		index, score int32
		fit          fit
	}
	list := make([]scored, 0, len(rooms))
	var places [maxScore - minScore + 1]int32 // first how many of a score, then where the next one of it goes
	for i := range rooms {
		if !f.passes(&rooms[i]) {
			continue
		}
		s, fit := score(&p, &rooms[i], now)
		list = append(list, scored{int32(i), int32(s), fit})
		places[s-minScore]++
	}
	next := int32(0)
	for s := len(places) - 1; s >= 0; s-- {
		next, places[s] = next+places[s], next
	}
	ranked := make([]Ranked, len(list))
	for _, s := range list {
		at := &places[s.score-minScore]
		ranked[*at] = Ranked{Index: int(s.index), Score: int(s.score), Why: s.fit.reason(&rooms[s.index])}
		*at++
	}
	return ranked
}
