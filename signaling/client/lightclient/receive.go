package lightclient

import (
	"encoding/binary"
	"time"
)

// read takes what a socket has.
func (e *Engine) read(fd int) {
	m := e.byFD[fd]
	if m == nil {
		return
	}
	n := e.poll.receive(fd)
	if n == 0 {
		return
	}
	now := time.Now()
	for i := range n {
		datagram, stamped := e.poll.datagram(i)
		// Both clocks are read in one go: the kernel's stamp is of the wall's.
		at := now
		if age := now.Round(0).Sub(stamped); !stamped.IsZero() && age > 0 && age < time.Minute {
			at = now.Add(-age)
		}
		e.take(m, datagram, at)
		if m.state == ended {
			return
		}
	}
}

// take sorts one datagram (RFC 7983 §7, RFC 5761 §4).
func (e *Engine) take(m *Media, datagram []byte, at time.Time) {
	e.totals.Datagrams++
	e.totals.Bytes += int64(len(datagram))
	if len(datagram) < 12 {
		return
	}
	switch first := datagram[0]; {
	case first <= 3:
		e.checked(m, datagram)
	case first >= 20 && first <= 63:
		if m.pipe != nil {
			m.pipe.push(datagram)
		}
	case first >= 128 && first <= 191 && m.state == ready:
		if second := datagram[1]; second < 192 || second > 223 {
			e.rtp(m, datagram, at)
		}
	}
}

// rtp counts one packet and looks into it if it is its turn. A stream begins with an authentic packet: anybody
// could have sent the header of another.
func (e *Engine) rtp(m *Media, datagram []byte, at time.Time) {
	h := header{
		sequence: binary.BigEndian.Uint16(datagram[2:]), timestamp: binary.BigEndian.Uint32(datagram[4:]),
		ssrc: binary.BigEndian.Uint32(datagram[8:]), marker: datagram[1]&0x80 != 0,
	}
	m.packets++
	s := m.stream(h.ssrc)
	if s == nil && len(m.streams) == maxStreams {
		e.totals.Strangers++
		return
	}
	if s == nil || m.packets%e.options.Sample == 0 {
		if !e.sample(m, s, datagram, at) && s == nil {
			return
		}
	}
	if s == nil {
		if len(m.streams) == 0 && m.onFirst != nil {
			m.onFirst(at)
		}
		m.streams = append(m.streams, stream{})
		s = &m.streams[len(m.streams)-1]
	}
	s.count(h)
}

func (m *Media) stream(ssrc uint32) *stream {
	for i := range m.streams {
		if m.streams[i].ssrc == ssrc {
			return &m.streams[i]
		}
	}
	return nil
}

// sample decrypts a packet of a stream, nil for a new one, looks whether it is Opus and how old it is, and reports whether it was authentic.
func (e *Engine) sample(m *Media, s *stream, datagram []byte, at time.Time) bool {
	e.totals.Sampled++
	plain, err := m.in.DecryptRTP(e.scratch[:0], datagram, &e.header)
	if err != nil {
		e.totals.Unauthentic++
		return false
	}
	payload := plain[min(e.header.MarshalSize(), len(plain)):]
	if !e.opus.parseOpus(payload) {
		e.totals.NotOpus++
		return true
	}
	oldest, ok := e.sent(e.opus.frame[0])
	newest, both := e.sent(e.opus.frame[e.opus.count-1])
	if !ok || !both {
		return true
	}
	e.totals.Timed++
	now := at.Sub(e.epoch)
	e.totals.Latency.Add(now - oldest)
	e.totals.Added.Add(now - newest)
	e.totals.Packing.Add(newest - oldest)
	packing := time.Duration(s.waits(int64(e.opus.count))) * framePeriod
	e.totals.Beyond.Add(max(0, now-oldest-packing))
	return true
}

// sent is when a frame left its speaker.
func (e *Engine) sent(frame []byte) (time.Duration, bool) {
	if at, ok := readMark(frame); ok {
		return at, true
	}
	if e.options.Sent != nil {
		return e.options.Sent(frame)
	}
	return 0, false
}
