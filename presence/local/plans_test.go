package local_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/presence/local"
	"corner/presence/presencetest"
	"corner/room/schedule"
	"corner/room/walltime"
)

func TestSchedulesConform(t *testing.T) {
	presencetest.RunSchedules(t, func(t *testing.T) presencetest.SchedulesBackend {
		c := new(clock)
		s := open(t, "", c)
		return presencetest.SchedulesBackend{
			Stores: [2]presence.Schedules{s, s}, Now: c.now, Advance: c.advance, Far: true,
		}
	})
}

// replierEnv makes the test binary a process that takes replies into the named folder, to a plan, until it is killed.
const (
	replierEnv     = "CORNER_TEST_REPLIER"
	replierPlanEnv = "CORNER_TEST_REPLIER_PLAN"
)

func replyForever(folder string) {
	s, err := local.Open(local.Config{Folder: folder})
	if err != nil {
		panic(err)
	}
	panic(presencetest.ReplyForever(s, os.Getenv(replierPlanEnv), os.Stdout))
}

func TestRepliesSurviveAKilledProcess(t *testing.T) {
	folder := t.TempDir()
	with := func(use func(presence.Schedules)) {
		s, err := local.Open(local.Config{Folder: folder})
		must(t, err)
		use(s)
		must(t, s.Close())
	}
	plan, err := presencetest.CrashPlan(time.Now())
	must(t, err)
	with(func(s presence.Schedules) { must(t, s.SavePlan(t.Context(), plan, -1)) })
	self, err := os.Executable()
	must(t, err)
	presencetest.Crash(t, plan.Series.ID, func() *exec.Cmd {
		child := exec.Command(self)
		child.Env = append(os.Environ(), replierEnv+"="+folder, replierPlanEnv+"="+plan.Series.ID)
		child.Stderr = os.Stderr
		return child
	}, with)
}

// planOf is a plan with an instance in two hours, and every week from then on if it is weekly.
func planOf(t *testing.T, c *clock, weekly bool) schedule.Plan {
	t.Helper()
	part := schedule.Part{Start: walltime.Of(c.now().Add(2*time.Hour), time.UTC), Zone: "UTC", Length: time.Hour}
	if weekly {
		part.Rule = schedule.Rule{Freq: schedule.Weekly, Interval: 1}
	}
	series, err := schedule.New(presence.NewID(), part, nil, c.now())
	must(t, err)
	return schedule.Plan{Series: series, Owner: presence.NewID(), Limit: 1, Listed: true}
}

func guestOf(n int) schedule.Guest {
	return schedule.Guest{Person: fmt.Sprintf("visitor-%014d", n), Name: "访客", Zone: "Asia/Kolkata"}
}

func reply(t *testing.T, s *local.Store, plan schedule.Plan, week, n int) {
	t.Helper()
	on := plan.Series.Parts[0].Start.Date.AddDays(7 * week)
	_, _, err := s.Reply(t.Context(), plan.Series.ID, on, guestOf(n), true)
	must(t, err)
}

// planBuckets are the buckets of schedules, as they are called in the file.
var planBuckets = []string{
	"plans", "plans.owners", "plans.due", "plans.agenda", "plans.over", "books", "books.walk", "books.ends", "guests",
	"guests.people", "guests.remind", "feeds", "feeds.owners", "feeds.plans", "push", "push.ages",
}

func TestWhatIsPlannedIsThereWhenTheFileIsOpenedAgain(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	s := open(t, folder, c)
	plan := planOf(t, c, true)
	must(t, s.SavePlan(t.Context(), plan, -1))
	reply(t, s, plan, 0, 1)
	reply(t, s, plan, 0, 2)
	must(t, s.Close())
	s = open(t, folder, c)
	book, err := s.Book(t.Context(), plan.Series.ID, plan.Series.Parts[0].Start.Date)
	if err != nil || len(book.Going()) != 1 || book.Waiting()[0].Guest != guestOf(2) {
		t.Fatalf("%+v, %v", book, err)
	}
	if due, err := s.TakeDue(t.Context(), 10, time.Hour); err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	if list, err := s.TakeReminders(t.Context(), 10, time.Hour); err != nil || len(list) != 1 || list[0].Guest != guestOf(1) {
		t.Fatal(list, err)
	}
}

func TestAPlanAMonthAfterItIsOverGoesWithEverything(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	s := open(t, folder, c)
	plan := planOf(t, c, false)
	must(t, s.SavePlan(t.Context(), plan, -1))
	reply(t, s, plan, 0, 1)
	must(t, s.SaveFeed(t.Context(), strings.Repeat("h", 43), schedule.Feed{Owner: guestOf(1).Person, Plan: plan.Series.ID}))
	must(t, s.SavePush(t.Context(), guestOf(1).Person, schedule.Push{Endpoint: "https://push.example/1"}))
	there := func(when string, want bool) {
		t.Helper()
		for range 3 {
			_, err := s.TakeDue(t.Context(), 10, time.Hour)
			must(t, err)
		}
		if _, err := s.Plan(t.Context(), plan.Series.ID); (err == nil) != want {
			t.Fatalf("%s: %v", when, err)
		}
	}
	c.advance(presence.PlanAge)
	there("it has not been over for a month", true)
	c.advance(25 * time.Hour) // whoever looks for them does so once in a day
	there("it has", false)
	c.advance(presence.PushAge)
	there("ages later", false)
	must(t, s.Close())
	if n := keysIn(t, folder, planBuckets...); n != 0 {
		t.Fatalf("%d keys stay", n)
	}
}

func TestWhoCameToAnInstanceGoesAWeekAfterIt(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	s := open(t, folder, c)
	plan := planOf(t, c, true)
	must(t, s.SavePlan(t.Context(), plan, -1))
	for n := range 3 {
		reply(t, s, plan, 0, n)
		reply(t, s, plan, 1, n)
		reply(t, s, plan, 2, n)
	}
	first := plan.Series.Parts[0].Start.Date
	series, err := plan.Series.Move(first.AddDays(7), plan.Series.Parts[0].Start.On(first.AddDays(60)), 0, c.now())
	must(t, err)
	plan.Series = series
	must(t, s.SavePlan(t.Context(), plan, 0))
	c.advance(21*24*time.Hour + 4*time.Hour) // a week after the third; the second was moved beyond
	_, err = s.TakeDue(t.Context(), 10, time.Hour)
	must(t, err)
	for week, want := range []int{0, 3, 0} {
		book, err := s.Book(t.Context(), plan.Series.ID, first.AddDays(7*week))
		if err != nil || len(book.Replies) != want {
			t.Errorf("week %d: %d replies, %v", week, len(book.Replies), err)
		}
	}
}

func TestAnAddressOfWebPushGoesWhenItIsNotSavedAgain(t *testing.T) {
	c := new(clock)
	s := open(t, "", c)
	person := guestOf(1).Person
	save := func(endpoint string) {
		must(t, s.SavePush(t.Context(), person, schedule.Push{Endpoint: "https://push.example/" + endpoint}))
	}
	save("a")
	save("b")
	c.advance(presence.PushAge / 2)
	save("a")
	c.advance(presence.PushAge / 2)
	list, err := s.Pushes(t.Context(), person)
	if err != nil || len(list) != 1 || list[0].Endpoint != "https://push.example/a" {
		t.Fatal(list, err)
	}
}

func TestRecordsOfSchedulesThatCannotBeReadAreKeptAndNotShown(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	s := open(t, folder, c)
	broken, plan := planOf(t, c, true), planOf(t, c, true)
	broken.Owner = plan.Owner
	for _, p := range []schedule.Plan{broken, plan} {
		must(t, s.SavePlan(t.Context(), p, -1))
		reply(t, s, p, 0, 1)
		reply(t, s, p, 0, 2)
	}
	must(t, s.Close())
	db, err := bbolt.Open(filepath.Join(folder, "presence.db"), 0o600, nil)
	must(t, err)
	before := keysIn2(t, db)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		spoil(t, tx, "plans", broken.Series.ID, 60)
		return nil
	}))
	must(t, db.Update(func(tx *bbolt.Tx) error {
		spoil(t, tx, "guests", plan.Series.ID, 20)
		return nil
	}))
	must(t, db.Close())
	s = open(t, folder, c)
	if list, err := s.PlansOf(t.Context(), plan.Owner); err != nil || len(list) != 1 || s.Rejected() != 1 {
		t.Fatalf("%d plans, %d rejected, %v", len(list), s.Rejected(), err)
	}
	if list, err := s.Agenda(t.Context(), c.now().Add(24*time.Hour), 10); err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if due, err := s.TakeDue(t.Context(), 10, time.Hour); err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	if list, err := s.TakeReminders(t.Context(), 10, time.Hour); err != nil || len(list) != 0 {
		t.Fatal(list, err) // the first in the book cannot be read, the second waits
	}
	book, err := s.Book(t.Context(), plan.Series.ID, plan.Series.Parts[0].Start.Date)
	if err != nil || len(book.Replies) != 1 || book.Replies[0].Guest != guestOf(2) {
		t.Fatalf("%+v, %v", book, err)
	}
	reply(t, s, plan, 0, 1) // writes over what cannot be read, in its place
	must(t, s.Close())
	db, err = bbolt.Open(filepath.Join(folder, "presence.db"), 0o600, nil)
	must(t, err)
	if after := keysIn2(t, db); after != before {
		t.Fatalf("%d of %d records are kept", after, before)
	}
	must(t, db.Close())
}

func keysIn2(t *testing.T, db *bbolt.DB) int {
	t.Helper()
	count := 0
	must(t, db.View(func(tx *bbolt.Tx) error {
		for _, name := range []string{"plans", "books", "guests", "guests.people"} {
			count += tx.Bucket([]byte(name)).Stats().KeyN
		}
		return nil
	}))
	return count
}

// spoil writes into the first value under a prefix, from a byte on.
func spoil(t *testing.T, tx *bbolt.Tx, bucket, prefix string, from int) {
	t.Helper()
	c := tx.Bucket([]byte(bucket)).Cursor()
	key, value := c.Seek([]byte(prefix))
	if !strings.HasPrefix(string(key), prefix) || len(value) < from {
		t.Fatalf("nothing under %q", prefix)
	}
	must(t, tx.Bucket([]byte(bucket)).Put(key, append(append([]byte(nil), value[:from]...), "}{"...)))
}
