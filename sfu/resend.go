package sfu

import "time"

// What a listener may have sent again, in tenths of a packet: every packet sent earns one, a resend costs ten.
// So a tenth of the stream, and a burst of twenty after a time without loss.
const (
	resendCost  = 10
	resendBurst = 200
)

// answer is a packet that waits to be sent again.
type answer struct {
	to       *peer
	slot     int
	kind     kind
	sequence uint64
	number   uint16 // as the listener knows it
	gate     *gate  // in hand, nil for none
}

// leave lets go of it.
func (a *answer) leave() {
	if a.gate != nil {
		a.gate.leave()
	}
}

// rtcp takes one decrypted compound of a peer: what it lost, and what it asks for again. Streams that are not
// slots are ignored, and so is every other kind of packet: a BYE ends nothing.
func (f *forwarder) rtcp(p *peer, compound []byte, now time.Duration) {
	if f.ended || p.closed.Load() || p.onWire == nil {
		return
	}
	if !p.reports.take(1, now) {
		f.counters.drop(dropReports)
		return
	}
	for packet := range rtcpPackets(compound) {
		for r := range packet.receptions() {
			if s := f.slotOf(r.ssrc); s != nil {
				f.counters.reports.Add(1)
				f.counters.lost256.Add(uint64(r.lost))
				p.loss.observe(r.lost)
			}
		}
		ssrc, ok := packet.nacked()
		s := f.slotOf(ssrc)
		if !ok || s == nil {
			continue
		}
		for number := range packet.missing() {
			if p.credit < resendCost {
				f.counters.drop(dropResend) // once for all the rest: more would be work for nothing
				break
			}
			if !f.resend(p, s, number) {
				f.counters.drop(dropResend)
			}
		}
	}
}

// slotOf finds a slot by its SSRC.
func (f *forwarder) slotOf(ssrc uint32) *slot {
	for i := range f.slots {
		if f.slots[i].ssrc == ssrc {
			return &f.slots[i]
		}
	}
	return nil
}

// resend has a listener get a packet again, exactly as it was, at the next fan-out.
func (f *forwarder) resend(p *peer, s *slot, number uint16) bool {
	lane := &p.lanes[s.index]
	r := &s.renditions[lane.kind]
	sequence, ok := lane.find(number, r.sequence)
	if !ok || r.ring == nil || len(f.answers) == maxAnswers {
		return false
	}
	if _, g, ok := r.ring.get(sequence); !ok || g != nil && !g.isOpen() {
		return false
	}
	p.credit -= resendCost
	f.answers = append(f.answers, answer{to: p, slot: s.index, kind: lane.kind, sequence: sequence, number: number})
	f.dispatcher.add(f)
	return true
}

// answer sends a packet again, unless its speaker's gate has closed since or it has gone from the ring.
func (f *forwarder) answer(a *answer, t *traffic) {
	packet, g, ok := f.slots[a.slot].renditions[a.kind].ring.get(a.sequence)
	if ok && g != nil {
		a.gate = g
		ok = g.enter()
	}
	if !ok || a.to.closed.Load() || a.to.send(packet, a.to.lanes[a.slot].payloadType, a.number) != nil {
		f.counters.drop(dropResend)
		return
	}
	f.counters.resent.Add(1)
	t.packets++
	t.bytes += uint64(len(packet))
}
