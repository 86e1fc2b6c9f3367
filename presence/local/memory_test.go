package local_test

import (
	"errors"
	"testing"
	"time"

	"corner/presence"
	"corner/room/schedule"
	"corner/room/walltime"
)

// A store without a folder keeps everything as long as it is open, and leaves no file.
func TestAStoreWithoutAFolderIsInMemory(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	c := new(clock)
	s := open(t, "", c)
	part := schedule.Part{Start: walltime.Of(c.now().Add(2*time.Hour), time.UTC), Zone: "UTC", Length: time.Hour}
	series, err := schedule.New(presence.NewID(), part, nil, c.now())
	must(t, err)
	plan := schedule.Plan{Series: series, Owner: presence.NewID(), Limit: 1}
	must(t, s.SavePlan(t.Context(), plan, -1))
	guest := schedule.Guest{Person: presence.NewID(), Zone: "UTC"}
	book, _, err := s.Reply(t.Context(), series.ID, part.Start.Date, guest, true)
	if err != nil || len(book.Going()) != 1 {
		t.Fatalf("%+v, %v", book, err)
	}
	due, err := s.TakeDue(t.Context(), 10, time.Minute)
	if err != nil || len(due) != 1 {
		t.Fatalf("%+v, %v", due, err)
	}
	if list, err := s.TakeReminders(t.Context(), 10, time.Minute); err != nil || len(list) != 1 || list[0].Guest != guest {
		t.Fatalf("%+v, %v", list, err)
	}
	must(t, s.Close())
	if _, err := open(t, "", c).Plan(t.Context(), series.ID); !errors.Is(err, presence.ErrNotFound) {
		t.Fatal(err)
	}
}
