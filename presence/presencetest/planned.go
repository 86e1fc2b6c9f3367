package presencetest

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corner/presence"
	"corner/room/schedule"
	"corner/room/walltime"
)

// patience is what a busy machine may take for what is done at once.
const patience = 20 * time.Second

func planChanged(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	refused(t, "not there", b.Stores[0].SavePlan(t.Context(), plan, 0), presence.ErrNotFound)
	saved(t, b, plan)
	refused(t, "there already", b.Stores[1].SavePlan(t.Context(), plan, -1), presence.ErrChanged)
	refused(t, "another sequence", b.Stores[1].SavePlan(t.Context(), plan, 1), presence.ErrChanged)
	plan.Ended = firstOf(plan)
	must(t, b.Stores[0].SavePlan(t.Context(), plan, 0))
	plan.Ended = walltime.Date{}
	plan.Name = "另一个"
	plan = changed(t, b, plan)
	got, err := b.Stores[0].Plan(t.Context(), plan.Series.ID)
	must(t, err)
	if got.Ended != firstOf(plan) || got.Name != plan.Name || got.Series.Sequence != 1 {
		t.Fatalf("%+v", got)
	}
	stolen := plan
	stolen.Owner = presence.NewID()
	refused(t, "another owner", b.Stores[0].SavePlan(t.Context(), stolen, 1), presence.ErrRecord)
	plan.Series.Sequence = 0
	refused(t, "a sequence that shrinks", b.Stores[0].SavePlan(t.Context(), plan, 1), presence.ErrRecord)
}

func planRace(t *testing.T, b SchedulesBackend) {
	plan := saved(t, b, weekly(t, b, presence.NewID()))
	for range 10 {
		series, err := plan.Series.SetPayload([]byte("{}"), b.Now())
		must(t, err)
		var won atomic.Int32
		var racing sync.WaitGroup
		for n := range 4 {
			mine := plan
			mine.Series = series
			racing.Go(func() {
				err := b.Stores[n%2].SavePlan(t.Context(), mine, plan.Series.Sequence)
				if err == nil {
					won.Add(1)
				} else if !errors.Is(err, presence.ErrChanged) {
					t.Error(err)
				}
			})
		}
		racing.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d changed one sequence", won.Load())
		}
		plan.Series = series
	}
}

func planBound(t *testing.T, b SchedulesBackend) {
	owner := presence.NewID()
	var list []schedule.Plan
	for range presence.MaxPlansPerOwner {
		list = append(list, saved(t, b, weekly(t, b, owner)))
	}
	one := weekly(t, b, owner)
	refused(t, "one too many", b.Stores[1].SavePlan(t.Context(), one, -1), presence.ErrTooMany)
	saved(t, b, weekly(t, b, presence.NewID()))
	over := list[3]
	series, err := over.Series.CancelAll(b.Now())
	must(t, err)
	over.Series = series
	must(t, b.Stores[0].SavePlan(t.Context(), over, 0))
	saved(t, b, one)
	_, err = b.Stores[0].Plan(t.Context(), over.Series.ID)
	refused(t, "which is over", err, presence.ErrNotFound)
	if kept, err := b.Stores[0].PlansOf(t.Context(), owner); err != nil || len(kept) != presence.MaxPlansPerOwner {
		t.Fatal(len(kept), err)
	}
}

func planInvalid(t *testing.T, b SchedulesBackend) {
	for name, c := range map[string]struct {
		spoil func(*schedule.Plan)
		want  error
	}{
		"id":       {func(p *schedule.Plan) { p.Series.ID = "short" }, presence.ErrInvalidID},
		"braces":   {func(p *schedule.Plan) { p.Series.ID = strings.Repeat("}", 22) }, schedule.ErrSeries},
		"owner":    {func(p *schedule.Plan) { p.Owner = "a:b" }, schedule.ErrPerson},
		"name":     {func(p *schedule.Plan) { p.Name = "\xff" }, schedule.ErrName},
		"limit":    {func(p *schedule.Plan) { p.Limit = -1 }, schedule.ErrLimit},
		"ended":    {func(p *schedule.Plan) { p.Ended = walltime.Date{Year: 9999, Month: 1, Day: 1} }, schedule.ErrTime},
		"parts":    {func(p *schedule.Plan) { p.Series.Parts = nil }, schedule.ErrSeries},
		"payload":  {func(p *schedule.Plan) { p.Series.Payload = make([]byte, schedule.MaxPayload+1) }, schedule.ErrSeries},
		"sequence": {func(p *schedule.Plan) { p.Series.Sequence = -1 }, schedule.ErrSeries},
	} {
		plan := weekly(t, b, presence.NewID())
		plan.Series.Parts = slices.Clone(plan.Series.Parts)
		c.spoil(&plan)
		err := b.Stores[0].SavePlan(t.Context(), plan, -1)
		if name == "braces" && errors.Is(err, presence.ErrInvalidID) {
			continue
		}
		refused(t, name, err, c.want)
	}
	for _, id := range []string{"", "}{", strings.Repeat("x", 23)} {
		_, err := b.Stores[0].Plan(t.Context(), id)
		refused(t, id, err, presence.ErrInvalidID)
		refused(t, id, b.Stores[0].DeletePlan(t.Context(), id), presence.ErrInvalidID)
		refused(t, id, b.Stores[0].SettleDue(t.Context(), id, 0, time.Time{}, time.Time{}), presence.ErrInvalidID)
		_, err = b.Stores[0].PlansOf(t.Context(), id)
		if id != strings.Repeat("x", 23) {
			refused(t, id, err, schedule.ErrPerson)
		}
	}
}

// agendaBytes has the agenda be full of plans as long as may be, and a short one begin after all of them.
func agendaBytes(t *testing.T, b SchedulesBackend) {
	const many = 2 * presence.MaxAgendaBytes / schedule.MaxPayload
	for n := range many {
		long := once(t, b, Visitor(n/presence.MaxPlansPerOwner).Person)
		long.Series.Payload = bytes.Repeat([]byte("x"), schedule.MaxPayload)
		saved(t, b, long)
	}
	last := weekly(t, b, presence.NewID())
	last.Series.Parts[0].Start = walltime.Of(b.Now().Add(3*time.Hour), time.UTC)
	saved(t, b, last)
	list, err := b.Stores[1].Agenda(t.Context(), b.Now().Add(24*time.Hour), many+1)
	must(t, err)
	if n := len(list); n < many/4 || n > many/2 || list[n-1].Series.ID != last.Series.ID {
		t.Fatalf("%d of %d", n, many)
	}
}

func agenda(t *testing.T, b SchedulesBackend) {
	first := saved(t, b, weekly(t, b, presence.NewID()))
	second := weekly(t, b, presence.NewID())
	second.Series.Parts[0].Start = walltime.Of(b.Now().Add(3*time.Hour), time.UTC)
	saved(t, b, second)
	hidden := weekly(t, b, presence.NewID())
	hidden.Listed = false
	saved(t, b, hidden)
	want := func(before time.Duration, limit int, plans ...schedule.Plan) {
		t.Helper()
		list, err := b.Stores[1].Agenda(t.Context(), b.Now().Add(before), limit)
		must(t, err)
		var got, ids []string
		for _, plan := range list {
			got = append(got, plan.Series.ID)
		}
		for _, plan := range plans {
			ids = append(ids, plan.Series.ID)
		}
		if !slices.Equal(got, ids) {
			t.Fatalf("%v, not %v", got, ids)
		}
	}
	want(24*time.Hour, 10, first, second)
	want(24*time.Hour, 1, first)
	want(24*time.Hour, 0)
	want(150*time.Minute, 10, first)
	want(time.Hour, 10)
	later := b.Now().Add(4 * time.Hour)
	must(t, b.Stores[0].SettleDue(t.Context(), first.Series.ID, 0, later, later))
	must(t, b.Stores[0].SettleDue(t.Context(), hidden.Series.ID, 0, later, later))
	want(24*time.Hour, 10, second, first)
	must(t, b.Stores[0].SettleDue(t.Context(), first.Series.ID, 0, time.Time{}, time.Time{}))
	want(24*time.Hour, 10, second)
	series, err := second.Series.CancelAll(b.Now())
	must(t, err)
	second.Series = series
	must(t, b.Stores[0].SavePlan(t.Context(), second, 0))
	want(24*time.Hour, 10)
	hidden.Listed = true
	changed(t, b, hidden)
	want(24*time.Hour, 10, hidden)
}

func planDeleted(t *testing.T, b SchedulesBackend) {
	owner := presence.NewID()
	plan, other := saved(t, b, weekly(t, b, owner)), saved(t, b, weekly(t, b, owner))
	on := firstOf(plan)
	for _, p := range []schedule.Plan{plan, other} {
		comes(t, b, p, on, 1, 2)
		comes(t, b, p, on.AddDays(7), 1)
	}
	hash := strings.Repeat("h", 43)
	must(t, b.Stores[0].SaveFeed(t.Context(), hash, schedule.Feed{Owner: Visitor(1).Person, Plan: plan.Series.ID, Created: instant(1)}))
	must(t, b.Stores[1].DeletePlan(t.Context(), plan.Series.ID))
	must(t, b.Stores[0].DeletePlan(t.Context(), plan.Series.ID))
	_, err := b.Stores[0].Plan(t.Context(), plan.Series.ID)
	refused(t, "plan", err, presence.ErrNotFound)
	_, err = b.Stores[0].Book(t.Context(), plan.Series.ID, on)
	refused(t, "book", err, presence.ErrNotFound)
	_, err = b.Stores[0].Feed(t.Context(), hash)
	refused(t, "feed", err, presence.ErrNotFound)
	if all, err := b.Stores[0].FeedsOf(t.Context(), Visitor(1).Person); err != nil || len(all) > 0 {
		t.Fatal(all, err)
	}
	list, err := b.Stores[0].RepliesOf(t.Context(), Visitor(1).Person)
	must(t, err)
	if want := []schedule.Key{{ID: other.Series.ID, On: on}, {ID: other.Series.ID, On: on.AddDays(7)}}; !slices.Equal(sortedKeys(list), want) {
		t.Fatal(list)
	}
	for _, r := range takeReminders(t, b, 0, time.Minute) {
		if r.ID == plan.Series.ID {
			t.Fatalf("%+v", r)
		}
	}
	if due, err := b.Stores[0].TakeDue(t.Context(), 10, time.Minute); err != nil || len(due) != 1 || due[0].Series.ID != other.Series.ID {
		t.Fatal(due, err)
	}
	again := plan
	again.Owner = presence.NewID()
	saved(t, b, again)
	mustBook(t, b, plan.Series.ID, on, nil, nil)
}

func sortedKeys(list []schedule.Key) []schedule.Key {
	slices.SortFunc(list, func(a, b schedule.Key) int { return strings.Compare(a.ID+a.On.String(), b.ID+b.On.String()) })
	return list
}
