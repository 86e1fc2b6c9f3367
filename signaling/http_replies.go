package signaling

import (
	"context"
	"net/http"
	"slices"
	"time"

	"corner/room"
	"corner/room/schedule"
	"corner/room/walltime"
	"corner/signaling/auth"
)

// How many of those who come are named: to everybody, and to who runs the plan.
const (
	sampleNames = 8
	maxNames    = 1000
)

// replyRequest is the body of a reply.
type replyRequest struct {
	Name string `json:"name"`
	Zone string `json:"zone"`
}

type replyAnswer struct {
	Instance   wireInstance `json:"instance"`
	Place      int          `json:"place"`
	GuestToken string       `json:"guest_token,omitempty"`
}

// putReply has somebody come to a session.
func (s *Server) putReply(w http.ResponseWriter, r *http.Request) {
	var body replyRequest
	if err := readJSON(w, r, &body); err != nil {
		s.refuse(w, err)
		return
	}
	answer, err := s.come(r, body)
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) come(r *http.Request, body replyRequest) (replyAnswer, error) {
	name, err := room.CleanName(body.Name)
	if err != nil {
		return replyAnswer{}, err
	}
	if _, err := walltime.Zone(body.Zone); err != nil {
		return replyAnswer{}, schedule.ErrZone
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	p, i, err := s.session(ctx, r)
	if err != nil {
		return replyAnswer{}, err
	}
	switch {
	case i.Cancelled:
		return replyAnswer{}, schedule.ErrCancelled
	case !i.End.After(time.Now()):
		return replyAnswer{}, errOver
	}
	if err := s.newcomer(bearer(r), s.network(r)); err != nil {
		return replyAnswer{}, err
	}
	who, err := s.identify(bearer(r), p.Series.ID)
	if err != nil {
		return replyAnswer{}, err
	}
	return s.reply(ctx, p, i, who, schedule.Guest{Person: who.Participant, Name: name, Zone: body.Zone}, true)
}

// deleteReply has somebody not come any more. Who is not listed does not come already.
func (s *Server) deleteReply(w http.ResponseWriter, r *http.Request) {
	answer, err := s.stayAway(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) stayAway(r *http.Request) (replyAnswer, error) {
	who, err := s.somebody(r)
	if err != nil {
		return replyAnswer{}, err
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	p, i, err := s.session(ctx, r)
	if err != nil {
		return replyAnswer{}, err
	}
	return s.reply(ctx, p, i, who, schedule.Guest{Person: who.Participant, Zone: "UTC"}, false)
}

// session is the one that a request is about.
func (s *Server) session(ctx context.Context, r *http.Request) (schedule.Plan, schedule.Instance, error) {
	on, err := walltime.ParseDate(r.PathValue("on"))
	if err != nil {
		return schedule.Plan{}, schedule.Instance{}, schedule.ErrTime
	}
	p, err := s.plan(ctx, s.address(r), r.PathValue("id"))
	if err != nil {
		return p, schedule.Instance{}, err
	}
	i, err := p.Series.Find(on)
	return p, i, err
}

func (s *Server) reply(ctx context.Context, p schedule.Plan, i schedule.Instance, who auth.Identity, guest schedule.Guest, comes bool) (replyAnswer, error) {
	book, _, err := s.schedules.Reply(ctx, p.Series.ID, i.On, guest, comes)
	if !comes && isRefusal(err, errNotListed) {
		book, err = s.schedules.Book(ctx, p.Series.ID, i.On)
	}
	if err != nil {
		return replyAnswer{}, err
	}
	told := toInstance(i, p.Limit, countIn(book, guest.Person))
	answer := replyAnswer{Instance: told, Place: told.YourPlace}
	answer.GuestToken, err = s.guestToken(who)
	return answer, err
}

// countIn is what a book says of a session.
func countIn(b schedule.Book, person string) schedule.Count {
	c := schedule.Count{Going: len(b.Going()), Waiting: len(b.Waiting())}
	switch going, before, listed := b.Place(person); {
	case going:
		c.Place = 1
	case listed:
		c.Place = c.Going + before + 1
	}
	return c
}

// repliesAnswer is who comes to a session.
type repliesAnswer struct {
	Going        int          `json:"going"`
	Waiting      int          `json:"waiting"`
	GoingNames   []string     `json:"going_names"`
	WaitingNames []string     `json:"waiting_names"`
	Coming       []PlanPerson `json:"coming,omitempty"` // to those who run the plan: who may be made a co-host
}

// replies says who comes: all names to those who run the plan, some of those who come to others.
func (s *Server) replies(w http.ResponseWriter, r *http.Request) {
	answer, err := s.repliesFor(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) repliesFor(r *http.Request) (repliesAnswer, error) {
	who, err := s.asker(r)
	if err != nil {
		return repliesAnswer{}, err
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	p, i, err := s.session(ctx, r)
	if err != nil {
		return repliesAnswer{}, err
	}
	book, err := s.schedules.Book(ctx, p.Series.ID, i.On)
	if err != nil {
		return repliesAnswer{}, err
	}
	going, waiting := book.Going(), book.Waiting()
	answer := repliesAnswer{Going: len(going), Waiting: len(waiting)}
	if !runs(p, who.Participant) {
		going, waiting = going[:min(sampleNames, len(going))], nil
	}
	going, waiting = going[:min(maxNames, len(going))], waiting[:min(maxNames, len(waiting))]
	name := func(reply schedule.Reply) string { return reply.Name }
	answer.GoingNames, answer.WaitingNames = list(going, name), list(waiting, name)
	if runs(p, who.Participant) {
		answer.Coming = list(going, func(reply schedule.Reply) PlanPerson { return PlanPerson{ID: reply.Person, Name: reply.Name} })
	}
	return answer, nil
}

// runs reports whether somebody is the owner of a plan or one of its co-hosts.
func runs(p schedule.Plan, person string) bool {
	if person == "" || p.Owner == person {
		return person != ""
	}
	payload, err := DecodePlanPayload(p.Series.Payload)
	return err == nil && slices.ContainsFunc(payload.CoHosts, func(c PlanPerson) bool { return c.ID == person })
}
