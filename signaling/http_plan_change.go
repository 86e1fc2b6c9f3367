package signaling

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"corner/room"
	"corner/room/schedule"
	"corner/room/walltime"
	"corner/signaling/auth"
)

// sequenceOf is what an If-Match header says, one strong entity tag.
func sequenceOf(r *http.Request) (int, error) {
	text, quoted := strings.CutPrefix(r.Header.Get("If-Match"), `"`)
	text, closed := strings.CutSuffix(text, `"`)
	n, err := strconv.Atoi(text)
	if err != nil || !quoted || !closed || n < 0 {
		return 0, errNoMatch
	}
	return n, nil
}

// change is one change of a plan by its owner: of the state that they have seen, or it is refused.
func (s *Server) change(w http.ResponseWriter, r *http.Request, change func(schedule.Plan, time.Time) (schedule.Plan, error)) {
	ctx, cancel := s.stored(r)
	defer cancel()
	p, who, err := s.changeable(ctx, r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	seen, err := sequenceOf(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	if seen != p.Series.Sequence {
		writeChanged(w, p.Series.Sequence)
		return
	}
	changed, err := change(p, time.Now())
	if err == nil && changed.Series.Sequence != seen {
		err = s.saved(s.schedules.SavePlan(ctx, changed, seen))
	}
	if isRefusal(err, errChanged) {
		if p, err = s.schedules.Plan(ctx, p.Series.ID); err == nil {
			writeChanged(w, p.Series.Sequence)
			return
		}
	}
	if err != nil {
		s.refuse(w, err)
		return
	}
	s.tell(ctx, w, changed, who)
}

// changeable is the plan that a request is about, if it is the asker's.
func (s *Server) changeable(ctx context.Context, r *http.Request) (schedule.Plan, auth.Identity, error) {
	who, err := s.somebody(r)
	if err != nil {
		return schedule.Plan{}, who, err
	}
	p, err := s.plan(ctx, s.address(r), r.PathValue("id"))
	if err == nil && (p.Owner != who.Participant || who.Room != "" && who.Room != p.Series.ID) {
		err = room.ErrNotAllowed
	}
	return p, who, err
}

// changedAnswer refuses a change of a state that is no more, and says which there is.
type changedAnswer struct {
	Error    *wireError `json:"error"`
	Sequence int        `json:"sequence"`
}

func writeChanged(w http.ResponseWriter, sequence int) {
	writeJSON(w, http.StatusPreconditionFailed, changedAnswer{toWireError(errChanged), sequence})
}

// cancelPlan cancels all of a plan.
func (s *Server) cancelPlan(w http.ResponseWriter, r *http.Request) {
	s.change(w, r, func(p schedule.Plan, now time.Time) (schedule.Plan, error) {
		var err error
		p.Series, err = p.Series.CancelAll(now)
		return p, err
	})
}

// moveRequest is the body of a move.
type moveRequest struct {
	To      string `json:"to"`
	Minutes int    `json:"minutes"`
}

// exceptPlan cancels, moves or restores one session.
func (s *Server) exceptPlan(act string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		on, err := walltime.ParseDate(r.PathValue("on"))
		if err != nil {
			s.refuse(w, schedule.ErrTime)
			return
		}
		var move moveRequest
		if act == "move" {
			if err := readJSON(w, r, &move); err != nil {
				s.refuse(w, err)
				return
			}
		}
		s.change(w, r, func(p schedule.Plan, now time.Time) (schedule.Plan, error) {
			p.Series, err = except(p.Series, act, on, move, now)
			return p, err
		})
	}
}

// except is a series with one session cancelled, moved or restored. What is over stays as it was.
func except(series schedule.Series, act string, on walltime.Date, move moveRequest, now time.Time) (schedule.Series, error) {
	i, err := series.Find(on)
	if err != nil {
		return series, err
	}
	if !i.End.After(now) && act != "restore" {
		return series, errOver
	}
	switch act {
	case "cancel":
		return series.Cancel(on, now)
	case "restore":
		return series.Restore(on, now)
	}
	to, err := walltime.Parse(move.To)
	if err != nil {
		return series, schedule.ErrTime
	}
	var length time.Duration
	if move.Minutes != 0 {
		if length, err = lengthOf(move.Minutes); err != nil {
			return series, err
		}
	}
	moved, err := series.Move(on, to, length, now)
	if err != nil {
		return series, err
	}
	if i, err = moved.Find(on); err != nil {
		return series, err
	}
	return moved, soon(i.Start, now)
}

// planChange is the body of PATCH /v1/schedules/{id}. What is nil stays.
type planChange struct {
	Scope    string            `json:"scope,omitempty"`
	On       string            `json:"on,omitempty"`
	Start    *string           `json:"start,omitempty"`
	Zone     *string           `json:"zone,omitempty"`
	Minutes  *int              `json:"minutes,omitempty"`
	Rule     *string           `json:"rule,omitempty"`
	Limit    *int              `json:"limit,omitempty"`
	Listed   *bool             `json:"listed,omitempty"`
	CoHosts  *[]PlanPerson     `json:"co_hosts,omitempty"`
	Settings *wirePlanSettings `json:"settings,omitempty"`
	Shifts   *[]wireShift      `json:"shifts,omitempty"`
}

// patchPlan changes a plan.
func (s *Server) patchPlan(w http.ResponseWriter, r *http.Request) {
	var body planChange
	if err := readJSON(w, r, &body); err != nil {
		s.refuse(w, err)
		return
	}
	s.change(w, r, body.apply)
}

func (c planChange) apply(p schedule.Plan, now time.Time) (schedule.Plan, error) {
	if p.Series.Cancelled {
		return p, schedule.ErrCancelled
	}
	if c.Start != nil || c.Zone != nil || c.Minutes != nil || c.Rule != nil {
		series, err := c.times(p.Series, now)
		if err != nil {
			return p, err
		}
		p.Series = series
	}
	payload, err := c.payload(p.Series.Payload)
	if err != nil {
		return p, err
	}
	if c.Limit != nil {
		if *c.Limit < 0 || *c.Limit > schedule.MaxLimit {
			return p, schedule.ErrLimit
		}
		p.Limit = *c.Limit
	}
	if c.Listed != nil {
		p.Listed = *c.Listed
	}
	p.Series, err = p.Series.SetPayload(payload, now) // counts the change, whatever it is of
	return p, err
}

// times is the series at other times: from one session on, or all of the part that goes on.
func (c planChange) times(series schedule.Series, now time.Time) (schedule.Series, error) {
	part := momentOf(series, now).part
	on := part.Start.Date
	switch c.Scope {
	case "from":
		var err error
		if on, err = walltime.ParseDate(c.On); err != nil {
			return series, schedule.ErrTime
		}
		if part, err = series.Parts[series.PartOf(on)].From(on); err != nil {
			return series, err
		}
	case "", "all":
	default:
		return series, errBadRequest
	}
	once := part.Rule.Freq == schedule.Once
	if i, err := series.Find(on); once && err == nil {
		part.Start = i.Wall // where it was moved to
	}
	changed, err := partOf(*cmp.Or(c.Start, new(part.Start.String())), *cmp.Or(c.Zone, &part.Zone),
		*cmp.Or(c.Minutes, new(minutes(part.Length))), *cmp.Or(c.Rule, new(part.Rule.String())))
	if err != nil {
		return series, err
	}
	if err := c.begins(part, changed, now); err != nil {
		return series, err
	}
	if once && changed.Rule.Freq == schedule.Once {
		return series.ChangeOnce(on, changed, now)
	}
	return series.ChangeFrom(on, changed, now)
}

// begins refuses a part that begins in the past, but for one that began there already.
func (c planChange) begins(old, changed schedule.Part, now time.Time) error {
	if changed.Start.Date == old.Start.Date && c.Scope != "from" {
		return nil
	}
	zone, err := walltime.Zone(changed.Zone)
	if err != nil {
		return schedule.ErrZone
	}
	return soon(changed.Start.In(zone), now)
}

// payload is the one there was with what is to be different.
func (c planChange) payload(data []byte) ([]byte, error) {
	old, err := DecodePlanPayload(data)
	if err != nil {
		return nil, err
	}
	next := wirePayload{Settings: toPlanSettings(old.Settings), CoHosts: old.CoHosts, Shifts: list(old.Shifts, toShift)}
	if c.Settings != nil {
		next.Settings = *c.Settings
	}
	if c.CoHosts != nil {
		next.CoHosts = *c.CoHosts
	}
	if c.Shifts != nil {
		next.Shifts = *c.Shifts
	}
	payload, err := next.payload()
	if err != nil {
		return nil, err
	}
	return payload.Encode()
}
