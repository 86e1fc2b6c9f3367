package lightclient

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// oggPage is a page with its lacing (RFC 3533 §6); the checksum is not looked at.
func oggPage(lacing []byte, body []byte) []byte {
	page := append([]byte("OggS"), make([]byte, 22)...)
	page = append(page, byte(len(lacing)))
	return append(append(page, lacing...), body...)
}

func oggFile(packets ...[]byte) []byte {
	file := append(oggPage([]byte{8}, []byte("OpusHead")), oggPage([]byte{8}, []byte("OpusTags"))...)
	for _, p := range packets { // each two pages long when it is long
		var lacing []byte
		for n := len(p); ; n -= 255 {
			lacing = append(lacing, byte(min(n, 255)))
			if n < 255 {
				break
			}
		}
		if len(lacing) > 1 {
			file = append(file, oggPage(lacing[:1], p[:255])...)
			lacing, p = lacing[1:], p[255:]
		}
		file = append(file, oggPage(lacing, p)...)
	}
	return file
}

func write(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "speech.ogg")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSpeechIsReadOutOfItsPages(t *testing.T) {
	long := append([]byte{markTOC}, bytes.Repeat([]byte{3}, 599)...)
	s, err := OpenSpeech(write(t, oggFile([]byte{markTOC, 1, 2}, long, []byte{markTOC, 9})))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.packets) != 3 || !bytes.Equal(s.packets[1], long) {
		t.Errorf("%d packets", len(s.packets))
	}
	s.note(s.packets[2], time.Second)
	if at, ok := s.Sent([]byte{9}); !ok || at != time.Second {
		t.Errorf("%v %v", at, ok)
	}
	if _, ok := s.Sent([]byte{8}); ok {
		t.Error("that was never sent")
	}
}

func TestWhatIsNoSpeechIsRefused(t *testing.T) {
	good := oggFile([]byte{markTOC, 1})
	for name, content := range map[string][]byte{
		"empty":           nil,
		"not Ogg":         []byte("RIFF and then something that is no page"),
		"cut":             good[:len(good)-1],
		"a header alone":  good[:30],
		"no audio":        oggFile(),
		"not Opus":        oggPage([]byte{4}, []byte("Fish")),
		"60 ms":           oggFile([]byte{3 << 3, 1}),
		"several frames":  oggFile([]byte{markTOC | 1, 1, 2}),
		"not an Opus one": oggFile([]byte{markTOC | 3}),
	} {
		if _, err := OpenSpeech(write(t, content)); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	if _, err := OpenSpeech(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that there is not was taken")
	}
}

func FuzzOgg(f *testing.F) {
	f.Add(oggFile([]byte{markTOC, 1}, bytes.Repeat([]byte{1}, 400)))
	f.Fuzz(func(t *testing.T, content []byte) {
		packets, err := oggPackets(content)
		total := 0
		for _, p := range packets {
			total += len(p)
		}
		if err == nil && total > len(content) {
			t.Errorf("%d bytes out of %d", total, len(content))
		}
	})
}

func TestTwentyMillisecondsAreKnownByTheirTOC(t *testing.T) {
	for config, want := range map[byte]bool{0: false, 1: true, 3: false, 9: true, 12: false, 13: true, 15: true, 16: false, 19: true, 31: true, 30: false} {
		if is20ms(config<<3) != want {
			t.Errorf("configuration %d: %v", config, !want)
		}
	}
}

func TestSpeechIsHeardAndItsDelayKnownByItsContent(t *testing.T) {
	var packets [][]byte
	for i := range 100 {
		packets = append(packets, append([]byte{markTOC}, bytes.Repeat([]byte{byte(i + 1)}, 40)...))
	}
	speech, err := newSpeech(packets)
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, Options{Sample: 1, Sent: speech.Sent})
	pacer := NewPacer(s.engine, 0, speech)
	pacer.Add(s.join("speaker", nil))
	s.room.AllowPublish("speaker", true)
	s.join("listener", nil)
	running(t, pacer.Run)
	eventually(t, "a second is heard", func() bool { return s.engine.Totals().Packets > 50 })
	if got := s.engine.Totals(); got.Timed < 45 || got.Latency.Quantile(0.5) > time.Second || got.NotOpus != 0 {
		t.Errorf("%d timed of %d, half within %v", got.Timed, got.Packets, got.Latency.Quantile(0.5))
	}
}

func TestPhasesOfSpeakersAreSpread(t *testing.T) {
	for _, n := range []int{2, 3, 10, 100} {
		var taken []bool = make([]bool, n)
		apart := 0
		for i := range n {
			p := Phase(i)
			if p < 0 || p >= framePeriod {
				t.Fatalf("phase %v", p)
			}
			if at := int(p * time.Duration(n) / framePeriod); !taken[at] {
				taken[at] = true
				apart++
			}
		}
		if apart < n*2/3 {
			t.Errorf("%d speakers fall into %d of as many parts", n, apart)
		}
	}
}

func TestThePacerNeitherDriftsNorBursts(t *testing.T) {
	engine, err := NewEngine(Options{})
	if err != nil {
		t.Fatal(err)
	}
	running(t, engine.Run)
	pacer := NewPacer(engine, 1, nil)
	if len((&line{payload: make([]byte, pacer.size)}).payload) != MinMarked {
		t.Errorf("a payload of %d bytes has no room for a mark", pacer.size)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := pacer.Run(ctx); err != nil {
		t.Error(err)
	}
	for turn := range 100 {
		l := line{turn: float64(turn) / 100}
		if level := l.level(time.Duration(turn) * time.Second); level > -24 || level < -40 {
			t.Errorf("level %d", level)
		}
	}
}
