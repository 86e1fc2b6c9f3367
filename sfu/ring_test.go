package sfu

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestRingForgetsTheOldestOnly(t *testing.T) {
	var r ring
	var owner gate
	for n := range uint64(1000) {
		packet := r.put(firstSequence+n, 100, &owner)
		for i := range packet {
			packet[i] = byte(n)
		}
	}
	for n := range uint64(1000) {
		packet, g, ok := r.get(firstSequence + n)
		if want := n >= 1000-ringPackets; ok != want {
			t.Fatalf("packet %d of 1000 kept: %v", n, ok)
		}
		if ok && (g != &owner || len(packet) != 100 || packet[0] != byte(n) || packet[99] != byte(n)) {
			t.Fatalf("packet %d is another", n)
		}
	}
}

func TestRingHasNothingInItAtFirst(t *testing.T) {
	var r ring
	for _, sequence := range []uint64{0, 1, ringPackets, firstSequence} {
		if _, _, ok := r.get(sequence); ok {
			t.Errorf("an empty ring has packet %d", sequence)
		}
	}
	var none *ring
	if none.has(firstSequence) {
		t.Error("no ring has a packet")
	}
}

// Whatever sizes come, what the ring still gives is what was put, and the latest is always given.
func TestRingGivesWhatWasPut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r ring
		put := map[uint64][]byte{}
		sequence := uint64(firstSequence)
		for range rapid.IntRange(1, 400).Draw(t, "packets") {
			sequence += uint64(rapid.IntRange(1, 3).Draw(t, "step"))
			size := rapid.IntRange(headerBytes+1, headerBytes+csrcBytes+maxPayload).Draw(t, "size")
			packet := bytes.Repeat([]byte{byte(sequence)}, size)
			copy(r.put(sequence, size, nil), packet)
			put[sequence] = packet
			if got, _, ok := r.get(sequence); !ok || !bytes.Equal(got, packet) {
				t.Fatalf("packet %d was not kept", sequence)
			}
		}
		for sequence, packet := range put {
			if got, _, ok := r.get(sequence); ok && !bytes.Equal(got, packet) {
				t.Fatalf("packet %d came back as another", sequence)
			}
		}
	})
}
