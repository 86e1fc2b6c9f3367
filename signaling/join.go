package signaling

import (
	"context"
	"fmt"
	"time"

	"corner/room"
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

// resumed answers a resume.
type resumed struct {
	ResumeToken string        `json:"resume_token"`
	Replayed    int           `json:"replayed"`
	Snapshot    *wireSnapshot `json:"snapshot,omitempty"`
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
	c.topic.Store(&c.session.live.topic)
	c.queue.signal()
	c.log.Info("member connected", zap.String("type", e.Type), zap.String("room", c.session.live.id),
		zap.String("participant", c.session.member.Participant()), zap.Duration("duration", time.Since(begun)))
	return true
}

// refuse answers a first frame with an error and ends the connection with the code that goes with it.
func (c *conn) refuse(id uint64, err error) {
	answer := c.reply(id, nil, err)
	r := refusal(err)
	c.log.Info("refused", zap.String("code", r.Code))
	reason := ""
	if w := toWireError(err); len(w.URL) <= maxReason {
		reason = w.URL
	}
	c.finish(closeFor(r), reason)
	c.queue.uncork(answer)
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
	if err := j.check(); err != nil {
		return nil, err
	}
	who, err := c.server.identify(j.Token, j.Room)
	if err != nil {
		return nil, err
	}
	live, err := c.server.find(ctx, j.Room)
	if err != nil {
		return nil, err
	}
	profile, err := room.CleanProfile(mergeProfile(who.Profile, j.Profile))
	if err != nil {
		return nil, err
	}
	c.live.Store(live)
	again := c.server.sessions.has(live, who.Participant)
	member, snapshot, err := live.room.Join(ctx, room.Joiner{ID: who.Participant, Profile: profile, Role: who.Role, Sink: c})
	if err != nil {
		return nil, err
	}
	w, err := c.settle(live, who, member, j.Offer, again)
	if err != nil {
		c.undo(member, again)
		return nil, err
	}
	w.Snapshot = toSnapshot(snapshot)
	return []frame{encode(answerFrame{Re: e.ID, Data: w})}, nil
}

// settle gives a new member media and a session.
func (c *conn) settle(live *liveRoom, who auth.Identity, member *room.Session, offer string, again bool) (*welcome, error) {
	w := &welcome{
		You:         who.Participant,
		Slots:       []SlotLine{},
		HeartbeatMS: c.server.timing.Heartbeat.Milliseconds(),
		ResumeMS:    c.server.timing.Resume.Milliseconds(),
		Limits:      limits{maxFrame, commandRate},
	}
	switch {
	case offer != "":
		a, err := live.media.Connect(who.Participant, offer)
		if err != nil {
			return nil, err
		}
		w.Answer, w.MicrophoneMid, w.Slots = a.SDP, a.MicrophoneMid, list(a.Slots, same)
	case again: // the media of the older connection is not this one's
		live.media.Remove(who.Participant)
	}
	if who.Guest {
		token, err := c.server.auth.GuestToken(who)
		if err != nil {
			return nil, fmt.Errorf("renew a guest token: %w", err)
		}
		w.GuestToken = token
	}
	s, token, err := c.server.sessions.open(live, member, &c.queue.ended)
	if err != nil {
		return nil, err
	}
	c.session, w.Session, w.ResumeToken = s, s.id, token
	return w, nil
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

// resume continues a session on this socket. The token is spent first: of two that come with it, one goes on.
func (c *conn) resume(ctx context.Context, e envelope) ([]frame, error) {
	var r resumeCommand
	if err := decodeData(e.Data, &r); err != nil {
		return nil, err
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	s, token, err := c.server.sessions.resume(r.Session, r.Token)
	if err != nil {
		return nil, err
	}
	c.live.Store(s.live)
	replay, err := s.member.Attach(ctx, c, r.Seq)
	if err != nil {
		return nil, errSessionLost
	}
	c.session = s
	answer := resumed{ResumeToken: token, Replayed: len(replay.Events)}
	if replay.Snapshot != nil {
		answer.Snapshot, answer.Replayed = toSnapshot(*replay.Snapshot), 0
		replay.Events = nil
	}
	frames := []frame{encode(answerFrame{Re: e.ID, Data: answer})}
	for _, event := range replay.Events {
		frames = append(frames, encodeEvent(event))
	}
	return frames, nil
}

// identify authenticates; without a token somebody is a new guest. A token of an app is good for one room.
func (s *Server) identify(token, roomID string) (auth.Identity, error) {
	if token == "" {
		return s.auth.NewGuest(), nil
	}
	who, err := s.auth.Verify(token)
	if err == nil && who.Room != "" && who.Room != roomID {
		return auth.Identity{}, room.ErrNotAllowed
	}
	return who, err
}

// find returns a room of this node, or says where it is. Rooms that are here are found without the directory,
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
	if err != nil {
		return nil, err
	}
	if here || url == "" {
		return nil, errNoRoom
	}
	return nil, &movedError{url}
}

// mergeProfile takes what an app's token says of a person, and their own word for the rest.
func mergeProfile(p room.Profile, own *wireProfile) room.Profile {
	if own == nil {
		return p
	}
	if p.Name == "" {
		p.Name = own.Name
	}
	if len(p.Speaks) == 0 {
		p.Speaks = own.Speaks
	}
	if len(p.Learns) == 0 {
		p.Learns = own.Learns
	}
	if p.TimeZone == "" {
		p.TimeZone = own.TimeZone
	}
	return p
}
