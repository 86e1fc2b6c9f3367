package local_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"corner/presence"
	"corner/room/schedule"
)

// costEnv has the cost of a full store be measured with so many plans of ten replies each.
const costEnv = "CORNER_TEST_PLANS"

// What one call costs does not grow with the number of plans: it is measured with some, and with ten times as many.
func TestACallCostsTheSameHoweverManyPlansThereAre(t *testing.T) {
	many := 300
	fmt.Sscan(os.Getenv(costEnv), &many)
	few := costs(t, many/10)
	full := costs(t, many)
	for name, took := range full {
		t.Logf("%s: %v with %d plans and %d replies, %v with a tenth", name, took, many, 10*many, few[name])
		if took > 10*few[name]+5*time.Millisecond {
			t.Errorf("%s takes %v with %d plans, %v with a tenth", name, took, many, few[name])
		}
	}
}

// costs are medians of what calls take with so many plans, ten replies each.
func costs(t *testing.T, many int) map[string]time.Duration {
	c := new(clock)
	s := open(t, "", c)
	plans := make([]schedule.Plan, many)
	for i := range plans {
		plans[i] = planOf(t, c, true)
		plans[i].Limit = 0
		must(t, s.SavePlan(t.Context(), plans[i], -1))
		for n := range 10 {
			reply(t, s, plans[i], 0, i*10+n)
		}
	}
	took := make(map[string][]time.Duration)
	measure := func(name string, call func() error) {
		begin := time.Now()
		err := call()
		took[name] = append(took[name], time.Since(begin))
		must(t, err)
	}
	ctx := t.Context()
	for i := range 21 {
		plan, on := plans[i], plans[i].Series.Parts[0].Start.Date
		measure("TakeDue", func() error { _, err := s.TakeDue(ctx, presence.MaxTaken, time.Hour); return err })
		measure("SettleDue", func() error { return s.SettleDue(ctx, plan.Series.ID, 0, c.now().Add(time.Hour), time.Time{}) })
		measure("TakeReminders", func() error { _, err := s.TakeReminders(ctx, presence.MaxTaken, time.Hour); return err })
		measure("SettleReminder", func() error {
			r := schedule.Reminder{Key: schedule.Key{ID: plan.Series.ID, On: on}, Guest: guestOf(i * 10)}
			return s.SettleReminder(ctx, r, c.now().Add(time.Hour))
		})
		measure("Reply", func() error { _, _, err := s.Reply(ctx, plan.Series.ID, on, guestOf(i*10), i%2 == 0); return err })
		measure("Agenda of 50", func() error { _, err := s.Agenda(ctx, c.now().Add(72*time.Hour), 50); return err })
		measure("SavePlan", func() error {
			series, err := plan.Series.SetPayload([]byte("{}"), c.now())
			must(t, err)
			plan.Series = series
			return s.SavePlan(ctx, plan, 0)
		})
	}
	medians := make(map[string]time.Duration)
	for name, list := range took {
		slices.Sort(list)
		medians[name] = list[len(list)/2]
	}
	return medians
}
