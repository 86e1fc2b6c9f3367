package signaling

import (
	"context"
	"time"

	"corner/room"
	"corner/room/schedule"
	"corner/room/walltime"
)

// Schedules keeps what is planned: presence.Schedules, with its refusals not_found, changed and too_many.
type Schedules interface {
	// SavePlan writes a plan over the one whose sequence is expect; -1: there is none yet.
	SavePlan(ctx context.Context, plan schedule.Plan, expect int) error
	// Plan gives one plan.
	Plan(ctx context.Context, id string) (schedule.Plan, error)
	// PlansOf gives the plans of an owner.
	PlansOf(ctx context.Context, owner string) ([]schedule.Plan, error)
	// Agenda gives the listed plans that begin something next before an instant, soonest first.
	Agenda(ctx context.Context, before time.Time, limit int) ([]schedule.Plan, error)
	// DeletePlan removes a plan and everything that hangs on it.
	DeletePlan(ctx context.Context, id string) error

	// Reply has somebody come to an instance, or not any more.
	Reply(ctx context.Context, id string, on walltime.Date, guest schedule.Guest, comes bool) (schedule.Book, []string, error)
	// Book is who comes to an instance.
	Book(ctx context.Context, id string, on walltime.Date) (schedule.Book, error)
	// Counts says of some instances how many come and where somebody stands, in the order of the keys.
	Counts(ctx context.Context, keys []schedule.Key, person string) ([]schedule.Count, error)
	// RepliesOf gives the instances that somebody comes to or waits for.
	RepliesOf(ctx context.Context, person string) ([]schedule.Key, error)

	// TakeDue, SettleDue, TakeReminders and SettleReminder are for who opens rooms and reminds people.
	TakeDue(ctx context.Context, limit int, lease time.Duration) ([]schedule.Plan, error)
	SettleDue(ctx context.Context, id string, sequence int, again, next time.Time) error
	TakeReminders(ctx context.Context, limit int, lease time.Duration) ([]schedule.Reminder, error)
	SettleReminder(ctx context.Context, r schedule.Reminder, again time.Time) error

	// SaveFeed keeps a feed under the hash of its secret.
	SaveFeed(ctx context.Context, hash string, feed schedule.Feed) error
	// Feed gives a feed.
	Feed(ctx context.Context, hash string) (schedule.Feed, error)
	// FeedsOf gives an owner's feeds by hash.
	FeedsOf(ctx context.Context, owner string) (map[string]schedule.Feed, error)
	// RevokeFeed ends a feed of that owner.
	RevokeFeed(ctx context.Context, owner, hash string) error

	// SavePush keeps where a person is reached, one for each endpoint.
	SavePush(ctx context.Context, person string, push schedule.Push) error
	Pushes(ctx context.Context, person string) ([]schedule.Push, error)
	DropPush(ctx context.Context, person, endpoint string) error
}

// plan is one plan for whoever knows its id. Who asks for too many that there are not is refused.
func (s *Server) plan(ctx context.Context, from, id string) (schedule.Plan, error) {
	if err := s.mayGuess(from); err != nil {
		return schedule.Plan{}, err
	}
	plan, err := s.schedules.Plan(ctx, id)
	if isRefusal(err, errNoResource) || isRefusal(err, errInvalidID) {
		return schedule.Plan{}, s.guessed(from, errNoPlan)
	}
	return plan, err
}

// ahead is how far in the future a session may be planned.
const ahead = 400 * 24 * time.Hour

// soon refuses a beginning that is past or too far off.
func soon(start, now time.Time) error {
	if start.Before(now.Add(-time.Minute)) || start.After(now.Add(ahead)) {
		return schedule.ErrTime
	}
	return nil
}

// liveRooms are the rooms that are open now, on any node.
func (s *Server) liveRooms(ctx context.Context) map[string]bool {
	listings, _ := s.directory.Rooms(ctx)
	live := make(map[string]bool, len(listings))
	for _, l := range listings {
		live[l.ID] = true
	}
	return live
}

// moment is where a series stands: the part that goes on or begins next, of one that is over the last, and the session
// whose doors are open, nil for none.
type moment struct {
	part schedule.Part
	open *schedule.Instance
}

func momentOf(series schedule.Series, now time.Time) moment {
	cancelled := series.Cancelled
	series.Cancelled = false
	open, next := series.At(now)
	at := moment{part: series.Parts[len(series.Parts)-1], open: open}
	switch {
	case open != nil:
		at.part = series.Parts[series.PartOf(open.On)]
	case next != nil:
		at.part = series.Parts[series.PartOf(next.On)]
	}
	if cancelled {
		at.open = nil
	}
	return at
}

// enterable reports whether one may enter a plan's room: it is open, or opens for the first who comes.
func (m moment) enterable(p schedule.Plan, live map[string]bool) bool {
	return live[p.Series.ID] || m.open != nil && !p.Closed(m.open.On)
}

// ownsRoom reports whether a room, open or asleep, is that person's.
func (s *Server) ownsRoom(ctx context.Context, id, participant string) error {
	listing, err := s.listingOf(ctx, id)
	if err != nil {
		return err
	}
	if listing.Settings.Owner != participant {
		return room.ErrNotAllowed
	}
	return nil
}
