package presencetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/presence"
	"corner/room"
)

// entry makes an audit record with the id of that time and number.
func entry(at time.Time, number int, roomID, action string) presence.AuditEntry {
	return presence.AuditEntry{
		ID: fmt.Sprintf("%s%04x%016x", presence.AuditStamp(at), number, 7),
		AuditRecord: room.AuditRecord{
			Room: roomID, Time: at.Truncate(time.Microsecond).UTC(), Node: "n", By: "p1", ByName: "小雨", Action: action,
			Target: "p2", TargetName: "Bob", Reason: "noise", Detail: fmt.Sprint("seat ", number),
		},
	}
}

// entries makes records of one millisecond in their order.
func entries(at time.Time, count int, roomID, action string) []presence.AuditEntry {
	list := make([]presence.AuditEntry, count)
	for i := range list {
		list[i] = entry(at, i, roomID, action)
	}
	return list
}

// private makes a record one for operators alone.
func private(e presence.AuditEntry) presence.AuditEntry {
	e.Private = true
	return e
}

// read follows the pages of a query to the end.
func read(t *testing.T, s presence.Store, q presence.AuditQuery) []presence.AuditEntry {
	t.Helper()
	var all []presence.AuditEntry
	for {
		page, next, err := s.Audit(t.Context(), q)
		must(t, err)
		if len(page) > q.Limit || next != "" && len(page) < q.Limit {
			t.Fatalf("a page of %d, limit %d, next %q", len(page), q.Limit, next)
		}
		all = append(all, page...)
		if next == "" {
			return all
		}
		q.Before = next
	}
}

// whole reads everything of a room, or of all, that a host may see.
func whole(t *testing.T, s presence.Store, roomID string) []presence.AuditEntry {
	t.Helper()
	return read(t, s, presence.AuditQuery{Room: roomID, Limit: presence.MaxAuditPage})
}

// newestFirst gives the lists as one, by id.
func newestFirst(lists ...[]presence.AuditEntry) []presence.AuditEntry {
	all := slices.Concat(lists...)
	slices.SortFunc(all, func(a, b presence.AuditEntry) int { return strings.Compare(b.ID, a.ID) })
	return all
}

func same(t *testing.T, what string, got, want []presence.AuditEntry) {
	t.Helper()
	if len(got) == len(want) && (len(want) == 0 || reflect.DeepEqual(got, want)) {
		return
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: %d of %d; at %d\n%+v\nwant\n%+v", what, len(got), len(want), i, got[i], want[i])
		}
	}
	t.Fatalf("%s: %d records, want %d", what, len(got), len(want))
}

func audit(t *testing.T, b Backend) {
	id, other, now := presence.NewID(), presence.NewID(), b.Now()
	same(t, "of nothing", whole(t, b.Stores[0], ""), nil)
	list := []presence.AuditEntry{
		entry(now, 1, id, "role.set"), entry(now, 2, other, "seat.lock"), entry(now, 3, id, "join.refused"),
		entry(now, 4, id, "participant.report"), entry(now.Add(time.Millisecond), 0, id, "host.succession"),
	}
	list[4].By, list[4].ByName, list[4].Reason, list[4].Detail = "", "", "", ""
	must(t, b.Stores[0].AppendAudit(t.Context(), list[:3]...))
	must(t, b.Stores[1].AppendAudit(t.Context(), list[3:]...))
	must(t, b.Stores[1].AppendAudit(t.Context()))
	same(t, "of all rooms", whole(t, b.Stores[1], ""), newestFirst(list))
	same(t, "of one", whole(t, b.Stores[0], other), list[1:2])
	same(t, "of the other", whole(t, b.Stores[0], id), []presence.AuditEntry{list[4], list[3], list[2], list[0]})
	same(t, "of none", whole(t, b.Stores[0], presence.NewID()), nil)
}

func auditPages(t *testing.T, b Backend) {
	// Ids whose neighbours in the order of texts are each other: a room must not leak into the next.
	rooms := []string{strings.Repeat("A", 21) + "A", strings.Repeat("A", 21) + "B", strings.Repeat("A", 21) + "a", strings.Repeat("_", 22)}
	now := b.Now()
	byRoom := make(map[string][]presence.AuditEntry)
	for i := range 40 {
		action := []string{"role.set", "join.refused", "seat.lock", "participant.report"}[i/2%4]
		e := entry(now.Add(time.Duration(i/8)*time.Millisecond), i, rooms[i%len(rooms)], action)
		byRoom[e.Room], byRoom[""] = append(byRoom[e.Room], e), append(byRoom[""], e)
	}
	shuffled := slices.Clone(byRoom[""])
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for part := range slices.Chunk(shuffled, 7) {
		must(t, b.Stores[0].AppendAudit(t.Context(), part...))
	}
	for id, want := range byRoom {
		for _, limit := range []int{1, 2, 3, 5, 10, 39, 40, 100} {
			got := read(t, b.Stores[1], presence.AuditQuery{Room: id, Limit: limit})
			same(t, fmt.Sprintf("room %q by %d", id, limit), got, newestFirst(want))
		}
	}
	// A place to begin need not be a record: the one that was there may be gone.
	q := presence.AuditQuery{Before: presence.AuditStamp(now.Add(2*time.Millisecond)) + strings.Repeat("0", 20), Limit: 100}
	same(t, "before a time", read(t, b.Stores[0], q), newestFirst(byRoom[""])[24:])
}

func auditAgain(t *testing.T, b Backend) {
	id := presence.NewID()
	list := entries(b.Now(), 20, id, "role.set")
	var writers sync.WaitGroup
	for i := range 8 {
		writers.Go(func() {
			if err := b.Stores[i%2].AppendAudit(t.Context(), list[i:i+12]...); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	must(t, b.Stores[0].AppendAudit(t.Context(), list[19], list[19]))
	same(t, "of the room", whole(t, b.Stores[1], id), newestFirst(list))
	same(t, "of all", whole(t, b.Stores[1], ""), newestFirst(list))
	// Repeats count for nothing against the bounds.
	more := entries(b.Now().Add(time.Second), b.Options.Audit[presence.Actions].PerRoom-20, id, "role.set")
	must(t, b.Stores[0].AppendAudit(t.Context(), more...))
	same(t, "the full room", whole(t, b.Stores[1], id), newestFirst(list, more))
}

func auditLate(t *testing.T, b Backend) {
	id, now := presence.NewID(), b.Now()
	first, last := entries(now.Add(-time.Second), 5, id, "role.set"), entries(now, 5, id, "role.set")
	must(t, b.Stores[0].AppendAudit(t.Context(), last...))
	page, next, err := b.Stores[0].Audit(t.Context(), presence.AuditQuery{Room: id, Limit: 5})
	must(t, err)
	if len(page) != 5 || next != "" {
		t.Fatalf("%d records, next %q", len(page), next)
	}
	must(t, b.Stores[1].AppendAudit(t.Context(), first...)) // of a node that could not reach the store
	same(t, "both", whole(t, b.Stores[0], id), newestFirst(first, last))
}

func auditPrivate(t *testing.T, b Backend) {
	id, now := presence.NewID(), b.Now()
	open, secret := entries(now, 4, id, "role.set"), []presence.AuditEntry{}
	for i := range 4 {
		secret = append(secret, private(entry(now, i+100, id, []string{"participant.report", "join.refused", "role.set"}[i%3])))
	}
	must(t, b.Stores[0].AppendAudit(t.Context(), slices.Concat(open, secret)...))
	for _, roomID := range []string{id, ""} {
		same(t, "for a host", read(t, b.Stores[1], presence.AuditQuery{Room: roomID, Limit: 3}), newestFirst(open))
		same(t, "for an operator", read(t, b.Stores[1], presence.AuditQuery{Room: roomID, Limit: 3, Private: true}),
			newestFirst(open, secret))
	}
}

func auditFlood(t *testing.T, b Backend) {
	id, now, limits := presence.NewID(), b.Now(), b.Options.Audit
	actions := entries(now, limits[presence.Actions].PerRoom, id, "participant.ban")
	reports := entries(now.Add(time.Millisecond), limits[presence.Reports].PerRoom, id, "participant.report")
	secret := []presence.AuditEntry{private(entry(now.Add(2*time.Millisecond), 0, id, "participant.report"))}
	must(t, b.Stores[0].AppendAudit(t.Context(), slices.Concat(actions, reports, secret)...))
	var joins []presence.AuditEntry
	for i := range 2 * limits[presence.Joins].Total / 10 {
		joins = entries(now.Add(time.Duration(10+i)*time.Millisecond), 10, id, "join.refused")
		must(t, b.Stores[i%2].AppendAudit(t.Context(), joins...))
	}
	want := newestFirst(actions, reports, secret, joins[len(joins)-limits[presence.Joins].PerRoom:])
	for _, roomID := range []string{id, ""} {
		got := read(t, b.Stores[0], presence.AuditQuery{Room: roomID, Limit: 100, Private: true})
		same(t, "after the flood", got, want)
	}
	// Nor do floods through many doors.
	for i := range limits[presence.Joins].Total + 5 {
		must(t, b.Stores[0].AppendAudit(t.Context(), entry(now.Add(time.Second), i, presence.NewID(), "join.refused")))
	}
	got := read(t, b.Stores[0], presence.AuditQuery{Room: id, Limit: 100, Private: true})
	same(t, "after the second flood", got, newestFirst(actions, reports, secret))
	if all := whole(t, b.Stores[1], ""); len(all) != len(actions)+len(reports)+limits[presence.Joins].Total {
		t.Fatalf("%d records over all", len(all))
	}
}

func auditBounds(t *testing.T, b Backend) {
	now, limit := b.Now(), b.Options.Audit[presence.Actions]
	quiet, loud := entries(now, 5, presence.NewID(), "seat.lock"), presence.NewID()
	must(t, b.Stores[0].AppendAudit(t.Context(), quiet...))
	var last []presence.AuditEntry
	for i := range 4 {
		at := now.Add(time.Duration(i+1) * time.Second)
		last = append(last, entries(at, limit.PerRoom-5, loud, "role.set")...)
		must(t, b.Stores[i%2].AppendAudit(t.Context(), last[len(last)-limit.PerRoom+5:]...))
	}
	same(t, "a room that fills", whole(t, b.Stores[0], loud), newestFirst(last[len(last)-limit.PerRoom:]))
	same(t, "its neighbour", whole(t, b.Stores[0], quiet[0].Room), newestFirst(quiet))

	var many []presence.AuditEntry
	for i := range limit.Total - limit.PerRoom - 2 { // pushes 3 of the quiet room out, which are the oldest
		many = append(many, entry(now.Add(10*time.Second), i, presence.NewID(), "role.set"))
	}
	must(t, b.Stores[0].AppendAudit(t.Context(), many...))
	same(t, "the oldest room", whole(t, b.Stores[1], quiet[0].Room), newestFirst(quiet[3:]))
	if all := whole(t, b.Stores[1], ""); len(all) != limit.Total {
		t.Fatalf("%d records over all", len(all))
	}
	must(t, b.Stores[0].AppendAudit(t.Context(), quiet[0])) // written again when it is gone
	same(t, "the oldest room still", whole(t, b.Stores[1], quiet[0].Room), newestFirst(quiet[3:]))
}

func auditAge(t *testing.T, b Backend) {
	id, now, step := presence.NewID(), b.Now(), b.Options.TTL
	old := now.Add(-b.Options.AuditAge)
	gone := entry(old.Add(-time.Second), 0, id, "role.set")
	going, staying := entry(old.Add(step-time.Millisecond), 0, id, "role.set"), entry(now, 0, id, "role.set")
	must(t, b.Stores[0].AppendAudit(t.Context(), gone, going, staying))
	same(t, "at first", whole(t, b.Stores[1], id), []presence.AuditEntry{staying, going})
	b.Advance(step)
	for _, roomID := range []string{id, ""} {
		same(t, "later", whole(t, b.Stores[1], roomID), []presence.AuditEntry{staying})
	}
	must(t, b.Stores[0].AppendAudit(t.Context(), going)) // by a node that was paused
	same(t, "written late", whole(t, b.Stores[1], id), []presence.AuditEntry{staying})
}

func auditInvalid(t *testing.T, b Backend) {
	id, now, s := presence.NewID(), b.Now(), b.Stores[0]
	for name, c := range map[string]struct {
		spoil func(*presence.AuditEntry)
		want  error
	}{
		"id":          {func(e *presence.AuditEntry) { e.ID = e.ID[:31] }, presence.ErrInvalidID},
		"id's digits": {func(e *presence.AuditEntry) { e.ID = strings.ToUpper(e.ID[:31]) + "F" }, presence.ErrInvalidID},
		"room":        {func(e *presence.AuditEntry) { e.Room = "" }, presence.ErrInvalidID},
		"action":      {func(e *presence.AuditEntry) { e.Action = "" }, presence.ErrRecord},
		"detail":      {func(e *presence.AuditEntry) { e.Detail = strings.Repeat("x", room.MaxDetail+1) }, presence.ErrRecord},
		"name":        {func(e *presence.AuditEntry) { e.TargetName = "\xff" }, presence.ErrRecord},
		"by":          {func(e *presence.AuditEntry) { e.By = strings.Repeat("x", 65) }, presence.ErrRecord},
	} {
		bad := entry(now, 1, id, "role.set")
		c.spoil(&bad)
		if err := s.AppendAudit(t.Context(), entry(now, 0, id, "role.set"), bad); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	same(t, "after refusals", whole(t, s, ""), nil)
	good := entry(now, 0, id, "role.set").ID
	for _, q := range []presence.AuditQuery{
		{}, {Limit: -1}, {Limit: 101}, {Limit: 1, Before: "x"}, {Limit: 1, Before: good + "0"}, {Limit: 1, Room: "x"},
		{Limit: 1, Before: good[:31] + "g"}, {Limit: 1, Room: id[:21] + "*"}, {Limit: 1, Before: strings.ToUpper(good[:31]) + "F"},
	} {
		var coded *room.Error
		if _, _, err := s.Audit(t.Context(), q); !errors.As(err, &coded) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
