package local

import (
	"context"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room"
)

// Claim implements presence.Store.
func (s *Store) Claim(ctx context.Context, roomID, nodeID string) (presence.Lease, error) {
	if err := valid(ctx, roomID, nodeID); err != nil {
		return presence.Lease{}, err
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	owned, known := s.rooms[roomID]
	if !known {
		owned = &ownership{}
		s.rooms[roomID] = owned
	}
	if owned.lease.Node != "" && owned.until.After(now) {
		if owned.lease.Node != nodeID {
			return presence.Lease{}, presence.ErrTaken
		}
	} else {
		// Starting at the clock keeps epochs growing over a record that was pruned meanwhile.
		epoch := max(owned.lease.Epoch+1, uint64(now.UnixMilli()))
		owned.lease = presence.Lease{Room: roomID, Node: nodeID, Epoch: epoch}
	}
	owned.until = now.Add(s.options.TTL)
	return owned.lease, nil
}

// Owner implements presence.Store.
func (s *Store) Owner(ctx context.Context, roomID string) (presence.Lease, error) {
	if err := valid(ctx, roomID); err != nil {
		return presence.Lease{}, err
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	owned, known := s.rooms[roomID]
	if !known || owned.lease.Node == "" || !owned.until.After(now) {
		return presence.Lease{}, presence.ErrNotFound
	}
	return owned.lease, nil
}

// Release implements presence.Store.
func (s *Store) Release(ctx context.Context, lease presence.Lease) error {
	if err := valid(ctx, lease.Room, lease.Node); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if owned, known := s.rooms[lease.Room]; known && owned.lease == lease {
		owned.lease.Node = "" // the epoch stays: the next owner's must be higher
		if owned.version == 0 {
			delete(s.rooms, lease.Room)
		}
	}
	s.unlist(lease)
	return nil
}

// Save implements presence.Store.
func (s *Store) Save(ctx context.Context, batch ...presence.Snapshot) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	encoded := make([][]byte, len(batch))
	for i, snapshot := range batch {
		if err := snapshot.Check(); err != nil {
			return err
		}
		value, err := codec.EncodeRecord(snapshot.Record)
		if err != nil {
			return err
		}
		encoded[i] = value
	}
	var lost []presence.Lease
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for i, snapshot := range batch {
			decision := s.decide(snapshot)
			if decision == refuse {
				lost = append(lost, snapshot.Lease)
			}
			if err := s.write(tx, decision, snapshot, encoded[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fileFault("save", err)
	}
	if len(lost) > 0 {
		return &presence.LostError{Leases: lost}
	}
	return nil
}

// Load implements presence.Store.
func (s *Store) Load(ctx context.Context, roomID string) (room.Record, error) {
	if err := valid(ctx, roomID); err != nil {
		return room.Record{}, err
	}
	kept, err := s.read(roomID)
	if err != nil {
		return room.Record{}, err
	}
	if kept == nil || s.isOver(roomID) {
		return room.Record{}, presence.ErrNotFound
	}
	return codec.DecodeRecord(kept.Record)
}

// isOver reports whether a room's record has outlived its time, though it is not swept yet.
func (s *Store) isOver(roomID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	owned, known := s.rooms[roomID]
	return !known || owned.over(s.now())
}

// decision is what becomes of one snapshot.
type decision uint8

const (
	refuse decision = iota // a newer owner has the room
	ignore                 // a newer record is there
	keep
	remove
)

// decide applies a snapshot to memory.
func (s *Store) decide(snapshot presence.Snapshot) decision {
	until := s.now().Add(s.options.TTL)
	s.mu.Lock()
	defer s.mu.Unlock()
	lease, record := snapshot.Lease, snapshot.Record
	renewal := s.renew(lease, until)
	switch {
	case renewal.Lost:
		s.unlist(lease)
		return refuse
	case record.Closed:
		delete(s.rooms, lease.Room)
		s.unlist(lease)
		return remove
	}
	owned := s.rooms[lease.Room]
	if owned.wrote == lease.Epoch && record.Version < owned.version {
		return ignore
	}
	// The same version is written again: the file may have failed after memory had taken it.
	owned.version, owned.wrote = record.Version, lease.Epoch
	owned.kept = s.now().Add(s.options.Keeps(record))
	if record.Asleep {
		owned.lease.Node = "" // the epoch stays: the next owner's must be higher
		s.unlist(lease)
		return keep
	}
	s.node(lease.Node).listed[lease.Room] = published{epoch: lease.Epoch, record: record}
	return keep
}

// renew prolongs a lease, or restores it when the room is unknown or its owner older. The caller holds mu.
func (s *Store) renew(lease presence.Lease, until time.Time) presence.Renewal {
	owned, known := s.rooms[lease.Room]
	if !known {
		owned = &ownership{}
		s.rooms[lease.Room] = owned
	}
	held := owned.lease
	if held.Epoch > lease.Epoch || held.Epoch == lease.Epoch && held.Node != lease.Node {
		return presence.Renewal{Lease: lease, Lost: true}
	}
	owned.lease, owned.until = lease, until
	renewal := presence.Renewal{Lease: lease}
	if owned.wrote == lease.Epoch {
		renewal.Version = owned.version
	}
	return renewal
}

// unlist takes a room off its node's listings. The caller holds mu.
func (s *Store) unlist(lease presence.Lease) {
	if n, known := s.nodes[lease.Node]; known {
		delete(n.listed, lease.Room)
	}
}
