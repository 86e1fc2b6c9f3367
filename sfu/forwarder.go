package sfu

import (
	"encoding/binary"
	"slices"
	"time"
)

// MaxSlots is how many streams a listener hears at most: the m-lines an offer may have for them.
const MaxSlots = 3

// forwarder is a room on the media goroutine, which owns all of it but the counters.
type forwarder struct {
	room      string // id, for logs
	counters  counters
	selector  selector
	slots     []slot
	listeners []*peer   // those with keys
	active    []*member // open microphones that send
	publisher publisher
	reports   reporter
	ended     bool
}

// slot is one of the streams every listener hears.
type slot struct {
	index int
	ssrc  uint32 // the same for everybody, for the life of the room
	timeline
	ring  *ring   // made with the first packet
	voice *member // whose packet was the last
}

// newForwarder makes a room's media with a slot for each SSRC.
func newForwarder(room string, ssrcs []uint32, o Observer) *forwarder {
	f := &forwarder{room: room, slots: make([]slot, len(ssrcs)), publisher: publisher{observer: o}}
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
	p.onWire, p.credit = c, resendBurst
	if f.ended || p.closed.Load() {
		return
	}
	p.member.live = p
	f.listeners = append(f.listeners, p)
}

// disconnected forgets a peer. Nothing is heard of it afterwards.
func (f *forwarder) disconnected(p *peer) {
	if p.onWire == nil {
		f.counters.connecting.Add(-1)
		return
	}
	f.counters.connected.Add(-1)
	f.listeners = slices.DeleteFunc(f.listeners, func(l *peer) bool { return l == p })
	if m := p.member; m.live == p {
		m.live = nil
		f.quiet(m)
	}
}

// rtp takes one decrypted packet of a peer. Nothing else may let a packet past the gate.
func (f *forwarder) rtp(p *peer, raw []byte, now time.Duration) {
	f.counters.packetsIn.Add(1)
	f.counters.bytesIn.Add(uint64(len(raw)))
	m := p.member
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
	if !m.budget.take(now) {
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
	index := f.selector.hear(&m.microphone, loudnessOf(in.level, in.payload), now)
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
	return len(f.listeners) > 1 || len(f.listeners) == 1 && f.listeners[0].member != m
}

// play puts a packet into a slot: written once, then sent to everybody.
func (f *forwarder) play(s *slot, p *peer, in rtpPacket, now time.Duration) {
	newest := s.sequence
	at, ok := s.next(arrival{
		source: p.id, ssrc: in.ssrc, sequence: in.sequence, time: in.timestamp,
		span: opusSpan(in.payload), dtx: len(in.payload) <= dtxBytes, at: now,
	})
	if !ok || at.sequence <= newest && s.ring.has(at.sequence) {
		f.counters.drop(dropLate)
		return
	}
	s.voice = p.member
	packet := s.compose(at, &p.member.gate, headerBytes+csrcBytes+len(in.payload))
	packet[0] |= 1 // one CSRC
	binary.BigEndian.PutUint32(packet[headerBytes:], p.member.number)
	copy(packet[headerBytes+csrcBytes:], in.payload)
	f.fanOut(s, packet, at.sequence, newest)
}

// silence plays three frames of silence into a slot that ran dry: a decoder fades to it, where it would
// otherwise make up sound. They carry no CSRC: silence is nobody's.
func (f *forwarder) silence(s *slot) {
	for range 3 {
		newest := s.sequence
		at := s.timeline.silence()
		packet := s.compose(at, nil, headerBytes+len(silenceFrame))
		copy(packet[headerBytes:], silenceFrame)
		f.fanOut(s, packet, at.sequence, newest)
	}
}

// compose writes a packet's fixed header into the slot's ring; payload type and sequence number are each
// listener's own.
func (s *slot) compose(at stamp, g *gate, size int) []byte {
	if s.ring == nil {
		s.ring = new(ring)
	}
	packet := s.ring.put(at.sequence, size, g)
	packet[0], packet[1] = 0x80, 0
	if at.marker {
		packet[1] = 0x80
	}
	binary.BigEndian.PutUint32(packet[4:], at.timestamp)
	binary.BigEndian.PutUint32(packet[8:], s.ssrc)
	return packet
}

// fanOut sends a slot's packet to everybody but the one whose voice it is. newest is the slot's sequence
// before this packet.
func (f *forwarder) fanOut(s *slot, packet []byte, sequence, newest uint64) {
	var advance uint64 // none for a late packet
	if sequence > newest {
		advance = sequence - newest
	}
	var sent, failed uint64
	for _, l := range f.listeners {
		lane := &l.lanes[s.index]
		if l.member == s.voice {
			lane.withhold(sequence, advance)
			continue
		}
		if s.index >= l.slots || l.closed.Load() {
			continue
		}
		number, ok := lane.number(sequence)
		if !ok {
			continue
		}
		if l.send(packet, lane.payloadType, number) != nil {
			failed++
			continue
		}
		sent++
		lane.packets++
		lane.octets += uint32(len(packet) - headerBytes)
		l.credit = min(resendBurst, l.credit+1)
	}
	f.counters.packetsOut.Add(sent)
	f.counters.bytesOut.Add(sent * uint64(len(packet)))
	if failed > 0 {
		f.counters.dropped[dropSend].Add(failed)
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
	f.selector.release(&m.microphone)
	m.microphone = microphone{owner: m, slot: noSlot, home: m.home}
	m.streak, m.tally = 0, tally{}
	if m.active {
		m.active = false
		f.active = slices.DeleteFunc(f.active, func(a *member) bool { return a == m })
	}
}

// remove forgets a member: nothing in the room refers to them afterwards.
func (f *forwarder) remove(m *member) {
	f.quiet(m)
	m.live = nil
	f.listeners = slices.DeleteFunc(f.listeners, func(l *peer) bool { return l.member == m })
	for i := range f.slots {
		s := &f.slots[i]
		s.ring.forget(&m.gate)
		if s.voice == m {
			s.voice = nil
		}
	}
}

// end stops everything.
func (f *forwarder) end() {
	f.ended = true
	f.listeners, f.active = nil, nil
	for i := range f.slots {
		f.slots[i].ring, f.slots[i].voice = nil, nil
	}
}

// tick does what is due without a packet. It is called about every 10 ms.
func (f *forwarder) tick(now time.Duration, wall time.Time) {
	for i := len(f.active) - 1; i >= 0; i-- {
		if m := f.active[i]; !m.gate.isOpen() {
			f.quiet(m)
		}
	}
	for i := range f.slots {
		if s := &f.slots[i]; s.ranDry(now) {
			f.silence(s)
		}
	}
	f.report(now, wall)
	f.publish(now)
}
