package sfu

import (
	"slices"
	"time"
)

// When a microphone is voiced.
const (
	// voicedOn is what speech is, of the packet itself: smoothed, a tail would be counted with every word.
	voicedOn = speechOn
	// voiceBridge is how long the gaps within speech are, between words and of lost packets: they belong to it.
	voiceBridge = quietHold
	// voiceFirst bounds what the first packet of a stretch counts by itself: no client sends longer ones.
	voiceFirst = 60 * time.Millisecond
	// unknownBytes is more than silence takes per 20 ms, and less than speech: 16 kbit/s. It decides where a client
	// tells no levels.
	unknownBytes = 40
	// maxUnsaid bounds who is remembered with an untold time after their microphone has gone.
	maxUnsaid = 64
)

// voicing counts how long a microphone was voiced: from each voiced packet to the next within voiceBridge, and the
// first packet of a stretch by its own length. It goes by arrival, so whatever a client sends, nobody is voiced for
// longer than time passes.
type voicing struct {
	last   time.Duration // arrival of the last voiced packet, 0 for none
	unsaid time.Duration // what the observer has not taken yet
}

// count takes a packet that was let through: its loudness as far as it is believed, and the level it carries.
func (v *voicing) count(loud float64, level int, payload []byte, now time.Duration) {
	if !isVoiced(loud, level, payload) {
		return
	}
	if gap := now - v.last; v.last > 0 && gap <= voiceBridge {
		v.unsaid += gap
	} else {
		v.unsaid += min(inTime(opusSpan(payload)), voiceFirst)
	}
	v.last = now
}

// isVoiced reports whether a packet is speech.
func isVoiced(loud float64, level int, payload []byte) bool {
	if level != noLevel {
		return loud >= voicedOn
	}
	return len(payload)*frameSamples > unknownBytes*int(opusSpan(payload))
}

// voices tells a room's observer how long each was voiced.
type voices struct {
	due     time.Duration // when the observer may be asked again
	unsaid  []Voice       // of microphones that have gone
	scratch []Voice       // reused: it costs no memory to tell
}

// silenced ends a member's stretch of speech and keeps what of it is untold.
func (f *forwarder) silenced(m *member) {
	unsaid := m.voicing.unsaid
	m.voicing = voicing{}
	if unsaid == 0 || f.publisher.observer == nil {
		return
	}
	v := &f.voices
	at := slices.IndexFunc(v.unsaid, func(u Voice) bool { return u.Participant == m.participant })
	switch {
	case at >= 0:
		v.unsaid[at].Voiced += unsaid
	case len(v.unsaid) < maxUnsaid:
		v.unsaid = append(v.unsaid, Voice{m.participant, unsaid})
	}
}

// tellVoices tells the observer if it is time to and somebody was voiced.
func (f *forwarder) tellVoices(now time.Duration) {
	v := &f.voices
	if f.publisher.observer == nil || f.ended || now < v.due {
		return
	}
	v.scratch = append(v.scratch[:0], v.unsaid...)
	for _, m := range f.active {
		if m.voicing.unsaid > 0 {
			v.scratch = append(v.scratch, Voice{m.participant, m.voicing.unsaid})
		}
	}
	if len(v.scratch) == 0 {
		return
	}
	v.due = f.beat.after(now, updateMinimum)
	if !f.publisher.observer.Voices(v.scratch) {
		return
	}
	for _, m := range f.active {
		m.voicing.unsaid = 0
	}
	clear(v.unsaid) // who has left is not kept in memory
	v.unsaid = v.unsaid[:0]
	clear(v.scratch)
}
