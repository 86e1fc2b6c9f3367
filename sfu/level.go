package sfu

import "time"

// How levels are judged, in dB above silence (127 − the level of RFC 6464).
const (
	// speechOn and speechOff decide who speaks: −50 and −56 dBov. Browsers' noise suppression leaves −70 and
	// less between words, and speech is −15 to −45.
	speechOn  = 77
	speechOff = 71
	// unknownLoudness stands in for a client without levels, when its packet is no DTX.
	unknownLoudness = 85
	// attack is the share of a rise taken at once: two packets of a new voice are enough to be ranked.
	attack = 0.6
	// fall is how many dB a second the loudness loses by itself: a voice is carried over the gaps between its
	// words, and is silent 0.3 to 0.5 s after the last.
	fall = 80
)

// meter follows how loud one microphone is.
type meter struct {
	smooth   float64 // dB above silence at the time of the last packet
	at       time.Duration
	speaking bool
}

// observe takes the loudness of a packet that arrived at now.
func (m *meter) observe(loud float64, now time.Duration) {
	if was := m.loudness(now); loud >= was {
		m.smooth = was + attack*(loud-was)
	} else {
		m.smooth = max(was, loud)
	}
	m.at = now
}

// loudness is the smoothed loudness at now: it falls by itself while nothing arrives.
func (m *meter) loudness(now time.Duration) float64 {
	return max(0, m.smooth-fall*(now-m.at).Seconds())
}

// speaks reports whether the smoothed loudness is speech, with hysteresis.
func (m *meter) speaks(now time.Duration) bool {
	if m.speaking {
		m.speaking = m.loudness(now) >= speechOff
	} else {
		m.speaking = m.loudness(now) >= speechOn
	}
	return m.speaking
}

// loudnessOf turns a packet's level into dB above silence.
func loudnessOf(level int, payload []byte) float64 {
	switch {
	case level != noLevel:
		return float64(silentLevel - level)
	case len(payload) <= dtxBytes:
		return 0
	default:
		return unknownLoudness
	}
}
