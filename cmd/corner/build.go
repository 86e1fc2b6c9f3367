package main

import (
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"corner/presence"
	"corner/presence/local"
	"corner/presence/redis"
	"corner/room"
	"corner/room/walltime"
	"corner/sfu"
	"corner/sfu/light"
	"corner/signaling"
	"corner/signaling/auth"
	"corner/signaling/planner"
	"corner/signaling/webpush"
	"corner/web"

	"go.uber.org/zap"
)

// parts are a server's pieces, made and joined but not yet running.
type parts struct {
	public    string
	store     store
	agent     *presence.Agent
	media     *sfu.SFU
	rooms     *room.Registry
	signaling *signaling.Server
	planner   *planner.Planner
	push      *webpush.Sender // nil: nobody is reminded
	handler   http.Handler
}

// build makes the parts; what is planned goes by now. What it has opened when it fails, it closes.
func build(c Config, d doors, log *zap.Logger, now func() time.Time) (p *parts, err error) {
	authority, err := newAuthority(c)
	if err != nil {
		return nil, err
	}
	operator, err := operatorKey(c)
	if err != nil {
		return nil, err
	}
	proxies, err := c.proxies()
	if err != nil {
		return nil, err
	}
	library, err := openCards(c.Cards)
	if err != nil {
		return nil, err
	}
	p = &parts{public: c.publicURL(d.http.Addr()), rooms: room.NewRegistry(log)}
	var vapid string
	if p.push, vapid, err = openPush(c, log); err != nil {
		return nil, err
	}
	if p.store, err = openStore(c, now); err != nil {
		return nil, err
	}
	p.agent = newAgent(p, log)
	if p.media, err = openMedia(c, log); err != nil {
		return nil, joinClose(err, p.store.Close)
	}
	p.signaling, err = signaling.New(signaling.Config{
		Auth: authority, Rooms: p.rooms, Media: signaling.SFUMedia(p.media), Directory: directory{p.agent}, Presence: p.agent,
		Ledger: p.agent.Ledger(), Log: log,
		PublicURL: p.public, Version: version(), ZoneData: walltime.Version(os.Getenv("ZONEINFO"), os.ReadFile),
		Schedules: p.store, PushKey: vapid, PushHosts: c.WebPushHosts, Now: now, PlannerStats: plannerStats(p),
		Origins: c.origins(p.public), OperatorKey: operator, TrustedProxies: proxies,
		MediaStats:     signaling.SFUStats(p.media),
		DirectoryStats: directoryStats(p.agent),
		Limits: signaling.Limits{Rooms: c.MaxRooms, RoomCapacity: c.RoomCapacity, GuestsPerMinute: c.GuestsPerMinute,
			LobbyStreams: c.LobbyStreams},
		Load: signaling.SFULoad(p.media),
		Room: room.Config{Cards: library},
	})
	if err != nil {
		return nil, joinClose(err, p.media.Close, p.store.Close)
	}
	p.planner = newPlanner(p, log, now)
	p.handler = routes(p.signaling.Handler(), web.Handler(p.preview))
	return p, nil
}

// preview is what a link to a room is shared with.
func (p *parts) preview(r *http.Request, id string) (web.Preview, bool) {
	shown, known := p.signaling.Preview(r, id)
	return web.Preview(shown), known
}

// joinClose closes what was opened before err and returns err.
func joinClose(err error, closers ...func() error) error {
	for _, c := range closers {
		_ = c() // err is the one to tell
	}
	return err
}

// routes gives signaling its paths and the app the rest.
func routes(api, app http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/v1/", "/healthz", "/readyz"} {
		mux.Handle(path, api)
	}
	mux.Handle("/", app)
	return mux
}

// defaultAppKey is the kid of the key that `corner token create` uses when no app_keys are set.
const defaultAppKey = "default"

func newAuthority(c Config) (*auth.Authority, error) {
	master, err := signingKey(c)
	if err != nil {
		return nil, err
	}
	apps := map[string][]byte{}
	for name, secret := range c.AppKeys {
		apps[name] = []byte(secret)
	}
	if len(apps) == 0 {
		secret, err := defaultAppSecret(master)
		if err != nil {
			return nil, err
		}
		apps[defaultAppKey] = []byte(secret)
	}
	return auth.New(auth.Config{Master: master, Apps: apps})
}

// store keeps who is where and what is planned. Both forms keep both.
type store interface {
	presence.Store
	presence.Schedules
}

func openStore(c Config, now func() time.Time) (store, error) {
	if c.Redis != "" {
		store, err := redis.Open(c.Redis, presence.Options{})
		if err != nil {
			return nil, fmt.Errorf("redis: %w", err)
		}
		return store, nil
	}
	store, err := local.Open(local.Config{Folder: c.Data, Now: now})
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	return store, nil
}

// newAgent makes this process's hand on the directory.
func newAgent(p *parts, log *zap.Logger) *presence.Agent {
	return presence.NewAgent(presence.AgentConfig{
		Store: p.store,
		Node: presence.Node{
			ID: presence.NewID(), URL: "ws" + strings.TrimPrefix(p.public, "http") + "/v1/signal",
			Version: version(), Started: time.Now(),
		},
		Log: log,
		OnLost: func(id string) {
			log.Warn("another node owns a room that is open here", zap.String("room", id))
			p.signaling.LoseRoom(id) // set before the agent runs
		},
		OnExpired: func(person presence.Person) {
			log.Debug("a person is gone with their node", zap.String("room", person.Room), zap.String("participant", person.ID))
		},
	})
}

// directoryStats reads the agent's figures for the metrics.
func directoryStats(a *presence.Agent) func() signaling.DirectoryStats {
	return func() signaling.DirectoryStats {
		s := a.Stats()
		return signaling.DirectoryStats{Away: s.Away, Pending: s.Pending, Lost: s.Lost, Faults: s.Faults,
			Unwritten: s.Unwritten, Unaudited: s.Unaudited, Awake: s.Awake}
	}
}

func openMedia(c Config, log *zap.Logger) (*sfu.SFU, error) {
	var advertise []netip.Addr
	for _, a := range c.MediaAddress {
		ip, err := netip.ParseAddr(a)
		if err != nil {
			return nil, fmt.Errorf("media_address: %w", err)
		}
		advertise = append(advertise, ip)
	}
	packing := c.PackingFrom
	if packing == 0 {
		packing = -1 // where 0 stands for a default
	}
	media, err := sfu.New(sfu.Config{
		Light:  light.Config{Port: c.MediaPort, Advertise: advertise, NoTCP: c.MediaTCP == "off"},
		Shards: c.MediaShards, PackingFrom: packing, PackingTime: time.Duration(c.PackingMS) * time.Millisecond, Log: log,
	})
	if err != nil {
		return nil, fmt.Errorf("media_port: %w (another port: --media-port)", err)
	}
	return media, nil
}
