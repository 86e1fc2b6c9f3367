package redis

import (
	"context"
	"fmt"
	"sync/atomic"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room"
)

// Store implements presence.Store on one Redis, a sentinel set or a cluster.
type Store struct {
	options  presence.Options
	client   goredis.UniversalClient
	scripts  scripts
	closed   atomic.Bool
	rejected atomic.Uint64
}

var _ presence.Store = (*Store)(nil)

// Open makes a store for a URL (see Parse). It does not connect: a server starts without its Redis and joins it
// when it is there.
func Open(url string, options presence.Options) (*Store, error) {
	config, err := Parse(url)
	if err != nil {
		return nil, err
	}
	all, err := loadScripts()
	if err != nil {
		return nil, fmt.Errorf("presence: scripts: %w", err)
	}
	return &Store{options: options.WithDefaults(), client: goredis.NewUniversalClient(config), scripts: all}, nil
}

// Ping implements presence.Store.
func (s *Store) Ping(ctx context.Context) error { return fault("ping", s.client.Ping(ctx).Err()) }

// Close implements presence.Store.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return s.client.Close()
}

// Rejected counts the values found in Redis that no store of ours had written.
func (s *Store) Rejected() uint64 { return s.rejected.Load() }

// Heartbeat implements presence.Store: one pipeline.
func (s *Store) Heartbeat(ctx context.Context, node presence.Node, leases []presence.Lease) (presence.Report, error) {
	keys, err := keysOf(node.ID)
	if err != nil {
		return presence.Report{}, err
	}
	info, err := codec.EncodeNode(node)
	if err != nil {
		return presence.Report{}, err
	}
	rooms := make([]string, len(leases))
	for i, lease := range leases {
		if rooms[i], err = roomKey(lease.Room); err != nil {
			return presence.Report{}, err
		}
	}
	ttl, retention := s.options.TTL.Milliseconds(), s.options.Retention.Milliseconds()
	var listed *goredis.Cmd
	renewed := make([]*goredis.Cmd, len(leases))
	err = s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		listed = s.scripts["beat"].EvalSha(ctx, pipe, keys.all(), info, ttl, retention)
		s.beatAwake(ctx, pipe, node.ID)
		pipe.SAdd(ctx, nodesKey, node.ID) // after the beat: a sweep must not find the id without its expiry
		for i, lease := range leases {
			renewed[i] = s.scripts["renew"].EvalSha(ctx, pipe, rooms[i:i+1], lease.Node, lease.Epoch, ttl, retention)
		}
	})
	if err != nil {
		return presence.Report{}, fault("heartbeat", err)
	}
	return report(listed, leases, renewed)
}

// report reads the answers to a heartbeat.
func report(listed *goredis.Cmd, leases []presence.Lease, renewed []*goredis.Cmd) (presence.Report, error) {
	count, err := listed.Int()
	if err != nil {
		return presence.Report{}, fault("heartbeat", err)
	}
	r := presence.Report{Listed: count, Renewals: make([]presence.Renewal, len(leases))}
	for i, command := range renewed {
		answer, err := command.Int64Slice()
		if err != nil || len(answer) != 2 {
			return presence.Report{}, fault("heartbeat", unexpected(err))
		}
		r.Renewals[i] = presence.Renewal{Lease: leases[i], Lost: answer[0] == 0, Version: uint64(max(answer[1], 0))}
	}
	return r, nil
}

// Nodes implements presence.Store.
func (s *Store) Nodes(ctx context.Context) ([]presence.Node, error) {
	var list []presence.Node
	err := s.view(ctx, nil, func(node presence.Node, _ []string) { list = append(list, node) })
	return list, fault("nodes", err)
}

// Rooms implements presence.Store.
func (s *Store) Rooms(ctx context.Context) ([]room.Listing, error) {
	newest := make(map[string]codec.Listed)
	err := s.view(ctx, func(k nodeKeys) string { return k.listings }, func(node presence.Node, values []string) {
		for _, value := range values {
			listed, err := codec.DecodeListing([]byte(value))
			if err != nil || listed.Listing.Node != node.ID {
				s.rejected.Add(1)
				continue
			}
			if other, seen := newest[listed.Listing.ID]; !seen || other.Epoch < listed.Epoch {
				newest[listed.Listing.ID] = listed
			}
		}
	})
	if err != nil {
		return nil, fault("rooms", err)
	}
	list := make([]room.Listing, 0, len(newest))
	for _, listed := range newest {
		list = append(list, listed.Listing)
	}
	presence.SortListings(list)
	return list, nil
}

// People implements presence.Store.
func (s *Store) People(ctx context.Context) ([]presence.Person, error) {
	var list []presence.Person
	err := s.view(ctx, func(k nodeKeys) string { return k.people }, func(_ presence.Node, values []string) {
		list = append(list, s.people(values)...)
	})
	presence.SortPeople(list)
	return list, fault("people", err)
}

// view reads every living node, with one of its hashes if which names one.
func (s *Store) view(ctx context.Context, which func(nodeKeys) string, take func(presence.Node, []string)) error {
	ids, err := s.client.SMembers(ctx, nodesKey).Result()
	if err != nil {
		return err
	}
	var answers []*goredis.Cmd
	err = s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		answers = answers[:0]
		for _, id := range ids {
			keys, err := keysOf(id)
			if err != nil {
				s.rejected.Add(1)
				continue
			}
			wanted := []string{keys.self}
			if which != nil {
				wanted = append(wanted, which(keys))
			}
			answers = append(answers, s.scripts["view"].EvalSha(ctx, pipe, wanted))
		}
	})
	if err != nil {
		return err
	}
	for _, answer := range answers {
		values, err := answer.StringSlice()
		if err != nil {
			return err
		}
		if len(values) == 0 {
			continue // dead, not swept yet
		}
		node, err := codec.DecodeNode([]byte(values[0]))
		if err != nil {
			s.rejected.Add(1)
			continue
		}
		take(node, values[1:])
	}
	return nil
}

// people decodes the people of some rooms and leaves out what cannot be read.
func (s *Store) people(values []string) []presence.Person {
	var list []presence.Person
	for _, value := range values {
		people, err := codec.DecodePeople([]byte(value))
		if err != nil {
			s.rejected.Add(1)
			continue
		}
		list = append(list, people...)
	}
	return list
}

// fault wraps what kept the store from answering.
func fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("presence: redis: %s: %w", doing, err)
}
