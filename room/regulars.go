package room

import (
	"cmp"
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

// after is what is remembered of somebody whose visit ends now, which is one if it was long enough.
func (r Regular) after(m *member, now time.Time) Regular {
	if r.Last.IsZero() || m.joined.Sub(r.Last) >= visitGap {
		r.Visits++
	}
	r.ID, r.Profile, r.Last = m.id, m.profile, now // a profile is replaced, never changed
	r.Stayed += now.Sub(m.joined)
	return r
}

func isVisit(m *member, now time.Time) bool { return now.Sub(m.joined) >= shortVisit }

// memorable is as much of a list as is kept; the one seen last is the last of it. Who was seen longest ago goes first;
// but a crowd that came once takes no more than half of the places from those who come often, and leaves as many to
// whoever may come again.
func memorable(list []Regular) []Regular {
	often := 0
	for _, r := range list {
		if r.regular() {
			often++
		}
	}
	once := len(list) - often
	keepOnce := min(once, max(MaxRegulars/2, MaxRegulars-often))
	once, often = once-keepOnce, often-min(often, MaxRegulars-keepOnce) // from here on: how many go
	return slices.DeleteFunc(list, func(r Regular) bool {
		left := &once
		if r.regular() {
			left = &often
		}
		*left--
		return *left >= 0
	})
}

// visited remembers somebody who leaves now.
func (s *state) visited(m *member, now time.Time) {
	if !isVisit(m, now) {
		return
	}
	var r Regular
	if at := slices.IndexFunc(s.regulars, func(r Regular) bool { return r.ID == m.id }); at >= 0 {
		r = s.regulars[at]
		s.regulars = slices.Delete(s.regulars, at, at+1)
	}
	s.regulars = memorable(append(s.regulars, r.after(m, now)))
}

// regularsAt is the people the room remembers as if everybody left now: what its record keeps. Of those who are seen at
// the same time, which are all who are here, those come last who come most often and have stayed longest.
func (s *state) regularsAt(now time.Time) []Regular {
	known := make(map[string]Regular, len(s.regulars))
	for _, r := range s.regulars {
		known[r.ID] = r
	}
	var here []Regular
	once := 0
	for _, m := range s.order {
		if !isVisit(m, now) {
			continue
		}
		r, before := known[m.id]
		if r = r.after(m, now); !r.regular() {
			if once++; once > MaxRegulars { // of a crowd those who have been here longest are enough
				continue
			}
		}
		if before {
			delete(known, m.id)
		}
		here = append(here, r)
	}
	slices.SortStableFunc(here, func(a, b Regular) int {
		return cmp.Or(cmp.Compare(a.Visits, b.Visits), cmp.Compare(a.Stayed, b.Stayed))
	})
	list := make([]Regular, 0, len(s.regulars)+len(here))
	for _, r := range s.regulars {
		if _, away := known[r.ID]; away {
			list = append(list, r)
		}
	}
	return memorable(append(list, here...))
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
		if _, refusal = r.state.permit(r.now(), r.state.members[s.participant], ListRegulars{}); refusal == nil {
			list = r.state.knownRegulars()
		}
	})
	if err == nil {
		err = refusal
	}
	return list, err
}
