package redis

import (
	"context"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room"
)

// SaveBans implements presence.Store.
func (s *Store) SaveBans(ctx context.Context, lease presence.Lease, bans []room.BanRecord) error {
	keys, err := keysOfBans(lease.Room)
	if err != nil {
		return err
	}
	if err := lease.Check(); err != nil {
		return err
	}
	list, err := codec.EncodeBans(bans)
	if err != nil {
		return err
	}
	kept, err := s.scripts["ban"].Run(ctx, s.client, keys, lease.Node, lease.Epoch, list,
		presence.BansEnd(bans).UnixMilli(), s.options.Retention.Milliseconds(),
		presence.PermanentBanTime.Milliseconds()).Int()
	if err != nil {
		return fault("save bans", err)
	}
	if kept == 0 {
		return presence.ErrStaleEpoch
	}
	return nil
}

// Bans implements presence.Store.
func (s *Store) Bans(ctx context.Context, roomID string) ([]room.BanRecord, error) {
	keys, err := keysOfBans(roomID)
	if err != nil {
		return nil, err
	}
	answer, err := s.run(ctx, "bans", keys[1:])
	if err != nil {
		return nil, fault("bans", err)
	}
	if len(answer) == 0 {
		return nil, nil
	}
	now, isTime := answer[0].(int64)
	list, isText := answer[1].(string)
	if !isTime || !isText {
		return nil, fault("bans", unexpected(nil))
	}
	bans, err := codec.DecodeBans([]byte(list))
	if err != nil {
		s.rejected.Add(1)
		return nil, err
	}
	return presence.LivingBans(bans, time.UnixMilli(now)), nil
}
