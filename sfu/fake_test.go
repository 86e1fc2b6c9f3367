package sfu

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pion/rtp"
)

// fakeConn is a connection that keeps what it is given.
type fakeConn struct {
	rtp, rtcp [][]byte
	fail      bool
	closed    int
	onSend    func(packet []byte)
}

func (c *fakeConn) SendRTP(packet []byte) error {
	if c.fail {
		return errors.New("no room in the socket")
	}
	c.rtp = append(c.rtp, append([]byte(nil), packet...))
	if c.onSend != nil {
		c.onSend(packet)
	}
	return nil
}

func (c *fakeConn) SendRTCP(packet []byte) error {
	c.rtcp = append(c.rtcp, append([]byte(nil), packet...))
	return nil
}

func (c *fakeConn) Close() { c.closed++ }

// fakeTransport opens fake connections; what is posted is done at the next turn, as on the media goroutine.
type fakeTransport struct {
	mu     sync.Mutex // guards posted
	posted []func()
	refuse error
	slots  int
	during func() // called while a connection opens
}

func (f *fakeTransport) open(p *peer, _ string, ssrcs []uint32) (conn, Answer, error) {
	if f.during != nil {
		f.during()
	}
	if f.refuse != nil {
		return nil, Answer{}, f.refuse
	}
	p.payloadType, p.levelID, p.slots = 111, 1, min(f.slots, len(ssrcs))
	for i := range p.lanes {
		p.lanes[i].payloadType = 109
	}
	return &fakeConn{}, Answer{SDP: "answer"}, nil
}

func (f *fakeTransport) restart(*peer, string, []uint32) (Answer, error) {
	return Answer{SDP: "restarted"}, f.refuse
}

func (f *fakeTransport) post(g func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.posted = append(f.posted, g)
}

func (f *fakeTransport) turn() {
	f.mu.Lock()
	posted := f.posted
	f.posted = nil
	f.mu.Unlock()
	for _, g := range posted {
		g()
	}
}

// fataler is a test, drawn or not.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// bench is a room whose media goroutine is the test.
type bench struct {
	t          fataler
	room       *Room
	transport  *fakeTransport
	dispatcher *dispatcher
	forwarder  *forwarder
	flushes    int
	updates    []SpeakersUpdate
	voiced     map[string]time.Duration
	deaf       bool // takes no voices
	ended      int
	now        time.Duration
	sent       map[string]int
}

func newBench(t fataler) *bench {
	b := &bench{t: t, transport: &fakeTransport{slots: MaxSlots}, now: time.Minute, sent: map[string]int{}, voiced: map[string]time.Duration{}}
	b.dispatcher = &dispatcher{flush: func() { b.flushes++ }, packing: packing{from: 50, kind: packed60}}
	b.room = newRoom("room", b.transport, b.dispatcher, []uint32{71, 72, 73}, b, func(*Room) { b.ended++ })
	b.forwarder = b.room.forwarder
	return b
}

func (b *bench) Speakers(u SpeakersUpdate) { b.updates = append(b.updates, u) }

func (b *bench) Voices(voices []Voice) bool {
	for _, v := range voices {
		if !b.deaf {
			b.voiced[v.Participant] += v.Voiced
		}
	}
	return !b.deaf
}

// connect makes a connection whose keys are there at once.
func (b *bench) connect(participant string) (*peer, *fakeConn) {
	b.t.Helper()
	if _, err := b.room.Connect(participant, ""); err != nil {
		b.t.Fatal(err)
	}
	p := b.room.members[participant].peer
	c := p.conn.(*fakeConn)
	b.forwarder.connected(p, c)
	return p, c
}

// publish connects somebody with an open gate.
func (b *bench) publish(participant string) (*peer, *fakeConn) {
	p, c := b.connect(participant)
	b.room.AllowPublish(participant, true)
	return p, c
}

// raw makes a client's packet with extension, CSRC and padding: all that must not be forwarded.
func raw(ssrc uint32, n int, level byte, payload string) []byte {
	p := rtp.Packet{Header: rtp.Header{
		Version: 2, PayloadType: 111, SSRC: ssrc, SequenceNumber: uint16(n), Timestamp: uint32(n) * frameSamples,
		CSRC: []uint32{0xdead}, Padding: true,
	}, Payload: []byte(payload), PaddingSize: 5}
	if err := p.SetExtension(1, []byte{level}); err != nil {
		panic(err)
	}
	b, err := p.Marshal()
	if err != nil {
		panic(err)
	}
	return b
}

// receive has a packet arrive alone, as one read of the socket.
func (b *bench) receive(p *peer, raw []byte) {
	b.forwarder.rtp(p, raw, b.now)
	b.dispatcher.run()
}

// say has a peer send its next packet, 20 ms after whatever was last said, and returns its payload.
func (b *bench) say(p *peer, level byte) string {
	name := p.member.participant
	b.sent[name]++
	payload := fmt.Sprintf("\xf8%s %d speech", name, b.sent[name])
	b.receive(p, raw(uint32(p.id), b.sent[name], level, payload))
	return payload
}

// pass lets time go by, ticking.
func (b *bench) pass(d time.Duration) {
	for end := b.now + d; b.now < end; {
		b.now += 10 * ms
		b.forwarder.tick(b.now, time.Unix(1_800_000_000, 0).Add(b.now))
		b.dispatcher.run()
	}
}

// parsed reads what a connection was sent.
func (c *fakeConn) parsed(t fataler) []rtp.Packet {
	t.Helper()
	packets := make([]rtp.Packet, len(c.rtp))
	for i, b := range c.rtp {
		if err := packets[i].Unmarshal(b); err != nil {
			t.Fatal(err)
		}
	}
	return packets
}

// spoken returns the payloads a connection was sent, without silence.
func (c *fakeConn) spoken() (payloads []string) {
	for _, b := range c.rtp {
		size := headerBytes + int(b[0]&0x0f)*csrcBytes
		if payload := string(b[size:]); payload != silenceFrame {
			payloads = append(payloads, payload)
		}
	}
	return payloads
}

// nack asks for packets of a stream again.
func (b *bench) nack(p *peer, ssrc uint32, numbers ...uint16) {
	compound := []byte{0x81, rtcpFeedback, 0, byte(2 + len(numbers)), 0, 0, 0, 1}
	compound = binary.BigEndian.AppendUint32(compound, ssrc)
	for _, n := range numbers {
		compound = binary.BigEndian.AppendUint16(compound, n)
		compound = append(compound, 0, 0)
	}
	b.forwarder.rtcp(p, compound, b.now)
	b.dispatcher.run()
}
