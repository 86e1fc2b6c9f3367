package signaling

import (
	"context"
	"fmt"

	"corner/room"
)

// OpenRoom opens a room on this node under an ID that is free everywhere: the directory first, so that no two
// nodes own it, then its media, then the room itself.
func (s *Server) OpenRoom(ctx context.Context, id string, settings room.Settings) error {
	_, err := s.openRoom(ctx, id, settings)
	return err
}

func (s *Server) openRoom(ctx context.Context, id string, settings room.Settings) (*liveRoom, error) {
	if s.draining.Load() {
		return nil, errDraining
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
	return s.start(id, settings)
}

// LoseRoom ends a room that another node owns. Its people are told to join again (4003) and find it there. It
// does not wait; a room that is not here is none of ours.
func (s *Server) LoseRoom(id string) {
	if live, ok := s.hall.get(id); ok {
		live.room.Lose()
	}
}

// start opens what the directory has granted.
func (s *Server) start(id string, settings room.Settings) (*liveRoom, error) {
	live := newLiveRoom(id, settings, s)
	live.media = s.media.OpenRoom(id, live)
	cfg := s.template
	cfg.ID, cfg.Media, cfg.Presence = id, live, live
	opened, err := s.rooms.Open(cfg, settings)
	if err != nil {
		live.media.Close()
		s.presence.Update(room.Record{ID: id, Version: 1, Closed: true}) // gives the claim back
		return nil, fmt.Errorf("open room %s: %w", id, err)
	}
	live.room = opened
	s.hall.add(live)
	return live, nil
}
