package presence

import (
	"testing"
	"time"

	"corner/room"
)

func TestIdsGrowAlsoWhenTheClockIsSetBack(t *testing.T) {
	o, now := newOutbox("n"), time.UnixMilli(1795327600000)
	var last string
	for i := range 200_000 {
		at := now
		if i%3 == 0 {
			at = now.Add(-time.Hour)
		}
		if !o.add(room.AuditRecord{Room: NewID(), Action: "role.set"}, at) {
			t.Fatalf("no place for %d", i)
		}
		id := o.head(1)[0].ID
		if !ValidAuditID(id) || id <= last {
			t.Fatalf("%q after %q", id, last)
		}
		if last == "" && id[:12] != AuditStamp(at) {
			t.Fatalf("%q was drawn at %s", id, AuditStamp(at))
		}
		last = id
		o.written(1)
	}
	// 65,536 ids of a millisecond borrow from the next: they stay near the time.
	if until := AuditStamp(now.Add(4 * time.Millisecond)); last >= until {
		t.Fatalf("%q is beyond %s", last, until)
	}
}

func TestIdsOfTwoNodesDiffer(t *testing.T) {
	now := time.Now()
	seen := make(map[string]bool)
	for range 100 {
		o := newOutbox("n")
		o.add(room.AuditRecord{Action: "role.set"}, now)
		seen[o.head(1)[0].ID] = true
	}
	if len(seen) != 100 {
		t.Fatalf("%d ids of 100 nodes", len(seen))
	}
}

func TestStampsAreInTheOrderOfTheirTimes(t *testing.T) {
	last := ""
	for _, at := range []time.Time{
		time.Time{}, time.UnixMilli(1), time.UnixMilli(255), time.UnixMilli(256), time.UnixMilli(1795327600000),
		time.UnixMilli(1795327600001), time.UnixMilli(1 << 47),
	} {
		stamp := AuditStamp(at)
		if len(stamp) != 12 || stamp <= last {
			t.Fatalf("%v has %q after %q", at, stamp, last)
		}
		last = stamp
	}
}

func TestAFullShareTakesNoOthersPlace(t *testing.T) {
	o, now := newOutbox("n"), time.Now()
	records := [AuditLogs]room.AuditRecord{
		Actions: {Action: "role.set"}, Joins: {Action: "join.refused"}, Reports: {Action: "participant.report"},
		Confidential: {Action: "participant.report", Private: true},
	}
	for log := range AuditLog(AuditLogs) { // 2,000 joins come before the first report
		for i := range outboxShares[log] + 500 {
			if added := o.add(records[log], now); added != (i < outboxShares[log]) {
				t.Fatalf("%v %d: added %v", log, i, added)
			}
		}
	}
	if o.length() != 10_000 {
		t.Fatalf("%d wait", o.length())
	}
	o.written(o.length() - 1)
	if !o.add(records[Joins], now) || o.length() != 2 {
		t.Fatal("what was written takes no place")
	}
}

// FuzzCut: a record that was cut is one the store takes, and what fits is left as it is.
func FuzzCut(f *testing.F) {
	f.Add("小雨", "role.set", "seat 3")
	f.Add("\xff\xfe", "é", "\xed\xa0\x80")
	f.Fuzz(func(t *testing.T, name, action, detail string) {
		long := name + name + name + name + name + name + name + name
		record := room.AuditRecord{
			Room: NewID(), By: name, ByName: long, Action: action + "x", Target: long, TargetName: name, Reason: detail, Detail: long,
		}
		o := newOutbox(name)
		record.Node = name
		o.add(cut(record), time.Now())
		e := o.head(1)[0]
		e.Node = clip(e.Node, maxAuditID)
		if e.Action != "" && e.Check() != nil {
			t.Fatalf("%+v: %v", e, e.Check())
		}
		if cut(e.AuditRecord) != e.AuditRecord {
			t.Fatalf("cut twice: %+v", e)
		}
	})
}
