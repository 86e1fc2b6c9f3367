package redis_test

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/presence/redis"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, url string, options presence.Options) *redis.Store {
	t.Helper()
	s, err := redis.Open(url, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestConformanceOnMiniredis(t *testing.T) {
	presencetest.Run(t, func(t *testing.T) presencetest.Backend {
		mini := miniredis.RunT(t)
		now := time.UnixMilli(1795327600000)
		mini.SetTime(now)
		options := presence.Options{}.WithDefaults()
		return presencetest.Backend{
			Stores:  [2]presence.Store{open(t, "redis://"+mini.Addr(), options), open(t, "redis://"+mini.Addr(), options)},
			Options: options,
			Advance: func(d time.Duration) {
				now = now.Add(d)
				mini.SetTime(now)
				mini.FastForward(d)
			},
		}
	})
}

func TestConformanceOnRedis(t *testing.T) {
	s := startServer(t)
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	t.Cleanup(func() { client.Close() })
	options := presence.Options{TTL: 300 * time.Millisecond, Retention: time.Minute}
	presencetest.Run(t, func(t *testing.T) presencetest.Backend {
		if err := client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		return presencetest.Backend{
			Stores:  [2]presence.Store{open(t, s.url(), options), open(t, s.url(), options)},
			Options: options,
			Advance: func(d time.Duration) { pass(t, client, d) },
		}
	})
}

// pass waits until the server's own clock has moved.
func pass(t *testing.T, client *goredis.Client, d time.Duration) {
	t.Helper()
	now := func() time.Time {
		at, err := client.Time(t.Context()).Result()
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	until := now().Add(d + 2*time.Millisecond) // scripts count whole milliseconds
	eventually(t, d+5*time.Second, "the server's clock moves", func() bool { return now().After(until) })
}
