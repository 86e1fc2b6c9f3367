package signaling

import (
	"bytes"
	"context"
	"errors"
	"net"
	"time"

	"corner/room"

	"github.com/gorilla/websocket"
)

// Read loop errors that have a close code of their own.
var (
	errFlood = errors.New("more frames than the limit allows")
	errBulk  = errors.New("more bytes than one message may have")
)

// readFirst takes frames until the client has joined or resumed; false ends the connection.
func (c *conn) readFirst(ctx context.Context) bool {
	for wait := c.server.timing.FirstFrame; c.session == nil; wait = c.server.timing.Silence {
		if !c.readOne(ctx, wait) {
			return false
		}
	}
	return true
}

// readLoop reads frames until the socket or the connection ends.
func (c *conn) readLoop(ctx context.Context) {
	for c.readOne(ctx, c.server.timing.Silence) {
	}
}

// readOne takes one frame; false ends the connection.
func (c *conn) readOne(ctx context.Context, wait time.Duration) bool {
	data, err := c.read(wait)
	if err != nil {
		c.readFailed(err)
		return false
	}
	within, abusive := c.limiter.take()
	switch {
	case abusive:
		c.finish(closeRateLimited, "")
		return false
	case c.session != nil && isPong(data):
		return true // nothing that follows is needed for it, which would make the stack grow
	}
	return c.handle(ctx, data, within)
}

// read waits for one message. The deadline is set before ended is asked, so that stopReading is never
// overwritten unseen.
func (c *conn) read(wait time.Duration) ([]byte, error) {
	c.socket.refill()
	_ = c.ws.SetReadDeadline(time.Now().Add(wait))
	if c.queue.ended.Load() {
		return nil, net.ErrClosed
	}
	kind, data, err := c.ws.ReadMessage()
	if err == nil && c.queue.ended.Load() {
		return nil, net.ErrClosed // somebody else speaks for the member now
	}
	if err == nil && kind != websocket.TextMessage {
		return nil, errFrame
	}
	return data, err
}

// readFailed says goodbye according to what went wrong. gorilla has answered faults of the WebSocket protocol
// itself, oversized messages among them.
func (c *conn) readFailed(err error) {
	var timeout net.Error
	switch {
	case errors.Is(err, errFlood):
		c.finish(closeRateLimited, "")
	case errors.Is(err, errBulk), errors.Is(err, websocket.ErrReadLimit):
		c.finish(closeTooBig, "")
	case errors.Is(err, errFrame):
		c.finish(closeBadRequest, "")
	case errors.As(err, &timeout) && timeout.Timeout() && c.session == nil:
		c.finish(closeBadRequest, "")
	case errors.As(err, &timeout) && timeout.Timeout():
		c.finish(closeHeartbeatTimeout, "")
	}
}

// pong answers a WebSocket ping. Pings cost as much as commands.
func (c *conn) pong(payload string) error {
	if _, abusive := c.limiter.take(); abusive {
		return errFlood
	}
	deadline := time.Now().Add(c.server.timing.Write)
	if err := c.ws.WriteControl(websocket.PongMessage, []byte(payload), deadline); err != nil {
		return net.ErrClosed
	}
	return nil
}

// handle takes one frame; false ends the connection. within says that it is within the limits.
func (c *conn) handle(ctx context.Context, data []byte, within bool) bool {
	e, err := decodeEnvelope(data)
	if errors.Is(err, errFrame) || e.ID != 0 && e.ID <= c.last {
		c.finish(closeBadRequest, "")
		return false
	}
	if e.ID == 0 {
		return c.heartbeat(e)
	}
	c.last = e.ID
	if c.session == nil {
		return c.begin(ctx, e, err)
	}
	if err == nil && !within {
		err = errRateLimited
	}
	return c.command(ctx, e, err)
}

// wirePong answers a ping.
type wirePong struct {
	SeqAck uint64 `json:"seq_ack"`
}

// isPong knows the pong as clients write it, which is nearly all that most of them ever say; one written otherwise is
// decoded like any frame.
func isPong(data []byte) bool {
	rest, begins := bytes.CutPrefix(data, pongStart)
	digits, ends := bytes.CutSuffix(rest, pongEnd)
	if !begins || !ends || len(digits) == 0 || len(digits) > len("9007199254740991") {
		return false
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return false
		}
	}
	return digits[0] != '0' || len(digits) == 1
}

var pongStart, pongEnd = []byte(`{"type":"pong","data":{"seq_ack":`), []byte(`}}`)

func (c *conn) heartbeat(e envelope) bool {
	var p wirePong
	if c.session == nil || decodeData(e.Data, &p) != nil {
		c.finish(closeBadRequest, "")
		return false
	}
	return true
}

// command performs one command and answers it, whatever comes of it.
func (c *conn) command(ctx context.Context, e envelope, err error) bool {
	var command, data any
	if err == nil {
		command, err = c.server.decodeCommand(e.Type, e.Data)
	}
	_, ends := command.(room.CloseRoom)
	if err == nil {
		c.closing.Store(ends)
		data, err = c.perform(ctx, command)
	}
	_, known := c.server.commands[e.Type]
	c.server.metrics.command(e.Type, known, err)
	c.answer(e.ID, data, err)
	if _, leaves := command.(room.Leave); leaves && err == nil {
		c.finish(closeLeft, "")
		return false
	}
	return !ends || !c.closed(err)
}

// closed says goodbye to who has just closed the room, after the answer: until then the room's own goodbye waits.
// It is false for who tried in vain in a room that goes on.
func (c *conn) closed(err error) bool {
	c.closing.Store(false)
	if err != nil && !c.session.live.closed.Load() {
		return false
	}
	c.finish(closeRoomClosed, "")
	return true
}

// answer queues the answer to a command. Who does not read answers is too slow.
func (c *conn) answer(id uint64, data any, err error) {
	if !c.push(c.reply(id, data, err)) {
		c.finish(closeSlowConsumer, "")
	}
}

func (c *conn) reply(id uint64, data any, err error) frame {
	if err != nil {
		c.server.logFault("command failed", err)
		return encode(answerFrame{Re: id, Error: toWireError(err)})
	}
	return encode(answerFrame{Re: id, Data: data})
}
