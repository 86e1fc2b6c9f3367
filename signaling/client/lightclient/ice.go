package lightclient

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"github.com/pion/stun/v4"
)

// hostPriority is that of the only candidate there is (RFC 8445 §5.1.2.1): peer reflexive as it would be learnt.
const hostPriority = 110<<24 | 65535<<8 | 255

// checker writes and reads the checks of one connection. We are the full agent and always controlling, for the
// server is lite; the one pair is nominated at once (RFC 8445 §8.1.1).
type checker struct {
	username  string
	integrity stun.MessageIntegrity // keyed by the server's password
	tiebreak  [8]byte
	waiting   [stun.TransactionIDSize]byte // of the newest check
}

func newChecker(own, remote credentials) *checker {
	c := &checker{username: remote.ufrag + ":" + own.ufrag, integrity: stun.NewShortTermIntegrity(remote.pwd)}
	rand.Read(c.tiebreak[:]) // never fails
	return c
}

// request is the next check, written into m.
func (c *checker) request(m *stun.Message) error {
	var priority [4]byte
	binary.BigEndian.PutUint32(priority[:], hostPriority)
	err := m.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(c.username),
		raw{stun.AttrPriority, priority[:]}, raw{stun.AttrICEControlling, c.tiebreak[:]}, raw{stun.AttrUseCandidate, nil},
		c.integrity, stun.Fingerprint)
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	c.waiting = m.TransactionID
	return nil
}

// answered reports whether a datagram is the server's success for the newest check. m is scratch.
func (c *checker) answered(m *stun.Message, datagram []byte) bool {
	m.Raw = append(m.Raw[:0], datagram...)
	return m.Decode() == nil && m.Type == stun.BindingSuccess && m.TransactionID == c.waiting &&
		stun.Fingerprint.Check(m) == nil && c.integrity.Check(m) == nil
}

// raw is an attribute of bytes.
type raw struct {
	kind  stun.AttrType
	value []byte
}

// AddTo implements stun.Setter.
func (r raw) AddTo(m *stun.Message) error {
	m.Add(r.kind, r.value)
	return nil
}

// newCredentials are as long as a browser's.
func newCredentials() credentials { return credentials{ufrag: rand.Text()[:8], pwd: rand.Text()} }
