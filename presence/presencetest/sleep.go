package presencetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"corner/presence"
	"corner/room"
	"corner/room/cards"
	"corner/room/rounds"
	"corner/room/talktime"
)

// Memory is what a room remembers that had everything, with so many regulars.
func Memory(regulars int) room.Memory {
	phases := []rounds.Phase{{Language: "zh", Length: 10 * time.Minute}, {Language: "en", Length: 5 * time.Minute}}
	m := room.Memory{
		Round:     rounds.Clock{Phases: phases, Index: 1, Ends: instant(300_000), Serial: 7},
		RoundPack: "food",
		Deck:      cards.Deck{Pack: "food", Seed: 1<<63 + 5, Next: 3},
		Card:      "food-3",
		Talk: []talktime.Entry{
			{Person: "p1", Language: "en", Voiced: 61234 * time.Millisecond, Heard: instant(5000)},
			{Person: "p2", Voiced: time.Second, Heard: instant(6000)},
		},
		HideTalk: []string{"p2"},
		Admitted: []string{"p1", "p3"},
	}
	for range regulars {
		m.Regulars = append(m.Regulars, room.Regular{
			ID: presence.NewID(), Visits: 2, Stayed: 3 * time.Hour, Last: instant(7000),
			Profile: room.Profile{Name: "Lena", Speaks: []string{"en"}, Learns: []string{"zh"}, TimeZone: "America/New_York",
				Levels: []room.Skill{{Language: "zh", Level: 3}}, Hidden: true},
		})
	}
	return m
}

// asleep is the last record of a room that sleeps.
func asleep(record room.Record, regulars int) room.Record {
	record.Version++
	record.Asleep, record.Host, record.Members, record.Memory = true, "", nil, Memory(regulars)
	return record
}

func saveMemory(t *testing.T, b Backend) {
	record := Record(presence.NewID(), 3, 2)
	record.Memory = Memory(2)
	live(t, b.Stores[0], nodeOf("wss://a.example"), record)
	loaded, err := b.Stores[1].Load(t.Context(), record.ID)
	must(t, err)
	if !reflect.DeepEqual(loaded, record) {
		t.Fatalf("loaded\n%+v\nwant\n%+v", loaded, record)
	}
}

func saveAsleep(t *testing.T, b Backend) {
	node, other := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	record := Record(presence.NewID(), 1, 3)
	lease := live(t, b.Stores[0], node, record)
	last := asleep(record, 0)
	must(t, b.Stores[0].Save(t.Context(), presence.Snapshot{Lease: lease, Record: last}))
	if list := listings(t, b.Stores[1]); len(list) != 0 {
		t.Fatalf("listed %+v", list)
	}
	if list := people(t, b.Stores[1]); len(list) != 0 {
		t.Fatalf("people %+v", list)
	}
	if _, err := b.Stores[1].Owner(t.Context(), record.ID); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("owner: %v", err)
	}
	loaded, err := b.Stores[1].Load(t.Context(), record.ID)
	must(t, err)
	if !reflect.DeepEqual(loaded, last) {
		t.Fatalf("loaded\n%+v\nwant\n%+v", loaded, last)
	}
	// Its former owner can neither write nor keep it, and another wakes it.
	err = b.Stores[0].Save(t.Context(), presence.Snapshot{Lease: lease, Record: record})
	if !errors.Is(err, presence.ErrStaleEpoch) {
		t.Fatalf("written under a lease that was given up: %v", err)
	}
	if report := mustBeat(t, b.Stores[0], node, lease); !report.Renewals[0].Lost {
		t.Fatal("a lease that was given up is renewed")
	}
	next := live(t, b.Stores[1], other, Record(record.ID, 1, 1))
	if next.Epoch <= lease.Epoch {
		t.Fatalf("epoch %d after %d", next.Epoch, lease.Epoch)
	}
	if list := listings(t, b.Stores[0]); len(list) != 1 || list[0].Node != other.ID {
		t.Fatalf("listed %+v", list)
	}
}

func saveAsleepStale(t *testing.T, b Backend) {
	node, other := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	record := Record(presence.NewID(), 1, 2)
	paused := live(t, b.Stores[0], node, record)
	b.Advance(b.Options.TTL)
	live(t, b.Stores[1], other, record)
	err := b.Stores[0].Save(t.Context(), presence.Snapshot{Lease: paused, Record: asleep(record, 2)})
	if !errors.Is(err, presence.ErrStaleEpoch) {
		t.Fatalf("put to sleep under a stale epoch: %v", err)
	}
	if lease, err := b.Stores[0].Owner(t.Context(), record.ID); err != nil || lease.Node != other.ID {
		t.Fatalf("owner %+v, %v", lease, err)
	}
}

// Sleep tests how long rooms that sleep are kept, on a backend whose clock can be moved by days.
func Sleep(t *testing.T, b Backend) {
	s := b.Stores[0]
	node := nodeOf("wss://a.example")
	put := func(regulars int) string {
		record := Record(presence.NewID(), 1, 2)
		lease := live(t, s, node, record)
		must(t, s.Save(t.Context(), presence.Snapshot{Lease: lease, Record: asleep(record, regulars)}))
		return record.ID
	}
	kept := func(id string) bool {
		_, err := s.Load(t.Context(), id)
		if err != nil && !errors.Is(err, presence.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	alone, lonely, familiar, woken := put(0), put(1), put(2), put(2)
	b.Advance(b.Options.Retention - time.Second)
	mustSweep(t, s)
	if !kept(alone) || !kept(lonely) || !kept(familiar) {
		t.Fatal("forgotten before its time")
	}
	// Who wakes a room and dies before a record is written does not shorten its time.
	mustClaim(t, s, woken, presence.NewID())
	b.Advance(2 * time.Second)
	if kept(alone) || kept(lonely) {
		t.Fatal("kept beyond its time, before a sweep")
	}
	mustSweep(t, s)
	if kept(alone) || kept(lonely) || !kept(familiar) {
		t.Fatal("kept beyond its time, or with regulars not for longer")
	}
	b.Advance(b.Options.Sleep - b.Options.Retention - time.Minute)
	mustSweep(t, s)
	if !kept(familiar) || !kept(woken) {
		t.Fatal("a room with regulars does not sleep for as long as it should")
	}
	b.Advance(2 * time.Minute)
	mustSweep(t, s)
	if kept(familiar) || kept(woken) {
		t.Fatal("a room with regulars sleeps for ever")
	}
}
