package sfu

// Bounds of a merged packet (RFC 6716 §3.2.5 allows 48 frames and 120 ms).
const (
	maxFrames = 24 // 60 ms of the shortest, 2.5 ms
	// packHeader is the most that merging adds before the lengths: TOC and frame count.
	packHeader = 2
	// twoByteLength is the first frame length that takes two bytes (RFC 6716 §3.2.1).
	twoByteLength = 252
)

// packer merges the Opus frames of one slot into longer packets without decoding them (RFC 6716 §3.2). It merges
// packets of one frame (code 0) with the same TOC byte, from one origin, each beginning when the one before
// ends; anything else goes alone, as it came. It is a pure function of what it is given: no clock, no I/O.
type packer struct {
	span   uint32 // samples to merge
	target uint32 // samples of the packet in hand: span, or less to begin at another time

	toc       byte
	from      origin
	timestamp uint32 // of the first frame held
	marker    bool
	held      uint32 // samples held
	frames    int
	lengths   [maxFrames]uint16
	body      [maxPayload]byte // the frames without their TOC
	size      int              // of them
	overhead  int              // bytes the lengths take
}

// newPacker makes an empty one.
func newPacker(span uint32) *packer { return &packer{span: span, target: span} }

// empty reports whether nothing is held.
func (k *packer) empty() bool { return k.frames == 0 }

// full reports whether what is held is as long as it should be.
func (k *packer) full() bool { return k.held >= k.target }

// reset throws away what is held.
func (k *packer) reset() {
	k.frames, k.size, k.overhead, k.held, k.from = 0, 0, 0, 0, origin{}
}

// mergeable reports whether a packet can be part of a longer one at all: one frame, and not DTX, after which
// nothing is known to follow.
func (k *packer) mergeable(payload []byte, span uint32) bool {
	return len(payload) > dtxBytes && payload[0]&3 == 0 && span < k.span &&
		packHeader+lengthBytes(len(payload)-1)+len(payload)-1 <= maxPayload
}

// continues reports whether a mergeable packet can be added to what is held.
func (k *packer) continues(payload []byte, at stamp, span uint32, from origin) bool {
	if k.empty() {
		return true
	}
	frame := len(payload) - 1
	return payload[0] == k.toc && from == k.from && !at.marker && at.timestamp == k.timestamp+k.held &&
		k.held+span <= k.target && k.frames < maxFrames &&
		packHeader+k.overhead+lengthBytes(frame)+k.size+frame <= maxPayload
}

// add takes a packet that continues what is held.
func (k *packer) add(payload []byte, at stamp, span uint32, from origin) {
	if k.empty() {
		k.toc, k.from, k.timestamp, k.marker = payload[0], from, at.timestamp, at.marker
	}
	frame := payload[1:]
	k.lengths[k.frames] = uint16(len(frame))
	k.overhead += lengthBytes(len(frame))
	k.size += copy(k.body[k.size:], frame)
	k.held += span
	k.frames++
}

// payloadSize is how long write's payload will be.
func (k *packer) payloadSize() int {
	switch {
	case k.frames == 1:
		return 1 + k.size
	case k.frames == 2 && k.lengths[0] == k.lengths[1]:
		return 1 + k.size
	case k.frames == 2:
		return 1 + lengthBytes(int(k.lengths[0])) + k.size
	default: // the last frame's length is what remains
		return packHeader + k.overhead - lengthBytes(int(k.lengths[k.frames-1])) + k.size
	}
}

// write puts what is held into payload, which is payloadSize long, as one Opus packet: code 0 for one frame, 1 or
// 2 for two, 3 with variable lengths for more. It stays held.
func (k *packer) write(payload []byte) {
	payload[0] = k.toc
	at := 1
	lengths := k.lengths[:k.frames-1]
	switch {
	case k.frames == 1:
	case k.frames == 2 && k.lengths[0] == k.lengths[1]:
		payload[0] |= 1
		lengths = nil
	case k.frames == 2:
		payload[0] |= 2
	default:
		payload[0] |= 3
		payload[1] = 0x80 | byte(k.frames)
		at = packHeader
	}
	for _, n := range lengths {
		at += putLength(payload[at:], int(n))
	}
	copy(payload[at:], k.body[:k.size])
}

// lengthBytes is how many bytes a frame length takes.
func lengthBytes(n int) int {
	if n < twoByteLength {
		return 1
	}
	return 2
}

// putLength writes a frame length (RFC 6716 §3.2.1) and gives its size.
func putLength(b []byte, n int) int {
	if n < twoByteLength {
		b[0] = byte(n)
		return 1
	}
	first := twoByteLength + n&3
	b[0], b[1] = byte(first), byte((n-first)/4)
	return 2
}
