package presencetest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/presence"
	"corner/room/schedule"
)

// lease is short enough to wait for where no clock can be set.
const lease = 300 * time.Millisecond

func takeDue(t *testing.T, b SchedulesBackend, store int, lease time.Duration) []string {
	t.Helper()
	list, err := b.Stores[store].TakeDue(t.Context(), presence.MaxTaken, lease)
	must(t, err)
	var ids []string
	for _, plan := range list {
		ids = append(ids, plan.Series.ID)
	}
	slices.Sort(ids)
	return ids
}

func wantDue(t *testing.T, when string, got []string, plans ...schedule.Plan) {
	t.Helper()
	var ids []string
	for _, plan := range plans {
		ids = append(ids, plan.Series.ID)
	}
	slices.Sort(ids)
	if !slices.Equal(got, ids) {
		t.Fatalf("%s: %v are due, not %v", when, got, ids)
	}
}

func dueLease(t *testing.T, b SchedulesBackend) {
	wantDue(t, "nothing", takeDue(t, b, 0, time.Hour))
	plan, other := saved(t, b, weekly(t, b, presence.NewID())), saved(t, b, weekly(t, b, presence.NewID()))
	list, err := b.Stores[1].TakeDue(t.Context(), 1, lease)
	must(t, err)
	if len(list) != 1 {
		t.Fatalf("%d of one", len(list))
	}
	first, second := plan, other
	if list[0].Series.ID == other.Series.ID {
		first, second = other, plan
	}
	sameJSON(t, list[0], first)
	wantDue(t, "the other", takeDue(t, b, 0, time.Hour), second)
	wantDue(t, "both are taken", takeDue(t, b, 1, time.Hour))
	b.Advance(lease)
	wantDue(t, "whose taker died", takeDue(t, b, 0, time.Hour), first)
}

func dueSettled(t *testing.T, b SchedulesBackend) {
	plan := saved(t, b, weekly(t, b, presence.NewID()))
	wantDue(t, "saved", takeDue(t, b, 0, lease), plan)
	soon := b.Now().Add(2 * lease)
	must(t, b.Stores[1].SettleDue(t.Context(), plan.Series.ID, 0, soon, time.Time{}))
	b.Advance(lease)
	wantDue(t, "settled for later", takeDue(t, b, 0, lease))
	b.Advance(lease)
	wantDue(t, "its time has come", takeDue(t, b, 0, time.Hour), plan)
	after := changed(t, b, plan)
	must(t, b.Stores[0].SettleDue(t.Context(), plan.Series.ID, 0, time.Time{}, time.Time{}))
	wantDue(t, "changed before it was settled", takeDue(t, b, 1, lease), after)
	must(t, b.Stores[0].SettleDue(t.Context(), plan.Series.ID, 1, time.Time{}, time.Time{}))
	b.Advance(2 * lease)
	wantDue(t, "settled for ever", takeDue(t, b, 0, lease))
	must(t, b.Stores[0].SettleDue(t.Context(), presence.NewID(), 1, soon, soon))
	wantDue(t, "no plan", takeDue(t, b, 0, lease))
}

func dueRace(t *testing.T, b SchedulesBackend) {
	const many = 60
	for range many {
		saved(t, b, weekly(t, b, presence.NewID()))
	}
	var mu sync.Mutex
	taken := map[string]int{}
	var racing sync.WaitGroup
	for n := range 4 {
		racing.Go(func() {
			for {
				list, err := b.Stores[n%2].TakeDue(t.Context(), 7, time.Hour)
				if err != nil || len(list) > 7 {
					t.Error(len(list), err)
				}
				if len(list) == 0 {
					return
				}
				mu.Lock()
				for _, plan := range list {
					taken[plan.Series.ID]++
				}
				mu.Unlock()
			}
		})
	}
	racing.Wait()
	for id, times := range taken {
		if times != 1 {
			t.Errorf("%s was taken %d times", id, times)
		}
	}
	if len(taken) != many {
		t.Fatalf("%d of %d were taken", len(taken), many)
	}
}

// takeReminders takes all there are, in the order of people.
func takeReminders(t *testing.T, b SchedulesBackend, store int, lease time.Duration) []schedule.Reminder {
	t.Helper()
	var all []schedule.Reminder
	for {
		list, err := b.Stores[store].TakeReminders(t.Context(), 2, lease)
		must(t, err)
		if len(list) > 2 {
			t.Fatalf("%d of two", len(list))
		}
		if len(list) == 0 {
			slices.SortFunc(all, func(a, b schedule.Reminder) int {
				return strings.Compare(a.Guest.Person+a.On.String(), b.Guest.Person+b.On.String())
			})
			return all
		}
		all = append(all, list...)
	}
}

func wantReminders(t *testing.T, when string, list []schedule.Reminder, numbers ...int) {
	t.Helper()
	var got []string
	for _, r := range list {
		got = append(got, r.Guest.Person)
	}
	if !slices.Equal(got, persons(numbers...)) {
		t.Fatalf("%s: %v, not %v", when, got, persons(numbers...))
	}
}

func remind(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 2
	saved(t, b, plan)
	on := firstOf(plan)
	wantReminders(t, "nobody", takeReminders(t, b, 0, time.Hour))
	comes(t, b, plan, on, 1, 2, 3, 4)
	list := takeReminders(t, b, 0, lease)
	wantReminders(t, "who goes", list, 1, 2)
	if r := list[0]; r.ID != plan.Series.ID || r.On != on || r.Guest != Visitor(1) || r.Sequence != 0 || !r.Last.IsZero() {
		t.Fatalf("%+v", r)
	}
	wantReminders(t, "taken", takeReminders(t, b, 1, lease))
	leaves(t, b, plan, on, 1)
	wantReminders(t, "who comes now", takeReminders(t, b, 1, time.Hour), 3)
	b.Advance(lease)
	wantReminders(t, "whose taker died", takeReminders(t, b, 1, time.Hour), 2)
	for _, n := range []int{2, 3, 4} {
		leaves(t, b, plan, on, n)
	}
	b.Advance(lease)
	wantReminders(t, "nobody any more", takeReminders(t, b, 0, lease))
}

func remindSettled(t *testing.T, b SchedulesBackend) {
	plan := saved(t, b, weekly(t, b, presence.NewID()))
	on := firstOf(plan)
	comes(t, b, plan, on, 1)
	settle := func(r schedule.Reminder, again time.Time) {
		t.Helper()
		must(t, b.Stores[1].SettleReminder(t.Context(), r, again))
	}
	r := takeReminders(t, b, 0, time.Hour)[0]
	r.Last = b.Now().Truncate(time.Millisecond).UTC()
	settle(r, b.Now().Add(2*lease))
	b.Advance(lease)
	wantReminders(t, "settled for later", takeReminders(t, b, 0, lease))
	b.Advance(lease)
	list := takeReminders(t, b, 0, time.Hour)
	wantReminders(t, "its time has come", list, 1)
	if !list[0].Last.Equal(r.Last) {
		t.Fatalf("reminded up to %v, not %v", list[0].Last, r.Last)
	}
	other := Visitor(1)
	other.Zone = "Europe/Madrid"
	_, _, err := b.Stores[0].Reply(t.Context(), plan.Series.ID, on, other, true)
	must(t, err)
	settle(list[0], time.Time{})
	list = takeReminders(t, b, 0, time.Hour)
	wantReminders(t, "the guest is in another zone", list, 1)
	plan = changed(t, b, plan)
	settle(list[0], time.Time{})
	list = takeReminders(t, b, 1, time.Hour)
	wantReminders(t, "the plan was changed", list, 1)
	if list[0].Sequence != 1 || list[0].Guest != other || !list[0].Last.Equal(r.Last) {
		t.Fatalf("%+v", list[0])
	}
	settle(list[0], time.Time{})
	b.Advance(lease)
	wantReminders(t, "settled for ever", takeReminders(t, b, 1, time.Hour))
	leaves(t, b, plan, on, 1)
	settle(list[0], b.Now())
	wantReminders(t, "gone", takeReminders(t, b, 1, time.Hour))
}

func remindChanged(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 2
	saved(t, b, plan)
	on := firstOf(plan)
	comes(t, b, plan, on, 1, 2, 3)
	comes(t, b, plan, on.AddDays(7), 4, 5)
	settleAll := func(when string, numbers ...int) {
		t.Helper()
		list := takeReminders(t, b, 0, time.Hour)
		wantReminders(t, when, list, numbers...)
		for _, r := range list {
			must(t, b.Stores[1].SettleReminder(t.Context(), r, time.Time{}))
		}
	}
	settleAll("at first", 1, 2, 4, 5)
	settleAll("settled")
	plan = changed(t, b, plan)
	settleAll("changed", 1, 2, 4, 5)
	plan.Limit = 3
	plan = changed(t, b, plan)
	settleAll("one more comes", 1, 2, 3, 4, 5)
	plan.Limit = 1
	changed(t, b, plan)
	settleAll("others wait", 1, 4)
}

// remindTold follows what people know of a session: what they said yes to, or nothing if they waited, and then what they were
// told.
func remindTold(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 1
	saved(t, b, plan)
	on := firstOf(plan)
	first, err := plan.Series.Find(on)
	must(t, err)
	wants := func(when string, n int, want schedule.Told) schedule.Reminder {
		t.Helper()
		list := takeReminders(t, b, n%2, time.Hour)
		wantReminders(t, when, list, n)
		if list[0].Told != want {
			t.Fatalf("%s: %+v, not %+v", when, list[0].Told, want)
		}
		return list[0]
	}
	comes(t, b, plan, on, 1, 2)
	r := wants("who comes", 1, schedule.ToldOf(first))

	r.Told = schedule.Told{Start: first.Start.Add(25 * time.Hour), Zone: "America/Argentina/ComodRivadavia", Length: 70 * time.Minute}
	must(t, b.Stores[1].SettleReminder(t.Context(), r, b.Now().Add(lease)))
	b.Advance(lease)
	r = wants("told", 1, r.Told)
	other := Visitor(1)
	other.Name = "Ana"
	_, _, err = b.Stores[1].Reply(t.Context(), plan.Series.ID, on, other, true)
	must(t, err)
	r = wants("under another name", 1, r.Told)
	plan = changed(t, b, plan)
	late := r
	late.Told = schedule.Told{Cancelled: true}
	must(t, b.Stores[0].SettleReminder(t.Context(), late, time.Time{})) // it was of the plan before
	r = wants("told of an earlier plan", 1, late.Told)
	r.Told = schedule.Told{}
	must(t, b.Stores[0].SettleReminder(t.Context(), r, time.Time{}))
	plan = changed(t, b, plan)
	r = wants("nothing new", 1, late.Told)

	leaves(t, b, plan, on, 1)
	must(t, b.Stores[0].SettleReminder(t.Context(), r, time.Time{}))
	r = wants("who waited", 2, schedule.Told{})
	r.Told = schedule.ToldOf(first)
	must(t, b.Stores[0].SettleReminder(t.Context(), r, b.Now().Add(lease)))
	b.Advance(lease)
	wants("who comes now", 2, r.Told)
	leaves(t, b, plan, on, 2)
	comes(t, b, plan, on, 1)
	wants("who comes once more", 1, schedule.ToldOf(first))
}
