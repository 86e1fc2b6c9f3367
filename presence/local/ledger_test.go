package local_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/presence/local"
	"corner/room"
)

// entry makes an audit record of that time and number.
func entry(at time.Time, number int, roomID, action string) presence.AuditEntry {
	return presence.AuditEntry{
		ID:          fmt.Sprintf("%s%020x", presence.AuditStamp(at), number),
		AuditRecord: room.AuditRecord{Room: roomID, Time: at.UTC(), Action: action, Detail: fmt.Sprint(number)},
	}
}

// details reads a room's audit as the numbers of its records.
func details(t *testing.T, s *local.Store, roomID string) string {
	t.Helper()
	page, _, err := s.Audit(t.Context(), presence.AuditQuery{Room: roomID, Limit: 100, Private: true})
	must(t, err)
	var all []string
	for _, e := range page {
		all = append(all, e.Detail)
	}
	return strings.Join(all, " ")
}

func TestAuditAndBansSurviveTheProcess(t *testing.T) {
	folder, c, id := t.TempDir(), new(clock), presence.NewID()
	s := open(t, folder, c)
	for i := range 4 {
		must(t, s.AppendAudit(t.Context(), entry(c.now(), i, id, "role.set")))
		c.advance(10 * 24 * time.Hour)
	}
	lease, err := s.Claim(t.Context(), id, presence.NewID())
	must(t, err)
	endless, hour := room.BanRecord{ID: "b1", Kind: room.Banned}, room.BanRecord{ID: "b2", Kind: room.Banned, Expires: c.now().Add(time.Hour)}
	must(t, s.SaveBans(t.Context(), lease, []room.BanRecord{endless, hour}))
	must(t, s.Close())

	s = open(t, folder, c)
	// The first is of 40 days before and the second of 30: that is still within its time.
	if got := details(t, s, id); got != "3 2 1" {
		t.Fatalf("audit %q", got)
	}
	if bans, err := s.Bans(t.Context(), id); err != nil || len(bans) != 2 {
		t.Fatalf("bans %+v, %v", bans, err)
	}
	must(t, s.Close())
	for _, step := range []struct {
		after time.Duration
		bans  int
	}{{2 * time.Hour, 1}, {399 * 24 * time.Hour, 1}, {24 * time.Hour, 0}} {
		c.advance(step.after)
		s = open(t, folder, c)
		if bans, err := s.Bans(t.Context(), id); err != nil || len(bans) != step.bans {
			t.Fatalf("after another %v: %+v, %v", step.after, bans, err)
		}
		must(t, s.Close())
	}
	if got := keysIn(t, folder, "audit.actions", "audit.actions.rooms", "bans"); got != 0 {
		t.Fatalf("%d entries are left of what is over", got)
	}
}

func TestBansThatAreOverLeaveTheFileWhileTheProcessRuns(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	s := open(t, folder, c)
	for range 50 {
		id := presence.NewID()
		lease, err := s.Claim(t.Context(), id, presence.NewID())
		must(t, err)
		must(t, s.SaveBans(t.Context(), lease, []room.BanRecord{{ID: "b", Kind: room.Banned, Expires: c.now().Add(2 * time.Hour)}}))
		must(t, s.Release(t.Context(), lease))
		c.advance(time.Hour)
	}
	must(t, s.Close())
	if got := keysIn(t, folder, "bans"); got > 4 {
		t.Fatalf("%d lists of bans that last 2 of 50 hours", got)
	}
}

func TestBoundsHoldOverManyProcesses(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	limit := presence.Options{}.WithDefaults().Audit[presence.Joins]
	if limit.PerRoom != 200 || limit.Total != 10_000 {
		t.Fatalf("limits %+v", limit)
	}
	for range 3 {
		s := open(t, folder, c) // with small limits
		for i := range 20 {
			c.advance(time.Second)
			must(t, s.AppendAudit(t.Context(), entry(c.now(), i, presence.NewID(), "join.refused")))
		}
		must(t, s.Close())
	}
	if got := keysIn(t, folder, "audit.joins"); got != 30 || keysIn(t, folder, "audit.joins.rooms") != 30 {
		t.Fatalf("%d records", got)
	}
}

func TestSpoiledAuditAndBansAreLeftOut(t *testing.T) {
	folder, c, id := t.TempDir(), new(clock), presence.NewID()
	s := open(t, folder, c)
	good := entry(c.now(), 7, id, "role.set")
	must(t, s.AppendAudit(t.Context(), good))
	must(t, s.Close())
	db, err := bbolt.Open(filepath.Join(folder, "presence.db"), 0o600, nil)
	must(t, err)
	bad := entry(c.now(), 8, id, "role.set").ID
	must(t, db.Update(func(tx *bbolt.Tx) error {
		records, rooms, bans := tx.Bucket([]byte("audit.actions")), tx.Bucket([]byte("audit.actions.rooms")), tx.Bucket([]byte("bans"))
		return errors.Join(
			records.Put([]byte(bad), []byte("x")), rooms.Put([]byte(id+bad), nil), records.Put([]byte("zz"), nil),
			rooms.Put([]byte(id+"f"), nil), bans.Put([]byte(id), []byte("{")), bans.Put([]byte("x"), []byte(`{"until_ms":9999999999999999}`)),
		)
	}))
	must(t, db.Close())
	s = open(t, folder, c)
	for _, roomID := range []string{id, ""} {
		if got := details(t, s, roomID); got != "7" {
			t.Fatalf("audit of %q: %q", roomID, got)
		}
	}
	if bans, err := s.Bans(t.Context(), id); err != nil || len(bans) != 0 {
		t.Fatalf("bans %+v, %v", bans, err)
	}
	for i := range 100 { // spoiled ones go like all others
		c.advance(time.Second)
		must(t, s.AppendAudit(t.Context(), entry(c.now(), i, id, "role.set")))
	}
	if got := details(t, s, id); !strings.HasPrefix(got, "99 98 97") {
		t.Fatalf("audit %q", got)
	}
}

// keysIn counts what a closed store's file has in some buckets.
func keysIn(t *testing.T, folder string, buckets ...string) int {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(folder, "presence.db"), 0o600, nil)
	must(t, err)
	defer db.Close()
	count := 0
	must(t, db.View(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			count += tx.Bucket([]byte(name)).Stats().KeyN
		}
		return nil
	}))
	return count
}

// BenchmarkAppendAudit adds batches of 100 to a log that is full.
func BenchmarkAppendAudit(b *testing.B) {
	s, err := local.Open(local.Config{Folder: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	number := 0
	batch := func(size int) {
		list := make([]presence.AuditEntry, size)
		for i := range list {
			number++
			list[i] = entry(time.Now(), number, fmt.Sprintf("%022d", number%100), "role.set")
		}
		if err := s.AppendAudit(b.Context(), list...); err != nil {
			b.Fatal(err)
		}
	}
	for range 75 {
		batch(1000)
	}
	for b.Loop() {
		batch(100)
	}
}
