package presence_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open claims a room for a server and gives its first record.
func open(t *testing.T, s *server, members int) room.Record {
	t.Helper()
	record := presencetest.Record(presence.NewID(), 1, members)
	must(t, s.Claim(t.Context(), record.ID))
	s.Update(record)
	return record
}

func roomIDs(s *server, c context.Context) map[string]int {
	listings, _ := s.Rooms(c)
	ids := make(map[string]int)
	for _, l := range listings {
		ids[l.ID] = l.Participants
	}
	return ids
}

func TestTwoServersSeeEachOthersRoomsAndPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		small, large := open(t, a, 2), open(t, b, 5)
		pass(3 * time.Second)
		for _, s := range []*server{a, b} {
			listings, stale := s.Rooms(t.Context())
			if stale || len(listings) != 2 || listings[0].ID != large.ID || listings[1].ID != small.ID {
				t.Fatalf("listings %+v, stale %v", listings, stale)
			}
			people, stale := s.People(t.Context())
			if stale || len(people) != 7 {
				t.Fatalf("people %+v, stale %v", people, stale)
			}
		}
		a.stop()
		b.stop()
	})
}

func TestARoomIsLocatedHereThereOrNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		pass(time.Second)
		record := open(t, a, 1)
		// At once, before anything is written or refreshed.
		if url, here, err := a.Locate(t.Context(), record.ID); err != nil || !here || url != "wss://a.example" {
			t.Fatalf("at its owner: %q, %v, %v", url, here, err)
		}
		if url, here, err := b.Locate(t.Context(), record.ID); err != nil || here || url != "wss://a.example" {
			t.Fatalf("elsewhere: %q, %v, %v", url, here, err)
		}
		for _, id := range []string{presence.NewID(), "", "x}{y"} {
			if _, _, err := b.Locate(t.Context(), id); !errors.Is(err, presence.ErrNotFound) {
				t.Fatalf("%q: %v", id, err)
			}
		}
		a.stop()
		b.stop()
	})
}

func TestARoomOwnedElsewhereIsNotClaimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		record := open(t, a, 1)
		if err := b.Claim(t.Context(), record.ID); !errors.Is(err, presence.ErrTaken) {
			t.Fatalf("claim: %v", err)
		}
		must(t, a.Claim(t.Context(), record.ID))
		if err := b.Claim(t.Context(), "not an id"); !errors.Is(err, presence.ErrInvalidID) {
			t.Fatalf("claim: %v", err)
		}
		a.stop()
		b.stop()
	})
}

func TestUpdatesAreCoalescedToTheLatest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a := serve(t, store, "wss://a.example")
		record := open(t, a, 1)
		pass(time.Second)
		before := store.saved()
		for version := uint64(2); version <= 10000; version++ {
			record.Version = version
			a.Update(record)
		}
		pass(time.Second)
		if writes := store.saved() - before; writes != 1 {
			t.Fatalf("%d writes for a burst of updates", writes)
		}
		loaded, err := store.Load(t.Context(), record.ID)
		must(t, err)
		if loaded.Version != 10000 {
			t.Fatalf("version %d", loaded.Version)
		}
		if s := a.Stats(); s.Pending != 0 || s.Rooms != 1 {
			t.Fatalf("stats %+v", s)
		}
		pass(time.Minute)
		if writes := store.saved() - before; writes != 1 {
			t.Fatalf("%d writes while nothing changes", writes)
		}
		a.stop()
	})
}

func TestAnUpdateDuringASaveIsSavedNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a := serve(t, store, "wss://a.example")
		record := presencetest.Record(presence.NewID(), 1, 1)
		store.duringSave(func() { a.Update(presencetest.Record(record.ID, 2, 5)) })
		must(t, a.Claim(t.Context(), record.ID))
		a.Update(record)
		pass(10 * time.Second)
		loaded, err := store.Load(t.Context(), record.ID)
		must(t, err)
		if loaded.Version != 2 || store.saved() != 2 {
			t.Fatalf("version %d after %d writes", loaded.Version, store.saved())
		}
		a.stop()
	})
}

func TestOwnRoomsAreListedFromMemoryAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, newOutage(t), "wss://a.example")
		record := open(t, a, 1)
		grown := presencetest.Record(record.ID, 5, 4)
		a.Update(grown)
		a.Update(presencetest.Record(record.ID, 4, 9)) // late
		if got := roomIDs(a, t.Context()); len(got) != 1 || got[record.ID] != 4 {
			t.Fatalf("listed %v", got)
		}
		a.stop()
	})
}

func TestAnUpdateOfARoomNotHeldIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a := serve(t, store, "wss://a.example")
		a.Update(presencetest.Record(presence.NewID(), 1, 3))
		pass(5 * time.Second)
		if listings, _ := a.Rooms(t.Context()); len(listings) != 0 || store.saved() != 0 {
			t.Fatalf("listed %+v, %d writes", listings, store.saved())
		}
		a.stop()
	})
}

func TestAClosedRoomIsGoneEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		record := open(t, a, 2)
		pass(3 * time.Second)
		if got := roomIDs(b, t.Context()); len(got) != 1 {
			t.Fatalf("listed %v", got)
		}
		a.Update(room.Record{ID: record.ID, Version: 2, Closed: true})
		if got := roomIDs(a, t.Context()); len(got) != 0 {
			t.Fatalf("listed at its node %v", got)
		}
		pass(2 * time.Second)
		if got := roomIDs(b, t.Context()); len(got) != 0 {
			t.Fatalf("listed elsewhere %v", got)
		}
		if _, _, err := b.Locate(t.Context(), record.ID); !errors.Is(err, presence.ErrNotFound) {
			t.Fatalf("locate: %v", err)
		}
		if a.Stats().Rooms != 0 {
			t.Fatal("the closed room is still held")
		}
		a.stop()
		b.stop()
	})
}

func TestARoomOpenedAgainIsNotEndedByTheLastRecordOfItsPredecessor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		record := open(t, a, 2)
		pass(3 * time.Second)
		pass(100 * time.Millisecond) // off the heartbeats, which write too
		a.Update(room.Record{ID: record.ID, Version: 2, Closed: true})
		if err := a.Claim(t.Context(), record.ID); !errors.Is(err, presence.ErrUnavailable) {
			t.Fatalf("claimed while the end is not written: %v", err)
		}
		pass(300 * time.Millisecond)
		must(t, a.Claim(t.Context(), record.ID))
		a.Update(presencetest.Record(record.ID, 1, 3))
		pass(2 * time.Second)
		for _, s := range []*server{a, b} {
			if got := roomIDs(s, t.Context()); got[record.ID] != 3 {
				t.Fatalf("listed %v", got)
			}
		}
		a.stop()
		b.stop()
	})
}

func TestAReleasedRoomCanBeClaimedElsewhereWithItsRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		record := open(t, a, 2)
		pass(time.Second)
		pass(100 * time.Millisecond) // off the heartbeats: a release does not wait for one
		a.Release(record.ID)
		if err := a.Claim(t.Context(), record.ID); !errors.Is(err, presence.ErrUnavailable) {
			t.Fatalf("claim while the release is under way: %v", err)
		}
		pass(300 * time.Millisecond)
		must(t, b.Claim(t.Context(), record.ID))
		if _, err := store.Load(t.Context(), record.ID); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
		if url, here, err := a.Locate(t.Context(), record.ID); err != nil || here || url != "wss://b.example" {
			t.Fatalf("%q, %v, %v", url, here, err)
		}
		if lost := a.lostRooms(); len(lost) != 0 {
			t.Fatalf("a released room is not a lost one: %v", lost)
		}
		a.stop()
		b.stop()
	})
}

func TestANodeThatStopsInOrderLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		record := open(t, a, 2)
		pass(3 * time.Second)
		last := presencetest.Record(record.ID, 2, 3)
		a.Update(last) // not written yet
		a.stop()
		if nodes, err := store.Nodes(t.Context()); err != nil || len(nodes) != 1 || nodes[0].ID != b.node.ID {
			t.Fatalf("nodes %+v, %v", nodes, err)
		}
		pass(1100 * time.Millisecond)
		if got := roomIDs(b, t.Context()); len(got) != 0 {
			t.Fatalf("listed %v", got)
		}
		must(t, b.Claim(t.Context(), record.ID))
		loaded, err := store.Load(t.Context(), record.ID)
		must(t, err)
		if loaded.Version != 2 {
			t.Fatalf("the last record was not written: version %d", loaded.Version)
		}
		pass(time.Minute)
		if gone := b.gone(); len(gone) != 0 {
			t.Fatalf("swept %+v", gone)
		}
		b.stop()
	})
}

func TestADeadNodesPeopleAreGoneWithin30SecondsEachOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		dead := serve(t, store, "wss://dead.example")
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		want := make(map[string]bool)
		for range 3 {
			for _, m := range open(t, dead, 40).Members {
				want[m.ID] = true
			}
		}
		pass(3 * time.Second)
		if got := roomIDs(a, t.Context()); len(got) != 3 {
			t.Fatalf("listed %v", got)
		}
		dead.crash(store)
		pass(30 * time.Second)
		if got := roomIDs(a, t.Context()); len(got) != 0 {
			t.Fatalf("listed %v", got)
		}
		if people, _ := b.People(t.Context()); len(people) != 0 {
			t.Fatalf("people %+v", people)
		}
		swept := append(a.gone(), b.gone()...)
		for _, person := range swept {
			if !want[person.ID] || person.Node != dead.node.ID {
				t.Fatalf("swept %+v, twice or never there", person)
			}
			delete(want, person.ID)
		}
		if len(want) != 0 {
			t.Fatalf("%d people were not swept", len(want))
		}
		if total := a.Stats().Expired + b.Stats().Expired; total != 120 {
			t.Fatalf("counted %d", total)
		}
		a.stop()
		b.stop()
	})
}

func TestTheHeartbeatCarriesTheNodesCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a := serve(t, store, "wss://a.example")
		open(t, a, 3)
		open(t, a, 4)
		pass(5 * time.Second)
		nodes, err := store.Nodes(t.Context())
		must(t, err)
		if len(nodes) != 1 || nodes[0].Rooms != 2 || nodes[0].People != 7 {
			t.Fatalf("nodes %+v", nodes)
		}
		a.stop()
	})
}

func TestARecordOutOfBoundsKeepsNoOtherOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		good := open(t, a, 1)
		bad := presencetest.Record(presence.NewID(), 1, 1)
		bad.Settings.Seats = 1000
		must(t, a.Claim(t.Context(), bad.ID))
		a.Update(bad)
		pass(3 * time.Second)
		if got := roomIDs(b, t.Context()); len(got) != 1 || got[good.ID] != 1 {
			t.Fatalf("listed %v", got)
		}
		if _, stale := a.Rooms(t.Context()); stale || a.Stats().Faults != 0 {
			t.Fatal("a refused record is taken for a store that is away")
		}
		a.stop()
		b.stop()
	})
}

func TestUpdateIsSafeFromManyGoroutines(t *testing.T) {
	a := serve(t, newOutage(t), "wss://a.example")
	var records [8]room.Record
	for i := range records {
		records[i] = open(t, a, 2)
	}
	var writers sync.WaitGroup
	for i := range records {
		for w := range 4 {
			writers.Go(func() {
				r := records[i]
				for version := uint64(2); version < 500; version++ {
					r.Version = version*4 + uint64(w)
					a.Update(r)
					a.Rooms(t.Context())
				}
			})
		}
	}
	writers.Wait()
	if listings, _ := a.Rooms(t.Context()); len(listings) != len(records) {
		t.Fatal(fmt.Sprint(listings))
	}
	a.stop()
}
