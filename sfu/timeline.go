package sfu

import "time"

// Limits of a run: as long as a source stays within them its own clock is followed.
const (
	maxJump = 16                     // packets: more missing than this is a gap, fewer are loss or reordering
	maxStop = 200 * time.Millisecond // without a packet: longer is a gap
	maxLag  = 200 * time.Millisecond // behind the slot's clock: a source that stops its clock shows like this
	maxLead = time.Second            // ahead of the slot's clock: a burst after a stall, or a hostile clock
)

// How long a slot may be silent before silence is played into it.
const (
	dryMargin = 15 * time.Millisecond  // beyond the last packet's own duration: 35 ms for 20 ms packets
	maxWait   = 100 * time.Millisecond // more, for an uplink that jitters
)

// firstSequence is where a slot starts, so that a listener's base never falls below zero.
const firstSequence = 1 << 16

// arrival is what the timeline needs to know of a packet.
type arrival struct {
	source   uint64 // the connection it came on
	ssrc     uint32
	sequence uint16
	time     uint32 // RTP timestamp as sent
	span     uint32 // samples in it
	dtx      bool
	at       time.Duration
}

// stamp is what a packet carries in its slot: the sequence number in full, of which RTP shows 16 bits.
type stamp struct {
	sequence  uint64
	timestamp uint32
	marker    bool
}

// timeline makes one unbroken RTP stream out of whatever is put into a slot. It is a pure function of its
// arrivals. Jitter buffers judge a stream by its timestamps, so:
//
//   - within a run (one source, no gap) timestamps follow the source's own differences, and missing sequence
//     numbers stay missing, so that a late packet finds its place;
//   - across a change of source, a gap, DTX or a demotion the sequence goes on by one and the timestamp by
//     wall clock, snapped to the 20 ms grid, whatever the source's clock did meanwhile: browsers stop it
//     while they have no track.
//
// The zero value is a slot that has never played.
type timeline struct {
	epoch time.Duration // when the slot's clock read epochTS
	base  uint32

	sequence  uint64 // of the last packet
	timestamp uint32
	span      uint32
	dtx       bool
	at        time.Duration // arrival of the last packet that was not late

	source  uint64 // of the run
	ssrc    uint32
	newest  uint16 // the source's own numbers at its last packet
	clock   uint32
	opening uint64        // sequence of the run's first packet
	jitter  time.Duration // RFC 3550 §6.4.1, over the run
	dry     bool          // silence has been played since the last packet
}

// next places a packet. It reports false for one that comes too late to be played.
func (t *timeline) next(a arrival) (stamp, bool) {
	if t.sequence == 0 {
		return t.start(a), true
	}
	jump := int16(a.sequence - t.newest)
	sameRun := a.source == t.source && a.ssrc == t.ssrc
	if sameRun && jump <= 0 && jump > -maxJump {
		return t.late(a, jump)
	}
	if sameRun && jump > 0 && jump <= maxJump && t.continues(a) {
		return t.follow(a, uint64(jump)), true
	}
	return t.anchor(a), true
}

// start opens the slot with its first packet ever; the clock starts at the source's timestamp.
func (t *timeline) start(a arrival) stamp {
	t.epoch, t.base = a.at, a.time
	t.sequence, t.timestamp = firstSequence, a.time
	t.begin(a)
	return stamp{t.sequence, t.timestamp, true}
}

// continues reports whether a packet that is next in sequence is also next in time.
func (t *timeline) continues(a arrival) bool {
	step := int32(a.time - t.clock)
	if t.dry || a.at-t.at > maxStop {
		return false
	}
	if step <= 0 || step > maxJump*maxSpan {
		return false
	}
	ahead := t.ahead(t.timestamp+uint32(step), a.at)
	return ahead >= -maxLag && ahead <= maxLead
}

// ahead says how far a timestamp is before the slot's clock at an instant.
func (t *timeline) ahead(timestamp uint32, at time.Duration) time.Duration {
	return time.Duration(int32(timestamp-t.wall(at))) * time.Millisecond / samplesPerMillisecond
}

// wall is the slot's clock: the timestamp that belongs to an instant.
func (t *timeline) wall(at time.Duration) uint32 {
	return t.base + uint32((at-t.epoch).Microseconds()*samplesPerMillisecond/1000)
}

// follow continues a run.
func (t *timeline) follow(a arrival, jump uint64) stamp {
	step := a.time - t.clock
	late := a.at - t.at - time.Duration(step)*time.Millisecond/samplesPerMillisecond
	t.jitter += (late.Abs() - t.jitter) / 16
	t.sequence += jump
	t.timestamp += step
	t.remember(a)
	return stamp{t.sequence, t.timestamp, false}
}

// late places a packet that was overtaken: into the hole it left, if the run had begun by then.
func (t *timeline) late(a arrival, jump int16) (stamp, bool) {
	back := uint64(-jump)
	if t.dry || jump == 0 || t.sequence < t.opening+back {
		return stamp{}, false
	}
	return stamp{t.sequence - back, t.timestamp - (t.clock - a.time), false}, true
}

// anchor begins a run on the grid nearest to the slot's clock, never before the last packet has been played.
func (t *timeline) anchor(a arrival) stamp {
	frames := (int32(t.wall(a.at)-t.timestamp) + frameSamples/2) / frameSamples
	played := int32((t.span + frameSamples - 1) / frameSamples)
	t.timestamp += uint32(max(frames, played)) * frameSamples
	t.sequence++
	t.begin(a)
	return stamp{t.sequence, t.timestamp, true}
}

// begin notes the first packet of a run.
func (t *timeline) begin(a arrival) {
	if a.source != t.source {
		t.jitter = 0
	}
	t.source, t.ssrc, t.opening = a.source, a.ssrc, t.sequence
	t.remember(a)
}

// remember notes the newest packet.
func (t *timeline) remember(a arrival) {
	t.newest, t.clock = a.sequence, a.time
	t.span, t.dtx, t.at, t.dry = a.span, a.dtx, a.at, false
}

// ranDry reports whether the listeners are about to run out of sound that was not meant to end: no packet for
// the length of the last one and a margin, which grows with the jitter of the uplink.
func (t *timeline) ranDry(now time.Duration) bool {
	if t.sequence == 0 || t.dry || t.dtx {
		return false
	}
	margin := dryMargin + min(4*t.jitter, maxWait)
	played := time.Duration(t.span) * time.Millisecond / samplesPerMillisecond
	// After a stall a burst puts the slot ahead of its clock: listeners still have that much to play, and silence
	// behind it would put the slot further ahead with every stall.
	return now-t.at >= played+margin && -t.ahead(t.timestamp+t.span, now) >= margin
}

// silence places one frame of silence right behind the last packet. What comes next begins a run.
func (t *timeline) silence() stamp {
	t.sequence++
	t.timestamp += max(t.span, frameSamples/8)
	t.span, t.dry = frameSamples, true
	return stamp{t.sequence, t.timestamp, false}
}
