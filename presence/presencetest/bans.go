package presencetest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"corner/presence"
	"corner/room"
)

// ban makes a ban that ends at a time; the zero time is without end.
func ban(number int, until time.Time) room.BanRecord {
	if !until.IsZero() {
		until = until.Truncate(time.Microsecond).UTC()
	}
	return room.BanRecord{
		ID: fmt.Sprint("b", number), Kind: room.Banned, Participant: fmt.Sprint("p", number), Name: "小雨",
		Device: strings.Repeat("d", 64), Network: strings.Repeat("n", 64), By: "p0", ByName: "Bob", Reason: "spam",
		Created: instant(number), Expires: until,
	}
}

func mustBan(t *testing.T, s presence.Store, lease presence.Lease, list ...room.BanRecord) {
	t.Helper()
	must(t, s.SaveBans(t.Context(), lease, list))
}

// banned checks what is loaded of a room.
func banned(t *testing.T, s presence.Store, roomID string, want ...room.BanRecord) {
	t.Helper()
	got, err := s.Bans(t.Context(), roomID)
	must(t, err)
	if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Fatalf("bans\n%+v\nwant\n%+v", got, want)
	}
}

func bans(t *testing.T, b Backend) {
	id, other, node := presence.NewID(), presence.NewID(), presence.NewID()
	banned(t, b.Stores[0], id)
	lease := mustClaim(t, b.Stores[0], id, node)
	list := []room.BanRecord{ban(2, b.Now().Add(time.Hour)), ban(1, time.Time{}), ban(3, b.Now().Add(time.Minute))}
	list[2].Kind, list[2].Device, list[2].Network, list[2].Reason = room.Denied, "", "", ""
	mustBan(t, b.Stores[0], lease, list...)
	mustBan(t, b.Stores[0], mustClaim(t, b.Stores[0], other, node), list[:1]...)
	banned(t, b.Stores[1], id, list...)
	banned(t, b.Stores[1], other, list[0])
	mustBan(t, b.Stores[0], lease, list[1]) // the list takes the place of the last
	banned(t, b.Stores[1], id, list[1])
	mustBan(t, b.Stores[0], lease)
	banned(t, b.Stores[1], id)
	full := make([]room.BanRecord, presence.MaxBans)
	for i := range full {
		full[i] = ban(i, b.Now().Add(time.Hour))
	}
	mustBan(t, b.Stores[0], lease, full...)
	banned(t, b.Stores[1], id, full...)
}

func bansOver(t *testing.T, b Backend) {
	lease := mustClaim(t, b.Stores[0], presence.NewID(), presence.NewID())
	over, short := ban(1, b.Now().Add(-time.Second)), ban(2, b.Now().Add(2*b.Options.TTL))
	long, endless := ban(3, b.Now().Add(time.Hour)), ban(4, time.Time{})
	mustBan(t, b.Stores[0], lease, endless, short, over, long)
	banned(t, b.Stores[1], lease.Room, endless, short, long)
	b.Advance(2 * b.Options.TTL)
	banned(t, b.Stores[1], lease.Room, endless, long)

	last := mustClaim(t, b.Stores[0], presence.NewID(), presence.NewID())
	mustBan(t, b.Stores[0], last, ban(5, b.Now().Add(b.Options.TTL)))
	b.Advance(b.Options.TTL)
	banned(t, b.Stores[1], last.Room)
}

func bansOutlive(t *testing.T, b Backend) {
	record := Record(presence.NewID(), 1, 2)
	lease := live(t, b.Stores[0], nodeOf("wss://a.example"), record)
	list := []room.BanRecord{ban(1, b.Now().Add(time.Hour)), ban(2, time.Time{})}
	mustBan(t, b.Stores[0], lease, list...)
	must(t, b.Stores[0].Save(t.Context(), presence.Snapshot{
		Lease: lease, Record: room.Record{ID: record.ID, Version: 2, Closed: true},
	}))
	b.Advance(b.Options.TTL)
	mustSweep(t, b.Stores[1])
	banned(t, b.Stores[1], record.ID, list...)
	next := live(t, b.Stores[1], nodeOf("wss://b.example"), Record(record.ID, 1, 1))
	mustBan(t, b.Stores[1], next, list[1])
	banned(t, b.Stores[0], record.ID, list[1])
}

func bansStale(t *testing.T, b Backend) {
	record := Record(presence.NewID(), 1, 1)
	paused := live(t, b.Stores[0], nodeOf("wss://a.example"), record)
	mine, theirs := ban(1, time.Time{}), ban(2, time.Time{})
	mustBan(t, b.Stores[0], paused, mine)
	b.Advance(b.Options.TTL)
	owner := live(t, b.Stores[1], nodeOf("wss://b.example"), record)
	refused := func(when string, stale ...presence.Lease) {
		t.Helper()
		for _, lease := range stale {
			if err := b.Stores[0].SaveBans(t.Context(), lease, nil); !errors.Is(err, presence.ErrStaleEpoch) {
				t.Fatalf("%s, %+v: %v", when, lease, err)
			}
		}
	}
	forged := presence.Lease{Room: record.ID, Node: paused.Node, Epoch: owner.Epoch}
	refused("while another owns the room", paused, forged)
	banned(t, b.Stores[1], record.ID, mine)
	mustBan(t, b.Stores[1], owner, mine, theirs)
	refused("after the newer owner's bans", paused, forged)
	banned(t, b.Stores[0], record.ID, mine, theirs)
	must(t, b.Stores[1].Save(t.Context(), presence.Snapshot{
		Lease: owner, Record: room.Record{ID: record.ID, Version: 9, Closed: true},
	}))
	refused("after the newer owner closed the room", paused)
	banned(t, b.Stores[0], record.ID, mine, theirs)
}

func bansInvalid(t *testing.T, b Backend) {
	lease := mustClaim(t, b.Stores[0], presence.NewID(), presence.NewID())
	good := ban(1, time.Time{})
	mustBan(t, b.Stores[0], lease, good)
	for name, spoil := range map[string]func(*room.BanRecord){
		"id":       func(r *room.BanRecord) { r.ID = "" },
		"kind":     func(r *room.BanRecord) { r.Kind = "exile" },
		"person":   func(r *room.BanRecord) { r.Participant = strings.Repeat("x", 65) },
		"name":     func(r *room.BanRecord) { r.Name = "\xff" },
		"device":   func(r *room.BanRecord) { r.Device = strings.Repeat("x", 129) },
		"by":       func(r *room.BanRecord) { r.By = strings.Repeat("x", 65) },
		"reason":   func(r *room.BanRecord) { r.Reason = strings.Repeat("x", 65) },
		"by name":  func(r *room.BanRecord) { r.ByName = strings.Repeat("x", 2000) },
		"network":  func(r *room.BanRecord) { r.Network = "\xff" },
		"long id":  func(r *room.BanRecord) { r.ID = strings.Repeat("x", 65) },
		"no kind":  func(r *room.BanRecord) { r.Kind = "" },
		"no UTF-8": func(r *room.BanRecord) { r.Reason = "\xff" },
	} {
		bad := ban(2, time.Time{})
		spoil(&bad)
		if err := b.Stores[0].SaveBans(t.Context(), lease, []room.BanRecord{good, bad}); !errors.Is(err, presence.ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Stores[0].SaveBans(t.Context(), lease, make([]room.BanRecord, presence.MaxBans+1)); !errors.Is(err, presence.ErrRecord) {
		t.Errorf("too many: %v", err)
	}
	banned(t, b.Stores[0], lease.Room, good)
}
