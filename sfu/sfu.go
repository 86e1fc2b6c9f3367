package sfu

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"corner/sfu/light"

	"go.uber.org/zap"
)

// defaultPackingFrom is the audience from which packets are merged.
const defaultPackingFrom = 50

// Config describes an SFU.
type Config struct {
	Light  light.Config // the transport; its Log defaults to Log
	Slots  int          // streams a listener hears at most, 1 to MaxSlots; 0 means MaxSlots
	Shards int          // media goroutines, each with a UDP port of its own from Light.Port on; 0 means 1
	// PackingFrom is the audience (connected listeners whose gate is closed) from which packets to it are
	// merged; 0 means 50, less than 0 never.
	PackingFrom int
	PackingTime time.Duration // how much is merged: 40 or 60 ms; 0 means 60 ms
	// Pressure is what moves the ladder, 0 to 1; nil means the larger of Busy and Process. It is called once a
	// second and must not block.
	Pressure func(Load) float64
	Log      *zap.Logger // nil for none
}

// maxShards bounds Config.Shards.
const maxShards = 256

// withDefaults returns the configuration with every zero replaced.
func (c Config) withDefaults() (Config, error) {
	if c.Slots == 0 {
		c.Slots = MaxSlots
	}
	if c.Shards == 0 {
		c.Shards = 1
	}
	if c.PackingFrom == 0 {
		c.PackingFrom = defaultPackingFrom
	}
	if c.PackingTime == 0 {
		c.PackingTime = 60 * time.Millisecond
	}
	if c.Pressure == nil {
		c.Pressure = func(l Load) float64 { return max(l.Busy, l.Process) }
	}
	if c.Log == nil {
		c.Log = zap.NewNop()
	}
	c.Log = c.Log.Named("sfu")
	if c.Light.Log == nil {
		c.Light.Log = c.Log
	}
	switch {
	case c.Slots < 0 || c.Slots > MaxSlots:
		return c, fmt.Errorf("sfu: %d slots: 1 to %d are possible", c.Slots, MaxSlots)
	case c.Shards < 0 || c.Shards > maxShards:
		return c, fmt.Errorf("sfu: %d shards: 1 to %d are possible", c.Shards, maxShards)
	case c.PackingTime != 40*time.Millisecond && c.PackingTime != 60*time.Millisecond:
		return c, fmt.Errorf("sfu: packets of %v: 40 ms and 60 ms are possible", c.PackingTime)
	}
	return c, nil
}

// SFU is the media plane of one process: any number of rooms, spread over shards.
type SFU struct {
	shards []*shard
	slots  int
	log    *zap.Logger
	start  time.Time // zero of every arrival time
	load   loadBook

	mu      sync.Mutex // guards rooms, retired and every shard's rooms
	rooms   map[*Room]*shard
	retired Stats // what closed rooms had carried
}

// New binds the UDP ports. The SFU carries media once Run runs; rooms may be opened before.
func New(cfg Config) (*SFU, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &SFU{
		slots: cfg.Slots, log: cfg.Log, start: time.Now(), rooms: make(map[*Room]*shard), retired: newStats(),
	}
	s.load.pressure = cfg.Pressure
	for i := range cfg.Shards {
		c := cfg.Light
		if c.Port != 0 {
			c.Port += i
		}
		server, err := light.Listen(c)
		if err != nil {
			_ = s.Close()
			return nil, fmt.Errorf("sfu: %w", err)
		}
		s.shards = append(s.shards, newShard(s, server, newPacking(cfg.PackingFrom, cfg.PackingTime)))
	}
	return s, nil
}

// Run carries media until ctx ends: each shard on a goroutine that ends before Run returns. A shard that fails
// ends the others. It can be called once.
func (s *SFU) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	errs := make([]error, len(s.shards))
	for i, shard := range s.shards {
		running.Go(func() {
			defer cancel()
			errs[i] = shard.server.Run(ctx, handler{shard})
		})
	}
	running.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("sfu: %w", err)
	}
	return nil
}

// Close frees the ports of an SFU that was never run; otherwise end Run's context.
func (s *SFU) Close() error {
	var errs []error
	for _, shard := range s.shards {
		errs = append(errs, shard.server.Close())
	}
	return errors.Join(errs...)
}

// Port returns the first shard's UDP port.
func (s *SFU) Port() int { return s.shards[0].server.Port() }

// Ports returns the UDP port of every shard.
func (s *SFU) Ports() []int {
	ports := make([]int, len(s.shards))
	for i, shard := range s.shards {
		ports[i] = shard.server.Port()
	}
	return ports
}

// RoomConfig describes one room. The zero value is a room like the others.
type RoomConfig struct {
	Slots int // streams a listener of this room hears at most; 0 or more than Config.Slots means that
}

// OpenRoom makes a room. The observer may be nil. Rooms are told apart by the value returned, not by id; Room.Close
// ends one.
func (s *SFU) OpenRoom(id string, o Observer) *Room { return s.OpenRoomWith(id, RoomConfig{}, o) }

// OpenRoomWith makes a room that is described; see OpenRoom. It lives on the shard with the fewest connections.
func (s *SFU) OpenRoomWith(id string, c RoomConfig, o Observer) *Room {
	slots := s.slots
	if c.Slots > 0 {
		slots = min(c.Slots, slots)
	}
	s.mu.Lock()
	shard := s.emptiest()
	r := newRoom(id, shard, &shard.dispatcher, newSSRCs(slots), o, s.retire)
	s.rooms[r] = shard
	shard.rooms++
	s.mu.Unlock()
	shard.post(func() { shard.ticking = append(shard.ticking, r.forwarder) })
	return r
}

// emptiest finds the shard with the fewest connections, and of these the one with the fewest rooms: rooms are
// often opened before anybody connects. s.mu is held.
func (s *SFU) emptiest() *shard {
	found := s.shards[0]
	for _, other := range s.shards[1:] {
		a, b := other.conns.Load(), found.conns.Load()
		if a < b || a == b && other.rooms < found.rooms {
			found = other
		}
	}
	return found
}

// retire forgets a room that has ended and keeps what it had counted. Its media goroutine calls it.
func (s *SFU) retire(r *Room) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shard := s.rooms[r]
	delete(s.rooms, r)
	shard.rooms--
	shard.forget(r.forwarder)
	r.forwarder.counters.addTo(&s.retired)
}

// Stats sums up all rooms, closed ones included.
func (s *SFU) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := s.retired
	sum.Dropped = maps.Clone(sum.Dropped)
	sum.Rooms = len(s.rooms)
	for r := range s.rooms {
		r.forwarder.counters.addTo(&sum)
	}
	return sum
}

// newSSRCs makes the SSRCs of a room's slots: random, and far from each other.
func newSSRCs(slots int) []uint32 {
	var random [4]byte
	_, _ = rand.Read(random[:]) // never fails
	ssrcs := make([]uint32, slots)
	for i := range ssrcs {
		ssrcs[i] = binary.BigEndian.Uint32(random[:])&0x3fffffff | uint32(i+1)<<30
	}
	return ssrcs
}

// loadBook is where the load is written once a second, by the first shard, and read by anyone.
type loadBook struct {
	pressure func(Load) float64
	latest   atomic.Pointer[Load]
	step     atomic.Int32

	// Owned by the first shard's media goroutine.
	ladder ladder
	cpu    cpuMeter
	at     time.Duration
}
