package loadtest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"corner/room"
	"corner/signaling/client"
	"corner/signaling/client/lightclient"
)

// openingAtOnce is how many rooms are opened at a time.
const openingAtOnce = 8

// openRooms opens every room and puts its speakers on the stage. The first failure ends it.
func (l *load) openRooms(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	l.rooms = make([]opened, l.config.Rooms)
	var wait sync.WaitGroup
	places := make(chan struct{}, openingAtOnce)
	for i := range l.rooms {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		wait.Go(func() {
			defer func() { <-places }()
			var err error
			if l.rooms[i], err = l.openRoom(ctx, i); err == nil {
				err = l.seat(ctx, i)
			}
			if err != nil {
				cancel(explain(err))
			}
		})
	}
	wait.Wait()
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("open the rooms: %w", err)
	}
	for _, r := range l.rooms[:min(len(l.rooms), 3)] {
		l.progress(Status{Note: "room " + l.base + "/r/" + r.id})
	}
	return nil
}

// seat has the i-th room's speakers join, take seats and open their microphones. The host comes even when there
// are no speakers: a room nobody hosts closes.
func (l *load) seat(ctx context.Context, i int) error {
	for s := range max(1, l.config.Speakers) {
		name, role, token := profile("Speaker", int64(s)), room.Listener, l.rooms[i].hostToken
		if s > 0 {
			var err error
			if token, err = l.tickets.ticket(l.rooms[i].id, l.number.Add(1), role); err != nil {
				return err
			}
		} else {
			name = profile("Host", int64(i))
		}
		ctx, cancel := context.WithTimeout(ctx, joinWithin)
		err := l.speaker(ctx, lightclient.Joining{Room: l.rooms[i].id, Token: token, Profile: name, Engine: l.engine,
			Source: l.config.source(i + s)}, s)
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}

// speaker is one who joins, sits and, if it is among those who talk, talks.
func (l *load) speaker(ctx context.Context, j lightclient.Joining, s int) error {
	m, err := l.target.Join(ctx, j)
	if err != nil {
		return fmt.Errorf("a speaker joins: %w", err)
	}
	l.tally.mu.Lock()
	l.stage = append(l.stage, m)
	l.tally.mu.Unlock()
	if err := m.Connect(ctx); err != nil {
		return fmt.Errorf("a speaker connects: %w", err)
	}
	if s > 0 {
		if err := m.Do(ctx, "seat.take", map[string]int{"index": -1}); err != nil {
			return fmt.Errorf("a speaker sits down: %w", err)
		}
	}
	if s >= l.config.talking() {
		return nil
	}
	if err := m.Do(ctx, "mute.self", map[string]bool{"muted": false}); err != nil {
		return fmt.Errorf("a speaker opens the microphone: %w", err)
	}
	l.pacer.Add(m.Media)
	return nil
}

// advice is what to do about a refusal.
var advice = map[string]string{
	"rate_limited": "the server lets in so many new guests a minute and network (its setting guests_per_minute), and opens " +
		"30 rooms a minute for one address: use --app-key with one of its app_keys, and --sources with more addresses",
	"room_full":       "a room holds so many people (the server's setting room_capacity, where it has one)",
	"server_full":     "the server holds so many rooms (its setting max_rooms)",
	"unauthenticated": "the server does not know this --app-key: it must be one of its app_keys",
	"media_busy":      "so many handshakes at once are too many for the server: a slower --ramp",
	"server_busy":     "the server is busy and says so: it protects those who are in",
	"waiting":         "the room lets nobody in without its host",
}

// explain adds the advice to a refusal.
func explain(err error) error {
	var refused *client.Error
	if errors.As(err, &refused) && advice[refused.Code] != "" {
		return fmt.Errorf("%w (%s)", err, advice[refused.Code])
	}
	return err
}
