package light

import (
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/pion/stun/v4"
)

// check handles one STUN message. Only a binding request that names one of our connections and is signed with
// its password has any effect; for everything else it returns false, and there is no answer.
func (s *Server) check(datagram []byte, from path, at time.Time) bool {
	k, attributes := s.authenticate(datagram, at)
	if k == nil || k.conn.closing.Load() {
		return false
	}
	c := k.conn
	if conflict(attributes) {
		s.reply(k, from, stun.BindingError, stun.CodeRoleConflict)
		return true
	}
	p := s.learn(c, from, at)
	if p == nil {
		return false
	}
	p.heard = at
	if k == c.next {
		s.renew(c)
	}
	_, nominated := attributes.Get(stun.AttrUseCandidate)
	switch {
	case c.state == opened:
		s.choose(c, p)
		c.become(checked, at)
	case p != c.selected && c.selected.moves(nominated, at):
		s.choose(c, p)
	}
	s.reply(k, from, stun.BindingSuccess,
		&stun.XORMappedAddress{IP: from.address.Addr().AsSlice(), Port: int(from.address.Port())})
	return true
}

// conflict reports whether a check comes from a client that believes it is controlled. A lite agent is always
// controlled when the other is full (RFC 8445 §6.1.1) and can never take the controlling role, so that the
// comparison of tie-breakers in §7.3.1.1 has one outcome: we keep our role, and the client is told 487 and
// takes the other one.
func conflict(attributes stun.Attributes) bool {
	_, controlled := attributes.Get(stun.AttrICEControlled)
	return controlled
}

// authenticate returns the credentials a binding request was made with, and the attributes its signature covers.
func (s *Server) authenticate(datagram []byte, at time.Time) (*credentials, stun.Attributes) {
	if int(binary.BigEndian.Uint16(datagram[2:]))+minSTUN != len(datagram) {
		return nil, nil
	}
	m := &s.request
	m.Raw = append(m.Raw[:0], datagram...)
	if m.Decode() != nil || m.Type != stun.BindingRequest {
		return nil, nil
	}
	signed := slices.IndexFunc(m.Attributes, func(a stun.RawAttribute) bool {
		return a.Type == stun.AttrMessageIntegrity
	})
	if signed < 0 {
		return nil, nil
	}
	covered := m.Attributes[:signed] // what follows the signature could be anybody's
	username, ok := covered.Get(stun.AttrUsername)
	if !ok {
		return nil, nil
	}
	ufrag, _, _ := strings.Cut(string(username.Value), ":")
	k := s.byUfrag[ufrag]
	if k == nil || string(username.Value) != k.username || !k.budget.take(at, checkRate, checkBurst) {
		return nil, nil
	}
	if stun.Fingerprint.Check(m) != nil || k.integrity.Check(m) != nil {
		return nil, nil
	}
	return k, covered
}

// reply answers the request in s.request, signed.
func (s *Server) reply(k *credentials, to path, kind stun.MessageType, body stun.Setter) {
	r := &s.response
	r.Reset()
	r.TransactionID = s.request.TransactionID
	r.SetType(kind)
	r.WriteHeader()
	for _, part := range []stun.Setter{body, k.integrity, stun.Fingerprint} {
		if part.AddTo(r) != nil {
			return
		}
	}
	there := s.destination(to)
	s.sendTo(&there, append(s.outbox.space(), r.Raw...))
}
