package redis_test

import (
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/presencetest"
)

func TestSchedulesConformOnMiniredis(t *testing.T) {
	presencetest.RunSchedules(t, func(t *testing.T) presencetest.SchedulesBackend {
		b := miniBackend(t)
		return presencetest.SchedulesBackend{Stores: schedulesOf(b.Stores), Now: b.Now, Advance: b.Advance, Far: true}
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
			Stores:  schedulesOf([2]presence.Store{open(t, s.url(), brief()), open(t, s.url(), brief())}),
			Now:     func() time.Time { return clock(t, client) },
			Advance: func(d time.Duration) { pass(t, client, d) },
		}
	})
}

func schedulesOf(stores [2]presence.Store) (list [2]presence.Schedules) {
	for i, s := range stores {
		list[i] = s.(presence.Schedules)
	}
	return list
}
