package fairqueue

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// history is a room's evening as far as the line knows it.
type history struct {
	rng    *rand.Rand
	rule   Rule
	now    time.Time
	line   []Waiter
	voiced [8]time.Duration
	learns [8]int // which language a person learns; the round has one of them
	round  int
	cutIns uint64
	bounds map[string]promise // of those who wait
}

// promise is what was promised to somebody who waits, and what has happened since.
type promise struct{ most, services, atMost int }

const (
	nothing = iota
	service
	cut
)

// stands says by the letter of the order whether a stands before b, and which of the reasons decides.
func stands(a, b Waiter, rule Rule) (bool, int) {
	if a.CutIn != b.CutIn {
		return b.CutIn == 0 || a.CutIn != 0 && a.CutIn < b.CutIn, 0
	}
	if rule == Fair {
		patientA, patientB := a.Overtaken >= Patience(a.Before), b.Overtaken >= Patience(b.Before)
		if patientA != patientB {
			return patientA, 1
		}
		if !patientA {
			if minutesA, minutesB := int(a.Voiced.Minutes()), int(b.Voiced.Minutes()); minutesA != minutesB {
				return minutesA < minutesB, 2
			}
			if a.Learner != b.Learner {
				return a.Learner, 3
			}
		}
	}
	return a.Raised.Before(b.Raised), 4
}

// event lets something happen, and says what.
func (h *history) event() int {
	h.now = h.now.Add(time.Duration(1 + h.rng.IntN(int(time.Minute))))
	person := h.rng.IntN(len(h.voiced))
	id := string(rune('a' + person))
	at := slices.IndexFunc(h.line, func(w Waiter) bool { return w.ID == id })
	switch h.rng.IntN(16) {
	case 0, 1, 2, 3, 4, 5, 6:
		if at < 0 {
			h.raise(person, id)
		}
	case 7:
		if at >= 0 {
			h.line = slices.Delete(slices.Clone(h.line), at, at+1)
			delete(h.bounds, id)
		}
	case 8:
		if at >= 0 && h.line[at].CutIn == 0 {
			h.cutIns++
			h.line[at].CutIn = h.cutIns
			return cut
		}
	case 9, 10:
		h.round = h.rng.IntN(3)
	case 11, 12:
		h.voiced[person] += time.Duration(h.rng.IntN(int(2 * time.Minute)))
	default:
		if len(h.line) > 0 {
			h.serve()
			return service
		}
	}
	return nothing
}

func (h *history) raise(person int, id string) {
	n := len(h.line)
	h.line = append(h.line, Waiter{ID: id, Raised: h.now, Before: n})
	h.bounds[id] = promise{most: n + max(3, 2*n), atMost: n + max(3, 2*n)}
	h.rng.Shuffle(n+1, func(i, j int) { h.line[i], h.line[j] = h.line[j], h.line[i] })
}

func (h *history) serve() {
	first := Order(h.line, h.rule)[0].ID
	h.line = Served(h.line, first)
	h.voiced[first[0]-'a'] += 30*time.Second + time.Duration(h.rng.IntN(int(time.Minute)))
	delete(h.bounds, first)
}

// check holds the line to everything that is said of it.
func (h *history) check(happened int) error {
	for i := range h.line {
		person := h.line[i].ID[0] - 'a'
		h.line[i].Voiced, h.line[i].Learner = h.voiced[person], h.learns[person] == h.round
	}
	given := slices.Clone(h.line)
	places := Order(h.line, h.rule)
	if !slices.Equal(given, h.line) {
		return fmt.Errorf("the argument was changed to %+v", h.line)
	}
	line := make([]Waiter, len(places))
	for i, p := range places {
		at := slices.IndexFunc(h.line, func(w Waiter) bool { return w.ID == p.ID })
		if line[i] = h.line[at]; slices.Contains(places[:i], p) {
			return fmt.Errorf("%s stands twice", p.ID)
		}
	}
	if err := recount(line, places, h.rule); err != nil || len(places) != len(h.line) {
		return fmt.Errorf("%d of %d: %w", len(places), len(h.line), err)
	}
	h.rng.Shuffle(len(given), func(i, j int) { given[i], given[j] = given[j], given[i] })
	if again := Order(given, h.rule); !slices.Equal(again, places) {
		return fmt.Errorf("told in another order, %+v is %+v", places, again)
	}
	return h.hold(places, happened)
}

// recount compares every pair.
func recount(line []Waiter, places []Place, rule Rule) error {
	for i, w := range line {
		var ahead [5]int
		for j, other := range line {
			if i == j {
				continue
			}
			before, reason := stands(other, w, rule)
			if back, same := stands(w, other, rule); back == before || same != reason {
				return fmt.Errorf("%+v and %+v stand before each other", w, other)
			}
			if before != (j < i) {
				return fmt.Errorf("%+v at %d, %+v at %d", w, i, other, j)
			}
			if before {
				ahead[reason]++
			}
		}
		if got := places[i].Ahead; got != (Ahead{ahead[0], ahead[1], ahead[2], ahead[3], ahead[4]}) {
			return fmt.Errorf("%s has ahead %+v, counted %v", w.ID, got, ahead)
		}
	}
	return nil
}

// hold compares with what was promised: the bound at raising, and what was said since, which only a cut-in makes
// worse.
func (h *history) hold(places []Place, happened int) error {
	for _, p := range places {
		b := h.bounds[p.ID]
		switch happened {
		case service:
			b.services++
			b.atMost--
		case cut:
			b.most++
			b.atMost++
		}
		if b.services > b.most {
			return fmt.Errorf("%s waits for %d services, %d were promised", p.ID, b.services, b.most)
		}
		if p.AtMost > b.atMost || p.AtMost < 0 {
			return fmt.Errorf("%s is told at most %d after %d", p.ID, p.AtMost, b.atMost)
		}
		b.atMost = p.AtMost
		h.bounds[p.ID] = b
	}
	return nil
}

// A hundred thousand random evenings: the order is the one that is written down, the same for every order of asking,
// everybody is told the truth, and nobody waits for longer than was promised.
func TestRandomHistoriesKeepTheOrderItsReasonsAndItsBound(t *testing.T) {
	histories := 100_000
	if raceEnabled || testing.Short() {
		histories = 3_000
	}
	waited := 0
	for n := range histories {
		h := history{
			rng: rand.New(rand.NewPCG(2026, uint64(n))), rule: Rule(n % 4 / 3), now: instant(), bounds: map[string]promise{},
		}
		for i := range h.learns {
			h.learns[i] = h.rng.IntN(3)
		}
		for step := range 10 + h.rng.IntN(31) {
			if err := h.check(h.event()); err != nil {
				t.Fatalf("history %d, step %d: %v", n, step, err)
			}
			waited += len(h.line)
		}
	}
	if waited < 40*histories {
		t.Errorf("only %d waited in %d histories", waited, histories)
	}
}

// Everybody always has a hand up: the next is served, speaks, and raises again.
type conversation struct {
	people, turns int
	turn          func(rng *rand.Rand, person int) time.Duration
	learns        func(person, turn int) bool
}

// spread is by how much the one who spoke most has more than the one who spoke least.
func (c conversation) spread(seed uint64, rule Rule) float64 {
	rng := rand.New(rand.NewPCG(seed, 5))
	voiced := make([]time.Duration, c.people)
	now := instant()
	var line []Waiter
	raise := func(person int) {
		now = now.Add(time.Second)
		line = append(line, Waiter{ID: fmt.Sprint(person), Raised: now, Before: len(line)})
	}
	for _, person := range rng.Perm(c.people) {
		raise(person)
	}
	for turn := range c.turns {
		for i := range line {
			var person int
			fmt.Sscan(line[i].ID, &person)
			line[i].Voiced, line[i].Learner = voiced[person], c.learns(person, turn)
		}
		first := Order(line, rule)[0].ID
		line = Served(line, first)
		var person int
		fmt.Sscan(first, &person)
		voiced[person] += c.turn(rng, person)
		raise(person)
	}
	return float64(slices.Max(voiced)) / float64(slices.Min(voiced))
}

func TestSharesConverge(t *testing.T) {
	usual := func(rng *rand.Rand, _ int) time.Duration {
		return 30*time.Second + time.Duration(rng.IntN(int(time.Minute)))
	}
	nobody := func(int, int) bool { return false }
	long := func(times int) func(*rand.Rand, int) time.Duration {
		return func(rng *rand.Rand, person int) time.Duration {
			if d := usual(rng, person); person > 0 {
				return d
			} else {
				return time.Duration(times) * d
			}
		}
	}
	for _, c := range []struct {
		name string
		conversation
		most float64
	}{
		{"ten people", conversation{10, 600, usual, nobody}, 1.1},
		{"three people", conversation{3, 600, usual, nobody}, 1.1},
		{"thirty people", conversation{30, 600, usual, nobody}, 1.25},
		{"learners of alternating rounds", conversation{10, 600, usual, func(person, turn int) bool { return person%2 == turn/10%2 }}, 1.25},
		{"one whose turns are three times as long", conversation{10, 600, long(3), nobody}, 1.25},
	} {
		worst := 0.0
		for seed := range uint64(5) {
			worst = max(worst, c.spread(seed, Fair))
		}
		t.Logf("%s: %.3f", c.name, worst)
		if worst > c.most {
			t.Errorf("%s: the one who spoke most has %.2f times as much, want at most %.2f", c.name, worst, c.most)
		}
	}
	// What first come, first served makes of it, so that the bounds above say something.
	if even := (conversation{10, 600, long(3), nobody}).spread(1, FirstCome); even < 2 {
		t.Errorf("first come, first served is as even: %.2f", even)
	}
}

// Without anybody put first, first come is the order of raising.
func TestFirstComeIsTheOrderOfRaising(t *testing.T) {
	line := crowd(200)
	for i := range line {
		line[i].CutIn = 0
	}
	places := Order(line, FirstCome)
	slices.SortFunc(line, func(a, b Waiter) int { return a.Raised.Compare(b.Raised) })
	for i, p := range places {
		if want := (Place{ID: line[i].ID, Ahead: Ahead{Time: i}, AtMost: i}); !reflect.DeepEqual(p, want) {
			t.Fatalf("%+v, want %+v", p, want)
		}
	}
}
