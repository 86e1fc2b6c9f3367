package local

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/room"
)

// Config says where and how a Store keeps things.
type Config struct {
	presence.Options
	Folder string           // the data folder, created when missing; "" keeps all in memory
	Now    func() time.Time // the store's clock; nil means time.Now
}

// Store implements presence.Store for one process.
type Store struct {
	options presence.Options
	now     func() time.Time
	db      *bbolt.DB

	rejected atomic.Uint64

	mu     sync.Mutex // guards what follows
	nodes  map[string]*node
	rooms  map[string]*ownership
	pruned time.Time // when bans whose time is over were last looked for
	awake  *awake
}

// node is a process that beats, with the rooms it lists.
type node struct {
	info   presence.Node
	until  time.Time
	listed map[string]published
}

// published is what a node shows of one room.
type published struct {
	epoch  uint64
	record room.Record
}

// ownership is who has a room until when; it stays, expired, while the record stays.
type ownership struct {
	lease   presence.Lease // Node is "" once released
	until   time.Time
	version uint64    // of the record in the file, 0 for none
	wrote   uint64    // epoch it was written under: versions compare within one
	kept    time.Time // until when the record is kept when nobody has the room
}

var _ presence.Store = (*Store)(nil)

// Open opens the store in a data folder. It fails within about a second when another process has it open.
func Open(cfg Config) (*Store, error) {
	s := &Store{
		options: cfg.WithDefaults(),
		now:     cfg.Now,
		nodes:   make(map[string]*node),
		rooms:   make(map[string]*ownership),
		awake:   newAwake(),
	}
	if s.now == nil {
		s.now = time.Now
	}
	db, err := openFile(cfg.Folder)
	if err != nil {
		return nil, err
	}
	s.db = db
	if err := s.recall(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Ping implements presence.Store: the file is open.
func (s *Store) Ping(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(func(*bbolt.Tx) error { return nil })
}

// Close implements presence.Store.
func (s *Store) Close() error { return s.db.Close() }

// Rejected counts the records of schedules found in the file that cannot be read.
func (s *Store) Rejected() uint64 { return s.rejected.Load() }

// Heartbeat implements presence.Store.
func (s *Store) Heartbeat(ctx context.Context, info presence.Node, leases []presence.Lease) (presence.Report, error) {
	if err := valid(ctx, info.ID); err != nil {
		return presence.Report{}, err
	}
	for _, lease := range leases {
		if err := lease.Check(); err != nil {
			return presence.Report{}, err
		}
	}
	until := s.now().Add(s.options.TTL)
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.node(info.ID)
	n.info, n.until = info, until
	s.awake.beat(info.ID, until)
	report := presence.Report{Listed: len(n.listed), Renewals: make([]presence.Renewal, len(leases))}
	for i, lease := range leases {
		report.Renewals[i] = s.renew(lease, until)
	}
	return report, nil
}

// Nodes implements presence.Store.
func (s *Store) Nodes(ctx context.Context) ([]presence.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []presence.Node
	for _, n := range s.nodes {
		if n.until.After(now) {
			list = append(list, n.info)
		}
	}
	return list, nil
}

// Rooms implements presence.Store.
func (s *Store) Rooms(ctx context.Context) ([]room.Listing, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.newest(now)
	list := make([]room.Listing, 0, len(found)) // every node asks for it every second
	for id, newest := range found {
		list = append(list, presence.ListingOf(s.nodes[newest].listed[id].record, newest))
	}
	presence.SortListings(list)
	return list, nil
}

// People implements presence.Store.
func (s *Store) People(ctx context.Context) ([]presence.Person, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []presence.Person
	for id, newest := range s.newest(now) {
		list = append(list, presence.PeopleOf(s.nodes[newest].listed[id].record, newest)...)
	}
	presence.SortPeople(list)
	return list, nil
}

// Sweep implements presence.Store.
func (s *Store) Sweep(ctx context.Context) ([]presence.Person, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := s.now()
	gone, over := s.sweepNodes(now)
	return gone, s.forgetRooms(over, now)
}

// sweepNodes takes out who has expired, and finds the rooms whose record has outlived its time.
func (s *Store) sweepNodes(now time.Time) (gone []presence.Person, over []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, n := range s.nodes {
		if n.until.After(now) {
			continue
		}
		for _, p := range n.listed {
			gone = append(gone, presence.PeopleOf(p.record, id)...)
		}
		delete(s.nodes, id)
	}
	for id, owned := range s.rooms {
		switch {
		case owned.version == 0 && !owned.until.After(now):
			delete(s.rooms, id) // claimed, never written
		case owned.over(now):
			over = append(over, id)
		}
	}
	s.awake.sweep(now)
	presence.SortPeople(gone)
	return gone, over
}

// over reports whether nobody has a room and its record has outlived its time.
func (o *ownership) over(now time.Time) bool {
	return o.version > 0 && (o.lease.Node == "" || !o.until.After(now)) && o.kept.Before(now)
}

// forgetRooms removes those of some rooms that are still over: another may have been claimed meanwhile.
func (s *Store) forgetRooms(ids []string, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for _, id := range ids {
			if !s.forgetRoom(id, now) {
				continue
			}
			if err := tx.Bucket([]byte(bucketName)).Delete([]byte(id)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fileFault("sweep", err)
	}
	return nil
}

func (s *Store) forgetRoom(id string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	owned, known := s.rooms[id]
	if !known || !owned.over(now) {
		return false
	}
	delete(s.rooms, id)
	return true
}

// Forget implements presence.Store.
func (s *Store) Forget(ctx context.Context, id string) error {
	if err := valid(ctx, id); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.nodes, id)
	s.awake.drop(id)
	return nil
}

// node finds or makes a node's entry, expired until it beats. The caller holds mu.
func (s *Store) node(id string) *node {
	n, known := s.nodes[id]
	if !known {
		n = &node{info: presence.Node{ID: id}, listed: make(map[string]published)}
		s.nodes[id] = n
	}
	return n
}

// newest gives for every room listed by a living node the node with the highest epoch. The caller holds mu.
func (s *Store) newest(now time.Time) map[string]string {
	newest := make(map[string]string)
	for id, n := range s.nodes {
		if !n.until.After(now) {
			continue
		}
		for roomID, p := range n.listed {
			other, seen := newest[roomID]
			if !seen || s.nodes[other].listed[roomID].epoch < p.epoch {
				newest[roomID] = id
			}
		}
	}
	return newest
}

// valid refuses ids that could not be keys, and calls whose context is over.
func valid(ctx context.Context, ids ...string) error {
	for _, id := range ids {
		if !presence.ValidID(id) {
			return presence.ErrInvalidID
		}
	}
	return ctx.Err()
}
