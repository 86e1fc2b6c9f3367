package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"corner/presence"
)

const (
	fileName   = "presence.db"
	bucketName = "rooms"
	lockWait   = time.Second
)

// kept is what the file has of a room.
type kept struct {
	Epoch   uint64          `json:"epoch"`
	Version uint64          `json:"version"`
	Saved   int64           `json:"saved_ms"`
	Until   int64           `json:"until_ms,omitempty"` // when its time is over; older files have none
	Record  json.RawMessage `json:"record"`
}

// end is when the time of what is kept is over.
func (k *kept) end(retention time.Duration) time.Time {
	if k.Until > 0 {
		return time.UnixMilli(k.Until)
	}
	return time.UnixMilli(k.Saved).Add(retention)
}

func (k *kept) over(now time.Time, retention time.Duration) bool { return k.end(retention).Before(now) }

// openMemory opens a file without a name, which nobody needs to have on a disk and which goes with the process.
func openMemory() (*bbolt.DB, error) {
	open := func(string, int, os.FileMode) (*os.File, error) {
		file, err := os.CreateTemp("", fileName)
		if err != nil {
			return nil, err
		}
		return file, os.Remove(file.Name())
	}
	db, err := bbolt.Open(fileName, 0o600, &bbolt.Options{OpenFile: open, NoSync: true, NoGrowSync: true})
	if err != nil {
		return nil, fmt.Errorf("presence: open in memory: %w", err)
	}
	return db, nil
}

// openFile opens the one file, readable by its owner only.
func openFile(folder string) (*bbolt.DB, error) {
	if folder == "" {
		return openMemory()
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("presence: data folder: %w", err)
	}
	path := filepath.Join(folder, fileName)
	// A file restored from a backup may come with wider permissions than ours.
	if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("presence: data file: %w", err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("presence: the data folder %s is in use by another process", folder)
	}
	if err != nil {
		return nil, fmt.Errorf("presence: open %s: %w", path, err)
	}
	return db, nil
}

// recall reads which rooms the file knows, so that epochs and versions go on from there, and drops what cannot be
// read or whose time is over, bans and audit too.
func (s *Store) recall() error {
	now := s.now()
	err := s.db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte(bucketName))
		if err != nil {
			return err
		}
		var stale [][]byte
		err = bucket.ForEach(func(key, value []byte) error {
			var k kept
			id := string(key)
			if json.Unmarshal(value, &k) != nil || !presence.ValidID(id) || k.over(now, s.options.Retention) {
				stale = append(stale, []byte(id))
				return nil
			}
			s.rooms[id] = &ownership{lease: presence.Lease{Room: id, Epoch: k.Epoch}, version: k.Version, wrote: k.Epoch,
				kept: k.end(s.options.Retention)}
			return nil
		})
		for _, key := range stale {
			err = errors.Join(err, bucket.Delete(key))
		}
		return errors.Join(err, s.recallBans(tx), s.recallAudit(tx), recallPlans(tx))
	})
	if err != nil {
		return fileFault("recall", err)
	}
	return nil
}

// write performs a decision in the file.
func (s *Store) write(tx *bbolt.Tx, d decision, snapshot presence.Snapshot, record []byte) error {
	bucket, key := tx.Bucket([]byte(bucketName)), []byte(snapshot.Lease.Room)
	switch d {
	case keep:
		now := s.now()
		value, err := json.Marshal(kept{
			Epoch: snapshot.Lease.Epoch, Version: snapshot.Record.Version, Saved: now.UnixMilli(),
			Until: now.Add(s.options.Keeps(snapshot.Record)).UnixMilli(), Record: record,
		})
		if err != nil {
			return err
		}
		return bucket.Put(key, value)
	case remove:
		return bucket.Delete(key)
	}
	return nil
}

// read gives what the file has of a room, nil for nothing.
func (s *Store) read(roomID string) (*kept, error) {
	var found *kept
	err := s.db.View(func(tx *bbolt.Tx) error {
		value := tx.Bucket([]byte(bucketName)).Get([]byte(roomID))
		if value == nil {
			return nil
		}
		found = new(kept)
		return json.Unmarshal(value, found) // copies: value dies with the transaction
	})
	if err != nil {
		return nil, fileFault("load", err)
	}
	return found, nil
}

func fileFault(doing string, err error) error { return fmt.Errorf("presence: %s: %w", doing, err) }
