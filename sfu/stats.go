package sfu

import "sync/atomic"

// Stats is what a room or the whole SFU has carried and dropped since it began, and what it holds now.
type Stats struct {
	Rooms      int // open rooms; 1 or 0 for a room
	Connecting int // peers without keys yet
	Connected  int // peers that can send and hear

	PacketsIn  uint64 // RTP from microphones, dropped ones included
	BytesIn    uint64
	PacketsOut uint64 // RTP to listeners, resent ones included
	BytesOut   uint64
	Resent     uint64 // answers to NACKs
	Switches   uint64 // slots that changed hands

	// LossReports counts listeners' reception reports and LossSum adds up the fractions they told, so that
	// LossSum/LossReports is the mean loss and differences of the two give it for any interval.
	LossReports uint64
	LossSum     float64

	// Dropped counts packets by cause: the keys are the Drop constants.
	Dropped map[string]uint64
}

// Why a packet was dropped.
const (
	DropGate        = "gate"         // the participant may not publish
	DropStale       = "stale"        // the connection has been replaced or removed
	DropBudget      = "budget"       // more packets or bytes than a microphone makes
	DropMalformed   = "malformed"    // not RTP, or no payload, or too large
	DropPayloadType = "payload_type" // not the negotiated codec
	DropUnselected  = "unselected"   // not among the loudest
	DropLate        = "late"         // overtaken, its place is gone
	DropSend        = "send"         // the transport did not take it
	DropResend      = "resend"       // asked for again and not given: gone, closed or over budget
	DropFlood       = "flood"        // of a microphone that has flooded for so long that it is ignored
	DropReports     = "reports"      // more RTCP than a listener has cause to send
)

// dropCause indexes counters.dropped.
type dropCause int

const (
	dropGate dropCause = iota
	dropStale
	dropBudget
	dropMalformed
	dropPayloadType
	dropUnselected
	dropLate
	dropSend
	dropResend
	dropFlood
	dropReports
	dropCauses
)

// String returns the cause's name in metrics.
func (c dropCause) String() string {
	return [dropCauses]string{DropGate, DropStale, DropBudget, DropMalformed, DropPayloadType, DropUnselected,
		DropLate, DropSend, DropResend, DropFlood, DropReports}[c]
}

// counters are written by the media goroutine, a few times per packet in and not per listener, and read by all.
type counters struct {
	connecting, connected atomic.Int64
	packetsIn, bytesIn    atomic.Uint64
	packetsOut, bytesOut  atomic.Uint64
	resent, switches      atomic.Uint64
	reports, lost256      atomic.Uint64
	dropped               [dropCauses]atomic.Uint64
}

// drop counts one packet.
func (c *counters) drop(cause dropCause) { c.dropped[cause].Add(1) }

// addTo adds what has been counted so far to s.
func (c *counters) addTo(s *Stats) {
	s.Connecting += int(c.connecting.Load())
	s.Connected += int(c.connected.Load())
	s.PacketsIn += c.packetsIn.Load()
	s.BytesIn += c.bytesIn.Load()
	s.PacketsOut += c.packetsOut.Load()
	s.BytesOut += c.bytesOut.Load()
	s.Resent += c.resent.Load()
	s.Switches += c.switches.Load()
	s.LossReports += c.reports.Load()
	s.LossSum += float64(c.lost256.Load()) / 256
	for cause := range c.dropped {
		s.Dropped[dropCause(cause).String()] += c.dropped[cause].Load()
	}
}

// newStats returns a Stats to add to.
func newStats() Stats { return Stats{Dropped: make(map[string]uint64, dropCauses)} }
