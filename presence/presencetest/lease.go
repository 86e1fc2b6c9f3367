package presencetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corner/presence"
)

func heartbeat(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example/v1/signal")
	node.Rooms, node.People, node.Draining = 3, 40, true
	mustBeat(t, b.Stores[0], node)
	list, err := b.Stores[1].Nodes(t.Context())
	must(t, err)
	if len(list) != 1 || list[0] != node {
		t.Fatalf("nodes %+v, want %+v", list, node)
	}
	b.Advance(b.Options.TTL * 5 / 9)
	mustBeat(t, b.Stores[0], node)
	b.Advance(b.Options.TTL * 5 / 9)
	if list, _ = b.Stores[1].Nodes(t.Context()); len(list) != 1 {
		t.Fatal("a node that beats in time is gone")
	}
	b.Advance(b.Options.TTL)
	if list, _ = b.Stores[1].Nodes(t.Context()); len(list) != 0 {
		t.Fatalf("nodes after expiry: %+v", list)
	}
}

func claim(t *testing.T, b Backend) {
	id, a, other := presence.NewID(), presence.NewID(), presence.NewID()
	if _, err := b.Stores[0].Owner(t.Context(), id); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("owner of nobody's room: %v", err)
	}
	lease := mustClaim(t, b.Stores[0], id, a)
	if _, err := b.Stores[1].Claim(t.Context(), id, other); !errors.Is(err, presence.ErrTaken) {
		t.Fatalf("second claim: %v", err)
	}
	owner, err := b.Stores[1].Owner(t.Context(), id)
	must(t, err)
	if owner != lease {
		t.Fatalf("owner %+v, want %+v", owner, lease)
	}
}

func claimRepeated(t *testing.T, b Backend) {
	id, node := presence.NewID(), presence.NewID()
	first := mustClaim(t, b.Stores[0], id, node)
	if second := mustClaim(t, b.Stores[0], id, node); second != first {
		t.Fatalf("%+v, then %+v", first, second)
	}
}

func claimExpired(t *testing.T, b Backend) {
	id, a, other := presence.NewID(), presence.NewID(), presence.NewID()
	first := mustClaim(t, b.Stores[0], id, a)
	b.Advance(b.Options.TTL)
	if _, err := b.Stores[1].Owner(t.Context(), id); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("owner after expiry: %v", err)
	}
	if second := mustClaim(t, b.Stores[1], id, other); second.Epoch <= first.Epoch {
		t.Fatalf("epoch %d after %d", second.Epoch, first.Epoch)
	}
}

func claimRace(t *testing.T, b Backend) {
	const rounds = 1000
	a, other := presence.NewID(), presence.NewID()
	for range rounds {
		id := presence.NewID()
		var won, taken atomic.Int32
		var both sync.WaitGroup
		for i, node := range []string{a, other} {
			both.Go(func() {
				switch _, err := b.Stores[i].Claim(t.Context(), id, node); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, presence.ErrTaken):
					taken.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		both.Wait()
		if won.Load() != 1 || taken.Load() != 1 {
			t.Fatalf("%d won, %d were refused", won.Load(), taken.Load())
		}
	}
}

func release(t *testing.T, b Backend) {
	id, a, other := presence.NewID(), presence.NewID(), presence.NewID()
	first := mustClaim(t, b.Stores[0], id, a)
	must(t, b.Stores[0].Release(t.Context(), first))
	must(t, b.Stores[0].Release(t.Context(), first))
	if _, err := b.Stores[1].Owner(t.Context(), id); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("owner after release: %v", err)
	}
	b.Advance(2 * time.Millisecond) // nothing was saved: a store may have forgotten the room, and epochs follow the clock
	if second := mustClaim(t, b.Stores[1], id, other); second.Epoch <= first.Epoch {
		t.Fatalf("epoch %d after %d", second.Epoch, first.Epoch)
	}
}

func releaseStale(t *testing.T, b Backend) {
	id, a, other := presence.NewID(), presence.NewID(), presence.NewID()
	first := mustClaim(t, b.Stores[0], id, a)
	b.Advance(b.Options.TTL)
	second := mustClaim(t, b.Stores[1], id, other)
	for _, stale := range []presence.Lease{
		first,
		{Room: id, Node: other, Epoch: first.Epoch}, // the owner's own, before it claimed again
		{Room: id, Node: a, Epoch: second.Epoch},
	} {
		must(t, b.Stores[0].Release(t.Context(), stale))
		if owner, err := b.Stores[0].Owner(t.Context(), id); err != nil || owner != second {
			t.Fatalf("after the release of %+v: owner %+v, %v; want %+v", stale, owner, err, second)
		}
	}
}

func renew(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	lease := mustClaim(t, b.Stores[0], presence.NewID(), node.ID)
	for range 3 {
		b.Advance(b.Options.TTL * 5 / 9)
		if report := mustBeat(t, b.Stores[0], node, lease); report.Renewals[0].Lost {
			t.Fatal("lost a lease renewed in time")
		}
	}
	if owner, err := b.Stores[1].Owner(t.Context(), lease.Room); err != nil || owner != lease {
		t.Fatalf("owner %+v, %v", owner, err)
	}
}

func renewExpired(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	lease := live(t, b.Stores[0], node, Record(presence.NewID(), 7, 2))
	b.Advance(b.Options.TTL)
	report := mustBeat(t, b.Stores[0], node, lease)
	if report.Renewals[0].Lost || report.Renewals[0].Version != 7 {
		t.Fatalf("renewal %+v", report.Renewals[0])
	}
	if owner, err := b.Stores[1].Owner(t.Context(), lease.Room); err != nil || owner != lease {
		t.Fatalf("owner %+v, %v; want %+v", owner, err, lease)
	}
}

func renewForgotten(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	lease := presence.Lease{Room: presence.NewID(), Node: node.ID, Epoch: 1795327600000}
	report := mustBeat(t, b.Stores[0], node, lease)
	if report.Listed != 0 || report.Renewals[0].Lost || report.Renewals[0].Version != 0 {
		t.Fatalf("report %+v", report)
	}
	if owner, err := b.Stores[1].Owner(t.Context(), lease.Room); err != nil || owner != lease {
		t.Fatalf("owner %+v, %v; want %+v", owner, err, lease)
	}
}

func renewLost(t *testing.T, b Backend) {
	node, other := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	first := mustClaim(t, b.Stores[0], presence.NewID(), node.ID)
	kept := mustClaim(t, b.Stores[0], presence.NewID(), node.ID)
	b.Advance(b.Options.TTL)
	second := mustClaim(t, b.Stores[1], first.Room, other.ID)
	report := mustBeat(t, b.Stores[0], node, first, kept)
	if !report.Renewals[0].Lost || report.Renewals[1].Lost {
		t.Fatalf("renewals %+v", report.Renewals)
	}
	if owner, err := b.Stores[0].Owner(t.Context(), first.Room); err != nil || owner != second {
		t.Fatalf("owner %+v, %v; want %+v", owner, err, second)
	}
}

func renewReleased(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	lease := live(t, b.Stores[0], node, Record(presence.NewID(), 1, 1))
	must(t, b.Stores[0].Release(t.Context(), lease))
	if report := mustBeat(t, b.Stores[0], node, lease); !report.Renewals[0].Lost {
		t.Fatal("a released lease was renewed")
	}
	if _, err := b.Stores[0].Owner(t.Context(), lease.Room); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("owner: %v", err)
	}
}

func epochs(t *testing.T, b Backend) {
	id := presence.NewID()
	var last uint64
	for i := range 20 {
		node := nodeOf("wss://a.example")
		lease := live(t, b.Stores[i%2], node, Record(id, uint64(i+1), 1))
		if lease.Epoch <= last {
			t.Fatalf("owner %d has epoch %d after %d", i, lease.Epoch, last)
		}
		last = lease.Epoch
		must(t, b.Stores[(i+1)%2].Release(t.Context(), lease))
	}
}
