package signaling

import (
	"errors"
	"net"
	"time"

	"github.com/gorilla/websocket"
)

// wirePing asks for a pong; Seq is that of the last event sent to this client.
type wirePing struct {
	Seq uint64 `json:"seq"`
}

// turnFrames is how many frames one connection may have written before others have their turn.
const turnFrames = 32

// progress is what has been sent. The writer owns it whose turn it is.
type progress struct {
	seq     uint64 // of the last event
	version uint64 // of the last announcement
	due     int64  // turn of the wheel at which to ping; 0 before the welcome
}

// turn sends what waits: numbered frames, then what may be dropped. True says that the connection has ended, and
// nothing will be sent any more. Writers alone call it, one at a time.
func (c *conn) turn() (over bool) {
	end, more, err := c.flush()
	switch {
	case err != nil:
	case end != nil:
		c.goodbye(end)
		c.stopReading()
		return true
	case more:
		c.server.writers.want(c)
		return false
	default:
		err = c.sendLatest()
	}
	if err != nil {
		c.writeFailed(err)
		c.stopReading()
		return true
	}
	return false
}

// flush writes what waits in the queue, but for what is too much for one turn. Whose writer was held up goes to the
// end of the line, where there is a place to write from.
func (c *conn) flush() (end *ending, more bool, err error) {
	for range turnFrames {
		f, ok, end := c.queue.pop()
		if !ok {
			return end, false, nil
		}
		if err := c.write(f); err != nil {
			return nil, false, err
		}
		if f.seq != 0 {
			c.sent.seq = f.seq
		}
		if c.line.away {
			break
		}
	}
	return nil, true, nil
}

// sendLatest sends the latest announcement, unless it has been sent, and a ping if one is due, or soon will be and
// the client is awake anyway. Only the latest announcement is ever sent.
func (c *conn) sendLatest() error {
	topic := c.topic.Load()
	if topic == nil { // not joined yet
		return nil
	}
	if c.sent.due == 0 {
		c.sent.due = c.server.wheel.place(c)
	}
	slack := int64(0)
	if latest := topic.latest.Load(); latest.version > c.sent.version {
		if n := missed(c.sent.version, latest.version); n > 0 {
			c.server.metrics.dropped.Add(float64(n))
		}
		c.sent.version = latest.version
		if err := c.write(latest.frame); err != nil {
			return err
		}
		slack = wheelSlack
	}
	if c.server.wheel.now.Load()+slack < c.sent.due {
		return nil
	}
	c.sent.due = c.server.wheel.place(c)
	return c.write(topic.pingFor(c.sent.seq))
}

// pingFor is the ping after an event. It is most of what a quiet room has to say, and mostly the same for all in it: it
// is made once.
func (t *topic) pingFor(seq uint64) frame {
	if p := t.ping.Load(); p != nil && p.seq == seq {
		return p.frame
	}
	p := &ping{seq, encode(eventFrame{Type: typePing, Data: wirePing{seq}})}
	t.ping.Store(p)
	return p.frame
}

// ping is a ping and the number in it.
type ping struct {
	seq   uint64
	frame frame
}

// stopReading wakes the read loop up: the connection has ended.
func (c *conn) stopReading() { _ = c.ws.SetReadDeadline(time.Unix(1, 0)) }

// writeFailed tells a client that reads too slowly from one that has gone.
func (c *conn) writeFailed(err error) {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		c.finish(closeSlowConsumer, "")
		return
	}
	c.finish(closeGone, "")
}

// missed is how many announcements between two versions this client was too slow for; what was said before it
// came does not count.
func missed(heard, now uint64) uint64 {
	if heard == 0 {
		return 0
	}
	return now - heard - 1
}

// write sends a frame. There is no deadline before it blocks: see socket.Write.
func (c *conn) write(f frame) error {
	return c.ws.WriteMessage(websocket.TextMessage, f.data)
}

// goodbye sends the close frame; a client that ended the connection itself gets none.
func (c *conn) goodbye(end *ending) {
	if end.closeCode == closeGone {
		return
	}
	message := websocket.FormatCloseMessage(end.code, end.reason)
	_ = c.ws.WriteControl(websocket.CloseMessage, message, time.Time{})
}
