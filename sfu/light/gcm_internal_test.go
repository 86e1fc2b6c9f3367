package light

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// twins are the two ways of sealing with the same keys.
func twins(t testing.TB, seed byte) (*gcmSealer, *srtp.Context) {
	t.Helper()
	key, salt := bytes.Repeat([]byte{seed, 7, seed ^ 0x55, 1}, 4), bytes.Repeat([]byte{3, seed}, 6)
	ours, err := newGCMSealer(key, salt)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := srtp.CreateContext(key, salt, srtp.ProtectionProfileAeadAes128Gcm)
	if err != nil {
		t.Fatal(err)
	}
	return &ours, theirs
}

func TestSealingIsTheLibrarysToTheLastBit(t *testing.T) {
	ours, theirs := twins(t, 9)
	r := rand.New(rand.NewPCG(1, 2))
	sequences := map[uint32]uint16{1: 0xfff0, 0x80000001: 500, 77: 0x7ffe}
	var header rtp.Header
	for n := range 300_000 {
		ssrc := []uint32{1, 0x80000001, 77}[r.IntN(3)]
		number := sequences[ssrc]
		switch r.IntN(8) {
		case 0: // lost on the way to us
			number += uint16(1 + r.IntN(200))
			sequences[ssrc] = number
		case 1: // sent again
			number -= uint16(r.IntN(256))
		default:
			number++
			sequences[ssrc] = number
		}
		raw, err := (&rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SequenceNumber: number, Timestamp: r.Uint32(),
			SSRC: ssrc, CSRC: make([]uint32, r.IntN(3)), Marker: n%2 == 0}, Payload: make([]byte, 1+r.IntN(300))}).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if n%5 == 0 { // a header extension, which nobody forwards, but which is RTP
			size := headerSize(raw)
			raw[0] |= 0x10
			raw = append(raw[:size:size], append([]byte{0xbe, 0xde, 0, 1, 0x10, 42, 0, 0}, raw[size:]...)...)
		}
		got, err := ours.seal(nil, raw)
		want, wrong := theirs.EncryptRTP(nil, raw, &header)
		if err != nil || wrong != nil || !bytes.Equal(got, want) {
			t.Fatalf("packet %d, SSRC %d, sequence %d: %v, %v\n%x\n%x", n, ssrc, number, err, wrong, got, want)
		}
	}
}

func TestASealerHasAsManyStreamsAsItHasPlacesFor(t *testing.T) {
	ours, _ := twins(t, 1)
	for ssrc := range uint32(maxSent) { // 0 among them
		if _, err := ours.seal(nil, rtpPacket(ssrc, 9, 0, -1, 80)); err != nil {
			t.Fatalf("stream %d: %v", ssrc, err)
		}
	}
	if _, err := ours.seal(nil, rtpPacket(maxSent, 9, 0, -1, 80)); !errors.Is(err, errTooManySSRCs) {
		t.Errorf("one more: %v", err)
	}
	if _, err := ours.seal(nil, rtpPacket(0, 10, 0, -1, 80)); err != nil {
		t.Errorf("the first one again: %v", err)
	}
}

func TestWhatIsNoRTPIsNotSealed(t *testing.T) {
	ours, _ := twins(t, 1)
	whole := rtpPacket(5, 9, 1, -1, 80)
	for name, packet := range map[string][]byte{
		"nothing": {}, "short": whole[:11], "another version": append([]byte{0x40}, whole[1:]...),
		"more CSRCs than bytes": append([]byte{0x8f}, whole[1:20]...),
		"half an extension":     append([]byte{0x90}, whole[1:14]...),
		"a long extension":      append(append([]byte{0x90}, whole[1:12]...), 0xbe, 0xde, 0xff, 0xff, 1, 2, 3, 4),
	} {
		if _, err := ours.seal(nil, packet); err == nil {
			t.Errorf("%s was sealed", name)
		}
	}
}

// FuzzSeal holds sealing to the library for packets of any shape.
func FuzzSeal(f *testing.F) {
	f.Add([]byte(rtpPacket(5, 9, 1, -1, 80)))
	f.Add([]byte{0x90, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0xbe, 0xde, 0, 0, 5})
	f.Fuzz(func(t *testing.T, packet []byte) {
		ours, theirs := twins(t, 5)
		got, err := ours.seal(nil, packet)
		if err != nil {
			return // the library may be less strict: what we send, we have written
		}
		var header rtp.Header
		if want, wrong := theirs.EncryptRTP(nil, packet, &header); wrong == nil && !bytes.Equal(got, want) {
			t.Errorf("%x\n%x", got, want)
		}
	})
}

// One packet to each of many listeners in turn: what the processor's cache holds of each is gone by their next turn.
func BenchmarkSealToMany(b *testing.B) {
	for _, n := range []int{1, 200, 3000} {
		ours, theirs := make([]*gcmSealer, n), make([]*srtp.Context, n)
		for i := range n {
			ours[i], theirs[i] = twins(b, byte(i))
		}
		packet, dst := rtpPacket(5, 9, 1, -1, 80), make([]byte, 0, maxDatagram+sealOverhead)
		var header rtp.Header
		for name, seal := range map[string]func(i int){
			"ours":    func(i int) { _, _ = ours[i].seal(dst, packet) },
			"library": func(i int) { _, _ = theirs[i].EncryptRTP(dst, packet, &header) },
		} {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				for i := range b.N {
					if i%n == 0 {
						binary.BigEndian.PutUint16(packet[2:], uint16(i/n))
					}
					seal(i % n)
				}
			})
		}
	}
}
