package signaling

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"corner/room"

	"github.com/gorilla/websocket"
	"go.uber.org/zap"
	"golang.org/x/time/rate"
)

// conn is one WebSocket. It is the room's Sink for its member.
type conn struct {
	server *Server
	id     string // for logs
	ws     *websocket.Conn
	socket *socket
	queue  *queue
	live   atomic.Pointer[liveRoom] // set before the room is asked for anything
	topic  atomic.Pointer[topic]    // set after the welcome: whose speakers it is told
	remote string                   // hashed
	from   provenance
	// closing holds the room's goodbye back while a command of this conn ends the room.
	closing atomic.Bool

	line  standing // with the writers
	spoke spoke    // on the wheel, which guards it
	index int      // in topic, which guards it
	sent  progress // owned by the writer whose turn it is

	// Owned by the read loop.
	limiter  limiter
	restarts *rate.Limiter
	last     uint64 // highest command id seen
	session  *session
}

// serve begins the connection and leaves it to its read loop, for which Server.Shutdown waits. The first frame is
// taken on the goroutine of net/http: what a join needs of stack and buffers goes with it, and the loop stays small.
func (c *conn) serve() {
	ctx, cancel := context.WithCancel(context.Background())
	c.server.writers.open(c)
	end := func() {
		defer c.server.conns.remove(c)
		defer cancel()
		c.finish(closeGone, "")
		if c.session != nil {
			c.session.member.Detach(c)
		}
		c.server.writers.wait(c)
		c.server.wheel.leave(c)
		if t := c.topic.Load(); t != nil {
			t.leave(c)
		}
		c.linger()
	}
	c.ws.SetReadLimit(maxFrame)
	c.ws.SetPingHandler(c.pong)
	if !c.readFirst(ctx) {
		end()
		return
	}
	go func() {
		c.readLoop(ctx)
		end()
	}()
}

// info logs something about this connection. It has no logger of its own: thousands would take megabytes.
func (c *conn) info(message string, fields ...zap.Field) {
	c.server.log.Info(message, append(fields, zap.String("conn", c.id), zap.String("remote", c.remote))...)
}

// finish ends the connection with a code, once; what waits is still sent.
func (c *conn) finish(code closeCode, reason string) {
	if reason == "" {
		reason = code.name
	}
	first := c.queue.finish(code, reason)
	c.server.writers.want(c)
	if !first || code == closeGone {
		return
	}
	if live := c.live.Load(); live != nil && code == closeSlowConsumer {
		live.slow.Add(1)
	}
	c.server.metrics.closes.WithLabelValues(code.name).Inc()
	if code == closeRateLimited && c.live.Load() == nil { // a flood that came no further is not to be a flood of lines
		return
	}
	c.info("connection closed", zap.Int("code", code.code), zap.String("reason", code.name))
}

// linger lets the client read the close frame: a socket closed with bytes unread is reset, and what was sent
// last is lost with it.
func (c *conn) linger() {
	raw := c.socket.Conn
	if half, ok := raw.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		_ = raw.SetReadDeadline(time.Now().Add(c.server.timing.Linger))
		drain(raw)
	}
	_ = raw.Close()
}

// lingerBytes is how much of what a client has already sent is thrown away for it to see why.
const lingerBytes = 16 << 20

func drain(raw net.Conn) {
	var waste [4 << 10]byte
	for total := 0; total < lingerBytes; {
		n, err := raw.Read(waste[:])
		if err != nil {
			return
		}
		total += n
	}
}

// Send implements room.Sink, on the room's goroutine. What has no number may be dropped: nobody is let go for it.
func (c *conn) Send(e *room.Event) bool {
	live := c.live.Load()
	f := live.events.encode(live, e)
	if e.Seq == 0 {
		if c.queue.offer(f) {
			c.server.writers.want(c)
		} else {
			c.server.metrics.dropped.Inc()
		}
		return true
	}
	if c.push(f) {
		return true
	}
	c.finish(closeSlowConsumer, "")
	return false
}

// push queues a frame. False says that the bound is reached or the connection is ending.
func (c *conn) push(f frame) bool {
	if !c.queue.push(f) {
		return false
	}
	c.server.writers.want(c)
	return true
}

// Close implements room.Sink. A member who left or closed the room is told by the answer to the command; the
// read loop ends it.
func (c *conn) Close(why room.Reason) {
	switch why {
	case room.Replaced:
		c.finish(closeReplaced, "")
	case room.RoomClosed:
		if !c.closing.Load() {
			c.finish(closeRoomClosed, "")
		}
	case room.WasKicked:
		c.finish(closeKicked, "")
	case room.WasBanned:
		c.finish(closeBanned, "")
	case room.RoomLost: // joining again leads to where it lives
		c.finish(closeSessionLost, "")
	}
}
