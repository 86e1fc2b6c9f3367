package lobby

import (
	"bytes"
	"encoding/json"
	"slices"
)

// page is what a class sees. It is never changed.
type page struct {
	version uint64 // grows from one page of a class to the next
	entries []entry
	breaks  []int // the lengths of the pages
	more    bool  // there is another page
	stale   bool  // others' rooms may be out of date
}

// entry is one room of a page as JSON.
type entry struct {
	id   string
	body []byte
}

// Page is what somebody who looks sees.
type Page struct {
	page  page
	awake []AwakeLine
}

// wirePage is the whole of a page.
type wirePage struct {
	Type       string            `json:"type"`
	Version    uint64            `json:"version"`
	Rooms      []json.RawMessage `json:"rooms"`
	Breaks     []int             `json:"breaks"`
	More       bool              `json:"more"`
	Stale      bool              `json:"stale"`
	GuestToken string            `json:"guest_token,omitempty"`
	Awake      *[]AwakeLine      `json:"awake,omitempty"` // only where no stream follows
}

// wireDelta is what has changed: the order is complete, of the rooms only those are there that are new or look
// different.
type wireDelta struct {
	Type    string            `json:"type"`
	Version uint64            `json:"version"`
	Order   []string          `json:"order"`
	Rooms   []json.RawMessage `json:"rooms"`
	Breaks  []int             `json:"breaks"`
	More    bool              `json:"more"`
	Stale   bool              `json:"stale"`
}

// wireAwake is who is awake.
type wireAwake struct {
	Type  string      `json:"type"`
	Lines []AwakeLine `json:"lines"`
}

// AwakeLine is how many people there are who speak or learn a language, and where most of those who speak it are.
type AwakeLine struct {
	Language string      `json:"language"`
	Natives  int         `json:"natives"`
	Learners int         `json:"learners"`
	Zones    []ZoneCount `json:"zones"` // none with fewer than three people
}

// ZoneCount is how many are in a time zone.
type ZoneCount struct {
	TimeZone string `json:"time_zone"`
	Count    int    `json:"count"`
}

// Ping is the line that says that the stream is alive.
func Ping() []byte { return []byte(`{"type":"ping"}` + "\n") }

// First is the first line of a stream; the token is for who had none.
func (p Page) First(token string) []byte { return line(p.page.wire(token)) }

// Whole is the page where no stream follows, with who is awake.
func (p Page) Whole(token string) []byte {
	w := p.page.wire(token)
	awake := append([]AwakeLine{}, p.awake...)
	w.Awake = &awake
	return line(w)
}

func (p page) wire(token string) wirePage {
	w := wirePage{Type: "page", Version: p.version, Rooms: make([]json.RawMessage, len(p.entries)), Breaks: p.breaks,
		More: p.more, Stale: p.stale, GuestToken: token}
	for i, e := range p.entries {
		w.Rooms[i] = e.body
	}
	return w
}

// delta is what takes one page to the next, and nil when they look alike.
func (p page) delta(next page) []byte {
	d := wireDelta{Type: "delta", Version: next.version, Order: make([]string, len(next.entries)),
		Rooms: []json.RawMessage{}, Breaks: next.breaks, More: next.more, Stale: next.stale}
	before := make(map[string][]byte, len(p.entries))
	for _, e := range p.entries {
		before[e.id] = e.body
	}
	same := len(p.entries) == len(next.entries) && p.more == next.more && p.stale == next.stale &&
		slices.Equal(p.breaks, next.breaks)
	for i, e := range next.entries {
		d.Order[i] = e.id
		same = same && p.entries[i].id == e.id
		if body, known := before[e.id]; !known || !bytes.Equal(body, e.body) {
			d.Rooms = append(d.Rooms, e.body)
		}
	}
	if same && len(d.Rooms) == 0 {
		return nil
	}
	return line(d)
}

// awakeLine is who is awake as a line of the stream.
func awakeLine(lines []AwakeLine) []byte {
	return line(wireAwake{Type: "awake", Lines: append([]AwakeLine{}, lines...)})
}

// line is a value on a line of its own.
func line(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own types, and JSON that we have made
	}
	return append(text, '\n')
}
