package redis_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/room"
)

// node is an agent with a connection of its own to the server.
type node struct {
	*presence.Agent
	cancel context.CancelFunc
	ended  chan struct{}

	mu      sync.Mutex // guards expired
	expired map[string]int
}

// serve starts a node whose intervals are the product's own, unless adjust changes them.
func serve(t *testing.T, url string, options presence.Options, adjust func(*presence.AgentConfig)) *node {
	t.Helper()
	n := &node{ended: make(chan struct{}), expired: make(map[string]int)}
	cfg := presence.AgentConfig{
		Store: open(t, url, options),
		Node:  presence.Node{ID: presence.NewID(), URL: "wss://" + presence.NewID() + ".example"},
		OnExpired: func(p presence.Person) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.expired[p.ID]++
		},
		OnLost: func(id string) { t.Errorf("room %s lost", id) },
	}
	if adjust != nil {
		adjust(&cfg)
	}
	n.Agent = presence.NewAgent(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	n.cancel = cancel
	go func() {
		defer close(n.ended)
		n.Run(ctx)
	}()
	t.Cleanup(n.stop)
	return n
}

func (n *node) stop() {
	n.cancel()
	<-n.ended
}

// host makes a node own a room with some members.
func (n *node) host(t *testing.T, members int) room.Record {
	t.Helper()
	record := presencetest.Record(presence.NewID(), 1, members)
	if err := n.Claim(t.Context(), record.ID); err != nil {
		t.Fatal(err)
	}
	n.Update(record)
	return record
}

// shows reports whether the node lists exactly these rooms with these counts, fresh.
func (n *node) shows(t *testing.T, want map[string]int) bool {
	listings, stale := n.Rooms(t.Context())
	got := make(map[string]int)
	for _, l := range listings {
		got[l.ID] = l.Participants
	}
	return !stale && maps.Equal(got, want)
}

// heals is the promise: how long after the store's return all is as if it had not been away.
const heals = 5 * time.Second

func TestRedisDiesAndReturnsEmpty(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	a, b := serve(t, s.url(), presence.Options{}, nil), serve(t, s.url(), presence.Options{}, nil)
	first, second := a.host(t, 3), b.host(t, 2)
	want := map[string]int{first.ID: 3, second.ID: 2}
	both := func() bool { return a.shows(t, want) && b.shows(t, want) }
	eventually(t, patience, "both see both", both)

	s.kill()
	eventually(t, patience, "the outage is noticed", func() bool { return a.Stats().Away && b.Stats().Away })
	begin := time.Now()
	if err := a.Claim(t.Context(), presence.NewID()); !errors.Is(err, presence.ErrUnavailable) {
		t.Fatalf("claim: %v", err)
	}
	if listings, stale := a.Rooms(t.Context()); !stale || len(listings) != 2 {
		t.Fatalf("listings %+v, stale %v", listings, stale)
	}
	if _, here, err := a.Locate(t.Context(), first.ID); err != nil || !here {
		t.Fatalf("own room: %v, %v", here, err)
	}
	if took := time.Since(begin); took > time.Second { // half of what a node waits for a store
		t.Fatalf("what needs no store took %v without it", took)
	}
	a.Update(presencetest.Record(first.ID, 2, 7))
	want[first.ID] = 7

	s.start()
	took := eventually(t, heals, "both see both again, as they are now", both)
	t.Logf("right %v after the return", took)
	if url, here, err := b.Locate(t.Context(), first.ID); err != nil || here || url == "" {
		t.Fatalf("locate %q, %v, %v", url, here, err)
	}
	b.host(t, 1)
}

func TestRedisFreezesAndGoesOn(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	a, b := serve(t, s.url(), presence.Options{}, nil), serve(t, s.url(), presence.Options{}, nil)
	first, second := a.host(t, 3), b.host(t, 2)
	want := map[string]int{first.ID: 3, second.ID: 2}
	both := func() bool { return a.shows(t, want) && b.shows(t, want) }
	eventually(t, patience, "both see both", both)

	s.stop()
	eventually(t, patience, "the freeze is noticed", func() bool { return a.Stats().Away && b.Stats().Away })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	begin := time.Now()
	if err := a.Ping(ctx); !errors.Is(err, presence.ErrUnavailable) {
		t.Fatalf("ping: %v", err)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Fatalf("a call to a frozen server took %v", took)
	}
	a.Update(presencetest.Record(first.ID, 2, 8))
	want[first.ID] = 8

	s.resume()
	t.Logf("right %v after the return", eventually(t, heals, "both see both again", both))
}

func TestRedisIsFlushed(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	a, b := serve(t, s.url(), presence.Options{}, nil), serve(t, s.url(), presence.Options{}, nil)
	want := make(map[string]int)
	for i := range 20 {
		want[a.host(t, i+1).ID] = i + 1
		want[b.host(t, i+1).ID] = i + 1
	}
	both := func() bool { return a.shows(t, want) && b.shows(t, want) }
	eventually(t, patience, "both see all", both)
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	defer client.Close()
	for range 3 {
		if err := client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		stored := func() bool { return client.Exists(t.Context(), "corner:nodes").Val() == 1 && both() }
		t.Logf("right %v after the flush", eventually(t, heals, "all is written again", stored))
	}
}

func TestAServerStartsWithoutItsRedis(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	s.kill()
	a := serve(t, s.url(), presence.Options{}, nil)
	eventually(t, patience, "the absence is noticed", func() bool { return a.Stats().Away })
	s.start()
	eventually(t, heals, "claims work", func() bool {
		return a.Claim(t.Context(), presence.NewID()) == nil
	})
}

func TestADeadServersPeopleAreSweptOnceByManySweepers(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	options := presence.Options{TTL: time.Second}
	quick := func(cfg *presence.AgentConfig) {
		cfg.Heartbeat, cfg.Sweep = 200*time.Millisecond, 10*time.Millisecond
	}
	sweepers := []*node{serve(t, s.url(), options, quick), serve(t, s.url(), options, quick)}

	dead := open(t, s.url(), options)
	want := make(map[string]int)
	id := presence.NewID()
	beat := func(leases ...presence.Lease) {
		if _, err := dead.Heartbeat(t.Context(), presence.Node{ID: id, URL: "wss://dead.example"}, leases); err != nil {
			t.Fatal(err)
		}
	}
	beat()
	for range 10 {
		record := presencetest.Record(presence.NewID(), 1, 50)
		lease, err := dead.Claim(t.Context(), record.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		if err := dead.Save(t.Context(), presence.Snapshot{Lease: lease, Record: record}); err != nil {
			t.Fatal(err)
		}
		for _, m := range record.Members {
			want[m.ID] = 1
		}
	}
	swept := func() map[string]int {
		all := make(map[string]int)
		for _, n := range sweepers {
			n.mu.Lock()
			for person, times := range n.expired {
				all[person] += times
			}
			n.mu.Unlock()
		}
		return all
	}
	eventually(t, patience, "the dead server's people are swept", func() bool { return len(swept()) == len(want) })
	for _, n := range sweepers {
		n.stop() // whatever they had under way is done
	}
	if got := swept(); !maps.Equal(got, want) {
		t.Fatal("somebody was swept twice, or was never there")
	}
}

func TestANodeThatStopsLeavesNoKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	a := serve(t, s.url(), presence.Options{}, nil)
	record := a.host(t, 2)
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	defer client.Close()
	room := "corner:room:{" + record.ID + "}"
	eventually(t, patience, "the record is written", func() bool {
		return client.HExists(t.Context(), room, "record").Val()
	})
	a.stop()
	keys, err := client.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(keys) != fmt.Sprint([]string{room}) {
		t.Fatalf("keys %v, want only the room's, for its next owner", keys)
	}
	if ttl := client.PTTL(t.Context(), room).Val(); ttl <= 0 || ttl > presence.DefaultRetention {
		t.Fatalf("the record stays for %v", ttl)
	}
}

func TestEveryKeyExpiresWhenNobodyComesBack(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	store := open(t, s.url(), presence.Options{})
	id := presence.NewID()
	record := presencetest.Record(presence.NewID(), 1, 2)
	lease, err := store.Claim(t.Context(), record.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Save(t.Context(), presence.Snapshot{Lease: lease, Record: record}); err != nil {
		t.Fatal(err)
	}
	awake := []presence.Awake{{Participant: presence.NewID(), Facets: []presence.Facet{{Native: true, Language: "zh"}}}}
	if _, err := store.SaveAwake(t.Context(), id, false, awake, nil); err != nil {
		t.Fatal(err)
	}
	if err := store.SampleHours(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Heartbeat(t.Context(), presence.Node{ID: id}, []presence.Lease{lease}); err != nil {
		t.Fatal(err)
	}
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	defer client.Close()
	for _, key := range client.Keys(t.Context(), "*").Val() {
		if ttl := client.PTTL(t.Context(), key).Val(); ttl <= 0 && key != "corner:nodes" {
			t.Errorf("%s stays for ever", key)
		}
	}
}

func TestWhatOthersWroteIntoRedisIsLeftOut(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	store := open(t, s.url(), presence.Options{})
	id := presence.NewID()
	record := presencetest.Record(presence.NewID(), 1, 2)
	if _, err := store.Heartbeat(t.Context(), presence.Node{ID: id}, nil); err != nil {
		t.Fatal(err)
	}
	lease, err := store.Claim(t.Context(), record.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Save(t.Context(), presence.Snapshot{Lease: lease, Record: record}); err != nil {
		t.Fatal(err)
	}
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	defer client.Close()
	node := "corner:node:{" + id + "}"
	client.HSet(t.Context(), node+":rooms", "junk", "{", "forged", `{"id":"`+record.ID+`","node":"`+presence.NewID()+`","epoch":9e15}`)
	client.HSet(t.Context(), node+":people", "junk", `{"room":"`+record.ID+`","members":[{"role":"god"}]}`)
	client.SAdd(t.Context(), "corner:nodes", "}{", presence.NewID())

	listings, err := store.Rooms(t.Context())
	if err != nil || len(listings) != 1 || listings[0].Node != id {
		t.Fatalf("rooms %+v, %v", listings, err)
	}
	people, err := store.People(t.Context())
	if err != nil || len(people) != 2 {
		t.Fatalf("people %+v, %v", people, err)
	}
	if _, err := store.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := client.SMembers(t.Context(), "corner:nodes").Val(); len(left) != 1 || left[0] != id {
		t.Fatalf("index %v", left)
	}
	if n := store.Rejected(); n < 4 {
		t.Fatalf("%d rejected", n)
	}
}
