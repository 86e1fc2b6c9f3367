package redis_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/presence/redis"
)

func TestSchedulesConformOnMiniredis(t *testing.T) {
	presencetest.RunSchedules(t, func(t *testing.T) presencetest.SchedulesBackend {
		mini := miniredis.RunT(t)
		now := time.UnixMilli(1795327600000)
		mini.SetTime(now)
		url := "redis://" + mini.Addr()
		return presencetest.SchedulesBackend{
			Stores: [2]presence.Schedules{open(t, url, presence.Options{}), open(t, url, presence.Options{})},
			Now:    func() time.Time { return now },
			Advance: func(d time.Duration) {
				now = now.Add(d)
				mini.SetTime(now)
				mini.FastForward(d)
			},
			Far: true,
		}
	})
}

func TestSchedulesConformOnRedis(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	t.Cleanup(func() { client.Close() })
	presencetest.RunSchedules(t, func(t *testing.T) presencetest.SchedulesBackend {
		if err := client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		return presencetest.SchedulesBackend{
			Stores:  [2]presence.Schedules{open(t, s.url(), presence.Options{}), open(t, s.url(), presence.Options{})},
			Now:     func() time.Time { return clock(t, client) },
			Advance: func(d time.Duration) { pass(t, client, d) },
		}
	})
}

// Every key of what is planned is in one slot: a server that is one of a cluster refuses a script whose keys are not.
func TestSchedulesWorkOnACluster(t *testing.T) {
	t.Parallel()
	url := "redis://" + strings.Join(startCluster(t), ",")
	s := open(t, url, presence.Options{})
	plan, err := presencetest.CrashPlan(time.Now())
	must(t, err)
	must(t, s.SavePlan(t.Context(), plan, -1))
	guest := presencetest.Visitor(1)
	if book, _, err := s.Reply(t.Context(), plan.Series.ID, plan.Series.Parts[0].Start.Date, guest, true); err != nil || len(book.Going()) != 1 {
		t.Fatal(book, err)
	}
	if due, err := s.TakeDue(t.Context(), 10, time.Minute); err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	if list, err := s.TakeReminders(t.Context(), 10, time.Minute); err != nil || len(list) != 1 || list[0].Guest != guest {
		t.Fatal(list, err)
	}
	must(t, s.DeletePlan(t.Context(), plan.Series.ID))
}

// replierEnv makes the test binary a process that takes replies into the named server, to a plan, until it is killed.
const (
	replierEnv     = "CORNER_TEST_REPLIER"
	replierPlanEnv = "CORNER_TEST_REPLIER_PLAN"
)

func replyForever(url string) {
	s, err := redis.Open(url, presence.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stderr, presencetest.ReplyForever(s, os.Getenv(replierPlanEnv), os.Stdout))
	os.Exit(1)
}

func replier(t *testing.T, url, plan string) func() *exec.Cmd {
	self, err := os.Executable()
	must(t, err)
	return func() *exec.Cmd {
		child := exec.Command(self)
		child.Env = append(os.Environ(), replierEnv+"="+url, replierPlanEnv+"="+plan)
		child.Stderr = os.Stderr
		return child
	}
}

func TestRepliesSurviveAKilledClient(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	s := open(t, server.url(), presence.Options{})
	plan, err := presencetest.CrashPlan(time.Now())
	must(t, err)
	must(t, s.SavePlan(t.Context(), plan, -1))
	presencetest.Crash(t, plan.Series.ID, replier(t, server.url(), plan.Series.ID), func(use func(presence.Schedules)) { use(s) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
