package light

import "time"

// sweepInterval is how often deadlines are looked at; they are seconds long.
const sweepInterval = 250 * time.Millisecond

// tickEvery is the time to the next tick. Nothing is due soon while no audio comes: a quiet server wakes up rarely,
// because waking up is what it costs.
func (s *Server) tickEvery(at time.Time) time.Duration {
	if s.pending.Load() > 0 || at.Sub(s.sounded) < restAfter {
		return tickInterval
	}
	return restInterval
}

// tick passes the time on.
func (s *Server) tick(at time.Time, late time.Duration) {
	s.handler.Tick(at, late)
	if at.Sub(s.swept) < s.sweepEvery() {
		return
	}
	s.swept = at
	for _, k := range s.byUfrag {
		c := k.conn
		s.forgetSilent(c, at)
		if reason := s.overdue(c, at); reason != "" {
			s.remove(c, reason)
		}
	}
}

// sweepEvery is shorter than sweepInterval only when a deadline is.
func (s *Server) sweepEvery() time.Duration {
	return min(sweepInterval, s.cfg.CheckTimeout/4, s.cfg.HandshakeTimeout/4, s.cfg.ConsentTimeout/4)
}

// overdue returns why a connection must go, "" when it may stay.
func (s *Server) overdue(c *Conn, at time.Time) string {
	switch {
	case c.state == opened && at.Sub(c.since) > s.cfg.CheckTimeout:
		return ReasonCheckTimeout
	case c.state == checked && at.Sub(c.since) > s.cfg.HandshakeTimeout:
		return ReasonHandshakeTimeout
	case c.state == ready && c.selected.silence(at) > s.cfg.ConsentTimeout:
		return ReasonConsentExpired
	}
	return ""
}
