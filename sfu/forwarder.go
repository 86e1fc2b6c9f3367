package sfu

import (
	"encoding/binary"
	"slices"
	"time"
)

// forwarder is a room on the media goroutine, which owns all of it but the counters.
type forwarder struct {
	room       string // id, for logs
	dispatcher *dispatcher
	counters   counters
	selector   selector
	slots      []slot
	listeners  table     // those with keys
	active     []*member // open microphones that send
	publisher  publisher
	voices     voices
	reports    reporter
	beat       beat
	now        time.Duration // of the last packet or tick
	ended      bool

	// What waits for the next fan-out.
	pending [kinds][]outgoing
	answers []answer
	queued  bool
	next    *forwarder // in the dispatcher's list

	// Who hears what.
	tables   [kinds]table
	moving   []*peer // those who should hear another rendition in some slot
	reviewed time.Duration
	large    bool // the audience is large enough for merged packets
	packs    bool // it is, or CPU is short
	phased   bool // so large that merged packets leave in phases
	step     Step // at the last review
	spare    int  // the slot an audience does not hear under load, noSlot for none
}

// newForwarder makes a room's media with a slot for each SSRC.
func newForwarder(room string, d *dispatcher, ssrcs []uint32, o Observer) *forwarder {
	f := &forwarder{
		room: room, dispatcher: d, slots: make([]slot, len(ssrcs)), publisher: publisher{observer: o},
		listeners: table{kind: everybody}, spare: noSlot, beat: beatOf(room),
	}
	for k := range f.tables {
		f.tables[k].kind = kind(k)
	}
	f.selector.holders = make([]*microphone, len(ssrcs))
	for i, ssrc := range ssrcs {
		f.slots[i].index, f.slots[i].ssrc = i, ssrc
	}
	return f
}

// connected begins to send to a peer whose keys are there.
func (f *forwarder) connected(p *peer, c conn) {
	f.counters.connecting.Add(-1)
	f.counters.connected.Add(1)
	p.onWire, p.credit, p.loss, p.reports = c, resendBurst, newLoss(), newReports()
	if f.ended || p.closed.Load() {
		return
	}
	p.member.live = p
	f.listeners.add(p)
	f.tables[plain].add(p)
	f.reconsider(p)
}

// disconnected forgets a peer. Nothing is heard of it afterwards.
func (f *forwarder) disconnected(p *peer) {
	if p.onWire == nil {
		f.counters.connecting.Add(-1)
		return
	}
	f.counters.connected.Add(-1)
	f.dismiss(p)
	if m := p.member; m.live == p {
		m.live = nil
		f.quiet(m)
	}
}

// dismiss has a peer hear nothing any more.
func (f *forwarder) dismiss(p *peer) {
	f.listeners.remove(p)
	for k := range f.tables {
		f.unhear(p, kind(k))
	}
	if p.moving {
		p.moving = false
		f.moving = slices.DeleteFunc(f.moving, func(l *peer) bool { return l == p })
	}
}

// rtp takes one decrypted packet of a peer. Nothing else may let a packet past the gate.
func (f *forwarder) rtp(p *peer, raw []byte, now time.Duration) {
	f.counters.packetsIn.Add(1)
	f.counters.bytesIn.Add(uint64(len(raw)))
	f.now = now
	m := p.member
	if m.flood.ignores(len(raw), now) {
		f.counters.drop(dropFlood)
		return
	}
	allowed := m.gate.enter()
	switch {
	case !allowed:
		f.counters.drop(dropGate)
	case p.closed.Load() || f.ended:
		f.counters.drop(dropStale)
	default:
		f.ingest(p, m, raw, now)
	}
	m.gate.leave()
}

// ingest judges a packet that may be forwarded and gives it a slot.
func (f *forwarder) ingest(p *peer, m *member, raw []byte, now time.Duration) {
	if !m.budget.take(len(raw), now) {
		f.counters.drop(dropBudget)
		return
	}
	in, ok := parseRTP(raw, p.levelID)
	if !ok {
		f.counters.drop(dropMalformed)
		return
	}
	if in.payloadType != p.payloadType {
		f.counters.drop(dropPayloadType)
		return
	}
	m.note(now)
	m.tally.count(in.ssrc, in.sequence)
	if !m.active {
		m.active = true
		f.active = append(f.active, m)
	}
	had := m.slot
	loud := loudnessOf(in.level, in.payload)
	if m.claims.lies(loud, in.payload) {
		loud, m.smooth = 0, 0
	}
	m.voicing.count(loud, in.level, in.payload, now)
	index := f.selector.hear(&m.microphone, loud, now)
	if index == noSlot {
		f.counters.drop(dropUnselected)
		return
	}
	if had == noSlot {
		f.counters.switches.Add(1)
	}
	if f.overheard(m) {
		f.play(&f.slots[index], p, in, now)
	}
}

// overheard reports whether anybody but m listens.
func (f *forwarder) overheard(m *member) bool {
	peers := f.listeners.peers
	return len(peers) > 1 || len(peers) == 1 && peers[0].member != m
}

// play puts a packet into a slot: written once, then sent to everybody.
func (f *forwarder) play(s *slot, p *peer, in rtpPacket, now time.Duration) {
	newest := s.sequence
	at, ok := s.timeline.next(arrival{
		source: p.id, ssrc: in.ssrc, sequence: in.sequence, time: in.timestamp,
		span: opusSpan(in.payload), dtx: len(in.payload) <= dtxBytes, at: now,
	})
	if !ok || at.sequence <= newest && s.renditions[plain].ring.has(at.sequence) {
		f.counters.drop(dropLate)
		return
	}
	s.voice = p.member
	f.put(s, at, origin{member: p.member}, in.payload, now)
}

// silence plays three frames of silence into a slot that ran dry: a decoder fades to it, where it would
// otherwise make up sound. They carry no CSRC: silence is nobody's, but who spoke last does not hear it.
func (f *forwarder) silence(s *slot, now time.Duration) {
	for range 3 {
		f.put(s, s.timeline.silence(), origin{member: s.voice, silence: true}, silence, now)
	}
}

// put writes a packet into a slot, and into each merged rendition that somebody hears. There a late packet has
// no place: what it belonged to has left.
func (f *forwarder) put(s *slot, at stamp, from origin, payload []byte, now time.Duration) {
	f.makeRoom()
	r := &s.renditions[plain]
	late := at.sequence <= r.sequence
	packet, body := r.compose(s.ssrc, at, from, len(payload))
	copy(body, payload)
	f.wait(s, plain, packet, at.sequence, from)
	for k := plain + 1; k < kinds; k++ {
		switch {
		case len(f.tables[k].peers) == 0:
		case late:
			f.counters.drop(dropLate)
		default:
			f.merge(s, k, at, from, payload, now)
		}
	}
}

// send puts what is the listener's own into a packet and sends it.
func (p *peer) send(packet []byte, payloadType byte, number uint16) error {
	packet[1] = packet[1]&0x80 | payloadType
	binary.BigEndian.PutUint16(packet[2:], number)
	return p.onWire.SendRTP(packet)
}

// quiet takes a microphone out: its gate closed, its connection ended, or it left.
func (f *forwarder) quiet(m *member) {
	f.silenced(m)
	f.selector.release(&m.microphone)
	m.microphone = microphone{owner: m, slot: noSlot, home: m.home}
	m.streak, m.tally, m.claims = 0, tally{}, claims{}
	if m.active {
		m.active = false
		f.active = slices.DeleteFunc(f.active, func(a *member) bool { return a == m })
	}
}

// remove forgets a member: nothing in the room refers to them afterwards.
func (f *forwarder) remove(m *member) {
	f.quiet(m)
	m.live = nil
	for i := len(f.listeners.peers) - 1; i >= 0; i-- {
		if l := f.listeners.peers[i]; l.member == m {
			f.dismiss(l)
		}
	}
	for i := range f.slots {
		f.slots[i].forget(m)
	}
}

// end stops everything.
func (f *forwarder) end() {
	f.voices.due = 0 // what is not taken now never is
	f.tellVoices(f.now)
	f.ended = true
	f.listeners.peers, f.active, f.moving = nil, nil, nil
	for k := range f.tables {
		f.tables[k].peers, f.pending[k] = nil, nil
	}
	f.answers = nil
	for i := range f.slots {
		f.slots[i].renditions, f.slots[i].voice = [kinds]rendition{}, nil
	}
}

// tick does what is due without a packet. It is called about every 10 ms, when nothing waits.
func (f *forwarder) tick(now time.Duration, wall time.Time) {
	f.now = now
	f.review(now)
	f.settle()
	for i := len(f.active) - 1; i >= 0; i-- {
		if m := f.active[i]; !m.gate.isOpen() {
			f.quiet(m)
		}
	}
	f.spare = f.chooseSpare(now)
	for i := range f.slots {
		if s := &f.slots[i]; s.ranDry(now) {
			f.silence(s, now)
		}
	}
	f.releaseDue(now)
	f.report(now, wall)
	f.publish(now)
	f.tellVoices(now)
}
