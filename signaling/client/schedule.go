package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// PlanPerson is somebody who is named in a plan.
type PlanPerson struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NewPlan is what somebody plans.
type NewPlan struct {
	Room     string       `json:"room,omitempty"` // one that they own; "" for a new one
	Start    string       `json:"start"`          // by the clock of the zone: 2026-11-28T20:00
	Zone     string       `json:"zone"`           // IANA
	Minutes  int          `json:"minutes"`
	Rule     string       `json:"rule,omitempty"`  // RRULE; "" for once
	Limit    int          `json:"limit,omitempty"` // how many may come, 0 for any number
	Listed   bool         `json:"listed,omitempty"`
	CoHosts  []PlanPerson `json:"co_hosts,omitempty"`
	Settings PlanSettings `json:"settings"`
	Profile  *Profile     `json:"profile,omitempty"` // of the host
}

// PlanSettings are what a plan says of its room, as far as bots say it.
type PlanSettings struct {
	Title       string   `json:"title"`
	Languages   []string `json:"languages"`
	Topic       string   `json:"topic,omitempty"`
	Rules       string   `json:"rules,omitempty"`
	Seats       int      `json:"seats,omitempty"`
	Mode        string   `json:"mode,omitempty"`
	WaitingRoom bool     `json:"waiting_room,omitempty"`
}

// Plan is what is planned, as the server tells it. What this client has no use for is left out.
type Plan struct {
	ID        string         `json:"id"` // the room's too
	Title     string         `json:"title"`
	Languages []string       `json:"languages"`
	Owner     string         `json:"owner"`
	OwnerName string         `json:"owner_name"`
	Yours     bool           `json:"yours"`
	Wall      string         `json:"wall"`
	Zone      string         `json:"zone"`
	Minutes   int            `json:"minutes"`
	Rule      string         `json:"rule"`
	Cancelled bool           `json:"cancelled"`
	URL       string         `json:"url"`
	Open      bool           `json:"open"`
	Sequence  int            `json:"sequence"`
	Limit     int            `json:"limit"`
	Listed    bool           `json:"listed"`
	CoHosts   []PlanPerson   `json:"co_hosts"`
	Instances []PlanInstance `json:"instances"`
}

// PlanInstance is one session of a plan.
type PlanInstance struct {
	On        string `json:"on"` // the date it is known by
	StartMS   int64  `json:"start_ms"`
	EndMS     int64  `json:"end_ms"`
	DoorsMS   int64  `json:"doors_ms"`
	Wall      string `json:"wall"`
	Zone      string `json:"zone"`
	Moved     bool   `json:"moved"`
	Cancelled bool   `json:"cancelled"`
	Going     int    `json:"going"`
	Waiting   int    `json:"waiting"`
	Limit     int    `json:"limit"`
	You       string `json:"you"` // going, waiting or ""
	YourPlace int    `json:"your_place"`
}

// Session is a session with its plan, which has no instances then.
type Session struct {
	PlanInstance
	Plan Plan `json:"plan"`
}

// Schedules asks one server about what is planned, as one person. It is safe for use by many goroutines.
type Schedules struct {
	BaseURL string // http://host:port
	Token   string // a guest token; "" for somebody new
}

// Create plans a session or a series, and gives the token of a new guest. A refusal, here and in all that follows, is
// an *Error.
func (s Schedules) Create(ctx context.Context, p NewPlan) (Plan, string, error) {
	var made struct {
		Plan       Plan   `json:"plan"`
		GuestToken string `json:"guest_token"`
	}
	err := s.call(ctx, http.MethodPost, "", nil, p, &made)
	return made.Plan, made.GuestToken, err
}

// Plan is one plan.
func (s Schedules) Plan(ctx context.Context, id string) (Plan, error) {
	return s.plan(ctx, http.MethodGet, "/"+url.PathEscape(id), nil, nil)
}

// Agenda is what is on in the next days, in a language or with "" in any.
func (s Schedules) Agenda(ctx context.Context, language string) ([]Session, error) {
	var list struct {
		Instances []Session `json:"instances"`
	}
	err := s.call(ctx, http.MethodGet, "?language="+url.QueryEscape(language), nil, nil, &list)
	return list.Instances, err
}

// Mine are one's own plans, and the sessions that one comes to.
func (s Schedules) Mine(ctx context.Context) ([]Plan, []Session, error) {
	var mine struct {
		Plans  []Plan    `json:"plans"`
		Coming []Session `json:"coming"`
	}
	err := s.call(ctx, http.MethodGet, "/mine", nil, nil, &mine)
	return mine.Plans, mine.Coming, err
}

// Change changes a plan as it was seen; change is the body of a PATCH. One that somebody else has changed meanwhile is
// refused with the code "changed".
func (s Schedules) Change(ctx context.Context, seen Plan, change map[string]any) (Plan, error) {
	return s.plan(ctx, http.MethodPatch, "/"+url.PathEscape(seen.ID), &seen.Sequence, change)
}

// Cancel cancels one session of a plan as it was seen, or with "" all.
func (s Schedules) Cancel(ctx context.Context, seen Plan, on string) (Plan, error) {
	if on == "" {
		return s.plan(ctx, http.MethodDelete, "/"+url.PathEscape(seen.ID), &seen.Sequence, nil)
	}
	return s.plan(ctx, http.MethodPost, "/"+url.PathEscape(seen.ID)+"/"+url.PathEscape(on)+"/cancel", &seen.Sequence, nil)
}

// Move moves one session to a wall time in the plan's zone.
func (s Schedules) Move(ctx context.Context, seen Plan, on, to string) (Plan, error) {
	path := "/" + url.PathEscape(seen.ID) + "/" + url.PathEscape(on) + "/move"
	return s.plan(ctx, http.MethodPost, path, &seen.Sequence, map[string]string{"to": to})
}

// plan asks with JSON for what is answered with a plan.
func (s Schedules) plan(ctx context.Context, method, path string, sequence *int, body any) (Plan, error) {
	var p Plan
	err := s.call(ctx, method, path, sequence, body, &p)
	return p, err
}

// Reply says that somebody of that name and zone comes to a session, and gives the token of a new guest.
func (s Schedules) Reply(ctx context.Context, id, on, name, zone string) (PlanInstance, string, error) {
	return s.reply(ctx, http.MethodPut, id, on, map[string]string{"name": name, "zone": zone})
}

// StayAway says that one does not come any more.
func (s Schedules) StayAway(ctx context.Context, id, on string) (PlanInstance, error) {
	i, _, err := s.reply(ctx, http.MethodDelete, id, on, nil)
	return i, err
}

func (s Schedules) reply(ctx context.Context, method, id, on string, body any) (PlanInstance, string, error) {
	var told struct {
		Instance   PlanInstance `json:"instance"`
		GuestToken string       `json:"guest_token"`
	}
	err := s.call(ctx, method, "/"+url.PathEscape(id)+"/"+url.PathEscape(on)+"/reply", nil, body, &told)
	return told.Instance, told.GuestToken, err
}

// Calendar is a plan as a calendar file.
func (s Schedules) Calendar(ctx context.Context, id string) ([]byte, error) {
	return s.ask(ctx, http.MethodGet, "/"+url.PathEscape(id)+"/calendar.ics", nil, nil)
}

// call asks with JSON and reads JSON.
func (s Schedules) call(ctx context.Context, method, path string, sequence *int, body, into any) error {
	content, err := s.ask(ctx, method, path, sequence, body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("schedules: %w", err)
	}
	return nil
}

func (s Schedules) ask(ctx context.Context, method, path string, sequence *int, body any) ([]byte, error) {
	var sent io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("schedules: %w", err)
		}
		sent = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(s.BaseURL, "/")+"/v1/schedules"+path, sent)
	if err != nil {
		return nil, fmt.Errorf("schedules: %w", err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.Token != "" {
		r.Header.Set("Authorization", "Bearer "+s.Token)
	}
	if sequence != nil {
		r.Header.Set("If-Match", strconv.Quote(strconv.Itoa(*sequence)))
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("schedules: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("schedules: %w", err)
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return nil, httpRefusal(answer.StatusCode, content)
	}
	return content, nil
}
