package presencetest

import (
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"

	"corner/presence"
)

func listed(t *testing.T, b Backend) {
	a, other := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	small, large := Record(presence.NewID(), 1, 2), Record(presence.NewID(), 1, 5)
	live(t, b.Stores[0], a, small)
	live(t, b.Stores[1], other, large)
	got := listings(t, b.Stores[0])
	if len(got) != 2 {
		t.Fatalf("listed %+v", got)
	}
	if !reflect.DeepEqual(got[0], presence.ListingOf(large, other.ID)) || got[1].Node != a.ID {
		t.Fatalf("listed %+v", got)
	}
	if got[0].HostName != "小雨" || got[0].Speakers != 2 || got[0].Participants != 5 {
		t.Fatalf("listed %+v", got[0])
	}
	want := slices.Concat(presence.PeopleOf(small, a.ID), presence.PeopleOf(large, other.ID))
	presence.SortPeople(want)
	if got := people(t, b.Stores[1]); !reflect.DeepEqual(got, want) {
		t.Fatalf("people\n%+v\nwant\n%+v", got, want)
	}
}

func listedTwice(t *testing.T, b Backend) {
	paused, owner := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	record := Record(presence.NewID(), 1, 2)
	live(t, b.Stores[0], paused, record)
	b.Advance(b.Options.TTL)
	record.Version = 2
	live(t, b.Stores[1], owner, record)
	mustBeat(t, b.Stores[0], paused) // awake again, and does not know yet
	got := listings(t, b.Stores[0])
	if len(got) != 1 || got[0].Node != owner.ID {
		t.Fatalf("listed %+v, want the room once, at %s", got, owner.ID)
	}
}

func listedDead(t *testing.T, b Backend) {
	a, other := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	live(t, b.Stores[0], a, Record(presence.NewID(), 1, 2))
	b.Advance(b.Options.TTL * 5 / 9)
	live(t, b.Stores[1], other, Record(presence.NewID(), 1, 3))
	b.Advance(b.Options.TTL * 5 / 9)
	if got := listings(t, b.Stores[1]); len(got) != 1 || got[0].Node != other.ID {
		t.Fatalf("listed %+v", got)
	}
	if got := people(t, b.Stores[1]); len(got) != 3 {
		t.Fatalf("people %+v", got)
	}
}

func sweep(t *testing.T, b Backend) {
	want := map[string]int{}
	for range 4 {
		record := Record(presence.NewID(), 1, 25)
		live(t, b.Stores[0], nodeOf("wss://dead.example"), record)
		for _, member := range record.Members {
			want[member.ID] = 1
		}
	}
	b.Advance(b.Options.TTL)
	survivor := nodeOf("wss://b.example")
	live(t, b.Stores[1], survivor, Record(presence.NewID(), 1, 3))

	got := map[string]int{}
	var mu sync.Mutex // guards got
	var sweepers sync.WaitGroup
	for i := range 8 {
		sweepers.Go(func() {
			gone, err := b.Stores[i%2].Sweep(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, person := range gone {
				got[person.ID]++
			}
		})
	}
	sweepers.Wait()
	if !maps.Equal(got, want) {
		t.Fatalf("swept %d people, want each of %d once", len(got), len(want))
	}
	if gone := mustSweep(t, b.Stores[0]); len(gone) != 0 {
		t.Fatalf("swept again: %+v", gone)
	}
	if got := people(t, b.Stores[0]); len(got) != 3 {
		t.Fatalf("people of the living: %+v", got)
	}
}

func sweepReturn(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	record := Record(presence.NewID(), 4, 2)
	lease := live(t, b.Stores[0], node, record)
	if report := mustBeat(t, b.Stores[0], node, lease); report.Listed != 1 {
		t.Fatalf("report %+v", report)
	}
	b.Advance(b.Options.TTL)
	if gone := mustSweep(t, b.Stores[1]); len(gone) != 2 {
		t.Fatalf("swept %+v", gone)
	}
	report := mustBeat(t, b.Stores[0], node, lease)
	if report.Listed != 0 || report.Renewals[0].Lost || report.Renewals[0].Version != 4 {
		t.Fatalf("report %+v", report)
	}
	must(t, b.Stores[0].Save(t.Context(), presence.Snapshot{Lease: lease, Record: record}))
	if got := listings(t, b.Stores[1]); len(got) != 1 {
		t.Fatalf("listed %+v", got)
	}
}

func forget(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	live(t, b.Stores[0], node, Record(presence.NewID(), 1, 2))
	must(t, b.Stores[0].Forget(t.Context(), node.ID))
	if got := listings(t, b.Stores[1]); len(got) != 0 {
		t.Fatalf("listed %+v", got)
	}
	b.Advance(b.Options.TTL)
	if gone := mustSweep(t, b.Stores[1]); len(gone) != 0 {
		t.Fatalf("swept %+v", gone)
	}
}
