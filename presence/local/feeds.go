package local

import (
	"bytes"
	"context"
	"errors"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
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
	return s.planned(ctx, "save feed", func(p plans) error {
		if p.feeds.Get([]byte(hash)) != nil {
			return presence.ErrChanged
		}
		if feed.Plan != "" {
			if _, err := s.planIn(p, []byte(feed.Plan)); err != nil {
				return err
			}
		}
		if count(p.feedOwners, named(feed.Owner), presence.MaxFeedsPerOwner) == presence.MaxFeedsPerOwner {
			return presence.ErrTooMany
		}
		err := errors.Join(p.feeds.Put([]byte(hash), value), p.feedOwners.Put(named(feed.Owner, []byte(hash)...), nil))
		if feed.Plan != "" {
			err = errors.Join(err, p.feedPlans.Put([]byte(feed.Plan+hash), nil))
		}
		return err
	})
}

// Feed implements presence.Schedules.
func (s *Store) Feed(ctx context.Context, hash string) (feed schedule.Feed, err error) {
	if !presence.ValidHash(hash) {
		return schedule.Feed{}, presence.ErrNotFound
	}
	err = s.readPlans(ctx, "feed", func(p plans) error {
		feed, err = s.feed(p, hash)
		return err
	})
	return feed, err
}

// feed reads a feed; what cannot be read is not there, and counted.
func (s *Store) feed(p plans, hash string) (schedule.Feed, error) {
	value := p.feeds.Get([]byte(hash))
	if value == nil {
		return schedule.Feed{}, presence.ErrNotFound
	}
	feed, err := codec.DecodeFeed(value)
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
	err := s.readPlans(ctx, "feeds of an owner", func(p plans) error {
		for hash := range beginning(p.feedOwners, named(owner)) {
			if feed, err := s.feed(p, string(hash)); err == nil {
				all[string(hash)] = feed
			}
		}
		return nil
	})
	return all, err
}

// RevokeFeed implements presence.Schedules.
func (s *Store) RevokeFeed(ctx context.Context, owner, hash string) error {
	if !presence.ValidPerson(owner) || !presence.ValidHash(hash) {
		return ctx.Err()
	}
	return s.planned(ctx, "revoke feed", func(p plans) error {
		feed, err := s.feed(p, hash)
		if err != nil || feed.Owner != owner {
			return nil
		}
		return errors.Join(p.feeds.Delete([]byte(hash)), p.feedOwners.Delete(named(owner, []byte(hash)...)),
			p.feedPlans.Delete([]byte(feed.Plan+hash)))
	})
}

// dropFeeds removes the feeds of a plan.
func (p plans) dropFeeds(id []byte) error {
	var hashes [][]byte
	for hash := range beginning(p.feedPlans, id) {
		hashes = append(hashes, bytes.Clone(hash))
	}
	for _, hash := range hashes {
		feed, _ := codec.DecodeFeed(p.feeds.Get(hash)) // SaveFeed wrote it: what it was read from names the owner
		err := errors.Join(p.feedOwners.Delete(named(feed.Owner, []byte(hash)...)), p.feeds.Delete(hash),
			p.feedPlans.Delete(append(bytes.Clone(id), hash...)))
		if err != nil {
			return err
		}
	}
	return nil
}
