package sfu

import (
	"slices"
	"sync/atomic"
	"time"

	"corner/sfu/light"

	"go.uber.org/zap"
)

// shard is one media goroutine with its UDP port, and the rooms that live there for life: nothing a packet
// touches is shared with another shard.
type shard struct {
	sfu    *SFU
	server *light.Server
	conns  atomic.Int64 // opened and not yet closed
	rooms  int          // guarded by SFU.mu

	// Owned by the media goroutine.
	dispatcher dispatcher
	ticking    []*forwarder // of the open rooms
	work       workload
}

// newShard makes a shard of a server.
func newShard(s *SFU, server *light.Server, p packing) *shard {
	return &shard{sfu: s, server: server, dispatcher: dispatcher{flush: server.Flush, packing: p}}
}

// post implements transport.
func (s *shard) post(f func()) { s.server.Post(f) }

// forget ends a room's ticks. The media goroutine calls it.
func (s *shard) forget(f *forwarder) {
	s.ticking = slices.DeleteFunc(s.ticking, func(other *forwarder) bool { return other == f })
}

// Transport returns the counters of the layer below, of all shards.
func (s *SFU) Transport() light.Stats {
	var sum light.Stats
	for _, shard := range s.shards {
		sum = addTransport(sum, shard.server.Stats())
	}
	return sum
}

// addTransport adds up the counters of two servers.
func addTransport(a, b light.Stats) light.Stats {
	a.PacketsIn += b.PacketsIn
	a.BytesIn += b.BytesIn
	a.PacketsOut += b.PacketsOut
	a.BytesOut += b.BytesOut
	a.HandshakesDone += b.HandshakesDone
	a.HandshakesFailed += b.HandshakesFailed
	a.LastFlights += b.LastFlights
	a.Opened += b.Opened
	a.Checked += b.Checked
	a.Ready += b.Ready
	a.Dropped.Junk += b.Dropped.Junk
	a.Dropped.Stranger += b.Dropped.Stranger
	a.Dropped.Check += b.Dropped.Check
	a.Dropped.Handshake += b.Dropped.Handshake
	a.Dropped.NoKeys += b.Dropped.NoKeys
	a.Dropped.Forged += b.Dropped.Forged
	a.Dropped.SSRC += b.Dropped.SSRC
	a.Dropped.Send += b.Dropped.Send
	a.Dropped.Refused += b.Dropped.Refused
	a.Dropped.Flood += b.Dropped.Flood
	return a
}

// handler hands what a shard's transport receives to the room it is for.
type handler struct{ shard *shard }

// RTP implements light.Handler.
func (h handler) RTP(c *light.Conn, packet []byte, at time.Time) {
	p := c.Owner().(*peer)
	p.forwarder.rtp(p, packet, at.Sub(h.shard.sfu.start))
}

// RTCP implements light.Handler.
func (h handler) RTCP(c *light.Conn, packet []byte, at time.Time) {
	p := c.Owner().(*peer)
	p.forwarder.rtcp(p, packet, at.Sub(h.shard.sfu.start))
}

// Batch implements light.Handler.
func (h handler) Batch(at time.Time) {
	h.shard.dispatcher.run()
	h.shard.work.worked(at, time.Now())
}

// Ready implements light.Handler.
func (h handler) Ready(c *light.Conn) {
	p := c.Owner().(*peer)
	p.forwarder.connected(p, c)
	h.shard.sfu.log.Debug("peer connected", zap.String("room", p.forwarder.room),
		zap.String("participant", p.member.participant), zap.String("suite", c.Suite()))
}

// Closed implements light.Handler.
func (h handler) Closed(c *light.Conn, reason string) {
	p := c.Owner().(*peer)
	h.shard.conns.Add(-1)
	p.forwarder.disconnected(p)
	h.shard.sfu.log.Debug("peer closed", zap.String("room", p.forwarder.room),
		zap.String("participant", p.member.participant), zap.String("code", reason))
}

// Tick implements light.Handler.
func (h handler) Tick(at time.Time, late time.Duration) {
	s := h.shard
	now := at.Sub(s.sfu.start)
	s.dispatcher.run() // ticks look at rooms in which nothing waits
	if s == s.sfu.shards[0] {
		s.sfu.measure(now, at)
	}
	s.dispatcher.step = Step(s.sfu.load.step.Load())
	for _, f := range s.ticking {
		f.tick(now, at)
	}
	s.dispatcher.run()
	s.work.ticked(at, late, &s.dispatcher.packets)
	s.work.worked(at, time.Now())
}
