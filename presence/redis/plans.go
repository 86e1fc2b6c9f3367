package redis

import (
	"context"
	"slices"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
)

var _ presence.Schedules = (*Store)(nil)

const (
	// tries bounds how often a change is made anew because another was faster.
	tries = 20
	// step is how many people one script goes over at most.
	step = 200
)

// plan performs a script of schedules.
func (s *Store) plan(ctx context.Context, name string, args ...any) *goredis.Cmd {
	return s.scripts["plan_"+name].Run(ctx, s.client, []string{planPrefix}, args...)
}

// milliseconds is how times are kept, 0 for none.
func milliseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(1, t.UnixMilli())
}

// stored is a plan as it was read.
type stored struct {
	plan    schedule.Plan
	version int64
	now     time.Time
}

// read reads a plan; what cannot be read is not there, and counted. Its version is 0 for none.
func (s *Store) read(ctx context.Context, id string) (stored, error) {
	answer, err := s.plan(ctx, "read", id).Slice()
	if err != nil {
		return stored{}, fault("plan", err)
	}
	if len(answer) != 3 {
		return stored{}, fault("plan", unexpected(nil))
	}
	now, isTime := answer[0].(int64)
	value, isText := answer[1].(string)
	version, isNumber := answer[2].(int64)
	if !isTime || !isText || !isNumber {
		return stored{}, fault("plan", unexpected(nil))
	}
	found := stored{version: version, now: time.UnixMilli(now)}
	if version == 0 {
		return found, presence.ErrNotFound
	}
	var readable bool
	if found.plan, readable = s.decodePlan(value); !readable {
		return found, presence.ErrNotFound
	}
	return found, nil
}

func (s *Store) decodePlan(value string) (schedule.Plan, bool) {
	plan, err := codec.DecodePlan([]byte(value))
	if err != nil {
		s.rejected.Add(1)
	}
	return plan, err == nil
}

// Plan implements presence.Schedules.
func (s *Store) Plan(ctx context.Context, id string) (schedule.Plan, error) {
	if !presence.ValidID(id) {
		return schedule.Plan{}, presence.ErrInvalidID
	}
	found, err := s.read(ctx, id)
	return found.plan, err
}

// SavePlan implements presence.Schedules.
func (s *Store) SavePlan(ctx context.Context, plan schedule.Plan, expect int) error {
	if _, err := codec.EncodePlan(plan); err != nil {
		return err
	}
	for range tries {
		done, err := s.savePlan(ctx, plan, expect)
		if done || err != nil {
			return err
		}
	}
	return presence.ErrUnavailable
}

// savePlan is one try: false when something else was faster.
func (s *Store) savePlan(ctx context.Context, plan schedule.Plan, expect int) (bool, error) {
	old, err := s.read(ctx, plan.Series.ID)
	switch {
	case expect < 0 && old.version > 0:
		return false, presence.ErrChanged
	case expect >= 0 && err != nil:
		return false, err
	case expect < 0 && err != presence.ErrNotFound:
		return false, err
	}
	goes := ""
	if expect < 0 {
		if goes, err = s.mayGo(ctx, plan.Owner); err != nil {
			return false, err
		}
	} else if plan, err = presence.Replaces(old.plan, plan, expect); err != nil {
		return false, err
	}
	value, err := codec.EncodePlan(plan)
	if err != nil {
		return false, err
	}
	answer, err := s.plan(ctx, "save", plan.Series.ID, old.version, value, plan.Series.Sequence, plan.Limit, plan.Owner,
		milliseconds(presence.NextOf(plan, old.now)), old.now.Add(presence.PlanAge).UnixMilli(),
		presence.MaxPlansPerOwner, goes).Int()
	if err != nil {
		return false, fault("save plan", err)
	}
	switch answer {
	case -1:
		return false, presence.ErrTooMany
	case -2:
		return false, s.clear(ctx)
	}
	if goes != "" {
		err = s.clear(ctx)
	}
	return answer == 1, err
}

// mayGo is a plan of an owner that may go for a new one, "" for none or where there is no need.
func (s *Store) mayGo(ctx context.Context, owner string) (string, error) {
	plans, now, err := s.plansOf(ctx, owner)
	if err != nil || len(plans) < presence.MaxPlansPerOwner {
		return "", err
	}
	id, _ := presence.LongestOver(plans, now)
	return id, nil
}

// PlansOf implements presence.Schedules.
func (s *Store) PlansOf(ctx context.Context, owner string) ([]schedule.Plan, error) {
	if !presence.ValidPerson(owner) {
		return nil, schedule.ErrPerson
	}
	plans, _, err := s.plansOf(ctx, owner)
	slices.SortFunc(plans, func(a, b schedule.Plan) int { return strings.Compare(a.Series.ID, b.Series.ID) })
	return plans, err
}

func (s *Store) plansOf(ctx context.Context, owner string) ([]schedule.Plan, time.Time, error) {
	answer, err := s.plan(ctx, "owner", owner).Slice()
	if err != nil {
		return nil, time.Time{}, fault("plans of an owner", err)
	}
	return s.values(answer)
}

// values reads {now, values of plans}.
func (s *Store) values(answer []any) ([]schedule.Plan, time.Time, error) {
	if len(answer) == 0 {
		return nil, time.Time{}, fault("plans", unexpected(nil))
	}
	now, isTime := answer[0].(int64)
	if !isTime {
		return nil, time.Time{}, fault("plans", unexpected(nil))
	}
	var list []schedule.Plan
	for _, value := range answer[1:] {
		text, _ := value.(string)
		if plan, readable := s.decodePlan(text); readable {
			list = append(list, plan)
		}
	}
	return list, time.UnixMilli(now), nil
}

// Agenda implements presence.Schedules.
func (s *Store) Agenda(ctx context.Context, before time.Time, limit int) ([]schedule.Plan, error) {
	limit = min(limit, presence.MaxAgenda)
	if limit <= 0 {
		return nil, ctx.Err()
	}
	answer, err := s.plan(ctx, "agenda", before.UnixMilli(), limit, presence.MaxAgendaBytes).Slice()
	if err != nil {
		return nil, fault("agenda", err)
	}
	list, _, err := s.values(answer)
	return slices.DeleteFunc(list, func(plan schedule.Plan) bool { return !plan.Listed }), err
}

// DeletePlan implements presence.Schedules.
func (s *Store) DeletePlan(ctx context.Context, id string) error {
	if !presence.ValidID(id) {
		return presence.ErrInvalidID
	}
	return s.dropPlan(ctx, id, 0)
}

// dropPlan removes a plan of that version, 0 for any.
func (s *Store) dropPlan(ctx context.Context, id string, version int64) error {
	if err := s.plan(ctx, "drop", id, version).Err(); err != nil {
		return fault("delete plan", err)
	}
	return s.clear(ctx)
}

// clear removes what plans that are gone have left.
func (s *Store) clear(ctx context.Context) error {
	for {
		more, err := s.plan(ctx, "clear", step, "").Int()
		if err != nil {
			return fault("clear plans", err)
		}
		if more == 0 {
			return nil
		}
	}
}
