package sfu

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/pion/rtp"
)

// fixed is a header with payload type 111, sequence 1, timestamp 2, SSRC 3, and the given first octet.
func fixed(first string) string { return first + "6f0001" + "00000002" + "00000003" }

func TestParseRTP(t *testing.T) {
	for _, test := range []struct {
		name, raw string
		ok        bool
		level     int
		payload   string // hex
	}{
		{"nothing", "", false, 0, ""},
		{"a short header", "806f00010000000200000", false, 0, ""},
		{"no payload", fixed("80"), false, 0, ""},
		{"version 1", fixed("40") + "f8", false, 0, ""},
		{"a payload", fixed("80") + "f8ff", true, noLevel, "f8ff"},
		{"the client's own CSRCs go", fixed("82") + "0000000900000009" + "f8", true, noLevel, "f8"},
		{"CSRCs that are not there", fixed("8f") + "00000009" + "f8", false, 0, ""},
		{"padding goes", fixed("a0") + "f8ff" + "000003", true, noLevel, "f8ff"},
		{"nothing but padding", fixed("a0") + "000003", false, 0, ""},
		{"padding of no length", fixed("a0") + "f800", false, 0, ""},
		{"more padding than packet", fixed("a0") + "f809", false, 0, ""},
		{"padding of an empty packet", fixed("a0"), false, 0, ""},
		{"a level", fixed("90") + "bede0001" + "10a00000" + "f8", true, 32, "f8"},
		{"a level behind padding and another element", fixed("90") + "bede0002" + "0021aabb" + "107f0000" + "f8", true, 127, "f8"},
		{"a level in the two-byte form", fixed("90") + "10000001" + "0101a000" + "f8", true, 32, "f8"},
		{"a level in the two-byte form with application bits", fixed("90") + "100f0001" + "0101a000" + "f8", true, 32, "f8"},
		{"a level of no length in the two-byte form", fixed("90") + "10000001" + "01000000" + "f8", true, noLevel, "f8"},
		{"another extension", fixed("90") + "bede0001" + "20a00000" + "f8", true, noLevel, "f8"},
		{"an unknown profile", fixed("90") + "abcd0001" + "10a00000" + "f8", true, noLevel, "f8"},
		{"the reserved id ends the walk", fixed("90") + "bede0001" + "f010a000" + "f8", true, noLevel, "f8"},
		{"an element longer than its block", fixed("90") + "bede0001" + "00000013" + "f8", true, noLevel, "f8"},
		{"an element without its second octet", fixed("90") + "10000001" + "00000001" + "f8", true, noLevel, "f8"},
		{"an empty extension", fixed("90") + "bede0000" + "f8", true, noLevel, "f8"},
		{"an extension that is not there", fixed("90") + "bede00ff" + "f8", false, 0, ""},
		{"half an extension header", fixed("90") + "bede", false, 0, ""},
		{"everything at once", fixed("b1") + "00000009" + "bede0001" + "10ff0000" + "f8ff01" + "01", true, 127, "f8ff01"},
		{"as large as allowed", fixed("80") + strings.Repeat("f8", maxPayload), true, noLevel, strings.Repeat("f8", maxPayload)},
		{"larger", fixed("80") + strings.Repeat("f8", maxPayload+1), false, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw, _ := hex.DecodeString(test.raw)
			p, ok := parseRTP(raw, 1)
			if ok != test.ok {
				t.Fatalf("accepted %v", ok)
			}
			if !ok {
				return
			}
			if p.payloadType != 111 || p.sequence != 1 || p.timestamp != 2 || p.ssrc != 3 {
				t.Errorf("the fixed header was read as %+v", p)
			}
			if p.level != test.level {
				t.Errorf("level %d, want %d", p.level, test.level)
			}
			if got := hex.EncodeToString(p.payload); got != test.payload {
				t.Errorf("payload %s, want %s", got, test.payload)
			}
		})
	}
}

func TestNoLevelIsReadWithoutAnExtensionID(t *testing.T) {
	raw, _ := hex.DecodeString(fixed("90") + "bede0001" + "00a00000" + "f8")
	if p, ok := parseRTP(raw, 0); !ok || p.level != noLevel {
		t.Fatalf("level %d, %v", p.level, ok)
	}
}

// A packet we accept is one that a full parser reads the same way.
func FuzzParseRTP(f *testing.F) {
	for _, seed := range []string{
		fixed("80") + "f8ff", fixed("90") + "bede0001" + "10a00000" + "f8", fixed("90") + "10000001" + "0101a000" + "f8",
		fixed("a0") + "f8ff000003", fixed("82") + "0000000900000009f8", fixed("b1") + "00000009bede000110ff0000f8ff0101",
	} {
		raw, _ := hex.DecodeString(seed)
		f.Add(raw, byte(1))
	}
	f.Fuzz(func(t *testing.T, raw []byte, levelID byte) {
		p, ok := parseRTP(raw, levelID)
		if !ok {
			return
		}
		if p.level < noLevel || p.level > silentLevel || len(p.payload) == 0 || len(p.payload) > maxPayload {
			t.Fatalf("%+v", p)
		}
		if len(raw) > headerBytes && raw[0]&0x10 != 0 {
			return // the reference is stricter with broken extension elements
		}
		var want rtp.Packet
		if err := want.Unmarshal(raw); err != nil {
			return
		}
		if want.SSRC != p.ssrc || want.SequenceNumber != p.sequence || want.Timestamp != p.timestamp ||
			want.PayloadType != p.payloadType || !bytes.Equal(want.Payload, p.payload) {
			t.Fatalf("read %+v, want %+v", p, want)
		}
	})
}

func TestOpusSpan(t *testing.T) {
	for _, test := range []struct {
		name, payload string
		want          uint32
	}{
		{"nothing", "", frameSamples},
		{"SILK 10 ms", "\x00x", 480}, {"SILK 20 ms", "\x08x", 960}, {"SILK 40 ms", "\x10x", 1920}, {"SILK 60 ms", "\x18x", 2880},
		{"wideband SILK 60 ms", "\x58x", 2880},
		{"hybrid 10 ms", "\x60x", 480}, {"hybrid 20 ms", "\x78x", 960},
		{"CELT 2.5 ms", "\x80x", 120}, {"CELT 5 ms", "\x88x", 240}, {"CELT 20 ms", "\xf8x", 960},
		{"two frames", "\xf9x", 1920}, {"two frames of two sizes", "\xfax", 1920},
		{"three frames", "\xfb\x03x", 2880}, {"flags beside the count", "\xfb\xc3x", 2880},
		{"120 ms", "\xfb\x06x", 5760}, {"more than 120 ms", "\xfb\x07x", frameSamples},
		{"no frames", "\xfb\x00", frameSamples}, {"no count", "\xfb", frameSamples},
		{"two of 60 ms", "\x19x", 5760}, {"silence", silenceFrame, frameSamples},
	} {
		if got := opusSpan([]byte(test.payload)); got != test.want {
			t.Errorf("%s: %d samples, want %d", test.name, got, test.want)
		}
	}
}
