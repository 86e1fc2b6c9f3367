package sfu

import "time"

// reportEvery is how often each peer gets RTCP reports.
const reportEvery = 5 * time.Second

// reporter spreads reports over time.
type reporter struct {
	next   int // who is next
	from   time.Duration
	buffer []byte
}

// report sends reports to as many peers as are due, so that each gets them every reportEvery.
func (f *forwarder) report(now time.Duration, wall time.Time) {
	r := &f.reports
	if len(f.listeners.peers) == 0 {
		r.from = now
		return
	}
	each := reportEvery / time.Duration(len(f.listeners.peers))
	for range f.listeners.peers {
		if now-r.from < each {
			return
		}
		r.from += each
		r.next = (r.next + 1) % len(f.listeners.peers)
		f.reportTo(f.listeners.peers[r.next], now, wall)
	}
	r.from = now
}

// reportTo tells one peer how the timestamps of the slots it hears relate to wall clock, and what its microphone
// loses on the way. A transport that does not take a report loses it: another follows.
func (f *forwarder) reportTo(p *peer, now time.Duration, wall time.Time) {
	b := f.reports.buffer[:0]
	for i := range f.slots {
		s, lane := &f.slots[i], &p.lanes[i]
		if lane.packets > 0 {
			b = appendSenderReport(b, s.ssrc, wall, s.wall(now), lane.packets, lane.octets)
		}
	}
	if p.member.live == p {
		b = p.member.tally.appendReport(b, f.slots[0].ssrc)
	}
	f.reports.buffer = b
	if len(b) > 0 && !p.closed.Load() {
		_ = p.onWire.SendRTCP(b)
	}
}
