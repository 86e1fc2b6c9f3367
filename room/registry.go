package room

import (
	"context"
	"sync"

	"go.uber.org/zap"
)

// Registry holds the rooms that are open in this process. A room that has ended leaves by itself.
type Registry struct {
	log  *zap.Logger
	ctx  context.Context // ends with Stop; the life of the rooms, not of a call
	stop context.CancelFunc
	wait sync.WaitGroup // one per running room

	mu      sync.Mutex // guards rooms and stopped
	rooms   map[string]*Room
	stopped bool
}

// NewRegistry makes a registry without rooms.
func NewRegistry(log *zap.Logger) *Registry {
	ctx, stop := context.WithCancel(context.Background())
	return &Registry{log: log, ctx: ctx, stop: stop, rooms: make(map[string]*Room)}
}

// Run waits for ctx to end, then ends every room and waits for them.
func (g *Registry) Run(ctx context.Context) error {
	select {
	case <-ctx.Done():
	case <-g.ctx.Done():
	}
	g.Stop()
	return nil
}

// Stop ends every room and waits for them. It can be called again, and Open refuses from then on.
func (g *Registry) Stop() {
	g.mu.Lock()
	g.stopped = true
	g.mu.Unlock()
	g.stop()
	g.wait.Wait()
}

// Open starts a room. Config.Media stays the caller's when it is refused, with ErrRoomExists or ErrRoomClosed.
func (g *Registry) Open(cfg Config, s Settings) (*Room, error) {
	r := New(cfg, s, g.log)
	if err := g.add(r); err != nil {
		return nil, err
	}
	r.publish(r.now()) // who opened the room finds it in the lobby
	go g.run(r)
	return r, nil
}

// add puts a room on the list.
func (g *Registry) add(r *Room) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stopped {
		return ErrRoomClosed
	}
	if _, exists := g.rooms[r.id]; exists {
		return ErrRoomExists
	}
	r.forget = func() { g.forget(r) }
	g.rooms[r.id] = r
	g.wait.Add(1)
	return nil
}

// run is the goroutine of one room.
func (g *Registry) run(r *Room) {
	defer g.wait.Done()
	if err := r.Run(g.ctx); err != nil {
		g.log.Error("room failed", zap.String("room", r.ID()), zap.Error(err))
	}
}

// forget takes a room that has ended off the list.
func (g *Registry) forget(r *Room) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.rooms, r.ID())
}

// Get finds an open room.
func (g *Registry) Get(id string) (*Room, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r, ok := g.rooms[id]
	return r, ok
}

// Rooms lists the open rooms, in no order.
func (g *Registry) Rooms() []*Room {
	g.mu.Lock()
	defer g.mu.Unlock()
	list := make([]*Room, 0, len(g.rooms))
	for _, r := range g.rooms {
		list = append(list, r)
	}
	return list
}
