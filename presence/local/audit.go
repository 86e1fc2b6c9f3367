package local

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/presence/internal/codec"
)

// auditBucket is the bucket of a log, by id; its sequence is how many records it has. The index beside it has a key
// room+id for each, so that the records of a room lie together.
func auditBucket(log presence.AuditLog) []byte { return []byte("audit." + log.String()) }

func auditIndex(log presence.AuditLog) []byte { return []byte("audit." + log.String() + ".rooms") }

// auditLog is one log inside a transaction.
type auditLog struct{ records, rooms *bbolt.Bucket }

func logIn(tx *bbolt.Tx, log presence.AuditLog) auditLog {
	return auditLog{records: tx.Bucket(auditBucket(log)), rooms: tx.Bucket(auditIndex(log))}
}

// recallAudit makes the buckets of every log, counts what they have, and drops records whose time is over.
func (s *Store) recallAudit(tx *bbolt.Tx) error {
	for log := range presence.AuditLog(presence.AuditLogs) {
		for _, name := range [][]byte{auditBucket(log), auditIndex(log)} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		records := logIn(tx, log).records
		if err := records.SetSequence(uint64(records.Stats().KeyN)); err != nil {
			return err
		}
	}
	return s.trim(tx, nil)
}

// AppendAudit implements presence.Store.
func (s *Store) AppendAudit(ctx context.Context, batch ...presence.AuditEntry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	values := make([][]byte, len(batch))
	for i, entry := range batch {
		var err error
		if values[i], err = codec.EncodeAudit(entry); err != nil {
			return err
		}
	}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for i, entry := range batch {
			if err := logIn(tx, presence.LogOf(entry.AuditRecord)).add(entry, values[i]); err != nil {
				return err
			}
		}
		return s.trim(tx, batch)
	})
	if err != nil {
		return fileFault("append audit", err)
	}
	return nil
}

// trim brings the logs back within bounds, and the rooms of a batch.
func (s *Store) trim(tx *bbolt.Tx, batch []presence.AuditEntry) error {
	type place struct {
		log  presence.AuditLog
		room string
	}
	seen := make(map[place]bool)
	for _, entry := range batch {
		at := place{presence.LogOf(entry.AuditRecord), entry.Room}
		if seen[at] {
			continue
		}
		seen[at] = true
		if err := logIn(tx, at.log).trimRoom(at.room, s.options.Audit[at.log].PerRoom); err != nil {
			return err
		}
	}
	oldest := presence.AuditStamp(s.now().Add(-s.options.AuditAge))
	for log := range presence.AuditLog(presence.AuditLogs) {
		if err := logIn(tx, log).trim(s.options.Audit[log].Total, oldest); err != nil {
			return err
		}
	}
	return nil
}

// Audit implements presence.Store.
func (s *Store) Audit(ctx context.Context, q presence.AuditQuery) ([]presence.AuditEntry, string, error) {
	if err := q.Check(); err != nil {
		return nil, "", err
	}
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	oldest := presence.AuditStamp(s.now().Add(-s.options.AuditAge))
	var stored []codec.Stored
	err := s.db.View(func(tx *bbolt.Tx) error {
		for _, log := range q.Logs() {
			stored = append(stored, logIn(tx, log).page(q, oldest)...)
		}
		return nil
	})
	if err != nil {
		return nil, "", fileFault("audit", err)
	}
	entries, next, _ := codec.AuditPage(q, stored)
	return entries, next, nil
}

// add writes one record unless it is there.
func (l auditLog) add(entry presence.AuditEntry, value []byte) error {
	id := []byte(entry.ID)
	if l.records.Get(id) != nil {
		return nil
	}
	if err := l.records.SetSequence(l.records.Sequence() + 1); err != nil {
		return err
	}
	if err := l.rooms.Put([]byte(entry.Room+entry.ID), nil); err != nil {
		return err
	}
	// The room is in front of the value, so that a record can be dropped without reading it.
	return l.records.Put(id, append([]byte(entry.Room), value...))
}

// drop removes records by their ids.
func (l auditLog) drop(ids [][]byte) error {
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		roomID, _ := split(l.records.Get(id))
		if err := l.rooms.Delete(append(bytes.Clone(roomID), id...)); err != nil {
			return err
		}
		if err := l.records.Delete(id); err != nil {
			return err
		}
	}
	return l.records.SetSequence(l.records.Sequence() - uint64(len(ids)))
}

// trimRoom drops the oldest records of a room beyond a number.
func (l auditLog) trimRoom(roomID string, most int) error {
	var excess [][]byte
	kept := 0
	for key := range backwards(l.rooms, roomID, "") {
		if kept++; kept > most {
			excess = append(excess, bytes.Clone(key[presence.IDLength:]))
		}
	}
	return l.drop(excess)
}

// trim drops the oldest records beyond a number, and those older than an id.
func (l auditLog) trim(most int, oldest string) error {
	excess := int(l.records.Sequence()) - most
	var gone [][]byte
	c := l.records.Cursor()
	for id, _ := c.First(); id != nil && (len(gone) < excess || string(id) < oldest); id, _ = c.Next() {
		gone = append(gone, bytes.Clone(id))
	}
	return l.drop(gone)
}

// page gives the newest records a query asks for, and one more if there is.
func (l auditLog) page(q presence.AuditQuery, oldest string) []codec.Stored {
	var list []codec.Stored
	index := l.rooms
	if q.Room == "" {
		index = l.records
	}
	for key := range backwards(index, q.Room, q.Before) {
		id := string(key[len(q.Room):])
		if id < oldest || len(list) > q.Limit {
			break
		}
		_, value := split(l.records.Get([]byte(id)))
		list = append(list, codec.Stored{ID: id, Value: bytes.Clone(value)})
	}
	return list
}

// backwards goes through the keys that begin with a prefix, the last first, beginning before prefix+before.
func backwards(bucket *bbolt.Bucket, prefix, before string) func(yield func([]byte) bool) {
	if before == "" {
		before = "g" // after every hexadecimal digit
	}
	return func(yield func([]byte) bool) {
		c := bucket.Cursor()
		key, _ := c.Seek([]byte(prefix + before))
		if key == nil {
			key, _ = c.Last()
		} else {
			key, _ = c.Prev()
		}
		for ; bytes.HasPrefix(key, []byte(prefix)) && key != nil; key, _ = c.Prev() {
			if !yield(key) {
				return
			}
		}
	}
}

// split separates the room of a record from its value.
func split(stored []byte) (roomID, value []byte) {
	at := min(presence.IDLength, len(stored))
	return stored[:at], stored[at:]
}
