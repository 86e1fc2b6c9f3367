package redis

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
)

const (
	awakeIdle  = time.Hour           // how long counts stay when no node comes back
	hoursIdle  = 60 * 24 * time.Hour // and averages, without a sample
	awakeBatch = 200                 // changes in one script: others wait for it
	dropBatch  = 250                 // people of a dead node in one script
	maxSampled = 300                 // languages that have hours
)

// Keys of who is awake, all in one slot.
const (
	awakePrefix  = prefix + "awake:{awake}:"
	awakeNodes   = awakePrefix + "nodes"
	awakeNode    = awakePrefix + "node:"
	awakeRefs    = awakePrefix + "refs"
	awakeAs      = awakePrefix + "as"
	awakeBy      = awakePrefix + "by:"
	awakeFacets  = awakePrefix + "facets"
	hoursBy      = awakePrefix + "hours:"
	hoursSpoken  = awakePrefix + "spoken"
	hoursSampled = awakePrefix + "sampled"
)

// awakeKeys are what every script of who is awake is given.
func awakeKeys() []string {
	return []string{awakeRefs, awakeAs, awakeFacets, awakeBy, awakeNode, awakeNodes}
}

// SaveAwake implements presence.Store: in batches, each of which may be repeated.
func (s *Store) SaveAwake(ctx context.Context, node string, reset bool, come []presence.Awake, gone []string) (int, error) {
	if err := presence.CheckAwake(node, gone); err != nil {
		return 0, err
	}
	changes := make([]any, 0, 3*(len(come)+len(gone)))
	for _, person := range come {
		text, err := person.Text()
		if err != nil {
			return 0, err
		}
		changes = append(changes, "+", person.Participant, text)
	}
	for _, participant := range gone {
		changes = append(changes, "-", participant, "")
	}
	if reset {
		if err := s.dropAwake(ctx, node, false); err != nil {
			return 0, fault("save awake", err)
		}
	}
	have, err := s.changeAwake(ctx, node, nil) // also what says how many there are when nothing has changed
	for batch := range slices.Chunk(changes, 3*awakeBatch) {
		if err != nil {
			break
		}
		have, err = s.changeAwake(ctx, node, batch)
	}
	return have, fault("save awake", err)
}

func (s *Store) changeAwake(ctx context.Context, node string, changes []any) (int, error) {
	args := append([]any{node, s.options.TTL.Milliseconds(), awakeIdle.Milliseconds()}, changes...)
	return s.scripts["awake_save"].Run(ctx, s.client, awakeKeys(), args...).Int()
}

// dropAwake drops the people of a node, some at a time; with dead only while its time is over.
func (s *Store) dropAwake(ctx context.Context, node string, dead bool) error {
	only := 0
	if dead {
		only = 1
	}
	for {
		left, err := s.scripts["awake_drop"].Run(ctx, s.client, awakeKeys(), node, awakeIdle.Milliseconds(), dropBatch,
			only).Int()
		if err != nil || left == 0 {
			return err
		}
	}
}

// sweepAwake drops the people of all nodes whose time is over.
func (s *Store) sweepAwake(ctx context.Context) error {
	dead, err := s.scripts["awake_dead"].Run(ctx, s.client, awakeKeys()).StringSlice()
	if err != nil {
		return err
	}
	for _, node := range dead {
		if err := s.dropAwake(ctx, node, true); err != nil {
			return err
		}
	}
	return nil
}

// beatAwake keeps a node's people counted; part of its heartbeat.
func (s *Store) beatAwake(ctx context.Context, pipe goredis.Pipeliner, node string) {
	s.scripts["awake_beat"].EvalSha(ctx, pipe, awakeKeys(), node, s.options.TTL.Milliseconds(), awakeIdle.Milliseconds())
}

// AwakeBy implements presence.Store: one pipeline.
func (s *Store) AwakeBy(ctx context.Context, facets []presence.Facet) ([]map[string]int, error) {
	if err := presence.CheckFacets(facets); err != nil || len(facets) == 0 {
		return nil, err
	}
	answers := make([]*goredis.MapStringStringCmd, len(facets))
	err := s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		for i, facet := range facets {
			answers[i] = pipe.HGetAll(ctx, awakeBy+facet.String())
		}
	})
	if err != nil {
		return nil, fault("awake", err)
	}
	counts := make([]map[string]int, len(facets))
	for i, answer := range answers {
		counts[i] = make(map[string]int, len(answer.Val()))
		for zone, text := range answer.Val() {
			if n, err := strconv.Atoi(text); err == nil && n > 0 {
				counts[i][zone] = n
			} else {
				s.rejected.Add(1)
			}
		}
	}
	return counts, nil
}

// Online implements presence.Store.
func (s *Store) Online(ctx context.Context, participants []string) ([]bool, error) {
	if err := presence.CheckPeople(participants); err != nil || len(participants) > presence.MaxOnline {
		return nil, presence.ErrInvalidID
	}
	online := make([]bool, len(participants))
	if len(participants) == 0 {
		return online, nil
	}
	values, err := s.client.HMGet(ctx, awakeRefs, participants...).Result()
	if err != nil {
		return nil, fault("online", err)
	}
	for i, value := range values {
		online[i] = value != nil // refs has nobody at zero
	}
	return online, nil
}

// SampleHours implements presence.Store.
func (s *Store) SampleHours(ctx context.Context) error {
	keys := []string{hoursSampled, awakeFacets, hoursSpoken, awakeBy, hoursBy}
	err := s.scripts["hours"].Run(ctx, s.client, keys, s.options.SampleEvery.Milliseconds(), hoursIdle.Milliseconds(),
		maxSampled).Err()
	return fault("hours", err)
}

// Hours implements presence.Store: one pipeline.
func (s *Store) Hours(ctx context.Context, languages []string) ([][24]float64, error) {
	for _, language := range languages {
		if err := (presence.Facet{Language: language}).Check(); err != nil {
			return nil, err
		}
	}
	if len(languages) == 0 {
		return nil, nil
	}
	answers := make([]*goredis.MapStringStringCmd, len(languages))
	err := s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		for i, language := range languages {
			answers[i] = pipe.HGetAll(ctx, hoursBy+language)
		}
	})
	if err != nil {
		return nil, fault("hours", err)
	}
	averages := make([][24]float64, len(languages))
	for i, answer := range answers {
		for field, text := range answer.Val() {
			hour, err := strconv.Atoi(field)
			kept, ok := parseHour(text)
			if err != nil || !ok || hour < 0 || hour > 23 {
				s.rejected.Add(1)
				continue
			}
			averages[i][hour] = kept.Average()
		}
	}
	return averages, nil
}

// parseHour reads what hours.lua writes.
func parseHour(text string) (presence.Hour, bool) {
	parts := strings.Fields(text)
	if len(parts) != 3 {
		return presence.Hour{}, false
	}
	sum, err1 := strconv.ParseFloat(parts[0], 64)
	samples, err2 := strconv.ParseFloat(parts[1], 64)
	day, err3 := strconv.ParseInt(parts[2], 10, 64)
	ok := err1 == nil && err2 == nil && err3 == nil && sum >= 0 && samples >= 0
	return presence.Hour{Sum: sum, Samples: samples, Day: day}, ok
}
