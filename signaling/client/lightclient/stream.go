package lightclient

// recent is how many sequence numbers behind the newest are remembered, to tell a late packet from a copy.
const recent = 1024

// frameSamples is one Opus frame of 20 ms at 48 kHz.
const frameSamples = 960

// maxPacked is the most frames of 20 ms in one packet (RFC 6716 §3.4: 120 ms).
const maxPacked = 6

// header is what the clear part of an RTP packet says (RFC 3550 §5.1).
type header struct {
	ssrc      uint32
	timestamp uint32
	sequence  uint16
	marker    bool
}

// stream counts one SSRC by its headers. Sequence numbers are extended over wraps (RFC 3550 §A.1).
type stream struct {
	ssrc     uint32
	started  bool
	first    int64
	newest   int64
	stamp    uint32 // timestamp of the newest
	unique   int64
	frames   int64
	duration int64 // frames in the newest packet, as far as known
	full     int64 // frames in the fullest of late, by the headers
	most     int64 // frames in the fullest that was looked into
	shorter  int   // packets in a row that were less full
	copies   int64
	late     int64
	seen     [recent / 64]uint64 // a bit for each of the newest sequence numbers, at its value modulo recent

	reported int64 // expected and unique at the last report (RFC 3550 §6.4.1)
	received int64
}

// count takes one packet.
func (s *stream) count(h header) {
	if !s.started {
		s.started, s.ssrc = true, h.ssrc
		s.first, s.newest = int64(h.sequence), int64(h.sequence)
		s.stamp, s.duration, s.full = h.timestamp, 1, 1
		s.unique, s.frames = 1, 1
		s.note(s.newest)
		return
	}
	at := s.newest + int64(int16(h.sequence-uint16(s.newest)))
	switch {
	case at > s.newest:
		s.advance(at, h)
	case at <= s.newest-recent || s.has(at):
		s.copies++
		return
	case at < s.first:
		s.first = at // what began the stream was overtaken
		s.late++
	default:
		s.late++
	}
	s.note(at)
	s.unique++
	s.frames += s.duration
}

// advance moves on to a newer packet. How many frames a packet holds is not in its header: the step to its
// successor tells it of the one before, and its own is taken to be the same until the next.
func (s *stream) advance(at int64, h header) {
	if step := int64(h.timestamp-s.stamp) / frameSamples; at == s.newest+1 && !h.marker && step >= 1 && step <= maxPacked {
		s.frames += step - s.duration
		s.duration = step
		s.fill(step)
	}
	from := max(s.newest+1, at-recent+1)
	for n := from; n <= at; n++ {
		s.seen[(n&(recent-1))/64] &^= 1 << (n & 63)
	}
	s.newest, s.stamp = at, h.timestamp
}

// fill notes how full a packet was. A change of speaker or a pause makes one or two that are less full; after
// anotherSize of them the server packs less.
func (s *stream) fill(frames int64) {
	s.shorter++
	if frames >= s.full {
		s.shorter = 0
	}
	if frames > s.full || s.shorter == anotherSize {
		s.full, s.shorter = frames, 0
	}
}

// anotherSize is how many packets in a row that are less full than those before mean that full ones are shorter now.
const anotherSize = 10

// waits is how many frames the first one of a full packet waits for, when one that was looked into holds so many. A
// short pause is in the headers as a full packet is, so they alone do not tell.
func (s *stream) waits(held int64) int64 {
	if s == nil {
		return held - 1
	}
	s.most = max(s.most, held)
	return max(min(s.full, s.most), held) - 1
}

func (s *stream) note(n int64)     { s.seen[(n&(recent-1))/64] |= 1 << (n & 63) }
func (s *stream) has(n int64) bool { return s.seen[(n&(recent-1))/64]&(1<<(n&63)) != 0 }

// expected is how many packets there were from the first to the newest that came.
func (s *stream) expected() int64 {
	if !s.started {
		return 0
	}
	return s.newest - s.first + 1
}

// lost is how many of these never came.
func (s *stream) lost() int64 { return s.expected() - s.unique }

// lostFrames is how many frames the lost packets held, if they were as full as those that came.
func (s *stream) lostFrames() int64 {
	if s.unique == 0 {
		return 0
	}
	return (s.lost()*s.frames + s.unique/2) / s.unique
}
