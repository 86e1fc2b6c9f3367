package presence

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"corner/room"
	"corner/room/lang"
)

const (
	maxAsked    = 256              // facets that are kept read
	askedFor    = time.Minute      // how long one is kept after somebody asked
	inUse       = 10 * time.Second // and how long it gives way to no other
	minZone     = 3                // people in a zone from which it is told: fewer may be one person somebody knows
	maxZones    = 3                // told of a line
	awakeRounds = 2                // readings after which a count is old
)

// Line is how many people there are of a facet, and where most of them are.
type Line struct {
	Facet Facet
	Known bool // false: they were never counted, or not for whoever asks
	Count int
	Zones []ZoneCount // the largest first, none with fewer than three people
}

// ZoneCount is how many are in a time zone.
type ZoneCount struct {
	TimeZone string
	Count    int
}

// LineOf makes a line of the counts by zone.
func LineOf(facet Facet, zones map[string]int) Line {
	line := Line{Facet: facet, Known: true}
	for zone, count := range zones {
		line.Count += count
		if zone != NoZone && count >= minZone {
			line.Zones = append(line.Zones, ZoneCount{zone, count})
		}
	}
	slices.SortFunc(line.Zones, func(a, b ZoneCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.TimeZone, b.TimeZone))
	})
	line.Zones = line.Zones[:min(len(line.Zones), maxZones)]
	return line
}

// AwakeOf is a person as they are counted: by the languages they speak, and those that they learn and do not speak.
func AwakeOf(participant string, p room.Profile) Awake {
	a := Awake{Participant: participant, TimeZone: p.TimeZone, Facets: make([]Facet, 0, len(p.Speaks)+len(p.Learns))}
	add := func(f Facet) {
		if !slices.Contains(a.Facets, f) {
			a.Facets = append(a.Facets, f)
		}
	}
	for _, tag := range p.Speaks {
		add(Facet{Native: true, Language: lang.Base(tag)})
	}
	for _, tag := range p.Learns {
		if !lang.Has(p.Speaks, tag) {
			add(Facet{Language: lang.Base(tag)})
		}
	}
	return a
}

// watchers are an agent's people outside rooms, and the counts it keeps read.
type watchers struct {
	told  map[string]string // text by participant that the store has of the node; Run's own
	reset bool              // the store has something else; Run's own
	count atomic.Int64      // of told

	mu    sync.Mutex // guards what follows
	there map[string]*watched
	asked map[Facet]*asked
}

// watched is somebody in the lobby, once however many windows they have open.
type watched struct {
	person Awake
	refs   int
}

// asked is a facet that somebody wants to know.
type asked struct {
	at    time.Time // last asked
	read  time.Time // zero before the first reading
	zones map[string]int
}

// Watch counts somebody as awake who is in no room, until release, which may be called twice.
func (a *Agent) Watch(person Awake) (release func()) {
	w := &a.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	entry, known := w.there[person.Participant]
	if !known {
		entry = new(watched)
		w.there[person.Participant] = entry
	}
	entry.person = person
	entry.refs++
	return sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if entry.refs--; entry.refs == 0 {
			delete(w.there, person.Participant)
		}
	})
}

// AwakeLines gives the counts of facets as last read, without waiting. It is stale while one was never read, or not
// lately. What is asked for is read from then on, unless too many others are.
func (a *Agent) AwakeLines(facets []Facet) (lines []Line, stale bool) {
	lines, old := a.recall(facets)
	return lines, len(old) > 0 || a.away.Load()
}

// recall gives the counts as last read, and which of them were never read or not lately.
func (a *Agent) recall(facets []Facet) (lines []Line, old []int) {
	now := time.Now()
	oldest := now.Add(-awakeRounds*a.cfg.Awake - a.cfg.Timeout)
	w := &a.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	lines = make([]Line, len(facets))
	for i, facet := range facets {
		entry := w.ask(facet, now)
		if lines[i].Facet = facet; entry != nil && !entry.read.IsZero() {
			lines[i] = LineOf(facet, entry.zones)
		}
		if entry == nil || entry.read.Before(oldest) {
			old = append(old, i)
		}
	}
	return lines, old
}

// ask finds or makes the entry of a facet; the one asked for longest ago gives way, if it is not in use. Where all are
// there is none. The caller holds mu.
func (w *watchers) ask(facet Facet, now time.Time) *asked {
	entry, known := w.asked[facet]
	if !known {
		if len(w.asked) >= maxAsked && !w.forgetOldest(now.Add(-inUse)) {
			return nil
		}
		entry = new(asked)
		w.asked[facet] = entry
	}
	entry.at = now
	return entry
}

// forgetOldest drops the facet that was asked for longest ago, if that is before some time. The caller holds mu.
func (w *watchers) forgetOldest(before time.Time) bool {
	var oldest Facet
	for facet, entry := range w.asked {
		if entry.at.Before(before) {
			oldest, before = facet, entry.at
		}
	}
	_, found := w.asked[oldest]
	delete(w.asked, oldest)
	return found
}

// Awake gives the counts of facets: from memory where they are kept read, else by asking the store, of so many. It is
// stale when the store does not answer.
func (a *Agent) Awake(ctx context.Context, facets []Facet) (lines []Line, stale bool) {
	lines, old := a.recall(facets)
	if len(old) == 0 || a.away.Load() {
		return lines, a.away.Load()
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	missing := make([]Facet, min(len(old), maxAsked))
	for i := range missing {
		missing[i] = facets[old[i]]
	}
	counts, err := a.readAwake(ctx, missing)
	if err != nil {
		return lines, true
	}
	for i, zones := range counts {
		lines[old[i]] = LineOf(missing[i], zones)
	}
	return lines, len(missing) < len(old)
}

// Online says who of some people is awake anywhere.
func (a *Agent) Online(ctx context.Context, participants []string) ([]bool, error) {
	if a.away.Load() {
		return nil, ErrUnavailable
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	online, err := a.cfg.Store.Online(ctx, participants)
	return online, coded(err)
}

// Hours gives 24 averages by UTC hour of natives of each language.
func (a *Agent) Hours(ctx context.Context, languages []string) ([][24]float64, error) {
	if a.away.Load() {
		return nil, ErrUnavailable
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	hours, err := a.cfg.Store.Hours(ctx, languages)
	return hours, coded(err)
}

// awaken tells the store who has come and gone, and reads the counts that are asked for.
func (a *Agent) awaken(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	if err := a.tellAwake(ctx); err != nil {
		return err
	}
	_, err := a.readAwake(ctx, a.watchers.wanted(time.Now().Add(-askedFor)))
	return err
}

// tellAwake writes differences to what the store has taken. A store that then has another number of people has
// forgotten some: it is told all of them next time. What fails is told again, which does no harm.
func (a *Agent) tellAwake(ctx context.Context) error {
	w := &a.watchers
	people, texts := a.awakeNow()
	told := w.told
	if w.reset {
		told = nil
	}
	var come []Awake
	for participant, text := range texts {
		if before, known := told[participant]; !known || before != text {
			come = append(come, people[participant])
		}
	}
	var gone []string
	for participant := range told {
		if _, there := texts[participant]; !there {
			gone = append(gone, participant)
		}
	}
	have, err := a.cfg.Store.SaveAwake(ctx, a.cfg.Node.ID, w.reset, come, gone)
	if err != nil {
		return err
	}
	w.told, w.reset = texts, have != len(texts)
	w.count.Store(int64(len(texts)))
	return nil
}

// awakeNow is everybody who is connected to a room of this node or looks at the lobby, unless they hide, with the
// texts they are counted by.
func (a *Agent) awakeNow() (people map[string]Awake, texts map[string]string) {
	people = a.watchers.everybody()
	var hidden []string // who hides in one place is not shown by another
	for _, members := range a.members() {
		for i := range members {
			switch m := &members[i]; {
			case m.Connected && m.Profile.Hidden:
				hidden = append(hidden, m.ID)
			case m.Connected:
				people[m.ID] = AwakeOf(m.ID, m.Profile)
			}
		}
	}
	for _, participant := range hidden {
		delete(people, participant)
	}
	texts = make(map[string]string, len(people))
	for participant, person := range people {
		text, err := person.Text()
		if err != nil {
			continue // an id or a language that no store can key: nobody we let in has one
		}
		texts[participant] = text
	}
	return people, texts
}

// members lists the people of each room of this node, as its latest record has them.
func (a *Agent) members() [][]room.Participant {
	a.mu.Lock()
	defer a.mu.Unlock()
	lists := make([][]room.Participant, 0, len(a.rooms))
	for _, h := range a.rooms {
		if !h.released && !h.record.Closed {
			lists = append(lists, h.record.Members) // never changed
		}
	}
	return lists
}

// everybody is who is watched.
func (w *watchers) everybody() map[string]Awake {
	w.mu.Lock()
	defer w.mu.Unlock()
	people := make(map[string]Awake, len(w.there))
	for participant, entry := range w.there {
		people[participant] = entry.person
	}
	return people
}

// wanted lists the facets asked for since, and forgets the others.
func (w *watchers) wanted(since time.Time) []Facet {
	w.mu.Lock()
	defer w.mu.Unlock()
	maps.DeleteFunc(w.asked, func(_ Facet, entry *asked) bool { return entry.at.Before(since) })
	return slices.Collect(maps.Keys(w.asked))
}

// readAwake reads the counts of facets, and keeps those that are kept.
func (a *Agent) readAwake(ctx context.Context, facets []Facet) ([]map[string]int, error) {
	if len(facets) == 0 {
		return nil, nil
	}
	counts, err := a.cfg.Store.AwakeBy(ctx, facets)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	w := &a.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, facet := range facets {
		if entry, known := w.asked[facet]; known {
			entry.zones, entry.read = counts[i], now
		}
	}
	return counts, nil
}

// sampleHours adds to the busiest hours, unless another node has.
func (a *Agent) sampleHours(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	return a.cfg.Store.SampleHours(ctx)
}
