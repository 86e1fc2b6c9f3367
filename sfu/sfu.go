package sfu

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"corner/sfu/light"

	"go.uber.org/zap"
)

// Config describes an SFU.
type Config struct {
	Light light.Config // the transport; its Log defaults to Log
	Slots int          // streams a listener hears at most, 1 to MaxSlots; 0 means MaxSlots
	Log   *zap.Logger  // nil for none
}

// SFU is the media plane of one process: one UDP port, one media goroutine, any number of rooms.
type SFU struct {
	server *light.Server
	slots  int
	log    *zap.Logger
	start  time.Time // zero of every arrival time

	ticking []*forwarder // of the open rooms; owned by the media goroutine

	mu      sync.Mutex // guards rooms and retired
	rooms   map[*Room]struct{}
	retired Stats // what closed rooms had carried
}

// New binds the UDP port. The SFU carries media once Run runs; rooms may be opened before.
func New(cfg Config) (*SFU, error) {
	if cfg.Slots == 0 {
		cfg.Slots = MaxSlots
	}
	if cfg.Slots < 0 || cfg.Slots > MaxSlots {
		return nil, fmt.Errorf("sfu: %d slots: 1 to %d are possible", cfg.Slots, MaxSlots)
	}
	if cfg.Log == nil {
		cfg.Log = zap.NewNop()
	}
	log := cfg.Log.Named("sfu")
	if cfg.Light.Log == nil {
		cfg.Light.Log = log
	}
	server, err := light.Listen(cfg.Light)
	if err != nil {
		return nil, fmt.Errorf("sfu: %w", err)
	}
	return &SFU{
		server: server, slots: cfg.Slots, log: log, start: time.Now(),
		rooms: make(map[*Room]struct{}), retired: newStats(),
	}, nil
}

// Run carries media until ctx ends; its goroutine is the media goroutine. It can be called once.
func (s *SFU) Run(ctx context.Context) error {
	if err := s.server.Run(ctx, handler{s}); err != nil {
		return fmt.Errorf("sfu: %w", err)
	}
	return nil
}

// Close frees the port of an SFU that was never run; otherwise end Run's context.
func (s *SFU) Close() error { return s.server.Close() }

// Port returns the UDP port.
func (s *SFU) Port() int { return s.server.Port() }

// OpenRoom makes a room. The observer may be nil. Rooms are told apart by the value returned, not by id; Room.Close
// ends one.
func (s *SFU) OpenRoom(id string, o Observer) *Room {
	r := newRoom(id, s, s.newSSRCs(), o, s.retire)
	s.mu.Lock()
	s.rooms[r] = struct{}{}
	s.mu.Unlock()
	s.post(func() { s.ticking = append(s.ticking, r.forwarder) })
	return r
}

// retire forgets a room that has ended and keeps what it had counted.
func (s *SFU) retire(r *Room) {
	s.ticking = slices.DeleteFunc(s.ticking, func(f *forwarder) bool { return f == r.forwarder })
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rooms, r)
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

// Transport returns the counters of the layer below.
func (s *SFU) Transport() light.Stats { return s.server.Stats() }

// newSSRCs makes the SSRCs of a room's slots: random, and far from each other.
func (s *SFU) newSSRCs() []uint32 {
	var random [4]byte
	_, _ = rand.Read(random[:]) // never fails
	ssrcs := make([]uint32, s.slots)
	for i := range ssrcs {
		ssrcs[i] = binary.BigEndian.Uint32(random[:])&0x3fffffff | uint32(i+1)<<30
	}
	return ssrcs
}
