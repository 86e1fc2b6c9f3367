package sfu

// maxPending bounds the packets a rendition has waiting: fewer than its ring keeps, whose bytes they are.
const maxPending = 24

// The bytes of waiting packets cannot be written over: the ring holds them and one more, lying in one piece.
const _ = uint(ringBytes - (maxPending+2)*(headerBytes+csrcBytes+maxPayload))

// maxAnswers bounds the resends that wait.
const maxAnswers = 64

// outgoing is a packet that waits for its fan-out.
type outgoing struct {
	packet   []byte // in the ring of its rendition
	slot     int
	sequence uint64
	advance  uint64 // sequence numbers by which it is newer than the one before, 0 when it is late
	from     origin
	allowed  bool // by the gate, once in hand
}

// enter takes the packet in hand.
func (o *outgoing) enter() {
	o.allowed = true
	if g := o.from.gate(); g != nil {
		o.allowed = g.enter()
	}
}

// leave lets go of it.
func (o *outgoing) leave() {
	if g := o.from.gate(); g != nil {
		g.leave()
	}
}

// dispatcher is what the rooms of one media goroutine share, which owns it. Packets are written into their
// slots as they are read and leave together when all that one read brought has been looked at: so each
// listener's socket gets its packets at once, and its receiver wakes once.
type dispatcher struct {
	first   *forwarder // rooms with something waiting, linked by forwarder.next
	flush   func()     // has what the connections gathered leave at once
	packing packing
	step    Step
	packets sparing
}

// add notes that a room has something waiting.
func (d *dispatcher) add(f *forwarder) {
	if !f.queued {
		f.queued = true
		f.next, d.first = d.first, f
	}
}

// run sends everything that waits. Gates are entered before and left after it has gone to the network: whoever
// closes one meanwhile waits for that, and knows then that nothing is on its way.
func (d *dispatcher) run() {
	if d.first == nil {
		return
	}
	for f := d.first; f != nil; f = f.next {
		f.fanOut()
	}
	d.flush()
	for f := d.first; f != nil; {
		next := f.next
		f.next, f.queued = nil, false
		f.fannedOut()
		f = next
	}
	d.first = nil
}

// table lists the listeners that hear something of one kind of rendition. Each knows its place, so that nobody
// is searched for. The media goroutine alone reads and writes it: connections and moves between renditions
// are brought to that goroutine, which costs less than a snapshot for every change would.
type table struct {
	kind  kind
	peers []*peer
}

// add puts a listener in, once.
func (t *table) add(p *peer) {
	if p.place[t.kind] == 0 {
		t.peers = append(t.peers, p)
		p.place[t.kind] = len(t.peers)
	}
}

// remove takes a listener out. The last one gets its place.
func (t *table) remove(p *peer) {
	at := p.place[t.kind]
	if at == 0 {
		return
	}
	last := len(t.peers) - 1
	t.peers[at-1] = t.peers[last]
	t.peers[at-1].place[t.kind] = at
	t.peers[last] = nil
	t.peers = t.peers[:last]
	p.place[t.kind] = 0
}

// wait has a packet sent at the next run.
func (f *forwarder) wait(s *slot, k kind, packet []byte, sequence uint64, from origin) {
	r := &s.renditions[k]
	o := outgoing{packet: packet, slot: s.index, sequence: sequence, from: from}
	if sequence > r.sequence {
		o.advance = sequence - r.sequence
		r.sequence = sequence
	}
	f.pending[k] = append(f.pending[k], o)
	f.dispatcher.add(f)
}

// makeRoom sends what waits unless there is room for all that one packet of a slot can become: itself, and in a
// merged rendition what was held before it.
func (f *forwarder) makeRoom() {
	for k := range f.pending {
		if len(f.pending[k]) > maxPending-2 {
			f.dispatcher.run()
			return
		}
	}
}

// fanOut sends what waits: to each listener everything of the renditions it hears, then resends.
func (f *forwarder) fanOut() {
	var t traffic
	for k := range f.pending {
		pending := f.pending[k]
		if len(pending) == 0 {
			continue
		}
		for i := range pending {
			pending[i].enter()
		}
		for _, l := range f.tables[k].peers {
			if !l.closed.Load() {
				l.deliver(pending, kind(k), f.spare, &t)
			}
		}
	}
	for i := range f.answers {
		f.answer(&f.answers[i], &t)
	}
	f.dispatcher.packets.sent += t.packets
	f.counters.packetsOut.Add(t.packets)
	f.counters.bytesOut.Add(t.bytes)
	if t.failed > 0 {
		f.counters.dropped[dropSend].Add(t.failed)
	}
}

// traffic counts what one fan-out did.
type traffic struct{ packets, bytes, failed uint64 }

// fannedOut lets go of what has left.
func (f *forwarder) fannedOut() {
	for k := range f.pending {
		for i := range f.pending[k] {
			f.pending[k][i].leave()
		}
		clear(f.pending[k]) // who has left the room is not kept in memory
		f.pending[k] = f.pending[k][:0]
	}
	for i := range f.answers {
		f.answers[i].leave()
	}
	clear(f.answers)
	f.answers = f.answers[:0]
	f.settle()
}

// deliver sends a listener what waits in renditions of one kind. What it is not to hear, its own voice among it,
// it is never told of: its numbers go on without a gap.
func (p *peer) deliver(pending []outgoing, k kind, spare int, t *traffic) {
	before := t.packets
	for i := range pending {
		o := &pending[i]
		lane := &p.lanes[o.slot]
		if lane.kind != k || o.slot >= p.slots {
			continue
		}
		if !o.allowed || o.from.member == p.member || o.slot == spare && p.offStage {
			lane.withhold(o.sequence, o.advance)
			continue
		}
		number, ok := lane.number(o.sequence)
		if !ok {
			continue
		}
		if p.send(o.packet, lane.payloadType, number) != nil {
			t.failed++
			continue
		}
		t.packets++
		t.bytes += uint64(len(o.packet))
		lane.packets++
		lane.octets += uint32(len(o.packet) - headerBytes)
	}
	p.credit = min(resendBurst, p.credit+int(t.packets-before))
}
