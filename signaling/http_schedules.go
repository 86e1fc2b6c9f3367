package signaling

import (
	"context"
	"errors"
	"net/http"
	"time"

	"corner/room"
	"corner/room/schedule"
	"corner/room/walltime"
	"corner/signaling/auth"
)

// scheduleRoutes serves what is planned.
func (s *Server) scheduleRoutes(mux *http.ServeMux) {
	read := func(pattern string, answer http.HandlerFunc) { mux.HandleFunc(pattern, s.limited(s.reading, answer)) }
	write := func(pattern string, limits *addressLimits, answer http.HandlerFunc) {
		mux.HandleFunc(pattern, s.limited(limits, s.fromPage(answer)))
	}
	write("POST /v1/schedules", s.opening, s.createPlan)
	read("GET /v1/schedules", s.agenda)
	read("GET /v1/schedules/mine", s.myPlans)
	read("GET /v1/schedules/{id}", s.showPlan)
	write("PATCH /v1/schedules/{id}", s.reading, s.patchPlan)
	write("DELETE /v1/schedules/{id}", s.reading, s.cancelPlan)
	for _, act := range []string{"cancel", "move", "restore"} {
		write("POST /v1/schedules/{id}/{on}/"+act, s.reading, s.exceptPlan(act))
	}
	write("PUT /v1/schedules/{id}/{on}/reply", s.reading, s.putReply)
	write("DELETE /v1/schedules/{id}/{on}/reply", s.reading, s.deleteReply)
	read("GET /v1/schedules/{id}/{on}/replies", s.replies)
	read("GET /v1/schedules/{id}/calendar.ics", s.calendarFile)
	write("POST /v1/overlap", s.reading, s.overlap)
	write("POST /v1/feeds", s.opening, s.createFeed)
	read("GET /v1/feeds", s.listFeeds)
	read("GET /v1/feeds/{secret}", s.feed)
	write("DELETE /v1/feeds/{id}", s.reading, s.revokeFeed)
	read("GET /v1/push", s.pushKey)
	write("PUT /v1/push", s.reading, s.savePush)
	write("DELETE /v1/push", s.reading, s.dropPush)
	read("GET /v1/about", s.about)
	for _, path := range []string{"schedules", "schedules/", "overlap", "feeds", "feeds/", "push", "about"} {
		mux.HandleFunc("OPTIONS /v1/"+path, s.preflight)
	}
}

// fromPage refuses what the page of a stranger has a browser send.
func (s *Server) fromPage(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.originAllowed(r, false) {
			writeError(w, http.StatusForbidden, errOrigin)
			return
		}
		next(w, r)
	}
}

// refuse answers with a refusal; a fault is logged, by what was asked for without any id or secret in it.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	s.logFault("schedules", err)
	writeError(w, statusFor(err), err)
}

// stored bounds how long the store is waited for.
func (s *Server) stored(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), s.timing.Directory)
}

// asker is who asks: somebody, or with "" nobody in particular. With an app's token they are somebody in its room alone.
func (s *Server) asker(r *http.Request) (auth.Identity, error) {
	if bearer(r) == "" {
		return auth.Identity{}, nil
	}
	return s.auth.Verify(bearer(r))
}

// somebody is who asks, and refuses who is nobody.
func (s *Server) somebody(r *http.Request) (auth.Identity, error) {
	who, err := s.asker(r)
	if err == nil && who.Participant == "" {
		return who, auth.ErrUnauthenticated
	}
	return who, err
}

// planRequest is the body of POST /v1/schedules.
type planRequest struct {
	Room     string           `json:"room"`
	Start    string           `json:"start"`
	Zone     string           `json:"zone"`
	Minutes  int              `json:"minutes"`
	Rule     string           `json:"rule"`
	Limit    int              `json:"limit"`
	Listed   bool             `json:"listed"`
	CoHosts  []PlanPerson     `json:"co_hosts"`
	Settings wirePlanSettings `json:"settings"`
	Profile  *wireProfile     `json:"profile"`
	Shifts   []wireShift      `json:"shifts"`
}

type planAnswer struct {
	Plan       wirePlan `json:"plan"`
	GuestToken string   `json:"guest_token,omitempty"`
}

// createPlan plans sessions of a room, whose host is the one who asks.
func (s *Server) createPlan(w http.ResponseWriter, r *http.Request) {
	var body planRequest
	if err := readJSON(w, r, &body); err != nil {
		s.refuse(w, err)
		return
	}
	answer, err := s.newPlan(r, body)
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, answer)
}

func (s *Server) newPlan(r *http.Request, body planRequest) (planAnswer, error) {
	now := time.Now()
	if err := s.newcomer(bearer(r), s.network(r)); err != nil {
		return planAnswer{}, err
	}
	who, id, err := s.creator(bearer(r))
	if err != nil {
		return planAnswer{}, err
	}
	part, payload, err := body.plan(now)
	if err != nil {
		return planAnswer{}, err
	}
	p := schedule.Plan{Owner: who.Participant, Limit: body.Limit, Listed: body.Listed}
	if p.Name, err = hostName(who, body.Profile); err != nil {
		return planAnswer{}, err
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	if id, err = s.planRoom(ctx, s.address(r), who, id, body.Room); err != nil {
		return planAnswer{}, err
	}
	if p, err = s.savePlan(ctx, p, id, part, payload, now); err != nil {
		return planAnswer{}, err
	}
	answer := planAnswer{}
	if answer.Plan, err = s.toPlan(ctx, p, s.look(ctx, who.Participant), maxShown); err != nil {
		return planAnswer{}, err
	}
	answer.GuestToken, err = s.guestToken(who)
	return answer, err
}

// plan is what a body says of a plan, checked.
func (b planRequest) plan(now time.Time) (schedule.Part, []byte, error) {
	part, err := partOf(b.Start, b.Zone, b.Minutes, b.Rule)
	if err != nil {
		return schedule.Part{}, nil, err
	}
	zone, err := walltime.Zone(part.Zone)
	if err != nil {
		return schedule.Part{}, nil, schedule.ErrZone
	}
	if err := soon(part.Start.In(zone), now); err != nil {
		return schedule.Part{}, nil, err
	}
	if b.Limit < 0 || b.Limit > schedule.MaxLimit {
		return schedule.Part{}, nil, schedule.ErrLimit
	}
	payload, err := wirePayload{Settings: b.Settings, CoHosts: b.CoHosts, Shifts: b.Shifts}.payload()
	if err != nil {
		return schedule.Part{}, nil, err
	}
	data, err := payload.Encode()
	return part, data, err
}

// hostName is how a plan calls its host; "" for who has not said.
func hostName(who auth.Identity, own *wireProfile) (string, error) {
	if own == nil && who.Profile.Name == "" {
		return "", nil
	}
	profile, err := room.CleanProfile(mergeProfile(who.Profile, own))
	return profile.Name, err
}

// planRoom is the id of the room that is planned: a new one, or one that the asker owns.
func (s *Server) planRoom(ctx context.Context, from string, who auth.Identity, id, wanted string) (string, error) {
	if wanted == "" || wanted == id {
		return id, nil
	}
	if !who.Guest {
		return "", room.ErrNotAllowed // an app's token names its room
	}
	if err := s.mayGuess(from); err != nil {
		return "", err
	}
	known, err := s.schedules.Plan(ctx, wanted)
	switch {
	case err == nil && known.Owner == who.Participant:
		return wanted, nil
	case err == nil:
		return "", room.ErrNotAllowed
	case !isRefusal(err, errNoResource):
		return "", err
	}
	return wanted, s.guessed(from, s.ownsRoom(ctx, wanted, who.Participant))
}

// savePlan writes a new plan. Of a room that has one which is over it goes on, so that its calendars do.
func (s *Server) savePlan(ctx context.Context, p schedule.Plan, id string, part schedule.Part, payload []byte, now time.Time) (schedule.Plan, error) {
	old, err := s.schedules.Plan(ctx, id)
	if isRefusal(err, errNoResource) {
		if p.Series, err = schedule.New(id, part, payload, now); err != nil {
			return p, err
		}
		return p, s.saved(s.schedules.SavePlan(ctx, p, -1))
	}
	if err != nil {
		return p, err
	}
	if old.Owner != p.Owner {
		return p, room.ErrNotAllowed
	}
	p.Ended = old.Ended
	if p.Series, err = old.Series.Again(part, now); errors.Is(err, schedule.ErrStart) {
		return p, errPlanned
	}
	if err != nil {
		return p, err
	}
	p.Series.Payload = payload
	return p, s.saved(s.schedules.SavePlan(ctx, p, old.Series.Sequence))
}

// saved has the agenda asked for again after a change.
func (s *Server) saved(err error) error {
	if err == nil {
		s.agendas.forget()
	}
	return err
}

// showPlan is one plan, for whoever knows its id.
func (s *Server) showPlan(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := s.stored(r)
	defer cancel()
	who, err := s.asker(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	p, err := s.plan(ctx, s.address(r), r.PathValue("id"))
	if err != nil {
		s.refuse(w, err)
		return
	}
	s.tell(ctx, w, p, who)
}

// tell answers with a plan.
func (s *Server) tell(ctx context.Context, w http.ResponseWriter, p schedule.Plan, who auth.Identity) {
	told, err := s.toPlan(ctx, p, s.look(ctx, who.Participant), maxShown)
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, told)
}
