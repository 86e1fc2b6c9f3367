package sfu

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

func TestTheIngestBudget(t *testing.T) {
	b := newBudget()
	taken := func(n, size int, now time.Duration) (count int) {
		for range n {
			if b.take(size, now) {
				count++
			}
		}
		return count
	}
	if got := taken(1000, 100, 0); got != ingestBurst {
		t.Errorf("a burst of %d got through, want %d", got, ingestBurst)
	}
	if got := taken(1000, 100, 500*ms); got != ingestBurst {
		t.Errorf("half a second later %d more", got)
	}
	honest := 0
	for n := range 1000 {
		honest += taken(1, 180, time.Hour+time.Duration(n)*10*ms)
	}
	if honest != 1000 {
		t.Errorf("of 1000 packets of 10 ms and 144 kbit/s, %d got through", honest)
	}
	flood := 0
	for n := range 10000 {
		flood += taken(1, 100, 2*time.Hour+time.Duration(n)*ms)
	}
	if limit := 10*ingestRate + ingestBurst; flood > limit || flood < limit-5 {
		t.Errorf("of a flood of ten seconds %d got through, want %d", flood, limit)
	}
	large := 0
	for n := range 1000 {
		large += 1000 * taken(1, 1000, 3*time.Hour+time.Duration(n)*10*ms)
	}
	if limit := 11 * ingestBytes; large > limit || large < limit-2000 {
		t.Errorf("of ten seconds of large packets %d bytes got through, want %d", large, limit)
	}
}

// THREATS row 29: a flood is dropped beyond the budget, then ignored, and heard again once it has stopped.
func TestAFloodOfASpeakerIsCutThenIgnored(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	_, heard := b.connect("b")
	forwarded := func(seconds, perSecond int) uint64 {
		before := b.room.Stats().PacketsOut
		for range seconds * 100 {
			for range perSecond / 100 {
				b.sent["a"]++
				b.forwarder.rtp(a, raw(1, b.sent["a"], 30, "\xf8flood"), b.now)
			}
			b.dispatcher.run()
			b.pass(10 * ms)
		}
		heard.rtp = nil
		return b.room.Stats().PacketsOut - before
	}
	if n := forwarded(5, 20_000); n > 5*ingestRate+ingestBurst {
		t.Errorf("%d packets in 5 s of flood", n)
	}
	if b.room.Stats().Dropped[DropFlood] != 0 {
		t.Error("ignored after 5 s")
	}
	forwarded(7, 20_000)
	if got := b.room.Stats().Dropped[DropFlood]; got == 0 {
		t.Fatal("not ignored after 12 s")
	}
	// What is left is the end of a slot that ran dry.
	if n := forwarded(3, 20_000); n > 3 {
		t.Errorf("%d packets of somebody who is ignored", n)
	}
	forwarded(2, 100)
	if n := forwarded(2, 100); n < 190 {
		t.Errorf("%d packets of 200 after the flood", n)
	}
}

func TestABurstAndATwiceTooFastClockAreNoFlood(t *testing.T) {
	var f flood
	for n := range 60 * 200 { // 200 a second for a minute: over the budget, and cut there
		if f.ignores(100, time.Duration(n)*5*ms) {
			t.Fatalf("ignored after %d packets", n)
		}
	}
	now := time.Hour
	for range 20 { // five seconds' worth at once, every ten seconds
		for range 500 {
			if f.ignores(100, now) {
				t.Fatal("bursts are ignored")
			}
		}
		now += 10 * time.Second
	}
}

// THREATS row 32: silence that claims to be loud does not keep its slot, and the honest are heard at once.
func TestWhoLiesAboutTheLevelIsRankedAsSilence(t *testing.T) {
	b := newBench(t)
	_, heard := b.connect("listener")
	var liars []*voice
	for i := range 3 {
		p, _ := b.publish(fmt.Sprint("liar", i))
		liars = append(liars, &voice{peer: p})
	}
	honest, _ := b.publish("honest")
	lie := func() {
		for _, l := range liars {
			l.number++
			b.receive(l.peer, raw(uint32(l.id), l.number, 0, silenceFrame)) // 0 dBov
		}
	}
	for range 100 { // two seconds
		lie()
		b.pass(20 * ms)
	}
	var u SpeakersUpdate
	b.forwarder.look(&u, b.now)
	if len(u.Speaking) != 0 {
		t.Errorf("liars are told to speak: %+v", u.Speaking)
	}
	start, routed := b.now, time.Duration(0)
	for routed == 0 && b.now-start < time.Second {
		lie()
		said := b.say(honest, 30)
		if slices.Contains(heard.spoken(), said) {
			routed = b.now - start + 1
		}
		b.pass(20 * ms)
	}
	if routed == 0 || routed > 300*ms {
		t.Errorf("the honest one was heard after %v", routed)
	}
}

func TestWhatIsALieAboutTheLevel(t *testing.T) {
	speech := append([]byte{0xf8}, make([]byte, 60)...)
	small := append([]byte{0xf8}, make([]byte, 8)...)
	short := append([]byte{0xf0}, make([]byte, 8)...) // 10 ms: twice as much a second
	for _, test := range []struct {
		name    string
		loud    float64
		payload []byte
		packets int
		want    bool
	}{
		{"speech", 110, speech, 500, false},
		{"silence that is silent", 20, small, 500, false},
		{"a whisper", lyingLevel, small, 500, false},
		{"half a second of loud nothing", 110, small, 25, false},
		{"two seconds of it", 110, small, 100, true},
		{"DTX that shouts", 127, []byte{0xf8}, 100, true},
		{"short frames of a slow codec", 110, short, 500, false},
	} {
		var c claims
		lies := false
		for range test.packets {
			lies = c.lies(test.loud, test.payload)
		}
		if lies != test.want {
			t.Errorf("%s: %v", test.name, lies)
		}
	}
	var c claims
	for range 200 {
		c.lies(110, small)
	}
	for range 150 {
		c.lies(110, speech)
	}
	if c.lies(110, small) {
		t.Error("who lied once is never believed again")
	}
}

// THREATS row 33: 5,000 NACKs a second bring a tenth of the stream at most, and what they ask for in vain costs
// little; a BYE and reports about others' streams change nothing.
func TestAStormOfNACKsBringsATenth(t *testing.T) {
	b, speaker, listener, heard := stream(t, 200)
	before := b.room.Stats()
	for range 500 { // ten seconds
		b.say(speaker, 30)
		newest := numberOf(heard.rtp[len(heard.rtp)-1])
		for n := range 100 {
			b.nack(listener, 71, newest-uint16(n), newest-uint16(n)-17, 40000)
		}
		b.pass(20 * ms)
	}
	after := b.room.Stats()
	resent, sent := after.Resent-before.Resent, uint64(500)
	if resent > sent/10+resendBurst/resendCost || resent < sent/10 {
		t.Errorf("%d packets were resent beside %d", resent, sent)
	}
	if after.Dropped[DropReports] == 0 {
		t.Error("5,000 compounds a second were all read")
	}
}

func TestOthersStreamsAndAByeChangeNothing(t *testing.T) {
	b, speaker, listener, heard := stream(t, 50)
	foreign := marshal(t,
		&rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 4711, FractionLost: 255}}},
		&rtcp.TransportLayerNack{SenderSSRC: 1, MediaSSRC: 4711, Nacks: []rtcp.NackPair{{PacketID: 1}}},
		&rtcp.Goodbye{Sources: []uint32{71, 1, uint32(speaker.id)}},
		&rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: 1, Bitrate: 1, SSRCs: []uint32{71}},
	)
	b.forwarder.rtcp(listener, foreign, b.now)
	b.dispatcher.run()
	if s := b.room.Stats(); s.Resent != 0 || s.LossReports != 0 || listener.loss.smooth != 0 {
		t.Errorf("%+v", s)
	}
	before := len(heard.rtp)
	b.say(speaker, 30)
	if len(heard.rtp) != before+1 {
		t.Error("a BYE ended a stream")
	}
}

// THREATS row 49: what nobody hears is not composed.
func TestOneSpeakerAloneCostsNoEgress(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	for range 500 {
		b.say(a, 30)
		b.pass(20 * ms)
	}
	for _, r := range b.forwarder.slots[0].renditions {
		if r.ring != nil || r.packer != nil {
			t.Error("something was composed")
		}
	}
	if b.room.Stats().PacketsOut != 0 || b.flushes != 0 {
		t.Errorf("%d packets out, %d flushes", b.room.Stats().PacketsOut, b.flushes)
	}
}

// What a muted microphone that goes on sending costs: a look at the gate, beside decrypting.
func BenchmarkMuted(b *testing.B) {
	bench := newBench(b)
	a, _ := bench.connect("a")
	bench.connect("listener")
	packet := raw(1, 1, 30, string(make([]byte, 80)))
	b.ReportAllocs()
	for b.Loop() {
		bench.now += 20 * ms
		bench.forwarder.rtp(a, packet, bench.now)
	}
	if bench.room.Stats().Dropped[DropGate] == 0 {
		b.Error("the gate is open")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)*50/1e9*100, "%CPU/speaker")
}

// What a flood costs once it is ignored.
func BenchmarkIgnored(b *testing.B) {
	bench := newBench(b)
	a, _ := bench.publish("a")
	bench.connect("listener")
	packet := raw(1, 1, 30, string(make([]byte, 80)))
	a.member.flood = flood{from: bench.now, ignored: true, seconds: floodSeconds}
	for b.Loop() {
		bench.now += 50 * time.Microsecond // 20,000 a second
		bench.forwarder.rtp(a, packet, bench.now)
	}
	if s := bench.room.Stats(); s.Dropped[DropFlood] != s.PacketsIn {
		b.Error("it is not ignored")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)*20_000/1e9*100, "%CPU/flood")
}
