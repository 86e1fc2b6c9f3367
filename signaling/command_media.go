package signaling

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"
)

// The data of commands about one's own media.
type (
	dataRestart struct {
		Offer string `json:"offer"`
	}
	dataMedia struct {
		LowDelay *bool `json:"low_delay"`
	}
)

// mediaCommands are those about one's own connection. The room has no say in them: nobody else is concerned.
func mediaCommands() map[string]decode {
	return map[string]decode{
		"media.restart": decoder(dataRestart.restart),
		"media.set":     decoder(dataMedia.set),
	}
}

// restartMedia asks for another path for the media that there are.
type restartMedia struct{ offer string }

func (d dataRestart) restart() (restartMedia, bool) {
	return restartMedia{d.Offer}, d.Offer != "" && len(d.Offer) <= maxOffer
}

// restarted answers media.restart.
type restarted struct {
	Answer string `json:"answer"`
}

// restartPause is the least time between two restarts of one connection.
const restartPause = time.Second

func newRestartLimit() *rate.Limiter { return rate.NewLimiter(rate.Every(restartPause), 1) }

func (q restartMedia) answer(ctx context.Context, c *conn) (any, error) {
	if !c.restarts.Allow() {
		return nil, limited(restartPause)
	}
	var answer string
	err := c.inTurn(ctx, c.session.live, func() (err error) {
		answer, err = c.session.live.media.Restart(c.session.member.Participant(), q.offer)
		return err
	})
	return restarted{answer}, err
}

// setMedia says how one's own media are to be.
type setMedia struct{ lowDelay bool }

func (d dataMedia) set() (setMedia, bool) {
	if d.LowDelay == nil {
		return setMedia{}, false
	}
	return setMedia{*d.LowDelay}, true
}

func (q setMedia) answer(ctx context.Context, c *conn) (any, error) {
	return struct{}{}, c.inTurn(ctx, c.session.live, func() error {
		c.session.live.media.SetLowDelay(c.session.member.Participant(), q.lowDelay)
		return nil
	})
}

// inTurn does something with a member's media while nobody else in the room does: of two connections by one person the
// later has closed the earlier before it gets here, so the earlier cannot touch what is the later's.
func (c *conn) inTurn(ctx context.Context, live *liveRoom, do func() error) error {
	select {
	case live.turn <- struct{}{}:
		defer func() { <-live.turn }()
	case <-ctx.Done():
		return fmt.Errorf("wait for the media: %w", ctx.Err())
	}
	if c.queue.ended.Load() {
		return errSessionLost
	}
	return do()
}
