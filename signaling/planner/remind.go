package planner

import (
	"context"
	"slices"
	"sync"
	"time"

	"corner/room/schedule"
	"corner/room/walltime"
)

// Kind is what somebody is told.
type Kind string

// The kinds.
const (
	Soon      Kind = "soon"      // the session that they come to is near
	Changed   Kind = "changed"   // its plan was, and it is then
	Cancelled Kind = "cancelled" // it will not be
	Free      Kind = "free"      // they waited, and come now
)

var kinds = [...]Kind{Soon, Changed, Cancelled, Free}

const (
	settled = time.Minute      // who says that they come, and is looked at so much later, has waited for a place
	retry   = time.Minute      // between two tries to tell somebody
	stale   = 10 * time.Minute // after which what could not be told is not told any more
)

// news is what is to be told to somebody, if anything, and when they are to be looked at again.
type news struct {
	kind  Kind // "" for nothing
	since time.Time
	again time.Time // zero for never
	quiet bool      // it is night: all of it is told in the morning
}

// remindAll looks at people who may have to be told something, and reports whether there may be more.
func (p *Planner) remindAll(ctx context.Context) bool {
	var list []schedule.Reminder
	if p.asked(ctx, func(ctx context.Context) (err error) {
		list, err = p.cfg.Store.TakeReminders(ctx, remindBatch, remindLease)
		return err
	}) != nil {
		return false
	}
	var wait sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for _, r := range list {
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places }()
			p.remind(ctx, r)
		})
	}
	wait.Wait()
	return len(list) == remindBatch
}

// remind tells somebody what there is to tell, and says when to look at them again. Where the store fails they stay due.
func (p *Planner) remind(ctx context.Context, r schedule.Reminder) {
	var plan schedule.Plan
	if p.asked(ctx, func(ctx context.Context) (err error) {
		plan, err = p.cfg.Store.Plan(ctx, r.ID)
		return err
	}) != nil {
		return
	}
	instance, err := plan.Series.Find(r.On)
	if err != nil { // no rule has it any more: to who comes it is as good as cancelled
		instance = schedule.Instance{On: r.On, Zone: r.Guest.Zone, Cancelled: true}
	}
	now := p.cfg.Now()
	waited := false
	if r.Last.IsZero() {
		if waited, err = p.waited(ctx, r, now); err != nil {
			return
		}
	}
	n := newsFor(r, plan, instance, waited, now)
	if n.kind != "" && !p.tell(ctx, r, plan, instance, n.kind) && now.Sub(n.since) < stale {
		n = news{again: now.Add(retry), quiet: true} // as if nobody had looked
	}
	if !n.quiet {
		if r.Last = now; r.Last.Before(plan.Series.Changed.Add(time.Second)) {
			r.Last = plan.Series.Changed.Add(time.Second) // a change is known by its second: this one was seen
		}
	}
	_ = p.asked(ctx, func(ctx context.Context) error { return p.cfg.Store.SettleReminder(ctx, r, n.again) })
}

// waited reports whether somebody who is looked at for the first time has waited for a place.
func (p *Planner) waited(ctx context.Context, r schedule.Reminder, now time.Time) (waited bool, err error) {
	err = p.asked(ctx, func(ctx context.Context) error {
		book, err := p.cfg.Store.Book(ctx, r.ID, r.On)
		if at := slices.IndexFunc(book.Replies, func(l schedule.Reply) bool { return l.Person == r.Guest.Person }); at >= 0 {
			waited = now.Sub(book.Replies[at].At) > settled
		}
		return err
	})
	return waited, err
}

// newsFor decides what somebody is told now. Who is looked at for the first time knows what they have said yes to.
func newsFor(r schedule.Reminder, plan schedule.Plan, instance schedule.Instance, waited bool, now time.Time) news {
	zone := zoneOf(r.Guest.Zone)
	n := news{}
	changed := !r.Last.IsZero() && !plan.Series.Changed.Before(r.Last.Truncate(time.Second))
	switch {
	case instance.Cancelled && changed:
		n.kind, n.since = Cancelled, plan.Series.Changed
	case instance.Cancelled || !now.Before(instance.Start):
		return n
	case waited:
		n.kind = Free // and no since: it is tried once
	case changed:
		n.kind, n.since = Changed, plan.Series.Changed
	default:
		n.kind, n.since = reminderDue(instance.Start, r.Last, zone, now)
	}
	if !instance.Cancelled {
		if later := schedule.Reminders(instance.Start, schedule.Leads(), zone, now); len(later) > 0 {
			n.again = later[0]
		}
	}
	if n.kind != "" && schedule.Quiet(now, zone) {
		return news{again: morning(now, zone), quiet: true}
	}
	return n
}

// reminderDue is the reminder that is due and was not given, the last of several.
func reminderDue(start, last time.Time, zone *time.Location, now time.Time) (Kind, time.Time) {
	if last.IsZero() {
		return "", time.Time{}
	}
	var due time.Time
	for _, at := range schedule.Reminders(start, schedule.Leads(), zone, last) {
		if !at.After(now) {
			due = at
		}
	}
	if due.IsZero() {
		return "", due
	}
	return Soon, due
}

// morning is when the night ends in which it is now.
func morning(now time.Time, zone *time.Location) time.Time {
	wall := walltime.Wall{Date: walltime.DateOf(now, zone), Hour: schedule.QuietUntil}
	if !wall.In(zone).After(now) {
		wall.Date = wall.Date.AddDays(1)
	}
	return wall.In(zone)
}

// zoneOf is a zone by its name, UTC for one that this machine does not know.
func zoneOf(name string) *time.Location {
	zone, err := walltime.Zone(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
