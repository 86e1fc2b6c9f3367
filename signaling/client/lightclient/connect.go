package lightclient

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

const (
	firstPause     = 50 * time.Millisecond // before a check is sent again; doubles
	longestPause   = 1600 * time.Millisecond
	connectTimeout = 20 * time.Second // from the answer to the keys
	consentTimeout = 30 * time.Second // without an answer to a check (RFC 7675 §5.1)
)

// begin starts the checks.
func (e *Engine) begin(m *Media, a answer) {
	m.answer, m.check = a, newChecker(m.own, a.remote)
	m.state, m.heard, m.pause = checking, e.Clock(), firstPause
	e.connecting = append(e.connecting, m)
	e.sendCheck(m, m.heard)
}

// sendCheck sends a binding request.
func (e *Engine) sendCheck(m *Media, now time.Duration) {
	if m.state == checking && now-m.heard > connectTimeout {
		e.end(m, errors.New("media: no check was answered"))
		return
	}
	if err := m.check.request(&e.message); err != nil {
		e.end(m, err)
		return
	}
	sendSocket(m.fd, e.message.Raw)
	m.due, m.pause = now+m.pause, min(longestPause, 2*m.pause)
}

// checked takes an answer to a check; the first starts the handshake.
func (e *Engine) checked(m *Media, datagram []byte) {
	if m.check == nil || !m.check.answered(&e.message, datagram) {
		return
	}
	m.heard = e.Clock()
	if m.state != checking {
		return
	}
	m.state = shaking
	ctx, cancel := context.WithTimeout(e.base, connectTimeout)
	m.cancel, m.pipe = cancel, newPipe(m.send)
	p, fingerprint := m.pipe, m.answer.fingerprint
	e.handshakes.Go(func() {
		defer cancel()
		k, err := shake(ctx, p, e.certificate, e.profiles, fingerprint)
		e.post(func() { e.shaken(m, k, err) })
	})
}

// shaken takes the keys.
func (e *Engine) shaken(m *Media, k keys, err error) {
	if m.state != shaking {
		return
	}
	m.pipe = nil
	if err == nil {
		m.in, err = k.opener()
	}
	if err == nil && m.check != nil {
		m.reports, err = k.sealer()
	}
	if err != nil {
		e.end(m, fmt.Errorf("media: %w", err))
		return
	}
	for i, other := range e.connecting {
		if other == m {
			last := len(e.connecting) - 1
			e.connecting[i] = e.connecting[last]
			e.connecting = e.connecting[:last]
			break
		}
	}
	m.keys, m.state = k, ready
	m.packets = len(e.live) // the samples of many connections do not fall together
	e.live = append(e.live, m)
	e.totals.Opened++
	e.totals.Profiles[k.name()]++
	m.settle(nil)
}

// upkeep is a connection's turn, every 5 s: consent and a report.
func (e *Engine) upkeep(m *Media, now time.Duration) {
	if m.check == nil {
		return
	}
	if now-m.heard > consentTimeout {
		e.totals.Silenced++
		e.end(m, errors.New("media: the server answers no checks"))
		return
	}
	e.sendCheck(m, now)
	e.sendReport(m)
}

// sendReport sends what a browser would: a receiver report with a block for each stream, and a CNAME (RFC 3550
// §6.4.2, §6.5).
func (e *Engine) sendReport(m *Media) {
	blocks := min(len(m.streams), 31)
	plain := e.scratch[:0]
	plain = append(plain, 0x80|byte(blocks), 201)
	plain = binary.BigEndian.AppendUint16(plain, uint16(1+6*blocks))
	plain = binary.BigEndian.AppendUint32(plain, reporter)
	for i := range blocks {
		plain = m.streams[i].appendReport(plain)
	}
	plain = append(plain, 0x81, 202, 0, 3)
	plain = binary.BigEndian.AppendUint32(plain, reporter)
	plain = append(plain, 1, 5, 'l', 'i', 'g', 'h', 't', 0)
	if sealed, err := m.reports.EncryptRTCP(nil, plain, nil); err == nil {
		sendSocket(m.fd, sealed)
	}
}

// reporter is the SSRC of a listener that sends no media.
const reporter = 1

// appendReport writes a report block (RFC 3550 §6.4.1, §A.3).
func (s *stream) appendReport(b []byte) []byte {
	expected, received := s.expected()-s.reported, s.unique-s.received
	s.reported, s.received = s.expected(), s.unique
	fraction := int64(0)
	if expected > 0 && expected > received {
		fraction = (expected - received) * 256 / expected
	}
	b = binary.BigEndian.AppendUint32(b, s.ssrc)
	b = binary.BigEndian.AppendUint32(b, uint32(min(fraction, 255))<<24|uint32(max(0, s.lost()))&0xffffff)
	b = binary.BigEndian.AppendUint32(b, uint32(s.newest))
	b = binary.BigEndian.AppendUint32(b, 0) // jitter is not measured
	return binary.BigEndian.AppendUint64(b, 0)
}
