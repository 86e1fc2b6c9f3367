package sfu

// Opus runs at 48 kHz in RTP whatever it codes (RFC 7587 §4.1).
const (
	samplesPerMillisecond = 48
	frameSamples          = 960  // 20 ms: the grid of every slot
	maxSpan               = 5760 // 120 ms: the longest packet (RFC 6716 §3.4)
)

// dtxBytes is the largest payload that says "silence goes on" (a TOC byte and at most one more).
const dtxBytes = 2

// silenceFrame is 20 ms of encoded silence: CELT, fullband, mono, code 0.
const silenceFrame = "\xf8\xff\xfe"

// silence is silenceFrame as a payload; it is only read.
var silence = []byte(silenceFrame)

// opusSpan gives the duration of a packet in samples from its TOC (RFC 6716 §3.1, §3.2), and one grid frame
// for what no decoder would accept: a wrong span must not move the timeline far.
func opusSpan(payload []byte) uint32 {
	if len(payload) == 0 {
		return frameSamples
	}
	frame := opusFrame(payload[0] >> 3)
	frames := uint32(1)
	switch payload[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(payload) < 2 {
			return frameSamples
		}
		frames = uint32(payload[1] & 0x3f)
	}
	span := frame * frames
	if span == 0 || span > maxSpan {
		return frameSamples
	}
	return span
}

// opusFrame gives the samples in one frame of a configuration (RFC 6716 table 2).
func opusFrame(config byte) uint32 {
	switch {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		return [4]uint32{480, 960, 1920, 2880}[config&3]
	case config < 16: // hybrid: 10, 20 ms
		return [2]uint32{480, 960}[config&1]
	default: // CELT: 2.5, 5, 10, 20 ms
		return uint32(120) << (config & 3)
	}
}
