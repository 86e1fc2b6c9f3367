package signaling

import (
	"context"
	"time"

	"corner/room"
)

// resumed answers a resume.
type resumed struct {
	ResumeToken string        `json:"resume_token"`
	Replayed    int           `json:"replayed"`
	Snapshot    *wireSnapshot `json:"snapshot,omitempty"`
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
	if err := c.server.admission.enter(ctx, returning); err != nil {
		return nil, err
	}
	defer c.server.admission.leave(time.Now())
	s, token, err := c.server.sessions.resume(r.Session, r.Token)
	if err != nil {
		return nil, c.epitaph(ctx, r, err)
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
		frames = append(frames, encodeEvent(s.live, event))
	}
	return frames, nil
}

// epitaph is why a resume failed. Who was put out is told so, as the room has it now; nothing is undone by asking.
func (c *conn) epitaph(ctx context.Context, r resumeCommand, lost error) error {
	t, ok := c.server.sessions.buried(r.Session, r.Token)
	if !ok {
		return lost
	}
	err := t.live.room.Admissible(ctx, room.Joiner{ID: t.member, Guest: t.guest, Device: c.from.device, Network: c.from.hash})
	switch refusal(err).Code {
	case room.ErrKicked.Code, room.ErrBanned.Code:
		return err
	}
	return lost
}
