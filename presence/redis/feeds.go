package redis

import (
	"context"
	"errors"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
)

const (
	feedsKey     = planPrefix + "feeds"
	feedOwnerKey = planPrefix + "feeds:owner:"
)

// SaveFeed implements presence.Schedules.
func (s *Store) SaveFeed(ctx context.Context, hash string, feed schedule.Feed) error {
	value, err := codec.EncodeFeed(feed)
	if err != nil {
		return err
	}
	if !presence.ValidHash(hash) {
		return presence.ErrInvalidID
	}
	answer, err := s.plan(ctx, "feed", hash, value, feed.Owner, feed.Plan, presence.MaxFeedsPerOwner).StringSlice()
	if err != nil {
		return fault("save feed", err)
	}
	switch answer[0] {
	case "changed":
		return presence.ErrChanged
	case "not_found":
		return presence.ErrNotFound
	case "too_many":
		return presence.ErrTooMany
	}
	return nil
}

// Feed implements presence.Schedules.
func (s *Store) Feed(ctx context.Context, hash string) (schedule.Feed, error) {
	if !presence.ValidHash(hash) {
		return schedule.Feed{}, presence.ErrNotFound
	}
	value, err := s.client.HGet(ctx, feedsKey, hash).Result()
	if errors.Is(err, goredis.Nil) {
		return schedule.Feed{}, presence.ErrNotFound
	}
	if err != nil {
		return schedule.Feed{}, fault("feed", err)
	}
	return s.decodeFeed(value)
}

// decodeFeed reads a feed; what cannot be read is not there, and counted.
func (s *Store) decodeFeed(value string) (schedule.Feed, error) {
	feed, err := codec.DecodeFeed([]byte(value))
	if err != nil {
		s.rejected.Add(1)
		return schedule.Feed{}, presence.ErrNotFound
	}
	return feed, nil
}

// FeedsOf implements presence.Schedules.
func (s *Store) FeedsOf(ctx context.Context, owner string) (map[string]schedule.Feed, error) {
	if !presence.ValidPerson(owner) {
		return nil, schedule.ErrPerson
	}
	all := make(map[string]schedule.Feed)
	hashes, err := s.client.SMembers(ctx, feedOwnerKey+owner).Result()
	if err != nil || len(hashes) == 0 {
		return all, fault("feeds of an owner", err)
	}
	values, err := s.client.HMGet(ctx, feedsKey, hashes...).Result()
	if err != nil {
		return nil, fault("feeds of an owner", err)
	}
	for i, value := range values {
		if text, there := value.(string); there {
			if feed, err := s.decodeFeed(text); err == nil {
				all[hashes[i]] = feed
			}
		}
	}
	return all, nil
}

// RevokeFeed implements presence.Schedules.
func (s *Store) RevokeFeed(ctx context.Context, owner, hash string) error {
	if !presence.ValidPerson(owner) || !presence.ValidHash(hash) {
		return ctx.Err()
	}
	feed, err := s.Feed(ctx, hash)
	if err == presence.ErrNotFound || err == nil && feed.Owner != owner {
		return nil
	}
	if err != nil {
		return err
	}
	return fault("revoke feed", s.plan(ctx, "revoke", owner, hash, feed.Plan).Err())
}
