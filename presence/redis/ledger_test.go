package redis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/presencetest"
	"corner/room"
)

// act has a room of a node write something into its ledger.
func act(n *node, roomID, action string, number int) {
	n.Ledger().Audit(room.AuditRecord{Room: roomID, Action: action, Detail: fmt.Sprint(number)})
}

// numbers reads a room's audit as the numbers of its actions, the oldest first.
func numbers(t *testing.T, store presence.Store, roomID string) []string {
	t.Helper()
	var all []string
	q := presence.AuditQuery{Room: roomID, Limit: 100}
	for {
		page, next, err := store.Audit(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			if presence.LogOf(e.AuditRecord) == presence.Actions {
				all = append(all, e.Detail)
			}
		}
		if next == "" {
			slices.Reverse(all)
			return all
		}
		q.Before = next
	}
}

// upTo is the numbers below n.
func upTo(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(i)
	}
	return all
}

func TestTheAuditOfAnOutageArrivesOnceWhenRedisReturns(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]struct{ away, back func(*server) }{
		"killed, back empty": {(*server).kill, (*server).start},
		"frozen":             {(*server).stop, (*server).resume},
	} {
		t.Run(name, func(t *testing.T) {
			s := startServer(t)
			a := serve(t, s.url(), presence.Options{}, nil)
			reader := open(t, s.url(), presence.Options{})
			id := presence.NewID()
			eventually(t, patience, "the store is there", func() bool { return a.Ping(t.Context()) == nil })
			outage.away(s)
			flood := func(from, to int) {
				for i := from; i < to; i++ {
					act(a, id, "participant.ban", i)
					for range 5 {
						act(a, id, "join.refused", i)
					}
				}
			}
			flood(0, 300) // tried in vain; a frozen server has taken the call and does it when it wakes
			eventually(t, patience, "the outage is noticed", func() bool { return a.Stats().Away })
			flood(300, 600)
			outage.back(s)
			took := eventually(t, 2*heals, "all is written", func() bool { return a.Stats().Unwritten == 0 })
			t.Logf("written %v after the return", took)
			if got := numbers(t, reader, id); !slices.Equal(got, upTo(600)) {
				t.Fatalf("%d records: %v", len(got), got)
			}
		})
	}
}

func TestWhatOutlivesARoomHasItsTimeInRedis(t *testing.T) {
	s := startServer(t)
	store := open(t, s.url(), presence.Options{})
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	defer client.Close()
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		bans        []room.BanRecord
		least, most time.Duration
	}{
		"no ban":      {nil, 59 * time.Minute, time.Hour},
		"ten seconds": {[]room.BanRecord{{ID: "b", Kind: room.Banned, Expires: time.Now().Add(10 * time.Second)}}, 59 * time.Minute, time.Hour},
		"a day": {[]room.BanRecord{
			{ID: "a", Kind: room.Banned, Expires: time.Now().Add(day)}, {ID: "b", Kind: room.Banned, Expires: time.Now().Add(time.Minute)},
		}, day - time.Minute, day},
		"no end":        {[]room.BanRecord{{ID: "b", Kind: room.Banned}}, 400*day - time.Minute, 400 * day},
		"a lying clock": {[]room.BanRecord{{ID: "b", Kind: room.Banned, Expires: time.Now().Add(9000 * day)}}, 400*day - time.Minute, 400 * day},
	} {
		id := presence.NewID()
		lease, err := store.Claim(t.Context(), id, presence.NewID())
		if err != nil {
			t.Fatal(err)
		}
		if err := store.SaveBans(t.Context(), lease, c.bans); err != nil {
			t.Fatal(err)
		}
		if ttl := client.PTTL(t.Context(), "corner:room:{"+id+"}:bans").Val(); ttl < c.least || ttl > c.most {
			t.Errorf("%s: kept for %v", name, ttl)
		}
	}
	record := room.AuditRecord{Room: presence.NewID(), Action: "role.set"}
	if err := store.AppendAudit(t.Context(), presence.AuditEntry{ID: presence.AuditStamp(time.Now()) + strings.Repeat("0", 20), AuditRecord: record}); err != nil {
		t.Fatal(err)
	}
	late := presence.AuditEntry{ID: presence.AuditStamp(time.Now().Add(-31*day)) + strings.Repeat("0", 20), AuditRecord: record}
	if err := store.AppendAudit(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if n := client.ZCard(t.Context(), "corner:audit:{actions}").Val(); n != 1 {
		t.Errorf("%d records are kept, one of them too old", n)
	}
	for _, key := range []string{"corner:audit:{actions}", "corner:audit:{actions}:rooms", "corner:audit:{actions}:records"} {
		if ttl := client.PTTL(t.Context(), key).Val(); ttl < 30*day-time.Minute || ttl > 30*day {
			t.Errorf("%s stays for %v", key, ttl)
		}
	}
}

func TestWhatOthersWroteIntoTheAuditIsLeftOut(t *testing.T) {
	s := startServer(t)
	store := open(t, s.url(), presence.Options{})
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	defer client.Close()
	id, now := presence.NewID(), presence.AuditStamp(time.Now())
	for i := range 5 {
		e := presence.AuditEntry{ID: fmt.Sprintf("%s%020x", now, i), AuditRecord: room.AuditRecord{Room: id, Action: "role.set", Detail: fmt.Sprint(i)}}
		if err := store.AppendAudit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	key := "corner:audit:{actions}"
	client.ZAdd(t.Context(), key+":rooms", goredis.Z{Member: id + now + "junk"}, goredis.Z{Member: id}, goredis.Z{Member: id + fmt.Sprintf("%s%020x", now, 77)})
	client.ZAdd(t.Context(), key, goredis.Z{Member: now + "}{"})
	client.HSet(t.Context(), key+":records", fmt.Sprintf("%s%020x", now, 2), "{")
	client.HSet(t.Context(), key+":records", fmt.Sprintf("%s%020x", now, 3), `{"room":"`+id+`","action":"role.set","private":true}`)
	if got := numbers(t, store, id); !slices.Equal(got, []string{"0", "1", "4"}) {
		t.Fatalf("read %v", got)
	}
	if n := store.Rejected(); n < 4 {
		t.Fatalf("%d rejected", n)
	}
	client.HSet(t.Context(), "corner:room:{"+id+"}:bans", "epoch", "1", "bans", "[{}]")
	if bans, err := store.Bans(t.Context(), id); err == nil {
		t.Fatalf("bans %+v", bans)
	}
}

// TestTheFullAuditOfAServer fills every log to its bound and beyond, and says what that costs.
func TestTheFullAuditOfAServer(t *testing.T) {
	if testing.Short() {
		t.Skip("150,000 records are written")
	}
	s := startServer(t)
	store := open(t, s.url(), presence.Options{})
	client := goredis.NewClient(&goredis.Options{Addr: s.addr})
	defer client.Close()
	node := presence.NewID()
	record := func(i int) room.AuditRecord {
		r := room.AuditRecord{
			Room: fmt.Sprintf("%022d", i%997), Time: time.Now(), Node: node, By: presence.NewID(), ByName: "小雨小雨", Target: presence.NewID(),
			TargetName: "Robert", Reason: "impersonation", Detail: "3600 s",
		}
		r.Action = []string{"participant.ban", "participant.kick", "join.refused"}[i%3]
		return r
	}
	begin, slowest := time.Now(), time.Duration(0)
	for i := 0; i < 150_000; i += 100 {
		batch := make([]presence.AuditEntry, 100)
		for j := range batch {
			batch[j] = presence.AuditEntry{ID: fmt.Sprintf("%s%020x", presence.AuditStamp(time.Now()), i+j), AuditRecord: record(i + j)}
		}
		at := time.Now()
		if err := store.AppendAudit(t.Context(), batch...); err != nil {
			t.Fatal(err)
		}
		slowest = max(slowest, time.Since(at))
	}
	t.Logf("150,000 records in %v, slowest batch of 100 %v", time.Since(begin), slowest)
	limits := presence.Options{}.WithDefaults().Audit
	for log, want := range map[presence.AuditLog]int{presence.Actions: limits[presence.Actions].Total, presence.Joins: limits[presence.Joins].Total} {
		key := "corner:audit:{" + log.String() + "}"
		counts := []int64{client.ZCard(t.Context(), key).Val(), client.ZCard(t.Context(), key+":rooms").Val(), client.HLen(t.Context(), key+":records").Val()}
		if !slices.Equal(counts, []int64{int64(want), int64(want), int64(want)}) {
			t.Fatalf("%v has %v records, want %d", log, counts, want)
		}
	}
	memory := client.InfoMap(t.Context(), "memory").Val()["Memory"]["used_memory_human"]
	begin = time.Now()
	const reads = 200
	for i := range reads {
		q := presence.AuditQuery{Limit: 100}
		if i%2 == 0 {
			q.Room = fmt.Sprintf("%022d", i)
		}
		if page, _, err := store.Audit(t.Context(), q); err != nil || len(page) == 0 {
			t.Fatalf("%d records, %v", len(page), err)
		}
	}
	t.Logf("%s of memory; a page of 100 takes %v", memory, time.Since(begin)/reads)
}

func TestBansPassFromNodeToNodeThroughRedis(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	a, b := serve(t, s.url(), presence.Options{}, nil), serve(t, s.url(), presence.Options{}, nil)
	record := a.host(t, 2)
	a.Ledger().Bans(record.ID, []room.BanRecord{{ID: "b1", Kind: room.Banned}})
	a.Update(presencetest.Record(record.ID, 2, 1))
	a.Update(room.Record{ID: record.ID, Version: 3, Closed: true})
	eventually(t, patience, "the room is free", func() bool { return b.Claim(t.Context(), record.ID) == nil })
	bans, err := b.RoomBans(t.Context(), record.ID)
	if err != nil || len(bans) != 1 || bans[0].ID != "b1" {
		t.Fatalf("bans %+v, %v", bans, err)
	}
}
