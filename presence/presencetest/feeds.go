package presencetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"corner/presence"
	"corner/room/schedule"
)

func hashOf(n int) string { return fmt.Sprintf("hash-%038d", n) }

func feeds(t *testing.T, b SchedulesBackend) {
	owner, plan := presence.NewID(), saved(t, b, weekly(t, b, presence.NewID()))
	all := map[string]schedule.Feed{}
	for n := range presence.MaxFeedsPerOwner {
		feed := schedule.Feed{Owner: owner, Person: owner, Created: instant(n)}
		if n == 3 {
			feed = schedule.Feed{Owner: owner, Plan: plan.Series.ID, Created: instant(n)}
		}
		must(t, b.Stores[n%2].SaveFeed(t.Context(), hashOf(n), feed))
		all[hashOf(n)] = feed
	}
	more := schedule.Feed{Owner: owner, Person: owner}
	refused(t, "one too many", b.Stores[0].SaveFeed(t.Context(), hashOf(99), more), presence.ErrTooMany)
	other := schedule.Feed{Owner: presence.NewID(), Plan: plan.Series.ID, Created: instant(7)}
	refused(t, "a hash that is there", b.Stores[0].SaveFeed(t.Context(), hashOf(1), other), presence.ErrChanged)
	must(t, b.Stores[0].SaveFeed(t.Context(), hashOf(50), other))
	check := func() {
		t.Helper()
		got, err := b.Stores[1].FeedsOf(t.Context(), owner)
		must(t, err)
		if !reflect.DeepEqual(got, all) {
			t.Fatalf("%+v, not %+v", got, all)
		}
		for hash, want := range all {
			if got, err := b.Stores[1].Feed(t.Context(), hash); err != nil || got != want {
				t.Fatalf("%+v, %v", got, err)
			}
		}
	}
	check()
	must(t, b.Stores[0].RevokeFeed(t.Context(), other.Owner, hashOf(3)))
	must(t, b.Stores[0].RevokeFeed(t.Context(), owner, hashOf(77)))
	must(t, b.Stores[0].RevokeFeed(t.Context(), owner, "}"))
	check()
	must(t, b.Stores[0].RevokeFeed(t.Context(), owner, hashOf(3)))
	delete(all, hashOf(3))
	check()
	for _, hash := range []string{hashOf(3), hashOf(99), "", "}{"} {
		_, err := b.Stores[1].Feed(t.Context(), hash)
		refused(t, hash, err, presence.ErrNotFound)
	}
	must(t, b.Stores[0].SaveFeed(t.Context(), hashOf(3), more))
	for name, feed := range map[string]schedule.Feed{
		"of nothing": {Owner: other.Owner},
		"of both":    {Owner: other.Owner, Plan: plan.Series.ID, Person: owner},
		"of nobody":  {Owner: "}", Person: owner},
		"no id":      {Owner: other.Owner, Plan: "}"},
	} {
		refused(t, name, b.Stores[0].SaveFeed(t.Context(), hashOf(60), feed), presence.ErrRecord)
	}
	refused(t, "no plan", b.Stores[0].SaveFeed(t.Context(), hashOf(60), schedule.Feed{Owner: other.Owner, Plan: presence.NewID()}), presence.ErrNotFound)
	refused(t, "no hash", b.Stores[0].SaveFeed(t.Context(), "short", more), presence.ErrInvalidID)
}

func pushes(t *testing.T, b SchedulesBackend) {
	person := presence.NewID()
	push := func(n int) schedule.Push {
		return schedule.Push{
			Endpoint: fmt.Sprintf("https://push.example/%d", n), P256dh: "BNc", Auth: "tB", Locale: "zh", Zone: "Asia/Shanghai",
			Created: instant(n),
		}
	}
	want := func(list ...schedule.Push) {
		t.Helper()
		got, err := b.Stores[1].Pushes(t.Context(), person)
		must(t, err)
		if len(got) != len(list) || len(got) > 0 && !reflect.DeepEqual(got, list) {
			t.Fatalf("%+v, not %+v", got, list)
		}
	}
	want()
	for n := range presence.MaxPushPerPerson {
		must(t, b.Stores[n%2].SavePush(t.Context(), person, push(n)))
	}
	again := push(0)
	again.Zone = "Europe/Madrid"
	must(t, b.Stores[0].SavePush(t.Context(), person, again))
	want(push(1), push(2), push(3), push(4), again)
	must(t, b.Stores[0].SavePush(t.Context(), person, push(5)))
	want(push(2), push(3), push(4), again, push(5))
	must(t, b.Stores[0].SavePush(t.Context(), presence.NewID(), push(2)))
	must(t, b.Stores[1].DropPush(t.Context(), person, push(3).Endpoint))
	must(t, b.Stores[1].DropPush(t.Context(), person, "https://push.example/unknown"))
	want(push(2), push(4), again, push(5))
	for name, spoil := range map[string]func(*schedule.Push){
		"endpoint": func(p *schedule.Push) { p.Endpoint = "" },
		"locale":   func(p *schedule.Push) { p.Locale = "\xff" },
		"key":      func(p *schedule.Push) { p.P256dh = string(make([]byte, 4000)) },
	} {
		bad := push(9)
		spoil(&bad)
		refused(t, name, b.Stores[0].SavePush(t.Context(), person, bad), presence.ErrRecord)
	}
	refused(t, "nobody", b.Stores[0].SavePush(t.Context(), "}", push(1)), schedule.ErrPerson)
}

func schedulesDone(t *testing.T, b SchedulesBackend) {
	plan, ctx := weekly(t, b, presence.NewID()), done(t)
	s, on, guest := b.Stores[0], firstOf(plan), Visitor(1)
	id, person := plan.Series.ID, guest.Person
	for name, call := range map[string]func() error{
		"SavePlan":      func() error { return s.SavePlan(ctx, plan, -1) },
		"Plan":          func() error { _, err := s.Plan(ctx, id); return err },
		"PlansOf":       func() error { _, err := s.PlansOf(ctx, person); return err },
		"Agenda":        func() error { _, err := s.Agenda(ctx, b.Now(), 1); return err },
		"DeletePlan":    func() error { return s.DeletePlan(ctx, id) },
		"Reply":         func() error { _, _, err := s.Reply(ctx, id, on, guest, true); return err },
		"Book":          func() error { _, err := s.Book(ctx, id, on); return err },
		"Counts":        func() error { _, err := s.Counts(ctx, []schedule.Key{{ID: id, On: on}}, ""); return err },
		"RepliesOf":     func() error { _, err := s.RepliesOf(ctx, person); return err },
		"TakeDue":       func() error { _, err := s.TakeDue(ctx, 1, lease); return err },
		"SettleDue":     func() error { return s.SettleDue(ctx, id, 0, b.Now(), b.Now()) },
		"TakeReminders": func() error { _, err := s.TakeReminders(ctx, 1, lease); return err },
		"SettleReminder": func() error {
			return s.SettleReminder(ctx, schedule.Reminder{Key: schedule.Key{ID: id, On: on}, Guest: guest}, time.Time{})
		},
		"SaveFeed":   func() error { return s.SaveFeed(ctx, hashOf(1), schedule.Feed{Owner: person, Person: person}) },
		"Feed":       func() error { _, err := s.Feed(ctx, hashOf(1)); return err },
		"FeedsOf":    func() error { _, err := s.FeedsOf(ctx, person); return err },
		"RevokeFeed": func() error { return s.RevokeFeed(ctx, person, hashOf(1)) },
		"SavePush":   func() error { return s.SavePush(ctx, person, schedule.Push{Endpoint: "https://push.example/1"}) },
		"Pushes":     func() error { _, err := s.Pushes(ctx, person); return err },
		"DropPush":   func() error { return s.DropPush(ctx, person, "https://push.example/1") },
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
