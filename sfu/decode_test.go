package sfu

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pion/opus"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
	"github.com/pion/webrtc/v4/pkg/media/oggwriter"
)

// The files under testdata are a sentence of espeak-ng's, encoded by libopus in frames of 20 ms, one to a page:
//
//	ffmpeg -i speech.wav -ac 1 -ar 48000 -c:a libopus -application audio -b:a 48k -frame_duration 20
//	  -page_duration 20000 celt.ogg
//
// and likewise with voip at 28k (hybrid) and at 12k from 16 kHz (SILK).
var speechFiles = []string{"silk.ogg", "hybrid.ogg", "celt.ogg"}

// readSpeech reads the packets of a file.
func readSpeech(t *testing.T, name string) (packets [][]byte) {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	reader, _, err := oggreader.NewWith(file)
	if err != nil {
		t.Fatal(err)
	}
	for {
		page, _, err := reader.ParseNextPage()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(page, []byte("OpusTags")) {
			packets = append(packets, slices.Clone(page))
		}
	}
	if len(packets) < 50 {
		t.Fatalf("%s has %d packets", name, len(packets))
	}
	return packets
}

// spokenBy has a speaker say packets to a listener of merged ones and to one of plain ones.
func spokenBy(t *testing.T, packets [][]byte, k kind) (whole, packed []rtp.Packet) {
	t.Helper()
	b, reference := packedBench(t, k)
	_, heard := b.connect("listener")
	a, _ := b.publish("a")
	b.pass(20 * ms)
	v := &voice{peer: a}
	for _, p := range packets {
		v.send(b, p, 0)
		b.pass(20 * ms)
	}
	b.pass(200 * ms)
	whole, packed = reference.parsed(t), heard.parsed(t)
	if fewest := len(whole) * int(frameSamples) / int(packedSpan[k]); len(packed) > fewest+fewest/4+3 {
		t.Fatalf("%d packets became %d", len(whole), len(packed))
	}
	return whole, packed
}

// An independent decoder makes the same sound of merged packets, to the last bit.
func TestADecoderHearsNoDifference(t *testing.T) {
	for _, name := range speechFiles {
		for _, k := range []kind{packed40, packed60} {
			whole, packed := spokenBy(t, readSpeech(t, name), k)
			want, got := decoded(t, whole), decoded(t, packed)
			if !slices.Equal(got, want) {
				t.Errorf("%s, rendition %d: %d samples differ from the %d of the plain stream", name, k, len(got), len(want))
			}
			if loudest := slices.Max(want); loudest < 1000 {
				t.Errorf("%s: the speech is silent (%d)", name, loudest)
			}
		}
	}
}

// decoded plays packets.
func decoded(t *testing.T, packets []rtp.Packet) (samples []int16) {
	t.Helper()
	decoder, err := opus.NewDecoderWithOutput(48000, 1)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]int16, maxSpan)
	for i, p := range packets {
		n, err := decoder.DecodeToInt16(p.Payload, out)
		if err != nil {
			t.Fatalf("packet %d: %v", i, err)
		}
		if n != int(opusSpan(p.Payload)) {
			t.Fatalf("packet %d: %d samples, its TOC says %d", i, n, opusSpan(p.Payload))
		}
		samples = append(samples, out[:n]...)
	}
	return samples
}

// The same by libopus itself, the decoder of the browsers.
func TestLibopusHearsNoDifference(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	for _, name := range speechFiles {
		for _, k := range []kind{packed40, packed60} {
			whole, packed := spokenBy(t, readSpeech(t, name), k)
			want, got := byLibopus(t, whole), byLibopus(t, packed)
			if len(want) < 2*60*frameSamples || !bytes.Equal(got, want) {
				t.Errorf("%s, rendition %d: %d bytes of sound, %d of the plain stream", name, k, len(got), len(want))
			}
		}
	}
}

// byLibopus plays packets from an Ogg file.
func byLibopus(t *testing.T, packets []rtp.Packet) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "speech.ogg")
	writer, err := oggwriter.New(path, 48000, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range packets {
		if err := writer.WriteRTP(&packets[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-hide_banner", "-loglevel", "error", "-c:a", "libopus",
		"-i", path, "-f", "s16le", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}
