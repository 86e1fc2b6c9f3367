package signaling

import (
	"context"

	"corner/room"
)

// query is a command that changes nothing and is answered with what it asks for.
type query interface {
	answer(ctx context.Context, c *conn) (any, error)
}

// perform does one command on behalf of the session and returns the data of the answer.
func (c *conn) perform(ctx context.Context, command any) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, c.server.timing.Command)
	defer cancel()
	switch command := command.(type) {
	case room.Command:
		return struct{}{}, c.session.member.Do(ctx, command)
	case query:
		return command.answer(ctx, c)
	}
	return nil, errInternal
}

// listParticipants asks for a page of those off the stage.
type listParticipants struct {
	Cursor string `json:"cursor"`
	Limit  int    `json:"limit"`
}

func (q listParticipants) check() (listParticipants, bool) {
	return listParticipants{q.Cursor, pageSize(q.Limit)}, listable(q.Limit) && reference(q.Cursor)
}

// participantsPage answers participants.list.
type participantsPage struct {
	Participants []wireParticipant `json:"participants"`
	Next         string            `json:"next"`
}

func (q listParticipants) answer(ctx context.Context, c *conn) (any, error) {
	people, next, err := c.session.member.Audience(ctx, q.Cursor, q.Limit)
	return participantsPage{list(people, toParticipant), next}, err
}

// listBans asks for the exclusions of the room.
type listBans struct{}

// banList answers bans.list.
type banList struct {
	Bans []wireBan `json:"bans"`
}

func (listBans) answer(ctx context.Context, c *conn) (any, error) {
	bans, err := c.session.member.Bans(ctx)
	return banList{list(bans, toBan)}, err
}

// listMessages asks for messages older than one.
type listMessages struct {
	Before uint64 `json:"before"`
	Limit  int    `json:"limit"`
}

func (q listMessages) check() (listMessages, bool) {
	return listMessages{q.Before, pageSize(q.Limit)}, listable(q.Limit) && q.Before <= maxID
}

// messagePage answers chat.list.
type messagePage struct {
	Messages []wireMessage `json:"messages"`
	More     bool          `json:"more"`
}

func (q listMessages) answer(ctx context.Context, c *conn) (any, error) {
	messages, more, err := c.session.member.Messages(ctx, q.Before, q.Limit)
	return messagePage{list(messages, toMessage), more}, err
}

// listAudit asks for what was done in the room, before a record.
type listAudit struct {
	Before string `json:"before"`
	Limit  int    `json:"limit"`
}

func (q listAudit) check() (listAudit, bool) {
	return listAudit{q.Before, pageSize(q.Limit)}, listable(q.Limit) && reference(q.Before)
}

// recordPage answers audit.list, and an operator with the records as operators see them.
type recordPage[R any] struct {
	Records []R    `json:"records"`
	Next    string `json:"next"`
}

// answer asks the room whether the member may know, and the directory for what there is to know.
func (q listAudit) answer(ctx context.Context, c *conn) (any, error) {
	if err := c.session.member.Do(ctx, room.ListAudit{}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.server.timing.Directory)
	defer cancel()
	found, err := c.server.directory.Audit(ctx, AuditQuery{Room: c.session.live.id, Before: q.Before, Limit: q.Limit})
	return recordPage[wireRecord]{list(found.Records, toHostRecord), found.Next}, err
}

// listable reports whether a page may be so long; 0 stands for the default.
func listable(limit int) bool { return limit >= 0 && limit <= maxListed }

// pageSize is how long a page is to be.
func pageSize(limit int) int {
	if limit == 0 {
		return defaultList
	}
	return limit
}
