package presencetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"corner/presence"
	"corner/room"
	"corner/room/schedule"
	"corner/room/walltime"
)

// people are those of a book, by person.
func names(list []schedule.Reply) []string {
	var people []string
	for _, r := range list {
		people = append(people, r.Person)
	}
	return people
}

func persons(numbers ...int) []string {
	var list []string
	for _, n := range numbers {
		list = append(list, Visitor(n).Person)
	}
	return list
}

// mustBook reads the book of an instance and wants who goes and who waits.
func mustBook(t *testing.T, b SchedulesBackend, id string, on walltime.Date, going, waiting []string) schedule.Book {
	t.Helper()
	var book schedule.Book
	for _, s := range b.Stores {
		var err error
		book, err = s.Book(t.Context(), id, on)
		must(t, err)
		if !slices.Equal(names(book.Going()), going) || !slices.Equal(names(book.Waiting()), waiting) {
			t.Fatalf("%v go and %v wait, not %v and %v", names(book.Going()), names(book.Waiting()), going, waiting)
		}
	}
	return book
}

// leaves has a visitor not come any more, and gives who comes for them.
func leaves(t *testing.T, b SchedulesBackend, plan schedule.Plan, on walltime.Date, n int) []string {
	t.Helper()
	_, come, err := b.Stores[1].Reply(t.Context(), plan.Series.ID, on, schedule.Guest{Person: Visitor(n).Person}, false)
	must(t, err)
	return come
}

func replies(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 2
	saved(t, b, plan)
	id, on := plan.Series.ID, firstOf(plan)
	mustBook(t, b, id, on, nil, nil)
	book := comes(t, b, plan, on, 5, 3, 4, 1, 3)
	if book.Limit != 2 || !slices.Equal(names(book.Replies), persons(5, 3, 4, 1)) {
		t.Fatalf("%+v", book)
	}
	comes(t, b, plan, on.AddDays(7), 1)
	book = mustBook(t, b, id, on, persons(5, 3), persons(4, 1))
	for _, r := range book.Replies {
		if age := b.Now().Sub(r.At); age < 0 || age > patience || r.Guest.Zone != "Asia/Kolkata" || r.Name == "" {
			t.Fatalf("%+v at %v", r, b.Now())
		}
	}
	if come := leaves(t, b, plan, on, 5); !slices.Equal(come, persons(4)) {
		t.Fatal(come)
	}
	if come := leaves(t, b, plan, on, 1); come != nil {
		t.Fatal(come)
	}
	mustBook(t, b, id, on, persons(3, 4), nil)
	comes(t, b, plan, on, 5)
	mustBook(t, b, id, on, persons(3, 4), persons(5))
	mustBook(t, b, id, on.AddDays(7), persons(1), nil)
	list, err := b.Stores[0].RepliesOf(t.Context(), Visitor(1).Person)
	must(t, err)
	if len(list) != 1 || list[0] != (schedule.Key{ID: id, On: on.AddDays(7)}) {
		t.Fatal(list)
	}
	comes(t, b, plan, on.AddDays(14), 1)
	if list, err = b.Stores[1].RepliesOf(t.Context(), Visitor(1).Person); err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
}

func replyRenamed(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 1
	saved(t, b, plan)
	on := firstOf(plan)
	comes(t, b, plan, on, 1, 2)
	other := Visitor(1)
	other.Name, other.Zone = "Ana \"x\" — |:", "America/New_York"
	_, come, err := b.Stores[0].Reply(t.Context(), plan.Series.ID, on, other, true)
	must(t, err)
	book := mustBook(t, b, plan.Series.ID, on, persons(1), persons(2))
	if come != nil || book.Replies[0].Guest != other || book.Replies[1].Guest != Visitor(2) {
		t.Fatalf("%+v, %v", book, come)
	}
}

func replyRefused(t *testing.T, b SchedulesBackend) {
	plan := saved(t, b, weekly(t, b, presence.NewID()))
	on := firstOf(plan)
	series, err := plan.Series.Cancel(on.AddDays(7), b.Now())
	must(t, err)
	plan.Series = series
	must(t, b.Stores[0].SavePlan(t.Context(), plan, 0))
	reply := func(id string, on walltime.Date, guest schedule.Guest, comes bool) error {
		_, _, err := b.Stores[1].Reply(t.Context(), id, on, guest, comes)
		return err
	}
	id, guest := plan.Series.ID, Visitor(1)
	refused(t, "no plan", reply(presence.NewID(), on, guest, true), presence.ErrNotFound)
	refused(t, "no plan to leave", reply(presence.NewID(), on, guest, false), presence.ErrNotFound)
	refused(t, "no id", reply("}{", on, guest, true), presence.ErrInvalidID)
	refused(t, "no instance", reply(id, on.AddDays(1), guest, true), schedule.ErrNoInstance)
	refused(t, "no date", reply(id, walltime.Date{}, guest, true), schedule.ErrNoInstance)
	refused(t, "cancelled", reply(id, on.AddDays(7), guest, true), schedule.ErrCancelled)
	refused(t, "not listed", reply(id, on, guest, false), schedule.ErrNotListed)
	refused(t, "no person", reply(id, on, schedule.Guest{Person: "a:b", Zone: "UTC"}, true), schedule.ErrPerson)
	refused(t, "nobody leaves", reply(id, on, schedule.Guest{}, false), schedule.ErrPerson)
	guest.Zone = "Mars/Olympus"
	refused(t, "no zone", reply(id, on, guest, true), schedule.ErrZone)
	guest.Zone, guest.Name = "UTC", "\xff"
	refused(t, "no name", reply(id, on, guest, true), schedule.ErrName)
	mustBook(t, b, id, on, nil, nil)
	comes(t, b, plan, on, 1)
	series, err = series.CancelAll(b.Now())
	must(t, err)
	was := plan.Series.Sequence
	plan.Series = series
	must(t, b.Stores[0].SavePlan(t.Context(), plan, was))
	refused(t, "all cancelled", reply(id, on, Visitor(2), true), schedule.ErrCancelled)
	leaves(t, b, plan, on, 1) // of what was cancelled too
}

func replyBound(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Series.Parts[0].Rule.Freq = schedule.Daily
	saved(t, b, plan)
	on := firstOf(plan)
	for n := range presence.MaxRepliesPerGuest {
		comes(t, b, plan, on.AddDays(n), 1)
	}
	late := on.AddDays(presence.MaxRepliesPerGuest)
	_, _, err := b.Stores[0].Reply(t.Context(), plan.Series.ID, late, Visitor(1), true)
	refused(t, "one too many", err, presence.ErrTooMany)
	comes(t, b, plan, on, 1) // is there already
	comes(t, b, plan, late, 2)
	leaves(t, b, plan, on, 1)
	comes(t, b, plan, late, 1)
}

func replyLimit(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 1
	saved(t, b, plan)
	id, on := plan.Series.ID, firstOf(plan)
	comes(t, b, plan, on, 1, 2, 3, 4)
	plan.Limit = 3
	plan = changed(t, b, plan)
	mustBook(t, b, id, on, persons(1, 2, 3), persons(4))
	plan.Limit = 2
	plan = changed(t, b, plan)
	mustBook(t, b, id, on, persons(1, 2), persons(3, 4))
	if come := leaves(t, b, plan, on, 1); !slices.Equal(come, persons(3)) {
		t.Fatal(come)
	}
	plan.Limit = 0
	changed(t, b, plan)
	mustBook(t, b, id, on, persons(2, 3, 4), nil)
}

func counts(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 2
	saved(t, b, plan)
	open := saved(t, b, weekly(t, b, presence.NewID()))
	on := firstOf(plan)
	comes(t, b, plan, on, 1, 2, 3)
	comes(t, b, open, on, 3, 1)
	keys := []schedule.Key{
		{ID: plan.Series.ID, On: on}, {ID: open.Series.ID, On: on}, {ID: plan.Series.ID, On: on.AddDays(7)},
		{ID: presence.NewID(), On: on},
	}
	for person, places := range map[string][]int{Visitor(3).Person: {3, 1, 0, 0}, Visitor(2).Person: {2, 0, 0, 0}, "": {0, 0, 0, 0}} {
		list, err := b.Stores[1].Counts(t.Context(), keys, person)
		must(t, err)
		want := []schedule.Count{
			{Going: 2, Waiting: 1, Place: places[0]}, {Going: 2, Place: places[1]}, {}, {},
		}
		if !slices.Equal(list, want) {
			t.Fatalf("%q: %+v, not %+v", person, list, want)
		}
	}
	_, err := b.Stores[0].Counts(t.Context(), make([]schedule.Key, presence.MaxCounts+1), "")
	refused(t, "too many", err, presence.ErrTooMany)
	_, err = b.Stores[0].Counts(t.Context(), []schedule.Key{{ID: "}", On: on}}, "")
	refused(t, "no id", err, presence.ErrInvalidID)
	if list, err := b.Stores[0].Counts(t.Context(), nil, ""); err != nil || len(list) > 0 {
		t.Fatal(list, err)
	}
}

// persist asks a store again that did not answer in time, as a busy machine may have it.
func persist(ask func() error) error {
	for try := 1; ; try++ {
		err := ask()
		var coded *room.Error
		var refused *schedule.Error
		if err == nil || try == 5 || errors.As(err, &coded) || errors.As(err, &refused) {
			return err
		}
	}
}

// Twenty people reply through both stores at once while the host changes the limit.
func replyRace(t *testing.T, b SchedulesBackend) {
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 7
	saved(t, b, plan)
	id, on := plan.Series.ID, firstOf(plan) // the plan itself changes meanwhile
	var waiting sync.WaitGroup
	for n := range 20 {
		waiting.Go(func() {
			for range 3 {
				if err := persist(func() error {
					_, _, err := b.Stores[n%2].Reply(t.Context(), id, on, Visitor(n), true)
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	waiting.Go(func() {
		for limit := 1; limit < 5; limit++ {
			plan.Limit = limit
			plan = changed(t, b, plan)
		}
	})
	waiting.Wait()
	book, err := b.Stores[0].Book(t.Context(), plan.Series.ID, on)
	must(t, err)
	list := names(book.Replies)
	slices.Sort(list)
	if len(list) != 20 || len(slices.Compact(list)) != 20 || len(book.Going()) != 4 {
		t.Fatalf("%d replies, %d go: %v", len(list), len(book.Going()), list)
	}
}

// The rules are the model: whatever is done to the store is done to a schedule.Book too.
func replyHistory(t *testing.T, b SchedulesBackend) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	plan := weekly(t, b, presence.NewID())
	plan.Limit = 3
	saved(t, b, plan)
	models := map[walltime.Date]schedule.Book{}
	fail := func(what string, got, want any) {
		t.Helper()
		t.Fatalf("seed %d, %s: %v, not %v", seed, what, got, want)
	}
	for range 150 {
		on := firstOf(plan).AddDays(7 * random.IntN(2))
		model := models[on]
		model.Limit = plan.Limit
		guest := Visitor(random.IntN(8))
		guest.Name = fmt.Sprint(random.IntN(3))
		var wantErr error
		var come []string
		switch random.IntN(8) {
		case 0:
			plan.Limit = random.IntN(5)
			plan = changed(t, b, plan)
			model.Limit = plan.Limit
		case 1, 2, 3:
			model, come, wantErr = model.Leave(guest.Person)
			book, got, err := b.Stores[random.IntN(2)].Reply(t.Context(), plan.Series.ID, on, guest, false)
			if !sameRefusal(err, wantErr) || !slices.Equal(got, come) {
				fail("leave", fmt.Sprint(got, err), fmt.Sprint(come, wantErr))
			}
			if err == nil && !sameBook(book, model) {
				fail("book after leave", book, model)
			}
		default:
			model, _ = model.Join(guest, b.Now())
			book, _, err := b.Stores[random.IntN(2)].Reply(t.Context(), plan.Series.ID, on, guest, true)
			must(t, err)
			if !sameBook(book, model) {
				fail("book after join", book, model)
			}
		}
		models[on] = model
		book, err := b.Stores[random.IntN(2)].Book(t.Context(), plan.Series.ID, on)
		must(t, err)
		if !sameBook(book, model) {
			fail("book", book, model)
		}
		key := schedule.Key{ID: plan.Series.ID, On: on}
		list, err := b.Stores[random.IntN(2)].Counts(t.Context(), []schedule.Key{key}, guest.Person)
		must(t, err)
		place := 1 + slices.Index(names(model.Replies), guest.Person)
		if want := presence.CountOf(plan.Limit, len(model.Replies), place); list[0] != want {
			fail("count", list[0], want)
		}
	}
}

func sameRefusal(got, want error) bool { return got == want } //nolint:errorlint // refusals are values

// sameBook compares all but the times, which are the store's own.
func sameBook(got, want schedule.Book) bool {
	return got.Limit == want.Limit && slices.EqualFunc(got.Replies, want.Replies, func(a, b schedule.Reply) bool {
		return a.Guest == b.Guest
	})
}
