package signaling

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"corner/room"
	"corner/room/lang"
	"corner/signaling/auth"
)

// wireListing is a room in the lobby.
type wireListing struct {
	ID           string            `json:"id"`
	Title        string            `json:"title"`
	Languages    []string          `json:"languages"`
	Topic        string            `json:"topic"`
	Rules        string            `json:"rules"`
	Translations []wireTranslation `json:"translations"`
	HostName     string            `json:"host_name"`
	Speakers     int               `json:"speakers"`
	Listeners    int               `json:"listeners"`
	Seats        int               `json:"seats"`
	Mode         string            `json:"mode"`
	Capacity     int               `json:"capacity"`
	Locked       bool              `json:"locked"`
	WaitingRoom  bool              `json:"waiting_room"`
	CreatedMS    int64             `json:"created_ms"`

	Level     string      `json:"level"`
	Pace      string      `json:"pace"`
	Tags      []string    `json:"tags"`
	Kept      []wireKeep  `json:"kept"`
	Counts    []wireCount `json:"counts"`
	FreeSeats int         `json:"free_seats"`
	Round     string      `json:"round"`
}

// wireCount is how many who are there speak a language of the room, and how many learn it.
type wireCount struct {
	Language string `json:"language"`
	Natives  int    `json:"natives"`
	Learners int    `json:"learners"`
}

func toCount(c room.LanguageCount) wireCount { return wireCount(c) }

func toListing(l room.Listing) wireListing {
	return wireListing{ID: l.ID, Title: l.Settings.Title, Languages: list(l.Settings.Languages, same),
		Topic: l.Settings.Topic, Rules: l.Settings.Rules, Translations: list(l.Settings.Translations, toTranslation),
		HostName: l.HostName, Speakers: l.Speakers, Listeners: max(0, l.Participants-l.Speakers),
		Seats: l.Settings.Seats, Mode: string(l.Settings.Mode), Capacity: l.Settings.Capacity,
		Locked: l.Settings.Locked, WaitingRoom: l.Settings.WaitingRoom, CreatedMS: milliseconds(l.Created),
		Level: l.Settings.Level.String(), Pace: string(l.Settings.Pace), Tags: list(l.Settings.Tags, same),
		Kept: list(l.Settings.Kept, toKeep), Counts: list(l.Counts, toCount), FreeSeats: l.FreeSeats, Round: l.Round}
}

// maxListing bounds the lobby: nobody scrolls further.
const maxListing = 500

type roomList struct {
	Rooms []wireListing `json:"rooms"`
	Stale bool          `json:"stale"`
}

// listRooms is the lobby, fullest first, then oldest. A locked room is not in it: nobody could come in.
func (s *Server) listRooms(w http.ResponseWriter, r *http.Request) {
	listings, stale := s.directory.Rooms(r.Context())
	listings = slices.DeleteFunc(slices.Clone(listings), func(l room.Listing) bool { return l.Settings.Locked })
	slices.SortFunc(listings, func(a, b room.Listing) int {
		return cmp.Or(cmp.Compare(b.Participants, a.Participants), a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	listings = listings[:min(len(listings), maxListing)]
	writeJSON(w, http.StatusOK, roomList{Rooms: list(listings, toLobby), Stale: stale})
}

// toLobby is a listing without the rules: five hundred of them are nobody's to read.
func toLobby(l room.Listing) wireListing {
	w := toListing(l)
	w.Rules = ""
	for i := range w.Translations {
		w.Translations[i].Rules = ""
	}
	return w
}

// showRoom is one room, for whoever knows its ID; locked or not, and also while it sleeps.
func (s *Server) showRoom(w http.ResponseWriter, r *http.Request) {
	from := s.address(r)
	if err := s.mayGuess(from); err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	listing, err := s.listingOf(r.Context(), r.PathValue("id"))
	if err != nil {
		writeError(w, statusFor(err), s.guessed(from, err))
		return
	}
	writeJSON(w, http.StatusOK, toListing(listing))
}

// listingOf is a room as its node lists it; of one that nobody owns, what its last time left. That wakes nobody.
func (s *Server) listingOf(ctx context.Context, id string) (room.Listing, error) {
	listings, _ := s.directory.Rooms(ctx)
	if at := slices.IndexFunc(listings, func(l room.Listing) bool { return l.ID == id }); at >= 0 {
		return listings[at], nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.timing.Directory)
	defer cancel()
	past, err := s.directory.Recall(ctx, id)
	if err != nil {
		return room.Listing{}, err
	}
	return room.Listing{ID: id, Settings: past.Settings, Created: past.Created, FreeSeats: max(0, past.Settings.Seats-1),
		Counts: room.CountLanguages(past.Settings.Languages, nil)}, nil
}

// createRequest is the body of POST /v1/rooms.
type createRequest struct {
	Title        string            `json:"title"`
	Languages    []string          `json:"languages"`
	Topic        string            `json:"topic"`
	Rules        string            `json:"rules"`
	Translations []wireTranslation `json:"translations"`
	Seats        int               `json:"seats"`
	Mode         string            `json:"mode"`
	TurnSeconds  int               `json:"turn_seconds"`
	TurnMutes    bool              `json:"turn_mutes"`
	WaitingRoom  bool              `json:"waiting_room"`
	Profile      *wireProfile      `json:"profile"`

	Level     string      `json:"level"`
	Pace      string      `json:"pace"`
	Tags      []string    `json:"tags"`
	Kept      []wireKeep  `json:"kept"`
	Queue     string      `json:"queue"`
	TurnNext  bool        `json:"turn_next"`
	Timetable []wirePhase `json:"timetable"`
}

// settings is what the body says of the room; owner is who opens it. Bounds are the room's to check, but for what is
// converted here.
func (c createRequest) settings(owner string) (room.Settings, error) {
	level, known := lang.ParseLevel(c.Level)
	if !known || !within(c.TurnSeconds, 0, room.MaxTurn) || !tags(c.Tags) || !keeps(c.Kept) || !timetable(c.Timetable) {
		return room.Settings{}, room.ErrInvalidRoom
	}
	return room.Settings{Title: c.Title, Languages: c.Languages, Topic: c.Topic, Rules: c.Rules,
		Translations: list(c.Translations, fromTranslation), Seats: c.Seats, Mode: room.Mode(c.Mode),
		Turn: span(c.TurnSeconds), TurnMutes: c.TurnMutes, WaitingRoom: c.WaitingRoom, Owner: owner, Level: level,
		Pace: room.Pace(c.Pace), Tags: c.Tags, Kept: list(c.Kept, fromKeep), Queue: room.QueueMode(c.Queue),
		TurnNext: c.TurnNext, Timetable: list(c.Timetable, fromPhase)}, nil
}

type createAnswer struct {
	Room       wireRoom `json:"room"`
	GuestToken string   `json:"guest_token,omitempty"`
}

// createRoom opens a room whose host is the one who asks.
func (s *Server) createRoom(w http.ResponseWriter, r *http.Request) {
	if !s.originAllowed(r, false) {
		writeError(w, http.StatusForbidden, errOrigin)
		return
	}
	var body createRequest
	if err := readJSON(w, r, &body); err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	answer, err := s.create(r, body)
	s.metrics.opened.WithLabelValues(s.metrics.result(err)).Inc()
	if err != nil {
		s.logFault("room not opened", err)
		writeError(w, statusFor(err), err)
		return
	}
	writeJSON(w, http.StatusCreated, answer)
}

func (s *Server) create(r *http.Request, body createRequest) (createAnswer, error) {
	token := bearer(r)
	if err := s.newcomer(token, s.network(r)); err != nil {
		return createAnswer{}, err
	}
	who, id, err := s.creator(token)
	if err != nil {
		return createAnswer{}, err
	}
	if body.Profile != nil { // refused now rather than when the host joins
		if _, err := room.CleanProfile(mergeProfile(who.Profile, body.Profile)); err != nil {
			return createAnswer{}, err
		}
	}
	settings, err := body.settings(who.Participant)
	if err != nil {
		return createAnswer{}, err
	}
	live, err := s.openRoom(r.Context(), id, settings, who.Guest)
	if err != nil {
		return createAnswer{}, err
	}
	answer := createAnswer{Room: toRoom(id, live.settings, live.created)}
	answer.GuestToken, err = s.guestToken(who)
	return answer, err
}

// creator says who opens a room and under which ID. A guest gets an unguessable one; an app's backend has
// chosen it in the token, and says there who may open it.
func (s *Server) creator(token string) (auth.Identity, string, error) {
	if token == "" {
		return s.auth.NewGuest(), auth.Unguessable(16), nil
	}
	who, err := s.auth.Verify(token)
	switch {
	case err != nil:
		return auth.Identity{}, "", err
	case who.Guest:
		return who, auth.Unguessable(16), nil
	case who.Role != room.Host:
		return auth.Identity{}, "", room.ErrNotAllowed
	}
	return who, who.Room, nil
}
