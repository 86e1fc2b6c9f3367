package lobby

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"corner/room"
	"corner/room/discovery"
)

// Source is where live rooms are read.
type Source interface {
	// Rooms lists them without waiting; stale says that others' rooms may be out of date.
	Rooms(ctx context.Context) (listings []room.Listing, stale bool)
}

// Config is what a Hub needs.
type Config struct {
	Source Source
	Card   func(room.Listing) []byte // a room as a JSON object that is not empty
	// Awake says who is awake of some languages. nil: nobody is told.
	Awake func(ctx context.Context, languages []string) (lines []AwakeLine, stale bool)

	Streams  int                 // watchers at most, default 5,000
	Classes  int                 // of watchers at most, default 1,000
	Interval time.Duration       // between the beginnings of two passes at least, default 2 s
	Observe  func(time.Duration) // told how long a pass or the ranking for a newcomer took; may be nil
}

// maxAsked bounds of how many languages a pass asks who is awake: nobody may have the others' lost among thousands.
const maxAsked = 100

// Refusals.
var (
	ErrFull   = &room.Error{Code: "server_busy", Text: "too many people look for a room at this moment", Retry: 15 * time.Second}
	ErrClosed = &room.Error{Code: "server_draining", Text: "this server is going away", Retry: 2 * time.Second}
)

// Hub ranks rooms for whoever looks for one.
type Hub struct {
	cfg     Config
	latest  atomic.Pointer[view]
	looking chan struct{} // holds one while somebody makes a view
	budget  *budget
	done    chan struct{} // closed when the hub has ended

	mu       sync.Mutex // guards what follows, and watchers' behind
	classes  map[string]*class
	watchers int
	from     map[string]int // how many of them watch from each network
	version  uint64         // of the last page of any class
	closed   bool
}

// class is viewers who see the same. The hub's mu guards its fields; only Run replaces page and awake.
type class struct {
	key      string
	viewer   Viewer
	page     page
	lines    []AwakeLine
	watchers map[*Watcher]struct{}
}

// New makes a hub; Run has it tell of changes.
func New(cfg Config) *Hub {
	if cfg.Streams <= 0 {
		cfg.Streams = 5000
	}
	if cfg.Classes <= 0 {
		cfg.Classes = 1000
	}
	if cfg.Interval <= 0 {
		cfg.Interval = 2 * time.Second
	}
	if cfg.Observe == nil {
		cfg.Observe = func(time.Duration) {}
	}
	return &Hub{cfg: cfg, looking: make(chan struct{}, 1), budget: newBudget(time.Now()), done: make(chan struct{}),
		classes: make(map[string]*class), from: make(map[string]int)}
}

// Run tells watchers of changes until ctx ends, and with it all that is watched.
func (h *Hub) Run(ctx context.Context) error {
	defer h.end()
	timer := time.NewTimer(h.cfg.Interval)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		begin := time.Now()
		h.pass(ctx)
		took := time.Since(begin)
		timer.Reset(max(h.cfg.Interval, share*took) - took)
	}
}

// end lets every watcher go.
func (h *Hub) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	close(h.done)
}

// Watchers is how many watch now.
func (h *Hub) Watchers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.watchers
}

// pass ranks every class anew and tells its watchers what has changed.
func (h *Hub) pass(ctx context.Context) {
	classes := h.list()
	if len(classes) == 0 {
		return
	}
	begin := time.Now()
	v, _, err := h.look(ctx, h.cfg.Interval/2)
	if err != nil {
		return // the hub ends
	}
	awake := h.awakeOf(ctx, classes)
	for _, c := range classes {
		h.tell(c, v.page(c.viewer, begin), awake)
	}
	h.cfg.Observe(time.Since(begin))
}

// list gives the classes, which the hub's goroutine may read but for their watchers.
func (h *Hub) list() []*class {
	h.mu.Lock()
	defer h.mu.Unlock()
	classes := make([]*class, 0, len(h.classes))
	for _, c := range h.classes {
		classes = append(classes, c)
	}
	return classes
}

// awakeOf asks once for the languages of all classes; where they are too many, for those that most watchers want.
func (h *Hub) awakeOf(ctx context.Context, classes []*class) map[string]AwakeLine {
	wanted := make(map[string]int)
	h.mu.Lock()
	for _, c := range classes {
		for _, language := range c.viewer.Languages {
			wanted[language] += len(c.watchers)
		}
	}
	h.mu.Unlock()
	languages := slices.SortedFunc(maps.Keys(wanted), func(a, b string) int {
		return cmp.Or(cmp.Compare(wanted[b], wanted[a]), cmp.Compare(a, b))
	})
	return h.ask(ctx, languages[:min(len(languages), maxAsked)])
}

// ask gives who is awake by language; empty when that is not known.
func (h *Hub) ask(ctx context.Context, languages []string) map[string]AwakeLine {
	known := make(map[string]AwakeLine, len(languages))
	if h.cfg.Awake == nil || len(languages) == 0 {
		return known
	}
	lines, _ := h.cfg.Awake(ctx, languages)
	for _, line := range lines {
		known[line.Language] = line
	}
	return known
}

// pick is the lines of some languages, in their order; of one that is not known at this moment, as they were before.
func pick(lines map[string]AwakeLine, languages []string, before []AwakeLine) []AwakeLine {
	var picked []AwakeLine
	for _, language := range languages {
		line, known := lines[language]
		if !known {
			at := slices.IndexFunc(before, func(l AwakeLine) bool { return l.Language == language })
			if at < 0 {
				continue
			}
			line = before[at]
		}
		picked = append(picked, line)
	}
	return picked
}

// tell gives a class its next page and its watchers the difference. Encoding is done before anybody is kept waiting.
func (h *Hub) tell(c *class, next page, awake map[string]AwakeLine) {
	h.mu.Lock()
	h.version++
	next.version = h.version
	before, linesBefore := c.page, c.lines
	h.mu.Unlock()
	news := before.delta(next)
	if news == nil {
		next = before
	}
	lines := pick(awake, c.viewer.Languages, linesBefore)
	if !slices.EqualFunc(lines, linesBefore, sameLine) {
		news = append(news, awakeLine(lines)...)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	c.page, c.lines = next, lines
	var whole []byte // encoded when somebody needs it
	for w := range c.watchers {
		if !w.behind {
			w.offer(news)
			continue
		}
		if whole == nil {
			whole = c.whole()
		}
		w.behind = false
		w.offer(whole)
	}
}

// whole is everything a watcher of a class needs. The caller holds mu.
func (c *class) whole() []byte {
	text := line(c.page.wire(""))
	if len(c.lines) > 0 {
		text = append(text, awakeLine(c.lines)...)
	}
	return text
}

func sameLine(a, b AwakeLine) bool {
	return a.Language == b.Language && a.Natives == b.Natives && a.Learners == b.Learners && slices.Equal(a.Zones, b.Zones)
}

// Once gives a page to somebody who does not watch.
func (h *Hub) Once(ctx context.Context, v Viewer) (Page, error) {
	h.mu.Lock()
	c, known := h.classes[v.key()]
	var p Page
	if known {
		p = Page{page: c.page, awake: c.lines}
	}
	h.mu.Unlock()
	if known {
		return p, nil
	}
	return h.rank(ctx, v)
}

// rank makes a page for somebody whose class nobody watches, while the budget lasts.
func (h *Hub) rank(ctx context.Context, v Viewer) (Page, error) {
	if !h.budget.left(time.Now()) {
		return Page{}, ErrFull
	}
	view, looked, err := h.look(ctx, h.cfg.Interval)
	if err != nil {
		return Page{}, err
	}
	begin := time.Now()
	p := view.page(v, begin)
	took := time.Since(begin)
	h.budget.spend(looked + took)
	h.cfg.Observe(took)
	h.mu.Lock()
	h.version++
	p.version = h.version
	h.mu.Unlock()
	return Page{page: p, awake: pick(h.ask(ctx, v.Languages), v.Languages, nil)}, nil
}

// lookAgain is how old the rooms may be in which nobody found one.
const lookAgain = 50 * time.Millisecond

// Pick finds a room for somebody who gives one language and gets another, "" for none; not in those named. Where there
// is none it looks at the rooms as this node knows them now: two who come within a moment are to find each other, and not
// to open a room each.
func (h *Hub) Pick(ctx context.Context, p discovery.Person, give, get string, salt uint64, not []string) (string, error) {
	if !h.budget.left(time.Now()) {
		return "", ErrFull
	}
	for age := h.cfg.Interval; ; age = lookAgain {
		view, took, err := h.look(ctx, age)
		if err != nil {
			return "", err
		}
		begin := time.Now()
		rooms := view.without(not)
		at := discovery.Pick(p, give, get, salt, begin, rooms)
		h.budget.spend(took + time.Since(begin))
		switch {
		case at >= 0:
			return rooms[at].ID, nil
		case age == lookAgain || !h.budget.ample(time.Now()):
			return "", nil
		}
	}
}
