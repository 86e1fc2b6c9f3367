package codec

import (
	"slices"
	"time"

	"corner/presence"
	"corner/room"
	"corner/room/cards"
	"corner/room/lang"
	"corner/room/rounds"
	"corner/room/talktime"
)

// maxVisits bounds what is counted of a regular; beyond it nobody looks.
const maxVisits = 1 << 30

// memory as stored: what a room goes on from. An older record has none.
type memory struct {
	Round    *round    `json:"round,omitempty"`
	Serial   uint64    `json:"round_serial,omitempty"` // also when no timetable runs
	Pack     string    `json:"round_pack,omitempty"`
	Deck     *deck     `json:"deck,omitempty"`
	Card     string    `json:"card,omitempty"`
	Talk     []talk    `json:"talk,omitempty"`
	HideTalk []string  `json:"hide_talk,omitempty"`
	Regulars []regular `json:"regulars,omitempty"`
	Admitted []string  `json:"admitted,omitempty"`
}

type round struct {
	Phases []phase `json:"phases"`
	Index  int     `json:"index"`
	Ends   int64   `json:"ends_us,omitempty"`
	Left   int64   `json:"left_us,omitempty"`
}

type deck struct {
	Pack string `json:"pack"`
	Seed uint64 `json:"seed"`
	Next int    `json:"next"`
}

type talk struct {
	Person   string `json:"person"`
	Language string `json:"language,omitempty"`
	Voiced   int64  `json:"voiced_us"`
	Heard    int64  `json:"heard_us"`
}

type regular struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Speaks   []string `json:"speaks,omitempty"`
	Learns   []string `json:"learns,omitempty"`
	Levels   []skill  `json:"levels,omitempty"`
	TimeZone string   `json:"time_zone,omitempty"`
	Hidden   bool     `json:"hidden,omitempty"`
	Visits   int      `json:"visits"`
	Stayed   int64    `json:"stayed_us"`
	Last     int64    `json:"last_us"`
}

// fromMemory gives nil for a room that remembers nothing.
func fromMemory(m room.Memory) *memory {
	w := memory{
		Serial: m.Round.Serial, Pack: m.RoundPack, Card: m.Card, HideTalk: m.HideTalk, Admitted: m.Admitted,
	}
	if m.Round.Running() {
		w.Round = &round{Index: m.Round.Index, Ends: moment(m.Round.Ends), Left: m.Round.Left.Microseconds()}
		for _, p := range m.Round.Phases {
			w.Round.Phases = append(w.Round.Phases, phase{p.Language, p.Length.Microseconds()})
		}
	}
	if m.Deck != (cards.Deck{}) {
		d := deck(m.Deck)
		w.Deck = &d
	}
	for _, e := range m.Talk {
		if e.Voiced < time.Microsecond {
			continue // nothing, as it is stored
		}
		w.Talk = append(w.Talk, talk{e.Person, e.Language, e.Voiced.Microseconds(), moment(e.Heard)})
	}
	for _, r := range m.Regulars {
		w.Regulars = append(w.Regulars, regular{
			ID: r.ID, Name: r.Profile.Name, Speaks: r.Profile.Speaks, Learns: r.Profile.Learns,
			Levels: fromSkills(r.Profile.Levels), TimeZone: r.Profile.TimeZone, Hidden: r.Profile.Hidden,
			Visits: r.Visits, Stayed: r.Stayed.Microseconds(), Last: moment(r.Last),
		})
	}
	if w.empty() {
		return nil
	}
	return &w
}

func (w *memory) empty() bool {
	return w.Round == nil && w.Serial == 0 && w.Pack == "" && w.Deck == nil && w.Card == "" && len(w.Talk) == 0 &&
		len(w.HideTalk) == 0 && len(w.Regulars) == 0 && len(w.Admitted) == 0
}

// memory reads what was checked before.
func (w *memory) memory() room.Memory {
	if w == nil {
		return room.Memory{}
	}
	m := room.Memory{
		Round: w.clock(), RoundPack: w.Pack, Card: w.Card, HideTalk: w.HideTalk, Admitted: w.Admitted,
	}
	if w.Deck != nil {
		m.Deck = cards.Deck(*w.Deck)
	}
	for _, t := range w.Talk {
		m.Talk = append(m.Talk, talktime.Entry{Person: t.Person, Language: t.Language, Voiced: duration(t.Voiced),
			Heard: instantOf(t.Heard)})
	}
	for _, r := range w.Regulars {
		profile := room.Profile{Name: r.Name, Speaks: r.Speaks, Learns: r.Learns, Levels: toSkills(r.Levels),
			TimeZone: r.TimeZone, Hidden: r.Hidden}
		m.Regulars = append(m.Regulars, room.Regular{ID: r.ID, Profile: profile, Visits: r.Visits,
			Stayed: duration(r.Stayed), Last: instantOf(r.Last)})
	}
	return m
}

// clock is the timetable as package rounds has it.
func (w *memory) clock() rounds.Clock {
	c := rounds.Clock{Serial: w.Serial}
	if w.Round == nil {
		return c
	}
	c.Index, c.Ends, c.Left = w.Round.Index, instantOf(w.Round.Ends), duration(w.Round.Left)
	for _, p := range w.Round.Phases {
		c.Phases = append(c.Phases, rounds.Phase{Language: p.Language, Length: duration(p.Length)})
	}
	return c
}

func duration(us int64) time.Duration { return time.Duration(us) * time.Microsecond }

// check bounds what is written and read.
func (w *memory) check() error {
	if w == nil {
		return nil
	}
	good := w.checkRound() && w.checkCards() && w.checkTalk() &&
		ids(w.HideTalk, room.MaxRememberedHidden) && ids(w.Admitted, room.MaxRememberedPeople)
	if !good || len(w.Regulars) > room.MaxRegulars {
		return presence.ErrRecord
	}
	for _, r := range w.Regulars {
		if r.Visits < 0 || r.Visits > maxVisits || r.Stayed < 0 || r.Stayed > maxMicroseconds || !skills(r.Levels) {
			return presence.ErrRecord
		}
		if err := checkPerson(r.ID, r.Name, -1, r.TimeZone, r.Speaks, r.Learns); err != nil {
			return err
		}
	}
	return nil
}

// maxMicroseconds is what a time.Duration holds.
const maxMicroseconds = int64(1<<63-1) / int64(time.Microsecond)

// checkRound: the timetable is one that package rounds could have made.
func (w *memory) checkRound() bool {
	if w.Round == nil {
		return true
	}
	if len(w.Round.Phases) == 0 || len(w.Round.Phases) > rounds.MaxPhases || !within(w.Round.Left, rounds.MaxPhase) {
		return false
	}
	for _, p := range w.Round.Phases {
		if !text(p.Language, maxTag) || !within(p.Length, rounds.MaxPhase) {
			return false
		}
	}
	return w.clock().Sound()
}

func (w *memory) checkCards() bool {
	if w.Deck != nil && (!text(w.Deck.Pack, cards.MaxID) || w.Deck.Next < 0 || w.Deck.Next > cards.MaxCards) {
		return false
	}
	return text(w.Pack, cards.MaxID) && text(w.Card, cards.MaxID)
}

// checkTalk: of so many people, each in a few languages.
func (w *memory) checkTalk() bool {
	people := make(map[string]bool)
	for _, t := range w.Talk {
		if t.Person == "" || !text(t.Person, maxID) || !text(t.Language, maxTag) ||
			t.Voiced <= 0 || t.Voiced > talktime.MaxVoiced.Microseconds() || t.Language != lang.Base(t.Language) {
			return false
		}
		people[t.Person] = true
	}
	return len(people) <= room.MaxRememberedTalk && len(w.Talk) <= room.MaxRememberedTalk*maxTalkLanguages
}

// maxTalkLanguages is in how many languages a person is counted, on average: those of rooms that change their pair.
const maxTalkLanguages = 16

func ids(list []string, most int) bool {
	return len(list) <= most && !slices.ContainsFunc(list, func(id string) bool { return id == "" || !text(id, maxID) })
}
