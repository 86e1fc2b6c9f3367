package room

import "time"

// Bounds of reports.
const (
	reportBurst  = writingBurst     // reports of one person
	reportWindow = 10 * time.Minute // in this time
	maxReports   = 4096             // what a room remembers of who reported whom
)

// reports is what a room knows of who reported whom. It outlives memberships: who leaves and returns is the same.
type reports struct {
	counts map[string]int     // people, by the reported
	pairs  map[[2]string]bool // who reported whom
	recent map[string]writing // by the reporter
}

func newReports() reports {
	return reports{counts: make(map[string]int), pairs: make(map[[2]string]bool), recent: make(map[string]writing)}
}

// wait is how long until somebody may report again.
func (r *reports) wait(now time.Time, by string) time.Duration {
	w := r.recent[by]
	return w.wait(now, reportWindow)
}

// note counts a report and returns how many people have reported that one. Each counts once.
func (r *reports) note(now time.Time, by, about string) int {
	if len(r.recent) >= maxReports {
		clear(r.recent)
	}
	w := r.recent[by]
	w.note(now)
	r.recent[by] = w
	if pair := [2]string{by, about}; !r.pairs[pair] && len(r.pairs) < maxReports {
		r.pairs[pair] = true
		r.counts[about]++
	}
	return max(1, r.counts[about])
}

// report tells those above the reported, or, when nobody is above them, the operators by the audit alone.
func (s *state) report(now time.Time, by, target *member, name string, c Report) {
	count := s.reports.note(now, by.id, c.Participant)
	reported := s.rank(target, c.Participant)
	var to []string
	for _, m := range s.leaders {
		if m.role > reported {
			to = append(to, m.id)
		}
	}
	if len(to) > 0 {
		s.tell(Reported{Participant: c.Participant, Name: name, Reason: c.Reason, Count: count}, to)
	}
}

// rank is the role of somebody, or, when they are no member any more, the one they left with.
func (s *state) rank(target *member, id string) Role {
	if target != nil {
		return target.role
	}
	return s.departed[id].role
}
