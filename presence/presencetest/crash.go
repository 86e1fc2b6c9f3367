package presencetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"corner/presence"
	"corner/room/schedule"
	"corner/room/walltime"
)

// killsEnv is how often Crash kills where it is set.
const killsEnv = "CORNER_TEST_KILLS"

// repliers is how many go on at once in a process that is killed; visitors is how many each of them acts for.
const (
	repliers = 4
	visitors = 6
)

// CrashPlan is the plan that Crash is about: of every day, for five.
func CrashPlan(now time.Time) (schedule.Plan, error) {
	part := schedule.Part{
		Start: walltime.Of(now.Add(48*time.Hour), time.UTC), Zone: "UTC", Length: time.Hour,
		Rule: schedule.Rule{Freq: schedule.Daily, Interval: 1},
	}
	series, err := schedule.New(presence.NewID(), part, nil, now)
	return schedule.Plan{Series: series, Owner: presence.NewID(), Limit: 5, Listed: true}, err
}

// ReplyForever has visitors say that they come to a plan and that they do not, and the host cancel an instance and
// restore it. It says what it is about to do, and once that was answered, until it is killed.
func ReplyForever(s presence.Schedules, id string, out io.Writer) error {
	plan, err := s.Plan(context.Background(), id)
	if err != nil {
		return err
	}
	say := speaker(out)
	failed := make(chan error)
	for n := range repliers {
		go func() { failed <- replyForever(s, plan, n, say) }()
	}
	go func() { failed <- cancelForever(s, plan, say) }()
	return <-failed
}

// speaker writes whole lines, whoever speaks.
func speaker(out io.Writer) func(...any) {
	var mu sync.Mutex
	return func(words ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(out, words...)
	}
}

func replyForever(s presence.Schedules, plan schedule.Plan, n int, say func(...any)) error {
	for {
		guest, day, comes := n*visitors+rand.IntN(visitors), rand.IntN(2), rand.IntN(2) == 0
		say("try", guest, day, comes)
		_, _, err := s.Reply(context.Background(), plan.Series.ID, crashDay(plan, day), Visitor(guest), comes)
		if err != nil && !errors.Is(err, schedule.ErrNotListed) {
			return err
		}
		say("did", guest, day, comes)
	}
}

func crashDay(plan schedule.Plan, day int) walltime.Date { return firstOf(plan).AddDays(day) }

// cancelForever leaves an instance cancelled at odd sequences.
func cancelForever(s presence.Schedules, plan schedule.Plan, say func(...any)) error {
	for {
		was, on := plan.Series.Sequence, crashDay(plan, 9)
		change := plan.Series.Cancel
		if was%2 == 1 {
			change = plan.Series.Restore
		}
		series, err := change(on, time.Now())
		if err != nil {
			return err
		}
		plan.Series = series
		say("save", series.Sequence)
		if err := s.SavePlan(context.Background(), plan, was); err != nil {
			return err
		}
		say("saved", series.Sequence)
	}
}

// told is what processes that were killed have said.
type told struct {
	comes  map[[2]int]bool // by visitor and day, as it was answered last
	trying map[[2]int]bool // those of whom nothing is known for sure
	did    int
	saved  int
	save   int
}

// hear reads what a process says until it is killed, which happens at a random moment after a random number of words.
func (h *told) hear(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	var kill *time.Timer
	lines := bufio.NewScanner(out)
	for left := rand.IntN(60); lines.Scan(); left-- {
		if left == 0 {
			kill = time.AfterFunc(time.Duration(rand.IntN(10_000))*time.Microsecond, func() { cmd.Process.Kill() })
		}
		h.line(lines.Text())
	}
	cmd.Wait()
	if kill == nil {
		t.Fatal("the process ended by itself")
	}
	if cmd.ProcessState.Exited() {
		t.Fatalf("the process ended by itself: %v", cmd.ProcessState)
	}
}

func (h *told) line(text string) {
	var word string
	var key [2]int
	var comes bool
	if n, _ := fmt.Sscan(text, &word, &key[0], &key[1], &comes); n < 2 {
		return // cut off
	} else if n < 4 {
		switch word {
		case "save":
			h.save = key[0]
		case "saved":
			h.saved = key[0]
		}
		return
	}
	switch word {
	case "try":
		h.trying[key] = true
	case "did":
		delete(h.trying, key)
		h.comes[key] = comes
		h.did++
	}
}

// check wants everything that was answered, and nothing twice.
func (h *told) check(t *testing.T, s presence.Schedules, id string) {
	t.Helper()
	plan, err := s.Plan(t.Context(), id)
	must(t, err)
	if n := plan.Series.Sequence; n < h.saved || n > max(h.save, h.saved) {
		t.Fatalf("sequence %d, answered %d, tried %d", n, h.saved, h.save)
	}
	if on, _ := plan.Series.Find(crashDay(plan, 9)); on.Cancelled != (plan.Series.Sequence%2 == 1) {
		t.Fatalf("sequence %d: %+v", plan.Series.Sequence, on)
	}
	h.saved, h.save = plan.Series.Sequence, plan.Series.Sequence
	for day := range 2 {
		on := crashDay(plan, day)
		book, err := s.Book(t.Context(), id, on)
		must(t, err)
		list := names(book.Replies)
		for n := range repliers * visitors {
			person, key := Visitor(n).Person, [2]int{n, day}
			there := slices.Contains(list, person)
			if !h.trying[key] && there != h.comes[key] {
				t.Fatalf("%s on day %d: answered %v, stored %v", person, day, h.comes[key], there)
			}
			h.comes[key] = there
			mine, err := s.RepliesOf(t.Context(), person)
			must(t, err)
			if slices.Contains(mine, schedule.Key{ID: id, On: on}) != there {
				t.Fatalf("%s: %v, and in the book %v", person, mine, there)
			}
		}
		length := len(list)
		slices.Sort(list)
		counts, err := s.Counts(t.Context(), []schedule.Key{{ID: id, On: on}}, "")
		must(t, err)
		if len(slices.Compact(list)) != length || counts[0] != presence.CountOf(plan.Limit, length, 0) {
			t.Fatalf("%v, counted %+v", list, counts[0])
		}
	}
	clear(h.trying)
}

// Crash kills a process that does ReplyForever with SIGKILL at random moments, 30 times or as often as
// CORNER_TEST_KILLS says, and wants what was answered to be in the store. check opens the store and gives it back.
func Crash(t *testing.T, id string, start func() *exec.Cmd, with func(use func(presence.Schedules))) {
	t.Helper()
	kills := 30
	if n, err := strconv.Atoi(os.Getenv(killsEnv)); err == nil {
		kills = n
	}
	h := told{comes: map[[2]int]bool{}, trying: map[[2]int]bool{}}
	open := 0
	for range kills {
		h.hear(t, start())
		open += len(h.trying)
		with(func(s presence.Schedules) { h.check(t, s, id) })
	}
	if h.did == 0 || open == 0 {
		t.Fatalf("%d answers, %d calls cut off: nothing was tried", h.did, open)
	}
	t.Logf("%d kills: %d replies were answered and %d cut off, %d changes of the plan: none lost, none twice", kills, h.did, open, h.saved)
}
