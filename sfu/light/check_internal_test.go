package light

import (
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

// deaf is a Handler that notes only what was closed.
type deaf struct{ closed []string }

func (*deaf) RTP(*Conn, []byte, time.Time)  {}
func (*deaf) RTCP(*Conn, []byte, time.Time) {}
func (*deaf) Batch(time.Time)               {}
func (*deaf) Ready(*Conn)                   {}
func (d *deaf) Closed(_ *Conn, why string)  { d.closed = append(d.closed, why) }
func (*deaf) Tick(time.Time, time.Duration) {}

// still is a server that does not run: the test is its Run goroutine.
func still(t testing.TB, cfg Config) (*Server, *deaf) {
	t.Helper()
	cfg.Address = "127.0.0.1"
	s, err := Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	h := &deaf{}
	s.handler = h
	return s, h
}

// openOn opens a connection and lets the server know of it.
func openOn(t testing.TB, s *Server) (*Conn, Local) {
	t.Helper()
	c, local, err := s.Open(Remote{Ufrag: "abcd", Pwd: "client-password-unused"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.runPosted()
	return c, local
}

// request builds a binding request for a connection as its client would.
func request(t testing.TB, local Local, extra ...stun.Setter) []byte {
	t.Helper()
	parts := []stun.Setter{stun.TransactionID, stun.BindingRequest, stun.NewUsername(local.Ufrag + ":abcd")}
	parts = append(parts, extra...)
	parts = append(parts, stun.NewShortTermIntegrity(local.Pwd), stun.Fingerprint)
	m, err := stun.Build(parts...)
	if err != nil {
		t.Fatal(err)
	}
	return m.Raw
}

func attribute(kind stun.AttrType) stun.Setter { return stun.RawAttribute{Type: kind} }

// place is a client's UDP address.
func place(name string) path {
	return path{address: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 2}), 40000+uint16(name[0]))}
}

// at is where a connection sends to, the zero path for nowhere.
func at(c *Conn) path {
	if c.selected == nil {
		return path{}
	}
	return c.selected.path
}

func TestAChecksMoveIsFollowedByARunningHandshake(t *testing.T) {
	s, _ := still(t, Config{})
	c, local := openOn(t, s)
	s.datagram(request(t, local), place("A"), time.Now())
	c.feed = &feed{in: make(chan []byte, 1), cancel: func() {}}
	s.datagram(request(t, local, attribute(stun.AttrUseCandidate)), place("B"), time.Now())
	if at := c.feed.path.Load(); at == nil || *at != place("B") {
		t.Fatalf("the handshake sends to %v", at)
	}
}

func TestOnlyAuthenticChecksHaveAnyEffect(t *testing.T) {
	s, _ := still(t, Config{})
	c, local := openOn(t, s)
	_, other := openOn(t, s)
	wrong := local
	wrong.Pwd = other.Pwd
	build := func(setters ...stun.Setter) []byte {
		m, err := stun.Build(append([]stun.Setter{stun.TransactionID}, setters...)...)
		if err != nil {
			t.Fatal(err)
		}
		return m.Raw
	}
	name := stun.NewUsername(local.Ufrag + ":abcd")
	key := stun.NewShortTermIntegrity(local.Pwd)
	good := request(t, local)
	flipped := append([]byte(nil), good...)
	flipped[25] ^= 1
	for what, datagram := range map[string][]byte{
		"wrong password":            request(t, wrong),
		"no username":               build(stun.BindingRequest, key, stun.Fingerprint),
		"no integrity":              build(stun.BindingRequest, name, stun.Fingerprint),
		"no fingerprint":            build(stun.BindingRequest, name, key),
		"unknown ufrag":             build(stun.BindingRequest, stun.NewUsername("NOBODYXX:abcd"), key, stun.Fingerprint),
		"another client's ufrag":    build(stun.BindingRequest, stun.NewUsername(local.Ufrag+":wxyz"), key, stun.Fingerprint),
		"our ufrag alone":           build(stun.BindingRequest, stun.NewUsername(local.Ufrag), key, stun.Fingerprint),
		"username after integrity":  build(stun.BindingRequest, key, name, stun.Fingerprint),
		"an indication":             build(stun.NewType(stun.MethodBinding, stun.ClassIndication), name, key, stun.Fingerprint),
		"a success response":        build(stun.BindingSuccess, name, key, stun.Fingerprint),
		"an allocation":             build(stun.NewType(stun.MethodAllocate, stun.ClassRequest), name, key, stun.Fingerprint),
		"a flipped bit":             flipped,
		"cut":                       good[:len(good)-4],
		"with something behind":     append(append([]byte(nil), good...), 0, 0, 0, 0),
		"a header and nothing else": good[:20],
	} {
		s.datagram(append([]byte(nil), datagram...), place("A"), time.Now())
		if c.state != opened || len(c.known) != 0 || len(s.byPath) != 0 {
			t.Errorf("%s had an effect", what)
		}
	}
	s.Flush()
	if out := s.Stats().PacketsOut; out != 0 {
		t.Errorf("%d answers to what was not authentic", out)
	}
	s.datagram(good, place("A"), time.Now())
	s.Flush()
	if c.state != checked || s.Stats().PacketsOut != 1 {
		t.Error("an authentic check after them had no effect")
	}
}

func TestANominationOutsideTheSignatureCountsForNothing(t *testing.T) {
	s, _ := still(t, Config{})
	c, local := openOn(t, s)
	s.datagram(request(t, local), place("A"), time.Now())
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(local.Ufrag+":abcd"),
		stun.NewShortTermIntegrity(local.Pwd), attribute(stun.AttrUseCandidate), stun.Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	s.datagram(m.Raw, place("B"), time.Now())
	if at(c) != place("A") {
		t.Fatal("an unsigned nomination moved the address")
	}
}

func TestTheAnswerIsSignedAndNamesTheAddressSeen(t *testing.T) {
	s, _ := still(t, Config{})
	_, local := openOn(t, s)
	s.datagram(request(t, local), place("A"), time.Now())
	r := stun.New()
	if err := stun.Decode(append([]byte(nil), s.response.Raw...), r); err != nil {
		t.Fatal(err)
	}
	var seen stun.XORMappedAddress
	if err := seen.GetFrom(r); err != nil || seen.String() != place("A").address.String() {
		t.Errorf("the answer names %v: %v", seen, err)
	}
	if r.TransactionID != s.request.TransactionID {
		t.Error("the answer belongs to another request")
	}
	if err := stun.Fingerprint.Check(r); err != nil {
		t.Error(err)
	}
	if err := stun.NewShortTermIntegrity(local.Pwd).Check(r); err != nil {
		t.Error(err)
	}
}
