package presencetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/presence"
	"corner/room/schedule"
	"corner/room/walltime"
)

// SchedulesBackend is one fresh, empty store of schedules under test.
type SchedulesBackend struct {
	Stores  [2]presence.Schedules // two handles on the same data, as two nodes have; may be the same one
	Now     func() time.Time      // the store's own clock
	Advance func(time.Duration)   // returns when the store's own clock has moved by that much
	Far     bool                  // Advance takes no time, however far
}

// RunSchedules tests every promise of presence.Schedules on fresh backends.
func RunSchedules(t *testing.T, open func(*testing.T) SchedulesBackend) {
	for _, c := range []struct {
		name string
		test func(*testing.T, SchedulesBackend)
	}{
		{"a plan is read as it was saved", planSaved},
		{"a plan is saved over the one that was read, and no other", planChanged},
		{"of many who change a plan at once one does", planRace},
		{"an owner has so many plans, and one that is over makes room", planBound},
		{"what cannot be a plan is refused", planInvalid},
		{"the agenda has what is listed, soonest first", agenda},
		{"the agenda leaves out what is too much to read", agendaBytes},
		{"a plan goes with everything that hangs on it", planDeleted},
		{"the first come, the others wait", replies},
		{"who replies again keeps their place under another name", replyRenamed},
		{"nobody comes to what is not", replyRefused},
		{"a person comes to so many instances", replyBound},
		{"a limit that grows lets in who waits", replyLimit},
		{"counts are those of the books", counts},
		{"many reply at once and each is there once", replyRace},
		{"books are as the rules have them after any history", replyHistory},
		{"a plan is due when it is saved, to one taker, and again after the lease", dueLease},
		{"a plan is due when it was settled for, unless it has changed", dueSettled},
		{"of many takers each plan has one", dueRace},
		{"who comes is looked at, who waits is not until they come", remind},
		{"a reminder is settled, unless plan or guest have changed", remindSettled},
		{"a change of a plan has everybody looked at who comes", remindChanged},
		{"what somebody was told is kept, whatever becomes of plan and guest", remindTold},
		{"a feed is shown until it is revoked", feeds},
		{"a person has so many addresses of web push", pushes},
		{"a finished context is an error, not a refusal", schedulesDone},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// weekly is a plan of an owner that begins in two hours and every week from then on.
func weekly(t *testing.T, b SchedulesBackend, owner string) schedule.Plan {
	t.Helper()
	part := schedule.Part{
		Start: walltime.Of(b.Now().Add(2*time.Hour), time.UTC), Zone: "UTC", Length: time.Hour,
		Rule: schedule.Rule{Freq: schedule.Weekly, Interval: 1},
	}
	series, err := schedule.New(presence.NewID(), part, []byte(`{"seats":8}`), b.Now())
	must(t, err)
	return schedule.Plan{Series: series, Owner: owner, Name: "小雨", Listed: true}
}

// once is a plan that begins in two hours.
func once(t *testing.T, b SchedulesBackend, owner string) schedule.Plan {
	t.Helper()
	plan := weekly(t, b, owner)
	part := plan.Series.Parts[0]
	part.Rule = schedule.Rule{}
	series, err := schedule.New(plan.Series.ID, part, nil, b.Now())
	must(t, err)
	plan.Series = series
	return plan
}

// saved is a plan in the store.
func saved(t *testing.T, b SchedulesBackend, plan schedule.Plan) schedule.Plan {
	t.Helper()
	must(t, b.Stores[0].SavePlan(t.Context(), plan, -1))
	return plan
}

// changed saves another sequence of a plan.
func changed(t *testing.T, b SchedulesBackend, plan schedule.Plan) schedule.Plan {
	t.Helper()
	was := plan.Series.Sequence
	series, err := plan.Series.SetPayload([]byte("{}"), b.Now())
	must(t, err)
	plan.Series = series
	must(t, b.Stores[1].SavePlan(t.Context(), plan, was))
	return plan
}

func firstOf(plan schedule.Plan) walltime.Date { return plan.Series.Parts[0].Start.Date }

// Visitor is somebody who replies, the same for the same number.
func Visitor(n int) schedule.Guest {
	return schedule.Guest{Person: fmt.Sprintf("visitor-%014d", n), Name: fmt.Sprint("访客", n), Zone: "Asia/Kolkata"}
}

// comes has visitors reply, in their order.
func comes(t *testing.T, b SchedulesBackend, plan schedule.Plan, on walltime.Date, numbers ...int) schedule.Book {
	t.Helper()
	var book schedule.Book
	for _, n := range numbers {
		var err error
		book, _, err = b.Stores[n%2].Reply(t.Context(), plan.Series.ID, on, Visitor(n), true)
		must(t, err)
	}
	return book
}

func refused(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, not %v", what, err, want)
	}
}

func sameJSON(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v\nis not\n%+v", got, want)
	}
}

func planSaved(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit, plan.Ended = 12, firstOf(plan)
	later := firstOf(plan).AddDays(7)
	series, err := plan.Series.Move(later, plan.Series.Parts[0].Start.On(later.AddDays(1)), 2*time.Hour, b.Now())
	must(t, err)
	series, err = series.Cancel(later.AddDays(7), b.Now())
	must(t, err)
	other := series.Parts[0]
	other.Zone, other.Start = "Australia/Lord_Howe", other.Start.On(later.AddDays(21))
	other.Rule = schedule.Rule{Freq: schedule.Weekly, Interval: 2, Count: 10}
	series, err = series.ChangeFrom(later.AddDays(21), other, b.Now())
	must(t, err)
	plan.Series = series
	saved(t, b, plan)
	saved(t, b, weekly(t, b, presence.NewID()))
	got, err := b.Stores[1].Plan(t.Context(), series.ID)
	must(t, err)
	sameJSON(t, got, plan)
	second := saved(t, b, once(t, b, plan.Owner))
	want := []schedule.Plan{plan, second}
	slices.SortFunc(want, func(a, b schedule.Plan) int { return strings.Compare(a.Series.ID, b.Series.ID) })
	list, err := b.Stores[1].PlansOf(t.Context(), plan.Owner)
	must(t, err)
	for i := range want {
		want[i].Series.Payload = slices.Clip(want[i].Series.Payload)
	}
	sameJSON(t, list, want)
	if list, err := b.Stores[0].PlansOf(t.Context(), presence.NewID()); err != nil || len(list) > 0 {
		t.Fatalf("%v, %v", list, err)
	}
}
