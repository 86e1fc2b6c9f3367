package light

import (
	"errors"
	"net/netip"
	"time"
)

// kind is what a datagram claims to be by its first two bytes.
type kind uint8

const (
	junk kind = iota
	kindSTUN
	kindDTLS
	kindRTP
	kindRTCP
)

// The shortest datagrams of each kind that are worth a look.
const (
	minSTUN = 20
	minDTLS = 13
	minRTP  = 12
	minRTCP = 8
)

// classify tells the protocols apart that share the socket (RFC 7983 §7, RFC 5761 §4).
func classify(datagram []byte) kind {
	if len(datagram) < minRTCP {
		return junk
	}
	switch first := datagram[0]; {
	case first <= 3 && len(datagram) >= minSTUN:
		return kindSTUN
	case first >= 20 && first <= 63 && len(datagram) >= minDTLS:
		return kindDTLS
	case first >= 128 && first <= 191:
		if second := datagram[1]; second >= 192 && second <= 223 {
			return kindRTCP
		}
		if len(datagram) >= minRTP {
			return kindRTP
		}
	}
	return junk
}

// datagram handles one datagram from the socket. Decryption is in place.
func (s *Server) datagram(datagram []byte, from netip.AddrPort, at time.Time) {
	s.counters.packetsIn.Add(1)
	s.counters.bytesIn.Add(uint64(len(datagram)))
	k := classify(datagram)
	switch k {
	case junk:
		s.counters.junk.Add(1)
		return
	case kindSTUN:
		s.check(datagram, from, at)
		return
	}
	c := s.byAddress[from]
	if c == nil || c.closing.Load() {
		s.counters.stranger.Add(1)
		return
	}
	switch k {
	case kindDTLS:
		s.dtls(c, datagram, at)
	case kindRTP:
		s.rtp(c, datagram, at)
	case kindRTCP:
		s.rtcp(c, datagram, at)
	}
}

// rtp decrypts and hands on one RTP packet.
func (s *Server) rtp(c *Conn, datagram []byte, at time.Time) {
	if c.state != ready {
		s.counters.noKeys.Add(1)
		return
	}
	packet, err := c.in.openRTP(datagram)
	if err != nil {
		s.countRefused(err)
		return
	}
	c.heard = at
	s.handler.RTP(c, packet, at)
}

// rtcp decrypts and hands on one compound RTCP packet.
func (s *Server) rtcp(c *Conn, datagram []byte, at time.Time) {
	if c.state != ready {
		s.counters.noKeys.Add(1)
		return
	}
	packet, err := c.in.openRTCP(datagram)
	if err != nil {
		s.countRefused(err)
		return
	}
	c.heard = at
	s.handler.RTCP(c, packet, at)
}

func (s *Server) countRefused(err error) {
	if errors.Is(err, errTooManySSRCs) {
		s.counters.ssrc.Add(1)
		return
	}
	s.counters.forged.Add(1)
}
