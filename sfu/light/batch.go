package light

import (
	"net/netip"
	"time"
)

const (
	batchSize = 64                   // datagrams of one system call
	slotSize  = 1536                 // at least maxDatagram + sealOverhead, a multiple of alignment
	alignment = 16                   // of datagrams in an outbox
	sendWait  = 5 * time.Millisecond // longest wait for room in the socket's buffer, for a whole batch
)

// Flush sends what is batched. It is called on the Run goroutine only, which calls it by itself at the end of
// each turn of its loop.
func (s *Server) Flush() {
	if s.outbox.count == 0 {
		return
	}
	sent, bytes, dropped := s.outbox.flush()
	s.counters.packetsOut.Add(uint64(sent))
	s.counters.bytesOut.Add(uint64(bytes))
	s.counters.send.Add(uint64(dropped))
}

// queued takes a datagram that was written into the outbox's space.
func (s *Server) queued(datagram []byte, to *sockaddr) {
	s.outbox.add(len(datagram), to)
	if s.outbox.count == batchSize {
		s.Flush()
	}
}

// arena is where the datagrams of one batch lie, one behind the other: most are a tenth of the longest, and so
// stay in the processor's cache.
type arena struct {
	bytes [batchSize * slotSize]byte
	used  int
}

// space is where the next datagram is to be written, as an empty slice.
func (a *arena) space() []byte { return a.bytes[a.used : a.used : a.used+slotSize] }

// take keeps the first n bytes of the space.
func (a *arena) take(n int) []byte {
	taken := a.bytes[a.used : a.used+n]
	a.used += (n + alignment - 1) &^ (alignment - 1)
	return taken
}

// unmapped is an address as every table here knows it: IPv4 is IPv4, on whatever socket it arrived.
func unmapped(address netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(address.Addr().Unmap(), address.Port())
}
