package sfu

import "encoding/binary"

// tally counts what arrives of a microphone, for the report its sender gets (RFC 3550 §6.4.1, A.1 and A.3). A
// browser adds in-band FEC to its speech only when a report tells it of loss.
type tally struct {
	ssrc     uint32
	first    uint32 // sequence numbers, extended over wraps
	highest  uint32
	received uint32

	expectedBefore uint32 // at the last report
	receivedBefore uint32
}

// count takes one packet.
func (t *tally) count(ssrc uint32, sequence uint16) {
	if t.received == 0 || t.ssrc != ssrc {
		start := 1<<16 | uint32(sequence) // a packet overtaken by the first stays above zero
		*t = tally{ssrc: ssrc, first: start, highest: start, received: 1}
		return
	}
	t.received++
	if step := int16(sequence - uint16(t.highest)); step > 0 {
		t.highest += uint32(step)
	}
}

// appendReport writes a receiver report in the name of sender, nothing when no packet came.
func (t *tally) appendReport(b []byte, sender uint32) []byte {
	if t.received == 0 {
		return b
	}
	expected := t.highest - t.first + 1
	interval := expected - t.expectedBefore
	lost := int64(interval) - int64(t.received-t.receivedBefore)
	t.expectedBefore, t.receivedBefore = expected, t.received
	var fraction uint32
	if interval > 0 && lost > 0 {
		fraction = min(uint32(lost*256/int64(interval)), 255)
	}
	total := min(max(int64(expected)-int64(t.received), 0), 1<<23-1)
	b = append(b, 0x81, rtcpReceiverReport, 0, (4+reportBytes)/4)
	b = binary.BigEndian.AppendUint32(b, sender)
	b = binary.BigEndian.AppendUint32(b, t.ssrc)
	b = binary.BigEndian.AppendUint32(b, fraction<<24|uint32(total))
	b = binary.BigEndian.AppendUint32(b, t.highest)
	return append(b, make([]byte, 12)...) // neither jitter nor round trip is told: browsers use the loss
}
