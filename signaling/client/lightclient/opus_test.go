package lightclient

import (
	"bytes"
	"slices"
	"testing"
	"time"
)

func TestOpusPacketsAreTakenApart(t *testing.T) {
	long := bytes.Repeat([]byte{7}, 300)
	for _, tc := range []struct {
		name   string
		packet []byte
		frames [][]byte // nil: refused
	}{
		{"nothing", nil, nil},
		{"code 0", []byte{0x78, 1, 2, 3}, [][]byte{{1, 2, 3}}},
		{"code 0 without a frame is silence", []byte{0x78}, [][]byte{{}}},
		{"code 0, too long", append([]byte{0x78}, make([]byte, 1276)...), nil},
		{"code 1", []byte{0x79, 1, 2, 3, 4}, [][]byte{{1, 2}, {3, 4}}},
		{"code 1 of odd length", []byte{0x79, 1, 2, 3}, nil},
		{"code 2", []byte{0x7a, 1, 9, 8, 7}, [][]byte{{9}, {8, 7}}},
		{"code 2 with a length of two bytes", append([]byte{0x7a, 252, 12}, append(long, 5)...), [][]byte{long, {5}}},
		{"code 2 that is cut", []byte{0x7a, 5, 1}, nil},
		{"code 2 without a length", []byte{0x7a}, nil},
		{"code 2 with half a length", []byte{0x7a, 255}, nil},
		{"code 3 of one length", []byte{0x7b, 3, 1, 2, 3, 4, 5, 6}, [][]byte{{1, 2}, {3, 4}, {5, 6}}},
		{"code 3 that does not divide", []byte{0x7b, 3, 1, 2, 3, 4}, nil},
		{"code 3 with lengths", []byte{0x7b, 0x83, 1, 2, 9, 8, 7, 6, 5}, [][]byte{{9}, {8, 7}, {6, 5}}},
		{"code 3 with a length beyond the end", []byte{0x7b, 0x82, 9, 1}, nil},
		{"code 3 with padding", []byte{0x7b, 0x42, 2, 1, 2, 0, 0}, [][]byte{{1}, {2}}},
		{"code 3 with more padding than packet", []byte{0x7b, 0x42, 9, 1}, nil},
		{"code 3 with long padding", append([]byte{0x7b, 0x41, 255, 1, 6}, make([]byte, 255)...), [][]byte{{6}}},
		{"code 3 whose padding does not end", []byte{0x7b, 0x41, 255}, nil},
		{"code 3 of no frames", []byte{0x7b, 0}, nil},
		{"code 3 of too many", append([]byte{0x7b, 49}, make([]byte, 49)...), nil},
		{"code 3 without a count", []byte{0x7b}, nil},
	} {
		var o opusFrames
		if ok := o.parseOpus(tc.packet); ok != (tc.frames != nil) {
			t.Errorf("%s: %v", tc.name, ok)
			continue
		}
		if tc.frames != nil && !slices.EqualFunc(o.frame[:o.count], tc.frames, bytes.Equal) {
			t.Errorf("%s: %v", tc.name, o.frame[:o.count])
		}
	}
}

func FuzzOpus(f *testing.F) {
	for _, seed := range [][]byte{{0x78, 1}, {0x79, 1, 2}, {0x7a, 1, 2, 3}, {0x7b, 0xc3, 1, 1, 1, 2, 3, 0}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		var o opusFrames
		if !o.parseOpus(packet) {
			return
		}
		total := 1
		for _, frame := range o.frame[:o.count] {
			total += len(frame)
		}
		if o.count < 1 || o.count > maxFrames || total > len(packet) {
			t.Errorf("%d frames of %d bytes out of %d", o.count, total, len(packet))
		}
	})
}

func TestAMarkIsFoundInEveryFrameOfAMergedPacket(t *testing.T) {
	merged := []byte{markTOC | 3, 3}
	for i := range 3 {
		payload := make([]byte, 40)
		mark(payload, uint32(i), time.Duration(1000+i))
		merged = append(merged, payload[1:]...)
	}
	var o opusFrames
	if !o.parseOpus(merged) || o.count != 3 {
		t.Fatalf("%d frames", o.count)
	}
	for i, frame := range o.frame[:o.count] {
		if sent, ok := readMark(frame); !ok || sent != time.Duration(1000+i) {
			t.Errorf("frame %d: %v, %v", i, sent, ok)
		}
	}
	for _, other := range [][]byte{nil, {0xff, 0xfe}, make([]byte, 80)} {
		if _, ok := readMark(other); ok {
			t.Errorf("%v has no mark", other)
		}
	}
	if n := testing.AllocsPerRun(100, func() { o.parseOpus(merged) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
