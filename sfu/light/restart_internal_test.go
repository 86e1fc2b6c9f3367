package light

import (
	"errors"
	"net"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

// restart restarts a connection that openOn has opened.
func restart(t testing.TB, s *Server, c *Conn) Local {
	t.Helper()
	local, err := c.Restart(Remote{Ufrag: "wxyz", Pwd: "another-unused", Fingerprint: c.remote.Fingerprint})
	if err != nil {
		t.Fatal(err)
	}
	s.runPosted()
	return local
}

// renewed is a check with the credentials of a restart.
func renewed(t testing.TB, local Local, extra ...stun.Setter) []byte {
	t.Helper()
	parts := []stun.Setter{stun.TransactionID, stun.BindingRequest, stun.NewUsername(local.Ufrag + ":wxyz")}
	parts = append(append(parts, extra...), stun.NewShortTermIntegrity(local.Pwd), stun.Fingerprint)
	m, err := stun.Build(parts...)
	if err != nil {
		t.Fatal(err)
	}
	return m.Raw
}

// answered reports whether a datagram is answered.
func answered(s *Server, datagram []byte, from path, at time.Time) bool {
	s.Flush()
	before := s.Stats().PacketsOut
	s.datagram(datagram, from, at)
	s.Flush()
	return s.Stats().PacketsOut > before
}

func TestOldCredentialsHoldUntilTheFirstCheckWithTheNewOnes(t *testing.T) {
	s, _ := still(t, Config{})
	c, old := openOn(t, s)
	now := time.Now()
	advanceToReady(t, s, c, old, now)
	local := restart(t, s, c)
	if local.Ufrag == old.Ufrag || local.Pwd == old.Pwd || local.Fingerprint != old.Fingerprint {
		t.Fatalf("restarted with %+v after %+v", local, old)
	}
	if !answered(s, request(t, old), place("A"), now) {
		t.Error("an old check died before a new one came")
	}
	if answered(s, request(t, local), place("A"), now) || answered(s, renewed(t, old), place("A"), now) {
		t.Error("a mixture of old and new credentials was answered")
	}
	if !answered(s, request(t, old), place("A"), now) {
		t.Error("what was not authentic ended the old credentials")
	}
	if !answered(s, renewed(t, local), place("A"), now) || answered(s, request(t, old), place("A"), now) {
		t.Error("an old check lived on after a new one")
	}
	if c.state != ready || len(s.byUfrag) != 1 {
		t.Errorf("state %d, %d names", c.state, len(s.byUfrag))
	}
}

func TestARestartMovesToWhereTheClientIsNow(t *testing.T) {
	s, _ := still(t, Config{})
	c, old := openOn(t, s)
	now := time.Now()
	advanceToReady(t, s, c, old, now)
	local := restart(t, s, c)
	s.datagram(renewed(t, local), place("B"), now.Add(time.Second))
	if at(c) != place("A") {
		t.Error("media left a living path before another was nominated")
	}
	s.datagram(renewed(t, local, attribute(stun.AttrUseCandidate)), place("B"), now.Add(time.Second))
	if at(c) != place("B") {
		t.Error("media stayed behind")
	}
}

func TestARestartKeepsKeysAndSequences(t *testing.T) {
	s, _ := still(t, Config{})
	c, old := openOn(t, s)
	advanceToReady(t, s, c, old, time.Now())
	in, out := c.in, c.out
	local := restart(t, s, c)
	s.datagram(renewed(t, local, attribute(stun.AttrUseCandidate)), place("B"), time.Now())
	if c.in != in || c.out != out || c.SendRTP(rtpPacket(1, 1, 0, -1, 9)) != nil {
		t.Error("the restart touched the keys")
	}
}

func TestARestartDuringTheHandshake(t *testing.T) {
	w := newWitness()
	s := running(t, Config{}, w)
	c := dial(t, s)
	remote := Remote{Ufrag: "wxyz", Pwd: "unused", Fingerprint: fingerprintOf(c.certificate)}
	over := &interrupted{PacketConn: c.socket, f: func() { // the client has the server's first flight
		local, err := c.conn.Restart(remote)
		if err != nil {
			t.Error(err)
		}
		c.send(t, renewed(t, local, attribute(stun.AttrUseCandidate)))
	}}
	if err := c.shake(over, patience); err != nil {
		t.Fatal(err)
	}
	if got := await(t, w.ready, "keys"); got != c.conn {
		t.Error("another connection is ready")
	}
	used := make(chan bool)
	s.Post(func() { used <- c.conn.next == nil && c.conn.current.ufrag != c.local.Ufrag })
	if !await(t, used, "the server") {
		t.Error("the new credentials were not used")
	}
}

// interrupted calls f when the first handshake record comes.
type interrupted struct {
	net.PacketConn
	f func()
}

func (i *interrupted) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := i.PacketConn.ReadFrom(b)
	if err == nil && i.f != nil && b[0] == recordHandshake {
		i.f()
		i.f = nil
	}
	return n, from, err
}

func TestARestartBeforeAnyCheck(t *testing.T) {
	s, h := still(t, Config{})
	c, old := openOn(t, s)
	local := restart(t, s, c)
	if !answered(s, renewed(t, local), place("A"), time.Now()) || answered(s, request(t, old), place("A"), time.Now()) {
		t.Error("the new credentials are not the ones")
	}
	if c.state != checked || at(c) != place("A") || len(h.closed) != 0 {
		t.Errorf("state %d, at %v", c.state, at(c))
	}
}

func TestOfSeveralRestartsTheLastCounts(t *testing.T) {
	s, _ := still(t, Config{})
	c, old := openOn(t, s)
	now := time.Now()
	advanceToReady(t, s, c, old, now)
	var unused []Local
	for range 100 {
		unused = append(unused, restart(t, s, c))
	}
	if len(s.byUfrag) != 2 {
		t.Fatalf("%d names are kept", len(s.byUfrag))
	}
	last := unused[len(unused)-1]
	for _, local := range unused[:len(unused)-1] {
		if answered(s, renewed(t, local), place("A"), now) {
			t.Fatal("a restart that was replaced is alive")
		}
	}
	if !answered(s, request(t, old), place("A"), now) || !answered(s, renewed(t, last), place("A"), now) {
		t.Error("the first or the last credentials are dead")
	}
	c.Close()
	s.runPosted()
	assertEmpty(t, s)
}

func TestARestartIsRefusedToAnotherCertificateAndOnceClosed(t *testing.T) {
	s, _ := still(t, Config{})
	c, old := openOn(t, s)
	same := c.remote.Fingerprint
	other := same
	other[31] ^= 1
	for _, remote := range []Remote{
		{Ufrag: "wxyz", Pwd: "x", Fingerprint: other}, {Ufrag: "", Pwd: "x", Fingerprint: same}, {Ufrag: "wxyz", Fingerprint: same},
	} {
		if _, err := c.Restart(remote); !errors.Is(err, ErrBadRemote) {
			t.Errorf("%+v: %v", remote, err)
		}
	}
	s.runPosted()
	if !answered(s, request(t, old), place("A"), time.Now()) || len(s.byUfrag) != 1 {
		t.Error("a refused restart changed something")
	}
	restart(t, s, c)
	c.Close()
	if _, err := c.Restart(Remote{Ufrag: "wxyz", Pwd: "x", Fingerprint: same}); !errors.Is(err, ErrGone) {
		t.Errorf("on a closing connection: %v", err)
	}
	s.runPosted()
	s.offered(newCredentials(c, Remote{Ufrag: "late"})) // a restart that was on its way
	assertEmpty(t, s)
}

func TestAStopEndsAConnectionThatRestartsOnce(t *testing.T) {
	s, h := still(t, Config{})
	c, old := openOn(t, s)
	advanceToReady(t, s, c, old, time.Now())
	_ = restart(t, s, c)
	s.shutdown()
	if len(h.closed) != 1 || h.closed[0] != ReasonStopped {
		t.Errorf("closed: %v", h.closed)
	}
	if _, err := c.Restart(c.remote); err == nil {
		t.Error("restarted on a server that has stopped")
	}
}
