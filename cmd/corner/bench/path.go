//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"

	"corner/cmd/corner/loadtest"
	"corner/signaling/client/lightclient"
)

const (
	pathListeners = 200
	pathDuration  = 10 * time.Second
	warmUp        = 2 * time.Second
)

var loopback = netip.MustParseAddr("127.0.0.1")

// cost is what one way of sending was seen to cost.
type cost struct {
	perPacket float64 // µs of the sender's CPU
	packets   float64 // per second, at the receivers
	loss      float64 // percent
	own       float64 // cores of this process: near 1, the receivers are what was measured
}

// way is one way of sending the same packets to the same receivers.
type way struct {
	name    string
	measure func(ctx context.Context, listeners int, d time.Duration) (cost, error)
}

// path measures each way in turn, round by round, so that a change of the machine's mood falls on all of them.
func (b *bench) path(ctx context.Context) error {
	listeners, d := pathListeners, pathDuration
	if b.options.listeners > 0 {
		listeners = b.options.listeners
	}
	if b.options.duration > 0 {
		d = b.options.duration
	}
	ways := []way{
		{"Corner, the whole server", b.measureServer},
		{"Corner, its media plane", func(ctx context.Context, n int, d time.Duration) (cost, error) {
			return b.measureAnswering(ctx, roleMedia, slots, n, d)
		}},
		{"floor: seal and sendmmsg", b.measureFloor},
		{"PeerConnection fan-out", func(ctx context.Context, n int, d time.Duration) (cost, error) {
			return b.measureAnswering(ctx, roleFanOut, 0, n, d)
		}},
	}
	costs := make([][]cost, len(ways))
	for round := range b.options.rounds {
		for i, w := range ways {
			fmt.Fprintf(os.Stderr, "round %d of %d: %s\n", round+1, b.options.rounds, w.name)
			c, err := w.measure(ctx, listeners, d)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			costs[i] = append(costs[i], c)
		}
	}
	r := result{Scenario: "path", Full: b.options.full, Rows: pathRows(ways, costs)}
	b.results = append(b.results, r)
	fmt.Printf("\n## %d live listeners × %d slots, %s a round\n\n", listeners, slots, d)
	return r.print(os.Stdout)
}

// The two bounds on the whole path.
const (
	overFloor    = 1.25
	overPeerConn = 0.5
)

// pathRows are the figures of all ways and, of each round, the ratios: the machine's mood is in both parts of one.
func pathRows(ways []way, costs [][]cost) []row {
	var rows []row
	pick := func(of func(i int) float64) []*float64 {
		values := make([]*float64, len(costs[0]))
		for i := range values {
			v := of(i)
			values[i] = &v
		}
		return values
	}
	for w := range ways {
		rows = append(rows,
			newRow(ways[w].name, "µs/packet", pick(func(i int) float64 { return costs[w][i].perPacket }), nil),
			newRow("  packets", "1/s", pick(func(i int) float64 { return costs[w][i].packets }), nil),
			newRow("  lost", "%", pick(func(i int) float64 { return costs[w][i].loss }), nil),
			newRow("  receivers' process", "cores", pick(func(i int) float64 { return costs[w][i].own }), nil))
	}
	ratio := func(name string, a, over int, limit *float64) {
		rows = append(rows, newRow(name, "×", pick(func(i int) float64 { return costs[a][i].perPacket / costs[over][i].perPacket }), limit))
	}
	floor, peer := overFloor, overPeerConn
	ratio("media plane ÷ floor", 1, 2, &floor)
	ratio("whole server ÷ floor", 0, 2, nil)
	ratio("media plane ÷ PeerConnection", 1, 3, nil)
	ratio("whole server ÷ PeerConnection", 0, 3, &peer)
	return rows
}

// measureServer is a whole server with WebSockets, in a room where three talk. Nothing is merged: the comparison is
// packet by packet.
func (b *bench) measureServer(ctx context.Context, listeners int, d time.Duration) (cost, error) {
	secret := rand.Text() + rand.Text()
	var extra []string
	if b.knows(ctx, "--packing-from") {
		extra = append(extra, "--packing-from", "0")
	}
	s, err := b.startServer(ctx, secret, extra...)
	if err != nil {
		return cost{}, err
	}
	defer s.stop()
	r, err := loadtest.Run(ctx, loadtest.Config{URL: s.url, Rooms: 1, Speakers: slots, Talking: -1, Listeners: listeners, Ramp: 100,
		Duration: d, AppKey: appName + "=" + secret, Payload: payloadBytes, ServerPID: s.pid()}, nil)
	if err != nil {
		return cost{}, err
	}
	if !r.Complete || r.Joins.Done != int64(listeners) || r.Server.CPUPerPacket == nil {
		return cost{}, fmt.Errorf("%d of %d listeners were in", r.Joins.Done, listeners)
	}
	return cost{*r.Server.CPUPerPacket, *r.Media.PacketsPerSec, *r.Media.LossPercent, *r.Generator.CPUShare}, nil
}

// measureAnswering is a yardstick that answers offers by lines, of which the first may be speakers'.
func (b *bench) measureAnswering(ctx context.Context, role string, speakers, listeners int, d time.Duration) (cost, error) {
	return b.measure(ctx, role, listeners, d, func(ctx context.Context, c *child, e *lightclient.Engine, p *lightclient.Pacer) error {
		encoder, decoder := json.NewEncoder(c.in), json.NewDecoder(c.out)
		for i := range speakers + listeners {
			m, offer, err := e.Offer(loopback, nil)
			if err != nil {
				return err
			}
			if err := encoder.Encode(exchange{offer}); err != nil {
				return err
			}
			var answer exchange
			if err := decoder.Decode(&answer); err != nil {
				return err
			}
			if err := m.Accept(ctx, answer.SDP); err != nil {
				return err
			}
			if i < speakers {
				p.Add(m)
			}
		}
		return nil
	})
}

// measureFloor is seal and sendmmsg, and nothing else.
func (b *bench) measureFloor(ctx context.Context, listeners int, d time.Duration) (cost, error) {
	return b.measure(ctx, roleFloor, listeners, d, func(_ context.Context, c *child, e *lightclient.Engine, _ *lightclient.Pacer) error {
		line, err := c.out.ReadString('\n')
		if err != nil {
			return err
		}
		to, err := netip.ParseAddrPort(strings.TrimSpace(line))
		if err != nil {
			return err
		}
		receivers := make([]receiver, listeners)
		for i := range receivers {
			secret := make([]byte, 28)
			rand.Read(secret) // never fails
			m, err := e.Keyed(loopback, to, secret[:16], secret[16:])
			if err != nil {
				return err
			}
			receivers[i] = receiver{m.Local(), secret[:16], secret[16:]}
		}
		return json.NewEncoder(c.in).Encode(receivers)
	})
}

// measure starts a yardstick on its core, connects receivers to it, and looks at its CPU while they receive.
func (b *bench) measure(ctx context.Context, role string, listeners int, d time.Duration,
	connect func(context.Context, *child, *lightclient.Engine, *lightclient.Pacer) error) (result cost, err error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	c, err := spawn(ctx, b.options.serverCore, self, role)
	if err != nil {
		return cost{}, err
	}
	defer c.stop()
	engine, err := lightclient.NewEngine(lightclient.Options{})
	if err != nil {
		return cost{}, err
	}
	pacer := lightclient.NewPacer(engine, payloadBytes, nil)
	running, stop := context.WithCancel(ctx)
	var services sync.WaitGroup
	services.Go(func() { _ = engine.Run(running) })
	services.Go(func() { _ = pacer.Run(running) })
	defer services.Wait()
	defer stop()
	within, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := connect(within, c, engine, pacer); err != nil {
		return cost{}, err
	}
	return gauge(ctx, engine, c.pid(), listeners, d)
}

// gauge measures once everything flows.
func gauge(ctx context.Context, e *lightclient.Engine, pid, listeners int, d time.Duration) (cost, error) {
	if err := pause(ctx, warmUp); err != nil {
		return cost{}, err
	}
	if live := e.Totals().Live; live < int64(listeners) {
		return cost{}, fmt.Errorf("%d of %d listeners are connected", live, listeners)
	}
	before, begun := e.Totals(), time.Now()
	cpu, err := loadtest.ProcessCPU(pid)
	if err != nil {
		return cost{}, err
	}
	own, err := loadtest.ProcessCPU(os.Getpid())
	if err != nil {
		return cost{}, err
	}
	if err := pause(ctx, d); err != nil {
		return cost{}, err
	}
	after, seconds := e.Totals(), time.Since(begun).Seconds()
	cpuAfter, err := loadtest.ProcessCPU(pid)
	ownAfter, ownErr := loadtest.ProcessCPU(os.Getpid())
	if err := errors.Join(err, ownErr); err != nil {
		return cost{}, err
	}
	packets := float64(after.Packets - before.Packets)
	if packets == 0 || after.Unauthentic > 0 {
		return cost{}, fmt.Errorf("%g packets came, %d were not authentic", packets, after.Unauthentic)
	}
	return cost{perPacket: (cpuAfter - cpu).Seconds() * 1e6 / packets, packets: packets / seconds,
		loss: 100 * float64(after.Lost) / float64(after.Packets+after.Lost), own: (ownAfter - own).Seconds() / seconds}, nil
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
