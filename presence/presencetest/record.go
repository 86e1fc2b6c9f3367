package presencetest

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"corner/presence"
	"corner/room"
	"corner/room/cards"
	"corner/room/rounds"
	"corner/room/talktime"
)

func save(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	record := Record(presence.NewID(), 3, 5)
	record.Members[1].Mute = room.Mute{Host: true, Seat: true}
	record.Members[2].Connected = false
	record.Members[3].Role = room.Moderator
	record.Members[4].ChatMuted = true
	record.Members[4].Profile.Levels, record.Members[4].Profile.Hidden = []room.Skill{{Language: "en", Level: 2}}, true
	record.Members[1].TurnEnds = instant(60_000)
	record.Settings = furnished(record.Settings)
	live(t, b.Stores[0], node, record)
	loaded, err := b.Stores[1].Load(t.Context(), record.ID)
	must(t, err)
	if !reflect.DeepEqual(loaded, record) {
		t.Fatalf("loaded\n%+v\nwant\n%+v", loaded, record)
	}
	if _, err := b.Stores[1].Load(t.Context(), presence.NewID()); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("load of nothing: %v", err)
	}
}

// furnished sets what Record leaves at zero.
func furnished(s room.Settings) room.Settings {
	s.Mode, s.Rules, s.Turn, s.TurnMutes, s.SlowMode = room.Free, "一次一个人\n好好说话", 90*time.Second, true, 5*time.Second
	s.Locked, s.WaitingRoom = true, true
	s.Translations = []room.Translation{{Language: "en", Title: "Late talk", Rules: "one at a time"}, {Language: "ja"}}
	return s
}

func saveOlder(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	newer := Record(presence.NewID(), 9, 3)
	lease := live(t, b.Stores[0], node, newer)
	older := Record(newer.ID, 8, 1)
	must(t, b.Stores[0].Save(t.Context(), presence.Snapshot{Lease: lease, Record: older}))
	loaded, err := b.Stores[1].Load(t.Context(), newer.ID)
	must(t, err)
	if loaded.Version != 9 {
		t.Fatalf("version %d", loaded.Version)
	}
	if list := listings(t, b.Stores[1]); len(list) != 1 || list[0].Participants != 3 {
		t.Fatalf("listed %+v", list)
	}
	if report := mustBeat(t, b.Stores[0], node, lease); report.Renewals[0].Version != 9 || report.Listed != 1 {
		t.Fatalf("report %+v", report)
	}
}

func saveAnew(t *testing.T, b Backend) {
	before, after := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	old := Record(presence.NewID(), 9, 3)
	live(t, b.Stores[0], before, old)
	b.Advance(b.Options.TTL)
	mustBeat(t, b.Stores[1], after)
	lease := mustClaim(t, b.Stores[1], old.ID, after.ID)
	if report := mustBeat(t, b.Stores[1], after, lease); report.Renewals[0].Version != 0 {
		t.Fatalf("the predecessor's record counts as ours: %+v", report)
	}
	must(t, b.Stores[1].Save(t.Context(), presence.Snapshot{Lease: lease, Record: Record(old.ID, 1, 2)}))
	loaded, err := b.Stores[0].Load(t.Context(), old.ID)
	must(t, err)
	if loaded.Version != 1 {
		t.Fatalf("version %d of the room that was opened anew", loaded.Version)
	}
	if list := listings(t, b.Stores[0]); len(list) != 1 || list[0].Node != after.ID || list[0].Participants != 2 {
		t.Fatalf("listed %+v", list)
	}
	if report := mustBeat(t, b.Stores[1], after, lease); report.Renewals[0].Version != 1 || report.Listed != 1 {
		t.Fatalf("report %+v", report)
	}
}

func saveStale(t *testing.T, b Backend) {
	node, other := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	record := Record(presence.NewID(), 1, 1)
	paused := live(t, b.Stores[0], node, record)
	b.Advance(b.Options.TTL)
	record.Version = 2
	live(t, b.Stores[1], other, record)
	mustBeat(t, b.Stores[0], node)
	mine := Record(presence.NewID(), 1, 2)
	lease := mustClaim(t, b.Stores[0], mine.ID, node.ID)
	record.Version = 99
	err := b.Stores[0].Save(t.Context(),
		presence.Snapshot{Lease: paused, Record: record}, presence.Snapshot{Lease: lease, Record: mine})
	var lost *presence.LostError
	if !errors.As(err, &lost) || len(lost.Leases) != 1 || lost.Leases[0] != paused {
		t.Fatalf("save under a stale epoch: %v", err)
	}
	var coded *room.Error
	if !errors.As(err, &coded) || coded.Code != "stale_epoch" {
		t.Fatalf("not coded: %v", err)
	}
	loaded, err := b.Stores[0].Load(t.Context(), record.ID)
	must(t, err)
	if loaded.Version != 2 {
		t.Fatalf("a stale owner wrote version %d", loaded.Version)
	}
	if _, err := b.Stores[1].Load(t.Context(), mine.ID); err != nil {
		t.Fatalf("the other record of the batch: %v", err)
	}
	if list := listings(t, b.Stores[1]); len(list) != 2 || list[1].Node != other.ID {
		t.Fatalf("listed %+v", list)
	}
}

func saveReleased(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	record := Record(presence.NewID(), 1, 2)
	lease := live(t, b.Stores[0], node, record)
	must(t, b.Stores[0].Release(t.Context(), lease))
	record.Version = 2
	err := b.Stores[0].Save(t.Context(), presence.Snapshot{Lease: lease, Record: record})
	if !errors.Is(err, presence.ErrStaleEpoch) {
		t.Fatalf("save after release: %v", err)
	}
	if list := listings(t, b.Stores[1]); len(list) != 0 {
		t.Fatalf("listed %+v", list)
	}
}

func saveClosed(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	record := Record(presence.NewID(), 1, 2)
	lease := live(t, b.Stores[0], node, record)
	must(t, b.Stores[0].Save(t.Context(), presence.Snapshot{
		Lease: lease, Record: room.Record{ID: record.ID, Version: 2, Closed: true},
	}))
	if _, err := b.Stores[1].Load(t.Context(), record.ID); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("load: %v", err)
	}
	if _, err := b.Stores[1].Owner(t.Context(), record.ID); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("owner: %v", err)
	}
	if list := listings(t, b.Stores[1]); len(list) != 0 {
		t.Fatalf("listed %+v", list)
	}
	if list := people(t, b.Stores[1]); len(list) != 0 {
		t.Fatalf("people %+v", list)
	}
}

func saveClosedStale(t *testing.T, b Backend) {
	node, other := nodeOf("wss://a.example"), nodeOf("wss://b.example")
	record := Record(presence.NewID(), 1, 2)
	paused := live(t, b.Stores[0], node, record)
	b.Advance(b.Options.TTL)
	live(t, b.Stores[1], other, record)
	err := b.Stores[0].Save(t.Context(), presence.Snapshot{
		Lease: paused, Record: room.Record{ID: record.ID, Version: 2, Closed: true},
	})
	if !errors.Is(err, presence.ErrStaleEpoch) {
		t.Fatalf("close under a stale epoch: %v", err)
	}
	if list := listings(t, b.Stores[0]); len(list) != 1 || list[0].Node != other.ID {
		t.Fatalf("listed %+v", list)
	}
}

func saveOutlives(t *testing.T, b Backend) {
	record := Record(presence.NewID(), 5, 2)
	lease := live(t, b.Stores[0], nodeOf("wss://a.example"), record)
	b.Advance(b.Options.TTL)
	mustSweep(t, b.Stores[1])
	next := mustClaim(t, b.Stores[1], record.ID, presence.NewID())
	loaded, err := b.Stores[1].Load(t.Context(), record.ID)
	must(t, err)
	if next.Epoch <= lease.Epoch || !reflect.DeepEqual(loaded, record) {
		t.Fatalf("epoch %d after %d, record %+v", next.Epoch, lease.Epoch, loaded)
	}
}

func invalid(t *testing.T, b Backend) {
	ctx, s, good := t.Context(), b.Stores[0], presence.NewID()
	for _, bad := range []string{
		"", "short", good + "x", good[:21] + "}", good[:21] + "{", good[:21] + ":", good[:21] + "\x00",
		good[:20] + "é", strings.Repeat("*", 22), good[:21] + " ",
	} {
		record := Record(good, 1, 0)
		errs := map[string]error{}
		_, errs["Claim room"] = s.Claim(ctx, bad, good)
		_, errs["Claim node"] = s.Claim(ctx, good, bad)
		_, errs["Owner"] = s.Owner(ctx, bad)
		_, errs["Load"] = s.Load(ctx, bad)
		_, errs["Heartbeat"] = s.Heartbeat(ctx, presence.Node{ID: bad}, nil)
		_, errs["Heartbeat lease"] = s.Heartbeat(ctx, presence.Node{ID: good}, []presence.Lease{{Room: bad, Node: good}})
		errs["Release room"] = s.Release(ctx, presence.Lease{Room: bad, Node: good})
		errs["Release node"] = s.Release(ctx, presence.Lease{Room: good, Node: bad})
		errs["Save room"] = s.Save(ctx, presence.Snapshot{Lease: presence.Lease{Room: bad, Node: good}, Record: record})
		errs["Save node"] = s.Save(ctx, presence.Snapshot{Lease: presence.Lease{Room: good, Node: bad}, Record: record})
		errs["Forget"] = s.Forget(ctx, bad)
		errs["SaveBans room"] = s.SaveBans(ctx, presence.Lease{Room: bad, Node: good}, nil)
		errs["SaveBans node"] = s.SaveBans(ctx, presence.Lease{Room: good, Node: bad}, nil)
		_, errs["Bans"] = s.Bans(ctx, bad)
		errs["AppendAudit"] = s.AppendAudit(ctx, entry(instant(0), 0, bad, "role.set"))
		for call, err := range errs {
			if !errors.Is(err, presence.ErrInvalidID) {
				t.Errorf("%s with %q: %v", call, bad, err)
			}
		}
	}
}

func outOfBounds(t *testing.T, b Backend) {
	node := nodeOf("wss://a.example")
	mustBeat(t, b.Stores[0], node)
	for name, spoil := range map[string]func(*room.Record){
		"title":        func(r *room.Record) { r.Settings.Title = strings.Repeat("x", 2000) },
		"no UTF-8":     func(r *room.Record) { r.Settings.Topic = "\xff" },
		"languages":    func(r *room.Record) { r.Settings.Languages = make([]string, 9) },
		"seats":        func(r *room.Record) { r.Settings.Seats = room.MaxSeats + 1 },
		"rules":        func(r *room.Record) { r.Settings.Rules = strings.Repeat("x", 16*room.MaxRules+1) },
		"translations": func(r *room.Record) { r.Settings.Translations = make([]room.Translation, room.MaxPair+1) },
		"translated":   func(r *room.Record) { r.Settings.Translations = []room.Translation{{Title: "\xff"}} },
		"turn":         func(r *room.Record) { r.Settings.Turn = room.MaxTurn + time.Second },
		"slow mode":    func(r *room.Record) { r.Settings.SlowMode = -time.Second },
		"seat":         func(r *room.Record) { r.Members[0].Seat = room.MaxSeats },
		"role":         func(r *room.Record) { r.Members[0].Role = 200 },
		"levels":       func(r *room.Record) { r.Members[0].Profile.Levels = make([]room.Skill, room.MaxLanguages+1) },
		"no level":     func(r *room.Record) { r.Members[0].Profile.Levels = []room.Skill{{Language: "en", Level: 7}} },
		"nobody":       func(r *room.Record) { r.Members[0].ID = "" },
		"another room": func(r *room.Record) { r.ID = presence.NewID() },
		"much talk":    func(r *room.Record) { r.Memory.Talk = talkOf(room.MaxRememberedTalk + 1) },
		"no talk":      func(r *room.Record) { r.Memory.Talk[0].Person = "" },
		"long talk":    func(r *room.Record) { r.Memory.Talk[0].Voiced = talktime.MaxVoiced + time.Second },
		"hidden":       func(r *room.Record) { r.Memory.HideTalk = make([]string, 1) },
		"much hidden":  func(r *room.Record) { r.Memory.HideTalk = manyIDs(room.MaxRememberedHidden + 1) },
		"admitted":     func(r *room.Record) { r.Memory.Admitted = manyIDs(room.MaxRememberedPeople + 1) },
		"regulars":     func(r *room.Record) { r.Memory.Regulars = Memory(room.MaxRegulars + 1).Regulars },
		"visits":       func(r *room.Record) { r.Memory.Regulars[0].Visits = -1 },
		"a regular":    func(r *room.Record) { r.Memory.Regulars[0].Profile.Name = "\xff" },
		"phases":       func(r *room.Record) { r.Memory.Round.Phases = make([]rounds.Phase, rounds.MaxPhases+1) },
		"a phase":      func(r *room.Record) { r.Memory.Round.Phases[0].Length = time.Second },
		"an index":     func(r *room.Record) { r.Memory.Round.Index = 2 },
		"a deck":       func(r *room.Record) { r.Memory.Deck.Next = -1 },
		"a pack":       func(r *room.Record) { r.Memory.Deck.Pack = strings.Repeat("x", cards.MaxID+1) },
		"a card":       func(r *room.Record) { r.Memory.Card = "\xff" },
	} {
		record := Record(presence.NewID(), 1, 1)
		record.Memory = Memory(2)
		lease := mustClaim(t, b.Stores[0], record.ID, node.ID)
		spoil(&record)
		err := b.Stores[0].Save(t.Context(), presence.Snapshot{Lease: lease, Record: record})
		if !errors.Is(err, presence.ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// talkOf is what so many people have spoken.
func talkOf(people int) []talktime.Entry {
	var talk []talktime.Entry
	for _, id := range manyIDs(people) {
		talk = append(talk, talktime.Entry{Person: id, Voiced: time.Second, Heard: instant(0)})
	}
	return talk
}

func manyIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = presence.NewID()
	}
	return ids
}

func contextDone(t *testing.T, b Backend) {
	ctx, s, id := done(t), b.Stores[0], presence.NewID()
	lease := presence.Lease{Room: id, Node: id, Epoch: 1}
	errs := map[string]error{}
	_, errs["Claim"] = s.Claim(ctx, id, id)
	_, errs["Owner"] = s.Owner(ctx, id)
	_, errs["Load"] = s.Load(ctx, id)
	_, errs["Heartbeat"] = s.Heartbeat(ctx, presence.Node{ID: id}, nil)
	_, errs["Nodes"] = s.Nodes(ctx)
	_, errs["Rooms"] = s.Rooms(ctx)
	_, errs["People"] = s.People(ctx)
	_, errs["Sweep"] = s.Sweep(ctx)
	errs["Release"] = s.Release(ctx, lease)
	errs["Save"] = s.Save(ctx, presence.Snapshot{Lease: lease, Record: Record(id, 1, 0)})
	errs["Forget"] = s.Forget(ctx, id)
	errs["SaveBans"] = s.SaveBans(ctx, lease, nil)
	_, errs["Bans"] = s.Bans(ctx, id)
	errs["AppendAudit"] = s.AppendAudit(ctx, entry(instant(0), 0, id, "role.set"))
	errs["AppendAudit of nothing"] = s.AppendAudit(ctx)
	_, _, errs["Audit"] = s.Audit(ctx, presence.AuditQuery{Limit: 1})
	errs["Ping"] = s.Ping(ctx)
	for call, err := range errs {
		var coded *room.Error
		if err == nil || errors.As(err, &coded) {
			t.Errorf("%s: %v", call, err)
		}
	}
	must(t, s.Ping(t.Context()))
}
