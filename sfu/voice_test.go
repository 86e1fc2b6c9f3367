package sfu

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// evening is what one microphone sends: stretches of speech and of open silence, in packets of 20 ms.
type evening struct {
	speech, silence byte            // levels
	dtx             bool            // silence is a packet of two bytes every 400 ms
	loss            float64         // share of packets that never come
	jitter          time.Duration   // each is late by up to so much
	noLevels        bool            // the client tells none
	each            func(n int)     // called before every packet
	random          *rand.Rand      // for loss and jitter
	payload         map[bool][]byte // by whether it is speech
}

// of has p talk for three stretches of 10 s with 10 s of silence after each, and gives the voiced time told.
func (e evening) of(b *bench, p func() *peer) time.Duration {
	type sending struct {
		at     time.Duration
		packet []byte
	}
	var due []sending
	start := b.now
	for n := range 3000 {
		at := start + time.Duration(n)*20*ms
		speaks := n/500%2 == 0
		level, payload := e.silence, e.payload[false]
		if speaks {
			level, payload = e.speech, e.payload[true]
		}
		skipped := e.dtx && !speaks && n%20 != 0 || e.random.Float64() < e.loss
		if e.dtx && !speaks {
			payload = []byte{0xf8, 0xff}
		}
		if skipped {
			continue
		}
		packet := raw(1, n+1, level, string(payload))
		if e.noLevels {
			packet = bare(n+1, payload)
		}
		if e.jitter > 0 {
			at += time.Duration(e.random.Int64N(int64(e.jitter)))
		}
		due = append(due, sending{at, packet})
	}
	slices.SortStableFunc(due, func(a, b sending) int { return cmp.Compare(a.at, b.at) }) // jitter reorders them
	for n, s := range due {
		for b.now+10*ms <= s.at {
			b.pass(10 * ms)
		}
		if e.each != nil {
			e.each(n)
		}
		b.forwarder.now = max(b.now, s.at)
		b.forwarder.rtp(p(), s.packet, max(b.now, s.at))
		b.dispatcher.run()
	}
	b.pass(time.Second)
	return b.voiced["a"]
}

// bare is a packet without header extensions.
func bare(n int, payload []byte) []byte {
	packet := make([]byte, headerBytes, headerBytes+len(payload))
	packet[0], packet[1] = 0x80, 111
	binary.BigEndian.PutUint16(packet[2:], uint16(n))
	binary.BigEndian.PutUint32(packet[4:], uint32(n)*frameSamples)
	packet[11] = 1
	return append(packet, payload...)
}

func newEvening() evening {
	return evening{speech: 30, silence: 75, random: rand.New(rand.NewPCG(1, 2)), payload: map[bool][]byte{
		true: []byte("\xf8" + strings.Repeat("s", 80)), false: []byte("\xf8" + strings.Repeat("q", 20))}}
}

// Half a minute of speech counts as half a minute, however it arrives, and silence with an open microphone as nothing.
func TestThreeTimesTenSecondsAreThirtyAndOpenSilenceIsNothing(t *testing.T) {
	const exact, close = 100 * ms, 1500 * ms
	for _, test := range []struct {
		name   string
		change func(*evening)
		want   time.Duration
		within time.Duration
	}{
		{"as it comes", func(*evening) {}, 30 * time.Second, exact},
		{"with DTX", func(e *evening) { e.dtx = true }, 30 * time.Second, exact},
		{"with a tenth lost", func(e *evening) { e.loss = 0.1 }, 30 * time.Second, close},
		{"with jitter", func(e *evening) { e.jitter = 80 * ms }, 30 * time.Second, close},
		{"with both and DTX", func(e *evening) { e.loss, e.jitter, e.dtx = 0.1, 80*ms, true }, 30 * time.Second, close},
		{"quietly", func(e *evening) { e.speech = 49 }, 30 * time.Second, exact},
		{"without levels", func(e *evening) { e.noLevels = true }, 30 * time.Second, exact},
		{"without levels, with DTX", func(e *evening) { e.noLevels, e.dtx = true, true }, 30 * time.Second, exact},
		{"silence that claims to be loud", func(e *evening) {
			e.speech, e.payload[true] = 0, []byte(silenceFrame)
		}, 3 * time.Second, 3 * time.Second},
		{"a noisy room", func(e *evening) { e.silence, e.speech = 60, 60 }, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			p, _ := b.publish("a")
			e := newEvening()
			test.change(&e)
			got := e.of(b, func() *peer { return p })
			if got < test.want-test.within || got > test.want+test.within {
				t.Errorf("voiced for %v, want %v ± %v", got, test.want, test.within)
			}
		})
	}
}

// A gate that closes, a new connection and a new membership lose nothing and add nothing.
func TestVoicedTimeOutlivesGatesConnectionsAndMemberships(t *testing.T) {
	b := newBench(t)
	p, _ := b.publish("a")
	e := newEvening()
	e.each = func(n int) {
		switch n {
		case 200: // in the first stretch: a connection replaces the other
			was := p
			p, _ = b.connect("a")
			b.forwarder.disconnected(was)
		case 1200: // in the second: out and in again
			b.room.Remove("a")
			b.transport.turn()
			p, _ = b.publish("a")
		case 2200: // in the third: the gate closes and opens
			b.room.AllowPublish("a", false)
			b.forwarder.tick(b.now, time.Time{})
			b.room.AllowPublish("a", true)
			b.transport.turn()
		}
	}
	got := e.of(b, func() *peer { return p })
	if got < 29900*ms || got > 30100*ms {
		t.Errorf("voiced for %v, want 30 s ± 0.1", got)
	}
}

func TestBehindAClosedGateNobodyIsVoiced(t *testing.T) {
	b := newBench(t)
	p, _ := b.connect("a")
	b.room.AllowPublish("a", false)
	if got := newEvening().of(b, func() *peer { return p }); got != 0 {
		t.Errorf("voiced for %v", got)
	}
}

// Who is not among the loudest has spoken all the same.
func TestWhoHasNoSlotIsVoicedToo(t *testing.T) {
	b := newBench(t)
	var peers []*peer
	for i := range 5 {
		p, _ := b.publish(fmt.Sprint("p", i))
		peers = append(peers, p)
	}
	for range 500 {
		for i, p := range peers {
			b.say(p, byte(20+5*i))
		}
		b.pass(20 * ms)
	}
	b.pass(time.Second)
	for i := range peers {
		if got := b.voiced[fmt.Sprint("p", i)]; got < 9900*ms || got > 10100*ms {
			t.Errorf("p%d was voiced for %v, want 10 s", i, got)
		}
	}
}

// What an observer does not take it is told again, of those who have gone too.
func TestVoicedTimeThatIsNotTakenIsToldAgain(t *testing.T) {
	b := newBench(t)
	stays, _ := b.publish("stays")
	goes, _ := b.publish("goes")
	b.deaf = true
	for range 100 {
		b.say(stays, 30)
		b.say(goes, 30)
		b.pass(20 * ms)
	}
	b.room.Remove("goes")
	b.transport.turn()
	b.pass(time.Second)
	if len(b.voiced) != 0 {
		t.Fatalf("taken by an observer that takes nothing: %v", b.voiced)
	}
	b.deaf = false
	b.pass(time.Second)
	for _, name := range []string{"stays", "goes"} {
		if got := b.voiced[name]; got < 1980*ms || got > 2020*ms {
			t.Errorf("%s was voiced for %v, want 2 s", name, got)
		}
	}
	b.pass(time.Second)
	if got := b.voiced["stays"]; got > 2020*ms {
		t.Errorf("told twice: %v", got)
	}
}

func TestTheEndOfARoomTellsWhatIsUntold(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	b.pass(time.Second)
	for range 5 {
		b.say(a, 30)
		b.now += 20 * ms
	}
	b.room.Close()
	b.transport.turn()
	if got := b.voiced["a"]; got != 100*ms {
		t.Errorf("voiced for %v, want 100 ms", got)
	}
}

func TestUntoldVoicedTimeIsBounded(t *testing.T) {
	b := newBench(t)
	b.deaf = true
	for n := range 3 * maxUnsaid {
		name := fmt.Sprint("p", n)
		p, _ := b.publish(name)
		b.say(p, 30)
		b.room.Remove(name)
		b.transport.turn()
	}
	if n := len(b.forwarder.voices.unsaid); n != maxUnsaid {
		t.Errorf("%d are remembered, want %d", n, maxUnsaid)
	}
}

// reference is voicing as its definition reads: the union of what lies between two voiced packets that are near, and
// the first of each stretch.
func reference(at []time.Duration, voiced []bool, span time.Duration) (sum time.Duration) {
	last := -time.Hour
	for i := range at {
		switch {
		case !voiced[i]:
			continue
		case at[i]-last <= voiceBridge:
			sum += at[i] - last
		default:
			sum += span
		}
		last = at[i]
	}
	return sum
}

// Whatever arrives when, voiced time is what its definition says, and no more than passed.
func TestVoicedTimeIsWhatItsDefinitionSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		toc := rapid.SampledFrom([]byte{0xf8, 0xf0, 0x18, 0xfb}).Draw(t, "toc")
		payload := append([]byte{toc, 6}, make([]byte, 78)...) // 20, 10, 60, and 6 frames of 20 ms
		levels := rapid.Bool().Draw(t, "levels")
		span := min(inTime(opusSpan(payload)), voiceFirst)
		var v voicing
		now := time.Minute
		var at []time.Duration
		var voiced []bool
		for range rapid.IntRange(1, 200).Draw(t, "packets") {
			now += time.Duration(rapid.SampledFrom([]int{0, 5, 20, 60, 399, 400, 401, 5000}).Draw(t, "gap")) * ms
			in := rtpPacket{level: rapid.SampledFrom([]int{0, 30, 50, 51, 127}).Draw(t, "level"), payload: payload}
			speaks := in.level <= 50
			if !levels {
				in.level = noLevel
				if speaks = rapid.Bool().Draw(t, "large"); !speaks {
					in.payload = payload[:min(len(payload), 20)]
				}
				speaks = len(in.payload)*frameSamples > unknownBytes*int(opusSpan(in.payload))
			}
			before := v.unsaid
			v.count(loudnessOf(in.level, in.payload), in.level, in.payload, now)
			if !speaks && v.unsaid != before {
				t.Fatalf("a quiet packet counts %v", v.unsaid-before)
			}
			at, voiced = append(at, now), append(voiced, speaks)
		}
		if want := reference(at, voiced, span); v.unsaid != want {
			t.Fatalf("voiced for %v, want %v", v.unsaid, want)
		}
		if most := at[len(at)-1] - at[0] + voiceFirst; v.unsaid > most {
			t.Fatalf("voiced for %v of %v", v.unsaid, most)
		}
	})
}

// Packets, and telling an observer how long they were voiced, allocate nothing.
func TestVoicedTimeAllocatesNothing(t *testing.T) {
	b := newBench(t)
	packet := raw(1, 0, 30, "\xf8"+strings.Repeat("s", 80))
	var peers []*peer
	for i := range 5 {
		p, _ := b.publish(fmt.Sprint("p", i))
		p.onWire = &sink{}
		peers = append(peers, p)
	}
	n := uint16(0)
	second := func() {
		for range 50 {
			n++
			b.now += 20 * ms
			binary.BigEndian.PutUint16(packet[2:], n)
			binary.BigEndian.PutUint32(packet[4:], uint32(n)*frameSamples)
			for _, p := range peers {
				b.forwarder.rtp(p, packet, b.now)
			}
			b.dispatcher.run()
			b.forwarder.tellVoices(b.now)
		}
	}
	for range 10 {
		second()
	}
	if allocations := testing.AllocsPerRun(20, second); allocations != 0 {
		t.Errorf("a second of packets allocates %v times", allocations)
	}
	if got := b.voiced["p4"]; got < 30*time.Second {
		t.Errorf("voiced for %v", got)
	}
}
