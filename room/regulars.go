package room

import (
	"context"
	"slices"
	"time"
)

const (
	// shortVisit is what is no visit: somebody looked in.
	shortVisit = 10 * time.Minute
	// visitGap is how long somebody is away before they come for another visit: a lost connection is none.
	visitGap = 4 * time.Hour
	// regularVisits make a regular.
	regularVisits = 2
)

// Regular is somebody who has been in the room before.
type Regular struct {
	ID      string
	Profile Profile
	Visits  int
	Stayed  time.Duration // of all visits
	Last    time.Time     // when they were last here
	Here    bool          // they are a member; only Session.Regulars says so
}

// regular reports whether somebody has come often enough.
func (r Regular) regular() bool { return r.Visits >= regularVisits }

// visited is a list of people with a visit that ends now, if it was one. The list that is given stays as it is.
func visited(list []Regular, m *member, now time.Time) []Regular {
	stayed := now.Sub(m.joined)
	if stayed < shortVisit {
		return list
	}
	list = slices.Clone(list)
	r := Regular{ID: m.id}
	if i := slices.IndexFunc(list, func(r Regular) bool { return r.ID == m.id }); i >= 0 {
		r = list[i]
		list = slices.Delete(list, i, i+1)
	}
	if r.Last.IsZero() || m.joined.Sub(r.Last) >= visitGap {
		r.Visits++
	}
	r.Profile, r.Last = m.profile.clone(), now
	r.Stayed += stayed
	list = append(list, r) // the one seen last is the last
	return list[max(0, len(list)-MaxRegulars):]
}

// regularsAt is the people the room remembers as if everybody left now: what its record keeps.
func (s *state) regularsAt(now time.Time) []Regular {
	list := s.regulars
	for _, m := range s.order {
		list = visited(list, m, now)
	}
	return list
}

// isRegular reports whether somebody is one, by the visits they have ended.
func (s *state) isRegular(id string) bool {
	return slices.ContainsFunc(s.regulars, func(r Regular) bool { return r.ID == id && r.regular() })
}

// regularOrLeader: who comes often is known to those who do, and to who runs the room.
func regularOrLeader(s *state, a action) error {
	return unless(a.by.role >= Moderator || s.isRegular(a.by.id), ErrNotAllowed)
}

// knownRegulars lists the regulars, those seen last first, but for those who are hidden.
func (s *state) knownRegulars() []Regular {
	var list []Regular
	for _, r := range slices.Backward(s.regulars) {
		if m := s.members[r.ID]; m != nil {
			r.Profile, r.Here = m.profile.clone(), true
		}
		if r.regular() && !r.Profile.Hidden {
			list = append(list, r)
		}
	}
	return list
}

// Regulars lists those who come often, the ones seen last first, to those who do and to who runs the room. Who is hidden
// is not among them.
func (s *Session) Regulars(ctx context.Context) ([]Regular, error) {
	var (
		list    []Regular
		refusal error
	)
	err := s.ask(ctx, func(r *Room, _ *conn) {
		if _, refusal = r.state.permit(time.Now(), r.state.members[s.participant], ListRegulars{}); refusal == nil {
			list = r.state.knownRegulars()
		}
	})
	if err == nil {
		err = refusal
	}
	return list, err
}
