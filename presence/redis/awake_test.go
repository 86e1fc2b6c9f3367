package redis_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"corner/presence"
	"corner/room"
)

// crowd makes people of 40 languages in 400 zones.
func crowd(n int) []presence.Awake {
	random := rand.New(rand.NewPCG(1, 2))
	language := func() string {
		n := random.IntN(40)
		return string([]byte{byte('a' + n/8), byte('a' + n%8)})
	}
	people := make([]presence.Awake, n)
	for i := range people {
		speaks, learns := language(), language()
		people[i] = presence.Awake{
			Participant: presence.NewID(), TimeZone: fmt.Sprintf("Area/City_%d", random.IntN(400)),
			Facets: []presence.Facet{{Native: true, Language: speaks}, {Language: learns}},
		}
	}
	return people
}

func TestAHundredThousandPeopleAreCountedInMilliseconds(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("fills a store with 100,000 people")
	}
	s := startServer(t)
	store := open(t, s.url(), presence.Options{TTL: time.Hour})
	people, node := crowd(100_000), presence.NewID()
	for batch := range slices.Chunk(people, 2000) {
		eventually(t, time.Minute, "people are written, again where a busy machine was too slow", func() bool {
			_, err := store.SaveAwake(t.Context(), node, false, batch, nil)
			return err == nil
		})
	}
	want := make(map[presence.Facet]int)
	for _, p := range people {
		for _, f := range p.Facets {
			want[f]++
		}
	}
	facets := []presence.Facet{{Native: true, Language: "aa"}, {Language: "aa"}, {Native: true, Language: "bc"}, {Language: "bc"}}
	counts, err := store.AwakeBy(t.Context(), facets)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range facets {
		total := 0
		for _, n := range counts[i] {
			total += n
		}
		if total != want[f] || total == 0 {
			t.Fatalf("%v: %d people, want %d", f, total, want[f])
		}
	}
	best := time.Hour
	for range 30 { // a busy machine is slow at times, a slow store always
		best = min(best, slowestIn100(t, store, facets))
		if best <= 5*time.Millisecond {
			t.Logf("99 of 100 readings of 4 facets among 100,000 people take at most %v", best)
			return
		}
	}
	t.Fatalf("99 of 100 readings take up to %v, want at most 5 ms", best)
}

// slowestIn100 is the 99th percentile of 200 readings.
func slowestIn100(t *testing.T, store presence.Store, facets []presence.Facet) time.Duration {
	t.Helper()
	took := make([]time.Duration, 200)
	for i := range took {
		begin := time.Now()
		_, err := store.AwakeBy(t.Context(), facets)
		if took[i] = time.Since(begin); err != nil {
			took[i] = time.Hour // slower than anything
		}
	}
	slices.Sort(took)
	return took[197]
}

func TestAgentsSeeWhoIsAwakeElsewhere(t *testing.T) {
	s := startServer(t)
	options := presence.Options{TTL: 2 * time.Second}
	quick := func(cfg *presence.AgentConfig) {
		cfg.Heartbeat, cfg.Sweep, cfg.Awake = 200*time.Millisecond, 200*time.Millisecond, 200*time.Millisecond
	}
	a, b := serve(t, s.url(), options, quick), serve(t, s.url(), options, quick)
	zh := []presence.Facet{{Native: true, Language: "zh"}}
	natives := func(n *node, want int) func() bool {
		return func() bool {
			lines, stale := n.AwakeLines(zh)
			return !stale && lines[0].Count == want
		}
	}
	record := a.host(t, 4)
	both := record.Members[3]
	release := b.Watch(presence.AwakeOf(both.ID, both.Profile))
	defer release()
	lobby := b.Watch(presence.AwakeOf(presence.NewID(), room.Profile{Speaks: []string{"zh"}}))
	eventually(t, 15*time.Second, "four in a room, one in the lobby, one in both", natives(b, 5))
	lobby()
	eventually(t, 15*time.Second, "one has closed the lobby", natives(a, 4))

	s.kill()
	s.start() // with nothing in it
	eventually(t, 15*time.Second, "an empty store is told everybody", natives(a, 4))
	a.stop()
	eventually(t, 15*time.Second, "the one in the lobby is left", natives(b, 1))

	killed, node := open(t, s.url(), options), presence.Node{ID: presence.NewID()}
	if _, err := killed.Heartbeat(t.Context(), node, nil); err != nil {
		t.Fatal(err)
	}
	var people []presence.Awake
	for range 3 {
		people = append(people, presence.AwakeOf(presence.NewID(), room.Profile{Speaks: []string{"zh"}}))
	}
	if _, err := killed.SaveAwake(t.Context(), node.ID, false, people, nil); err != nil {
		t.Fatal(err)
	}
	eventually(t, 15*time.Second, "another node's three are seen", natives(b, 4))
	eventually(t, 15*time.Second, "they are awake no more when the node is dead", natives(b, 1))
}

func TestHoursFadeByDay(t *testing.T) {
	mini := miniredis.RunT(t)
	now := time.UnixMilli(1795327600000)
	mini.SetTime(now)
	store := open(t, "redis://"+mini.Addr(), presence.Options{})
	ids := []string{presence.NewID(), presence.NewID(), presence.NewID()}
	sample := func(people int) {
		var come []presence.Awake
		for _, id := range ids[:people] {
			come = append(come, presence.Awake{Participant: id, Facets: []presence.Facet{{Native: true, Language: "zh"}}})
		}
		if _, err := store.SaveAwake(t.Context(), presence.NewID(), false, come, nil); err != nil {
			t.Fatal(err)
		}
		if err := store.SampleHours(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var want presence.Hour
	day, hour := presence.HourOf(now)
	sample(1)
	want = want.Fold(1, day)
	mini.FastForward(24 * time.Hour) // the node's people are over with their keys
	now = now.Add(24 * time.Hour)
	mini.SetTime(now)
	sample(3)
	want = want.Fold(3, day+1)
	hours, err := store.Hours(t.Context(), []string{"zh"})
	if err != nil || hours[0][hour] != want.Average() {
		t.Fatalf("hours %v (%v), want %v at %d", hours, err, want.Average(), hour)
	}
}
