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

// writeLoop is the only writer of the socket. It ends when the queue says so or the socket takes no more, and
// wakes the read loop up.
func (c *conn) writeLoop() {
	defer func() { _ = c.ws.SetReadDeadline(time.Unix(1, 0)) }()
	heartbeat := time.NewTicker(c.server.timing.Heartbeat)
	defer heartbeat.Stop()
	var sent progress
	for {
		end, err := c.flush(&sent)
		if err == nil && end != nil {
			c.goodbye(end)
			return
		}
		if err == nil {
			err = c.idle(heartbeat.C, &sent)
		}
		if err != nil {
			c.writeFailed(err)
			return
		}
	}
}

// progress is what the write loop has sent.
type progress struct {
	seq     uint64 // of the last event
	version uint64 // of the last announcement
}

// idle sends what may be dropped, or waits for something to do. Only the latest announcement is ever sent.
func (c *conn) idle(heartbeat <-chan time.Time, sent *progress) error {
	topic := c.topic.Load()
	if topic == nil { // not joined yet
		select {
		case <-c.queue.wake:
		case <-heartbeat:
		}
		return nil
	}
	latest := topic.latest.Load()
	if latest.version > sent.version {
		c.server.metrics.dropped.Add(float64(missed(sent.version, latest.version)))
		sent.version = latest.version
		return c.write(latest.frame)
	}
	select {
	case <-c.queue.wake:
	case <-latest.next:
	case <-heartbeat:
		return c.write(topic.pingFor(sent.seq))
	}
	return nil
}

// pingFor is the ping after an event. It is most of what a quiet room has to say, and mostly the same for all in it: it
// is made once.
func (t *topic) pingFor(seq uint64) frame {
	if p := t.ping.Load(); p != nil && p.seq == seq {
		return p.frame
	}
	p := &ping{seq, prepare(eventFrame{Type: typePing, Data: wirePing{seq}}, 0)}
	t.ping.Store(p)
	return p.frame
}

// ping is a ping and the number in it.
type ping struct {
	seq   uint64
	frame frame
}

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

// flush writes all that waits.
func (c *conn) flush(sent *progress) (*ending, error) {
	for {
		f, ok, end := c.queue.pop()
		if !ok {
			return end, nil
		}
		if err := c.write(f); err != nil {
			return nil, err
		}
		if f.seq != 0 {
			sent.seq = f.seq
		}
	}
}

func (c *conn) write(f frame) error {
	_ = c.ws.SetWriteDeadline(time.Now().Add(c.server.timing.Write))
	if f.prepared != nil {
		return c.ws.WritePreparedMessage(f.prepared)
	}
	return c.ws.WriteMessage(websocket.TextMessage, f.data)
}

// goodbye sends the close frame; a client that ended the connection itself gets none.
func (c *conn) goodbye(end *ending) {
	if end.closeCode == closeGone {
		return
	}
	message := websocket.FormatCloseMessage(end.code, end.reason)
	_ = c.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(c.server.timing.Write))
}
