package redis_test

import (
	"flag"
	"os"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/presence/redis"
)

// TestMain lets more tests run at once than there are processors: they wait for the clocks of servers of their own.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	if url := os.Getenv(replierEnv); url != "" {
		replyForever(url)
	}
	goleak.VerifyTestMain(m)
}

func open(t *testing.T, url string, options presence.Options) *redis.Store {
	t.Helper()
	s, err := redis.Open(url, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestConformanceOnMiniredis(t *testing.T) { presencetest.Run(t, miniBackend) }

func TestRoomsSleepAsLongAsTheyShould(t *testing.T) { presencetest.Sleep(t, miniBackend(t)) }

// miniBackend is a store whose clock can be moved.
func miniBackend(t *testing.T) presencetest.Backend {
	mini := miniredis.RunT(t)
	now := time.UnixMilli(1795327600000)
	mini.SetTime(now)
	options := presence.Options{Audit: presencetest.AuditLimits()}.WithDefaults()
	return presencetest.Backend{
		Stores:  [2]presence.Store{open(t, "redis://"+mini.Addr(), options), open(t, "redis://"+mini.Addr(), options)},
		Options: options,
		Now:     func() time.Time { return now },
		Advance: func(d time.Duration) {
			now = now.Add(d)
			mini.SetTime(now)
			mini.FastForward(d)
		},
	}
}

func TestConformanceOnRedis(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	t.Cleanup(func() { client.Close() })
	options := brief()
	presencetest.Run(t, func(t *testing.T) presencetest.Backend {
		if err := client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		return presencetest.Backend{
			Stores:  [2]presence.Store{open(t, s.url(), options), open(t, s.url(), options)},
			Options: options,
			Now:     func() time.Time { return clock(t, client) },
			Advance: func(d time.Duration) { pass(t, client, d) },
		}
	})
}

// brief is options for a store whose clock nobody can set: short enough to wait for, and long enough that a busy
// machine does not let a node die between two beats.
func brief() presence.Options {
	return presence.Options{
		TTL: time.Second, Retention: time.Minute, Audit: presencetest.AuditLimits(), SampleEvery: 2 * time.Second,
	}.WithDefaults()
}

// clock reads the server's own clock.
func clock(t *testing.T, client *goredis.Client) time.Time {
	t.Helper()
	at, err := client.Time(t.Context()).Result()
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// pass waits until the server's own clock has moved.
func pass(t *testing.T, client *goredis.Client, d time.Duration) {
	t.Helper()
	until := clock(t, client).Add(d + 2*time.Millisecond) // scripts count whole milliseconds
	eventually(t, d+patience, "the server's clock moves", func() bool { return clock(t, client).After(until) })
}
