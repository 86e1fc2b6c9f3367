package signaling

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"corner/room/schedule"
	"corner/signaling/auth"
	"corner/signaling/calendar"
)

// secretSize is how long the secret of a feed is, in random bytes.
const secretSize = 24

// maxEvents is how many events a feed has, for writing them takes time.
const maxEvents = 500

// calendarSuffix ends the address of a feed: some programs look at nothing else.
const calendarSuffix = ".ics"

// hashOf is what the store knows of a feed's secret. It is random, so that a plain hash cannot be turned back.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// entry is a plan as calendars have it.
func (s *Server) entry(p schedule.Plan) (calendar.Entry, error) {
	set, err := settingsIn(p.Series.Payload)
	if err != nil {
		return calendar.Entry{}, err
	}
	text := slices.DeleteFunc([]string{strings.Join(set.Languages, " · "), set.Topic, set.Rules, s.roomURL(p.Series.ID)},
		func(line string) bool { return line == "" })
	return calendar.Entry{Series: p.Series, Title: set.Title, Description: strings.Join(text, "\n"), URL: s.roomURL(p.Series.ID),
		Host: p.Name}, nil
}

// domain is where the identifiers of calendars are from. It must not change, or every entry would come a second time.
func (s *Server) domain() string {
	if u, err := url.Parse(s.public); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "corner.invalid"
}

// calendarTag is the entity tag of a calendar: of all that it is written from, so that who has it already costs little.
// A zone's changes are written for some years from this one on.
func (s *Server) calendarTag(name string, plans []schedule.Plan, now time.Time) string {
	sum := sha256.New()
	write := func(parts ...any) { _, _ = fmt.Fprintln(sum, parts...) } // a hash takes everything
	write(s.public, s.release, s.zoneData, now.UTC().Year(), strconv.Quote(name))
	for _, p := range plans {
		write(p.Series.ID, p.Series.Sequence, p.Series.Changed.Unix())
	}
	return `"` + base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12]) + `"`
}

// writeCalendar answers with a calendar, or that it is as it was.
func writeCalendar(w http.ResponseWriter, r *http.Request, tag, cache string, data func() []byte) {
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", cache)
	if slices.ContainsFunc(strings.Split(r.Header.Get("If-None-Match"), ","), func(given string) bool {
		return strings.TrimPrefix(strings.TrimSpace(given), "W/") == tag
	}) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="corner.ics"`)
	text := data()
	h.Set("Content-Length", strconv.Itoa(len(text)))
	_, _ = w.Write(text) // a client that has gone is not our concern
}

// calendarFile is a plan for a calendar, for whoever knows its id.
func (s *Server) calendarFile(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := s.stored(r)
	defer cancel()
	p, err := s.plan(ctx, s.address(r), r.PathValue("id"))
	if err != nil {
		s.refuse(w, err)
		return
	}
	e, err := s.entry(p)
	if err != nil {
		s.refuse(w, err)
		return
	}
	now := time.Now()
	writeCalendar(w, r, s.calendarTag("", []schedule.Plan{p}, now), "no-cache", func() []byte {
		return calendar.File(e, s.domain(), now)
	})
}

// feedRequest is the body of POST /v1/feeds.
type feedRequest struct {
	Plan string `json:"plan"`
}

// wireFeed is a feed for who has made it. Its address is told once, when it is made.
type wireFeed struct {
	ID        string `json:"id"`
	Plan      string `json:"plan"`
	CreatedMS int64  `json:"created_ms"`
	URL       string `json:"url,omitempty"`
	Webcal    string `json:"webcal,omitempty"`
}

type feedAnswer struct {
	Feed wireFeed `json:"feed"`
}

type feedList struct {
	Feeds []wireFeed `json:"feeds"`
}

// createFeed makes a secret address that shows a plan, or all that somebody plans and comes to.
func (s *Server) createFeed(w http.ResponseWriter, r *http.Request) {
	var body feedRequest
	if err := readJSON(w, r, &body); err != nil {
		s.refuse(w, err)
		return
	}
	feed, err := s.newFeed(r, body)
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, feedAnswer{feed})
}

func (s *Server) newFeed(r *http.Request, body feedRequest) (wireFeed, error) {
	who, err := s.somebody(r)
	if err != nil {
		return wireFeed{}, err
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	feed := schedule.Feed{Owner: who.Participant, Plan: body.Plan, Created: time.Now().UTC().Truncate(time.Millisecond)}
	if body.Plan == "" {
		feed.Person = who.Participant
	} else if _, err := s.plan(ctx, s.address(r), body.Plan); err != nil {
		return wireFeed{}, err
	}
	secret := auth.Unguessable(secretSize)
	if err := s.schedules.SaveFeed(ctx, hashOf(secret), feed); err != nil {
		return wireFeed{}, err
	}
	made := toFeed(hashOf(secret), feed)
	made.URL = s.public + "/v1/feeds/" + secret + calendarSuffix
	_, rest, _ := strings.Cut(made.URL, "://")
	made.Webcal = "webcal://" + rest
	return made, nil
}

func toFeed(hash string, f schedule.Feed) wireFeed {
	return wireFeed{ID: hash, Plan: f.Plan, CreatedMS: milliseconds(f.Created)}
}

// listFeeds are the feeds that somebody has made, the oldest first.
func (s *Server) listFeeds(w http.ResponseWriter, r *http.Request) {
	who, err := s.somebody(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	feeds, err := s.schedules.FeedsOf(ctx, who.Participant)
	if err != nil {
		s.refuse(w, err)
		return
	}
	made := make([]wireFeed, 0, len(feeds))
	for _, hash := range slices.Sorted(maps.Keys(feeds)) {
		made = append(made, toFeed(hash, feeds[hash]))
	}
	slices.SortStableFunc(made, func(a, b wireFeed) int { return cmp.Compare(a.CreatedMS, b.CreatedMS) })
	writeJSON(w, http.StatusOK, feedList{made})
}

// done answers what has nothing to tell.
type done struct{}

// revokeFeed ends a feed. One that is not theirs is none to them.
func (s *Server) revokeFeed(w http.ResponseWriter, r *http.Request) {
	who, err := s.somebody(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	ctx, cancel := s.stored(r)
	defer cancel()
	if err := s.schedules.RevokeFeed(ctx, who.Participant, r.PathValue("id")); err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, done{})
}

// feed is what is behind a secret address. An unknown one and a revoked one are alike, and the address is in no log.
func (s *Server) feed(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := s.stored(r)
	defer cancel()
	f, err := s.feedAt(ctx, s.address(r), r.PathValue("secret"))
	if err != nil {
		s.refuse(w, err)
		return
	}
	plans, err := s.plansIn(ctx, f)
	if err != nil {
		s.refuse(w, err)
		return
	}
	name, entries := s.entries(f, plans)
	now := time.Now()
	writeCalendar(w, r, s.calendarTag(name, plans, now), "private, no-cache", func() []byte {
		return calendar.Feed(name, entries, s.domain(), now)
	})
}

// feedAt is the feed of an address.
func (s *Server) feedAt(ctx context.Context, from, file string) (schedule.Feed, error) {
	if err := s.mayGuess(from); err != nil {
		return schedule.Feed{}, err
	}
	secret, ok := strings.CutSuffix(file, calendarSuffix)
	if !ok || len(secret) != base64.RawURLEncoding.EncodedLen(secretSize) {
		return schedule.Feed{}, s.guessed(from, errNoResource)
	}
	f, err := s.schedules.Feed(ctx, hashOf(secret))
	if isRefusal(err, errNoResource) {
		err = s.guessed(from, errNoResource)
	}
	return f, err
}

// entries are plans as a feed has them, and what it is called.
func (s *Server) entries(f schedule.Feed, plans []schedule.Plan) (name string, entries []calendar.Entry) {
	for _, p := range plans {
		if e, err := s.entry(p); err == nil {
			entries = append(entries, e)
		}
	}
	if f.Plan != "" && len(entries) > 0 {
		return entries[0].Title, entries
	}
	return "Corner", entries
}

// few are so many of the plans that their events are not too many to be written at once: those that were changed least.
func few(plans []schedule.Plan) []schedule.Plan {
	events := func(p schedule.Plan) int { return len(p.Series.Parts) + len(p.Series.Exceptions) }
	slices.SortStableFunc(plans, func(a, b schedule.Plan) int { return cmp.Compare(events(a), events(b)) })
	left := maxEvents
	for n, p := range plans {
		if left -= events(p); n == calendar.MaxEntries || n > 0 && left < 0 {
			return plans[:n]
		}
	}
	return plans
}

// plansIn is what a feed shows: one plan, or those of a person whole, and of others' the sessions they come to.
func (s *Server) plansIn(ctx context.Context, f schedule.Feed) ([]schedule.Plan, error) {
	if f.Plan != "" {
		p, err := s.schedules.Plan(ctx, f.Plan)
		if isRefusal(err, errNoPlan) {
			return nil, nil // it is over for long
		}
		return []schedule.Plan{p}, err
	}
	plans, err := s.schedules.PlansOf(ctx, f.Person)
	if err != nil {
		return nil, err
	}
	keys, err := s.schedules.RepliesOf(ctx, f.Person)
	if err != nil {
		return nil, err
	}
	others, err := s.plansFor(ctx, keys)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(keys, func(a, b schedule.Key) int { return cmp.Or(cmp.Compare(a.ID, b.ID), a.On.Compare(b.On)) })
	for _, key := range keys {
		if p := others[key.ID]; p != nil && p.Owner != f.Person {
			if one, err := p.Series.Only(key.On); err == nil {
				single := p.Plan
				single.Series = one
				plans = append(plans, single)
			}
		}
	}
	return few(plans), nil
}
