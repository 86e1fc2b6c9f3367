package lightclient

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// feed counts packets of so many frames each, by their sequence numbers.
func feed(s *stream, perPacket int, sequence ...int) {
	for _, n := range sequence {
		s.count(header{ssrc: 9, sequence: uint16(n), timestamp: uint32(n * perPacket * frameSamples)})
	}
}

func TestLossDuplicatesAndOrderAreCountedByHeaders(t *testing.T) {
	for _, tc := range []struct {
		name                             string
		perPacket                        int
		sequence                         []int
		unique, lost, copies, late, held int64
	}{
		{"in order", 1, []int{5, 6, 7, 8}, 4, 0, 0, 0, 4},
		{"a hole", 1, []int{5, 6, 9, 10}, 4, 2, 0, 0, 4},
		{"a hole that is filled later", 1, []int{5, 7, 6, 8}, 4, 0, 0, 1, 4},
		{"twice", 1, []int{5, 6, 6, 5, 7}, 3, 0, 2, 0, 3},
		{"the first was overtaken", 1, []int{6, 5, 7}, 3, 0, 0, 1, 3},
		{"over the wrap", 1, []int{65534, 65535, 65536, 65537}, 4, 0, 0, 0, 4},
		{"a hole at the wrap", 1, []int{65534, 65537}, 2, 2, 0, 0, 2},
		{"long overdue", 1, []int{1, 2000, 2}, 2, 1998, 1, 0, 2},
		{"three frames a packet", 3, []int{5, 6, 7, 8}, 4, 0, 0, 0, 12},
		{"three frames a packet, a hole", 3, []int{5, 6, 8, 9}, 4, 1, 0, 0, 12},
	} {
		var s stream
		feed(&s, tc.perPacket, tc.sequence...)
		if s.unique != tc.unique || s.lost() != tc.lost || s.copies != tc.copies || s.late != tc.late {
			t.Errorf("%s: %d unique, %d lost, %d twice, %d late", tc.name, s.unique, s.lost(), s.copies, s.late)
		}
		if s.frames != tc.held {
			t.Errorf("%s: %d frames", tc.name, s.frames)
		}
		if want := (tc.lost*tc.held + tc.unique/2) / tc.unique; s.lostFrames() != want {
			t.Errorf("%s: %d frames lost, want %d", tc.name, s.lostFrames(), want)
		}
	}
}

func TestWhatAFullPacketWaitsForFollowsTheStream(t *testing.T) {
	var none *stream
	if none.waits(3) != 2 {
		t.Error("a new stream's first packet is not full")
	}
	var s stream
	stamp, n := uint32(0), 0
	send := func(packets int, frames uint32) {
		for range packets {
			s.count(header{ssrc: 9, sequence: uint16(n), timestamp: stamp})
			n, stamp = n+1, stamp+frames*frameSamples
		}
	}
	holds := func(what string, held, want int64) {
		t.Helper()
		if got := s.waits(held); got != want {
			t.Errorf("%s: waits for %d frames, want %d", what, got, want)
		}
	}
	send(20, 3)
	holds("full", 3, 2)
	send(2, 1)
	holds("one that was cut short", 1, 2)
	send(1, 6) // a pause of 120 ms
	holds("after a pause", 3, 2)
	send(anotherSize+1, 1)
	holds("no longer merged", 1, 0)
	send(3, 2)
	holds("merged again", 2, 1)
}

func TestAPauseIsNoFrames(t *testing.T) {
	var s stream
	feed(&s, 1, 1, 2)
	s.count(header{sequence: 3, timestamp: 100 * frameSamples, marker: true})
	s.count(header{sequence: 4, timestamp: 101 * frameSamples})
	if s.frames != 4 || s.lost() != 0 {
		t.Errorf("%d frames, %d lost", s.frames, s.lost())
	}
	var none stream
	if none.lost() != 0 || none.lostFrames() != 0 {
		t.Error("a stream without packets has lost some")
	}
}

// A hundred thousand packets, shuffled a little, some lost, some twice: the counts are exact.
func TestCountsAreExactOverManyWraps(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var s stream
	var lost, copies int64
	var held []int
	const packets = 200_000
	for n := range packets {
		switch {
		case n > 100 && n < packets-100 && random.IntN(50) == 0:
			lost++
			continue
		case random.IntN(40) == 0:
			copies++
			held = append(held, n)
		}
		held = append(held, n)
		if len(held) > 20 {
			at := random.IntN(10)
			feed(&s, 1, held[at])
			held = append(held[:at], held[at+1:]...)
		}
	}
	feed(&s, 1, held...)
	if s.lost() != lost || s.copies != copies || s.unique != packets-lost {
		t.Errorf("%d lost, %d twice, %d unique; want %d, %d, %d", s.lost(), s.copies, s.unique, lost, copies, packets-lost)
	}
}

func TestAReportTellsOfTheTimeSinceTheLast(t *testing.T) {
	var s stream
	feed(&s, 1, 1, 2, 3, 5) // a fifth is missing
	block := s.appendReport(nil)
	if len(block) != 24 || binary.BigEndian.Uint32(block) != 9 || block[4] != 256/5 || binary.BigEndian.Uint32(block[4:])&0xffffff != 1 ||
		binary.BigEndian.Uint32(block[8:]) != 5 {
		t.Errorf("%v", block)
	}
	feed(&s, 1, 6, 7)
	if block = s.appendReport(nil); block[4] != 0 || binary.BigEndian.Uint32(block[4:])&0xffffff != 1 {
		t.Errorf("nothing was lost since: %v", block)
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	var s stream
	n := 0
	if allocations := testing.AllocsPerRun(1000, func() { n++; feed(&s, 1, n) }); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func BenchmarkCount(b *testing.B) {
	var s stream
	for n := 0; b.Loop(); n++ {
		s.count(header{ssrc: 9, sequence: uint16(n), timestamp: uint32(n * frameSamples)})
	}
}
