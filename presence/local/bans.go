package local

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room"
)

const (
	bansBucket = "bans"
	bansPruned = time.Hour // between two looks for lists whose time is over
)

// keptBans is what the file has of a room's bans.
type keptBans struct {
	Epoch uint64          `json:"epoch"`
	Until int64           `json:"until_ms"`
	Bans  json.RawMessage `json:"bans"`
}

// SaveBans implements presence.Store.
func (s *Store) SaveBans(ctx context.Context, lease presence.Lease, bans []room.BanRecord) error {
	if err := valid(ctx, lease.Room, lease.Node); err != nil {
		return err
	}
	list, err := codec.EncodeBans(bans)
	if err != nil {
		return err
	}
	value, err := json.Marshal(keptBans{
		Epoch: lease.Epoch, Until: s.keepBans(bans).UnixMilli(), Bans: list,
	})
	if err != nil {
		return fileFault("bans", err)
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		bucket, key := tx.Bucket([]byte(bansBucket)), []byte(lease.Room)
		var before keptBans
		if old := bucket.Get(key); old != nil && json.Unmarshal(old, &before) == nil && before.Epoch > lease.Epoch {
			return presence.ErrStaleEpoch
		}
		if s.overtaken(lease) {
			return presence.ErrStaleEpoch
		}
		if s.pruneDue() {
			if err := s.recallBans(tx); err != nil {
				return err
			}
		}
		return bucket.Put(key, value)
	})
	if err != nil && !errors.Is(err, presence.ErrStaleEpoch) {
		return fileFault("bans", err)
	}
	return err
}

// keepBans says until when a list saved now is kept: as long as its longest ban, and never shorter than a room's
// record, for it also has the epoch that keeps former owners from writing.
func (s *Store) keepBans(bans []room.BanRecord) time.Time {
	now, till := s.now(), presence.BansEnd(bans)
	if least := now.Add(s.options.Retention); till.Before(least) {
		till = least
	}
	if most := now.Add(presence.PermanentBanTime); till.After(most) {
		till = most
	}
	return till
}

// pruneDue reports, once in a while, that lists whose time is over should be looked for.
func (s *Store) pruneDue() bool {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.pruned) < bansPruned {
		return false
	}
	s.pruned = now
	return true
}

// overtaken reports whether a room has an owner that is newer than a lease, or none any more.
func (s *Store) overtaken(lease presence.Lease) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	owned, known := s.rooms[lease.Room]
	if !known {
		return false
	}
	held := owned.lease
	return held.Epoch > lease.Epoch || held.Epoch == lease.Epoch && held.Node != lease.Node
}

// Bans implements presence.Store.
func (s *Store) Bans(ctx context.Context, roomID string) ([]room.BanRecord, error) {
	if err := valid(ctx, roomID); err != nil {
		return nil, err
	}
	now := s.now()
	var kept keptBans
	err := s.db.View(func(tx *bbolt.Tx) error {
		value := tx.Bucket([]byte(bansBucket)).Get([]byte(roomID))
		if value == nil {
			return nil
		}
		return json.Unmarshal(value, &kept) // copies: value dies with the transaction
	})
	if err != nil {
		return nil, fileFault("bans", err)
	}
	if kept.Bans == nil || kept.Until <= now.UnixMilli() {
		return nil, nil
	}
	bans, err := codec.DecodeBans(kept.Bans)
	if err != nil {
		return nil, err
	}
	return presence.LivingBans(bans, now), nil
}

// recallBans drops the lists whose time is over or that cannot be read.
func (s *Store) recallBans(tx *bbolt.Tx) error {
	bucket, err := tx.CreateBucketIfNotExists([]byte(bansBucket))
	if err != nil {
		return err
	}
	now := s.now().UnixMilli()
	var stale [][]byte
	err = bucket.ForEach(func(key, value []byte) error {
		var kept keptBans
		if json.Unmarshal(value, &kept) != nil || kept.Until <= now {
			stale = append(stale, append([]byte(nil), key...))
		}
		return nil
	})
	for _, key := range stale {
		err = errors.Join(err, bucket.Delete(key))
	}
	return err
}
