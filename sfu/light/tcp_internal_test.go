package light

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"
)

func TestFramesAreWhatTheStreamCarried(t *testing.T) {
	var wire []byte
	datagrams := [][]byte{[]byte("a"), bytes.Repeat([]byte("b"), maxDatagram), []byte("ccc")}
	for _, d := range datagrams {
		wire = appendFrame(wire, d)
	}
	for name, r := range map[string]io.Reader{
		"at once": bytes.NewReader(wire), "byte by byte": iotest.OneByteReader(bytes.NewReader(wire)),
		"the error with the data": iotest.DataErrReader(bytes.NewReader(wire)),
	} {
		buffer := make([]byte, maxDatagram)
		for i, want := range datagrams {
			if got, err := readFrame(r, buffer); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%s: frame %d: %v", name, i, err)
			}
		}
		if _, err := readFrame(r, buffer); err != io.EOF {
			t.Errorf("%s: at the end: %v", name, err)
		}
	}
}

func TestAFrameThatIsNoDatagramIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		wire string
		want error
	}{
		"empty":          {"\x00\x00rest", errFrame},
		"a byte longer":  {"\x05\xdd" + string(make([]byte, maxDatagram+1)), errFrame},
		"the longest":    {"\xff\xff" + string(make([]byte, 1<<16-1)), errFrame},
		"HTTP":           {"GET / HTTP/1.1\r\n\r\n", errFrame},
		"half a length":  {"\x00", io.ErrUnexpectedEOF},
		"half a frame":   {"\x00\x05abc", io.ErrUnexpectedEOF},
		"only a length":  {"\x00\x05", io.EOF},
		"nothing at all": {"", io.EOF},
	} {
		if _, err := readFrame(bytes.NewReader([]byte(test.wire)), make([]byte, maxDatagram)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add(appendFrame(appendFrame(nil, []byte("one")), []byte("two")))
	f.Add([]byte("\xff\xff\x00"))
	f.Fuzz(func(t *testing.T, wire []byte) {
		r, buffer := bytes.NewReader(wire), make([]byte, maxDatagram)
		var again []byte
		for {
			frame, err := readFrame(r, buffer)
			if err != nil {
				break
			}
			if len(frame) == 0 || len(frame) > maxDatagram {
				t.Fatalf("a frame of %d bytes", len(frame))
			}
			again = appendFrame(again, frame)
		}
		if !bytes.HasPrefix(wire, again) {
			t.Fatal("frames are not what the stream carried")
		}
	})
}

// streamTo connects to a server by TCP, from an address.
func streamTo(t testing.TB, s *Server, from string) *net.TCPConn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: patience}
	conn, err := dialer.Dial("tcp", s.Candidates()[0].AddrPort.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn.(*net.TCPConn)
}

// framer is a packet connection over a stream, as a client has it.
type framer struct{ *net.TCPConn }

func (f framer) ReadFrom(b []byte) (int, net.Addr, error) {
	frame, err := readFrame(f.TCPConn, make([]byte, maxDatagram))
	return copy(b, frame), f.RemoteAddr(), err
}

func (f framer) WriteTo(b []byte, _ net.Addr) (int, error) {
	_, err := f.Write(appendFrame(nil, b))
	return len(b), err
}

// checkBy proves a stream and waits for the answer.
func (c *client) checkBy(t testing.TB, f framer) {
	t.Helper()
	if _, err := f.WriteTo(request(t, c.local, attribute(stun.AttrUseCandidate)), nil); err != nil {
		t.Fatal(err)
	}
	for {
		b := make([]byte, maxDatagram)
		n, _, err := f.ReadFrom(b)
		if err != nil {
			t.Fatalf("no answer to a check: %v", err)
		}
		if stun.IsMessage(b[:n]) {
			return
		}
	}
}

// ended reports whether the server closes a stream.
func ended(conn *net.TCPConn, within time.Duration) bool {
	_ = conn.SetReadDeadline(time.Now().Add(within))
	_, err := io.Copy(io.Discard, conn)
	var timeout net.Error
	return !errors.As(err, &timeout) || !timeout.Timeout()
}

func TestAHandshakeAndMediaBothWaysByTCP(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	c := openFor(t, s)
	f := framer{streamTo(t, s, "127.0.0.1")}
	c.checkBy(t, f)
	k, err := c.shakeForKeys(f, patience)
	if err != nil {
		t.Fatal(err)
	}
	conn := await(t, w.ready, "keys")
	theirs, ours, err := newProtection(k)
	if err != nil {
		t.Fatal(err)
	}
	packet := rtpPacket(7, 100, 0, 1, 60)
	sealed, _ := ours.sealRTP(nil, packet)
	_, _ = f.WriteTo(sealed, nil)
	if got := await(t, w.rtp, "a packet"); !bytes.Equal(got, packet) {
		t.Error("another packet arrived")
	}
	s.Post(func() { _ = conn.SendRTP(packet) })
	assertHears(t, f, theirs, packet)
}

// assertHears waits until a packet arrives by a stream.
func assertHears(t testing.TB, f framer, theirs *opener, packet []byte) {
	t.Helper()
	b := make([]byte, maxDatagram)
	for {
		n, _, err := f.ReadFrom(b)
		if err != nil {
			t.Fatalf("no packet: %v", err)
		}
		if classify(b[:n]) != kindRTP {
			continue
		}
		if got, err := theirs.openRTP(b[:n]); err != nil || !bytes.Equal(got, packet) {
			t.Fatalf("another packet: %v", err)
		}
		return
	}
}

func TestAClientMovesBetweenUDPAndTCP(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	c := dial(t, s)
	k, err := c.shakeForKeys(c.socket, patience)
	if err != nil {
		t.Fatal(err)
	}
	conn := await(t, w.ready, "keys")
	theirs, _, err := newProtection(k)
	if err != nil {
		t.Fatal(err)
	}
	f := framer{streamTo(t, s, "127.0.0.1")}
	c.checkBy(t, f) // nominates
	s.Post(func() { _ = conn.SendRTP(rtpPacket(7, 1, 0, 1, 60)) })
	assertHears(t, f, theirs, rtpPacket(7, 1, 0, 1, 60))
	c.check(t) // and back
	s.Post(func() { _ = conn.SendRTP(rtpPacket(7, 2, 0, 1, 60)) })
	for b := make([]byte, maxDatagram); ; {
		_ = c.socket.SetReadDeadline(time.Now().Add(patience))
		n, err := c.socket.Read(b)
		if err != nil {
			t.Fatalf("nothing by UDP: %v", err)
		}
		if classify(b[:n]) == kindRTP {
			break
		}
	}
	// The stream that carries media ends: the next check by UDP takes over at once, nominated or not.
	c.checkBy(t, f)
	_ = f.Close()
	began := time.Now()
	defer func() {
		if took := time.Since(began); took >= silentPath {
			t.Errorf("after %v", took)
		}
	}()
	eventually(t, "media go by UDP again", func() bool {
		c.send(t, request(t, c.local))
		where := make(chan path, 1)
		s.Post(func() { where <- at(conn) })
		return await(t, where, "the server").stream == nil
	})
}

func TestTheFirstFrameMustBeAnAuthenticCheck(t *testing.T) {
	s := running(t, Config{}, newWitness())
	c := openFor(t, s)
	wrong := c.local
	wrong.Pwd += "x"
	for name, frame := range map[string][]byte{
		"junk": []byte("hello, is anybody there?"), "a wrong password": request(t, wrong),
		"a packet": rtpPacket(1, 1, 0, -1, 20), "a hello": {22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1},
		"a frame that is too long": make([]byte, maxDatagram+1),
	} {
		conn := streamTo(t, s, "127.0.0.1")
		_, _ = conn.Write(appendFrame(nil, frame))
		if !ended(conn, patience) {
			t.Errorf("%s: the stream lives", name)
		}
	}
	good := framer{streamTo(t, s, "127.0.0.1")}
	c.checkBy(t, good)
	eventually(t, "the others are gone", func() bool {
		s.admission.mu.Lock()
		defer s.admission.mu.Unlock()
		return len(s.admission.streams) == 1
	})
}

func TestWhoSaysNothingByTCPIsClosedInTime(t *testing.T) {
	s := running(t, Config{}, newWitness())
	silent, slow := streamTo(t, s, "127.0.0.1"), streamTo(t, s, "127.0.0.1")
	began := time.Now()
	stop := make(chan struct{})
	defer close(stop)
	go func() { // a byte every now and then
		frame := appendFrame(nil, make([]byte, 1000))
		for i := range frame {
			select {
			case <-time.After(100 * time.Millisecond):
				_, _ = slow.Write(frame[i : i+1])
			case <-stop:
				return
			}
		}
	}()
	if !ended(silent, 3*firstFrame) || !ended(slow, firstFrame) {
		t.Error("a stream without a check lives on")
	}
	if took := time.Since(began); took < 4*time.Second || took > 4*firstFrame {
		t.Errorf("after %v", took)
	}
}

func TestStreamsAreBoundedInAllAndPerSource(t *testing.T) {
	s := running(t, Config{}, newWitness(), func(s *Server) { s.admission.most, s.admission.mostPerSource = 5, 3 })
	var conns []*net.TCPConn
	alive := func() int {
		s.admission.mu.Lock()
		defer s.admission.mu.Unlock()
		return len(s.admission.streams)
	}
	for i, test := range []struct {
		from           string
		alive, refused int // afterwards; together they tell that this connection is decided
	}{
		{"127.0.0.2", 1, 0}, {"127.0.0.2", 2, 0}, {"127.0.0.2", 3, 0}, {"127.0.0.2", 3, 1}, // one source
		{"127.0.0.3", 4, 1}, {"127.0.0.4", 5, 1}, {"127.0.0.5", 5, 2}, // all
	} {
		conns = append(conns, streamTo(t, s, test.from))
		eventually(t, fmt.Sprint("connection ", i, " from ", test.from, " is decided"), func() bool {
			return alive() == test.alive && s.Stats().Dropped.Refused == uint64(test.refused)
		})
	}
	for _, i := range []int{3, 6} {
		if !ended(conns[i], patience) {
			t.Errorf("connection %d was let in", i)
		}
	}
	_ = conns[0].Close()
	eventually(t, "a place is free", func() bool { return alive() == 4 })
	streamTo(t, s, "127.0.0.5")
	eventually(t, "and taken", func() bool { return alive() == 5 })
}

func TestAClientThatDoesNotReadLosesPacketsAndDelaysNobody(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	c := openFor(t, s)
	f := framer{streamTo(t, s, "127.0.0.1")}
	c.checkBy(t, f)
	if _, err := c.shakeForKeys(f, patience); err != nil {
		t.Fatal(err)
	}
	conn := await(t, w.ready, "keys")
	took := make(chan time.Duration)
	s.Post(func() {
		began := time.Now()
		for i := range 3000 { // 3 MB
			_ = conn.SendRTP(rtpPacket(7, uint16(i), 0, 1, 1000))
		}
		took <- time.Since(began)
	})
	if d := await(t, took, "the media goroutine"); d > patience/2 {
		t.Errorf("it took %v", d)
	}
	if dropped := s.Stats().Dropped.Send; dropped < 500 {
		t.Errorf("%d packets were dropped", dropped)
	}
	waiting := make(chan int, 1)
	s.Post(func() {
		st := at(conn).stream
		st.mu.Lock()
		defer st.mu.Unlock()
		waiting <- len(st.queued)
	})
	if n := await(t, waiting, "the queue"); n > streamQueue {
		t.Errorf("%d bytes wait", n)
	}
}

func TestSendingByTCPAllocatesNothing(t *testing.T) {
	s, _ := still(t, Config{})
	c, local := openOn(t, s)
	st := &stream{server: s, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	st.path = path{netip.MustParseAddrPort("127.0.0.1:9"), st}
	s.datagram(request(t, local), st.path, time.Now())
	s.handshaken(c, testKeys(srtp.ProtectionProfileAeadAes128Gcm), nil)
	p, sequence := rtpPacket(5, 9, 1, -1, 80), byte(0)
	if n := testing.AllocsPerRun(100, func() {
		sequence++
		p[3] = sequence
		st.queued = st.queued[:0] // as a writer does
		for range 20 {
			if err := c.SendRTP(p); err != nil {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestAStopEndsEveryStream(t *testing.T) {
	w := newWitness()
	var conn *net.TCPConn
	var s *Server
	t.Run("a server", func(t *testing.T) {
		s = running(t, Config{}, w)
		c := openFor(t, s)
		dialed, err := net.Dial("tcp4", s.Candidates()[0].AddrPort.String())
		if err != nil {
			t.Fatal(err)
		}
		conn = dialed.(*net.TCPConn)
		_ = conn.SetDeadline(time.Now().Add(patience))
		c.checkBy(t, framer{conn})
	})
	defer conn.Close()
	if !ended(conn, patience) {
		t.Error("a stream outlives its server")
	}
	if len(s.admission.streams) != 0 || len(s.admission.sources) != 0 {
		t.Errorf("left: %d streams, %d sources", len(s.admission.streams), len(s.admission.sources))
	}
	if _, err := net.DialTimeout("tcp4", s.Candidates()[0].AddrPort.String(), time.Second); err == nil {
		t.Error("it still listens")
	}
}

func TestUDPAndTCPShareAPortAndTCPCanBeDoneWithout(t *testing.T) {
	s, _ := still(t, Config{})
	if s.listener == nil || s.listener.Addr().(*net.TCPAddr).Port != s.Port() {
		t.Fatal("no listener on the same port")
	}
	none, _ := still(t, Config{NoTCP: true})
	if none.listener != nil || len(none.Candidates()) != 1 {
		t.Errorf("TCP that was not asked for: %v", none.Candidates())
	}
	// A port whose TCP side somebody else has: the server goes on without.
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	without, _ := still(t, Config{Port: taken.Addr().(*net.TCPAddr).Port})
	if without.listener != nil || len(without.Candidates()) != 1 {
		t.Errorf("listed: %v", without.Candidates())
	}
}
