package sfu

// What a slot keeps for listeners that ask again: about four seconds of speech.
const (
	ringPackets = 256
	ringBytes   = 32 << 10
)

// ring keeps the latest plaintext packets of a slot, in one block of memory. The media goroutine owns it.
type ring struct {
	entries [ringPackets]entry // by sequence
	block   [ringBytes]byte
	written uint64 // bytes ever written; the block holds the last ringBytes of them
}

// entry is where one packet lies.
type entry struct {
	sequence uint64
	start    uint64 // as a count of bytes ever written
	size     int
	gate     *gate // of who sent it; nil for silence, which is nobody's
}

// put makes room for a packet and returns the bytes to fill.
func (r *ring) put(sequence uint64, size int, g *gate) []byte {
	at := int(r.written % ringBytes)
	if at+size > ringBytes { // a packet lies in one piece
		r.written += uint64(ringBytes - at)
		at = 0
	}
	r.entries[sequence%ringPackets] = entry{sequence, r.written, size, g}
	r.written += uint64(size)
	return r.block[at : at+size]
}

// get finds a packet that is still there.
func (r *ring) get(sequence uint64) (packet []byte, g *gate, ok bool) {
	e := &r.entries[sequence%ringPackets]
	if e.sequence != sequence || e.size == 0 || r.written-e.start > ringBytes {
		return nil, nil, false
	}
	at := int(e.start % ringBytes)
	return r.block[at : at+e.size], e.gate, true
}

// forget drops the packets of one gate; their sequence numbers stay used.
func (r *ring) forget(g *gate) {
	if r == nil {
		return
	}
	for i := range r.entries {
		if e := &r.entries[i]; e.gate == g {
			e.gate, e.size = nil, 0
		}
	}
}

// has reports whether a sequence number has been used for a packet.
func (r *ring) has(sequence uint64) bool {
	return r != nil && r.entries[sequence%ringPackets].sequence == sequence
}
