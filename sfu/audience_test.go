package sfu

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// kindOf gives the rendition a listener hears in every slot, kinds when it is not one.
func kindOf(p *peer) kind {
	for i := range p.lanes[:p.slots] {
		if p.lanes[i].kind != p.lanes[0].kind {
			return kinds
		}
	}
	return p.lanes[0].kind
}

// A large audience is spread over the phases, comes back together when it shrinks, and misses nothing meanwhile.
func TestALargeAudienceIsServedInPhases(t *testing.T) {
	b, reference := packedBench(t, packed60)
	b.dispatcher.packing.phasesFrom = 30
	a, _ := b.publish("a")
	v := &voice{peer: a}
	speak := func(d time.Duration) {
		for range d / (20 * ms) {
			v.send(b, []byte("\xf8speech"), 0)
			b.pass(20 * ms)
		}
	}
	first, heard := b.connect("first")
	speak(2 * time.Second)
	if kindOf(first) != packed60 {
		t.Fatalf("rendition %d in a small room", kindOf(first))
	}
	peers := b.audience(29)
	speak(2 * time.Second)
	for k := packed60; k < kinds; k++ {
		if n := len(b.forwarder.tables[k].peers); n != 10 {
			t.Errorf("%d hear phase %d", n, k-packed60)
		}
	}
	for _, p := range peers[:6] { // 26 with the reference, and 27 are a tenth fewer
		b.room.Remove(p.member.participant)
	}
	b.transport.turn()
	speak(2 * time.Second)
	for _, p := range append(peers[6:], first) {
		if kindOf(p) != packed60 {
			t.Errorf("%s hears rendition %d in a room that is small again", p.member.participant, kindOf(p))
		}
	}
	b.pass(time.Second)
	if got, want := heard.frames(t, 71, true), reference.frames(t, 71, true); !slices.Equal(got, want[len(want)-len(got):]) || len(got) < 300 {
		t.Errorf("heard %d frames, %d were sent%s", len(got), len(want), difference(got, want[max(0, len(want)-len(got)):]))
	}
}

// audience connects a number of listeners.
func (b *bench) audience(n int) (peers []*peer) {
	for i := range n {
		p, _ := b.connect(fmt.Sprint("listener", i))
		peers = append(peers, p)
	}
	return peers
}

// has checks what a listener hears two seconds later.
func (b *bench) has(p *peer, what string, want kind) {
	b.t.Helper()
	b.pass(2 * time.Second)
	if got := kindOf(p); got != want {
		b.t.Fatalf("%s: rendition %d, want %d", what, got, want)
	}
}

func TestWhoHearsMergedPackets(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(b *bench, l *peer)
		want kind
	}{
		{"a listener of an audience", func(*bench, *peer) {}, packed60},
		{"who asked for low delay", func(b *bench, l *peer) { b.room.SetLowDelay(l.member.participant, true) }, plain},
		{"who may speak", func(b *bench, l *peer) { b.room.AllowPublish(l.member.participant, true) }, plain},
		{"who might half a minute ago", func(b *bench, l *peer) {
			b.room.AllowPublish(l.member.participant, true)
			b.pass(2 * time.Second)
			b.room.AllowPublish(l.member.participant, false)
			b.pass(28 * time.Second)
		}, plain},
		{"who might a minute ago", func(b *bench, l *peer) {
			b.room.AllowPublish(l.member.participant, true)
			b.pass(2 * time.Second)
			b.room.AllowPublish(l.member.participant, false)
			b.pass(61 * time.Second)
		}, packed60},
		{"who loses 5 %", func(b *bench, l *peer) { l.report(b, 13, 8) }, packed40},
		{"who loses 20 %", func(b *bench, l *peer) { l.report(b, 51, 8) }, plain},
		{"who lost something once", func(b *bench, l *peer) { l.report(b, 7, 1) }, packed60},
		{"who asked and changed their mind", func(b *bench, l *peer) {
			b.room.SetLowDelay(l.member.participant, true)
			b.room.SetLowDelay(l.member.participant, false)
		}, packed60},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			l := b.audience(60)[0]
			b.pass(time.Second)
			test.make(b, l)
			b.transport.turn()
			b.has(l, test.name, test.want)
		})
	}
}

// report has a listener report a loss, in 256ths, a number of times.
func (p *peer) report(b *bench, lost byte, times int) {
	compound := append([]byte{0x81, rtcpReceiverReport, 0, 7, 0, 0, 0, 9, 0, 0, 0, 71, lost}, make([]byte, 19)...)
	for range times {
		b.forwarder.rtcp(p, compound, b.now)
		b.pass(5 * time.Second)
	}
}

func TestPackingBeginsAndEndsWithTheAudience(t *testing.T) {
	b := newBench(t)
	speaker, _ := b.publish("speaker")
	peers := b.audience(49)
	b.has(peers[0], "49 listen", plain)
	last, _ := b.connect("last")
	b.has(peers[0], "50 listen", packed60)
	b.has(speaker, "the speaker", plain)
	b.forwarder.disconnected(last)
	for _, p := range peers[45:] {
		b.forwarder.disconnected(p)
	}
	b.has(peers[0], "45 listen", packed60)
	b.forwarder.disconnected(peers[44])
	b.has(peers[0], "44 listen", plain)
}

func TestPackingAsConfigured(t *testing.T) {
	for _, test := range []struct {
		from int
		span time.Duration
		step Step
		want kind
	}{
		{50, 60 * ms, StepNormal, plain}, {10, 60 * ms, StepNormal, packed60}, {10, 40 * ms, StepNormal, packed40},
		{-1, 60 * ms, StepNormal, plain}, {-1, 60 * ms, StepSlots, plain},
		{50, 60 * ms, StepPack, packed60}, {10, 40 * ms, StepPack, packed60}, {50, 40 * ms, StepRefuse, packed60},
	} {
		b := newBench(t)
		b.dispatcher.packing, b.dispatcher.step = newPacking(test.from, test.span), test.step
		b.publish("speaker")
		b.has(b.audience(12)[3], fmt.Sprintf("%+v", test), test.want)
	}
}

// Shorter packets for all who lose some, because the server is short of CPU, would make it shorter still.
func TestWhatIsLostForWantOfCPUMakesNoMorePackets(t *testing.T) {
	b := newBench(t)
	b.dispatcher.packing = newPacking(10, 60*ms)
	b.publish("speaker")
	l := b.audience(12)[3]
	for range 20 {
		l.loss.observe(200)
	}
	b.has(l, "with CPU to spare", plain)
	b.dispatcher.step = StepPack
	b.has(l, "short of CPU", packed60)
	b.dispatcher.step = StepNormal
	b.has(l, "with CPU to spare again", plain)
}

func TestLossHasHysteresis(t *testing.T) {
	l := newLoss()
	settle := func(lost byte, want kind) {
		t.Helper()
		for range 20 {
			l.observe(lost)
		}
		if l.limit != want {
			t.Errorf("at a loss of %d/256: %d, want %d", lost, l.limit, want)
		}
	}
	settle(0, packed60)
	settle(6, packed60) // 2.3 %
	settle(9, packed40) // 3.5 %
	settle(6, packed40)
	settle(4, packed60) // 1.6 %
	settle(30, plain)   // 11.7 %
	settle(20, plain)   // 7.8 %
	settle(14, packed40)
	settle(30, plain)
	settle(0, packed60)
}

// The moment somebody is let onto the stage they hear packets as they come, without a gap.
func TestWhoComesOntoTheStageHearsPlainPacketsAtOnce(t *testing.T) {
	b, _ := packedBench(t, packed60)
	speaker, _ := b.publish("speaker")
	l, heard := b.connect("l")
	v := &voice{peer: speaker}
	say := func(n int) {
		for range n {
			v.send(b, []byte("\xf8something said"), 0)
			b.pass(20 * ms)
		}
	}
	say(100)
	if kindOf(l) != packed60 {
		t.Fatal("not merged")
	}
	b.room.AllowPublish("l", true)
	b.transport.turn()
	say(4)
	if kindOf(l) != plain {
		t.Error("80 ms later still merged")
	}
	say(10)
	if got := len(heard.frames(t, 71, true)); got != 114 {
		t.Errorf("%d frames of 114", got)
	}
}

// Under the last step of the ladder an audience hears one slot fewer, the one least worth hearing; who is on stage
// hears all; nobody sees a gap.
func TestAnAudienceHearsOneSlotFewer(t *testing.T) {
	b := newBench(t)
	_, heard := b.connect("listener")
	_, asked := b.connect("asked")
	b.room.SetLowDelay("asked", true)
	_, stage := b.publish("on stage")
	var voices []*voice
	for i := range 3 {
		p, _ := b.publish(fmt.Sprint("p", i))
		voices = append(voices, &voice{peer: p})
	}
	levels := []byte{20, 40, 25}
	say := func(n int) {
		for range n {
			for i, v := range voices {
				v.number++
				b.receive(v.peer, raw(uint32(v.id), v.number, levels[i], "\xf8something said"))
			}
			b.pass(20 * ms)
		}
	}
	count := func(c *fakeConn) (n [3]int) {
		for i := range n {
			n[i] = len(c.frames(t, uint32(71+i), true))
		}
		return n
	}
	check := func(what string, c *fakeConn, before, want [3]int) {
		t.Helper()
		after := count(c)
		for i := range after {
			if got := after[i] - before[i]; got < want[i]-5 || got > want[i]+5 {
				t.Errorf("%s: %d frames of slot %d, want %d", what, got, i, want[i])
			}
		}
	}
	say(150)
	all := count(stage)
	check("before", heard, [3]int{}, [3]int{150, 150, 150})
	b.dispatcher.step = StepSlots
	b.pass(20 * ms)
	before, beforeAsked := count(heard), count(asked)
	say(100)
	check("the audience", heard, before, [3]int{100, 0, 100})
	check("who wants low delay", asked, beforeAsked, [3]int{100, 0, 100})
	check("the stage", stage, all, [3]int{100, 100, 100})
	levels = []byte{20, 25, 127} // another is silent now: the second is heard again
	say(50)
	before = count(heard)
	say(100)
	check("another is silent", heard, before, [3]int{100, 100, 0})
	b.dispatcher.step = StepNormal
	b.pass(20 * ms)
	before = count(heard)
	say(100)
	check("afterwards", heard, before, [3]int{100, 100, 100})
}

func TestTheOnlySlotIsNeverTheSpare(t *testing.T) {
	f := newForwarder("room", &dispatcher{}, []uint32{71}, nil)
	f.step = StepSlots
	if f.chooseSpare(time.Minute) != noSlot {
		t.Error("the only slot is done without")
	}
}

func TestATableKnowsEveryPlace(t *testing.T) {
	table := table{kind: packed60}
	peers := make([]*peer, 10)
	for i := range peers {
		peers[i] = &peer{id: uint64(i)}
		table.add(peers[i])
		table.add(peers[i])
	}
	for _, i := range []int{0, 9, 4, 4, 5} {
		table.remove(peers[i])
	}
	if len(table.peers) != 6 {
		t.Fatalf("%d are left of 10", len(table.peers))
	}
	for at, p := range table.peers {
		if p.place[packed60] != at+1 {
			t.Errorf("peer %d is at %d and thinks %d", p.id, at+1, p.place[packed60])
		}
	}
	for _, p := range peers {
		table.remove(p)
	}
	if len(table.peers) != 0 {
		t.Error("somebody is left")
	}
}

// Sender reports count what a listener was sent, in whatever renditions.
func TestReportsCountWhatWasSentInEveryRendition(t *testing.T) {
	b, _ := packedBench(t, packed60)
	speaker, _ := b.publish("speaker")
	_, heard := b.connect("l")
	v := &voice{peer: speaker}
	for n := range 600 {
		if n%100 == 50 {
			b.room.SetLowDelay("l", n%200 == 50)
			b.transport.turn()
		}
		v.send(b, []byte("\xf8something said"), 0)
		b.pass(20 * ms)
		if last := len(heard.rtcp); last > 0 && heard.rtcp[last-1][1] == rtcpSenderReport {
			r := heard.rtcp[last-1]
			packets, octets := 0, 0
			for _, p := range heard.rtp {
				packets++
				octets += len(p) - headerBytes
			}
			if got := int(r[20])<<24 | int(r[21])<<16 | int(r[22])<<8 | int(r[23]); got > packets || got < packets-8 {
				t.Fatalf("%d packets reported of %d", got, packets)
			}
			if got := int(r[24])<<24 | int(r[25])<<16 | int(r[26])<<8 | int(r[27]); got > octets {
				t.Fatalf("%d octets reported of %d", got, octets)
			}
			heard.rtcp = nil
		}
	}
}

// What merging spares is counted where it is for want of CPU alone: the ladder must know what comes back with it.
func TestWhatIsMergedForWantOfCPUIsCounted(t *testing.T) {
	for name, test := range map[string]struct {
		from, want int // audience; of 100 packets that would be sent, a second
	}{
		"a small room": {30, 66},
		"a large room": {1, 0},
	} {
		b, _ := packedBench(t, packed60)
		b.dispatcher.packing.from, b.dispatcher.step = test.from, StepPack
		a, _ := b.publish("a")
		b.audience(2)
		v := &voice{peer: a}
		speak := func(d time.Duration) {
			for range d / (20 * ms) {
				v.send(b, []byte("\xf8speech"), 0)
				b.pass(20 * ms)
			}
		}
		speak(3 * time.Second)
		b.dispatcher.packets = sparing{}
		speak(10 * time.Second)
		p := b.dispatcher.packets
		if got := int(p.spared) / 10; got < test.want-1 || got > test.want+1 {
			t.Errorf("%s: %d spared a second, want %d", name, got, test.want)
		}
		if got, want := p.sent, uint64(500+2*500/3); got < want-5 || got > want+5 { // the reference hears all
			t.Errorf("%s: %d sent, want %d", name, got, want)
		}
	}
}
