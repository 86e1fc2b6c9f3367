package signaling

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"
)

const (
	maxEndings = 1024                   // rooms that their hosts have closed and whose plans do not know yet
	endingsTry = 500 * time.Millisecond // between two tries to tell them
	endingTime = time.Minute            // for how long that is tried
)

// endings are the rooms that their hosts have closed and whose plans, if they have any, are to be told.
type endings struct {
	queue chan string

	mu  sync.Mutex // guards all
	all map[string]bool
}

func newEndings() *endings {
	return &endings{queue: make(chan string, maxEndings), all: map[string]bool{}}
}

// add notes that a room's host has closed it. It never waits: beyond the bound a room is not noted.
func (e *endings) add(id string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	select {
	case e.queue <- id:
		e.all[id] = true
		return true
	default:
		return false
	}
}

// has reports whether a room is closed and its plan does not know yet.
func (e *endings) has(id string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.all[id]
}

func (e *endings) done(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.all, id)
}

// ender tells plans that their rooms were closed on purpose: those stay closed until the next instance.
func (s *Server) ender(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-s.endings.queue:
			s.tellEnding(ctx, id)
			s.endings.done(id)
		}
	}
}

// tellEnding tries until the plan knows, there is none, or it has taken too long.
func (s *Server) tellEnding(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(ctx, endingTime)
	defer cancel()
	for {
		err := s.endPlan(ctx, id)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			s.log.Error("a plan does not know that its host closed the room", zap.String("room", id), zap.Error(err))
			return
		case <-time.After(endingsTry):
		}
	}
}

// endPlan writes into a room's plan, if it has one with open doors, that its host has closed the room.
func (s *Server) endPlan(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, s.timing.Directory)
	defer cancel()
	plan, planned, err := s.planOf(ctx, id)
	if err != nil || !planned {
		return err
	}
	open, _ := plan.Series.At(s.now())
	if open == nil || plan.Closed(open.On) {
		return nil
	}
	plan.Ended = open.On
	return s.schedules.SavePlan(ctx, plan, plan.Series.Sequence)
}
