package lightclient

import (
	"bytes"
	"encoding/binary"
	"time"
)

// maxFrames is how many frames an Opus packet can hold (RFC 6716 §3.2.5, R5: 120 ms of 2.5 ms).
const maxFrames = 48

// maxFrameBytes is the longest frame (RFC 6716 §3.2.1).
const maxFrameBytes = 1275

// opusFrames is a packet taken apart.
type opusFrames struct {
	toc   byte
	count int
	frame [maxFrames][]byte // the first count; they alias the packet
}

// parseOpus takes a packet apart (RFC 6716 §3.2) and reports whether it is one.
func (o *opusFrames) parseOpus(packet []byte) bool {
	o.count = 0
	if len(packet) == 0 {
		return false
	}
	o.toc = packet[0]
	body := packet[1:]
	switch o.toc & 3 {
	case 0:
		return o.add(body)
	case 1:
		half := len(body) / 2
		return len(body)%2 == 0 && o.add(body[:half]) && o.add(body[half:])
	case 2:
		size, rest, ok := frameLength(body)
		return ok && size <= len(rest) && o.add(rest[:size]) && o.add(rest[size:])
	}
	return o.many(body)
}

// many reads a code 3 packet: a count, padding, and frames of one length or each with its own.
func (o *opusFrames) many(body []byte) bool {
	if len(body) == 0 {
		return false
	}
	head, body := body[0], body[1:]
	count := int(head & 0x3f)
	if count == 0 || count > maxFrames {
		return false
	}
	if head&0x40 != 0 {
		var ok bool
		if body, ok = cutOpusPadding(body); !ok {
			return false
		}
	}
	if head&0x80 == 0 {
		size := len(body) / count
		if size*count != len(body) {
			return false
		}
		for i := range count {
			if !o.add(body[i*size : (i+1)*size]) {
				return false
			}
		}
		return true
	}
	return o.variable(body, count)
}

// variable reads the lengths of all frames but the last, then the frames.
func (o *opusFrames) variable(body []byte, count int) bool {
	var sizes [maxFrames]int
	for i := range count - 1 {
		var ok bool
		if sizes[i], body, ok = frameLength(body); !ok {
			return false
		}
	}
	for i := range count - 1 {
		if sizes[i] > len(body) || !o.add(body[:sizes[i]]) {
			return false
		}
		body = body[sizes[i]:]
	}
	return o.add(body)
}

func (o *opusFrames) add(frame []byte) bool {
	if len(frame) > maxFrameBytes {
		return false
	}
	o.frame[o.count] = frame
	o.count++
	return true
}

// frameLength reads the length of a frame, one or two bytes (RFC 6716 §3.2.1).
func frameLength(b []byte) (size int, rest []byte, ok bool) {
	if len(b) == 0 {
		return 0, nil, false
	}
	if b[0] < 252 {
		return int(b[0]), b[1:], true
	}
	if len(b) < 2 {
		return 0, nil, false
	}
	return 4*int(b[1]) + int(b[0]), b[2:], true
}

// cutOpusPadding takes the padding's length off the front and the padding off the end.
func cutOpusPadding(body []byte) ([]byte, bool) {
	padding := 0
	for {
		if len(body) == 0 {
			return nil, false
		}
		b := int(body[0])
		body = body[1:]
		if b < 255 {
			padding += b
			break
		}
		padding += 254
	}
	if padding > len(body) {
		return nil, false
	}
	return body[:len(body)-padding], true
}

// A marked frame is Opus by its form, not speech: behind the TOC come the magic, the speaker's counter and the
// instant of sending on the monotonic clock of this machine, so that one process can measure one-way delay.
const (
	markTOC   = 15 << 3 // hybrid, fullband, 20 ms, mono, one frame: what a browser sends
	markBytes = 4 + 4 + 8
	// MinMarked is the shortest marked payload, bytes.
	MinMarked = 1 + markBytes
)

var markMagic = []byte{0xC0, 0x52, 0x4E, 0xE8}

// mark writes a marked frame over payload, which has at least MinMarked bytes.
func mark(payload []byte, counter uint32, sent time.Duration) {
	payload[0] = markTOC
	copy(payload[1:], markMagic)
	binary.BigEndian.PutUint32(payload[5:], counter)
	binary.BigEndian.PutUint64(payload[9:], uint64(sent))
}

// readMark reads a frame without its TOC.
func readMark(frame []byte) (sent time.Duration, ok bool) {
	if len(frame) < markBytes || !bytes.Equal(frame[:4], markMagic) {
		return 0, false
	}
	return time.Duration(binary.BigEndian.Uint64(frame[8:])), true
}
