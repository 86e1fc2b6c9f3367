package planner

import (
	"context"
	"time"

	"corner/room/schedule"

	"go.uber.org/zap"
)

// openAll looks at plans that are due, and reports whether there may be more.
func (p *Planner) openAll(ctx context.Context) bool {
	var plans []schedule.Plan
	if p.asked(ctx, func(ctx context.Context) (err error) {
		plans, err = p.cfg.Store.TakeDue(ctx, batch, lease)
		return err
	}) != nil {
		return false
	}
	for _, plan := range plans {
		if ctx.Err() != nil {
			return false // the lease has them looked at again
		}
		p.look(ctx, plan)
	}
	return len(plans) == batch
}

// look opens the room of a plan whose doors are open, and says when to look again. What could not be opened stays due:
// another node may be able to when the lease is over.
func (p *Planner) look(ctx context.Context, plan schedule.Plan) {
	now := p.cfg.Now()
	open, next := plan.Series.At(now)
	goesOn := open != nil && !plan.Closed(open.On)
	if goesOn && !p.open(ctx, plan, *open, now) {
		return
	}
	var again, begins time.Time
	if later := plan.Series.Next(now); later != nil {
		again = later.DoorsOpen()
	}
	if soon := now.Add(p.cfg.Again); goesOn && (again.IsZero() || soon.Before(again)) {
		again = soon
	}
	if next != nil {
		begins = next.Start
	}
	_ = p.asked(ctx, func(ctx context.Context) error { // else it stays due
		return p.cfg.Store.SettleDue(ctx, plan.Series.ID, plan.Series.Sequence, again, begins)
	})
}

// open has the room be open, and reports whether it is.
func (p *Planner) open(ctx context.Context, plan schedule.Plan, instance schedule.Instance, now time.Time) bool {
	opened, err := p.cfg.Opener.OpenPlan(ctx, plan, instance)
	if err != nil {
		if ctx.Err() == nil {
			p.stats.failed.Add(1)
			p.log.Warn("the room of a plan is not opened", zap.String("room", plan.Series.ID), zap.Error(err))
		}
		return false
	}
	if opened {
		p.stats.opened.Add(1)
		p.log.Info("the room of a plan is opened", zap.String("room", plan.Series.ID))
		if now.After(instance.Start) {
			p.stats.late.Add(1)
		}
	}
	return true
}
