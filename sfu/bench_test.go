package sfu

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"
)

// sink is a connection that copies each packet to one place, as sealing would.
type sink struct{ buffer [1500]byte }

func (s *sink) SendRTP(packet []byte) error  { copy(s.buffer[:], packet); return nil }
func (s *sink) SendRTCP(packet []byte) error { return nil }
func (s *sink) Close()                       {}

// crowd is a room with speakers and listeners whose connections are sinks, and a function that has each speaker
// send its next packet.
func crowd(t testing.TB, speakers, listeners int) (b *bench, round func()) {
	b = newBench(t)
	b.forwarder.publisher.observer = nil
	b.dispatcher.packing.from = 0
	out := &sink{}
	var peers []*peer
	for i := range speakers + listeners {
		p, _ := b.connect(fmt.Sprint("p", i))
		p.onWire = out
		if i < speakers {
			b.room.AllowPublish(fmt.Sprint("p", i), true)
			peers = append(peers, p)
		}
	}
	packet := raw(1, 0, 30, string(make([]byte, 80)))
	n := uint16(0)
	return b, func() {
		n++
		binary.BigEndian.PutUint16(packet[2:], n)
		binary.BigEndian.PutUint32(packet[4:], uint32(n)*frameSamples)
		b.now += 20 * ms
		for _, p := range peers {
			b.forwarder.rtp(p, packet, b.now)
		}
		b.dispatcher.run()
		b.forwarder.tick(b.now, time.Time{})
		b.dispatcher.run()
	}
}

func TestThePacketPathAllocatesNothing(t *testing.T) {
	b, round := crowd(t, 5, 50)
	for range 300 { // rings and reports have been made
		round()
	}
	if n := testing.AllocsPerRun(200, round); n != 0 {
		t.Errorf("a round of packets allocates %v times", n)
	}
	if s := b.room.Stats(); s.PacketsOut < 500*3*50 {
		t.Errorf("only %d packets went out", s.PacketsOut)
	}
	listener := b.forwarder.listeners.peers[50]
	lane := &listener.lanes[0]
	newest := uint16(b.forwarder.slots[0].sequence - lane.base)
	compound := []byte{0x81, rtcpFeedback, 0, 3, 0, 0, 0, 1, 0, 0, 0, 71, byte(newest >> 8), byte(newest), 0, 0}
	if n := testing.AllocsPerRun(10, func() {
		b.forwarder.rtcp(listener, compound, b.now)
		b.dispatcher.run()
	}); n != 0 {
		t.Errorf("a resend allocates %v times", n)
	}
	if b.room.Stats().Resent == 0 {
		t.Error("nothing was resent")
	}
}

// One packet in, forwarded to n listeners; ns/listener is the price of one packet out, without sealing.
func BenchmarkForward(b *testing.B) {
	for _, n := range []int{1, 10, 100, 500} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, round := crowd(b, 1, n)
			b.ReportAllocs()
			for b.Loop() {
				round()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/listener")
		})
	}
}

// The floor under BenchmarkForward: the same copies and nothing else.
func BenchmarkCopy(b *testing.B) {
	const n = 500
	var out conn = &sink{}
	packet := make([]byte, headerBytes+csrcBytes+80)
	for b.Loop() {
		for range n {
			_ = out.SendRTP(packet)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/listener")
}
