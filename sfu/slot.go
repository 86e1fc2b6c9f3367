package sfu

import (
	"encoding/binary"
	"time"
)

// MaxSlots is how many streams a listener hears at most: the m-lines an offer may have for them.
const MaxSlots = 3

// slot is one of the streams every listener hears.
type slot struct {
	index int
	ssrc  uint32 // the same for everybody, for the life of the room
	timeline
	renditions [kinds]rendition
	voice      *member // whose packet was the last
}

// kind tells the renditions of a slot apart: packets as they come, or merged. Merged ones are made in as many phases
// as there are frames in a packet, each beginning with another frame: a fan-out to thousands takes longer than
// the last of them should wait, one to a third of them does not.
type kind uint8

const (
	plain     kind = iota
	packed40       // merged to 40 ms
	packed40b      // its other phase
	packed60       // merged to 60 ms
	packed60b      // its other phases
	packed60c
	kinds

	everybody = kinds // indexes the place of a listener in the room's list of all
)

// packedSpan is how much sound a merged packet holds, in samples.
var packedSpan = [kinds]uint32{
	packed40: 2 * frameSamples, packed40b: 2 * frameSamples,
	packed60: 3 * frameSamples, packed60b: 3 * frameSamples, packed60c: 3 * frameSamples,
}

// phases is how many kinds of a size there are.
var phases = [kinds]uint64{plain: 1, packed40: 2, packed60: 3}

// rendition is a slot's sound in packets of one size. All of a slot's renditions have its SSRC and timestamps;
// sequence numbers and ring are each one's own.
type rendition struct {
	sequence uint64        // of the newest packet, 0 before the first
	ring     *ring         // made with the first packet
	packer   *packer       // nil for plain and for a rendition that nobody has heard yet
	due      time.Duration // when what the packer holds leaves at the latest
	leaves   time.Duration // when what it holds should leave, or its last packet left
	early    bool          // that was shorter than it should have been
}

// settled reports whether what has been played is the same in this rendition as in the plain one.
func (r *rendition) settled() bool { return r.packer == nil || r.packer.empty() }

// origin says whose a packet is.
type origin struct {
	member  *member // who does not hear it; nil for nobody
	silence bool    // played into the slot by us: no gate holds it, and nobody is named for it
}

// gate is what a packet has to pass, nil for silence.
func (o origin) gate() *gate {
	if o.silence || o.member == nil {
		return nil
	}
	return &o.member.gate
}

// headerSize is the size of the RTP header of a packet of this origin.
func (o origin) headerSize() int {
	if o.silence {
		return headerBytes
	}
	return headerBytes + csrcBytes
}

// compose begins a packet in the rendition's ring and gives back the whole and where the payload goes. Payload
// type and sequence number are each listener's own.
func (r *rendition) compose(ssrc uint32, at stamp, from origin, payload int) (packet, body []byte) {
	if r.ring == nil {
		r.ring = new(ring)
	}
	header := from.headerSize()
	packet = r.ring.put(at.sequence, header+payload, from.gate())
	packet[0], packet[1] = 0x80, 0
	if at.marker {
		packet[1] = 0x80
	}
	binary.BigEndian.PutUint32(packet[4:], at.timestamp)
	binary.BigEndian.PutUint32(packet[8:], ssrc)
	if !from.silence {
		packet[0] |= 1 // one CSRC
		binary.BigEndian.PutUint32(packet[headerBytes:], from.member.number)
	}
	return packet, packet[header:]
}

// forget drops everything of a member who has left.
func (s *slot) forget(m *member) {
	for i := range s.renditions {
		r := &s.renditions[i]
		r.ring.forget(&m.gate)
		if r.packer != nil && r.packer.from.member == m {
			r.packer.reset()
		}
	}
	if s.voice == m {
		s.voice = nil
	}
}
