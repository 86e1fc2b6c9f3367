package presence

import (
	"context"
	"time"

	"corner/room/schedule"
	"corner/room/walltime"
)

// Bounds of what is planned.
const (
	MaxPlansPerOwner   = 20
	MaxRepliesPerGuest = 100 // instances that one person says they come to
	MaxFeedsPerOwner   = 10
	MaxPushPerPerson   = 5
	MaxAgenda          = 500       // plans that one question gives
	MaxAgendaBytes     = 512 << 10 // of them as they are written down: reading dear ones would keep everybody waiting
	MaxTaken           = 50        // entries that one node takes at once
	MaxCounts          = 512       // instances that one question counts
)

// Schedules keeps what is planned: series, who comes to which of their instances, who is to be reminded, secrets of
// feeds and addresses of web push. A change is answered when it is durable, as far as the store is (local: the file is
// synced; Redis: its appendfsync). All methods are safe for use by many goroutines. Refusals are coded: ErrNotFound,
// ErrChanged, ErrTooMany, and those of room/schedule.
type Schedules interface {
	// SavePlan writes a plan over the one whose sequence is expect; -1: there is none yet, or ErrChanged. A new plan of
	// an owner who has MaxPlansPerOwner is refused with ErrTooMany. It is due (TakeDue) at once, and everybody who comes
	// to one of its instances is looked at (TakeReminders) at once, in the same transaction.
	SavePlan(ctx context.Context, plan schedule.Plan, expect int) error
	// Plan gives one plan, or ErrNotFound.
	Plan(ctx context.Context, id string) (schedule.Plan, error)
	// PlansOf gives the plans of an owner, in the order of their ids.
	PlansOf(ctx context.Context, owner string) ([]schedule.Plan, error)
	// Agenda gives the listed plans that begin something next before an instant, soonest first. It looks at limit of them at
	// most, and leaves out what does not fit into MaxAgendaBytes together with those before it.
	Agenda(ctx context.Context, before time.Time, limit int) ([]schedule.Plan, error)
	// DeletePlan removes a plan and everything that hangs on it. One that is not there is removed already.
	DeletePlan(ctx context.Context, id string) error

	// Reply has somebody come to an instance, or not any more, and gives the book as it is then and who comes now that
	// waited before. The limit is the plan's.
	Reply(ctx context.Context, id string, on walltime.Date, guest schedule.Guest, comes bool) (schedule.Book, []string, error)
	// Book is who comes to an instance; an empty one for nobody.
	Book(ctx context.Context, id string, on walltime.Date) (schedule.Book, error)
	// Counts says of instances, in their order, how many come, and which place somebody has. Those of no plan are zero.
	Counts(ctx context.Context, keys []schedule.Key, person string) ([]schedule.Count, error)
	// RepliesOf gives the instances that somebody comes to or waits for.
	RepliesOf(ctx context.Context, person string) ([]schedule.Key, error)

	// TakeDue gives plans that are to be looked at, by the store's clock, and gives each of them to nobody else for the
	// time of the lease: whoever takes one and dies has it looked at again.
	TakeDue(ctx context.Context, limit int, lease time.Duration) ([]schedule.Plan, error)
	// SettleDue says when a plan is to be looked at next, the zero time for never, and when it begins something next (for
	// Agenda). A plan that was changed since its sequence stays due.
	SettleDue(ctx context.Context, id string, sequence int, again, next time.Time) error
	// TakeReminders and SettleReminder are the same for who comes to an instance. Who comes has been told of it as it was
	// when they replied, who waits nothing; afterwards they know what a settled reminder says, unless that is nothing.
	TakeReminders(ctx context.Context, limit int, lease time.Duration) ([]schedule.Reminder, error)
	SettleReminder(ctx context.Context, r schedule.Reminder, again time.Time) error

	// SaveFeed keeps a feed under the hash of its secret. ErrTooMany beyond MaxFeedsPerOwner.
	SaveFeed(ctx context.Context, hash string, feed schedule.Feed) error
	// Feed gives a feed, or ErrNotFound.
	Feed(ctx context.Context, hash string) (schedule.Feed, error)
	// FeedsOf gives an owner's feeds by hash.
	FeedsOf(ctx context.Context, owner string) (map[string]schedule.Feed, error)
	// RevokeFeed ends a feed of that owner; one that is not there, or not theirs, is left.
	RevokeFeed(ctx context.Context, owner, hash string) error

	// SavePush keeps where a person is reached, one for each endpoint; beyond MaxPushPerPerson the oldest goes.
	SavePush(ctx context.Context, person string, push schedule.Push) error
	Pushes(ctx context.Context, person string) ([]schedule.Push, error)
	DropPush(ctx context.Context, person, endpoint string) error
}
