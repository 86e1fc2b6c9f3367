package discovery

import (
	"encoding/binary"
	"hash/fnv"
	"time"
)

const (
	pickScore = 1000 // what a room must be worth to be gone to unseen
	pickRange = 60   // points from the best within which rooms are as good
)

// Pick is the index of the room that somebody who gives a language and wants another is brought to at once, -1 for none:
// one with people, a place and no door. Of rooms that are about as good the salt decides, so that many who ask at the
// same moment spread.
func Pick(p Person, give, get string, salt uint64, now time.Time, rooms []Room) int {
	asks := Person{Speaks: []string{give}, Learns: []string{get}, Levels: p.Levels}
	var candidates []Ranked
	best := pickScore
	for i := range rooms {
		r := &rooms[i]
		if r.full() || r.Door || r.People < 1 {
			continue
		}
		if s, _ := score(&asks, r, now); s >= pickScore {
			candidates = append(candidates, Ranked{Index: i, Score: s})
			best = max(best, s)
		}
	}
	picked, least := -1, uint64(0)
	for _, c := range candidates {
		if c.Score < best-pickRange {
			continue
		}
		if lot := lot(salt, rooms[c.Index].ID); picked < 0 || lot < least {
			picked, least = c.Index, lot
		}
	}
	return picked
}

// lot is what a room draws for somebody.
func lot(salt uint64, id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id)) // a hash never fails
	h.Write(binary.LittleEndian.AppendUint64(nil, salt))
	return h.Sum64()
}
