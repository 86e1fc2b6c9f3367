package sfu

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
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
	packet := raw(1, 0, 30, "\xf8"+string(make([]byte, 80)))
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
	for name, p := range map[string]packing{
		"plain": {}, "merged": {from: 1, kind: packed60}, "in phases": {from: 1, kind: packed60, phasesFrom: 1},
	} {
		t.Run(name, func(t *testing.T) { allocatesNothing(t, p) })
	}
}

// allocatesNothing asserts it in a room whose packets are merged or not.
func allocatesNothing(t *testing.T, p packing) {
	b, round := crowd(t, 5, 50)
	b.dispatcher.packing = p
	for range 300 { // rings and reports have been made
		round()
	}
	if n := testing.AllocsPerRun(200, round); n != 0 {
		t.Errorf("a round of packets allocates %v times", n)
	}
	if s := b.room.Stats(); s.PacketsOut < 500*50 {
		t.Errorf("only %d packets went out", s.PacketsOut)
	}
	listener := b.forwarder.listeners.peers[50]
	lane := &listener.lanes[0]
	if merged := lane.kind >= packed60; merged != (p.from > 0) || merged && lane.packets > 250 {
		t.Fatalf("rendition %d, %d packets", lane.kind, lane.packets)
	}
	newest := uint16(b.forwarder.slots[0].renditions[lane.kind].sequence - lane.base)
	compound := []byte{0x81, rtcpFeedback, 0, 3, 0, 0, 0, 1, 0, 0, 0, 71, byte(newest >> 8), byte(newest), 0, 0}
	ask := func() {
		b.forwarder.rtcp(listener, compound, b.now)
		b.dispatcher.run()
	}
	ask() // the list of answers has been made
	if n := testing.AllocsPerRun(10, ask); n != 0 {
		t.Errorf("a resend allocates %v times", n)
	}
	if b.room.Stats().Resent < 10 {
		t.Error("nothing was resent")
	}
	wish := false
	toggle := func() { // a listener that moves between renditions all the time
		wish = !wish
		listener.member.lowDelay.Store(wish)
		b.forwarder.changed(listener.member)
		for range 5 {
			round()
		}
	}
	toggle()
	if n := testing.AllocsPerRun(20, toggle); n != 0 {
		t.Errorf("a move allocates %v times", n)
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

// One packet in of somebody whom nobody hears: what it costs to judge it.
func BenchmarkIngest(b *testing.B) {
	bench, _ := crowd(b, 1, 0)
	p := bench.forwarder.listeners.peers[0]
	packet := raw(1, 0, 30, "\xf8"+string(make([]byte, 80)))
	n := uint16(0)
	b.ReportAllocs()
	for b.Loop() {
		n++
		binary.BigEndian.PutUint16(packet[2:], n)
		bench.now += 20 * ms
		bench.forwarder.rtp(p, packet, bench.now)
	}
}

// sealing is a connection that seals, as light does, and sends nowhere.
type sealing struct {
	sink
	context *srtp.Context
	header  rtp.Header
}

func newSealing(t testing.TB) *sealing {
	context, err := srtp.CreateContext(make([]byte, 16), make([]byte, 12), srtp.ProtectionProfileAeadAes128Gcm)
	if err != nil {
		t.Fatal(err)
	}
	return &sealing{context: context}
}

func (s *sealing) SendRTP(packet []byte) error {
	_, err := s.context.EncryptRTP(s.buffer[:0], packet, &s.header)
	return err
}

// What a listener of a room with three speakers costs for a second of their talking at once, sealing included and
// the network not, plain and merged.
func BenchmarkListenerSecond(b *testing.B) {
	const listeners = 200
	for _, test := range []struct {
		name    string
		packing packing
	}{{"plain", packing{}}, {"40ms", packing{from: 1, kind: packed40}}, {"60ms", packing{from: 1, kind: packed60}}} {
		b.Run(test.name, func(b *testing.B) {
			bench, round := crowd(b, 3, listeners)
			bench.dispatcher.packing = test.packing
			for _, l := range bench.forwarder.listeners.peers {
				l.onWire = newSealing(b)
			}
			for range 100 {
				round()
			}
			before := bench.room.Stats()
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				for range 50 {
					round()
				}
			}
			after := bench.room.Stats()
			seconds := float64(b.N) * listeners
			b.ReportMetric(float64(b.Elapsed().Microseconds())/seconds, "µs/listener-s")
			b.ReportMetric(float64(after.PacketsOut-before.PacketsOut)/seconds, "packets/listener-s")
			b.ReportMetric(float64(after.BytesOut-before.BytesOut)/seconds, "bytes/listener-s")
		})
	}
}

// Three frames of 80 bytes become one packet.
func BenchmarkMerge(b *testing.B) {
	k := newPacker(packedSpan[packed60])
	frame := append([]byte{0xf8}, make([]byte, 80)...)
	out := make([]byte, maxPayload)
	b.ReportAllocs()
	for b.Loop() {
		var at stamp
		for range 3 {
			if k.mergeable(frame, frameSamples) && k.continues(frame, at, frameSamples, origin{}) {
				k.add(frame, at, frameSamples, origin{})
			}
			at.timestamp += frameSamples
		}
		k.write(out[:k.payloadSize()])
		k.reset()
	}
}

// What somebody who sends 5,000 compounds full of NACKs a second costs.
func BenchmarkNACKStorm(b *testing.B) {
	bench, round := crowd(b, 1, 1)
	for range 300 {
		round()
	}
	compound := []byte{0x81, rtcpFeedback, 0, 0, 0, 0, 0, 1, 0, 0, 0, 71}
	for n := range 300 {
		compound = append(compound, byte(n>>8), byte(n), 0xff, 0xff)
	}
	compound[2], compound[3] = byte((len(compound)/4-1)>>8), byte(len(compound)/4-1)
	listener := bench.forwarder.listeners.peers[1]
	for b.Loop() {
		bench.now += 200 * time.Microsecond
		bench.forwarder.rtcp(listener, compound, bench.now)
	}
	bench.dispatcher.run()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)*5_000/1e9*100, "%CPU")
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
