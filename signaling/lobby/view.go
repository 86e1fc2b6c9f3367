package lobby

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"corner/room"
	"corner/room/discovery"
	"corner/room/lang"
)

// view is the rooms at one moment, put in order once for everybody. Only cards changes.
type view struct {
	rooms    []discovery.Room // in the standing order
	listings map[string]*room.Listing
	encode   func(room.Listing) []byte
	stale    bool
	at       time.Time

	mu    sync.Mutex // guards cards
	cards map[string][]byte
}

// newView takes the rooms that somebody could come into.
func newView(listings []room.Listing, stale bool, now time.Time, encode func(room.Listing) []byte) *view {
	v := &view{
		listings: make(map[string]*room.Listing, len(listings)), encode: encode, stale: stale, at: now,
		rooms: make([]discovery.Room, 0, len(listings)), cards: make(map[string][]byte),
	}
	for i := range listings {
		if l := &listings[i]; !l.Settings.Locked && v.listings[l.ID] == nil {
			v.listings[l.ID] = l
			v.rooms = append(v.rooms, toRoom(l))
		}
	}
	discovery.Sort(v.rooms)
	return v
}

// toRoom is a listing as it is ranked.
func toRoom(l *room.Listing) discovery.Room {
	r := discovery.Room{
		ID: l.ID, Level: l.Settings.Level, Tags: l.Settings.Tags, People: l.Participants, FreeSeats: l.FreeSeats,
		Capacity: l.Settings.Capacity, Created: l.Created, Door: l.Settings.WaitingRoom,
		Languages: make([]string, 0, len(l.Settings.Languages)), Counts: make([]discovery.Count, 0, len(l.Counts)),
	}
	for _, tag := range l.Settings.Languages {
		if base := lang.Base(tag); !slices.Contains(r.Languages, base) {
			r.Languages = append(r.Languages, base)
		}
	}
	for _, c := range l.Counts {
		base := lang.Base(c.Language)
		if !slices.ContainsFunc(r.Counts, func(o discovery.Count) bool { return o.Language == base }) {
			r.Counts = append(r.Counts, discovery.Count{Language: base, Natives: c.Natives, Learners: c.Learners})
		}
	}
	return r
}

// card is a room in JSON, encoded once for all classes.
func (v *view) card(id string) []byte {
	v.mu.Lock()
	card, known := v.cards[id]
	v.mu.Unlock()
	if known {
		return card
	}
	card = v.encode(*v.listings[id])
	v.mu.Lock()
	defer v.mu.Unlock()
	v.cards[id] = card
	return card
}

// page ranks the rooms for a viewer.
func (v *view) page(viewer Viewer, now time.Time) page {
	ranked := discovery.Rank(viewer.Person, viewer.Filter, now, v.rooms)
	pages := discovery.Pages(ranked, v.rooms)
	p := page{stale: v.stale, more: len(pages) > viewer.Pages, breaks: []int{}}
	for _, places := range pages[:min(len(pages), viewer.Pages)] {
		p.breaks = append(p.breaks, len(places))
		for _, place := range places {
			r := &v.rooms[place.Index]
			p.entries = append(p.entries, entry{id: r.ID, body: addWhy(v.card(r.ID), place.Why, discovery.Needs(*r))})
		}
	}
	return p
}

// wireWhy is why a room stands where it does.
type wireWhy struct {
	Code   discovery.Code `json:"code"`
	Give   string         `json:"give"`
	Get    string         `json:"get"`
	Needed string         `json:"needed"`
}

// addWhy adds to a room's JSON object what depends on who looks.
func addWhy(card []byte, why discovery.Reason, needs []string) []byte {
	extra, err := json.Marshal(struct {
		Why   wireWhy  `json:"why"`
		Needs []string `json:"needs"`
	}{wireWhy(why), append([]string{}, needs...)})
	if err != nil {
		panic(err) // strings alone
	}
	body := make([]byte, 0, len(card)+len(extra))
	body = append(body, card[:len(card)-1]...) // without the brace
	body = append(body, ',')
	return append(body, extra[1:]...)
}

// without is the view's rooms but for some.
func (v *view) without(ids []string) []discovery.Room {
	if len(ids) == 0 {
		return v.rooms
	}
	return slices.DeleteFunc(slices.Clone(v.rooms), func(r discovery.Room) bool { return slices.Contains(ids, r.ID) })
}

// look gives a view no older than that, and makes one where there is none: took is how long that took. One caller makes
// it, the others wait.
func (h *Hub) look(ctx context.Context, age time.Duration) (v *view, took time.Duration, err error) {
	if v := h.latest.Load(); v != nil && time.Since(v.at) < age {
		return v, 0, nil
	}
	select {
	case h.looking <- struct{}{}:
		defer func() { <-h.looking }()
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	}
	now := time.Now()
	if v := h.latest.Load(); v != nil && now.Sub(v.at) < age {
		return v, 0, nil
	}
	listings, stale := h.cfg.Source.Rooms(ctx)
	v = newView(listings, stale, now, h.cfg.Card)
	h.latest.Store(v)
	return v, time.Since(now), nil
}
