package sfu

import (
	"sync/atomic"
	"time"
)

// conn is what the media plane needs of a connection.
type conn interface {
	// SendRTP sends one whole plaintext packet, which it may not keep or change. Media goroutine only.
	SendRTP(packet []byte) error
	// SendRTCP sends one plaintext compound. Media goroutine only.
	SendRTCP(packet []byte) error
	// Close ends the connection, from any goroutine.
	Close()
}

// member is one participant in a room's media, with or without a connection.
type member struct {
	participant string
	number      uint32 // the CSRC listeners see
	gate        gate

	peer    *peer // the connection, nil for none; guarded by Room.mu
	opening int   // connections on their way; guarded by Room.mu
	kept    bool  // not only by connections on their way; guarded by Room.mu

	lowDelay atomic.Bool   // packets to them are never merged
	staged   time.Duration // when the gate was last seen open, 0 for never; owned by the media goroutine

	uplink // owned by the media goroutine
}

// uplink is a member's microphone as it arrives. It outlives connections, like the gate.
type uplink struct {
	microphone
	budget  budget
	flood   flood
	claims  claims
	voicing voicing
	tally   tally
	live    *peer         // the connection that is up
	active  bool          // among forwarder.active
	arrived time.Duration // of the last packet let through
	streak  int           // packets in a row without a long gap
}

// When a microphone counts as arriving: from the third packet on, until it is longer silent than DTX ever is.
const (
	steadyPackets = 3
	steadyGap     = 1200 * time.Millisecond
)

// note counts one packet that was let through.
func (u *uplink) note(now time.Duration) {
	if now-u.arrived > steadyGap {
		u.streak = 0
	}
	u.arrived = now
	u.streak = min(u.streak+1, steadyPackets)
}

// receiving reports whether packets arrive steadily.
func (u *uplink) receiving(now time.Duration) bool {
	return u.streak >= steadyPackets && now-u.arrived <= steadyGap
}

// peer is one connection of a member.
type peer struct {
	// What every packet to the client touches lies in one piece.
	closed   atomic.Bool    // replaced, removed, or the room is gone: nothing in, nothing out
	offStage bool           // at the last look; owned by the media goroutine
	slots    int            // slots this client has lines for
	member   *member        // never changed
	onWire   conn           // the same as conn, nil before the keys are there; owned by the media goroutine
	credit   int            // resends allowed, in tenths; owned by the media goroutine
	lanes    [MaxSlots]lane // owned by the media goroutine

	// Never changed once it is open.
	id          uint64 // unique in the room, never 0
	forwarder   *forwarder
	payloadType byte // of opus from the microphone
	levelID     byte // extension id of the audio level, 0 for none

	conn conn // set once, by Room.adopt

	// Owned by the media goroutine.
	reports bucket         // RTCP allowed
	place   [kinds + 1]int // in the room's tables, counted from 1; 0 when not in it
	loss    loss
	wants   kind // the rendition it should hear
	moving  bool // among forwarder.moving
}

// close stops a peer at once, and its connection soon.
func (p *peer) close() {
	if p != nil {
		p.closed.Store(true)
		p.conn.Close()
	}
}

// lane is one slot as one listener sees it. The listener's sequence numbers are the slot's minus a base: they
// start below 2^15, so that the listener's rollover counter starts right even if the first packets are lost,
// and they pass over what was withheld because it was the listener's own voice. When the listener moves to
// another rendition the base becomes another, and the numbers go on.
type lane struct {
	payloadType byte // of opus on this line
	kind        kind // of the rendition heard
	base        uint64
	since       uint64 // the first sequence the base is right for, 0 before the first packet
	packets     uint32
	octets      uint32
}

// withhold passes over sequence numbers up to and including last, of which the latest advance are new.
func (l *lane) withhold(last, advance uint64) {
	if l.since == 0 || advance == 0 {
		return
	}
	l.base += advance
	l.since = last + 1
}

// move makes the lane continue in a rendition whose newest packet is to, after one whose newest was from.
func (l *lane) move(from, to uint64) {
	if l.since == 0 {
		return
	}
	next := from + 1 - l.base
	l.base, l.since = to+1-next, to+1
}

// number gives the sequence number to send a slot's packet with, false for one from before the listener's time.
func (l *lane) number(sequence uint64) (uint16, bool) {
	if l.since == 0 {
		// The number the listener starts at tells nothing and need not: the keys are the connection's own.
		l.base, l.since = sequence-1-sequence%laneStarts, sequence
	}
	return uint16(sequence - l.base), sequence >= l.since
}

// laneStarts bounds the first sequence number of a lane.
const laneStarts = 1 << 14

// find gives the sequence of a number the listener names, newest being the rendition's latest.
func (l *lane) find(number uint16, newest uint64) (uint64, bool) {
	back := uint64(uint16(newest-l.base) - number)
	if l.since == 0 || back >= ringPackets || newest-back < l.since {
		return 0, false
	}
	return newest - back, true
}
