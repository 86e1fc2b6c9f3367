package light

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
	"golang.org/x/sys/unix"
)

// receiver is a socket on loopback and its address.
func receiver(t testing.TB) (*net.UDPConn, netip.AddrPort) {
	t.Helper()
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	return socket, socket.LocalAddr().(*net.UDPAddr).AddrPort()
}

// next reads one datagram, "" when none comes soon.
func next(socket *net.UDPConn, within time.Duration) string {
	buffer := make([]byte, maxDatagram)
	_ = socket.SetReadDeadline(time.Now().Add(within))
	n, _ := socket.Read(buffer)
	return string(buffer[:n])
}

func TestOneBadDestinationCostsItsOwnDatagramOnly(t *testing.T) {
	s, _ := still(t, Config{})
	socket, good := receiver(t)
	bad := map[int]string{0: "127.0.0.1:0", 3: "127.0.0.1:0", 4: "[2001:db8::1]:9", 9: "192.0.2.1:0"}
	for i := range 10 {
		to := good
		if name, is := bad[i]; is {
			to = netip.MustParseAddrPort(name)
		}
		s.queue([]byte{'0' + byte(i)}, s.outbox.sockaddr(to))
	}
	s.Flush()
	for _, want := range []string{"1", "2", "5", "6", "7", "8"} {
		if got := next(socket, patience); got != want {
			t.Errorf("received %q, want %q", got, want)
		}
	}
	if got := s.Stats(); got.PacketsOut != 6 || got.BytesOut != 6 || got.Dropped.Send != 4 {
		t.Errorf("%+v", got)
	}
}

func TestADatagramThatIsTooLongCostsItselfOnly(t *testing.T) {
	s, _ := still(t, Config{})
	socket, good := receiver(t)
	to := s.outbox.sockaddr(good)
	calls := 0
	s.outbox.send = func(fd uintptr, headers []mmsghdr) (int, syscall.Errno) { // as a path with a small MTU would
		if calls++; calls == 2 {
			return 0, unix.EMSGSIZE
		}
		return sendmmsg(fd, headers[:1])
	}
	for i := range 3 {
		s.queue([]byte{'0' + byte(i)}, to)
	}
	s.Flush()
	if first, second := next(socket, patience), next(socket, patience); first != "0" || second != "2" {
		t.Errorf("received %q and %q", first, second)
	}
	if got := s.Stats(); got.PacketsOut != 2 || got.Dropped.Send != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAFullSocketIsWaitedForBrieflyAndOncePerBatch(t *testing.T) {
	s, _ := still(t, Config{})
	_, good := receiver(t)
	sent := 0
	s.outbox.send = func(_ uintptr, headers []mmsghdr) (int, syscall.Errno) {
		if sent == 10 {
			return 0, unix.EAGAIN
		}
		sent++
		return 1, 0
	}
	for range batchSize - 1 {
		s.queue([]byte("x"), s.outbox.sockaddr(good))
	}
	began := time.Now()
	s.Flush()
	if took := time.Since(began); took < sendWait || took > 20*sendWait {
		t.Errorf("waited for %v", took)
	}
	if got := s.Stats(); got.PacketsOut != 10 || got.Dropped.Send != batchSize-1-10 || s.outbox.count != 0 {
		t.Errorf("%+v", got)
	}
}

func TestABatchLeavesWhenItIsFull(t *testing.T) {
	s, _ := still(t, Config{})
	socket, good := receiver(t)
	to := s.outbox.sockaddr(good)
	longest := make([]byte, maxDatagram+sealOverhead)
	for i := range batchSize {
		if out := s.Stats().PacketsOut; out != 0 {
			t.Fatalf("%d sent after %d", out, i)
		}
		longest[0] = byte(i)
		s.queue(longest, to)
	}
	if out := s.Stats().PacketsOut; out != batchSize {
		t.Fatalf("%d of a full batch were sent", out)
	}
	for i := range batchSize {
		if got := next(socket, patience); len(got) != maxDatagram && len(got) != len(longest) || got[0] != byte(i) {
			t.Fatalf("datagram %d: %d bytes, %v", i, len(got), got[:1])
		}
	}
}

// queue puts a copy of a datagram into the batch.
func (s *Server) queue(datagram []byte, to sockaddr) {
	s.queued(append(s.outbox.space(), datagram...), &to)
}

// turner is a Handler that sends to an address whenever it is called, and never flushes.
type turner struct {
	deaf
	s  *Server
	to sockaddr
}

func (h *turner) Batch(time.Time)               { h.s.queue([]byte("batch"), h.to) }
func (h *turner) Tick(time.Time, time.Duration) { h.s.queue([]byte("tick"), h.to) }

func TestWhatIsBatchedLeavesAtTheEndOfTheTurn(t *testing.T) {
	socket, good := receiver(t)
	h := &turner{}
	s := running(t, Config{}, h, func(s *Server) { h.s, h.to = s, s.outbox.sockaddr(good) })
	stranger, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(s.Candidates()[0].AddrPort))
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	_, _ = stranger.Write([]byte("junk"))
	s.Post(func() { s.queue([]byte("posted"), h.to) })
	missing := map[string]bool{"batch": true, "tick": true, "posted": true}
	for deadline := time.Now().Add(patience); len(missing) > 0; {
		if time.Now().After(deadline) {
			t.Fatalf("never left: %v", missing)
		}
		delete(missing, next(socket, patience))
	}
}

func TestAddressesSurviveTheSystemsForm(t *testing.T) {
	for _, text := range []string{"127.0.0.1:1", "203.0.113.9:65535", "[2001:db8::7]:8192", "[::1]:80"} {
		address := netip.MustParseAddrPort(text)
		for _, family := range []int{unix.AF_INET, unix.AF_INET6} {
			s := newSockaddr(address, family)
			want := address
			if family == unix.AF_INET && address.Addr().Is6() {
				want = netip.AddrPortFrom(netip.IPv4Unspecified(), 0) // nothing can be sent there
			}
			if got := s.address(); got != want {
				t.Errorf("%v on a socket of family %d: %v", address, family, got)
			}
		}
	}
	mapped := newSockaddr(netip.MustParseAddrPort("[::ffff:192.0.2.1]:5"), unix.AF_INET)
	if got := mapped.address(); got != netip.MustParseAddrPort("192.0.2.1:5") {
		t.Errorf("a mapped address: %v", got)
	}
}

func TestTheSocketFragmentsNothingAndHasLargeBuffers(t *testing.T) {
	s, _ := still(t, Config{})
	raw, err := s.socket.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	_ = raw.Control(func(fd uintptr) {
		if v, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER); err != nil || v != unix.IP_PMTUDISC_DO {
			t.Errorf("IP_MTU_DISCOVER is %d, %v", v, err)
		}
		for _, option := range []int{unix.SO_RCVBUF, unix.SO_SNDBUF} {
			plain, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
			if err != nil {
				t.Fatal(err)
			}
			usual, _ := unix.GetsockoptInt(plain, unix.SOL_SOCKET, option)
			_ = unix.Close(plain)
			if v, _ := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, option); v < usual || v > 4*socketBuffer {
				t.Errorf("option %d is %d, usually %d", option, v, usual)
			}
		}
	})
}

// cpu is what this process has used.
func cpu() time.Duration {
	var u unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestAnIdleServerSleepsAndTicksAndWakesAtOnce(t *testing.T) {
	h := &clockwork{ticks: make(chan time.Time, 1)}
	s := running(t, Config{}, h)
	first, used := await(t, h.ticks, "a tick"), cpu()
	var last time.Time
	for range 10 {
		last = await(t, h.ticks, "a tick")
	}
	took := last.Sub(first)
	if took < 8*restInterval {
		t.Errorf("10 ticks in %v", took)
	}
	if used = cpu() - used; used > took/4 {
		t.Errorf("an idle server used %v in %v", used, took)
	}
	var waits []time.Duration
	for range 51 {
		ran := make(chan time.Time)
		posted := time.Now()
		s.Post(func() { ran <- time.Now() })
		waits = append(waits, await(t, ran, "what was posted").Sub(posted))
	}
	slices.Sort(waits)
	if waits[25] > tickInterval/4 {
		t.Errorf("what is posted waits for %v", waits[25])
	}
}

func TestAServerRestsOnlyWhileNothingIsDueSoon(t *testing.T) {
	s, _ := still(t, Config{})
	now := time.Now()
	every := func(want time.Duration, when string) {
		t.Helper()
		if got := s.tickEvery(now); got != want {
			t.Errorf("%s: a tick every %v", when, got)
		}
	}
	every(restInterval, "with nobody there")
	c, local := openOn(t, s)
	every(tickInterval, "while somebody connects")
	s.datagram(request(t, local), path{address: netip.MustParseAddrPort("192.0.2.7:5000")}, now)
	s.handshaken(c, testKeys(srtp.ProtectionProfileAeadAes128Gcm), nil)
	every(restInterval, "once they have and say nothing")
	s.sounded = now
	now = now.Add(restAfter - time.Millisecond)
	every(tickInterval, "while they are heard")
	now = now.Add(time.Millisecond)
	every(restInterval, "a second later")
}

// The first tick after the first word is due in a tick's time, not at the end of the rest.
func TestAServerAtRestWakesForTheFirstWord(t *testing.T) {
	h := &clockwork{ticks: make(chan time.Time)} // a tick that nobody waits for is not kept
	s := running(t, Config{}, h)
	sound := func(at time.Time) {
		done := make(chan struct{})
		s.Post(func() {
			s.sounded = at
			close(done)
		})
		await(t, done, "what was posted")
	}
	best := time.Hour
	for range 5 { // other work only adds to a time
		sound(time.Time{})
		await(t, h.ticks, "the tick that begins a rest")
		rested := await(t, h.ticks, "a tick at rest")
		sound(time.Now())
		best = min(best, await(t, h.ticks, "a tick while somebody is heard").Sub(rested))
	}
	if best > restInterval/2 {
		t.Errorf("at best the first tick came %v after the one before", best)
	}
}

func TestAudioEndsTheRest(t *testing.T) {
	s, conns := readyAt(t, netip.MustParseAddrPort("192.0.2.7:5000"))
	_, client := protectionFor(t, srtp.ProtectionProfileAeadAes128Gcm)
	now := time.Now()
	if got := s.tickEvery(now); got != restInterval {
		t.Fatalf("before: a tick every %v", got)
	}
	sealed, err := client.sealRTP(nil, rtpPacket(5, 9, 1, -1, 80))
	if err != nil {
		t.Fatal(err)
	}
	s.datagram(sealed, conns[0].selected.path, now)
	if got := s.tickEvery(now); got != tickInterval {
		t.Errorf("once a packet has come: a tick every %v", got)
	}
}

// readyAt is a still server with ready connections whose clients are at the given addresses.
func readyAt(t testing.TB, addresses ...netip.AddrPort) (*Server, []*Conn) {
	t.Helper()
	s, _ := still(t, Config{})
	var conns []*Conn
	for _, address := range addresses {
		c, local := openOn(t, s)
		s.datagram(request(t, local), path{address: address}, time.Now())
		s.handshaken(c, testKeys(srtp.ProtectionProfileAeadAes128Gcm), nil)
		conns = append(conns, c)
	}
	s.Flush()
	return s, conns
}

func TestNoPacketAllocatesOnItsWayOutOrIn(t *testing.T) {
	socket, address := receiver(t)
	s, conns := readyAt(t, address)
	p := rtpPacket(5, 9, 1, -1, 80)
	sequence := uint16(0)
	out := func() {
		for range 2*batchSize + 7 {
			sequence++
			binary.BigEndian.PutUint16(p[2:], sequence)
			if conns[0].SendRTP(p) != nil {
				t.Fatal("not sent")
			}
		}
		s.Flush()
	}
	out()
	if n := testing.AllocsPerRun(50, out); n != 0 {
		t.Errorf("%v allocations to send a round of packets", n)
	}
	// In: what a client sealed, sent by another server's batch, through the socket, and decrypted.
	_, client := protectionFor(t, srtp.ProtectionProfileAeadAes128Gcm)
	to := s.Candidates()[0].AddrPort
	_ = s.socket.SetReadDeadline(time.Now().Add(patience))
	burst := func() {
		for range 30 {
			sequence++
			binary.BigEndian.PutUint16(p[2:], sequence)
			sealed, err := client.sealRTP(s.outbox.space(), p)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := socket.WriteToUDPAddrPort(sealed, to); err != nil {
				t.Fatal(err)
			}
		}
		now := time.Now()
		for heard := 0; heard < 30; {
			n, err := s.inbox.read()
			if err != nil {
				t.Fatal(err)
			}
			s.received(n, now)
			heard += n
		}
	}
	burst()
	before := s.Stats()
	if n := testing.AllocsPerRun(50, burst); n != 0 {
		t.Errorf("%v allocations to receive a round of packets", n)
	}
	if after := s.Stats(); after.Dropped != before.Dropped || after.PacketsIn-before.PacketsIn != 51*30 {
		t.Errorf("not all were opened: %+v", after)
	}
}

func TestServersShareNothing(t *testing.T) {
	seen := map[string]bool{}
	for i := range 3 {
		w := newWitness()
		s := running(t, Config{}, w)
		c := dial(t, s)
		if err := c.shake(c.socket, patience); err != nil {
			t.Fatal(err)
		}
		await(t, w.ready, "keys")
		if got := s.Stats(); got.Ready != 1 || len(w.ready) != 0 {
			t.Errorf("server %d: %+v", i, got)
		}
		seen[fmt.Sprint(s.Port())] = true
	}
	if len(seen) != 3 {
		t.Errorf("ports: %v", seen)
	}
}
