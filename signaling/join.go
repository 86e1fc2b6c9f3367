package signaling

import (
	"context"
	"time"

	"corner/room"
	"corner/room/relay"
	"corner/signaling/auth"

	"go.uber.org/zap"
)

// welcome answers a join.
type welcome struct {
	Session       string        `json:"session"`
	ResumeToken   string        `json:"resume_token"`
	GuestToken    string        `json:"guest_token,omitempty"`
	You           string        `json:"you"`
	Answer        string        `json:"answer"`
	MicrophoneMid string        `json:"microphone_mid"`
	Slots         []SlotLine    `json:"slots"`
	HeartbeatMS   int64         `json:"heartbeat_ms"`
	ResumeMS      int64         `json:"resume_ms"`
	Limits        limits        `json:"limits"`
	Snapshot      *wireSnapshot `json:"snapshot"`
}

type limits struct {
	FrameBytes        int `json:"frame_bytes"`
	CommandsPerSecond int `json:"commands_per_second"`
}

// begin takes the first frame. False ends the connection.
func (c *conn) begin(ctx context.Context, e envelope, err error) bool {
	ctx, cancel := context.WithTimeout(ctx, c.server.timing.Join)
	defer cancel()
	begun := time.Now()
	var first []frame
	c.queue.cork()
	switch {
	case err != nil:
	case e.Type == typeJoin:
		first, err = c.join(ctx, e)
		c.server.metrics.joined(err, time.Since(begun))
	case e.Type == typeResume:
		first, err = c.resume(ctx, e)
		c.server.metrics.resumes.WithLabelValues(c.server.metrics.result(err)).Inc()
	default:
		err = errBadRequest
	}
	if err != nil {
		c.refuse(e.ID, err)
		return false
	}
	c.queue.uncork(first...)
	c.session.live.topic.enter(c)
	c.server.writers.want(c)
	c.info("member connected", zap.String("type", e.Type), zap.String("room", c.session.live.id),
		zap.String("participant", c.session.member.Participant()), zap.Duration("duration", time.Since(begun)))
	return true
}

// refuse answers a first frame with an error and ends the connection with the code that goes with it.
func (c *conn) refuse(id uint64, err error) {
	answer := c.reply(id, nil, err)
	r := refusal(err)
	if r.Code != errBusy.Code { // these come in floods, and are counted
		c.info("refused", zap.String("code", r.Code))
	}
	reason := ""
	if w := toWireError(err); len(w.URL) <= maxReason {
		reason = w.URL
	}
	c.finish(closeFor(r), reason)
	c.queue.uncork(answer)
	c.server.writers.want(c)
}

// maxReason is how long the reason of a close frame may be (RFC 6455, 5.5).
const maxReason = 123

// join makes the client a member: who it is, where the room is, whether it may, then its media. The queue is
// corked meanwhile, so that nothing of the room comes before the welcome.
func (c *conn) join(ctx context.Context, e envelope) ([]frame, error) {
	var j joinCommand
	if err := decodeData(e.Data, &j); err != nil {
		return nil, err
	}
	who, live, err := c.arrive(ctx, &j)
	if err != nil {
		return nil, err
	}
	begun, err := c.admitted(ctx, live, who)
	if err != nil {
		return nil, err
	}
	defer c.server.admission.leave(begun)
	profile, err := room.CleanProfile(mergeProfile(who.Profile, j.Profile))
	if err != nil {
		return nil, err
	}
	c.live.Store(live)
	again := c.server.sessions.has(live, who.Participant)
	member, snapshot, err := live.room.Join(ctx, room.Joiner{ID: who.Participant, Profile: profile, Role: who.Role,
		Guest: who.Guest, Device: c.from.device, Network: c.from.hash, Blocked: j.Blocked, Sink: c})
	if err != nil {
		return nil, c.server.knock(who, err)
	}
	w, err := c.settle(ctx, live, who, member, &j)
	if err != nil {
		c.undo(member, again)
		return nil, err
	}
	w.Snapshot = toSnapshot(snapshot)
	return []frame{encode(answerFrame{Re: e.ID, Data: w})}, nil
}

// admitted waits for the join's turn, and says when it came. Members and those who run the room go before newcomers.
func (c *conn) admitted(ctx context.Context, live *liveRoom, who auth.Identity) (time.Time, error) {
	r := newcomer
	settings := live.room.Listing().Settings
	if who.Role >= room.Moderator || who.Participant == settings.Owner || relay.On(settings.Shifts, who.Participant) ||
		c.server.sessions.has(live, who.Participant) {
		r = known
	}
	err := c.server.admission.enter(ctx, r)
	return time.Now(), err
}

// arrive says who stands before which room. Asking for rooms that there are not is bounded, and so is being new.
func (c *conn) arrive(ctx context.Context, j *joinCommand) (auth.Identity, *liveRoom, error) {
	if err := c.server.mayGuess(c.from.address); err != nil {
		return auth.Identity{}, nil, err
	}
	if err := j.check(); err != nil {
		return auth.Identity{}, nil, c.server.guessed(c.from.address, err)
	}
	who, err := c.server.identify(j.Token, j.Room)
	if err != nil {
		return auth.Identity{}, nil, err
	}
	live, err := c.server.find(ctx, j.Room)
	if err != nil {
		return auth.Identity{}, nil, c.server.guessed(c.from.address, err)
	}
	return who, live, c.server.newcomer(j.Token, c.from.network)
}

// settle gives a new member media and a session.
func (c *conn) settle(ctx context.Context, live *liveRoom, who auth.Identity, member *room.Session, j *joinCommand) (*welcome, error) {
	w := &welcome{
		You:         who.Participant,
		Slots:       []SlotLine{},
		HeartbeatMS: c.server.timing.Heartbeat.Milliseconds(),
		ResumeMS:    c.server.timing.Resume.Milliseconds(),
		Limits:      limits{maxFrame, commandRate},
	}
	if j.Offer != "" {
		a, err := c.connect(ctx, live, member, j)
		if err != nil {
			return nil, err
		}
		w.Answer, w.MicrophoneMid, w.Slots = a.SDP, a.MicrophoneMid, list(a.Slots, same)
	}
	var err error
	if w.GuestToken, err = c.server.guestToken(who); err != nil {
		return nil, err
	}
	s, token, err := c.server.sessions.open(live, member, who.Guest, &c.queue.ended)
	if err != nil {
		return nil, err
	}
	c.session, w.Session, w.ResumeToken = s, s.id, token
	return w, nil
}

// connect gives a member media. Who is shown out before there are media to remove has none afterwards either: the
// room is asked once there are.
func (c *conn) connect(ctx context.Context, live *liveRoom, member *room.Session, j *joinCommand) (answer Answer, err error) {
	err = c.inTurn(ctx, live, func() error {
		if answer, err = live.media.Connect(member.Participant(), j.Offer); err != nil {
			return err
		}
		if err := member.Held(ctx); err != nil {
			live.media.Remove(member.Participant())
			return err
		}
		if j.LowDelay {
			live.media.SetLowDelay(member.Participant(), true)
		}
		return nil
	})
	return answer, err
}

// undo takes back a membership that could not be completed. Who was a member before keeps it for the grace.
func (c *conn) undo(member *room.Session, again bool) {
	if again {
		member.Detach(c)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.server.timing.Command)
	defer cancel()
	if err := member.Do(ctx, room.Leave{}); err != nil {
		member.Detach(c) // the grace ends it
	}
}

// find returns a room of this node, wakes one that nobody owns, or says where it is. Rooms that are here are found without the directory,
// so that its being slow or away harms nobody in them.
func (s *Server) find(ctx context.Context, id string) (*liveRoom, error) {
	if s.draining.Load() {
		return nil, errDraining
	}
	if live, ok := s.hall.get(id); ok {
		return live, nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.timing.Directory)
	defer cancel()
	url, here, err := s.directory.Locate(ctx, id)
	switch {
	case isRefusal(err, errNoRoom):
		return s.wake(ctx, id)
	case err != nil:
		return nil, err
	case here: // claimed, and not open yet
		return s.beingOpened(ctx, id)
	case url == "":
		return nil, errNoRoom
	}
	return nil, &movedError{url}
}
