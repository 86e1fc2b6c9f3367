package local

import (
	"context"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room"
	"corner/room/schedule"
)

var _ presence.Schedules = (*Store)(nil)

// planRow is what the file has of a plan. Its value stays readable where only times change.
type planRow struct {
	due, next, over int64 // times in the indexes of these names
	owner           string
	value           []byte // codec's
}

func (r planRow) bytes() []byte {
	b := append(append(number(r.due), number(r.next)...), number(r.over)...)
	return append(append(b, named(r.owner)...), r.value...)
}

// planRowOf reads a row; false for what is none.
func planRowOf(b []byte) (planRow, bool) {
	const head = 3*numberLength + 1
	if len(b) < head || len(b) < head+int(b[head-1]) {
		return planRow{}, false
	}
	end := head + int(b[head-1])
	return planRow{
		due: numberOf(b), next: numberOf(b[numberLength:]), over: numberOf(b[2*numberLength:]),
		owner: string(b[head:end]), value: append([]byte(nil), b[end:]...),
	}, true
}

// planned performs a change in one transaction, which is in the file when it returns.
func (s *Store) planned(ctx context.Context, doing string, change func(plans) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return refusalOr(doing, s.db.Update(func(tx *bbolt.Tx) error { return change(plansIn(tx)) }))
}

// readPlans looks at what is planned.
func (s *Store) readPlans(ctx context.Context, doing string, look func(plans) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return refusalOr(doing, s.db.View(func(tx *bbolt.Tx) error { return look(plansIn(tx)) }))
}

// refusalOr leaves coded refusals as they are.
func refusalOr(doing string, err error) error {
	var coded *room.Error
	var refused *schedule.Error
	if err == nil || errors.As(err, &coded) || errors.As(err, &refused) {
		return err
	}
	return fileFault(doing, err)
}

// SavePlan implements presence.Schedules.
func (s *Store) SavePlan(ctx context.Context, plan schedule.Plan, expect int) error {
	if _, err := codec.EncodePlan(plan); err != nil {
		return err
	}
	now := s.now()
	return s.planned(ctx, "save plan", func(p plans) error { return s.savePlan(p, plan, expect, now) })
}

func (s *Store) savePlan(p plans, plan schedule.Plan, expect int, now time.Time) error {
	id := []byte(plan.Series.ID)
	row, known := planRowOf(p.rows.Get(id))
	if expect < 0 {
		if known {
			return presence.ErrChanged
		}
		if err := s.makeRoom(p, plan.Owner, now); err != nil {
			return err
		}
		row.owner = plan.Owner
		if err := p.owners.Put(named(plan.Owner, id...), nil); err != nil {
			return err
		}
	} else {
		old, err := s.plan(row, known)
		if err != nil {
			return err
		}
		if plan, err = presence.Replaces(old, plan, expect); err != nil {
			return err
		}
	}
	var err error
	if row.value, err = codec.EncodePlan(plan); err != nil {
		return err
	}
	if err := p.schedule(id, row, instant(now), presence.NextOf(plan, now), instant(now.Add(presence.PlanAge))); err != nil {
		return err
	}
	return p.markBooks(id, instant(now))
}

// schedule writes a plan's row with other times.
func (p plans) schedule(id []byte, row planRow, due int64, next time.Time, over int64) error {
	begins := instant(next)
	err := errors.Join(reschedule(p.due, id, row.due, due), reschedule(p.agenda, id, row.next, begins),
		reschedule(p.over, id, row.over, over))
	if err != nil {
		return err
	}
	row.due, row.next, row.over = due, begins, over
	return p.rows.Put(id, row.bytes())
}

// makeRoom refuses one plan too many of an owner, unless one of them is over: that goes.
func (s *Store) makeRoom(p plans, owner string, now time.Time) error {
	if count(p.owners, named(owner), presence.MaxPlansPerOwner) < presence.MaxPlansPerOwner {
		return nil
	}
	oldest, found := presence.LongestOver(s.plansOf(p, owner), now)
	if !found {
		return presence.ErrTooMany
	}
	return p.drop([]byte(oldest))
}

// plan reads the plan of a row; what cannot be read is not there, and counted.
func (s *Store) plan(row planRow, known bool) (schedule.Plan, error) {
	if !known {
		return schedule.Plan{}, presence.ErrNotFound
	}
	plan, err := codec.DecodePlan(row.value)
	if err != nil {
		s.rejected.Add(1)
		return schedule.Plan{}, presence.ErrNotFound
	}
	return plan, nil
}

func (s *Store) planIn(p plans, id []byte) (schedule.Plan, error) {
	return s.plan(planRowOf(p.rows.Get(id)))
}

func (s *Store) plansOf(p plans, owner string) []schedule.Plan {
	var list []schedule.Plan
	for id := range beginning(p.owners, named(owner)) {
		if plan, err := s.planIn(p, id); err == nil {
			list = append(list, plan)
		}
	}
	return list
}

// Plan implements presence.Schedules.
func (s *Store) Plan(ctx context.Context, id string) (plan schedule.Plan, err error) {
	if err := valid(ctx, id); err != nil {
		return schedule.Plan{}, err
	}
	err = s.readPlans(ctx, "plan", func(p plans) error {
		plan, err = s.planIn(p, []byte(id))
		return err
	})
	return plan, err
}

// PlansOf implements presence.Schedules.
func (s *Store) PlansOf(ctx context.Context, owner string) (list []schedule.Plan, err error) {
	if !presence.ValidPerson(owner) {
		return nil, schedule.ErrPerson
	}
	err = s.readPlans(ctx, "plans of an owner", func(p plans) error {
		list = s.plansOf(p, owner)
		return nil
	})
	return list, err
}

// Agenda implements presence.Schedules.
func (s *Store) Agenda(ctx context.Context, before time.Time, limit int) (list []schedule.Plan, err error) {
	limit = min(limit, presence.MaxAgenda)
	left := presence.MaxAgendaBytes
	err = s.readPlans(ctx, "agenda", func(p plans) error {
		for _, id := range ripe(p.agenda, before.UnixMilli()-1, limit) {
			row, known := planRowOf(p.rows.Get(id))
			if len(row.value) > left {
				continue
			}
			left -= len(row.value)
			if plan, err := s.plan(row, known); err == nil && plan.Listed {
				list = append(list, plan)
			}
		}
		return nil
	})
	return list, err
}

// DeletePlan implements presence.Schedules.
func (s *Store) DeletePlan(ctx context.Context, id string) error {
	if err := valid(ctx, id); err != nil {
		return err
	}
	return s.planned(ctx, "delete plan", func(p plans) error { return p.drop([]byte(id)) })
}

// drop removes a plan and everything that hangs on it.
func (p plans) drop(id []byte) error {
	row, known := planRowOf(p.rows.Get(id))
	if known {
		err := errors.Join(reschedule(p.due, id, row.due, 0), reschedule(p.agenda, id, row.next, 0),
			reschedule(p.over, id, row.over, 0), p.owners.Delete(named(row.owner, id...)), p.rows.Delete(id))
		if err != nil {
			return err
		}
	}
	return errors.Join(p.dropBooks(id), p.dropFeeds(id))
}
