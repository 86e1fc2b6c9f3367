package signaling

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"corner/room"
	"corner/room/lang"
	"corner/room/schedule"
)

// Bounds on an agenda.
const (
	agendaAge     = 5 * time.Second     // for how long what was listed is shown
	agendaSpan    = 62 * 24 * time.Hour // how far it looks ahead
	agendaUsual   = 14 * 24 * time.Hour
	agendaPlans   = 200
	maxSessions   = 100
	usualSessions = 50
)

// listed is a session of a listed plan.
type listed struct {
	schedule.Instance
	plan *listedPlan
}

type listedPlan struct {
	schedule.Plan
	settings room.Settings
}

// agendas keeps for a moment what is listed: reading hundreds of plans is dear, and everybody asks for the same.
type agendas struct {
	reading chan struct{} // held by the one who reads the store

	mu       sync.Mutex // guards what follows
	sessions []listed   // in order of their beginning; never changed in place
	until    time.Time
}

func newAgendas() agendas { return agendas{reading: make(chan struct{}, 1)} }

// forget has the store asked again.
func (a *agendas) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.until = time.Time{}
}

func (a *agendas) kept(now time.Time) (sessions []listed, fresh bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.sessions, now.Before(a.until)
}

func (a *agendas) keep(sessions []listed, until time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sessions, a.until = sessions, until
}

// listed are the sessions of listed plans, as they were a moment ago; stale, as they were when the store answered last.
func (s *Server) listed(ctx context.Context, now time.Time) (sessions []listed, stale bool, err error) {
	if sessions, fresh := s.agendas.kept(now); fresh {
		return sessions, false, nil
	}
	select {
	case s.agendas.reading <- struct{}{}:
		defer func() { <-s.agendas.reading }()
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	sessions, fresh := s.agendas.kept(now)
	if fresh { // somebody else has just read them
		return sessions, false, nil
	}
	plans, err := s.schedules.Agenda(ctx, now.Add(agendaSpan), agendaPlans)
	if err != nil {
		return sessions, true, err
	}
	sessions = sessionsOf(plans, now)
	s.agendas.keep(sessions, now.Add(agendaAge))
	return sessions, false, nil
}

// sessionsOf are the sessions of some plans that are not over, in order of their beginning. A plan that nothing can be
// opened with is none.
func sessionsOf(plans []schedule.Plan, now time.Time) []listed {
	var all []listed
	for _, p := range plans {
		settings, err := settingsIn(p.Series.Payload)
		if err != nil {
			continue
		}
		plan := &listedPlan{p, settings}
		for _, i := range p.Series.Between(now.Add(-schedule.MaxLength), now.Add(agendaSpan), schedule.MaxInstances) {
			if i.End.After(now) {
				all = append(all, listed{i, plan})
			}
		}
	}
	slices.SortFunc(all, func(a, b listed) int { return a.Start.Compare(b.Start) })
	return all
}

type agendaAnswer struct {
	Instances []wireSession `json:"instances"`
	Stale     bool          `json:"stale,omitempty"`
}

// agendaQuery is what is asked of an agenda.
type agendaQuery struct {
	from, to time.Time
	language string // base language, "" for any
	limit    int
}

func readAgendaQuery(q url.Values, now time.Time) (agendaQuery, error) {
	asked := agendaQuery{from: now, to: now.Add(agendaUsual), limit: usualSessions, language: lang.Base(q.Get("language"))}
	if len(q.Get("language")) > maxTag {
		return asked, errBadRequest
	}
	for name, at := range map[string]*time.Time{"from_ms": &asked.from, "to_ms": &asked.to} {
		if text := q.Get(name); text != "" {
			ms, err := strconv.ParseInt(text, 10, 64)
			if err != nil || ms < 0 {
				return asked, errBadRequest
			}
			*at = time.UnixMilli(ms)
		}
	}
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return asked, errBadRequest
		}
		asked.limit = min(n, maxSessions)
	}
	return asked, nil
}

func (q agendaQuery) wants(l listed) bool {
	if !l.End.After(q.from) || !l.Start.Before(q.to) {
		return false
	}
	return q.language == "" || lang.Has(l.plan.settings.Languages, q.language)
}

// agenda is what is on.
func (s *Server) agenda(w http.ResponseWriter, r *http.Request) {
	answer, err := s.agendaFor(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) agendaFor(r *http.Request) (agendaAnswer, error) {
	who, err := s.asker(r)
	if err != nil {
		return agendaAnswer{}, err
	}
	now := time.Now()
	query, err := readAgendaQuery(r.URL.Query(), now)
	if err != nil {
		return agendaAnswer{}, err
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	all, stale, err := s.listed(ctx, now)
	if err != nil && all == nil {
		return agendaAnswer{}, err
	}
	var wanted []listed
	for _, l := range all {
		if len(wanted) < query.limit && query.wants(l) {
			wanted = append(wanted, l)
		}
	}
	sessions, err := s.toSessions(ctx, wanted, s.look(ctx, who.Participant))
	if stale { // then nobody can be counted either
		err = nil
	}
	return agendaAnswer{sessions, stale}, err
}

// toSessions are sessions as somebody sees them. With an error nobody is counted.
func (s *Server) toSessions(ctx context.Context, all []listed, by onlookerAt) ([]wireSession, error) {
	keys := make([]schedule.Key, len(all))
	for n, l := range all {
		keys[n] = schedule.Key{ID: l.plan.Series.ID, On: l.On}
	}
	counts, err := s.schedules.Counts(ctx, keys, by.person)
	if err != nil {
		counts = make([]schedule.Count, len(all))
	}
	heads := map[*listedPlan]wirePlanHead{}
	sessions := make([]wireSession, len(all))
	for n, l := range all {
		head, known := heads[l.plan]
		if !known {
			head = s.toHead(l.plan.Plan, l.plan.settings, by)
			heads[l.plan] = head
		}
		sessions[n] = wireSession{toInstance(l.Instance, l.plan.Limit, counts[n]), head}
	}
	return sessions, err
}

// minePlan is how many instances each of one's own plans is shown with.
const minePlan = 5

type mineAnswer struct {
	Plans  []wirePlan    `json:"plans"`
	Coming []wireSession `json:"coming"`
}

// myPlans is what one plans and comes to.
func (s *Server) myPlans(w http.ResponseWriter, r *http.Request) {
	answer, err := s.mine(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) mine(r *http.Request) (mineAnswer, error) {
	who, err := s.somebody(r)
	if err != nil {
		return mineAnswer{}, err
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	plans, err := s.schedules.PlansOf(ctx, who.Participant)
	if err != nil {
		return mineAnswer{}, err
	}
	by := s.look(ctx, who.Participant)
	answer := mineAnswer{Plans: make([]wirePlan, len(plans))}
	for n, p := range plans {
		if answer.Plans[n], err = s.toPlan(ctx, p, by, minePlan); err != nil {
			return mineAnswer{}, err
		}
	}
	coming, err := s.coming(ctx, who.Participant, by.now)
	if err != nil {
		return mineAnswer{}, err
	}
	answer.Coming, err = s.toSessions(ctx, coming, by)
	return answer, err
}

// coming are the sessions that somebody comes to or waits for and that are not over, soonest first; cancelled ones too.
func (s *Server) coming(ctx context.Context, person string, now time.Time) ([]listed, error) {
	keys, err := s.schedules.RepliesOf(ctx, person)
	if err != nil {
		return nil, err
	}
	plans, err := s.plansFor(ctx, keys)
	if err != nil {
		return nil, err
	}
	var all []listed
	for _, key := range keys {
		plan := plans[key.ID]
		if plan == nil {
			continue
		}
		if i, err := plan.Series.Find(key.On); err == nil && i.End.After(now) {
			all = append(all, listed{i, plan})
		}
	}
	slices.SortFunc(all, func(a, b listed) int { return a.Start.Compare(b.Start) })
	return all[:min(len(all), maxSessions)], nil
}

// plansFor gives the plans of some keys by id, those that there still are.
func (s *Server) plansFor(ctx context.Context, keys []schedule.Key) (map[string]*listedPlan, error) {
	plans := map[string]*listedPlan{}
	for _, key := range keys {
		if _, known := plans[key.ID]; known {
			continue
		}
		p, err := s.schedules.Plan(ctx, key.ID)
		if isRefusal(err, errNoPlan) {
			plans[key.ID] = nil
			continue
		}
		if err != nil {
			return nil, err
		}
		if settings, err := settingsIn(p.Series.Payload); err == nil {
			plans[key.ID] = &listedPlan{p, settings}
		} else {
			plans[key.ID] = nil
		}
	}
	return plans, nil
}
