package sfu

import (
	"slices"
	"time"
)

// Who hears merged packets.
const (
	// reviewEvery is how often a room looks at who should hear what.
	reviewEvery = time.Second
	// stageHold is how long after their gate has closed somebody still hears packets as they come: they may be
	// about to speak again, and delay is felt in conversation.
	stageHold = time.Minute
)

// Share of lost packets, smoothed, at which a listener gets shorter packets, since losing one costs less, and at
// which longer ones again.
const (
	lossFor40, lossFrom40       = 0.03, 0.02
	lossForPlain, lossFromPlain = 0.10, 0.07
	lossShare                   = 0.5 // of a new report in the smoothed value
)

// phasesFrom is the audience from which a fan-out is so long that merged packets leave in phases.
const phasesFrom = 300

// packing says from when packets are merged, and how much.
type packing struct {
	from       int  // audience, 0 for never
	kind       kind // for who loses nothing
	phasesFrom int  // audience, 0 for never
}

// newPacking reads a configuration: see Config.
func newPacking(from int, span time.Duration) packing {
	p := packing{from, packed60, phasesFrom}
	if span == 40*time.Millisecond {
		p.kind = packed40
	}
	return p
}

// loss follows what a listener's reports say.
type loss struct {
	smooth float64
	limit  kind // the longest rendition that suits it: plain, 40 or 60
}

// newLoss is that of a listener who has not reported.
func newLoss() loss { return loss{limit: packed60} }

// observe takes the fraction of 256 that a report says.
func (l *loss) observe(lost byte) {
	l.smooth += lossShare * (float64(lost)/256 - l.smooth)
	switch {
	case l.smooth > lossForPlain:
		l.limit = plain
	case l.smooth > lossFor40 && l.limit == packed60, l.smooth < lossFromPlain && l.limit == plain:
		l.limit = packed40
	}
	if l.smooth < lossFrom40 {
		l.limit = packed60
	}
}

// review counts the audience and looks at who should hear what.
func (f *forwarder) review(now time.Duration) {
	if now-f.reviewed < reviewEvery && f.step == f.dispatcher.step {
		return
	}
	f.reviewed, f.step = now, f.dispatcher.step
	audience := 0
	for _, l := range f.listeners.peers {
		if l.member.gate.isOpen() {
			l.member.staged = now
		} else {
			audience++
		}
	}
	p := f.dispatcher.packing
	f.large = p.from > 0 && reaches(audience, p.from, f.large)
	f.packs = f.large || p.from > 0 && f.step >= StepPack
	f.phased = p.phasesFrom > 0 && reaches(audience, p.phasesFrom, f.phased)
	for _, l := range f.listeners.peers {
		f.reconsider(l)
	}
}

// reaches reports whether an audience is large enough. For what is so already a tenth fewer are: somebody who comes
// and goes changes nothing.
func reaches(audience, from int, already bool) bool {
	if already {
		from -= from / 10
	}
	return audience >= from
}

// reconsider looks at which rendition suits a listener, who gets it when its slots can change.
func (f *forwarder) reconsider(l *peer) {
	l.offStage = !l.member.onStage(f.now)
	l.wants = f.suits(l)
	if l.moving {
		return
	}
	for i := range l.lanes[:l.slots] {
		if l.lanes[i].kind != l.wants {
			l.moving = true
			f.moving = append(f.moving, l)
			return
		}
	}
}

// suits says which rendition a listener should hear.
func (f *forwarder) suits(l *peer) kind {
	if !f.packs || !l.offStage || l.member.lowDelay.Load() {
		return plain
	}
	size := min(f.dispatcher.packing.kind, l.loss.limit)
	if f.step >= StepPack { // even for who loses packets: what is lost now is lost for want of CPU, and more packets want more
		size = packed60
	}
	if f.phased {
		return size + kind(l.id%phases[size])
	}
	return size
}

// onStage reports whether somebody may speak, or might a moment ago.
func (m *member) onStage(now time.Duration) bool {
	return m.gate.isOpen() || m.staged != 0 && now-m.staged < stageHold
}

// changed looks at a member again whose gate has opened or whose wish has changed.
func (f *forwarder) changed(m *member) {
	if m.gate.isOpen() {
		m.staged = f.now
	}
	if m.live != nil {
		f.reconsider(m.live)
	}
}

// settle moves listeners to the rendition they should hear, slot by slot. It is called when nothing waits: a lane
// moves where what has been played is the same in both renditions, and its numbers go on by one.
func (f *forwarder) settle() {
	if len(f.moving) == 0 {
		return
	}
	f.moving = slices.DeleteFunc(f.moving, func(l *peer) bool {
		l.moving = l.place[everybody] != 0 && !f.move(l)
		return !l.moving
	})
}

// move moves what can be moved of a listener and reports whether all is where it should be.
func (f *forwarder) move(l *peer) bool {
	done := true
	var hears [kinds]bool
	f.prepare(l.wants)
	for i := range l.lanes[:l.slots] {
		lane, s := &l.lanes[i], &f.slots[i]
		was, to := &s.renditions[lane.kind], &s.renditions[l.wants]
		if lane.kind != l.wants {
			switch {
			case !was.settled():
				done = false
			case to.settled():
				lane.move(was.sequence, to.sequence)
				lane.kind = l.wants
			case packedSpan[lane.kind] == packedSpan[l.wants]: // phases of a size need never meet
				lane.move(was.sequence, s.renditions[plain].sequence)
				lane.kind = plain
				done = false
			default:
				done = false
			}
		}
		hears[lane.kind] = true
	}
	for k, hears := range hears {
		if hears {
			f.tables[k].add(l)
		} else {
			f.unhear(l, kind(k))
		}
	}
	return done
}

// unhear takes a listener out of a table. A rendition that nobody hears is not made.
func (f *forwarder) unhear(l *peer, k kind) {
	f.tables[k].remove(l)
	if k != plain && len(f.tables[k].peers) == 0 {
		for i := range f.slots {
			if r := &f.slots[i].renditions[k]; r.packer != nil {
				r.packer.reset()
			}
		}
	}
}

// chooseSpare finds the slot that an audience does not hear when CPU is very short: never the only one.
func (f *forwarder) chooseSpare(now time.Duration) int {
	if f.step < StepSlots || len(f.slots) < 2 {
		return noSlot
	}
	return f.selector.spare(f.spare, now)
}
