package signaling

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"corner/room"
	"corner/signaling/auth"
	"corner/signaling/lobby"

	"go.uber.org/zap"
)

// Config is what a Server is made of.
type Config struct {
	Auth      *auth.Authority
	Rooms     *room.Registry // run by its owner
	Media     Media
	Directory Directory
	Presence  room.Presence
	Ledger    room.Ledger // of what is done in rooms; nil: none
	Schedules Schedules   // what is planned
	Log       *zap.Logger

	PublicURL string   // origin of the links in what is written for calendars and share pages
	Version   string   // of this server
	ZoneData  string   // release of the time zone database, "" for unknown
	PushKey   string   // public key of web push (VAPID), "" for none
	PushHosts []string // hosts of push services beside the known ones, with their ports

	Origins        []string       // scheme://host[:port], exactly as browsers send them; none: nobody is let in
	OperatorKey    string         // at least 16 bytes; "" switches the operators' endpoint off
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed

	Room           room.Config           // graces and lifetimes of rooms; the rest is filled in
	MediaStats     func() MediaStats     // for /metrics; nil: none
	DirectoryStats func() DirectoryStats // for /metrics; nil: none
	PlannerStats   func() PlannerStats   // for /metrics; nil: none
	Load           func() Load           // of the media plane, which joins give way to; nil: none
	Limits         Limits
	Timing         Timing
	Now            func() time.Time // by which plans are held; nil: time.Now
}

// Limits bound what the node takes on. A zero means the default.
type Limits struct {
	Rooms           int // open at once, default 1,000
	Conns           int // WebSockets, default 20,000
	RoomsPerMinute  int // opened by one address, default 30
	ReadsPerMinute  int // HTTP requests by one address, default 600
	MissesPerMinute int // room IDs that there are not, asked for by one address, default 60
	GuestsPerMinute int // new guests from one network, default 300
	RoomCapacity    int // people in a room whose opener says nothing else, default 500
	Joins           int // that do heavy work at once, default four per core
	LobbyStreams    int // people who are told how the lobby changes, default 5,000
}

// Timing is every deadline of the package. A zero means the default; tests make them short.
type Timing struct {
	FirstFrame time.Duration // from the upgrade to join or resume, 5 s
	Join       time.Duration // a join from its frame to the welcome, 10 s
	Command    time.Duration // a command from its frame to the answer, 5 s
	Directory  time.Duration // a question to the directory, 2 s
	Heartbeat  time.Duration // between pings, 10 s
	Silence    time.Duration // of a client before it is given up, 25 s
	Write      time.Duration // of one frame, 2 s
	Linger     time.Duration // from the close frame to the end of the socket, 1 s
	Resume     time.Duration // as told to clients; the room's grace enforces it, 30 s
	Sample     time.Duration // between two looks at the media counters, 2 s
	Reconcile  time.Duration // between two looks at who has media without being a member, 5 s
	Lobby      time.Duration // between two looks at what changes in the lobby, 2 s
	LobbyPing  time.Duration // of a stream of the lobby that has nothing to tell, 15 s
	LobbyLife  time.Duration // of a stream of the lobby until the client begins anew, 15 min
}

func (t Timing) withDefaults() Timing {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&t.FirstFrame, 5 * time.Second}, {&t.Join, 10 * time.Second}, {&t.Command, 5 * time.Second},
		{&t.Directory, 2 * time.Second}, {&t.Heartbeat, 10 * time.Second}, {&t.Silence, 25 * time.Second},
		{&t.Write, 2 * time.Second}, {&t.Linger, time.Second}, {&t.Resume, 30 * time.Second}, {&t.Sample, 2 * time.Second},
		{&t.Reconcile, 5 * time.Second}, {&t.Lobby, 2 * time.Second}, {&t.LobbyPing, 15 * time.Second},
		{&t.LobbyLife, 15 * time.Minute},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	return t
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		field *int
		value int
	}{
		{&l.Rooms, 1000}, {&l.Conns, 20_000}, {&l.RoomsPerMinute, 30}, {&l.ReadsPerMinute, 600},
		{&l.MissesPerMinute, 60}, {&l.GuestsPerMinute, 300}, {&l.RoomCapacity, room.DefaultCapacity},
		{&l.Joins, 4 * runtime.GOMAXPROCS(0)}, {&l.LobbyStreams, 5000},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	return l
}

// Server binds clients to rooms.
type Server struct {
	auth       *auth.Authority
	rooms      *room.Registry
	media      Media
	directory  Directory
	presence   room.Presence
	ledger     room.Ledger // nil: none
	schedules  Schedules
	agendas    agendas
	log        *zap.Logger
	origins    map[string]bool
	operator   string
	proxies    []netip.Prefix
	template   room.Config
	mediaStats func() MediaStats
	limits     Limits
	timing     Timing

	public    string
	release   string
	zoneData  string
	vapid     string
	pushHosts []string

	directoryStats func() DirectoryStats // nil: none
	plannerStats   func() PlannerStats   // nil: none

	commands      map[string]decode
	hall          *hall
	sessions      *sessions
	metrics       *metrics
	announcements chan *liveRoom
	opening       *addressLimits
	reading       *addressLimits
	missing       *addressLimits
	arriving      *addressLimits
	draining      atomic.Bool
	conns         conns
	writers       *writers
	wheel         wheel
	admission     *admission
	load          func() Load // nil: none
	writeBuffers  sync.Pool   // of gorilla, shared by all connections
	endings       *endings
	now           func() time.Time // by which plans are held

	lobby      *lobby.Hub
	streams    context.Context // of the lobby's streams
	endStreams func()
}

// logFault logs what is told to a client only as internal.
func (s *Server) logFault(message string, err error) {
	if refusal(err) == errInternal {
		s.log.Error(message, zap.Error(err))
	}
}

// announcementQueue is how many rooms may wait for the announcer.
const announcementQueue = 1024

// New makes a Server, or says what is missing.
func New(cfg Config) (*Server, error) {
	if cfg.Auth == nil || cfg.Rooms == nil || cfg.Media == nil || cfg.Directory == nil || cfg.Presence == nil ||
		cfg.Schedules == nil || cfg.Log == nil {
		return nil, errors.New("auth, rooms, media, directory, presence, schedules and log are all needed")
	}
	if cfg.OperatorKey != "" && len(cfg.OperatorKey) < minOperatorKey {
		return nil, fmt.Errorf("the operator key has %d bytes, it needs %d", len(cfg.OperatorKey), minOperatorKey)
	}
	origins, err := originSet(cfg.Origins)
	if err != nil {
		return nil, err
	}
	limits := cfg.Limits.withDefaults()
	s := &Server{
		auth: cfg.Auth, rooms: cfg.Rooms, media: cfg.Media, directory: cfg.Directory, presence: cfg.Presence,
		ledger: cfg.Ledger, schedules: cfg.Schedules, agendas: newAgendas(), endings: newEndings(), now: cfg.Now,
		public: strings.TrimSuffix(cfg.PublicURL, "/"), release: cfg.Version, zoneData: cfg.ZoneData, vapid: cfg.PushKey,
		pushHosts: cfg.PushHosts, log: cfg.Log.Named("signaling"), origins: origins, operator: cfg.OperatorKey, proxies: cfg.TrustedProxies,
		template: cfg.Room, mediaStats: cfg.MediaStats, directoryStats: cfg.DirectoryStats, plannerStats: cfg.PlannerStats,
		limits: limits, timing: cfg.Timing.withDefaults(),
		commands: commands(), hall: newHall(limits.Rooms), sessions: newSessions(),
		announcements: make(chan *liveRoom, announcementQueue),
		opening:       newAddressLimits(limits.RoomsPerMinute, limits.RoomsPerMinute),
		reading:       newAddressLimits(limits.ReadsPerMinute, limits.ReadsPerMinute),
		missing:       newAddressLimits(limits.MissesPerMinute, limits.MissesPerMinute),
		arriving:      newAddressLimits(limits.GuestsPerMinute, limits.GuestsPerMinute),
		admission:     newAdmission(limits.Joins, runtime.GOMAXPROCS(0), cfg.Load),
		load:          cfg.Load,
		conns:         conns{limit: limits.Conns, all: map[*conn]struct{}{}},
		writers:       newWriters(),
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.metrics = newMetrics(s)
	s.streams, s.endStreams = context.WithCancel(context.Background())
	s.lobby = lobby.New(lobby.Config{
		Source: s.directory, Awake: s.directory.Awake, Streams: limits.LobbyStreams, Interval: s.timing.Lobby,
		Card:    func(l room.Listing) []byte { return encode(toLobby(l)).data },
		Observe: func(took time.Duration) { s.metrics.ranked.Observe(took.Seconds()) },
	})
	return s, nil
}

// Run does the background work until ctx ends: announcing who speaks, heartbeats, sampling media counters, putting
// out who hears without being a member, and telling plans which of their rooms were closed on purpose.
func (s *Server) Run(ctx context.Context) error {
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() { s.announcer(ctx) })
	wait.Go(func() { s.heart(ctx) })
	wait.Go(func() { s.sampler(ctx) })
	wait.Go(func() { s.ender(ctx) })
	defer s.endStreams()
	return s.lobby.Run(ctx)
}

// announcer encodes what the media goroutine has noted, once per room.
func (s *Server) announcer(ctx context.Context) {
	var whom []*conn
	for {
		select {
		case <-ctx.Done():
			return
		case l := <-s.announcements:
			if u := l.heard.Swap(nil); u != nil {
				whom = l.topic.announce(encode(speakersFrame(*u)), whom[:0])
				s.writers.wantAll(whom)
				clear(whom)
			}
		}
	}
}

func speakersFrame(u SpeakersUpdate) eventFrame {
	u.Slots, u.Speaking, u.Receiving = list(u.Slots, same), list(u.Speaking, same), list(u.Receiving, same)
	return eventFrame{Type: "speakers", Data: u}
}

// Shutdown refuses new clients, tells those there are to come back elsewhere (4005), and waits for the sockets
// to end or for ctx. It can be called again.
func (s *Server) Shutdown(ctx context.Context) error {
	s.draining.Store(true)
	for _, c := range s.conns.list() {
		c.finish(closeServerDraining, "")
	}
	return s.conns.wait(ctx)
}

// conns are the open WebSockets.
type conns struct {
	limit int

	mu   sync.Mutex // guards what follows
	all  map[*conn]struct{}
	idle chan struct{} // closed when all is empty; nil until somebody waits
}

func (c *conns) add(member *conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.all) >= c.limit {
		return false
	}
	c.all[member] = struct{}{}
	return true
}

func (c *conns) remove(member *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.all, member)
	if len(c.all) == 0 && c.idle != nil {
		close(c.idle)
		c.idle = nil
	}
}

func (c *conns) list() []*conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make([]*conn, 0, len(c.all))
	for member := range c.all {
		all = append(all, member)
	}
	return all
}

func (c *conns) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.all)
}

// wait returns when no connection is left.
func (c *conns) wait(ctx context.Context) error {
	c.mu.Lock()
	if len(c.all) == 0 {
		c.mu.Unlock()
		return nil
	}
	if c.idle == nil {
		c.idle = make(chan struct{})
	}
	idle := c.idle
	c.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%d connections still open: %w", c.count(), ctx.Err())
	}
}
