package loadtest

import (
	"context"
	"sync"
	"time"

	"corner/room"
	"corner/signaling/client/lightclient"
)

// tellEvery is how often progress is told.
const tellEvery = 500 * time.Millisecond

// ramp lets the listeners come, so many a second, and waits for the last answer.
func (l *load) ramp(ctx context.Context) {
	total := l.config.Rooms * l.config.Listeners
	begun, told := time.Now(), time.Now()
	for i := range total {
		due := begun
		if l.config.Ramp > 0 {
			due = begun.Add(time.Duration(float64(i) / l.config.Ramp * float64(time.Second)))
		}
		l.tellUntil(ctx, due, &told, "letting in")
		select {
		case l.joining <- struct{}{}:
			l.start(ctx, i%l.config.Rooms)
		case <-ctx.Done():
			l.tally.notStarted(int64(total - i))
			l.joins.Wait()
			return
		}
	}
	settled := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() { l.joins.Wait(); close(settled) })
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		select {
		case <-settled:
			wait.Wait()
			return
		case <-tick.C:
			l.report("letting in")
		}
	}
}

// tellUntil waits for an instant, telling how it goes meanwhile.
func (l *load) tellUntil(ctx context.Context, due time.Time, told *time.Time, phase string) {
	for ctx.Err() == nil {
		if time.Since(*told) >= tellEvery {
			*told = time.Now()
			l.report(phase)
		}
		wait := time.Until(due)
		if wait <= 0 {
			return
		}
		timer := time.NewTimer(min(wait, tellEvery))
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// start has a listener join the r-th room, in a place of joining that is the caller's.
func (l *load) start(ctx context.Context, r int) {
	l.tally.asked()
	l.joins.Go(func() {
		defer func() { <-l.joining }()
		l.listener(ctx, r)
	})
}

// listener is one join from dialling to media.
func (l *load) listener(ctx context.Context, r int) {
	n := l.number.Add(1)
	token, err := l.tickets.ticket(l.rooms[r].id, n, room.Listener)
	if err != nil {
		l.tally.unmade(ctx, err, 0)
		return
	}
	within, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	begun := time.Now()
	m, err := l.target.Join(within, lightclient.Joining{Room: l.rooms[r].id, Token: token, Profile: profile("Listener", n),
		Source: l.config.source(int(n)), Engine: l.engine, OnFirst: func(at time.Time) { l.tally.first(at.Sub(begun)) }})
	took := time.Since(begun)
	if err != nil {
		l.tally.unmade(ctx, err, took)
		return
	}
	if err := m.Connect(within); err != nil {
		m.Cut()
		l.tally.unmade(ctx, &stepError{"media", err}, took)
		return
	}
	l.tally.joined(m, r, took)
}

// stepError says at which step a join failed.
type stepError struct {
	step string
	err  error
}

// Error implements error.
func (e *stepError) Error() string { return e.step + ": " + e.err.Error() }

// Unwrap gives the cause.
func (e *stepError) Unwrap() error { return e.err }

// measure waits for the duration; with churn, listeners leave and come meanwhile.
func (l *load) measure(ctx context.Context) {
	begun, told := time.Now(), time.Now()
	end := begun.Add(l.config.Duration)
	for i := 1; l.config.Churn > 0 && ctx.Err() == nil; i++ {
		due := begun.Add(time.Duration(float64(i) / l.config.Churn * float64(time.Second)))
		if due.After(end) {
			break
		}
		l.tellUntil(ctx, due, &told, "measuring")
		if ctx.Err() == nil {
			l.exchange(ctx, i)
		}
	}
	l.tellUntil(ctx, end, &told, "measuring")
	l.joins.Wait()
}

// exchange has the one who is here longest leave, and somebody come in their place.
func (l *load) exchange(ctx context.Context, i int) {
	r := i % l.config.Rooms
	if who, ok := l.tally.pick(); ok {
		r = who.room
		l.joins.Go(who.member.Leave)
	}
	select {
	case l.joining <- struct{}{}:
		l.start(ctx, r)
	default:
		l.tally.asked()
		l.tally.notStarted(1)
	}
}

const (
	leavingAtOnce = 128
	leaveWithin   = 10 * time.Second
)

// empty has everybody leave: in order while there is time, then at once.
func (l *load) empty() {
	l.joins.Wait()
	members := append(l.tally.everybody(), l.stage...)
	l.progress(Status{Phase: "leaving", Last: true})
	until := time.Now().Add(leaveWithin)
	places := make(chan struct{}, leavingAtOnce)
	var wait sync.WaitGroup
	for _, m := range members {
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places }()
			if time.Now().Before(until) {
				m.Leave()
				return
			}
			m.Cut()
		})
	}
	wait.Wait()
}
