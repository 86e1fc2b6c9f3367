package signaling

import (
	"context"
	"fmt"

	"corner/room"
)

// OpenRoom opens a room on this node under an ID that is free everywhere: the directory first, so that no two
// nodes own it, then its media, then the room itself.
func (s *Server) OpenRoom(ctx context.Context, id string, settings room.Settings) error {
	_, err := s.openRoom(ctx, id, settings, false)
	return err
}

// openRoom opens a room. A fresh ID is one that no room ever had: nothing is known of it.
func (s *Server) openRoom(ctx context.Context, id string, settings room.Settings, fresh bool) (*liveRoom, error) {
	if s.draining.Load() {
		return nil, errDraining
	}
	if settings.Capacity == 0 {
		settings.Capacity = s.limits.RoomCapacity
	}
	settings, err := room.CleanSettings(settings)
	if err != nil {
		return nil, err
	}
	if err := s.hall.reserve(id); err != nil {
		return nil, err
	}
	defer s.hall.release(id)
	ctx, cancel := context.WithTimeout(ctx, s.timing.Directory)
	defer cancel()
	if err := s.directory.Claim(ctx, id); err != nil {
		return nil, err
	}
	bans, err := s.lastBans(ctx, id, fresh)
	if err != nil {
		s.unclaim(id)
		return nil, err
	}
	return s.start(id, settings, bans)
}

// lastBans is who is kept out since the room's last time. A room that may have had one does not open without
// knowing, or a ban would end with a store that is away.
func (s *Server) lastBans(ctx context.Context, id string, fresh bool) ([]room.BanRecord, error) {
	if fresh {
		return nil, nil
	}
	return s.directory.Bans(ctx, id)
}

// unclaim gives a claim back.
func (s *Server) unclaim(id string) { s.presence.Update(room.Record{ID: id, Version: 1, Closed: true}) }

// LoseRoom ends a room that another node owns. Its people are told to join again (4003) and find it there. It
// does not wait; a room that is not here is none of ours.
func (s *Server) LoseRoom(id string) {
	if live, ok := s.hall.get(id); ok {
		live.room.Lose()
	}
}

// start opens what the directory has granted.
func (s *Server) start(id string, settings room.Settings, bans []room.BanRecord) (*liveRoom, error) {
	live := newLiveRoom(id, settings, s)
	live.media = s.media.OpenRoom(id, live)
	cfg := s.template
	cfg.ID, cfg.Media, cfg.Presence, cfg.Ledger, cfg.Bans = id, live, live, s.ledger, bans
	cfg.Tally = s.metrics.tally
	opened, err := s.rooms.Open(cfg, settings)
	if err != nil {
		live.media.Close()
		s.unclaim(id)
		return nil, fmt.Errorf("open room %s: %w", id, err)
	}
	live.room, live.created = opened, opened.Listing().Created
	s.hall.add(live)
	return live, nil
}
