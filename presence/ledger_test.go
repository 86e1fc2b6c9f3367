package presence_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/room"
)

// act has a room write something into its ledger.
func act(s *server, roomID, action string, number int) {
	s.Ledger().Audit(room.AuditRecord{Room: roomID, Action: action, By: "p1", Detail: fmt.Sprint(number)})
}

// audited reads a room's audit, the newest first.
func audited(t *testing.T, s presence.Store, roomID string) []presence.AuditEntry {
	t.Helper()
	var all []presence.AuditEntry
	q := presence.AuditQuery{Room: roomID, Limit: 100}
	for {
		page, next, err := s.Audit(t.Context(), q)
		must(t, err)
		all = append(all, page...)
		if next == "" {
			return all
		}
		q.Before = next
	}
}

// inOrder checks that a room's audit is the numbers from 0, each once, by that node.
func inOrder(t *testing.T, got []presence.AuditEntry, count int, node string) {
	t.Helper()
	if len(got) != count {
		t.Fatalf("%d records, want %d", len(got), count)
	}
	for i, e := range got {
		if e.Detail != fmt.Sprint(count-1-i) || e.Node != node || e.Time.IsZero() {
			t.Fatalf("at %d: %+v", i, e)
		}
	}
}

func TestWhatIsAuditedWhileTheStoreIsAwayArrivesOnceAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, id := newOutage(t), presence.NewID()
		a := serve(t, store, "wss://a.example")
		pass(time.Second)
		for i := range 10 {
			act(a, id, "role.set", i)
		}
		pass(time.Second)
		inOrder(t, audited(t, store, id), 10, a.node.ID)
		store.setAway(true)
		for i := range 500 {
			act(a, id, "role.set", 10+i)
			pass(100 * time.Millisecond)
		}
		if s := a.Stats(); s.Unwritten != 500 || s.Unaudited != 0 || !s.Away {
			t.Fatalf("stats %+v", s)
		}
		// The first five writes are done, but nobody is told: the connection breaks before the answer.
		store.loseAnswers(5)
		store.setAway(false)
		pass(20 * time.Second)
		inOrder(t, audited(t, store, id), 510, a.node.ID)
		if s := a.Stats(); s.Unwritten != 0 || s.Unaudited != 0 {
			t.Fatalf("stats %+v", s)
		}
		calls := store.appends()
		pass(time.Minute)
		if store.appends() != calls {
			t.Fatal("written again when there is nothing to write")
		}
		a.stop()
	})
}

func TestAFloodOfRefusedJoinsWhileTheStoreIsAwayDisplacesNoAction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, id := newOutage(t), presence.NewID()
		core, logged := observer.New(zap.WarnLevel)
		a := serveAs(t, store, "wss://a.example", zap.New(core))
		pass(time.Second)
		store.setAway(true)
		pass(3 * time.Second)
		for i := range 900 {
			act(a, id, "participant.ban", i)
			for range 20 {
				act(a, presence.NewID(), "join.refused", i)
			}
		}
		if s := a.Stats(); s.Unwritten != 2900 || s.Unaudited != 16_000 {
			t.Fatalf("stats %+v", s)
		}
		if n := logged.FilterMessage("audit record dropped").Len(); n != 1 {
			t.Fatalf("%d lines for one flood", n)
		}
		store.setAway(false)
		pass(5 * time.Second)
		inOrder(t, audited(t, store, id), 900, a.node.ID)
		a.stop()
	})
}

func TestAnAuditSeesWhatWasJustDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, id := newOutage(t), presence.NewID()
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		pass(time.Second)
		for i := range 250 {
			act(a, id, "role.set", i)
		}
		page, next, err := a.Audit(t.Context(), presence.AuditQuery{Room: id, Limit: 100})
		must(t, err)
		if len(page) != 100 || page[0].Detail != "249" || next != page[99].ID {
			t.Fatalf("%d records, next %q", len(page), next)
		}
		page, _, err = b.Audit(t.Context(), presence.AuditQuery{Room: id, Before: next, Limit: 100})
		must(t, err)
		if len(page) != 100 || page[0].Detail != "149" {
			t.Fatalf("%d records elsewhere", len(page))
		}
		a.stop()
		b.stop()
	})
}

func TestAnAuditOfAStoreThatIsAwayIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, id := newOutage(t), presence.NewID()
		a := serve(t, store, "wss://a.example")
		pass(time.Second)
		refused := func(err error, code string) {
			t.Helper()
			var coded *room.Error
			if !errors.As(err, &coded) || coded.Code != code {
				t.Fatalf("%v, want %s", err, code)
			}
		}
		for _, noticed := range []time.Duration{0, 3 * time.Second} {
			store.setAway(true)
			pass(noticed)
			act(a, id, "role.set", 0)
			_, _, err := a.Audit(t.Context(), presence.AuditQuery{Room: id, Limit: 100})
			refused(err, "directory_unavailable")
			_, err = a.RoomBans(t.Context(), id)
			refused(err, "directory_unavailable")
			store.setAway(false)
			pass(3 * time.Second)
		}
		_, _, err := a.Audit(t.Context(), presence.AuditQuery{Room: id})
		refused(err, "bad_request")
		_, _, err = a.Audit(t.Context(), presence.AuditQuery{Room: "x", Limit: 1})
		refused(err, "invalid_id")
		_, err = a.RoomBans(t.Context(), "x")
		refused(err, "invalid_id")
		a.stop()
	})
}

func TestAStopWritesTheAudit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, id := newOutage(t), presence.NewID()
		a := serve(t, store, "wss://a.example")
		pass(time.Second)
		for i := range 300 {
			act(a, id, "role.set", i)
		}
		a.stop()
		inOrder(t, audited(t, store, id), 300, a.node.ID)
	})
}

func TestAStopWithoutTheStoreSaysWhatIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		core, logged := observer.New(zap.ErrorLevel)
		a := serveAs(t, store, "wss://a.example", zap.New(core))
		pass(time.Second)
		store.setAway(true)
		pass(3 * time.Second)
		for i := range 7 {
			act(a, presence.NewID(), "role.set", i)
		}
		a.stop()
		lines := logged.FilterMessage("audit records lost at the stop").All()
		if len(lines) != 1 || lines[0].ContextMap()["count"] != int64(7) || a.Stats().Unaudited != 7 {
			t.Fatalf("logged %+v", lines)
		}
	})
}

func TestWhatNoStoreWouldTakeKeepsNoOtherOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, id := newOutage(t), presence.NewID()
		a := serve(t, store, "wss://a.example")
		pass(time.Second)
		act(a, "not a room", "role.set", 0)
		act(a, id, "", 0)
		a.Ledger().Audit(room.AuditRecord{
			Room: id, Action: "kick", ByName: "\xff", TargetName: strings.Repeat("雨", 60), Detail: strings.Repeat("x", 9000),
			Node: "forged", Time: time.UnixMilli(5),
		})
		pass(time.Second)
		got := audited(t, store, id)
		if len(got) != 1 || got[0].ByName != "?" || got[0].TargetName != strings.Repeat("雨", 42) || len(got[0].Detail) != room.MaxDetail {
			t.Fatalf("%+v", got)
		}
		if got[0].Node != a.node.ID || !got[0].Time.Equal(time.UnixMilli(5)) || a.Stats().Faults != 0 {
			t.Fatalf("%+v", got)
		}
		a.stop()
	})
}

func TestAuditIsSafeFromManyGoroutines(t *testing.T) {
	store := newOutage(t)
	a := serve(t, store, "wss://a.example")
	var writers sync.WaitGroup
	ids := []string{presence.NewID(), presence.NewID(), presence.NewID(), presence.NewID()}
	for _, id := range ids {
		writers.Go(func() {
			for i := range 200 {
				act(a, id, "role.set", i)
			}
		})
		writers.Go(func() {
			for range 10 {
				if _, _, err := a.Audit(t.Context(), presence.AuditQuery{Room: id, Limit: 100}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	a.stop()
	for _, id := range ids {
		inOrder(t, audited(t, store, id), 200, a.node.ID)
	}
}

// banOf is a ban that ends after a time; 0 is without end.
func banOf(id string, lasts time.Duration) room.BanRecord {
	b := room.BanRecord{ID: id, Kind: room.Banned, Participant: "p" + id, Created: time.Now().UTC()}
	if lasts > 0 {
		b.Expires = b.Created.Add(lasts)
	}
	return b
}

// bannedIn gives the ids of a room's bans as a server knows them.
func bannedIn(t *testing.T, s *server, roomID string) string {
	t.Helper()
	list, err := s.RoomBans(t.Context(), roomID)
	must(t, err)
	var ids []string
	for _, b := range list {
		ids = append(ids, b.ID)
	}
	return strings.Join(ids, " ")
}

func TestBansAreThereForWhoOpensTheRoomNext(t *testing.T) {
	for name, end := range map[string]func(*server, room.Record){
		"released": func(s *server, r room.Record) { s.Release(r.ID) },
		"closed":   func(s *server, r room.Record) { s.Update(room.Record{ID: r.ID, Version: 2, Closed: true}) },
		"stopped":  func(s *server, _ room.Record) { s.stop() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newOutage(t)
				a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
				record := open(t, a, 2)
				pass(3100 * time.Millisecond)
				a.Ledger().Bans(record.ID, []room.BanRecord{banOf("1", 0)})
				a.Ledger().Bans(record.ID, []room.BanRecord{banOf("1", 0), banOf("2", time.Hour), banOf("3", time.Second)})
				if got := bannedIn(t, a, record.ID); got != "1 2 3" {
					t.Fatalf("not written yet: %q", got)
				}
				end(a, record)
				store.loseAnswers(1)
				// As soon as the room is anybody's, its bans are known.
				for b.Claim(t.Context(), record.ID) != nil {
					pass(time.Millisecond)
				}
				if got := bannedIn(t, b, record.ID); !strings.HasPrefix(got, "1 2") {
					t.Fatalf("elsewhere: %q", got)
				}
				pass(2 * time.Second)
				if got := bannedIn(t, b, record.ID); got != "1 2" {
					t.Fatalf("later: %q", got)
				}
				a.stop()
				b.stop()
			})
		})
	}
}

func TestBansOfAStoreThatForgotThemAreWrittenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		changed, loaded := open(t, a, 2), open(t, b, 2)
		pass(3 * time.Second)
		b.Ledger().Bans(loaded.ID, []room.BanRecord{banOf("2", 0)})
		pass(time.Second)
		b.Release(loaded.ID)
		pass(time.Second)
		must(t, a.Claim(t.Context(), loaded.ID))
		if got := bannedIn(t, a, loaded.ID); got != "2" {
			t.Fatalf("loaded %q", got)
		}
		a.Update(presencetest.Record(loaded.ID, 1, 1))
		pass(time.Second)
		store.setAway(true)
		pass(30 * time.Second)
		a.Ledger().Bans(changed.ID, []room.BanRecord{banOf("1", 0)})
		a.Ledger().Bans(presence.NewID(), []room.BanRecord{banOf("3", 0)}) // not ours
		store.empty()
		store.setAway(false)
		pass(5 * time.Second)
		for id, want := range map[string]string{changed.ID: "1", loaded.ID: "2"} {
			if got := bannedIn(t, b, id); got != want {
				t.Fatalf("after the return: %q, want %q", got, want)
			}
		}
		a.stop()
		b.stop()
	})
}

func TestAFormerOwnerCannotLiftBans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newOutage(t)
		reach := &outage{t: t, store: shared}
		a, b := serve(t, reach, "wss://a.example"), serve(t, shared, "wss://b.example")
		record := open(t, a, 2)
		pass(3 * time.Second)
		reach.setAway(true)
		a.Ledger().Bans(record.ID, nil) // lifted while it could not be written
		pass(30 * time.Second)
		must(t, b.Claim(t.Context(), record.ID))
		b.Ledger().Bans(record.ID, []room.BanRecord{banOf("1", 0)})
		pass(time.Second)
		reach.setAway(false)
		pass(5 * time.Second)
		if lost := a.lostRooms(); len(lost) != 1 {
			t.Fatalf("lost %v", lost)
		}
		a.Ledger().Bans(record.ID, nil)
		pass(5 * time.Second)
		for _, s := range []*server{a, b} {
			if got := bannedIn(t, s, record.ID); got != "1" {
				t.Fatalf("bans %q", got)
			}
		}
		a.stop()
		b.stop()
	})
}

func TestALeaseLostIsFoundOutByBansToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a := serve(t, store, "wss://a.example")
		record := open(t, a, 2)
		pass(time.Second)
		owner, err := store.Owner(t.Context(), record.ID)
		must(t, err)
		must(t, store.Release(t.Context(), owner))
		_, err = store.Claim(t.Context(), record.ID, presence.NewID())
		must(t, err)
		a.Ledger().Bans(record.ID, []room.BanRecord{banOf("1", 0)})
		pass(300 * time.Millisecond) // a flush; the next heartbeat is at 2 s
		if lost := a.lostRooms(); len(lost) != 1 || a.Stats().Faults != 0 {
			t.Fatalf("lost %v", lost)
		}
		a.stop()
	})
}

// frozen is a store that answers nothing about bans and the audit.
type frozen struct{ presence.Store }

func (frozen) Bans(ctx context.Context, _ string) ([]room.BanRecord, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (frozen) AppendAudit(ctx context.Context, _ ...presence.AuditEntry) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestAFrozenStoreHoldsNobodyLongerThanTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, frozen{newOutage(t)}, "wss://a.example")
		pass(time.Second)
		begin := time.Now()
		if _, err := a.RoomBans(context.Background(), presence.NewID()); !errors.Is(err, presence.ErrUnavailable) {
			t.Fatal(err)
		}
		if took := time.Since(begin); took > 2*time.Second {
			t.Fatalf("bans took %v", took)
		}
		begin = time.Now()
		act(a, presence.NewID(), "role.set", 0)
		if took := time.Since(begin); took > 0 {
			t.Fatalf("a room waited %v", took)
		}
		if _, _, err := a.Audit(context.Background(), presence.AuditQuery{Limit: 1}); !errors.Is(err, presence.ErrUnavailable) {
			t.Fatal(err)
		}
		if took := time.Since(begin); took > 2*time.Second {
			t.Fatalf("the audit took %v", took)
		}
		a.stop()
	})
}
