package sfu

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestAForwardedPacketHasNothingOfTheClientsHeader(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	_, heard := b.connect("b")
	payload := b.say(a, 30)
	packets := heard.parsed(t)
	if len(packets) != 1 {
		t.Fatalf("%d packets", len(packets))
	}
	p := packets[0]
	if p.SSRC != 71 || p.PayloadType != 109 || !p.Marker || p.Padding || p.Extension {
		t.Errorf("header %+v", p.Header)
	}
	if !slices.Equal(p.CSRC, []uint32{a.member.number}) {
		t.Errorf("CSRC %v, want the number of a, %d", p.CSRC, a.member.number)
	}
	if string(p.Payload) != payload {
		t.Errorf("payload %q, want %q", p.Payload, payload)
	}
}

func TestNobodyHearsThemselvesAndTheOthersHearAll(t *testing.T) {
	b := newBench(t)
	peers, heard := make([]*peer, 3), make([]*fakeConn, 3)
	for i := range peers {
		peers[i], heard[i] = b.publish(fmt.Sprint("p", i))
	}
	want := make([][]string, 3)
	for range 50 {
		for i, p := range peers {
			payload := b.say(p, 30)
			for j := range want {
				if j != i {
					want[j] = append(want[j], payload)
				}
			}
		}
		b.pass(20 * ms)
	}
	for i, c := range heard {
		if !slices.Equal(c.spoken(), want[i]) {
			t.Errorf("p%d heard %d packets, want %d", i, len(c.spoken()), len(want[i]))
		}
	}
}

func TestEveryListenersStreamsHaveNoGap(t *testing.T) {
	b := newBench(t)
	b.forwarder.slots = b.forwarder.slots[:1] // one slot, taken in turns
	b.forwarder.selector.holders = b.forwarder.selector.holders[:1]
	first, toFirst := b.publish("first")
	second, toSecond := b.publish("second")
	_, toThird := b.connect("third")
	for turn := range 10 {
		speaker, other := first, second
		if turn%2 == 1 {
			speaker, other = second, first
		}
		for n := range 100 {
			b.say(speaker, 20)
			if n%10 == 0 {
				b.say(other, 100)
			}
			b.pass(20 * ms)
		}
		if turn == 3 {
			_, late := b.connect("late")
			defer func() { checkStream(t, "late", late, 600) }()
		}
	}
	checkStream(t, "first", toFirst, 400)
	checkStream(t, "second", toSecond, 400)
	checkStream(t, "third", toThird, 950)
}

// checkStream checks what one slot sent to a listener: numbers without gap from a low one on, time that runs.
func checkStream(t *testing.T, name string, c *fakeConn, least int) {
	t.Helper()
	packets := c.parsed(t)
	if len(packets) < least {
		t.Errorf("%s heard %d packets, want %d at least", name, len(packets), least)
		return
	}
	if first := packets[0].SequenceNumber; first >= 1<<15 {
		t.Errorf("%s starts at %d", name, first)
	}
	for i := 1; i < len(packets); i++ {
		was, is := packets[i-1], packets[i]
		if is.SequenceNumber != was.SequenceNumber+1 {
			t.Errorf("%s: packet %d has number %d after %d", name, i, is.SequenceNumber, was.SequenceNumber)
		}
		if step := int32(is.Timestamp - was.Timestamp); step <= 0 || step%frameSamples != 0 {
			t.Errorf("%s: packet %d goes on by %d samples", name, i, step)
		}
	}
}

func TestTenSpeakersWithTheSameSSRCAreSeparate(t *testing.T) {
	b := newBench(t)
	_, heard := b.connect("listener")
	numbers := map[uint32]string{}
	var peers []*peer
	for i := range 10 {
		p, _ := b.publish(fmt.Sprint("p", i))
		peers = append(peers, p)
		numbers[p.member.number] = p.member.participant
	}
	for n := range 400 { // they speak in turns: at most three within the hold
		p := peers[n/40]
		payload := fmt.Sprintf("\xf8%s %d speech", p.member.participant, n)
		b.receive(p, raw(1, 5000+n, 20, payload))
		b.pass(20 * ms)
	}
	spoken := 0
	for _, p := range heard.parsed(t) {
		if len(p.CSRC) == 0 {
			continue
		}
		spoken++
		name := numbers[p.CSRC[0]]
		if want := "\xf8" + name + " "; len(p.Payload) < len(want) || string(p.Payload[:len(want)]) != want {
			t.Fatalf("%q was heard as %s", p.Payload, name)
		}
	}
	if spoken != 400 || len(numbers) != 10 {
		t.Errorf("%d packets of %d participants were heard", spoken, len(numbers))
	}
}

func TestWhatIsDroppedIsCounted(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	_, heard := b.connect("b")
	wrongType := raw(1, 1, 30, "\xf8x")
	wrongType[1] = 110
	b.receive(a, wrongType)
	b.receive(a, []byte("not RTP at all"))
	b.room.AllowPublish("a", false)
	b.say(a, 30)
	b.room.AllowPublish("a", true)
	b.say(a, 30)
	b.say(a, 30)
	b.receive(a, raw(uint32(a.id), 2, 30, "\xf8late"))
	heard.fail = true
	b.say(a, 30)
	for range 100 {
		b.say(a, 30)
	}
	got := b.room.Stats()
	want := map[string]uint64{
		DropPayloadType: 1, DropMalformed: 1, DropGate: 1, DropLate: 1,
		DropBudget: 101 + 5 - ingestBurst, DropSend: ingestBurst - 5,
		DropStale: 0, DropUnselected: 0, DropResend: 0, DropFlood: 0, DropReports: 0,
	}
	for cause, n := range want {
		if got.Dropped[cause] != n {
			t.Errorf("%s: %d dropped, want %d", cause, got.Dropped[cause], n)
		}
	}
	if len(got.Dropped) != len(want) {
		t.Errorf("%d causes are reported, %d known here", len(got.Dropped), len(want))
	}
	if got.PacketsIn != 107 || got.PacketsOut != 2 || got.BytesOut == 0 || got.Connected != 2 || got.Connecting != 0 {
		t.Errorf("%+v", got)
	}
}

func TestTheUnselectedAreNotForwarded(t *testing.T) {
	b := newBench(t)
	var peers []*peer
	for i := range 5 {
		p, _ := b.publish(fmt.Sprint("p", i))
		peers = append(peers, p)
	}
	_, heard := b.connect("listener")
	for range 10 {
		for _, p := range peers {
			b.say(p, 20)
		}
		b.pass(20 * ms)
	}
	if got := len(heard.spoken()); got != 30 {
		t.Errorf("%d packets of three speakers were heard, want 30", got)
	}
	if got := b.room.Stats().Dropped[DropUnselected]; got != 20 {
		t.Errorf("%d packets were unselected, want 20", got)
	}
}

func TestASlotThatRunsDryPlaysSilenceOfNobody(t *testing.T) {
	b := newBench(t)
	a, toA := b.publish("a")
	_, heard := b.connect("b")
	b.say(a, 30)
	b.pass(time.Second)
	b.say(a, 30)
	packets := heard.parsed(t)
	if len(packets) != 5 {
		t.Fatalf("%d packets, want one, three of silence, one", len(packets))
	}
	for i, p := range packets[1:4] {
		if string(p.Payload) != silenceFrame || len(p.CSRC) != 0 || p.Timestamp != packets[0].Timestamp+uint32(i+1)*frameSamples {
			t.Errorf("frame %d: %+v", i, p)
		}
	}
	if step := packets[4].Timestamp - packets[0].Timestamp; step != 50*frameSamples {
		t.Errorf("a second later the time is %d samples on", step)
	}
	checkStream(t, "b", heard, 5)
	if len(toA.rtp) != 0 {
		t.Error("a heard its own silence")
	}
}

func TestDTXIsNotFilledWithSilence(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	_, heard := b.connect("b")
	b.receive(a, raw(1, 1, 127, "\xf8"))
	b.pass(time.Second)
	if len(heard.rtp) != 1 {
		t.Errorf("%d packets", len(heard.rtp))
	}
}

func TestARoomWithoutListenersForwardsNothing(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	for range 50 {
		b.say(a, 30)
		b.pass(20 * ms)
	}
	if got := b.room.Stats(); got.PacketsOut != 0 || b.forwarder.slots[0].renditions[plain].ring != nil {
		t.Errorf("%d packets went out, ring %v", got.PacketsOut, b.forwarder.slots[0].renditions[plain].ring != nil)
	}
	if last := b.updates[len(b.updates)-1]; !slices.Equal(last.Receiving, []string{"a"}) {
		t.Errorf("who speaks alone is not seen: %+v", last)
	}
	_, heard := b.connect("b")
	b.say(a, 30)
	if len(heard.rtp) != 1 {
		t.Error("the first listener does not hear")
	}
}

func TestAListenerWithFewerLinesHearsTheFirstSlots(t *testing.T) {
	b := newBench(t)
	b.transport.slots = 1
	_, heard := b.connect("narrow")
	b.transport.slots = MaxSlots
	for _, name := range []string{"x", "y"} {
		p, _ := b.publish(name)
		b.say(p, 30)
	}
	if packets := heard.parsed(t); len(packets) != 1 || packets[0].SSRC != 71 {
		t.Errorf("heard %d packets", len(packets))
	}
}

func TestSenderReportsReachEveryListenerOnceInFiveSeconds(t *testing.T) {
	b := newBench(t)
	a, toA := b.publish("a")
	var all []*fakeConn
	for i := range 7 {
		_, c := b.connect(fmt.Sprint("l", i))
		all = append(all, c)
	}
	for range 750 {
		b.say(a, 30)
		b.pass(20 * ms)
	}
	for i, c := range all {
		if len(c.rtcp) < 2 || len(c.rtcp) > 4 {
			t.Errorf("l%d got %d reports in 15 s", i, len(c.rtcp))
			continue
		}
		last := c.rtcp[len(c.rtcp)-1]
		packets := c.parsed(t)
		off := int32(binary.BigEndian.Uint32(last[16:]) - packets[len(packets)-1].Timestamp)
		if binary.BigEndian.Uint32(last[4:]) != 71 || max(off, -off) > 5*frameSamples*50+2*frameSamples {
			t.Errorf("l%d: report %x is %d samples from the stream", i, last, off)
		}
	}
	for _, compound := range toA.rtcp {
		if compound[1] == rtcpSenderReport {
			t.Error("a has a report of a stream it does not hear")
		}
	}
}

func TestLossReportsAreSummedUp(t *testing.T) {
	b := newBench(t)
	_, _ = b.publish("a")
	p, _ := b.connect("b")
	report := func(ssrc uint32, lost byte) {
		compound := append([]byte{0x81, rtcpReceiverReport, 0, 7}, make([]byte, 28)...)
		binary.BigEndian.PutUint32(compound[8:], ssrc)
		compound[12] = lost
		b.forwarder.rtcp(p, compound, b.now)
	}
	report(71, 128)
	report(72, 0)
	report(999, 255)
	if s := b.room.Stats(); s.LossReports != 2 || s.LossSum != 0.5 {
		t.Errorf("%d reports, sum %v", s.LossReports, s.LossSum)
	}
}
