package sfu

import (
	"slices"
	"time"
)

// Observer hears who is heard in a room. It is called on the media goroutine and must not block.
type Observer interface {
	// Speakers is called at most every 300 ms, and every 5 s when nothing changes. The update is the
	// observer's to keep.
	Speakers(SpeakersUpdate)
}

// SpeakersUpdate says who is heard now. Somebody whose gate has closed is in none of the lists.
type SpeakersUpdate struct {
	Slots     []string   // the participant in each slot, "" for nobody and where an audience hears nothing
	Speaking  []Speaking // whose smoothed level is speech
	Receiving []string   // whose microphone packets arrive steadily
}

// Speaking is one participant who speaks.
type Speaking struct {
	Participant string
	Level       int // dBov: 0 loudest, −127 silence
}

// How often an Observer is called.
const (
	updateMinimum = 300 * time.Millisecond
	updateMaximum = 5 * time.Second
)

// equal reports whether two updates say the same.
func (u SpeakersUpdate) equal(v SpeakersUpdate) bool {
	return slices.Equal(u.Slots, v.Slots) && slices.Equal(u.Speaking, v.Speaking) &&
		slices.Equal(u.Receiving, v.Receiving)
}

// clone copies an update, empty lists included: they are lists in JSON too.
func (u SpeakersUpdate) clone() SpeakersUpdate {
	return SpeakersUpdate{
		Slots:     append([]string{}, u.Slots...),
		Speaking:  append([]Speaking{}, u.Speaking...),
		Receiving: append([]string{}, u.Receiving...),
	}
}

// publisher tells a room's observer what has changed.
type publisher struct {
	observer Observer // nil for none
	told     SpeakersUpdate
	at       time.Duration
	begun    bool
	scratch  SpeakersUpdate // reused: a room that does not change costs no memory
}

// publish tells the observer if it is time to.
func (f *forwarder) publish(now time.Duration) {
	p := &f.publisher
	if p.observer == nil || f.ended || p.begun && now-p.at < updateMinimum {
		return
	}
	f.look(&p.scratch, now)
	if p.begun && now-p.at < updateMaximum && p.scratch.equal(p.told) {
		return
	}
	p.told, p.at, p.begun = p.scratch.clone(), now, true
	p.observer.Speakers(p.told.clone())
}

// look fills u with who is heard.
func (f *forwarder) look(u *SpeakersUpdate, now time.Duration) {
	u.Slots, u.Speaking, u.Receiving = u.Slots[:0], u.Speaking[:0], u.Receiving[:0]
	for slot, h := range f.selector.holders {
		name := ""
		if h != nil && h.owner.gate.isOpen() && slot != f.spare {
			name = h.owner.participant
		}
		u.Slots = append(u.Slots, name)
	}
	for _, m := range f.active {
		if !m.gate.isOpen() {
			continue
		}
		if m.receiving(now) {
			u.Receiving = append(u.Receiving, m.participant)
		}
		if m.speaks(now) {
			level := int(m.loudness(now)+0.5) - silentLevel
			u.Speaking = append(u.Speaking, Speaking{m.participant, level})
		}
	}
}
