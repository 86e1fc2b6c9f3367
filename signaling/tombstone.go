package signaling

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"
)

// Bounds of what is remembered of sessions that ended with their membership.
const (
	maxTombstones     = 1024
	tombstoneLifetime = 10 * time.Minute
)

// tombstone is what is left of a session when its membership has ended: enough to tell its bearer why, and
// nothing that leads back in.
type tombstone struct {
	id     string
	live   *liveRoom
	member string // participant
	guest  bool
	token  [sha256.Size]byte
	buried time.Time
}

// graveyard keeps the newest tombstones, one per session: an ID is never used again. sessions.mu guards it.
type graveyard struct {
	byID  map[string]*tombstone
	queue []*tombstone // the same, the oldest first
}

// bury makes room for one more: what is too old goes, and beyond the bound the oldest.
func (g *graveyard) bury(t *tombstone) {
	if g.byID == nil {
		g.byID = map[string]*tombstone{}
	}
	for len(g.queue) > 0 && (len(g.queue) >= maxTombstones || g.queue[0].over(t.buried)) {
		delete(g.byID, g.queue[0].id)
		g.queue[0] = nil
		g.queue = g.queue[1:]
	}
	g.byID[t.id] = t
	g.queue = append(g.queue, t)
}

// find returns the tombstone of a session to whoever holds its last token.
func (g *graveyard) find(id, token string, now time.Time) (tombstone, bool) {
	hash := sha256.Sum256([]byte(token))
	t, ok := g.byID[id]
	if !ok || t.over(now) || subtle.ConstantTimeCompare(t.token[:], hash[:]) != 1 {
		return tombstone{}, false
	}
	return *t, true
}

// forget drops those of a room that has ended.
func (g *graveyard) forget(l *liveRoom) {
	kept := make([]*tombstone, 0, len(g.queue))
	for _, t := range g.queue {
		if t.live == l {
			delete(g.byID, t.id)
			continue
		}
		kept = append(kept, t)
	}
	g.queue = kept
}

func (t *tombstone) over(now time.Time) bool { return now.Sub(t.buried) >= tombstoneLifetime }
