package fairqueue

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Rule says what the order goes by.
type Rule uint8

// The rules.
const (
	Fair      Rule = iota // by all keys
	FirstCome             // by cut-in and time alone
)

// Band is how much talk makes a difference: shares are compared by whole Bands, so that a second does not decide.
const Band = time.Minute

// Waiter is somebody with a hand up.
type Waiter struct {
	ID        string
	Raised    time.Time     // no two are equal
	Before    int           // hands that were up when this one was raised
	Overtaken int           // people who raised later and were served first
	Voiced    time.Duration // tonight, all languages
	Learner   bool          // learns the language of the round
	CutIn     uint64        // 0, or the number of the cut-in that put them first
}

// Ahead counts those who stand before somebody, by what decides between the two.
type Ahead struct{ CutIn, Patience, Share, Learner, Time int }

// Place is where somebody stands: who stands before them and why, and after how many services at most it is their turn.
type Place struct {
	ID     string
	Ahead  Ahead
	AtMost int
}

// Patience is how often one may be overtaken who raised with so many hands up.
func Patience(before int) int { return max(3, 2*before) }

// key is what somebody's place is decided by. The first difference decides, and the smaller stands first.
type key struct {
	cutIn  uint64 // its number; who has none comes after all who have
	rank   uint64 // patience in the highest bit, share in whole Bands above the lowest, learner in the lowest
	raised int64  // Unix time, ns
	index  int    // of the waiter; decides only between equal times, which there are not
}

const impatient = 1 << 63 // 0 for who has been overtaken often enough

func keyOf(w Waiter, index int, rule Rule) key {
	k := key{cutIn: w.CutIn, raised: w.Raised.UnixNano(), index: index}
	if w.CutIn == 0 {
		k.cutIn = math.MaxUint64
	}
	if rule == FirstCome || w.Overtaken >= Patience(w.Before) {
		return k // between two patient ones the time decides
	}
	// With equal denominators the least minutes are the least share.
	k.rank = impatient | uint64(max(0, w.Voiced)/Band)<<1
	if !w.Learner {
		k.rank++
	}
	return k
}

func compare(a, b key) int {
	switch {
	case a.cutIn != b.cutIn:
		return cmp.Compare(a.cutIn, b.cutIn)
	case a.rank != b.rank:
		return cmp.Compare(a.rank, b.rank)
	case a.raised != b.raised:
		return cmp.Compare(a.raised, b.raised)
	}
	return a.index - b.index
}

// decides is which of the five keys two differ in first.
func decides(a, b key) int {
	switch difference := a.rank ^ b.rank; {
	case a.cutIn != b.cutIn:
		return 1
	case difference >= impatient:
		return 2
	case difference > 1:
		return 3
	case difference > 0:
		return 4
	}
	return 5
}

// Order is the line, first first.
func Order(waiters []Waiter, rule Rule) []Place {
	keys := make([]key, len(waiters))
	for i, w := range waiters {
		keys[i] = keyOf(w, i, rule)
	}
	slices.SortFunc(keys, compare)
	places := make([]Place, len(keys))
	var begins [5]int // where the group begins that agrees in the keys 1 to i; the index 0 is nobody's
	for i, k := range keys {
		if i > 0 {
			for decided := decides(keys[i-1], k); decided < 5; decided++ {
				begins[decided] = i
			}
		}
		places[i] = Place{ID: waiters[k.index].ID, Ahead: Ahead{
			CutIn:    begins[1],
			Patience: begins[2] - begins[1],
			Share:    begins[3] - begins[2],
			Learner:  begins[4] - begins[3],
			Time:     i - begins[4],
		}}
	}
	bound(waiters, rule, keys, places)
	return places
}

// Served is the line without somebody whose turn it is: all who raised before them have been overtaken once more.
func Served(waiters []Waiter, id string) []Waiter {
	i := slices.IndexFunc(waiters, func(w Waiter) bool { return w.ID == id })
	if i < 0 {
		return slices.Clone(waiters)
	}
	left := slices.Concat(waiters[:i], waiters[i+1:])
	for j := range left {
		if left[j].Raised.Before(waiters[i].Raised) {
			left[j].Overtaken++
		}
	}
	return left
}
