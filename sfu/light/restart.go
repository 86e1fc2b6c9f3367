package light

import (
	"crypto/rand"
	"crypto/subtle"

	"github.com/pion/stun/v4"
)

// credentials are one generation of a connection's ICE credentials (RFC 8445 §5.3).
type credentials struct {
	conn      *Conn
	ufrag     string                // ours
	pwd       string                // ours
	username  string                // what a check must say: our ufrag, colon, the client's
	integrity stun.MessageIntegrity // keyed by our password
	budget    bucket                // of checks that are looked at
}

// newCredentials makes the credentials that answer a client's.
func newCredentials(c *Conn, remote Remote) *credentials {
	ufrag, pwd := rand.Text()[:8], rand.Text() // 40 and 130 bits; RFC 8445 asks for 24 and 128
	return &credentials{
		conn: c, ufrag: ufrag, pwd: pwd, username: ufrag + ":" + remote.Ufrag,
		integrity: stun.NewShortTermIntegrity(pwd), budget: bucket{tokens: checkBurst},
	}
}

// Restart gives a connection new ICE credentials (RFC 8445 §9) and returns what the answer must carry; keys,
// streams and the selected path stay. The old credentials hold until the first check with the new ones. The
// certificate must be the one the connection was opened with: another one would be another client. Any
// goroutine may call it. Refusals are *Error and change nothing.
func (c *Conn) Restart(remote Remote) (Local, error) {
	s := c.server
	if remote.Ufrag == "" || remote.Pwd == "" ||
		subtle.ConstantTimeCompare(remote.Fingerprint[:], c.remote.Fingerprint[:]) != 1 {
		return Local{}, ErrBadRemote
	}
	if c.closing.Load() {
		return Local{}, ErrGone
	}
	next := newCredentials(c, remote)
	if !s.post(func() { s.offered(next) }) {
		return Local{}, ErrStopped
	}
	return s.localFor(next), nil
}

// localFor says what an answer must carry.
func (s *Server) localFor(k *credentials) Local {
	return Local{Ufrag: k.ufrag, Pwd: k.pwd, Fingerprint: s.fingerprint, Candidates: s.candidates}
}

// offered makes credentials known to checks, beside the connection's current ones. Those of an earlier restart
// that nobody has used are replaced.
func (s *Server) offered(next *credentials) {
	c := next.conn
	if c.state == closed {
		return
	}
	if c.next != nil {
		delete(s.byUfrag, c.next.ufrag)
	}
	c.next = next
	s.byUfrag[next.ufrag] = next
}

// renew lets new credentials take the place of the old ones, of which every later check is a stranger's.
func (s *Server) renew(c *Conn) {
	delete(s.byUfrag, c.current.ufrag)
	c.current, c.next = c.next, nil
}
