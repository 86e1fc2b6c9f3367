package sfu

import (
	"bytes"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestAGateIsBornClosed(t *testing.T) {
	b := newBench(t)
	a, _ := b.connect("a")
	_, heard := b.connect("b")
	b.say(a, 30)
	if len(heard.rtp) != 0 {
		t.Fatal("somebody whom nobody allowed was heard")
	}
}

func TestAGateIsTheParticipantsNotTheConnections(t *testing.T) {
	b := newBench(t)
	b.room.AllowPublish("a", true) // before any connection
	first, _ := b.connect("a")
	_, heard := b.connect("b")
	b.say(first, 30)
	second, _ := b.connect("a")
	b.say(second, 30)
	if len(heard.spoken()) != 2 {
		t.Fatalf("%d packets were heard, want 2", len(heard.spoken()))
	}
	b.room.AllowPublish("a", false)
	third, _ := b.connect("a")
	for _, p := range []*peer{first, second, third} {
		for ssrc := range uint32(20) {
			b.receive(p, raw(ssrc, int(ssrc), 30, "\xf8muted"))
		}
	}
	if len(heard.spoken()) != 2 {
		t.Fatal("a closed gate let a new connection or SSRC through")
	}
}

func TestOpeningAGateDisturbsNobodyElse(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	_, heard := b.connect("listener")
	for range 20 {
		b.say(a, 30)
		b.room.AllowPublish("b", true)
		b.room.AllowPublish("b", false)
		b.pass(20 * ms)
	}
	if len(heard.spoken()) != 20 {
		t.Fatalf("%d of 20 packets were heard", len(heard.spoken()))
	}
	checkStream(t, "listener", heard, 20)
}

func TestClosingAGateFreesItsSlotAndItsPlaceInTheLists(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	_, _ = b.connect("b")
	for range 50 {
		b.say(a, 20)
		b.pass(20 * ms)
	}
	b.room.AllowPublish("a", false)
	var u SpeakersUpdate
	b.forwarder.look(&u, b.now) // before anything else has noticed
	if u.Slots[0] != "" || len(u.Speaking) != 0 || len(u.Receiving) != 0 {
		t.Errorf("seen after the gate closed: %+v", u)
	}
	updates := len(b.updates)
	b.pass(updateMinimum + 20*ms)
	if len(b.updates) == updates {
		t.Fatal("nobody was told")
	}
	for _, u := range b.updates[updates:] {
		if u.Slots[0] != "" || len(u.Speaking) != 0 || len(u.Receiving) != 0 {
			t.Errorf("told after the gate closed: %+v", u)
		}
	}
	c, _ := b.publish("c")
	b.say(c, 20)
	if c.member.slot != 0 {
		t.Errorf("the next speaker got slot %d", c.member.slot)
	}
}

func TestClosingAGateOnTheMediaGoroutineDoesNotWait(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	_, heard := b.connect("b")
	closer := &closingObserver{room: b.room}
	b.forwarder.publisher = publisher{observer: closer}
	b.say(a, 30)
	b.pass(20 * ms) // the observer closes the gate in here
	b.say(a, 30)
	if closer.calls == 0 || len(heard.spoken()) != 1 {
		t.Fatalf("%d packets were heard, want 1", len(heard.spoken()))
	}
}

type closingObserver struct {
	room  *Room
	calls int
}

func (c *closingObserver) Speakers(SpeakersUpdate) {
	c.calls++
	c.room.AllowPublish("a", false)
}

func (c *closingObserver) Voices([]Voice) bool { return true }

// The mute race: whoever closes a gate finds that no packet is forwarded after the call, however the packets and
// the call interleave, resent packets included.
func TestNoPacketIsForwardedOnceAGateHasClosed(t *testing.T) {
	const trials = 1000
	b := newBench(t)
	a, _ := b.publish("a")
	listener, heard := b.connect("b")
	var muted, heardMuted atomic.Bool
	voice := []byte("\xf8voice")
	heard.onSend = func(packet []byte) {
		if muted.Load() && bytes.Contains(packet, voice) {
			heardMuted.Store(true)
		}
		heard.rtp = heard.rtp[:0]
	}
	var media sync.WaitGroup
	var stop atomic.Bool
	var forwarded atomic.Int64
	media.Go(func() { // the media goroutine: a flood of packets, SSRCs and resends
		for n := 1; !stop.Load(); n++ {
			b.now += 20 * ms
			before := b.forwarder.counters.packetsOut.Load()
			b.receive(a, raw(uint32(n/7), n, 20, string(voice)))
			b.nack(listener, 71, uint16(n), uint16(firstNumber(listener)+n))
			forwarded.Add(int64(b.forwarder.counters.packetsOut.Load() - before))
			if n%50 == 0 {
				b.forwarder.tick(b.now, time.Unix(0, 0))
			}
		}
	})
	for range trials {
		was := forwarded.Load()
		muted.Store(false)
		b.room.AllowPublish("a", true)
		for forwarded.Load() == was { // speech is on its way
			runtime.Gosched()
		}
		b.room.AllowPublish("a", false)
		muted.Store(true)
	}
	stop.Store(true)
	media.Wait()
	if heardMuted.Load() {
		t.Fatal("a packet was forwarded after the gate had closed")
	}
}

// firstNumber gives the sequence number a listener's first slot is at.
func firstNumber(p *peer) int { return int(uint16(p.lanes[0].since - p.lanes[0].base)) }

func TestClosingWaitsForThePacketInHand(t *testing.T) {
	var g gate
	g.set(true)
	if !g.enter() {
		t.Fatal("closed")
	}
	done := make(chan struct{})
	go func() {
		g.set(false)
		close(done)
	}()
	for g.isOpen() { // until the store is made
		runtime.Gosched()
	}
	select {
	case <-done:
		t.Fatal("closing did not wait")
	case <-time.After(20 * time.Millisecond):
	}
	g.leave()
	g.enter() // the next packet comes at once: the wait is over all the same
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatal("closing waits for the packets that come after, too")
	}
}

// gathering is a connection that keeps packets until they are flushed, as light's do.
type gathering struct {
	conn
	voices int // gathered and not flushed
}

func (g *gathering) SendRTP(packet []byte) error {
	if bytes.Contains(packet, []byte("voice")) {
		g.voices++
	}
	return nil
}

// The same for what connections gather: when closing a gate returns it has left, what was merged and what was asked
// for again included.
func TestNothingIsGatheredOnceAGateHasClosed(t *testing.T) {
	const trials = 500
	b, _ := packedBench(t, packed60)
	a, _ := b.publish("a")
	listener, _ := b.connect("b")
	asks, _ := b.connect("asks")
	b.room.SetLowDelay("asks", true)
	out := &gathering{}
	listener.onWire, asks.onWire = out, out
	var muted, late atomic.Bool
	var left atomic.Int64
	b.dispatcher.flush = func() {
		for range 20 { // time for a gate to close
			runtime.Gosched()
		}
		if out.voices > 0 && muted.Load() {
			late.Store(true)
		}
		left.Add(int64(out.voices))
		out.voices = 0
	}
	b.pass(20 * ms)
	var media sync.WaitGroup
	var stop atomic.Bool
	media.Go(func() {
		for n := 1; !stop.Load(); n++ {
			b.now += 20 * ms
			b.receive(a, raw(1, n, 20, "\xf8voice"))
			b.nack(asks, 71, uint16(n), uint16(firstNumber(asks)+n))
		}
	})
	for range trials {
		was := left.Load()
		muted.Store(false)
		b.room.AllowPublish("a", true)
		for left.Load() == was {
			runtime.Gosched()
		}
		b.room.AllowPublish("a", false)
		muted.Store(true)
	}
	stop.Store(true)
	media.Wait()
	if late.Load() {
		t.Fatal("packets left after the gate had closed")
	}
}
