package sfu

import "encoding/binary"

// Sizes of an RTP packet (RFC 3550 §5.1).
const (
	headerBytes = 12
	csrcBytes   = 4
	// maxPayload bounds what one packet may carry: with header, tag and UDP it stays below every path's MTU.
	maxPayload = 1200
)

// silentLevel is the level of silence: −127 dBov (RFC 6464). Levels count down from 0, the loudest.
const silentLevel = 127

// noLevel says that a packet carries no level.
const noLevel = -1

// rtpPacket is what the media plane takes from a client's packet; everything else in it ends here.
type rtpPacket struct {
	payloadType byte
	sequence    uint16
	timestamp   uint32
	ssrc        uint32
	level       int    // 0 … 127 below full scale, noLevel when absent
	payload     []byte // without padding; aliases the input
}

// parseRTP reads a packet as a client sent it. levelID is the negotiated extension id of the audio level, 0 for
// none. It allocates nothing and reports false for anything that is not a whole RTP packet with a payload.
func parseRTP(raw []byte, levelID byte) (p rtpPacket, ok bool) {
	if len(raw) < headerBytes || raw[0]>>6 != 2 {
		return p, false
	}
	p = rtpPacket{
		payloadType: raw[1] & 0x7f,
		sequence:    binary.BigEndian.Uint16(raw[2:]),
		timestamp:   binary.BigEndian.Uint32(raw[4:]),
		ssrc:        binary.BigEndian.Uint32(raw[8:]),
		level:       noLevel,
	}
	body := raw[headerBytes:]
	csrcs := int(raw[0]&0x0f) * csrcBytes
	if len(body) < csrcs {
		return p, false
	}
	body = body[csrcs:]
	if raw[0]&0x10 != 0 {
		if body, p.level, ok = cutExtension(body, levelID); !ok {
			return p, false
		}
	}
	if raw[0]&0x20 != 0 {
		if body, ok = cutPadding(body); !ok {
			return p, false
		}
	}
	p.payload = body
	return p, len(body) > 0 && len(body) <= maxPayload
}

// cutPadding takes the padding off the end of a packet.
func cutPadding(body []byte) ([]byte, bool) {
	if len(body) == 0 {
		return nil, false
	}
	n := int(body[len(body)-1])
	if n == 0 || n > len(body) {
		return nil, false
	}
	return body[:len(body)-n], true
}

// cutExtension takes the header extension off the front of body and reads the audio level in it, in the
// one-byte or the two-byte form (RFC 8285 §4.2, §4.3).
func cutExtension(body []byte, levelID byte) (rest []byte, level int, ok bool) {
	if len(body) < 4 {
		return nil, noLevel, false
	}
	profile := binary.BigEndian.Uint16(body)
	size := int(binary.BigEndian.Uint16(body[2:])) * 4
	if len(body)-4 < size {
		return nil, noLevel, false
	}
	elements, rest := body[4:4+size], body[4+size:]
	if levelID == 0 {
		return rest, noLevel, true
	}
	switch {
	case profile == 0xbede:
		level = findLevel(elements, levelID, 1)
	case profile>>4 == 0x100:
		level = findLevel(elements, levelID, 2)
	default:
		level = noLevel
	}
	return rest, level, true
}

// findLevel walks extension elements, whose headers are one or two bytes long, to the audio level. A broken
// element ends the walk: the packet is still good, it only has no level.
func findLevel(elements []byte, levelID byte, header int) int {
	for len(elements) > 0 {
		if elements[0] == 0 { // padding
			elements = elements[1:]
			continue
		}
		if len(elements) < header {
			return noLevel
		}
		id, size := elements[0]>>4, int(elements[0]&0x0f)+1
		if header == 2 {
			id, size = elements[0], int(elements[1])
		} else if id == 15 { // reserved: stop (RFC 8285 §4.2)
			return noLevel
		}
		if len(elements) < header+size {
			return noLevel
		}
		if id == levelID && size > 0 {
			return int(elements[header] & 0x7f) // the top bit is the client's own idea of speech
		}
		elements = elements[header+size:]
	}
	return noLevel
}
