package sfu

import (
	"bytes"
	"testing"
	"time"
)

// stream says n packets of a to a listener and returns both.
func stream(t *testing.T, n int) (b *bench, speaker, listener *peer, heard *fakeConn) {
	b = newBench(t)
	speaker, _ = b.publish("a")
	listener, heard = b.connect("b")
	for range n {
		b.say(speaker, 30)
		b.pass(20 * ms)
	}
	return b, speaker, listener, heard
}

// numberOf gives the sequence number of a packet.
func numberOf(packet []byte) uint16 { return uint16(packet[2])<<8 | uint16(packet[3]) }

func TestWhatIsAskedForAgainComesAgainToTheLastBit(t *testing.T) {
	b, _, listener, heard := stream(t, 100)
	sent := heard.rtp
	b.nack(listener, 71, numberOf(sent[40]), numberOf(sent[0]), numberOf(sent[99]))
	again := heard.rtp[100:]
	if len(again) != 3 {
		t.Fatalf("%d packets came again, want 3", len(again))
	}
	for i, want := range []int{40, 0, 99} {
		if !bytes.Equal(again[i], sent[want]) {
			t.Errorf("packet %d came again as %x, was %x", want, again[i], sent[want])
		}
	}
	if got := b.room.Stats(); got.Resent != 3 || got.PacketsOut != 103 {
		t.Errorf("%d resent, %d out", got.Resent, got.PacketsOut)
	}
}

func TestSilenceIsResentToo(t *testing.T) {
	b, _, listener, heard := stream(t, 1)
	b.pass(100 * ms)
	b.room.AllowPublish("a", false)
	b.nack(listener, 71, numberOf(heard.rtp[2]))
	if len(heard.rtp) != 5 || !bytes.Equal(heard.rtp[4], heard.rtp[2]) {
		t.Fatalf("%d packets", len(heard.rtp))
	}
}

func TestWhatIsNotResent(t *testing.T) {
	for _, test := range []struct {
		name string
		ask  func(b *bench, speaker, listener *peer, newest uint16)
	}{
		{"a packet of somebody whose gate is closed", func(b *bench, _, l *peer, n uint16) {
			b.room.AllowPublish("a", false)
			b.nack(l, 71, n)
		}},
		{"a packet of somebody who has been removed", func(b *bench, _, l *peer, n uint16) {
			b.room.Remove("a")
			b.nack(l, 71, n)
		}},
		{"a packet of somebody who was removed and is back", func(b *bench, _, l *peer, n uint16) {
			b.room.Remove("a")
			b.room.AllowPublish("a", true)
			b.nack(l, 71, n)
		}},
		{"a packet older than the ring", func(b *bench, _, l *peer, n uint16) { b.nack(l, 71, n-ringPackets) }},
		{"a packet that has not been sent", func(b *bench, _, l *peer, n uint16) { b.nack(l, 71, n+1) }},
		{"a packet of another slot", func(b *bench, _, l *peer, n uint16) { b.nack(l, 72, n) }},
		{"a packet of no slot", func(b *bench, _, l *peer, n uint16) { b.nack(l, 12345, n) }},
		{"a packet to its own speaker", func(b *bench, s, _ *peer, n uint16) { b.nack(s, 71, n) }},
		{"a packet to a connection that was replaced", func(b *bench, _, l *peer, n uint16) {
			b.connect("b")
			b.nack(l, 71, n)
		}},
		{"a packet to a closed room", func(b *bench, _, l *peer, n uint16) {
			b.room.Close()
			b.transport.turn()
			b.nack(l, 71, n)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, speaker, listener, heard := stream(t, 300)
			before := len(heard.rtp)
			test.ask(b, speaker, listener, numberOf(heard.rtp[before-1]))
			if len(heard.rtp) != before {
				t.Fatal("it was resent")
			}
		})
	}
}

func TestAPacketFromBeforeOnesOwnSpeechIsNotMistakenForAnother(t *testing.T) {
	b := newBench(t)
	b.forwarder.slots = b.forwarder.slots[:1]
	b.forwarder.selector.holders = b.forwarder.selector.holders[:1]
	a, _ := b.publish("a")
	l, heard := b.publish("l")
	for range 20 {
		b.say(a, 30)
		b.pass(20 * ms)
	}
	b.room.AllowPublish("a", false)
	b.pass(time.Second)
	for range 20 { // l's own voice, in the same slot
		b.say(l, 30)
		b.pass(20 * ms)
	}
	b.room.AllowPublish("a", true)
	b.room.AllowPublish("l", false)
	b.pass(time.Second)
	b.say(a, 30)
	sent := map[uint16][]byte{}
	for _, p := range heard.rtp {
		sent[numberOf(p)] = p
	}
	n := len(heard.rtp)
	for number := range sent {
		b.nack(l, 71, number)
	}
	for _, p := range heard.rtp[n:] {
		if !bytes.Equal(p, sent[numberOf(p)]) {
			t.Fatalf("%d was sent with two contents", numberOf(p))
		}
	}
	if len(heard.rtp) == n {
		t.Error("not even the last packet was resent")
	}
}

func TestResendingHasABudget(t *testing.T) {
	b, speaker, listener, heard := stream(t, 200)
	newest := numberOf(heard.rtp[len(heard.rtp)-1])
	for range 100 {
		b.nack(listener, 71, newest)
	}
	if got := b.room.Stats().Resent; got != resendBurst/resendCost {
		t.Errorf("%d were resent at once, want %d", got, resendBurst/resendCost)
	}
	for range 100 {
		b.say(speaker, 30)
		b.pass(20 * ms)
	}
	for range 100 {
		b.nack(listener, 71, newest)
	}
	if got := b.room.Stats().Resent; got != resendBurst/resendCost+10 {
		t.Errorf("after 100 packets more %d have been resent, want 10 more", got)
	}
	if got := b.room.Stats().Dropped[DropResend]; got != 200-30 {
		t.Errorf("%d refusals were counted", got)
	}
}
