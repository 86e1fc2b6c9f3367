package sfu

import (
	"slices"
	"time"
)

// Observer hears who is heard in a room. It is called on the media goroutine and must not block.
type Observer interface {
	// Speakers is called at most every 300 ms, every second or two when only levels change, and every
	// 5 to 10 s when nothing does. The update is the observer's to keep.
	Speakers(SpeakersUpdate)
	// Voices is called every 300 ms on the room's beat, while somebody is voiced, with how long each was since the
	// observer last took that. False says that it was not taken: it is told again with what follows. The list is not
	// the observer's to keep.
	Voices([]Voice) bool
}

// Voice is for how long a participant's microphone was voiced, whether or not it had a slot.
type Voice struct {
	Participant string
	Voiced      time.Duration
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
	// Levels alone are told when one has moved by levelStep, after levelMinimum, and to no more than levelAudience
	// people: a voice moves all the time, and every update is a message to everybody.
	levelStep     = 6 // dB
	levelMinimum  = time.Second
	levelAudience = 200
)

// equal reports whether two updates name the same people.
func (u SpeakersUpdate) equal(v SpeakersUpdate) bool {
	same := func(a, b Speaking) bool { return a.Participant == b.Participant }
	return slices.Equal(u.Slots, v.Slots) && slices.EqualFunc(u.Speaking, v.Speaking, same) &&
		slices.Equal(u.Receiving, v.Receiving)
}

// near reports whether no level of the same people has moved far.
func (u SpeakersUpdate) near(v SpeakersUpdate) bool {
	close := func(a, b Speaking) bool { return a.Level-b.Level < levelStep && b.Level-a.Level < levelStep }
	return slices.EqualFunc(u.Speaking, v.Speaking, close)
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
	levels   time.Duration // when levels alone may be told next
	again    time.Duration // when it is told next though nothing has changed
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
	if p.begun && now < p.again && p.scratch.equal(p.told) && !f.levelsMoved(now) {
		return
	}
	p.told, p.at, p.begun = p.scratch.clone(), now, true
	p.levels, p.again = f.beat.after(now, levelMinimum), f.beat.after(now, updateMaximum)
	p.observer.Speakers(p.told.clone())
}

// levelsMoved reports whether the levels alone are worth an update of the same people.
func (f *forwarder) levelsMoved(now time.Duration) bool {
	p := &f.publisher
	return now >= p.levels && len(f.listeners.peers) <= levelAudience && !p.scratch.near(p.told)
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
