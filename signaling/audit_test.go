package signaling

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

// book is a ledger that is all memory.
type book struct {
	mu      sync.Mutex // guards what follows
	records []room.AuditRecord
	bans    map[string][]room.BanRecord
}

func (b *book) Audit(r room.AuditRecord) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.records = append(b.records, r)
}

func (b *book) Bans(id string, bans []room.BanRecord) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bans[id] = bans
}

func TestWhatIsDoneIsInTheLedger(t *testing.T) {
	ledger := &book{bans: map[string][]room.BanRecord{}}
	n := newNode(t, func(c *Config) { c.Ledger = ledger })
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	host.must("participant.ban", with(about(guest), "reason", "spam"))
	n.turnedAway(id, guest.welcome.GuestToken, "Bo", "banned", closeBanned)
	ledger.mu.Lock()
	defer ledger.mu.Unlock()
	var actions []string
	for _, r := range ledger.records {
		actions = append(actions, r.Action)
		if r.Action == "participant.ban" && (r.Room != id || r.By != host.welcome.You || r.Target != guest.welcome.You || r.Reason != "spam") {
			t.Errorf("%+v", r)
		}
	}
	if text := strings.Join(actions, " "); !strings.Contains(text, "participant.ban") || !strings.Contains(text, "join.refused") {
		t.Errorf("kept: %s", text)
	}
	kept := ledger.bans[id]
	if len(kept) != 1 || kept[0].Participant != guest.welcome.You || kept[0].Device == "" || kept[0].Network == "" {
		t.Errorf("%+v", kept)
	}
	for _, clear := range []string{"127.0.0", guest.welcome.GuestToken} {
		if kept[0].Network == clear || strings.Contains(kept[0].Network+kept[0].Device, clear) {
			t.Errorf("%q is kept as it is", clear)
		}
	}
}

func record(id string) AuditEntry {
	return AuditEntry{ID: "a5", AuditRecord: room.AuditRecord{Room: id, Time: time.UnixMilli(1795327617000), Node: "n2", By: "p4",
		ByName: "Ada", Action: "participant.report", Target: "p9", TargetName: "Bo", Reason: "insult", Detail: "x", Private: true}}
}

func TestTheHostReadsTheAuditOfTheirRoomOnly(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	n.directory.written = []AuditEntry{record(id)}
	guest.refused("not_allowed", "audit.list", nil)
	if len(n.directory.asked) != 0 {
		t.Error("the directory was asked for somebody who may not know")
	}
	var page recordPage[wireRecord]
	m := host.do("audit.list", map[string]any{"before": "a9", "limit": 7})
	host.decode(m.Data, &page)
	if q := n.directory.asked[0]; q != (AuditQuery{Room: id, Before: "a9", Limit: 7}) {
		t.Errorf("asked %+v", q)
	}
	if len(page.Records) != 1 || page.Next != "a0" || page.Records[0].Action != "participant.report" || page.Records[0].TimeMS != 1795327617000 {
		t.Errorf("%+v", page)
	}
	if r := page.Records[0]; r.By != "" || r.ByName != "" || r.TargetName != "Bo" {
		t.Errorf("the host sees who reported: %+v", r)
	}
	if strings.Contains(string(m.Data), "private") || strings.Contains(string(m.Data), id) {
		t.Errorf("%s", m.Data)
	}
	n.directory.goAway(errDirectory)
	host.refused("directory_unavailable", "audit.list", nil)
	host.must("participants.list", nil)
}

func TestOperatorsReadTheAuditOfEveryRoom(t *testing.T) {
	n := newNode(t, nil)
	id := auth.Unguessable(16)
	n.directory.written = []AuditEntry{record(id)}
	key := map[string]string{"Authorization": "Bearer " + testOperatorKey}
	var page recordPage[wireOperatorRecord]
	w := n.request("GET", "/v1/operator/audit?room="+id+"&before=a9&limit=7", "", key, &page)
	if w.StatusCode != http.StatusOK || len(page.Records) != 1 || page.Records[0].Room != id || !page.Records[0].Private || page.Next != "a0" {
		t.Errorf("%d %+v", w.StatusCode, page)
	}
	n.request("GET", "/v1/operator/audit", "", key, &page)
	want := []AuditQuery{{Room: id, Before: "a9", Limit: 7, Private: true}, {Limit: defaultList, Private: true}}
	if len(n.directory.asked) != 2 || n.directory.asked[0] != want[0] || n.directory.asked[1] != want[1] {
		t.Errorf("asked %+v", n.directory.asked)
	}
	for _, bad := range []string{"limit=0", "limit=101", "limit=x", "limit=-1", "room=lobby", "before=" + long} {
		if w := n.request("GET", "/v1/operator/audit?"+bad, "", key, nil); w.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, w.StatusCode)
		}
	}
	if w := n.request("GET", "/v1/operator/audit", "", nil, nil); w.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the key: %d", w.StatusCode)
	}
	n.directory.goAway(errDirectory)
	if w := n.request("GET", "/v1/operator/audit", "", key, nil); w.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("with the store away: %d", w.StatusCode)
	}
	shut := newNode(t, func(c *Config) { c.OperatorKey = "" })
	if w := shut.request("GET", "/v1/operator/audit", "", key, nil); w.StatusCode != http.StatusNotFound {
		t.Errorf("without a key set: %d", w.StatusCode)
	}
}
