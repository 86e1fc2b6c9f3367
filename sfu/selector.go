package sfu

import "time"

// When a slot changes hands.
const (
	// quietHold keeps a slot over the gaps between words: a holder who has been silent for less is speaking.
	quietHold = 400 * time.Millisecond
	// minDwell is how long a speaking holder keeps a slot at least.
	minDwell = 2 * time.Second
	// lead is how much louder, in dB, one must be to take the slot of somebody who speaks.
	lead = 6
)

// noSlot is the slot of a microphone that is not forwarded.
const noSlot = -1

// microphone is what the selector knows of one open microphone.
type microphone struct {
	meter
	owner *member
	slot  int           // noSlot when not forwarded
	home  int           // the slot held last, taken again when free
	since time.Duration // when the slot was taken
	spoke time.Duration // when speech was last heard
}

// selector decides who is heard: one microphone per slot, the loudest when there are more microphones than
// slots. It has no clock and does no I/O.
//
// A free slot is anybody's. A taken one changes hands only for speech: from a holder who is silent, the one
// silent longest, at once; from one who speaks, the quietest, only if it has had the slot for minDwell and the
// newcomer's smoothed loudness leads by 6 dB. So the loudest is never dropped, the first syllable of somebody who
// breaks a silence is heard whole, and nobody silent displaces a speaker.
type selector struct {
	holders []*microphone // by slot, nil when free
}

// hear takes one packet's loudness and gives the slot to forward it in, noSlot for none.
func (s *selector) hear(m *microphone, loud float64, now time.Duration) int {
	m.observe(loud, now)
	voiced := m.speaks(now) || loud >= speechOn
	if voiced {
		m.spoke = now
	}
	if m.slot != noSlot {
		return m.slot
	}
	if slot := s.free(m.home); slot != noSlot {
		return s.give(slot, m, now)
	}
	if !voiced {
		return noSlot
	}
	if slot := s.quiet(now); slot != noSlot {
		return s.give(slot, m, now)
	}
	if slot := s.outspoken(m, now); slot != noSlot {
		return s.give(slot, m, now)
	}
	return noSlot
}

// release takes the slot from a microphone that closed or left.
func (s *selector) release(m *microphone) {
	if m.slot != noSlot {
		s.holders[m.slot] = nil
		m.slot = noSlot
	}
}

// free finds a free slot, home first: a listener hears a voice come back where it was.
func (s *selector) free(home int) int {
	if home >= 0 && home < len(s.holders) && s.holders[home] == nil {
		return home
	}
	for slot, h := range s.holders {
		if h == nil {
			return slot
		}
	}
	return noSlot
}

// quiet finds the holder who has been silent longest.
func (s *selector) quiet(now time.Duration) int {
	found := noSlot
	for slot, h := range s.holders {
		if now-h.spoke < quietHold {
			continue
		}
		if found == noSlot || h.spoke < s.holders[found].spoke {
			found = slot
		}
	}
	return found
}

// outspoken finds the quietest speaking holder that m may displace.
func (s *selector) outspoken(m *microphone, now time.Duration) int {
	found, least := noSlot, m.loudness(now)-lead
	for slot, h := range s.holders {
		if loud := h.loudness(now); now-h.since >= minDwell && loud <= least {
			found, least = slot, loud
		}
	}
	return found
}

// give hands a slot over.
func (s *selector) give(slot int, m *microphone, now time.Duration) int {
	if h := s.holders[slot]; h != nil {
		h.slot = noSlot
	}
	s.holders[slot] = m
	m.slot, m.home, m.since = slot, slot, now
	return slot
}

// spare finds the slot to do without when one must go, was being the last one: a free slot, else the holder who
// has been silent longest, else the quietest. Another than was is found only when it is clearly less worth
// hearing: what a listener hears should not flicker.
func (s *selector) spare(was int, now time.Duration) int {
	found := 0
	for slot := 1; slot < len(s.holders); slot++ {
		if lesser(s.holders[slot], s.holders[found], 0, now) {
			found = slot
		}
	}
	if was < 0 || was >= len(s.holders) || lesser(s.holders[found], s.holders[was], lead, now) {
		return found
	}
	return was
}

// lesser reports whether a is less worth hearing than b: there is none, or a is silent and b not or not for so
// long, or both speak and b is louder by a margin in dB.
func lesser(a, b *microphone, margin float64, now time.Duration) bool {
	if a == nil || b == nil {
		return a == nil && b != nil
	}
	silentA, silentB := now-a.spoke >= quietHold, now-b.spoke >= quietHold
	switch {
	case silentA != silentB:
		return silentA
	case silentA:
		return margin == 0 && a.spoke < b.spoke
	default:
		return a.loudness(now)+margin < b.loudness(now)
	}
}
