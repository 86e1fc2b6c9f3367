package planner

import (
	"context"
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
	Changed   Kind = "changed"   // it is otherwise than they were told
	Cancelled Kind = "cancelled" // it will not be
	Free      Kind = "free"      // they waited, and come now
)

var kinds = [...]Kind{Soon, Changed, Cancelled, Free}

const (
	retry = time.Minute      // between two tries to tell somebody
	stale = 10 * time.Minute // after which what could not be told is not told any more
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
	if r.Told.IsZero() && !r.Last.IsZero() {
		r.Told = schedule.ToldOf(instance) // it was not kept what they were told, or it could not be told: they know it
	}
	now := p.cfg.Now()
	n := newsFor(r, plan, instance, now)
	told, done := false, true
	if n.kind != "" {
		told, done = p.tell(ctx, r, plan, instance, n.kind)
	}
	switch {
	case !done && now.Sub(n.since) < stale:
		n = news{again: now.Add(retry), quiet: true} // as if nobody had looked
	case told:
		r.Told = schedule.ToldOf(instance)
	}
	if !n.quiet {
		r.Last = now
	}
	_ = p.asked(ctx, func(ctx context.Context) error { return p.cfg.Store.SettleReminder(ctx, r, n.again) })
}

// newsFor decides what somebody is told now: what is otherwise than they were told last, or else that it is near.
func newsFor(r schedule.Reminder, plan schedule.Plan, instance schedule.Instance, now time.Time) news {
	zone := zoneOf(r.Guest.Zone)
	n := news{}
	changed := !r.Told.IsZero() && r.Told != schedule.ToldOf(instance)
	switch {
	case instance.Cancelled && changed:
		n.kind, n.since = Cancelled, plan.Series.Changed
	case instance.Cancelled || !now.Before(instance.Start):
		return n
	case r.Told.IsZero() && r.Last.IsZero():
		n.kind = Free // and no since: it is tried once
	case changed:
		n.kind, n.since = Changed, plan.Series.Changed
		if _, due := reminderDue(instance.Start, r.Last, zone, now); due.After(n.since) {
			n.since = due // it could not be told then, and now they are to be told anyway
		}
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
