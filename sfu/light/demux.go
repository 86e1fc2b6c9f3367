package light

import (
	"errors"
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

// datagram handles one datagram. Decryption is in place.
func (s *Server) datagram(datagram []byte, from path, at time.Time) {
	s.counters.packetsIn.Add(1)
	s.counters.bytesIn.Add(uint64(len(datagram)))
	k, p := classify(datagram), s.byPath[from]
	switch {
	case p == nil && s.flooding(datagram, k, from, at):
	case k == junk:
		s.counters.junk.Add(1)
		s.unwanted(p, from, at)
	case k == kindSTUN:
		if !s.check(datagram, from, at) {
			s.counters.check.Add(1)
			s.unwanted(p, from, at)
		}
	case p == nil || p.conn.closing.Load():
		s.counters.stranger.Add(1)
		s.unwanted(p, from, at)
	case k == kindDTLS:
		s.dtls(p.conn, datagram, at)
	case k == kindRTP:
		s.rtp(p, datagram, at)
	case k == kindRTCP:
		s.rtcp(p, datagram, at)
	}
}

// rtp decrypts and hands on one RTP packet.
func (s *Server) rtp(p *proof, datagram []byte, at time.Time) {
	c := p.conn
	if c.state != ready {
		s.counters.noKeys.Add(1)
		return
	}
	packet, err := c.in.openRTP(datagram)
	if err != nil {
		s.refuse(c, err)
		return
	}
	p.heard = at
	s.sounded = at
	s.handler.RTP(c, packet, at)
}

// rtcp decrypts and hands on one compound RTCP packet.
func (s *Server) rtcp(p *proof, datagram []byte, at time.Time) {
	c := p.conn
	if c.state != ready {
		s.counters.noKeys.Add(1)
		return
	}
	packet, err := c.in.openRTCP(datagram)
	if err != nil {
		s.refuse(c, err)
		return
	}
	p.heard = at
	s.handler.RTCP(c, packet, at)
}

// refuse counts a packet that was not opened. A client that really sends on too many SSRCs is closed: it is not
// one of ours, and each costs memory.
func (s *Server) refuse(c *Conn, err error) {
	if !errors.Is(err, errTooManySSRCs) {
		s.counters.forged.Add(1)
		return
	}
	s.counters.ssrc.Add(1)
	s.remove(c, ReasonTooManySSRCs)
}
