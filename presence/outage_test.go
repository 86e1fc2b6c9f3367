package presence_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/room"
)

func TestWhileTheStoreIsAwayWhatIsKnownIsServedAsStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		own, other := open(t, a, 2), open(t, b, 3)
		pass(3 * time.Second)
		store.setAway(true)
		pass(time.Minute)

		a.Update(presencetest.Record(own.ID, 2, 6))
		listings, stale := a.Rooms(t.Context())
		if !stale || len(listings) != 2 || listings[0].ID != own.ID || listings[0].Participants != 6 {
			t.Fatalf("listings %+v, stale %v", listings, stale)
		}
		if _, here, err := a.Locate(t.Context(), own.ID); err != nil || !here {
			t.Fatalf("own room: %v, %v", here, err)
		}
		if url, here, err := a.Locate(t.Context(), other.ID); err != nil || here || url != "wss://b.example" {
			t.Fatalf("known room: %q, %v, %v", url, here, err)
		}
		// Whether a room nobody has heard of exists cannot be known now.
		if _, _, err := a.Locate(t.Context(), presence.NewID()); !errors.Is(err, presence.ErrUnavailable) {
			t.Fatalf("unknown room: %v", err)
		}
		var coded *room.Error
		if err := a.Claim(t.Context(), presence.NewID()); !errors.As(err, &coded) ||
			coded.Code != "directory_unavailable" || coded.Retry == 0 {
			t.Fatalf("claim: %v", err)
		}
		if err := a.Ping(t.Context()); !errors.As(err, &coded) || coded.Code != "directory_unavailable" {
			t.Fatalf("ping: %v", err)
		}
		if people, stale := a.People(t.Context()); !stale || len(people) != 6 {
			t.Fatalf("people %d, stale %v", len(people), stale) // others were never asked for
		}
		if !a.Stats().Away || a.Stats().Pending != 1 {
			t.Fatalf("stats %+v", a.Stats())
		}
		store.setAway(false)
		a.stop()
		b.stop()
	})
}

func TestPeopleLastReadAreServedWhileTheStoreIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		open(t, b, 3)
		pass(3 * time.Second)
		a.People(t.Context())
		store.setAway(true)
		if people, stale := a.People(t.Context()); !stale || len(people) != 3 {
			t.Fatalf("people %d, stale %v", len(people), stale)
		}
		a.stop()
		b.stop()
	})
}

func TestWithin5SecondsOfTheStoresReturnTheDirectoryIsRight(t *testing.T) {
	for name, comesBack := range map[string]func(*outage){
		"as it was":                       func(*outage) {},
		"empty":                           (*outage).empty,
		"empty, without ever having left": (*outage).empty,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newOutage(t)
				a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
				kept, closed := open(t, a, 2), open(t, a, 1)
				other := open(t, b, 3)
				pass(3 * time.Second)
				if name != "empty, without ever having left" {
					store.setAway(true)
					pass(time.Minute)
				}
				a.Update(presencetest.Record(kept.ID, 2, 7))
				a.Update(room.Record{ID: closed.ID, Version: 2, Closed: true})
				comesBack(store)
				store.setAway(false)
				pass(5 * time.Second)

				for _, s := range []*server{a, b} {
					if _, stale := s.Rooms(t.Context()); stale {
						t.Fatal("stale")
					}
					got := roomIDs(s, t.Context())
					if len(got) != 2 || got[kept.ID] != 7 || got[other.ID] != 3 {
						t.Fatalf("listed %v", got)
					}
					if people, _ := s.People(t.Context()); len(people) != 10 {
						t.Fatalf("people %d", len(people))
					}
				}
				if url, _, err := b.Locate(t.Context(), kept.ID); err != nil || url != "wss://a.example" {
					t.Fatalf("locate %q, %v", url, err)
				}
				loaded, err := store.Load(t.Context(), kept.ID)
				if err != nil || loaded.Version != 2 {
					t.Fatalf("record version %d, %v", loaded.Version, err)
				}
				must(t, b.Claim(t.Context(), presence.NewID()))
				if gone := append(a.gone(), b.gone()...); len(gone) != 0 || len(a.lostRooms()) != 0 {
					t.Fatalf("gone %+v, lost %v", gone, a.lostRooms())
				}
				a.stop()
				b.stop()
			})
		})
	}
}

func TestAPausedNodeThatReturnsInTimeIsListedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newOutage(t)
		reach := &outage{t: t, store: shared} // a's own way to the store
		a, b := serve(t, reach, "wss://a.example"), serve(t, shared, "wss://b.example")
		record := open(t, a, 2)
		pass(3 * time.Second)
		reach.setAway(true)
		pass(30 * time.Second) // b sweeps a
		if got := roomIDs(b, t.Context()); len(got) != 0 || len(b.gone()) != 2 {
			t.Fatalf("listed %v, gone %+v", got, b.gone())
		}
		reach.setAway(false)
		pass(5 * time.Second)
		if got := roomIDs(b, t.Context()); len(got) != 1 || got[record.ID] != 2 {
			t.Fatalf("listed %v", got)
		}
		if len(a.lostRooms()) != 0 {
			t.Fatal("nobody had taken the room")
		}
		a.stop()
		b.stop()
	})
}

func TestANodeLearnsThatAnotherOwnsItsRoomAndNoLongerWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newOutage(t)
		reach := &outage{t: t, store: shared}
		a, b := serve(t, reach, "wss://a.example"), serve(t, shared, "wss://b.example")
		record, kept := open(t, a, 2), open(t, a, 1)
		pass(3 * time.Second)
		reach.setAway(true)
		pass(30 * time.Second)
		must(t, b.Claim(t.Context(), record.ID))
		b.Update(presencetest.Record(record.ID, 2, 4))
		a.Update(presencetest.Record(record.ID, 50, 9)) // the old owner went on
		pass(time.Second)
		reach.setAway(false)
		pass(5 * time.Second)

		if lost := a.lostRooms(); !slices.Equal(lost, []string{record.ID}) || a.Stats().Lost != 1 {
			t.Fatalf("lost %v", lost)
		}
		loaded, err := shared.Load(t.Context(), record.ID)
		must(t, err)
		if loaded.Version != 2 {
			t.Fatalf("the former owner wrote version %d", loaded.Version)
		}
		a.Update(presencetest.Record(record.ID, 51, 9))
		pass(5 * time.Second)
		for _, s := range []*server{a, b} {
			if got := roomIDs(s, t.Context()); len(got) != 2 || got[record.ID] != 4 || got[kept.ID] != 1 {
				t.Fatalf("listed %v", got)
			}
		}
		if url, here, err := a.Locate(t.Context(), record.ID); err != nil || here || url != "wss://b.example" {
			t.Fatalf("%q, %v, %v", url, here, err)
		}
		a.stop()
		b.stop()
	})
}

func TestALeaseLostIsFoundOutBySavingToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a := serve(t, store, "wss://a.example")
		record := open(t, a, 2)
		pass(time.Second)
		// Another owner between two heartbeats: as after a release that was not ours.
		owner, err := store.Owner(t.Context(), record.ID)
		must(t, err)
		must(t, store.Release(t.Context(), owner))
		_, err = store.Claim(t.Context(), record.ID, presence.NewID())
		must(t, err)
		record.Version = 2
		a.Update(record)
		pass(300 * time.Millisecond) // a flush; the next heartbeat is at 2 s
		if lost := a.lostRooms(); len(lost) != 1 {
			t.Fatalf("lost %v", lost)
		}
		a.stop()
	})
}

func TestAStopWhileTheStoreIsAwayIsQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a := serve(t, store, "wss://a.example")
		open(t, a, 2)
		pass(3 * time.Second)
		store.setAway(true)
		pass(3 * time.Second)
		begin := time.Now()
		a.stop()
		if took := time.Since(begin); took > time.Second {
			t.Fatalf("took %v", took)
		}
	})
}
