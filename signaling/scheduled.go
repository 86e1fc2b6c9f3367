package signaling

import (
	"context"
	"time"

	"corner/room"
	"corner/room/lang"
	"corner/room/schedule"
)

// OpenPlan has the room of a plan be open for one of its instances, and reports whether this node has opened it just
// now. A room that is open, here or elsewhere, is left as it is, for the directory decides between nodes; so is one that
// its host has closed.
func (s *Server) OpenPlan(ctx context.Context, plan schedule.Plan, instance schedule.Instance) (opened bool, err error) {
	id := plan.Series.ID
	if _, here := s.hall.get(id); here || plan.Closed(instance.On) || s.endings.has(id) {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.timing.Directory)
	defer cancel()
	switch _, _, err = s.directory.Locate(ctx, id); {
	case err == nil:
		return false, nil
	case !isRefusal(err, errNoRoom):
		return false, err
	}
	past, err := s.past(ctx, id)
	if err != nil {
		return false, err
	}
	o, err := s.sitting(plan, instance, past)
	if err != nil {
		return false, err
	}
	_, err = s.open(ctx, o)
	if isRefusal(err, room.ErrRoomExists) || isRefusal(err, errTaken) {
		return false, nil
	}
	return err == nil, err
}

// past is what is known of a room that nobody owns, nil for nothing.
func (s *Server) past(ctx context.Context, id string) (*room.Record, error) {
	record, err := s.directory.Recall(ctx, id)
	switch {
	case isRefusal(err, errNoRoom):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &record, nil
}

// sitting is what a plan's room is opened with for an instance. Where its node died while the session went on it goes
// on as it was; of an earlier session the room knows its people, and nothing else.
func (s *Server) sitting(plan schedule.Plan, instance schedule.Instance, past *room.Record) (opening, error) {
	now := s.now()
	o := opening{id: plan.Series.ID, past: past, until: time.Now().Add(instance.End.Sub(now))}
	if past != nil && !past.Created.Before(instance.DoorsOpen()) {
		o.settings = past.Settings
		return o, nil
	}
	payload, err := DecodePlanPayload(plan.Series.Payload)
	if err != nil {
		return opening{}, err
	}
	o.settings = payload.Room(plan.Owner)
	if past != nil {
		again := *past
		again.Memory = past.Memory.Again()
		o.past = &again
	}
	return o, nil
}

// asleep is what a room that nobody owns is opened with when somebody comes: what its plan says while its doors are
// open, else what its last time left. It refuses who comes before the doors open.
func (s *Server) asleep(ctx context.Context, id string) (opening, error) {
	past, err := s.past(ctx, id)
	if err != nil {
		return opening{}, err
	}
	plan, planned, err := s.planOf(ctx, id)
	if err != nil && past == nil {
		return opening{}, err
	}
	if planned {
		now := s.now()
		if open, _ := plan.Series.At(now); open != nil && !plan.Closed(open.On) && !s.endings.has(id) {
			return s.sitting(plan, *open, past)
		}
		if past == nil {
			return opening{}, notOpenYet(plan, now)
		}
	}
	if past == nil {
		return opening{}, errNoRoom
	}
	return opening{id: id, settings: past.Settings, past: past}, nil
}

// planOf finds the plan of a room, if there is one.
func (s *Server) planOf(ctx context.Context, id string) (plan schedule.Plan, planned bool, err error) {
	plan, err = s.schedules.Plan(ctx, id)
	switch {
	case isRefusal(err, errNoResource), isRefusal(err, errInvalidID):
		return plan, false, nil
	case err != nil:
		return plan, false, err
	}
	return plan, true, nil
}

// notOpenYet refuses who comes before the doors open, and says when they do. A plan that is over has no room.
func notOpenYet(plan schedule.Plan, now time.Time) error {
	next := plan.Series.Next(now)
	if next == nil {
		return errNoRoom
	}
	doors := next.DoorsOpen()
	return &room.Error{Code: errNotOpenYet.Code, Text: errNotOpenYet.Text, Retry: doors.Sub(now), Until: doors}
}

// PlanTitle is what a plan's room is called, in that language where the plan says so.
func PlanTitle(plan schedule.Plan, language string) string {
	payload, err := DecodePlanPayload(plan.Series.Payload)
	if err != nil {
		return plan.Name
	}
	for _, t := range payload.Settings.Translations {
		if t.Title != "" && lang.Base(t.Language) == lang.Base(language) {
			return t.Title
		}
	}
	return payload.Settings.Title
}
