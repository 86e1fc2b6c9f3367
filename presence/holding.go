package presence

import (
	"corner/room"
)

// holding is a room this node owns. Its fields are guarded by the agent's mu.
type holding struct {
	lease    Lease
	record   room.Record // latest; Version 0 before the first
	listing  room.Listing
	saved    uint64 // version the store has, as far as we know
	dirty    bool   // the record is to be written
	released bool   // to be given up: only the store has to be told
	bans     *banList
}

// banList is the bans of a room; a new one takes its place when they change. holding has none while they are not
// known.
type banList struct {
	bans  []room.BanRecord // never changed
	dirty bool             // to be written; guarded by the agent's mu
}

// chore is what the store is to be told, at one moment.
type chore struct {
	bans     map[Lease]*banList
	releases []Lease
	batch    []Snapshot
}

// Update implements room.Presence: it keeps the latest record of a room this node holds, and has it written
// soon. A record older than the latest, or of a room not held, is dropped. The record must not change afterwards.
func (a *Agent) Update(record room.Record) {
	listing := ListingOf(record, a.cfg.Node.ID)
	if !a.keep(record, listing) {
		return
	}
	a.nudge()
}

func (a *Agent) keep(record room.Record, listing room.Listing) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	h, held := a.rooms[record.ID]
	if !held || h.released || record.Version <= h.record.Version {
		return false
	}
	h.record, h.listing, h.dirty = record, listing, true
	return true
}

// Release gives a room up: its record stays in the store for the next owner. It does not wait for the store.
func (a *Agent) Release(id string) {
	a.mu.Lock()
	h, held := a.rooms[id]
	if held {
		h.released = true
	}
	a.mu.Unlock()
	if held {
		a.nudge()
	}
}

// held lists the leases to renew.
func (a *Agent) held() []Lease {
	a.mu.Lock()
	defer a.mu.Unlock()
	leases := make([]Lease, 0, len(a.rooms))
	for _, h := range a.rooms {
		if !h.released {
			leases = append(leases, h.lease)
		}
	}
	return leases
}

// pending lists the bans to write, the leases to give up and the records to write.
func (a *Agent) pending() chore {
	c := chore{bans: make(map[Lease]*banList)}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, h := range a.rooms {
		if h.bans != nil && h.bans.dirty {
			c.bans[h.lease] = h.bans
		}
		switch {
		case h.released:
			c.releases = append(c.releases, h.lease)
		case h.dirty:
			c.batch = append(c.batch, Snapshot{Lease: h.lease, Record: h.record})
		}
	}
	return c
}

// written notes that the store has taken a snapshot; one closed or asleep ends the holding.
func (a *Agent) written(batch []Snapshot) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range batch {
		h, held := a.rooms[s.Lease.Room]
		if !held || h.lease != s.Lease {
			continue
		}
		if s.Record.Closed || s.Record.Asleep {
			delete(a.rooms, s.Lease.Room)
			continue
		}
		h.saved = s.Record.Version
		h.dirty = h.record.Version != s.Record.Version
	}
}

// given notes that the store knows of a release.
func (a *Agent) given(lease Lease) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if h, held := a.rooms[lease.Room]; held && h.released && h.lease == lease {
		delete(a.rooms, lease.Room)
	}
}

// compare marks what the store does not have of us, and gives the leases it refused. Rooms of which the store
// has an older record than we had written (it came back empty, or older) are written again; all of them, when
// it lists fewer rooms of ours than it should.
func (a *Agent) compare(report Report) (lost []Lease) {
	a.mu.Lock()
	defer a.mu.Unlock()
	listed := 0
	for _, h := range a.rooms {
		if h.saved > 0 {
			listed++
		}
	}
	for _, renewal := range report.Renewals {
		h, held := a.rooms[renewal.Lease.Room]
		if !held || h.lease != renewal.Lease {
			continue // released or taken anew while the heartbeat was under way
		}
		if renewal.Lost {
			lost = append(lost, renewal.Lease)
			continue
		}
		if h.saved > 0 && (renewal.Version < h.saved || report.Listed < listed) {
			h.dirty = true
			if h.bans != nil {
				h.bans.dirty = true
			}
		}
	}
	return lost
}

// lose gives up rooms that have a newer owner and tells who asked to know.
func (a *Agent) lose(leases []Lease) {
	for _, lease := range leases {
		if !a.drop(lease) {
			continue
		}
		a.stats.lost.Add(1)
		if a.cfg.OnLost != nil {
			a.cfg.OnLost(lease.Room)
		}
	}
}

func (a *Agent) drop(lease Lease) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	h, held := a.rooms[lease.Room]
	if !held || h.lease != lease || h.released {
		return false
	}
	h.released = true // the store still lists the room as ours until it is told
	return true
}
