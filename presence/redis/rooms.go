package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room"
)

// Claim implements presence.Store.
func (s *Store) Claim(ctx context.Context, roomID, nodeID string) (presence.Lease, error) {
	key, err := roomKey(roomID)
	if err != nil {
		return presence.Lease{}, err
	}
	if !presence.ValidID(nodeID) {
		return presence.Lease{}, presence.ErrInvalidID
	}
	ttl, retention := s.options.TTL.Milliseconds(), s.options.Retention.Milliseconds()
	answer, err := s.run(ctx, "claim", []string{key}, nodeID, ttl, retention)
	if err != nil {
		return presence.Lease{}, fault("claim", err)
	}
	if len(answer) == 1 {
		return presence.Lease{}, presence.ErrTaken
	}
	return lease(roomID, nodeID, answer[1])
}

// Owner implements presence.Store.
func (s *Store) Owner(ctx context.Context, roomID string) (presence.Lease, error) {
	key, err := roomKey(roomID)
	if err != nil {
		return presence.Lease{}, err
	}
	answer, err := s.run(ctx, "owner", []string{key})
	if err != nil {
		return presence.Lease{}, fault("owner", err)
	}
	if len(answer) != 2 {
		return presence.Lease{}, presence.ErrNotFound
	}
	node, _ := answer[0].(string)
	return lease(roomID, node, answer[1])
}

// lease reads an epoch as a script answers it.
func lease(roomID, nodeID string, epoch any) (presence.Lease, error) {
	text, _ := epoch.(string)
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil || !presence.ValidID(nodeID) {
		return presence.Lease{}, fault("lease", unexpected(err))
	}
	return presence.Lease{Room: roomID, Node: nodeID, Epoch: value}, nil
}

// Release implements presence.Store.
func (s *Store) Release(ctx context.Context, lease presence.Lease) error {
	key, err := roomKey(lease.Room)
	if err != nil {
		return err
	}
	if err := lease.Check(); err != nil {
		return err
	}
	err = s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		s.scripts["release"].EvalSha(ctx, pipe, []string{key}, lease.Node, lease.Epoch)
		s.publish(ctx, pipe, lease, nil, nil)
	})
	return fault("release", err)
}

// What save.lua answers.
const (
	refused = 0
	written = 1
)

// Save implements presence.Store. It takes two round trips: what a node shows follows only once the records
// are in.
func (s *Store) Save(ctx context.Context, batch ...presence.Snapshot) error {
	values := make([]encoded, len(batch))
	for i, snapshot := range batch {
		var err error
		if values[i], err = encode(snapshot); err != nil {
			return err
		}
	}
	outcomes, err := s.saveRecords(ctx, batch, values)
	if err != nil {
		return fault("save", err)
	}
	var lost []presence.Lease
	err = s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		lost = lost[:0]
		for i, snapshot := range batch {
			switch {
			case outcomes[i] == refused:
				lost = append(lost, snapshot.Lease)
				s.publish(ctx, pipe, snapshot.Lease, nil, nil)
			case snapshot.Record.Closed || snapshot.Record.Asleep:
				s.publish(ctx, pipe, snapshot.Lease, nil, nil)
			case outcomes[i] == written:
				s.publish(ctx, pipe, snapshot.Lease, values[i].listing, values[i].people)
			}
		}
	})
	if err != nil {
		return fault("publish", err)
	}
	if len(lost) > 0 {
		return &presence.LostError{Leases: lost}
	}
	return nil
}

// encoded is a snapshot as it is written.
type encoded struct {
	key                     string
	record, listing, people []byte
}

func encode(snapshot presence.Snapshot) (encoded, error) {
	lease, record := snapshot.Lease, snapshot.Record
	if err := snapshot.Check(); err != nil {
		return encoded{}, err
	}
	key, err := roomKey(lease.Room)
	if err != nil {
		return encoded{}, err
	}
	e := encoded{key: key}
	if e.record, err = codec.EncodeRecord(record); err != nil {
		return encoded{}, err
	}
	listed := codec.Listed{Epoch: lease.Epoch, Listing: presence.ListingOf(record, lease.Node)}
	if e.listing, err = codec.EncodeListing(listed); err != nil {
		return encoded{}, err
	}
	e.people, err = codec.EncodePeople(record.ID, lease.Node, presence.PeopleOf(record, lease.Node))
	return e, err
}

// saveRecords writes the records and gives save.lua's answer for each.
func (s *Store) saveRecords(ctx context.Context, batch []presence.Snapshot, values []encoded) ([]int, error) {
	ttl := s.options.TTL.Milliseconds()
	answers := make([]*goredis.Cmd, len(batch))
	err := s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		for i, snapshot := range batch {
			answers[i] = s.scripts["save"].EvalSha(ctx, pipe, []string{values[i].key}, snapshot.Lease.Node,
				snapshot.Lease.Epoch, ttl, s.options.Keeps(snapshot.Record).Milliseconds(), snapshot.Record.Version, values[i].record, endOf(snapshot.Record))
		}
	})
	if err != nil {
		return nil, err
	}
	outcomes := make([]int, len(batch))
	for i, answer := range answers {
		if outcomes[i], err = answer.Int(); err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

// endOf is what save.lua is told of a record: "" of a room that goes on, else how it ended.
func endOf(record room.Record) string {
	switch {
	case record.Closed:
		return "closed"
	case record.Asleep:
		return "asleep"
	}
	return ""
}

// publish shows a room on its node, or takes it off when listing is nil. The ids were checked by the caller.
func (s *Store) publish(ctx context.Context, pipe goredis.Pipeliner, l presence.Lease, listing, people []byte) {
	keys, err := keysOf(l.Node)
	if err != nil {
		return
	}
	s.scripts["publish"].EvalSha(ctx, pipe, []string{keys.listings, keys.people}, l.Room,
		s.options.Retention.Milliseconds(), listing, people)
}

// Load implements presence.Store.
func (s *Store) Load(ctx context.Context, roomID string) (room.Record, error) {
	key, err := roomKey(roomID)
	if err != nil {
		return room.Record{}, err
	}
	value, err := s.client.HGet(ctx, key, "record").Bytes()
	if errors.Is(err, goredis.Nil) {
		return room.Record{}, presence.ErrNotFound
	}
	if err != nil {
		return room.Record{}, fault("load", err)
	}
	return codec.DecodeRecord(value)
}

// Sweep implements presence.Store.
func (s *Store) Sweep(ctx context.Context) ([]presence.Person, error) {
	ids, err := s.client.SMembers(ctx, nodesKey).Result()
	if err != nil {
		return nil, fault("sweep", err)
	}
	var gone []presence.Person
	for _, id := range ids {
		people, err := s.sweepNode(ctx, id)
		gone = append(gone, people...)
		if err != nil {
			return gone, fault("sweep", err) // those already taken are nobody else's any more
		}
	}
	return gone, fault("sweep", s.sweepAwake(ctx))
}

// sweepNode removes one node if it is dead. It is not in a pipeline: one that had to be sent again would lose
// the answers of its first half.
func (s *Store) sweepNode(ctx context.Context, id string) ([]presence.Person, error) {
	keys, err := keysOf(id)
	if err != nil {
		s.rejected.Add(1)
		return nil, s.client.SRem(ctx, nodesKey, id).Err()
	}
	answer, err := s.run(ctx, "sweep", keys.all())
	if err != nil {
		return nil, err
	}
	if dead, _ := answer[0].(int64); dead == 0 {
		return nil, nil
	}
	values := make([]string, 0, len(answer)-1)
	for _, value := range answer[1:] {
		text, _ := value.(string)
		values = append(values, text)
	}
	// A node that beats again just now loses its place in the index, and takes it at its next heartbeat.
	return s.people(values), s.client.SRem(ctx, nodesKey, id).Err()
}

// Forget implements presence.Store.
func (s *Store) Forget(ctx context.Context, id string) error {
	keys, err := keysOf(id)
	if err != nil {
		return err
	}
	err = s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		pipe.Del(ctx, keys.all()...)
		pipe.SRem(ctx, nodesKey, id)
	})
	if err == nil {
		err = s.dropAwake(ctx, id, false)
	}
	return fault("forget", err)
}

// unexpected is the fault of an answer that no script of ours gives.
func unexpected(err error) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("unexpected answer")
}
