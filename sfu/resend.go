package sfu

// What a listener may have sent again, in tenths of a packet: every packet sent earns one, a resend costs ten.
// So a tenth of the stream, and a burst of twenty after a time without loss.
const (
	resendCost  = 10
	resendBurst = 200
)

// rtcp takes one decrypted compound of a peer: what it lost, and what it asks for again. Streams that are not
// slots are ignored.
func (f *forwarder) rtcp(p *peer, compound []byte) {
	if f.ended || p.closed.Load() || p.onWire == nil {
		return
	}
	for packet := range rtcpPackets(compound) {
		for r := range packet.receptions() {
			if f.slotOf(r.ssrc) != nil {
				f.counters.reports.Add(1)
				f.counters.lost256.Add(uint64(r.lost))
			}
		}
		ssrc, ok := packet.nacked()
		s := f.slotOf(ssrc)
		if !ok || s == nil {
			continue
		}
		for number := range packet.missing() {
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

// resend gives a listener a packet again, exactly as it was, unless its speaker's gate has closed since.
func (f *forwarder) resend(p *peer, s *slot, number uint16) bool {
	if p.credit < resendCost || s.ring == nil {
		return false
	}
	lane := &p.lanes[s.index]
	sequence, ok := lane.find(number, s.sequence)
	if !ok {
		return false
	}
	packet, g, ok := s.ring.get(sequence)
	if !ok {
		return false
	}
	if g != nil {
		allowed := g.enter()
		defer g.leave()
		if !allowed {
			return false
		}
	}
	p.credit -= resendCost
	if p.send(packet, lane.payloadType, number) != nil {
		return false
	}
	f.counters.resent.Add(1)
	f.counters.packetsOut.Add(1)
	f.counters.bytesOut.Add(uint64(len(packet)))
	return true
}
