package presence_test

import (
	"errors"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/room"
)

// asleep is the last record of a room that sleeps.
func asleep(id string, version uint64) room.Record {
	record := presencetest.Record(id, version, 0)
	record.Members, record.Asleep, record.Memory = nil, true, presencetest.Memory(2)
	return record
}

func TestARoomThatSleepsIsGoneEverywhereAndIsWokenAnywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		record := open(t, a, 2)
		pass(3*time.Second + 100*time.Millisecond) // off the heartbeats, which write too
		last := asleep(record.ID, 2)
		a.Update(last)
		if got := roomIDs(a, t.Context()); len(got) != 0 {
			t.Fatalf("listed at its node %v", got)
		}
		if people, _ := a.People(t.Context()); len(people) != 0 {
			t.Fatalf("people at its node %v", people)
		}
		// Its node knows it before the store does, and opens it again only afterwards.
		if got, err := a.Recall(t.Context(), record.ID); err != nil || !reflect.DeepEqual(got, last) {
			t.Fatalf("recalled at once %+v, %v", got, err)
		}
		if err := a.Claim(t.Context(), record.ID); !errors.Is(err, presence.ErrUnavailable) {
			t.Fatalf("claimed while the end is not written: %v", err)
		}
		pass(2 * time.Second)
		if got := roomIDs(b, t.Context()); len(got) != 0 {
			t.Fatalf("listed elsewhere %v", got)
		}
		for _, s := range []*server{a, b} {
			if _, _, err := s.Locate(t.Context(), record.ID); !errors.Is(err, presence.ErrNotFound) {
				t.Fatalf("locate: %v", err)
			}
			if got, err := s.Recall(t.Context(), record.ID); err != nil || !reflect.DeepEqual(got, last) {
				t.Fatalf("recalled %+v, %v", got, err)
			}
		}
		if a.Stats().Rooms != 0 {
			t.Fatal("the room is still held")
		}
		must(t, b.Claim(t.Context(), record.ID))
		b.Update(presencetest.Record(record.ID, 1, 4))
		pass(2 * time.Second)
		if got := roomIDs(a, t.Context()); got[record.ID] != 4 {
			t.Fatalf("woken, listed as %v", got)
		}
		if lost := a.lostRooms(); len(lost) != 0 {
			t.Fatalf("lost %v", lost)
		}
		a.stop()
		b.stop()
	})
}

func TestAStopPutsRoomsToSleepBeforeItsNodeLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a, b := serve(t, store, "wss://a.example"), serve(t, store, "wss://b.example")
		var rooms []room.Record
		for range 100 {
			rooms = append(rooms, open(t, a, 2))
		}
		pass(3 * time.Second)
		for _, record := range rooms {
			a.Update(asleep(record.ID, 2))
		}
		a.stop()
		for _, record := range rooms {
			if got, err := b.Recall(t.Context(), record.ID); err != nil || !got.Asleep || len(got.Memory.Talk) != 2 {
				t.Fatalf("recalled %+v, %v", got, err)
			}
			must(t, b.Claim(t.Context(), record.ID)) // at once, not when a lease has run out
		}
		b.stop()
	})
}

func TestWhatIsNotKnownIsNotRecalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newOutage(t)
		a := serve(t, store, "wss://a.example")
		pass(time.Second)
		for _, id := range []string{presence.NewID(), "", "x}{y"} {
			if _, err := a.Recall(t.Context(), id); !errors.Is(err, presence.ErrNotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
		store.setAway(true)
		if _, err := a.Recall(t.Context(), presence.NewID()); !errors.Is(err, presence.ErrUnavailable) {
			t.Errorf("before the agent has noticed that the store is away: %v", err)
		}
		pass(time.Minute)
		if _, err := a.Recall(t.Context(), presence.NewID()); !errors.Is(err, presence.ErrUnavailable) {
			t.Errorf("while the store is away: %v", err)
		}
		store.setAway(false)
		a.stop()
	})
}
