package light

import "sync/atomic"

// Stats is a reading of the counters since the server began, and of the connections now.
type Stats struct {
	PacketsIn, BytesIn   uint64 // datagrams read
	PacketsOut, BytesOut uint64 // datagrams written

	Dropped Dropped

	HandshakesDone   uint64
	HandshakesFailed uint64
	LastFlights      uint64 // times a last flight was sent again

	Opened  int64 // connections without a check so far
	Checked int64 // connections with an address and no keys
	Ready   int64 // connections with keys
}

// Dropped counts what was thrown away, by cause.
type Dropped struct {
	Junk      uint64 // neither STUN, DTLS, RTP nor RTCP
	Stranger  uint64 // from an address no check has proved
	Check     uint64 // binding requests that were not authentic or not for us
	Handshake uint64 // DTLS records that no handshake wanted or that found its queue full
	NoKeys    uint64 // RTP or RTCP before the keys
	Forged    uint64 // failed authentication, replayed or malformed
	SSRC      uint64 // more SSRCs than a connection may use
	Send      uint64 // the socket did not take it, or the stream's queue was full
	Refused   uint64 // TCP connections for which there was no room
	Flood     uint64 // not looked at: its source had sent too much that nobody wanted
}

// counters are written by the Run goroutine and by handshakes, read by anyone.
type counters struct {
	packetsIn, bytesIn, packetsOut, bytesOut      atomic.Uint64
	junk, stranger, check, handshake, noKeys      atomic.Uint64
	forged, ssrc, send, flood, refused            atomic.Uint64
	handshakesDone, handshakesFailed, lastFlights atomic.Uint64
	opened, checked, ready                        atomic.Int64
}

// Stats reads the counters; they are not read at one instant.
func (s *Server) Stats() Stats {
	c := &s.counters
	return Stats{
		PacketsIn: c.packetsIn.Load(), BytesIn: c.bytesIn.Load(),
		PacketsOut: c.packetsOut.Load(), BytesOut: c.bytesOut.Load(),
		Dropped: Dropped{
			Junk: c.junk.Load(), Stranger: c.stranger.Load(), Check: c.check.Load(),
			Handshake: c.handshake.Load(), NoKeys: c.noKeys.Load(), Forged: c.forged.Load(),
			SSRC: c.ssrc.Load(), Send: c.send.Load(), Refused: c.refused.Load(), Flood: c.flood.Load(),
		},
		HandshakesDone: c.handshakesDone.Load(), HandshakesFailed: c.handshakesFailed.Load(),
		LastFlights: c.lastFlights.Load(),
		Opened:      c.opened.Load(), Checked: c.checked.Load(), Ready: c.ready.Load(),
	}
}
