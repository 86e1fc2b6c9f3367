package sfu

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// opusPacket is what the tests' own parser finds in a packet.
type opusPacket struct {
	config byte // the TOC byte without the code
	frames []string
}

var errOpus = errors.New("not an Opus packet")

// parseOpus reads a packet by RFC 6716 §3.2 and its rules R1 to R7 (§3.4), independent of the code under test.
func parseOpus(b []byte) (p opusPacket, err error) {
	if len(b) < 1 { // R1
		return p, errOpus
	}
	p.config = b[0] &^ 3
	code, rest := b[0]&3, b[1:]
	length := func() int { // §3.2.1
		if len(rest) < 1 {
			return -1
		}
		n := int(rest[0])
		rest = rest[1:]
		if n < 252 {
			return n
		}
		if len(rest) < 1 {
			return -1
		}
		n += int(rest[0]) * 4
		rest = rest[1:]
		return n
	}
	var lengths []int
	switch code {
	case 0:
		lengths = []int{len(rest)}
	case 1: // R3
		if len(rest)%2 != 0 {
			return p, errOpus
		}
		lengths = []int{len(rest) / 2, len(rest) / 2}
	case 2: // R4
		first := length()
		if first < 0 || first > len(rest) {
			return p, errOpus
		}
		lengths = []int{first, len(rest) - first}
	case 3:
		if lengths, err = codeThree(&rest, length); err != nil {
			return p, err
		}
	}
	for _, n := range lengths {
		if n < 0 || n > len(rest) || n > 1275 { // R2
			return p, errOpus
		}
		p.frames = append(p.frames, string(rest[:n]))
		rest = rest[n:]
	}
	if len(rest) != 0 || int(opusFrame(b[0]>>3))*len(p.frames) > maxSpan { // R5
		return p, errOpus
	}
	return p, nil
}

// codeThree reads the frame lengths of a packet with a signalled number of frames (§3.2.5); padding is not ours.
func codeThree(rest *[]byte, length func() int) ([]int, error) {
	if len(*rest) < 1 {
		return nil, errOpus
	}
	count := (*rest)[0]
	*rest = (*rest)[1:]
	frames := int(count & 0x3f)
	if frames == 0 || count&0x40 != 0 {
		return nil, errOpus
	}
	lengths := make([]int, frames)
	if count&0x80 == 0 { // R6
		if len(*rest)%frames != 0 {
			return nil, errOpus
		}
		for i := range lengths {
			lengths[i] = len(*rest) / frames
		}
		return lengths, nil
	}
	sum := 0
	for i := range frames - 1 { // R7
		if lengths[i] = length(); lengths[i] < 0 {
			return nil, errOpus
		}
		sum += lengths[i]
	}
	lengths[frames-1] = len(*rest) - sum
	return lengths, nil
}

// merged gives what a packer makes of packets of 20 ms that follow each other.
func merged(payloads ...string) []byte {
	k := newPacker(packedSpan[packed60])
	for i, p := range payloads {
		at := stamp{timestamp: uint32(i) * frameSamples}
		if !k.mergeable([]byte(p), frameSamples) || !k.continues([]byte(p), at, frameSamples, origin{}) {
			return nil
		}
		k.add([]byte(p), at, frameSamples, origin{})
	}
	b := make([]byte, k.payloadSize())
	k.write(b)
	return b
}

func TestHowFramesAreMerged(t *testing.T) {
	long := strings.Repeat("l", 252)
	longer := strings.Repeat("m", 255)
	for _, test := range []struct {
		name string
		in   []string
		want string
	}{
		{"one goes as it came", []string{"\x08abc"}, "\x08abc"},
		{"two of one size", []string{"\x08ab", "\x08cd"}, "\x09abcd"},
		{"two of two sizes", []string{"\x08abc", "\x08de"}, "\x0a\x03abcde"},
		{"three", []string{"\x08ab", "\x08cde", "\x08fg"}, "\x0b\x83\x02\x03abcdefg"},
		{"lengths of two bytes", []string{"\xf8" + long, "\xf8" + longer, "\xf8zz"},
			"\xfb\x83\xfc\x00\xff\x00" + long + longer + "zz"},
		{"a length that needs the second byte", []string{"\xf8" + strings.Repeat("x", 300), "\xf8yy"},
			"\xfa\xfc\x0c" + strings.Repeat("x", 300) + "yy"},
	} {
		if got := merged(test.in...); string(got) != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestWhatIsNotMerged(t *testing.T) {
	k := newPacker(packedSpan[packed60])
	first := []byte("\x08abc")
	k.add(first, stamp{timestamp: 100}, frameSamples, origin{})
	next := stamp{timestamp: 100 + frameSamples}
	other := origin{member: &member{}}
	for _, test := range []struct {
		name    string
		payload string
		at      stamp
		span    uint32
		from    origin
		want    bool
	}{
		{"the next frame", "\x08abcd", next, frameSamples, origin{}, true},
		{"another configuration", "\x10abcd", next, frameSamples, origin{}, false},
		{"stereo after mono", "\x0cabcd", next, frameSamples, origin{}, false},
		{"DTX", "\x08", next, frameSamples, origin{}, false},
		{"DTX of two bytes", "\x08a", next, frameSamples, origin{}, false},
		{"two frames in one packet", "\x09abcd", next, 2 * frameSamples, origin{}, false},
		{"after a hole", "\x08abcd", stamp{timestamp: 100 + 2*frameSamples}, frameSamples, origin{}, false},
		{"another speaker", "\x08abcd", next, frameSamples, other, false},
		{"silence", "\x08abcd", next, frameSamples, origin{silence: true}, false},
		{"the start of a run", "\x08abcd", stamp{timestamp: next.timestamp, marker: true}, frameSamples, origin{}, false},
		{"longer than what is left", "\x08abcd", next, 2*frameSamples + 1, origin{}, false},
		{"as long as a whole one", "\x08abcd", next, 3 * frameSamples, origin{}, false},
		{"too large together", "\x08" + strings.Repeat("x", maxPayload-6), next, frameSamples, origin{}, false},
		{"as large as fits", "\x08" + strings.Repeat("x", maxPayload-8), next, frameSamples, origin{}, true},
	} {
		p := []byte(test.payload)
		if got := k.mergeable(p, test.span) && k.continues(p, test.at, test.span, test.from); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// Whatever is merged, the tests' parser finds the same frames.
func TestMergingLosesNoFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frame := rapid.SliceOfN(rapid.Byte(), 2, 400)
		toc := rapid.SampledFrom([]byte{0x00, 0x08, 0x78, 0xe0, 0xf8, 0xfc}).Draw(t, "toc")
		span := opusFrame(toc >> 3)
		k := newPacker(rapid.SampledFrom([]uint32{packedSpan[packed40], packedSpan[packed60]}).Draw(t, "span"))
		var want []string
		var at stamp
		for range rapid.IntRange(1, 40).Draw(t, "frames") {
			f := frame.Draw(t, "frame")
			payload := append([]byte{toc}, f...)
			if !k.mergeable(payload, span) || !k.continues(payload, at, span, origin{}) {
				break
			}
			k.add(payload, at, span, origin{})
			want = append(want, string(f))
			at.timestamp += span
		}
		b := make([]byte, k.payloadSize())
		k.write(b)
		got, err := parseOpus(b)
		if err != nil || got.config != toc || !slices.Equal(got.frames, want) {
			t.Fatalf("%d frames became %d of %x (%v)", len(want), len(got.frames), got.config, err)
		}
		if len(b) > maxPayload || opusSpan(b) != k.held || k.held > k.span {
			t.Fatalf("%d bytes, %d samples of %d", len(b), k.held, k.span)
		}
	})
}

// played is one frame of a stream as a listener hears it.
type played struct {
	timestamp uint32
	source    uint32 // CSRC, 0 for silence
	toc       byte
	frame     string
}

// frames reads what a connection was sent of one slot. Numbers must go on by one when whole is set.
func (c *fakeConn) frames(t fataler, ssrc uint32, whole bool) (list []played) {
	var last uint16
	for i, p := range c.parsed(t) {
		if p.SSRC != ssrc {
			continue
		}
		if len(list) > 0 && whole && p.SequenceNumber != last+1 {
			t.Fatalf("packet %d has number %d after %d", i, p.SequenceNumber, last)
		}
		last = p.SequenceNumber
		packet, err := parseOpus(p.Payload)
		if err != nil {
			t.Fatalf("packet %d: %q: %v", i, p.Payload, err)
		}
		for n, f := range packet.frames {
			one := played{p.Timestamp + uint32(n)*opusFrame(packet.config>>3), 0, packet.config, f}
			if len(p.CSRC) > 0 {
				one.source = p.CSRC[0]
			}
			list = append(list, one)
		}
	}
	return list
}

// packedBench is a room whose audience hears merged packets, and the connection of one listener who does not.
func packedBench(t fataler, k kind) (b *bench, reference *fakeConn) {
	b = newBench(t)
	b.dispatcher.packing = packing{from: 1, kind: k}
	b.room.SetLowDelay("reference", true)
	_, reference = b.connect("reference")
	return b, reference
}

// voice is somebody who sends what a test draws.
type voice struct {
	*peer
	number    int
	timestamp uint32
}

// send has a voice send one packet of its stream, after skipping some.
func (v *voice) send(b *bench, payload []byte, skip int) {
	v.number += 1 + skip
	v.timestamp += uint32(skip) * frameSamples
	packet := raw(uint32(v.id), v.number, 30, string(payload))
	packet[4], packet[5], packet[6], packet[7] =
		byte(v.timestamp>>24), byte(v.timestamp>>16), byte(v.timestamp>>8), byte(v.timestamp)
	b.receive(v.peer, packet)
	v.timestamp += opusSpan(payload)
}

// payloads draws packets as clients and attackers make them.
func payloads() *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		toc := rapid.SampledFrom([]byte{0xf8, 0xf8, 0xf8, 0x78, 0x08, 0x0c, 0xe8, 0xf0, 0x18, 0xf9}).Draw(t, "toc")
		size := rapid.SampledFrom([]int{0, 1, 2, 60, 60, 60, 80, 250, 252, 300, 700, 1150}).Draw(t, "size")
		return append([]byte{toc}, bytes.Repeat([]byte{byte(rapid.IntRange(0, 255).Draw(t, "fill"))}, size/2*2)...)
	})
}

// Whoever hears merged packets, and whoever moves between renditions as they like, plays exactly the frames of
// the plain stream at the same times, with numbers that go on by one.
func TestEveryRenditionPlaysTheSameFrames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, reference := packedBench(t, rapid.SampledFrom([]kind{packed40, packed60}).Draw(t, "kind"))
		a, _ := b.publish("a")
		c, _ := b.publish("c")
		mover, moves := b.connect("mover")
		_, sits := b.connect("sits")
		_, crowd := b.connect("crowd")
		_, crowds := b.connect("crowds")
		voices := []*voice{{peer: a}, {peer: c}}
		lossy, wish := false, false
		for range rapid.IntRange(1, 120).Draw(t, "packets") {
			v := voices[rapid.IntRange(0, 3).Draw(t, "who")/3]
			payload := payloads().Draw(t, "payload")
			v.send(b, payload, 0)
			if rapid.IntRange(0, 9).Draw(t, "moves") == 0 {
				wish = !wish
				b.room.SetLowDelay("mover", wish)
				b.transport.turn()
			}
			if rapid.IntRange(0, 9).Draw(t, "loses") == 0 {
				lossy = !lossy
				mover.loss.limit = plain
				if lossy {
					mover.loss.limit = packed40
				}
				b.forwarder.reconsider(mover)
			}
			if rapid.IntRange(0, 9).Draw(t, "grows or shrinks") == 0 {
				b.dispatcher.packing.phasesFrom ^= 1
			}
			if rapid.IntRange(0, 20).Draw(t, "pause") == 0 {
				b.pass(rapid.SampledFrom([]time.Duration{60 * ms, 300 * ms}).Draw(t, "for"))
			} else if rapid.IntRange(0, 7).Draw(t, "burst") > 0 {
				b.pass(20 * ms)
			}
		}
		b.pass(time.Second)
		for _, ssrc := range []uint32{71, 72} {
			want := reference.frames(t, ssrc, true)
			for name, heard := range map[string]*fakeConn{"sits": sits, "moves": moves, "crowd": crowd, "crowds": crowds} {
				if got := heard.frames(t, ssrc, true); !slices.Equal(got, want) {
					t.Fatalf("%s heard %d frames of %d, want %d%s", name, len(got), ssrc, len(want), difference(got, want))
				}
			}
		}
		if len(reference.rtp) > 20 && b.forwarder.slots[0].renditions[packed60].packer == nil &&
			b.forwarder.slots[0].renditions[packed40].packer == nil {
			t.Fatal("nothing was merged")
		}
	})
}

// difference says where two streams part.
func difference(got, want []played) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("; the %d-th is %+v, want %+v", i, got[i], want[i])
		}
	}
	return ""
}

// With frames lost and overtaken on the way to us, merged streams have what had its place, in order, and a number
// never means two packets.
func TestMergedStreamsOfALossyUplink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, reference := packedBench(t, packed60)
		a, _ := b.publish("a")
		listener, heard := b.connect("listener")
		v := &voice{peer: a}
		sentAs := map[uint16]string{}
		heard.onSend = func(packet []byte) {
			number := numberOf(packet)
			if was, twice := sentAs[number]; twice && was != string(packet) {
				t.Fatalf("%d was sent with two contents", number)
			}
			sentAs[number] = string(packet)
		}
		for range rapid.IntRange(1, 150).Draw(t, "packets") {
			v.send(b, payloads().Draw(t, "payload"), rapid.SampledFrom([]int{0, 0, 0, 0, 1, 3, -2}).Draw(t, "skip"))
			b.pass(20 * ms)
			if rapid.IntRange(0, 9).Draw(t, "asks") == 0 {
				for number := range sentAs {
					b.nack(listener, 71, number)
					listener.credit = resendBurst
				}
			}
			if rapid.IntRange(0, 9).Draw(t, "moves") == 0 {
				b.room.SetLowDelay("listener", rapid.Bool().Draw(t, "wish"))
				b.transport.turn()
			}
		}
		b.pass(time.Second)
		all := map[played]bool{}
		for _, p := range reference.frames(t, 71, false) {
			all[p] = true
		}
		for _, p := range heard.frames(t, 71, false) {
			if !all[p] {
				t.Fatalf("%+v was heard and never sent", p)
			}
		}
	})
}
