package local_test

import (
	"sync/atomic"
	"testing"
	"time"

	"corner/presence"
	"corner/presence/local"
	"corner/presence/presencetest"
)

// clock is a store's clock that moves when told.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time {
	return time.UnixMilli(1795327600000).Add(time.Duration(c.offset.Load()))
}

func (c *clock) advance(d time.Duration) { c.offset.Add(int64(d)) }

func open(t *testing.T, folder string, c *clock) *local.Store {
	t.Helper()
	s, err := local.Open(local.Config{
		Folder: folder, Now: c.now, Options: presence.Options{Audit: presencetest.AuditLimits()},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestConformance(t *testing.T) { presencetest.Run(t, backend) }

func TestRoomsSleepAsLongAsTheyShould(t *testing.T) { presencetest.Sleep(t, backend(t)) }

func backend(t *testing.T) presencetest.Backend {
	c := new(clock)
	s := open(t, t.TempDir(), c)
	return presencetest.Backend{
		Stores:  [2]presence.Store{s, s},
		Options: presence.Options{Audit: presencetest.AuditLimits()}.WithDefaults(),
		Now:     c.now,
		Advance: c.advance,
	}
}
