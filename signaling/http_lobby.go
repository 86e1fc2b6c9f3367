package signaling

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"corner/room"
	"corner/room/discovery"
	"corner/room/lang"
	"corner/signaling/auth"
	"corner/signaling/lobby"
)

// AwakeLine is how many people there are who speak or learn a language, and where most of those who speak it are.
type AwakeLine = lobby.AwakeLine

// ZoneCount is how many are in a time zone.
type ZoneCount = lobby.ZoneCount

// maxNot is how many rooms a quick start may leave out.
const maxNot = 8

// lobbyRequest is the body of POST /v1/lobby.
type lobbyRequest struct {
	Profile *wireProfile `json:"profile"`
	Filter  wireFilter   `json:"filter"`
	Pages   int          `json:"pages"`
	Stream  bool         `json:"stream"`
}

// wireFilter is what somebody looks for; empty is anything.
type wireFilter struct {
	Pair  []string `json:"pair"`
	Level string   `json:"level"`
	Tag   string   `json:"tag"`
}

// clean is the filter as rooms are compared with it.
func (f wireFilter) clean() (clean discovery.Filter, ok bool) {
	if len(f.Pair) > len(clean.Pair) {
		return clean, false
	}
	for i, tag := range f.Pair {
		if clean.Pair[i], ok = room.CleanLanguage(tag); !ok {
			return clean, false
		}
	}
	if clean.Level, ok = lang.ParseLevel(f.Level); !ok {
		return clean, false
	}
	clean.Tag, ok = room.CleanTag(f.Tag)
	return clean, ok
}

// onlooker is a clean profile of somebody in no room: there the name may be missing.
func onlooker(p room.Profile) (room.Profile, error) {
	named := p.Name != ""
	if !named {
		p.Name = "nobody"
	}
	p, err := room.CleanProfile(p)
	if !named {
		p.Name = ""
	}
	return p, err
}

// lobbyPage serves the lobby: one page, or a page and what changes.
func (s *Server) lobbyPage(w http.ResponseWriter, r *http.Request) {
	var body lobbyRequest
	who, profile, err := s.onlooker(w, r, &body, func() *wireProfile { return body.Profile })
	if err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	filter, ok := body.Filter.clean()
	if !ok || body.Pages < 0 || body.Pages > discovery.MaxPages {
		writeError(w, http.StatusBadRequest, errBadRequest)
		return
	}
	viewer := lobby.NewViewer(profile, filter, body.Pages)
	if body.Stream {
		s.lobbyStream(w, r, who, profile, viewer)
		return
	}
	page, err := s.lobby.Once(r.Context(), viewer)
	if err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	_, token, err := s.welcomeOnlooker(who, s.network(r))
	if err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(page.Whole(token)) // a client that has gone is not our concern
}

// onlooker reads a request of somebody who looks for a room: who they are, zero for somebody new, and their profile.
func (s *Server) onlooker(w http.ResponseWriter, r *http.Request, body any, profile func() *wireProfile) (auth.Identity, room.Profile, error) {
	if !s.originAllowed(r, false) {
		return auth.Identity{}, room.Profile{}, errOrigin
	}
	if err := readJSON(w, r, body); err != nil {
		return auth.Identity{}, room.Profile{}, err
	}
	var who auth.Identity
	if token := bearer(r); token != "" {
		var err error
		if who, err = s.auth.Verify(token); err != nil {
			return auth.Identity{}, room.Profile{}, err
		}
	}
	clean, err := onlooker(mergeProfile(who.Profile, profile()))
	return who, clean, err
}

// welcomeOnlooker makes somebody of who is new, and gives them a token to be the same person with. Beyond what a network
// may bring they stay nobody, which the lobby does not mind.
func (s *Server) welcomeOnlooker(who auth.Identity, network string) (auth.Identity, string, error) {
	if who.Participant != "" || s.newcomer("", network) != nil {
		return who, "", nil
	}
	who = s.auth.NewGuest()
	token, err := s.guestToken(who)
	return who, token, err
}

// lobbyStream tells a viewer of changes, a JSON object a line, until they go, the server does, or it is time to begin
// anew. They count as awake meanwhile, unless they hide.
func (s *Server) lobbyStream(w http.ResponseWriter, r *http.Request, who auth.Identity, p room.Profile, v lobby.Viewer) {
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.LobbyLife)
	defer cancel()
	defer context.AfterFunc(s.streams, cancel)()
	watcher, err := s.lobby.Watch(ctx, v, s.network(r))
	if err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	defer watcher.Close()
	who, token, err := s.welcomeOnlooker(who, s.network(r))
	if err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	if who.Participant != "" && !p.Hidden {
		defer s.directory.Watch(who.Participant, p)()
	}
	out := lineWriter{writer: w, control: http.NewResponseController(w), deadline: s.timing.Write}
	w.Header().Set("Content-Type", "application/x-ndjson; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy that gathers lines would hold them back
	// The body was read in its time; from here on the client has nothing to say.
	_ = out.control.SetReadDeadline(time.Time{})
	if out.write(watcher.First(token)) != nil {
		return
	}
	s.forward(ctx, watcher, out)
}

// forward writes what a watcher is told, and a ping where that is nothing.
func (s *Server) forward(ctx context.Context, watcher *lobby.Watcher, out lineWriter) {
	// The end of the answer is written too, when the last line's time is long over.
	defer func() { _ = out.renew() }()
	for {
		quiet, cancel := context.WithTimeout(ctx, s.timing.LobbyPing)
		lines, err := watcher.Next(quiet)
		cancel()
		switch {
		case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			lines = lobby.Ping()
		case err != nil:
			return
		}
		if out.write(lines) != nil {
			return // gone, or slower than the deadline
		}
	}
}

// lineWriter writes whole lines at once, each within the deadline.
type lineWriter struct {
	writer   http.ResponseWriter
	control  *http.ResponseController
	deadline time.Duration
}

// renew gives what is written next its time.
func (l lineWriter) renew() error { return l.control.SetWriteDeadline(time.Now().Add(l.deadline)) }

func (l lineWriter) write(lines []byte) error {
	if err := l.renew(); err != nil {
		return err
	}
	if _, err := l.writer.Write(lines); err != nil {
		return err
	}
	return l.control.Flush()
}

// EndStreams ends the streams of the lobby, for which an http.Server's Shutdown waits.
func (s *Server) EndStreams() { s.endStreams() }

// quickRequest is the body of POST /v1/lobby/quick.
type quickRequest struct {
	Profile *wireProfile `json:"profile"`
	Give    string       `json:"give"`
	Get     string       `json:"get"`
	Not     []string     `json:"not"`
}

// quickStart finds a room for somebody who helps with one language and practises another; "" where there is none.
func (s *Server) quickStart(w http.ResponseWriter, r *http.Request) {
	var body quickRequest
	_, profile, err := s.onlooker(w, r, &body, func() *wireProfile { return body.Profile })
	if err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	give, gives := room.CleanLanguage(body.Give)
	get, gets := room.CleanLanguage(body.Get)
	switch {
	case !gives || !gets || len(body.Not) > maxNot:
		writeError(w, http.StatusBadRequest, errBadRequest)
		return
	case !lang.Has(profile.Speaks, give) || !lang.Has(profile.Learns, get):
		writeError(w, http.StatusBadRequest, room.ErrInvalidPerson)
		return
	}
	person := lobby.NewViewer(profile, discovery.Filter{}, 1).Person
	id, err := s.lobby.Pick(r.Context(), person, give, get, rand.Uint64(), body.Not)
	if err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"room": id})
}

// awakeAnswer is the clock of the busiest hours, and who is awake now.
type awakeAnswer struct {
	Hours []awakeHours `json:"hours"`
	Lines []AwakeLine  `json:"lines"`
	Stale bool         `json:"stale"`
}

type awakeHours struct {
	Language string      `json:"language"`
	ByHour   [24]float64 `json:"by_hour"` // natives by UTC hour, averages
}

// awake tells when the natives of two languages are there.
func (s *Server) awake(w http.ResponseWriter, r *http.Request) {
	pair := strings.Split(r.URL.Query().Get("pair"), ",")
	for i, tag := range pair {
		base, ok := room.CleanLanguage(tag)
		if !ok || len(pair) != 2 {
			writeError(w, http.StatusBadRequest, errBadRequest)
			return
		}
		pair[i] = base
	}
	pair = slices.Compact(pair)
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Directory)
	defer cancel()
	answer := awakeAnswer{Hours: make([]awakeHours, len(pair))}
	hours, err := s.directory.Hours(ctx, pair)
	answer.Lines, answer.Stale = s.directory.Awake(ctx, pair)
	answer.Lines = list(answer.Lines, same)
	answer.Stale = answer.Stale || err != nil
	for i, language := range pair {
		answer.Hours[i].Language = language
		if err == nil && i < len(hours) {
			answer.Hours[i].ByHour = hours[i]
		}
	}
	writeJSON(w, http.StatusOK, answer)
}
