package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"
)

// group owns the goroutines of a server. Services are started in order of dependence and stopped in reverse,
// one after another, each within stopTimeout and a little.
type group struct {
	log      *zap.Logger
	services []service
	failed   chan error // the first service that ended by itself
}

type service struct {
	name   string
	cancel context.CancelFunc
	done   chan error // gets the service's outcome once
}

func newGroup(log *zap.Logger) *group { return &group{log: log, failed: make(chan error, 1)} }

// start runs a service until stop. One that ends earlier has failed.
func (g *group) start(name string, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	s := service{name: name, cancel: cancel, done: make(chan error, 1)}
	g.services = append(g.services, s)
	go func() {
		err := run(ctx)
		if ctx.Err() == nil {
			if err == nil {
				err = errors.New("ended by itself")
			}
			select {
			case g.failed <- fmt.Errorf("%s: %w", name, err):
			default: // another failed first
			}
			err = nil // said already
		}
		s.done <- err
	}()
}

// stop ends the services, the last started first.
func (g *group) stop() error {
	var faults []error
	for i := len(g.services) - 1; i >= 0; i-- {
		s := g.services[i]
		s.cancel()
		timer := time.NewTimer(stopTimeout + time.Second)
		select {
		case err := <-s.done:
			if err != nil {
				faults = append(faults, fmt.Errorf("stop %s: %w", s.name, err))
			}
		case <-timer.C:
			g.log.Warn("did not stop in time", zap.String("service", s.name))
		}
		timer.Stop()
	}
	return errors.Join(faults...)
}
