package local

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
)

const hoursBucket = "hours"

// awake is who is there now, counted. Its owner's mu guards it.
type awake struct {
	nodes map[string]*watch
	refs  map[string]int    // by participant: how many nodes have them
	as    map[string]string // by participant: the text they are counted as
	by    map[string]map[string]int

	sampled time.Time
}

// watch is the people of one node, each with their text, until its time is over.
type watch struct {
	until  time.Time
	people map[string]string
}

func newAwake() *awake {
	return &awake{
		nodes: make(map[string]*watch), refs: make(map[string]int), as: make(map[string]string),
		by: make(map[string]map[string]int),
	}
}

// SaveAwake implements presence.Store.
func (s *Store) SaveAwake(ctx context.Context, id string, reset bool, come []presence.Awake, gone []string) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := presence.CheckAwake(id, gone); err != nil {
		return 0, err
	}
	texts := make([]string, len(come))
	for i, person := range come {
		var err error
		if texts[i], err = person.Text(); err != nil {
			return 0, err
		}
	}
	until := s.now().Add(s.options.TTL)
	s.mu.Lock()
	defer s.mu.Unlock()
	if reset {
		s.awake.drop(id)
	}
	w := s.awake.node(id, until)
	for i, person := range come {
		s.awake.come(w, person.Participant, texts[i])
	}
	for _, participant := range gone {
		s.awake.gone(w, participant)
	}
	return len(w.people), nil
}

// AwakeBy implements presence.Store.
func (s *Store) AwakeBy(ctx context.Context, facets []presence.Facet) ([]map[string]int, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := presence.CheckFacets(facets); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make([]map[string]int, len(facets))
	for i, facet := range facets {
		zones := s.awake.by[facet.String()]
		counts[i] = make(map[string]int, len(zones))
		for zone, n := range zones {
			counts[i][zone] = n
		}
	}
	return counts, nil
}

// Online implements presence.Store.
func (s *Store) Online(ctx context.Context, participants []string) ([]bool, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := presence.CheckPeople(participants); err != nil || len(participants) > presence.MaxOnline {
		return nil, presence.ErrInvalidID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	online := make([]bool, len(participants))
	for i, participant := range participants {
		online[i] = s.awake.refs[participant] > 0
	}
	return online, nil
}

// node finds or makes a node's people; a new one lives until then. A beat prolongs it.
func (a *awake) node(id string, until time.Time) *watch {
	w, known := a.nodes[id]
	if !known {
		w = &watch{until: until, people: make(map[string]string)}
		a.nodes[id] = w
	}
	return w
}

// beat prolongs a node.
func (a *awake) beat(id string, until time.Time) { a.node(id, until).until = until }

// come counts a person on a node, once however many nodes have them: as the first node says, until that changes.
func (a *awake) come(w *watch, participant, text string) {
	old, there := w.people[participant]
	if there && old == text {
		return
	}
	w.people[participant] = text
	if !there {
		a.refs[participant]++
	}
	counted, known := a.as[participant]
	if known && (!there || counted != old) {
		return
	}
	if known {
		a.shift(counted, -1)
	}
	a.as[participant] = text
	a.shift(text, 1)
}

// gone takes a person off a node. They stay counted while another has them.
func (a *awake) gone(w *watch, participant string) {
	if _, there := w.people[participant]; !there {
		return
	}
	delete(w.people, participant)
	if a.refs[participant]--; a.refs[participant] > 0 {
		return
	}
	delete(a.refs, participant)
	a.shift(a.as[participant], -1)
	delete(a.as, participant)
}

// drop takes a node away with its people.
func (a *awake) drop(id string) {
	w, known := a.nodes[id]
	if !known {
		return
	}
	for participant := range w.people {
		a.gone(w, participant)
	}
	delete(a.nodes, id)
}

// sweep drops the nodes whose time is over.
func (a *awake) sweep(now time.Time) {
	for id, w := range a.nodes {
		if !w.until.After(now) {
			a.drop(id)
		}
	}
}

// shift counts a text up or down in each of its facets.
func (a *awake) shift(text string, by int) {
	facets, zone, _ := strings.Cut(text, "|")
	for facet := range strings.FieldsSeq(facets) {
		zones := a.by[facet]
		if zones == nil {
			zones = make(map[string]int)
			a.by[facet] = zones
		}
		if zones[zone] += by; zones[zone] <= 0 {
			delete(zones, zone)
		}
		if len(zones) == 0 {
			delete(a.by, facet)
		}
	}
}

// natives counts who speaks each language.
func (a *awake) natives() map[string]int {
	counts := make(map[string]int)
	for facet, zones := range a.by {
		language, native := strings.CutPrefix(facet, "n.")
		if !native {
			continue
		}
		for _, n := range zones {
			counts[language] += n
		}
	}
	return counts
}

// SampleHours implements presence.Store.
func (s *Store) SampleHours(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := s.now()
	counts, due := s.sample(now)
	if !due {
		return nil
	}
	day, hour := presence.HourOf(now)
	err := s.db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte(hoursBucket))
		if err != nil {
			return err
		}
		kept, err := readHours(bucket)
		if err != nil {
			return err
		}
		for language := range kept { // who had natives once may have none now
			counts[language] += 0
		}
		for language, n := range counts {
			hours := kept[language]
			hours[hour] = hours[hour].Fold(n, day)
			value, err := json.Marshal(hours)
			if err != nil {
				return err
			}
			if err := bucket.Put([]byte(language), value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fileFault("hours", err)
	}
	return nil
}

// sample gives the counts of now when a sample is due.
func (s *Store) sample(now time.Time) (map[string]int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.awake.sampled.IsZero() && now.Sub(s.awake.sampled) < s.options.SampleEvery {
		return nil, false
	}
	s.awake.sampled = now
	return s.awake.natives(), true
}

// readHours reads the averages by language; what cannot be read begins anew.
func readHours(bucket *bbolt.Bucket) (map[string][24]presence.Hour, error) {
	kept := make(map[string][24]presence.Hour)
	err := bucket.ForEach(func(key, value []byte) error {
		var hours [24]presence.Hour
		if json.Unmarshal(value, &hours) == nil {
			kept[string(key)] = hours
		}
		return nil
	})
	return kept, err
}

// Hours implements presence.Store.
func (s *Store) Hours(ctx context.Context, languages []string) ([][24]float64, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, language := range languages {
		if err := (presence.Facet{Language: language}).Check(); err != nil {
			return nil, err
		}
	}
	averages := make([][24]float64, len(languages))
	err := s.db.View(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(hoursBucket))
		if bucket == nil {
			return nil // nothing was sampled yet
		}
		for i, language := range languages {
			var hours [24]presence.Hour
			if json.Unmarshal(bucket.Get([]byte(language)), &hours) != nil {
				continue // never sampled
			}
			for hour := range hours {
				averages[i][hour] = hours[hour].Average()
			}
		}
		return nil
	})
	if err != nil {
		return nil, fileFault("hours", err)
	}
	return averages, nil
}
