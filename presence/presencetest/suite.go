package presencetest

import (
	"context"
	"testing"
	"time"

	"corner/presence"
	"corner/room"
)

// Backend is one fresh, empty store under test.
type Backend struct {
	Stores  [2]presence.Store   // two handles on the same data, as two nodes have; may be the same one
	Options presence.Options    // as given to the stores, with the limits of AuditLimits
	Now     func() time.Time    // the store's own clock
	Advance func(time.Duration) // returns when the store's own clock has moved by that much
}

// AuditLimits are small enough to be reached by a test.
func AuditLimits() [presence.AuditLogs]presence.AuditLimit {
	return [presence.AuditLogs]presence.AuditLimit{
		presence.Actions:      {Total: 60, PerRoom: 25},
		presence.Joins:        {Total: 30, PerRoom: 10},
		presence.Reports:      {Total: 20, PerRoom: 8},
		presence.Confidential: {Total: 12, PerRoom: 6},
	}
}

// Run tests every promise of presence.Store on fresh backends.
func Run(t *testing.T, open func(*testing.T) Backend) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Backend)
	}{
		{"a heartbeat makes a node alive until its time is over", heartbeat},
		{"a claimed room has one owner", claim},
		{"a claim repeated by its owner gives the same lease", claimRepeated},
		{"a claim after expiry has a higher epoch", claimExpired},
		{"of two claimers exactly one wins, every time", claimRace},
		{"a released room can be claimed at once, with a higher epoch", release},
		{"a release by a former owner changes nothing", releaseStale},
		{"a heartbeat renews leases past their time", renew},
		{"an expired lease nobody took is renewed with its epoch", renewExpired},
		{"a lease the store has forgotten is restored", renewForgotten},
		{"a lease with a newer owner is lost", renewLost},
		{"a released lease is not brought back by a late heartbeat", renewReleased},
		{"a saved record is loaded as it was", save},
		{"an older version is ignored", saveOlder},
		{"a new owner's record counts from the start, whatever its predecessor wrote", saveAnew},
		{"a stale epoch cannot write, and does not keep others out", saveStale},
		{"a released lease cannot write", saveReleased},
		{"a closed record removes the room", saveClosed},
		{"a closed record of a former owner removes nothing", saveClosedStale},
		{"what a room remembers is loaded as it was", saveMemory},
		{"a room that sleeps is listed no more, can be woken anywhere, and its record stays", saveAsleep},
		{"a former owner puts no room to sleep", saveAsleepStale},
		{"a record outlives its owner and passes to the next", saveOutlives},
		{"rooms and people of all living nodes are listed once", listed},
		{"a room listed by two nodes is its newer owner's", listedTwice},
		{"rooms and people of a dead node are not listed", listedDead},
		{"an expired person is swept exactly once", sweep},
		{"a node that returns after a sweep is told that it is not listed", sweepReturn},
		{"a forgotten node is not swept", forget},
		{"what cannot be a key is refused everywhere", invalid},
		{"a record out of bounds is refused", outOfBounds},
		{"a finished context is an error, not a refusal", contextDone},
		{"epochs survive release, expiry and many owners in order", epochs},
		{"what was audited is read as it was, newest first", audit},
		{"pages of the audit have every record once", auditPages},
		{"an audit record written again is kept once", auditAgain},
		{"an audit record that comes late takes its place", auditLate},
		{"private audit records are for who asks for them", auditPrivate},
		{"a flood of refused joins displaces no action", auditFlood},
		{"the oldest audit records go, those of a room first", auditBounds},
		{"audit records have their time", auditAge},
		{"audit records and queries out of bounds are refused", auditInvalid},
		{"bans are loaded as they were saved", bans},
		{"a ban that is over is not loaded", bansOver},
		{"bans outlive their room", bansOutlive},
		{"a stale epoch cannot ban", bansStale},
		{"bans out of bounds are refused", bansInvalid},
		{"whoever is awake is counted once, on however many nodes", awakeOnce},
		{"who speaks or learns something else is counted anew", awakeMoves},
		{"a dead node's people are awake no more", awakeDead},
		{"people of a node that never beats are swept", awakeUnbeaten},
		{"a reset drops whom the store has of a node", awakeReset},
		{"counts are right after any history", awakeRandom},
		{"people and facets that cannot be keys are refused", awakeInvalid},
		{"the busiest hours are sampled once over all nodes", hours},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// nodeOf describes a node with a fresh id.
func nodeOf(url string) presence.Node {
	return presence.Node{ID: presence.NewID(), URL: url, Region: "eu", Version: "1", Started: instant(1)}
}

// Record makes a record with that many members: the first is host on seat 0, the second sits on seat 1.
func Record(id string, version uint64, members int) room.Record {
	r := room.Record{
		ID: id, Version: version, Created: instant(1000),
		Settings: room.Settings{
			Title: "深夜闲聊", Languages: []string{"zh", "en"}, Topic: "food", Seats: 8, Mode: room.Apply, Capacity: 500,
		},
	}
	for i := range members {
		p := room.Participant{
			ID: presence.NewID(), Seat: -1, Connected: true, Joined: instant(2000 + i), Mute: room.Mute{Self: true},
			Profile: room.Profile{Name: "小雨", Speaks: []string{"zh"}, Learns: []string{"en"}, TimeZone: "Asia/Shanghai"},
		}
		if i < 2 {
			p.Seat = i
		}
		if i == 0 {
			p.Role, r.Host = room.Host, p.ID
		}
		r.Members = append(r.Members, p)
	}
	return r
}

func instant(ms int) time.Time { return time.UnixMilli(1795327600000 + int64(ms)).UTC() }

// must ends the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustBeat(t *testing.T, s presence.Store, n presence.Node, leases ...presence.Lease) presence.Report {
	t.Helper()
	report, err := s.Heartbeat(t.Context(), n, leases)
	must(t, err)
	if len(report.Renewals) != len(leases) {
		t.Fatalf("%d renewals for %d leases", len(report.Renewals), len(leases))
	}
	return report
}

func mustClaim(t *testing.T, s presence.Store, roomID, nodeID string) presence.Lease {
	t.Helper()
	lease, err := s.Claim(t.Context(), roomID, nodeID)
	must(t, err)
	if lease.Room != roomID || lease.Node != nodeID || lease.Epoch == 0 {
		t.Fatalf("lease %+v", lease)
	}
	return lease
}

// live makes a node that lists one room.
func live(t *testing.T, s presence.Store, n presence.Node, record room.Record) presence.Lease {
	t.Helper()
	mustBeat(t, s, n)
	lease := mustClaim(t, s, record.ID, n.ID)
	must(t, s.Save(t.Context(), presence.Snapshot{Lease: lease, Record: record}))
	return lease
}

func listings(t *testing.T, s presence.Store) []room.Listing {
	t.Helper()
	list, err := s.Rooms(t.Context())
	must(t, err)
	return list
}

func people(t *testing.T, s presence.Store) []presence.Person {
	t.Helper()
	list, err := s.People(t.Context())
	must(t, err)
	return list
}

func mustSweep(t *testing.T, s presence.Store) []presence.Person {
	t.Helper()
	gone, err := s.Sweep(t.Context())
	must(t, err)
	return gone
}

// done is a context that is over.
func done(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
