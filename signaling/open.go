package signaling

import (
	"context"
	"fmt"
	"time"

	"corner/room"
)

// OpenRoom opens a room on this node under an ID that is free everywhere: the directory first, so that no two
// nodes own it, then its media, then the room itself.
func (s *Server) OpenRoom(ctx context.Context, id string, settings room.Settings) error {
	_, err := s.openRoom(ctx, id, settings, false)
	return err
}

// openRoom opens a room. A fresh ID is one that no room ever had: nothing is known of it. A directory that is away for
// a moment (a failover, a stall) costs whoever opens a room that moment, not the room.
func (s *Server) openRoom(ctx context.Context, id string, settings room.Settings, fresh bool) (*liveRoom, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timing.Directory)
	defer cancel()
	for {
		live, err := s.open(ctx, opening{id: id, settings: settings, fresh: fresh})
		if !isRefusal(err, errDirectory) || !pause(ctx) {
			return live, err
		}
	}
}

// opening is a room that is to be opened.
type opening struct {
	id       string
	settings room.Settings
	fresh    bool         // no room ever had the ID
	past     *room.Record // of the room's last time, when it is known already
	until    time.Time    // it stays open until then, also while nobody is there; zero: as rooms do
}

func (s *Server) open(ctx context.Context, o opening) (*liveRoom, error) {
	if s.draining.Load() {
		return nil, errDraining
	}
	if o.settings.Capacity == 0 {
		o.settings.Capacity = s.limits.RoomCapacity
	}
	var err error
	if o.settings, err = room.CleanSettings(o.settings); err != nil {
		return nil, err
	}
	if err := s.hall.reserve(o.id); err != nil {
		return nil, err
	}
	defer s.hall.release(o.id)
	ctx, cancel := context.WithTimeout(ctx, s.timing.Directory)
	defer cancel()
	if o.past, err = s.lastTime(ctx, o); err != nil {
		return nil, err
	}
	if err := s.directory.Claim(ctx, o.id); err != nil {
		return nil, err
	}
	bans, err := s.lastBans(ctx, o.id, o.fresh)
	if err != nil {
		s.unclaim(o)
		return nil, err
	}
	return s.start(o, bans)
}

// lastBans is who is kept out since the room's last time. A room that may have had one does not open without
// knowing, or a ban would end with a store that is away.
func (s *Server) lastBans(ctx context.Context, id string, fresh bool) ([]room.BanRecord, error) {
	if fresh {
		return nil, nil
	}
	return s.directory.Bans(ctx, id)
}

// unclaim gives a claim back. What was known of the room is known afterwards.
func (s *Server) unclaim(o opening) {
	record := room.Record{ID: o.id, Version: 1, Closed: true}
	if o.past != nil {
		record = *o.past
		record.Version, record.Asleep, record.Host, record.Members = 1, true, "", nil
	}
	s.presence.Update(record)
}

// LoseRoom ends a room that another node owns. Its people are told to join again (4003) and find it there. It
// does not wait; a room that is not here is none of ours.
func (s *Server) LoseRoom(id string) {
	if live, ok := s.hall.get(id); ok {
		live.room.Lose()
	}
}

// start opens what the directory has granted.
func (s *Server) start(o opening, bans []room.BanRecord) (*liveRoom, error) {
	live := newLiveRoom(o.id, o.settings, s)
	live.media = s.media.OpenRoom(o.id, live)
	cfg := s.template
	cfg.ID, cfg.Media, cfg.Presence, cfg.Ledger, cfg.Bans = o.id, live, live, s.ledger, bans
	if o.past != nil {
		cfg.Memory = &o.past.Memory
	}
	cfg.Tally, cfg.Until = s.metrics.tally, o.until
	opened, err := s.rooms.Open(cfg, o.settings)
	if err != nil {
		live.media.Close()
		s.unclaim(o)
		return nil, fmt.Errorf("open room %s: %w", o.id, err)
	}
	live.room, live.created = opened, opened.Listing().Created
	s.hall.add(live)
	return live, nil
}
