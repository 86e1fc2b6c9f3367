package signaling

import (
	"context"
	"time"

	"corner/room"
)

// directoryRetry is how soon the directory is asked again that is away, or was not told yet of a room's last end.
const directoryRetry = 50 * time.Millisecond

// wake opens a room on this node that nobody owns, as its last owner left it or as its plan says: the server was
// restarted, nobody was there, or its doors open now. Of several nodes that try the directory has one do it, of
// several joins here the first. A room that nothing is known of is none.
func (s *Server) wake(ctx context.Context, id string) (*liveRoom, error) {
	for {
		o, err := s.asleep(ctx, id)
		if err != nil {
			return nil, err
		}
		live, err := s.open(ctx, o)
		switch {
		case isRefusal(err, room.ErrRoomExists):
			return s.beingOpened(ctx, id)
		case isRefusal(err, errTaken):
			live, err := s.elsewhere(ctx, id)
			if isRefusal(err, errDirectory) && pause(ctx) {
				continue
			}
			return live, err
		case isRefusal(err, errDirectory) && pause(ctx):
			continue
		}
		s.metrics.woken.WithLabelValues(s.metrics.result(err)).Inc()
		return live, err
	}
}

// pause waits for a moment, and reports whether there is time for another try.
func pause(ctx context.Context) bool {
	timer := time.NewTimer(directoryRetry)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// beingOpened waits for a room that somebody else opens here at this moment.
func (s *Server) beingOpened(ctx context.Context, id string) (*liveRoom, error) {
	missing := errNoRoom
	if opened := s.hall.opening(id); opened != nil {
		missing = errDirectory // there is one, but it could not be opened: another try may
		select {
		case <-opened:
		case <-ctx.Done():
		}
	}
	if live, ok := s.hall.get(id); ok {
		return live, nil
	}
	return nil, missing
}

// elsewhere says at which node a room is. One whose node has just come, or is gone for less than a lease, is taken and
// its node unknown: that is no reason to say that there is no such room.
func (s *Server) elsewhere(ctx context.Context, id string) (*liveRoom, error) {
	url, here, err := s.directory.Locate(ctx, id)
	switch {
	case isRefusal(err, errNoRoom), err == nil && (here || url == ""):
		return nil, errDirectory
	case err != nil:
		return nil, err
	}
	return nil, &movedError{url}
}

// lastTime is what is known of a room's last time, nil for nothing. A room that may have had one does not open
// without knowing, or its talk time and its bans would end with a store that is away.
func (s *Server) lastTime(ctx context.Context, o opening) (*room.Record, error) {
	if o.fresh || o.past != nil {
		return o.past, nil
	}
	return s.past(ctx, o.id)
}

// isRefusal reports whether an error is a refusal of that code, whichever package gives it.
func isRefusal(err error, like *room.Error) bool { return err != nil && refusal(err).Code == like.Code }
