package light

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"net/netip"
	"time"
)

// What is looked at. A client that connects sends some twenty checks a second, one at rest one in two seconds.
const (
	checkRate   = 100 // checks a second with one set of credentials
	checkBurst  = 200
	sourceRate  = 200  // a second from one source: junk, and what names no connection
	sourceBurst = 1000 // a crowd behind one address may come at once
)

// bucket is a token bucket. It begins full when tokens is set so.
type bucket struct {
	tokens float32
	at     time.Time
}

// take reports whether one more is within the budget.
func (b *bucket) take(at time.Time, rate, burst float32) bool {
	b.refill(at, rate, burst)
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (b *bucket) refill(at time.Time, rate, burst float32) {
	if passed := at.Sub(b.at); passed > 0 {
		b.tokens = min(burst, b.tokens+rate*float32(passed.Seconds()))
		b.at = at
	}
}

// sources has a bucket for every source of datagrams that no connection wanted: an IPv4 address or an IPv6 /64.
// It is a table of fixed size under a secret hash. Two sources in one place share a bucket, which costs nothing
// but budget: whoever proves a path, or names a living connection in a check, does not ask it.
type sources struct {
	seed    maphash.Seed
	buckets [4096]bucket
}

func newSources() *sources {
	s := &sources{seed: maphash.MakeSeed()}
	for i := range s.buckets {
		s.buckets[i].tokens = sourceBurst
	}
	return s
}

func (s *sources) of(address netip.Addr) *bucket {
	prefix := prefixOf(address).Addr().As16()
	return &s.buckets[maphash.Bytes(s.seed, prefix[:])%uint64(len(s.buckets))]
}

// spend charges a source with a datagram nobody wanted.
func (s *sources) spend(address netip.Addr, at time.Time) {
	b := s.of(address)
	b.refill(at, sourceRate, sourceBurst)
	b.tokens = max(0, b.tokens-1)
}

// spent reports whether a source has sent more than its share of them.
func (s *sources) spent(address netip.Addr, at time.Time) bool {
	b := s.of(address)
	b.refill(at, sourceRate, sourceBurst)
	return b.tokens < 1
}

// prefixOf is what is taken for one source: an IPv4 address, or the /64 that one IPv6 subscriber has.
func prefixOf(address netip.Addr) netip.Prefix {
	bits := 32
	if address = address.Unmap(); address.Is6() {
		bits = 64
	}
	prefix, _ := address.Prefix(bits) // an error only for more bits than there are
	return prefix
}

// unwanted counts a datagram against its source, unless that has proved where it is.
func (s *Server) unwanted(p *proof, from path, at time.Time) {
	if p == nil {
		s.sources.spend(from.address.Addr(), at)
	}
}

// flooding reports whether a datagram from an unproved path is not even looked at: its source has spent its
// share, and it names no living connection. Whoever forges a victim's address must not keep the victim out.
func (s *Server) flooding(datagram []byte, k kind, from path, at time.Time) bool {
	if !s.sources.spent(from.address.Addr(), at) {
		return false
	}
	if k == kindSTUN && s.byUfrag[string(ufragIn(datagram))] != nil {
		return false
	}
	s.counters.flood.Add(1)
	return true
}

// ufragIn returns our ufrag as a STUN message's USERNAME has it, without a look at anything else; nil when there
// is none.
func ufragIn(message []byte) []byte {
	const username, most = 0x0006, 8 // attributes that are looked at
	rest := message[minSTUN:]
	for range most {
		if len(rest) < 4 {
			return nil
		}
		size := int(binary.BigEndian.Uint16(rest[2:]))
		if padded := (size + 3) &^ 3; len(rest) < 4+padded {
			return nil
		} else if binary.BigEndian.Uint16(rest) != username {
			rest = rest[4+padded:]
			continue
		}
		ufrag, _, _ := bytes.Cut(rest[4:4+size], []byte{':'})
		return ufrag
	}
	return nil
}
