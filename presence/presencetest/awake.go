package presencetest

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"corner/presence"
)

// person is somebody of a test who speaks and learns one language each.
func person(id, speaks, learns, zone string) presence.Awake {
	return presence.Awake{Participant: id, TimeZone: zone, Facets: []presence.Facet{
		{Native: true, Language: speaks}, {Language: learns},
	}}
}

var (
	nativesOf  = func(language string) presence.Facet { return presence.Facet{Native: true, Language: language} }
	learnersOf = func(language string) presence.Facet { return presence.Facet{Language: language} }
)

// wake tells a store who has come to a node and who has gone, and how many the node must have then.
func wake(t *testing.T, s presence.Store, node string, want int, come []presence.Awake, gone ...string) {
	t.Helper()
	have, err := s.SaveAwake(t.Context(), node, false, come, gone)
	must(t, err)
	if have != want {
		t.Fatalf("the store has %d people of the node, want %d", have, want)
	}
}

// awakeIs compares the counts of a facet.
func awakeIs(t *testing.T, s presence.Store, facet presence.Facet, want map[string]int) {
	t.Helper()
	counts, err := s.AwakeBy(t.Context(), []presence.Facet{facet})
	must(t, err)
	if len(counts) != 1 || !maps.Equal(counts[0], want) {
		t.Fatalf("%v: %v, want %v", facet, counts, want)
	}
}

func onlineIs(t *testing.T, s presence.Store, ids []string, want ...bool) {
	t.Helper()
	online, err := s.Online(t.Context(), ids)
	must(t, err)
	if !slices.Equal(online, want) {
		t.Fatalf("online %v, want %v", online, want)
	}
}

func awakeOnce(t *testing.T, b Backend) {
	one, two := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	mustBeat(t, b.Stores[0], one)
	mustBeat(t, b.Stores[1], two)
	yu, lena := presence.NewID(), presence.NewID()
	wake(t, b.Stores[0], one.ID, 2, []presence.Awake{
		person(yu, "zh", "en", "Asia/Shanghai"), person(lena, "en", "zh", ""),
	})
	wake(t, b.Stores[1], two.ID, 1, []presence.Awake{person(yu, "zh", "en", "Asia/Shanghai")})
	wake(t, b.Stores[1], two.ID, 1, []presence.Awake{person(yu, "zh", "en", "Asia/Shanghai")}) // told again
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{"Asia/Shanghai": 1})
	awakeIs(t, b.Stores[0], learnersOf("zh"), map[string]int{presence.NoZone: 1})
	onlineIs(t, b.Stores[1], []string{yu, presence.NewID(), lena}, true, false, true)
	wake(t, b.Stores[0], one.ID, 1, nil, yu)
	wake(t, b.Stores[0], one.ID, 1, nil, yu)
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{"Asia/Shanghai": 1})
	wake(t, b.Stores[1], two.ID, 0, nil, yu)
	awakeIs(t, b.Stores[0], nativesOf("zh"), map[string]int{})
	onlineIs(t, b.Stores[0], []string{yu, lena}, false, true)
}

func awakeMoves(t *testing.T, b Backend) {
	one, two := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	mustBeat(t, b.Stores[0], one)
	mustBeat(t, b.Stores[1], two)
	id := presence.NewID()
	wake(t, b.Stores[0], one.ID, 1, []presence.Awake{person(id, "zh", "en", "Asia/Shanghai")})
	wake(t, b.Stores[1], two.ID, 1, []presence.Awake{person(id, "zh", "es", "Europe/Madrid")})
	awakeIs(t, b.Stores[0], nativesOf("zh"), map[string]int{"Asia/Shanghai": 1}) // as the first node says
	awakeIs(t, b.Stores[0], learnersOf("es"), map[string]int{})
	wake(t, b.Stores[0], one.ID, 1, []presence.Awake{person(id, "zh", "de", "Europe/Paris")})
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{"Europe/Paris": 1})
	awakeIs(t, b.Stores[1], learnersOf("en"), map[string]int{})
	awakeIs(t, b.Stores[1], learnersOf("de"), map[string]int{"Europe/Paris": 1})
}

func awakeDead(t *testing.T, b Backend) {
	dead, living := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	mustBeat(t, b.Stores[0], dead)
	both := presence.NewID()
	people := []presence.Awake{person(both, "zh", "en", "Asia/Shanghai")}
	for range 30 {
		people = append(people, person(presence.NewID(), "zh", "en", "Asia/Tokyo"))
	}
	wake(t, b.Stores[0], dead.ID, 31, people)
	wake(t, b.Stores[1], living.ID, 1, people[:1])
	mustBeat(t, b.Stores[0], dead)
	mustBeat(t, b.Stores[1], living)
	mustSweep(t, b.Stores[1])
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{"Asia/Shanghai": 1, "Asia/Tokyo": 30})
	b.Advance(b.Options.TTL)
	mustBeat(t, b.Stores[1], living) // in time for the sweep
	mustSweep(t, b.Stores[1])
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{"Asia/Shanghai": 1})
	wake(t, b.Stores[0], dead.ID, 0, nil) // back again, it is told that nobody of it is known
	wake(t, b.Stores[0], dead.ID, 2, people[1:3])
	must(t, b.Stores[0].Forget(t.Context(), dead.ID))
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{"Asia/Shanghai": 1})
}

// awakeUnbeaten: people of a node that never beats are swept too.
func awakeUnbeaten(t *testing.T, b Backend) {
	wake(t, b.Stores[0], presence.NewID(), 1, []presence.Awake{person(presence.NewID(), "zh", "en", "")})
	mustSweep(t, b.Stores[1])
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{presence.NoZone: 1})
	b.Advance(b.Options.TTL)
	mustSweep(t, b.Stores[1])
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{})
}

func awakeReset(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	mustBeat(t, b.Stores[0], node)
	var people []presence.Awake
	for range 600 { // more than one batch, of changes and of drops
		people = append(people, person(presence.NewID(), "zh", "en", "Asia/Shanghai"))
	}
	wake(t, b.Stores[0], node.ID, 600, people)
	have, err := b.Stores[0].SaveAwake(t.Context(), node.ID, true, people[:7], nil)
	must(t, err)
	if have != 7 {
		t.Fatalf("%d people after a reset, want 7", have)
	}
	awakeIs(t, b.Stores[1], nativesOf("zh"), map[string]int{"Asia/Shanghai": 7})
}

func awakeInvalid(t *testing.T, b Backend) {
	node, s := presence.NewID(), b.Stores[0]
	facets := make([]presence.Facet, presence.MaxFacets+1)
	for i := range facets {
		facets[i] = nativesOf(strings.Repeat(string(rune('a'+i)), 2))
	}
	id := presence.NewID()
	for name, bad := range map[string]presence.Awake{
		"id":         person("short", "zh", "en", ""),
		"id in key":  person(id[:21]+"}", "zh", "en", ""),
		"long id":    person(strings.Repeat("a", 65), "zh", "en", ""),
		"language":   person(id, "zh hant", "en", ""),
		"upper case": person(id, "ZH", "en", ""),
		"a colon":    person(id, "z:h", "en", ""),
		"zone":       person(id, "zh", "en", "Asia/Shanghai|x"),
		"long zone":  person(id, "zh", "en", strings.Repeat("a", 65)),
		"twice":      {Participant: id, Facets: []presence.Facet{nativesOf("zh"), nativesOf("zh")}},
		"too many":   {Participant: id, Facets: facets},
	} {
		if _, err := s.SaveAwake(t.Context(), node, false, []presence.Awake{bad}, nil); !errors.Is(err, presence.ErrInvalidID) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.SaveAwake(t.Context(), "}{", false, nil, nil); !errors.Is(err, presence.ErrInvalidID) {
		t.Errorf("node: %v", err)
	}
	if _, err := s.SaveAwake(t.Context(), node, false, nil, []string{"x"}); !errors.Is(err, presence.ErrInvalidID) {
		t.Errorf("gone: %v", err)
	}
	if _, err := s.AwakeBy(t.Context(), []presence.Facet{nativesOf("*")}); !errors.Is(err, presence.ErrInvalidID) {
		t.Errorf("facet: %v", err)
	}
	if _, err := s.Online(t.Context(), make([]string, 1)); !errors.Is(err, presence.ErrInvalidID) {
		t.Errorf("online: %v", err)
	}
	if _, err := s.Online(t.Context(), slices.Repeat([]string{id}, presence.MaxOnline+1)); err == nil {
		t.Error("101 people were asked about")
	}
	if _, err := s.Hours(t.Context(), []string{"*"}); !errors.Is(err, presence.ErrInvalidID) {
		t.Errorf("hours: %v", err)
	}
	awakeIs(t, s, nativesOf("zh"), map[string]int{})
}

func hours(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	mustBeat(t, b.Stores[0], node)
	id, other := presence.NewID(), presence.NewID()
	wake(t, b.Stores[0], node.ID, 2, []presence.Awake{person(id, "zh", "en", ""), person(other, "zh", "es", "Asia/Tokyo")})
	must(t, b.Stores[0].SampleHours(t.Context()))
	wake(t, b.Stores[0], node.ID, 1, nil, other)
	must(t, b.Stores[1].SampleHours(t.Context())) // not due yet, whichever node asks
	if got := peak(t, b, "zh"); got != 2 {
		t.Fatalf("average %v, want 2", got)
	}
	if got := peak(t, b, "en"); got != 0 {
		t.Fatalf("%v learners count as natives", got)
	}
	b.Advance(b.Options.SampleEvery)
	wake(t, b.Stores[0], node.ID, 0, nil, id)
	must(t, b.Stores[1].SampleHours(t.Context()))
	if got := peak(t, b, "zh"); got != 1 && got != 2 { // 2 when the hour has changed meanwhile
		t.Fatalf("average %v, want 1: nobody is a sample too", got)
	}
}

// peak is the highest of a language's 24 averages.
func peak(t *testing.T, b Backend, language string) float64 {
	t.Helper()
	averages, err := b.Stores[1].Hours(t.Context(), []string{language})
	must(t, err)
	if len(averages) != 1 {
		t.Fatalf("hours %v", averages)
	}
	return slices.Max(averages[0][:])
}

// awakeModel says, slowly, what a store must count.
type awakeModel struct {
	nodes map[string]map[string]presence.Awake
	as    map[string]presence.Awake // as counted: by the first node, until that one says otherwise
}

func (m *awakeModel) come(node string, p presence.Awake) {
	old, there := m.nodes[node][p.Participant]
	counted, known := m.as[p.Participant]
	if !known || there && reflect.DeepEqual(counted, old) {
		m.as[p.Participant] = p
	}
	m.nodes[node][p.Participant] = p
}

func (m *awakeModel) gone(node, id string) {
	delete(m.nodes[node], id)
	for _, people := range m.nodes {
		if _, there := people[id]; there {
			return
		}
	}
	delete(m.as, id)
}

// counts recounts everybody.
func (m *awakeModel) counts(facet presence.Facet) map[string]int {
	zones := make(map[string]int)
	for _, p := range m.as {
		if slices.Contains(p.Facets, facet) {
			zones[p.TimeZone]++
		}
	}
	return zones
}

// awakeRandom holds a store to the model over a long history of three nodes that share their people.
func awakeRandom(t *testing.T, b Backend) {
	const seed, steps = 5, 10_000
	random := rand.New(rand.NewPCG(seed, seed))
	languages, zones := []string{"zh", "en", "es"}, []string{"Asia/Shanghai", "Europe/Madrid", "America/New_York"}
	m := awakeModel{nodes: map[string]map[string]presence.Awake{}, as: map[string]presence.Awake{}}
	var nodes, ids []string
	for range 3 {
		node := presence.NewID()
		nodes, m.nodes[node] = append(nodes, node), map[string]presence.Awake{}
	}
	for range 40 {
		ids = append(ids, presence.NewID())
	}
	pick := func(list []string) string { return list[random.IntN(len(list))] }
	for done := 0; done < steps; {
		node, reset := pick(nodes), random.IntN(50) == 0
		var come []presence.Awake
		var gone []string
		for range random.IntN(40) {
			if id := pick(ids); random.IntN(2) == 0 {
				come = append(come, person(id, pick(languages), pick(languages), pick(zones)))
			} else {
				gone = append(gone, id)
			}
			done++
		}
		if reset {
			for id := range maps.Clone(m.nodes[node]) {
				m.gone(node, id)
			}
		}
		for _, p := range come {
			m.come(node, p)
		}
		for _, id := range gone {
			m.gone(node, id)
		}
		have, err := b.Stores[random.IntN(2)].SaveAwake(t.Context(), node, reset, come, gone)
		must(t, err)
		if have != len(m.nodes[node]) {
			t.Fatalf("step %d: %d people, want %d", done, have, len(m.nodes[node]))
		}
		if done%20 == 0 {
			m.check(t, b.Stores[0], fmt.Sprint("step ", done), languages)
		}
	}
	m.check(t, b.Stores[0], "at the end", languages)
	for _, node := range nodes {
		must(t, b.Stores[1].Forget(t.Context(), node))
	}
	(&awakeModel{}).check(t, b.Stores[0], "without nodes", languages)
	onlineIs(t, b.Stores[0], ids[:3], false, false, false)
}

// check compares every facet.
func (m *awakeModel) check(t *testing.T, s presence.Store, when string, languages []string) {
	t.Helper()
	var facets []presence.Facet
	for _, language := range languages {
		facets = append(facets, nativesOf(language), learnersOf(language))
	}
	got, err := s.AwakeBy(t.Context(), facets)
	must(t, err)
	for i, facet := range facets {
		if want := m.counts(facet); !maps.Equal(got[i], want) {
			t.Fatalf("%s: %v: %v, want %v", when, facet, got[i], want)
		}
	}
}
