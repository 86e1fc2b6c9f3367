package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"corner/signaling"

	"go.uber.org/zap"
)

// addresses are where a running server is reached.
type addresses struct {
	Public    string // URL of the app
	HTTP      net.Addr
	Metrics   net.Addr // nil when off
	MediaPort int
}

// metrics is the URL of the metrics for people.
func (a addresses) metrics() string {
	if a.Metrics == nil {
		return "off"
	}
	return "http://" + a.Metrics.String() + "/metrics"
}

// audio is where audio is reached, for people who open firewalls.
func (a addresses) audio(c Config) string {
	ports := fmt.Sprint(a.MediaPort)
	if c.MediaShards > 1 && c.MediaPort != 0 { // else the system has chosen them, one by one
		ports += fmt.Sprint("–", a.MediaPort+c.MediaShards-1)
	}
	if c.MediaTCP == "off" {
		return "port " + ports + ", udp"
	}
	return "port " + ports + ", udp and tcp"
}

// stopTimeout bounds each step of the stop: what hangs is left behind and said.
const stopTimeout = 5 * time.Second

// run builds the server, tells ready where it listens, serves until ctx ends, and stops in order of dependence:
// first the doors, then the people, the rooms, the media, the directory and the store.
func run(ctx context.Context, c Config, log *zap.Logger, ready func(addresses)) error {
	return runBy(ctx, c, log, ready, time.Now)
}

// runBy is run by another clock than the machine's, as far as what is planned goes.
func runBy(ctx context.Context, c Config, log *zap.Logger, ready func(addresses), now func() time.Time) (err error) {
	doors, err := openDoors(c)
	if err != nil {
		return err
	}
	defer doors.close()
	p, err := build(c, doors, log, now)
	if err != nil {
		return err
	}
	group := newGroup(log)
	group.start("store", closing(p.store.Close))
	group.start("directory", p.agent.Run)
	group.start("media", p.media.Run)
	group.start("rooms", p.rooms.Run)
	group.start("signaling", p.signaling.Run)
	group.start("people", func(ctx context.Context) error {
		<-ctx.Done()
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		return p.signaling.Shutdown(bounded)
	})
	group.start("planner", p.runPlanner)
	if doors.metrics != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", p.signaling.MetricsHandler())
		group.start("metrics", serveHTTP(doors.metrics, mux, nil))
	}
	group.start("http", serveHTTP(doors.http, p.handler, p.signaling.EndStreams))
	if ready != nil {
		ready(doors.addresses(c, p.media.Port()))
	}
	log.Info("serving", zap.String("url", p.public), zap.Int("media_port", p.media.Port()), zap.String("version", version()))
	select {
	case <-ctx.Done():
		log.Info("stopping")
	case err = <-group.failed:
	}
	return errors.Join(err, group.stop())
}

// serveHTTP makes a service of a listener and a handler. Sockets that became WebSockets are signaling's to end; what
// answers for as long as it can is told of the stop, unless ending is nil.
func serveHTTP(l net.Listener, h http.Handler, ending func()) func(context.Context) error {
	return func(ctx context.Context) error {
		server := signaling.NewHTTPServer(h)
		if ending != nil {
			server.RegisterOnShutdown(ending)
		}
		done := make(chan error, 1)
		go func() { done <- server.Serve(l) }()
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
		}
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		err := server.Shutdown(bounded)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close() // somebody holds a request open: not a reason to stay
		}
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}
}

// closing is a service that only has an end.
func closing(stop func() error) func(context.Context) error {
	return func(ctx context.Context) error {
		<-ctx.Done()
		return stop()
	}
}

// doors are the listeners that are opened before anything else, so that a busy port is said at once.
type doors struct {
	http, metrics net.Listener
}

func openDoors(c Config) (doors, error) {
	if err := makeData(c.Data); err != nil {
		return doors{}, err
	}
	var d doors
	var err error
	// No TCP keep-alive: a request has its deadlines and a WebSocket its heartbeat, which are sooner; and it would be four
	// system calls for everybody who comes.
	plain := net.ListenConfig{KeepAlive: -1}
	if d.http, err = plain.Listen(context.Background(), "tcp", c.Listen); err != nil {
		return d, fmt.Errorf("listen: %w (another address: --listen)", err)
	}
	if c.MetricsListen == "off" {
		return d, nil
	}
	if d.metrics, err = net.Listen("tcp", c.MetricsListen); err != nil {
		d.close()
		return d, fmt.Errorf("metrics_listen: %w (another address or none: --metrics-listen)", err)
	}
	return d, nil
}

func (d doors) close() {
	for _, l := range []net.Listener{d.http, d.metrics} {
		if l != nil {
			_ = l.Close() // closed already where its server has run
		}
	}
}

func (d doors) addresses(c Config, mediaPort int) addresses {
	a := addresses{Public: c.publicURL(d.http.Addr()), HTTP: d.http.Addr(), MediaPort: mediaPort}
	if d.metrics != nil {
		a.Metrics = d.metrics.Addr()
	}
	return a
}
