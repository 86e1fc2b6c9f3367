package sfu

import (
	"cmp"
	"time"
)

// packSlack is how long a merged packet waits for its next frame beyond the time it should hold.
const packSlack = 5 * time.Millisecond

// prepare makes what renditions of a kind need, once.
func (f *forwarder) prepare(k kind) {
	if k == plain {
		return
	}
	for i := range f.slots {
		if r := &f.slots[i].renditions[k]; r.packer == nil {
			r.packer = newPacker(packedSpan[k])
			r.sequence = firstSequence - 1
		}
	}
}

// merge gives a packet of a slot to a merged rendition. There is room for two.
func (f *forwarder) merge(s *slot, k kind, at stamp, from origin, payload []byte, now time.Duration) {
	r := &s.renditions[k]
	span := opusSpan(payload)
	mergeable := r.packer.mergeable(payload, span)
	if !mergeable || !r.packer.continues(payload, at, span, from) {
		f.release(s, k, now)
	}
	if !mergeable { // alone, as it came
		at.sequence = r.sequence + 1
		packet, body := r.compose(s.ssrc, at, from, len(payload))
		copy(body, payload)
		f.wait(s, k, packet, at.sequence, from)
		r.leaves, r.early = now, true
		return
	}
	if r.packer.empty() {
		r.due = now + inTime(packedSpan[k]) + packSlack
		r.packer.target = f.firstTarget(s, k, span, at, from, now)
		r.leaves = now + inTime(r.packer.target-span)
	}
	r.packer.add(payload, at, span, from)
	if r.packer.full() {
		f.release(s, k, now)
	}
}

// release has what a merged rendition holds sent.
func (f *forwarder) release(s *slot, k kind, now time.Duration) {
	r := &s.renditions[k]
	if r.packer.empty() {
		return
	}
	at := stamp{r.sequence + 1, r.packer.timestamp, r.packer.marker}
	packet, body := r.compose(s.ssrc, at, r.packer.from, r.packer.payloadSize())
	r.packer.write(body)
	f.wait(s, k, packet, at.sequence, r.packer.from)
	if !f.large { // merged for want of CPU
		f.dispatcher.packets.spared += uint64((r.packer.frames - 1) * len(f.tables[k].peers))
	}
	r.leaves, r.early = now, !r.packer.full()
	r.packer.reset()
}

// releaseDue sends what waited long enough for a next frame.
func (f *forwarder) releaseDue(now time.Duration) {
	for k := plain + 1; k < kinds; k++ {
		if len(f.tables[k].peers) == 0 {
			continue
		}
		for i := range f.slots {
			if s := &f.slots[i]; !s.renditions[k].packer.empty() && now >= s.renditions[k].due {
				f.makeRoom()
				f.release(s, k, now)
			}
		}
	}
}

// firstTarget says how long the packet is to be that begins now. Where one follows the other it is the whole span.
// The first of a run may be shorter, so that the fan-outs of a room's slots and of their phases do not fall
// together: in a large room one takes milliseconds, and the last listener would wait for all of them. In phases there
// are more fan-outs than moments, and those of one phase had better fall together: they go to the same listeners, and
// what follows a packet to the same place costs less than the first.
func (f *forwarder) firstTarget(s *slot, k kind, frame uint32, at stamp, from origin, now time.Duration) uint32 {
	r, span := &s.renditions[k], packedSpan[k]
	following := !at.marker && !r.early && now-r.leaves <= inTime(2*span)
	if following || from.silence {
		return span
	}
	var others [MaxSlots * kinds]time.Duration
	n := 0
	for i := range f.slots {
		for other := range f.slots[i].renditions {
			o := &f.slots[i].renditions[other]
			if f.phased && kind(other) == k || packedSpan[other] != span || o == r {
				continue
			}
			if o.leaves != 0 && now-o.leaves <= inTime(2*span) {
				others[n] = o.leaves
				n++
			}
		}
	}
	return stagger(now, frame, span, others[:n], time.Duration(f.beat))
}

// stagger chooses how many frames, as samples, the first packet of a run has: it and those that follow every span
// are to leave, modulo the span, together with as few others as can be, and as far as possible from the nearest. Of
// equals the one nearest to the room's own moment is best: rooms that all begin to merge when CPU is short would else
// all leave together.
func stagger(now time.Duration, frame, span uint32, others []time.Duration, own time.Duration) uint32 {
	best, fewest, farthest, closest := span, len(others)+1, time.Duration(0), time.Duration(0)
	for target := span; target >= frame; target -= frame {
		leaves := now + inTime(target-frame) // with the arrival of its last frame
		together, nearest := 0, inTime(span)
		for _, other := range others {
			between := apart(leaves, other, inTime(span))
			nearest = min(nearest, between)
			if between < inTime(frame)/2 {
				together++
			}
		}
		off := apart(leaves, own, inTime(span))
		if cmp.Or(cmp.Compare(together, fewest), cmp.Compare(farthest, nearest), cmp.Compare(off, closest)) < 0 {
			best, fewest, farthest, closest = target, together, nearest, off
		}
	}
	return best
}

// apart is how far two instants are from each other within a period.
func apart(a, b, period time.Duration) time.Duration {
	between := (a - b).Abs() % period
	return min(between, period-between)
}

// inTime is how long samples last.
func inTime(samples uint32) time.Duration {
	return time.Duration(samples) * time.Millisecond / samplesPerMillisecond
}
