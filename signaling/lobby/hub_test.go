package lobby

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"corner/room"
	"corner/room/discovery"
)

// fakeSource is live rooms that a test changes, and who is awake.
type fakeSource struct {
	reads atomic.Int32

	mu    sync.Mutex // guards what follows
	rooms map[string]room.Listing
	stale bool
	zh    int
}

func (s *fakeSource) Rooms(context.Context) ([]room.Listing, bool) {
	s.reads.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.rooms)), s.stale
}

func (s *fakeSource) awake(_ context.Context, languages []string) ([]AwakeLine, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []AwakeLine
	for _, language := range languages {
		lines = append(lines, AwakeLine{Language: language, Natives: s.zh, Zones: []ZoneCount{}})
	}
	return lines, false
}

func (s *fakeSource) change(do func(map[string]room.Listing)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do(s.rooms)
}

// listing is a room for Chinese and English with some people.
func listing(id string, people int) room.Listing {
	return room.Listing{
		ID: id, Participants: people, FreeSeats: 3, Created: time.Unix(1795327600, 0),
		Settings: room.Settings{Title: id, Languages: []string{"zh-Hans", "en"}, Seats: 8, Capacity: 500},
		Counts:   []room.LanguageCount{{Language: "zh-Hans", Natives: people}, {Language: "en"}},
	}
}

func card(l room.Listing) []byte {
	text, err := json.Marshal(map[string]any{"id": l.ID, "people": l.Participants})
	if err != nil {
		panic(err)
	}
	return text
}

// open runs a hub on rooms that a test may change. It ends with the test's bubble.
func open(t *testing.T, adjust func(*Config)) (*Hub, *fakeSource, context.CancelFunc) {
	t.Helper()
	s := &fakeSource{rooms: map[string]room.Listing{}, zh: 5}
	cfg := Config{Source: s, Card: card, Awake: s.awake}
	if adjust != nil {
		adjust(&cfg)
	}
	h := New(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		if err := h.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(cancel)
	return h, s, cancel
}

func yu() room.Profile { return room.Profile{Speaks: []string{"zh-Hans"}, Learns: []string{"en"}} }

func lena() room.Profile { return room.Profile{Speaks: []string{"en"}, Learns: []string{"zh"}} }

// client is what somebody makes of the lines.
type client struct {
	order  []string
	rooms  map[string]string
	breaks []int
	more   bool
	stale  bool
	awake  []AwakeLine
	deltas int
}

func (c *client) take(t *testing.T, text []byte) {
	t.Helper()
	if !strings.HasSuffix(string(text), "\n") {
		t.Fatalf("no whole line: %q", text)
	}
	for each := range strings.Lines(string(text)) {
		var l struct {
			Type        string
			Order       []string
			Rooms       []json.RawMessage
			Breaks      []int
			More, Stale bool
			Lines       []AwakeLine
		}
		if err := json.Unmarshal([]byte(each), &l); err != nil {
			t.Fatalf("%v: %q", err, each)
		}
		if l.Type == "awake" {
			c.awake = l.Lines
			continue
		}
		if l.Type == "page" {
			c.rooms, c.order = map[string]string{}, nil
		} else {
			c.deltas++
		}
		for _, body := range l.Rooms {
			var r struct{ ID string }
			if err := json.Unmarshal(body, &r); err != nil || r.ID == "" {
				t.Fatalf("%v: %q", err, body)
			}
			if c.rooms[r.ID] = string(body); l.Type == "page" {
				c.order = append(c.order, r.ID)
			}
		}
		if l.Type == "delta" {
			c.order = l.Order
		}
		c.breaks, c.more, c.stale = l.Breaks, l.More, l.Stale
	}
	maps.DeleteFunc(c.rooms, func(id, _ string) bool { return !slices.Contains(c.order, id) })
}

// drain takes what is there for a watcher.
func (c *client) drain(t *testing.T, w *Watcher) {
	t.Helper()
	for {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		text, err := w.Next(ctx)
		cancel()
		if err != nil {
			return
		}
		c.take(t, text)
	}
}

func watch(t *testing.T, h *Hub, p room.Profile) (*Watcher, *client) {
	t.Helper()
	w, err := h.Watch(t.Context(), NewViewer(p, discovery.Filter{}, 1), "")
	if err != nil {
		t.Fatal(err)
	}
	c := new(client)
	c.take(t, w.First(""))
	return w, c
}

func TestAPageBeginsAtOnceAndTellsWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s, _ := open(t, nil)
		s.change(func(r map[string]room.Listing) {
			r["a"] = listing("a", 4)
			locked := listing("b", 9)
			locked.Settings.Locked = true
			r["b"] = locked
		})
		w, err := h.Watch(t.Context(), NewViewer(lena(), discovery.Filter{}, 1), "")
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		page, awake, _ := strings.Cut(string(w.First("token")), "\n")
		want := `{"type":"page","version":1,"rooms":[{"id":"a","people":4,"why":{"code":"exchange","give":"en","get":"zh",` +
			`"needed":"en"},"needs":["en"]}],"breaks":[1],"more":false,"stale":false,"guest_token":"token"}`
		if page != want {
			t.Errorf("page\n%s\nwant\n%s", page, want)
		}
		if want := `{"type":"awake","lines":[{"language":"zh","natives":5,"learners":0,"zones":[]},` +
			`{"language":"en","natives":5,"learners":0,"zones":[]}]}` + "\n"; awake != want {
			t.Errorf("awake\n%s\nwant\n%s", awake, want)
		}
	})
}

func TestAClassIsRankedOnceForAHundredWatchers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ranked := 0
		h, s, _ := open(t, func(cfg *Config) { cfg.Observe = func(time.Duration) { ranked++ } })
		s.change(func(r map[string]room.Listing) { r["a"] = listing("a", 4) })
		var watchers []*Watcher
		for range 100 {
			w, _ := watch(t, h, yu())
			watchers = append(watchers, w)
		}
		if ranked != 1 || len(h.classes) != 1 || s.reads.Load() != 1 {
			t.Fatalf("ranked %d times for %d classes, %d readings", ranked, len(h.classes), s.reads.Load())
		}
		s.change(func(r map[string]room.Listing) { r["a"] = listing("a", 5) })
		time.Sleep(2500 * time.Millisecond)
		synctest.Wait()
		if ranked != 2 {
			t.Fatalf("ranked %d times, want once more in one pass", ranked)
		}
		var first []byte
		for _, w := range watchers {
			text, err := w.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = text
			}
			if &text[0] != &first[0] {
				t.Fatal("encoded more than once")
			}
			w.Close()
			w.Close()
		}
		if h.Watchers() != 0 || len(h.classes) != 0 {
			t.Fatalf("%d watchers and %d classes are left", h.Watchers(), len(h.classes))
		}
	})
}

func TestNothingIsToldWhileNothingChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s, _ := open(t, nil)
		s.change(func(r map[string]room.Listing) { r["a"] = listing("a", 4) })
		w, c := watch(t, h, yu())
		defer w.Close()
		time.Sleep(time.Minute)
		c.drain(t, w)
		if c.deltas != 0 {
			t.Fatalf("%d deltas in a lobby where nothing happens", c.deltas)
		}
		s.mu.Lock()
		s.zh = 9
		s.mu.Unlock()
		time.Sleep(2500 * time.Millisecond)
		c.drain(t, w)
		if c.awake[0].Natives != 9 || c.deltas != 0 {
			t.Fatalf("%+v", c)
		}
	})
}

// TestWhoAppliesEveryDeltaHasThePage holds watchers, some of whom read late, to the page that a newcomer is given.
func TestWhoAppliesEveryDeltaHasThePage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s, _ := open(t, nil)
		random := rand.New(rand.NewPCG(3, 4))
		profiles := []room.Profile{yu(), lena(), {Speaks: []string{"es"}}}
		var watchers []*Watcher
		var clients []*client
		for i := range 9 {
			w, c := watch(t, h, profiles[i%3])
			watchers, clients = append(watchers, w), append(clients, c)
			defer w.Close()
		}
		for range 60 {
			s.change(func(r map[string]room.Listing) {
				for range random.IntN(8) {
					id := fmt.Sprint("r", random.IntN(40))
					if random.IntN(4) == 0 {
						delete(r, id)
						continue
					}
					l := listing(id, random.IntN(30))
					if random.IntN(3) == 0 {
						l.Settings.Languages = []string{"es"}
					}
					r[id] = l
				}
			})
			time.Sleep(time.Duration(random.IntN(5)) * time.Second)
			for i, w := range watchers {
				if i < 3 || random.IntN(4) == 0 { // the others fall behind
					clients[i].drain(t, w)
				}
			}
		}
		time.Sleep(2500 * time.Millisecond)
		for i, w := range watchers { // whoever was behind has room again,
			clients[i].drain(t, w)
		}
		time.Sleep(2500 * time.Millisecond)
		for i, w := range watchers { // and is given the page with the next pass
			clients[i].drain(t, w)
			page, err := h.Once(t.Context(), NewViewer(profiles[i%3], discovery.Filter{}, 1))
			if err != nil {
				t.Fatal(err)
			}
			fresh := new(client)
			fresh.take(t, page.First(""))
			if got, want := fmt.Sprint(clients[i].order, clients[i].rooms, clients[i].breaks, clients[i].more),
				fmt.Sprint(fresh.order, fresh.rooms, fresh.breaks, fresh.more); got != want {
				t.Fatalf("watcher %d has\n%s\nthe page is\n%s", i, got, want)
			}
		}
		if clients[0].deltas < 10 {
			t.Fatalf("only %d deltas: they prove little", clients[0].deltas)
		}
	})
}

// A language that was not counted just now keeps its line: that is not nobody. Of thousands of languages those are asked
// for that most watchers want.
func TestLinesStayWhileNobodyCountsAndPopularLanguagesAreCountedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s, _ := open(t, nil)
		var asked []string
		hide := false
		h.cfg.Awake = func(ctx context.Context, languages []string) ([]AwakeLine, bool) {
			s.mu.Lock()
			asked = languages
			without := hide
			s.mu.Unlock()
			if without {
				languages = slices.DeleteFunc(slices.Clone(languages), func(l string) bool { return l == "zh" })
			}
			return s.awake(ctx, languages)
		}
		w, c := watch(t, h, yu())
		defer w.Close()
		two, _ := watch(t, h, yu())
		defer two.Close()
		for i := range 200 {
			alone, err := h.Watch(t.Context(), NewViewer(room.Profile{Speaks: []string{fmt.Sprintf("%c%c", 'a'+i/26, 'a'+i%26)}}, discovery.Filter{}, 1), "")
			if err != nil {
				t.Fatal(err)
			}
			defer alone.Close()
		}
		s.mu.Lock()
		hide, s.zh = true, 9
		s.mu.Unlock()
		time.Sleep(2500 * time.Millisecond)
		c.drain(t, w)
		if len(c.awake) != 2 || c.awake[0].Natives != 9 || c.awake[1].Language != "zh" || c.awake[1].Natives != 5 {
			t.Errorf("told %+v", c.awake)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(asked) != maxAsked || asked[0] != "en" || asked[1] != "zh" {
			t.Errorf("asked for %d: %q", len(asked), asked)
		}
	})
}

func TestTooManyWatchersAndTooManyClassesAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _, _ := open(t, func(cfg *Config) { cfg.Streams, cfg.Classes = 3, 2 })
		for _, p := range []room.Profile{yu(), yu(), lena()} {
			w, _ := watch(t, h, p)
			defer w.Close()
		}
		if _, err := h.Watch(t.Context(), NewViewer(yu(), discovery.Filter{}, 1), ""); !errors.Is(err, ErrFull) {
			t.Fatalf("the fourth watcher: %v", err)
		}
		h.cfg.Streams = 9
		if _, err := h.Watch(t.Context(), NewViewer(room.Profile{}, discovery.Filter{}, 1), ""); !errors.Is(err, ErrFull) {
			t.Fatalf("the third class: %v", err)
		}
		if page, err := h.Once(t.Context(), NewViewer(room.Profile{}, discovery.Filter{}, 1)); err != nil {
			t.Fatalf("who is refused a stream may ask: %v, %v", page, err)
		}
	})
}

func TestNewcomersSpendATwentiethOfACoreAtMost(t *testing.T) {
	now := time.Unix(1795327600, 0)
	b := newBudget(now)
	spent := time.Duration(0)
	for range 100_000 {
		now = now.Add(time.Millisecond)
		if b.left(now) {
			b.spend(5 * time.Millisecond)
			spent += 5 * time.Millisecond
		}
	}
	if most := 100*time.Second/share + burst + 5*time.Millisecond; spent > most || spent < most/2 {
		t.Fatalf("spent %v of 100 s, want at most %v", spent, most)
	}
}

func TestAnEmptyBudgetRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _, _ := open(t, nil)
		h.budget.spend(2 * burst)
		if _, err := h.Once(t.Context(), NewViewer(yu(), discovery.Filter{}, 1)); !errors.Is(err, ErrFull) {
			t.Fatalf("once: %v", err)
		}
		if _, err := h.Watch(t.Context(), NewViewer(yu(), discovery.Filter{}, 1), ""); !errors.Is(err, ErrFull) {
			t.Fatalf("watch: %v", err)
		}
		if _, err := h.Pick(t.Context(), discovery.Person{}, "zh", "en", 1, nil); !errors.Is(err, ErrFull) {
			t.Fatalf("pick: %v", err)
		}
		time.Sleep(time.Minute)
		w, _ := watch(t, h, yu())
		w.Close()
	})
}

func TestAHubThatEndsLetsItsWatchersGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _, cancel := open(t, nil)
		w, _ := watch(t, h, yu())
		defer w.Close()
		cancel()
		if _, err := w.Next(t.Context()); !errors.Is(err, ErrClosed) {
			t.Fatalf("next: %v", err)
		}
		synctest.Wait()
		if _, err := h.Watch(t.Context(), NewViewer(yu(), discovery.Filter{}, 1), ""); !errors.Is(err, ErrClosed) {
			t.Fatalf("watch: %v", err)
		}
	})
}

func TestARoomIsPickedAndNotTheOneThatWasFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s, _ := open(t, nil)
		s.change(func(r map[string]room.Listing) { r["a"], r["b"] = listing("a", 4), listing("b", 4) })
		v := NewViewer(lena(), discovery.Filter{}, 1)
		first, err := h.Pick(t.Context(), v.Person, "en", "zh", 7, nil)
		if err != nil || first == "" {
			t.Fatalf("%q, %v", first, err)
		}
		second, err := h.Pick(t.Context(), v.Person, "en", "zh", 7, []string{first})
		if err != nil || second == "" || second == first {
			t.Fatalf("%q, %v", second, err)
		}
		if none, err := h.Pick(t.Context(), v.Person, "en", "zh", 7, []string{first, second}); err != nil || none != "" {
			t.Fatalf("%q, %v", none, err)
		}
	})
}

func TestWhoComesAMomentAfterFindsTheRoomOfWhoCameFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s, _ := open(t, nil)
		v := NewViewer(lena(), discovery.Filter{}, 1)
		if none, err := h.Pick(t.Context(), v.Person, "en", "zh", 7, nil); err != nil || none != "" {
			t.Fatalf("%q, %v", none, err)
		}
		s.change(func(r map[string]room.Listing) { r["a"] = listing("a", 1) })
		time.Sleep(lookAgain)
		if found, err := h.Pick(t.Context(), v.Person, "en", "zh", 7, nil); err != nil || found != "a" {
			t.Fatalf("found %q, %v", found, err)
		}
		s.change(func(r map[string]room.Listing) { delete(r, "a"); r["b"] = listing("b", 1) })
		time.Sleep(lookAgain)
		h.budget.spend(burst/2 + burst/50) // looking anew is for when there is time to spare
		if none, err := h.Pick(t.Context(), v.Person, "en", "zh", 7, []string{"a"}); err != nil || none != "" {
			t.Fatalf("found %q, %v", none, err)
		}
	})
}

func TestViewersWhoSeeTheSameAreOneClass(t *testing.T) {
	one := NewViewer(room.Profile{Speaks: []string{"zh-Hans", "es"}, Learns: []string{"en-US"}}, discovery.Filter{}, 1)
	same := NewViewer(room.Profile{Name: "x", Speaks: []string{"es-MX", "zh"}, Learns: []string{"en"}, TimeZone: "Asia/Tokyo"}, discovery.Filter{}, 0)
	if one.key() != same.key() {
		t.Errorf("%q and %q", one.key(), same.key())
	}
	keys := map[string]bool{one.key(): true}
	for i, v := range []Viewer{
		NewViewer(room.Profile{Speaks: []string{"zh"}, Learns: []string{"es", "en"}}, discovery.Filter{}, 1),
		NewViewer(room.Profile{Speaks: []string{"zh", "es"}, Learns: []string{"en"}}, discovery.Filter{}, 2),
		NewViewer(room.Profile{Speaks: []string{"zh", "es"}, Learns: []string{"en"}}, discovery.Filter{Tag: "food"}, 1),
		NewViewer(room.Profile{Speaks: []string{"zh", "es"}, Learns: []string{"en"}}, discovery.Filter{Level: 2}, 1),
		NewViewer(room.Profile{Speaks: []string{"zh", "es"}, Learns: []string{"en"}}, discovery.Filter{Pair: [2]string{"zh"}}, 1),
		NewViewer(room.Profile{Speaks: []string{"zh", "es"}, Learns: []string{"en"}, Levels: []room.Skill{{Language: "en", Level: 3}}}, discovery.Filter{}, 1),
	} {
		if keys[v.key()] {
			t.Errorf("viewer %d shares %q", i, v.key())
		}
		keys[v.key()] = true
	}
	if want := []string{"en", "es", "zh"}; !slices.Equal(one.Languages, want) {
		t.Errorf("told of %v, want what is learned first", one.Languages)
	}
}
