package light

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/pion/stun/v4"
)

const (
	maxAddresses = 8                // proved addresses kept per connection
	addressHold  = 10 * time.Second // how long a silent connection keeps an address another one proves
)

// check handles one STUN message. Only a binding request that names one of our connections and is signed with
// its password has any effect; everything else is dropped without an answer.
func (s *Server) check(datagram []byte, from netip.AddrPort, at time.Time) {
	c, attributes := s.authenticate(datagram)
	if c == nil || c.closing.Load() {
		s.counters.check.Add(1)
		return
	}
	if _, controlled := attributes.Get(stun.AttrICEControlled); controlled {
		// We are lite and always controlled; the client has to take the other role (RFC 8445 §7.3.1.1).
		s.reply(c, from, stun.BindingError, stun.CodeRoleConflict)
		return
	}
	if !s.learn(c, from, at) {
		s.counters.check.Add(1)
		return
	}
	c.heard = at
	_, nominated := attributes.Get(stun.AttrUseCandidate)
	switch {
	case c.state == opened:
		s.choose(c, from)
		c.become(checked, at)
	case nominated && c.selected != from:
		s.choose(c, from)
	}
	s.reply(c, from, stun.BindingSuccess, &stun.XORMappedAddress{IP: from.Addr().AsSlice(), Port: int(from.Port())})
}

// authenticate returns the connection a binding request is for, and the attributes its signature covers.
func (s *Server) authenticate(datagram []byte) (*Conn, stun.Attributes) {
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
	c := s.byUfrag[ufrag]
	if c == nil || string(username.Value) != c.username {
		return nil, nil
	}
	if stun.Fingerprint.Check(m) != nil || c.integrity.Check(m) != nil {
		return nil, nil
	}
	return c, covered
}

// learn notes that a connection's client is at an address, and reports whether that can be. An address belongs
// to one connection; another one proves it only after its holder has been silent for a while, or credentials
// for one connection and a forged source address would take another client's media away.
func (s *Server) learn(c *Conn, from netip.AddrPort, at time.Time) bool {
	holder := s.byAddress[from]
	if holder == c {
		return true
	}
	if holder != nil {
		if at.Sub(holder.heard) < addressHold {
			return false
		}
		s.dispossess(holder, from)
	}
	if len(c.known) == maxAddresses {
		oldest := slices.IndexFunc(c.known, func(a netip.AddrPort) bool { return a != c.selected })
		delete(s.byAddress, c.known[oldest])
		c.known = slices.Delete(c.known, oldest, oldest+1)
	}
	c.known = append(c.known, from)
	s.byAddress[from] = c
	return true
}

// dispossess takes an address from a connection; one that sent there has lost its client.
func (s *Server) dispossess(c *Conn, address netip.AddrPort) {
	if c.selected == address {
		s.remove(c, ReasonConsentExpired)
		return
	}
	c.known = slices.DeleteFunc(c.known, func(a netip.AddrPort) bool { return a == address })
}

// choose makes an address the one we send to.
func (s *Server) choose(c *Conn, address netip.AddrPort) {
	c.selected, c.to = address, s.outbox.sockaddr(address)
	if c.feed != nil {
		c.feed.address.Store(&address)
	}
}

// reply answers the request in s.request, signed.
func (s *Server) reply(c *Conn, to netip.AddrPort, kind stun.MessageType, body stun.Setter) {
	r := &s.response
	r.Reset()
	r.TransactionID = s.request.TransactionID
	r.SetType(kind)
	r.WriteHeader()
	for _, part := range []stun.Setter{body, c.integrity, stun.Fingerprint} {
		if part.AddTo(r) != nil {
			return
		}
	}
	destination := c.to
	if to != c.selected {
		destination = s.outbox.sockaddr(to)
	}
	s.queue(r.Raw, destination)
}
