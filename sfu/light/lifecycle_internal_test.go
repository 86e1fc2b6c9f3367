package light

import (
	"context"
	"errors"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"
)

func TestEveryStageHasADeadline(t *testing.T) {
	cfg := Config{CheckTimeout: 15 * time.Second, HandshakeTimeout: 10 * time.Second, ConsentTimeout: 30 * time.Second}
	for _, test := range []struct {
		stage   string
		advance func(*testing.T, *Server, *Conn, Local, time.Time)
		after   time.Duration
		want    string
	}{
		{"opened", func(*testing.T, *Server, *Conn, Local, time.Time) {}, cfg.CheckTimeout, ReasonCheckTimeout},
		{"checked", advanceToChecked, cfg.HandshakeTimeout, ReasonHandshakeTimeout},
		{"ready", advanceToReady, cfg.ConsentTimeout, ReasonConsentExpired},
	} {
		t.Run(test.stage, func(t *testing.T) {
			s, h := still(t, cfg)
			c, local := openOn(t, s)
			now := time.Now()
			test.advance(t, s, c, local, now)
			s.tick(now.Add(test.after-time.Second), 0)
			if len(h.closed) != 0 {
				t.Fatalf("closed early: %v", h.closed)
			}
			s.tick(now.Add(test.after+time.Second), 0)
			s.tick(now.Add(test.after+time.Hour), 0)
			if len(h.closed) != 1 || h.closed[0] != test.want {
				t.Fatalf("closed: %v", h.closed)
			}
			assertEmpty(t, s)
		})
	}
}

func advanceToChecked(t *testing.T, s *Server, _ *Conn, local Local, at time.Time) {
	s.datagram(request(t, local), place("A"), at)
}

func advanceToReady(t *testing.T, s *Server, c *Conn, local Local, at time.Time) {
	advanceToChecked(t, s, c, local, at)
	s.handshaken(c, testKeys(srtp.ProtectionProfileAeadAes128Gcm), nil)
}

// assertEmpty fails unless nothing is left of any connection.
func assertEmpty(t testing.TB, s *Server) {
	t.Helper()
	st := s.Stats()
	if len(s.byUfrag) != 0 || len(s.byPath) != 0 || s.conns.Load() != 0 || s.pending.Load() != 0 ||
		st.Opened != 0 || st.Checked != 0 || st.Ready != 0 {
		t.Fatalf("left: %d names, %d addresses, %d conns, %d pending, %+v",
			len(s.byUfrag), len(s.byPath), s.conns.Load(), s.pending.Load(), st)
	}
}

func TestAnythingAuthenticKeepsAConnection(t *testing.T) {
	for what, datagram := range map[string]func(Local, *sealer) []byte{
		"a check":  func(local Local, _ *sealer) []byte { return request(t, local) },
		"a packet": func(_ Local, client *sealer) []byte { p, _ := client.sealRTP(nil, rtpPacket(1, 1, 0, -1, 9)); return p },
		"a report": func(_ Local, client *sealer) []byte {
			p, _ := client.sealRTCP(nil, []byte{0x80, 201, 0, 1, 0, 0, 0, 1})
			return p
		},
	} {
		s, h := still(t, Config{})
		c, local := openOn(t, s)
		now := time.Now()
		advanceToReady(t, s, c, local, now)
		_, client := protectionFor(t, srtp.ProtectionProfileAeadAes128Gcm)
		s.datagram(datagram(local, client), place("A"), now.Add(29*time.Second))
		s.tick(now.Add(45*time.Second), 0)
		if len(h.closed) != 0 {
			t.Errorf("%s did not keep the connection: %v", what, h.closed)
		}
	}
}

func TestClosedIsToldOnceAndNothingAfterIt(t *testing.T) {
	s, h := still(t, Config{})
	c, local := openOn(t, s)
	advanceToReady(t, s, c, local, time.Now())
	var closers sync.WaitGroup
	for range 8 {
		closers.Go(c.Close)
	}
	closers.Wait()
	if err := c.SendRTP(rtpPacket(1, 1, 0, -1, 9)); !errors.Is(err, ErrNotReady) {
		t.Errorf("sent on a closing connection: %v", err)
	}
	s.runPosted()
	c.Close()
	s.runPosted()
	s.handshaken(c, keys{}, errors.New("late"))
	if len(h.closed) != 1 || h.closed[0] != ReasonClosed {
		t.Fatalf("closed: %v", h.closed)
	}
	if err := c.SendRTCP([]byte{0x80, 201, 0, 1, 0, 0, 0, 1}); !errors.Is(err, ErrNotReady) {
		t.Errorf("sent on a closed connection: %v", err)
	}
	assertEmpty(t, s)
}

func TestOpenIsBounded(t *testing.T) {
	s, _ := still(t, Config{MaxConns: 3, MaxHandshakes: 2})
	remote := Remote{Ufrag: "abcd", Pwd: "x"}
	locals := map[*Conn]Local{}
	open := func(want error) *Conn {
		t.Helper()
		c, local, err := s.Open(remote, nil)
		locals[c] = local
		if err != want && !errors.Is(err, want) {
			t.Fatalf("Open: %v, want %v", err, want)
		}
		s.runPosted()
		return c
	}
	first, second := open(nil), open(nil)
	open(ErrBusy)
	for i, c := range []*Conn{first, second} {
		s.datagram(request(t, locals[c]), place(string(rune('A'+i))), time.Now())
		s.handshaken(c, testKeys(srtp.ProtectionProfileAeadAes128Gcm), nil)
	}
	third := open(nil)
	open(ErrFull)
	first.Close()
	s.runPosted()
	fourth := open(nil)
	for _, c := range []*Conn{second, third, fourth} {
		c.Close()
	}
	s.runPosted()
	assertEmpty(t, s)
}

func TestOpenNeedsCredentials(t *testing.T) {
	s, _ := still(t, Config{})
	for _, remote := range []Remote{{}, {Ufrag: "abcd"}, {Pwd: "x"}} {
		if _, _, err := s.Open(remote, nil); !errors.Is(err, ErrBadRemote) {
			t.Errorf("%+v: %v", remote, err)
		}
	}
	assertEmpty(t, s)
}

func TestStoppingClosesEverythingAtEveryStage(t *testing.T) {
	w := newWitness()
	s, err := Listen(Config{Address: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, w) }()
	openFor(t, s)
	dial(t, s)
	shaking := dial(t, s)
	shaking.send(t, clientHello(t))
	shook := dial(t, s)
	if err := shook.shake(shook.socket, patience); err != nil {
		t.Fatal(err)
	}
	await(t, w.ready, "keys")
	cancel()
	if err := await(t, ended, "Run"); err != nil {
		t.Fatal(err)
	}
	if len(w.closed) != 4 {
		t.Fatalf("%d of 4 connections were told", len(w.closed))
	}
	for range 4 {
		if why := <-w.closed; why != ReasonStopped {
			t.Errorf("closed with %q", why)
		}
	}
	assertEmpty(t, s)
	if _, _, err := s.Open(Remote{Ufrag: "abcd", Pwd: "x"}, nil); !errors.Is(err, ErrStopped) {
		t.Errorf("Open after the end: %v", err)
	}
	s.Post(func() { t.Error("posted after the end") })
	if err := s.Run(context.Background(), w); err == nil {
		t.Error("ran twice")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// clientHello is the first datagram of a real client.
func clientHello(t testing.TB) []byte {
	t.Helper()
	listener, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	certificate, _, err := newCertificate()
	if err != nil {
		t.Fatal(err)
	}
	c := &client{socket: socket, certificate: certificate, server: listener.LocalAddr().(*net.UDPAddr).AddrPort()}
	_ = c.shake(socket, 100*time.Millisecond) // nobody answers
	_ = listener.SetReadDeadline(time.Now().Add(patience))
	hello := make([]byte, maxDatagram)
	n, err := listener.Read(hello)
	if err != nil {
		t.Fatal(err)
	}
	return hello[:n]
}

// atOnce has n goroutines live at once, and end.
func atOnce(n int) {
	var all sync.WaitGroup
	end := make(chan struct{})
	for range n {
		all.Go(func() { <-end })
	}
	close(end)
	all.Wait()
}

func TestThousandsOfHalfOpenConnectionsLeaveNothing(t *testing.T) {
	const each = 5000
	hello := clientHello(t)
	stages := []struct {
		name  string
		count int
		open  func(*client)
	}{
		{"no check", each, func(*client) {}},
		{"no handshake", each, func(c *client) { c.send(t, request(t, c.local)) }},
		{"half a handshake", each, func(c *client) {
			c.send(t, request(t, c.local, attribute(stun.AttrUseCandidate)))
			c.send(t, hello)
		}},
	}
	w := newWitness()
	const short = 300 * time.Millisecond
	s := running(t, Config{
		CheckTimeout: short, HandshakeTimeout: short, ConsentTimeout: short, MaxHandshakes: 2 * each,
	}, w)
	goroutines := runtime.NumGoroutine()
	atOnce(2 * each) // the runtime keeps what it needs to remember so many goroutines
	// How many live at once differs, and what the runtime keeps for them settles at the most it has seen. What a
	// connection leaves behind grows in every round: 35 bytes of each are seen.
	const rounds, most = 5, 512 << 10
	for round, before := 1, uint64(0); ; round++ {
		for _, stage := range stages {
			for range stage.count {
				abandonAt(t, s, stage.open)
			}
			for range stage.count {
				await(t, w.closed, "every connection of stage "+stage.name+" to be closed")
			}
			eventually(t, "goroutines are back", func() bool { return runtime.NumGoroutine() <= goroutines })
		}
		now := heapInUse()
		if round > 1 && now <= before+most {
			break
		}
		if round == rounds {
			t.Fatalf("the heap still grows: from %d to %d KiB in round %d", before>>10, now>>10, round)
		}
		before = now
	}
	if st := s.Stats(); st.Opened+st.Checked+st.Ready != 0 || s.conns.Load() != 0 || s.pending.Load() != 0 {
		t.Errorf("left: %+v", st)
	}
}

// abandonAt opens a connection for a client that goes as far as one stage and is not heard of again.
func abandonAt(t testing.TB, s *Server, stage func(*client)) {
	t.Helper()
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	c := &client{server: s.Candidates()[0].AddrPort, socket: socket}
	if c.conn, c.local, err = s.Open(Remote{Ufrag: "abcd", Pwd: "x"}, nil); err != nil {
		t.Fatal(err)
	}
	stage(c)
}

func heapInUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
