package presence

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"corner/room"
)

// outboxShares is how many records of each log wait for a store that is away, 10,000 in all. What comes when a share
// is full is dropped: it takes the place of no other.
var outboxShares = [AuditLogs]int{Actions: 6000, Joins: 2000, Reports: 1000, Confidential: 1000}

// outbox is what of the audit is not in the store yet.
type outbox struct {
	node string        // fills AuditRecord.Node
	tag  string        // tells this process's ids from all others
	turn chan struct{} // capacity 1: held by the one goroutine that writes

	mu    sync.Mutex // guards what follows
	last  uint64     // the millisecond and count of the last id
	queue []AuditEntry
	share [AuditLogs]int // of queue
}

func newOutbox(node string) *outbox {
	var tag [8]byte
	rand.Read(tag[:]) // never fails: crypto/rand ends the process instead
	return &outbox{node: node, tag: hex.EncodeToString(tag[:]), turn: make(chan struct{}, 1)}
}

// add queues a record under a new id. False says that its log's share is full.
func (o *outbox) add(record room.AuditRecord, now time.Time) bool {
	log := LogOf(record)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.share[log] >= outboxShares[log] {
		return false
	}
	record.Node = o.node
	// Also when the clock is set back an id is higher than the one before.
	o.last = max(o.last+1, uint64(max(now.UnixMilli(), 0))<<16)
	o.queue = append(o.queue, AuditEntry{ID: fmt.Sprintf("%016x%s", o.last, o.tag), AuditRecord: record})
	o.share[log]++
	return true
}

// head gives the oldest records, at most that many. They do not change.
func (o *outbox) head(limit int) []AuditEntry {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.queue[:min(limit, len(o.queue)):min(limit, len(o.queue))]
}

// written takes the oldest records out. Only the holder of turn calls it.
func (o *outbox) written(count int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range count {
		o.share[LogOf(o.queue[i].AuditRecord)]--
	}
	o.queue = o.queue[count:]
	if len(o.queue) == 0 {
		o.queue = nil // what was written is not kept in memory
	}
}

// length is how many records wait.
func (o *outbox) length() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.queue)
}
