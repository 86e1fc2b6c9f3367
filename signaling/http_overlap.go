package signaling

import (
	"net/http"
	"time"

	"corner/room/overlap"
	"corner/room/walltime"
)

// suggested is how many times are suggested at most.
const suggested = 6

// overlapRequest is the body of POST /v1/overlap.
type overlapRequest struct {
	People  []wireAwake `json:"people"`
	From    string      `json:"from"`
	Minutes int         `json:"minutes"`
}

// wireAwake is a zone and when somebody is awake there: seven lists, Sunday's first; none is the usual hours.
type wireAwake struct {
	Zone  string         `json:"zone"`
	Awake [][]wireWaking `json:"awake"`
}

// wireWaking is a time of day in minutes since midnight.
type wireWaking struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// wireSlot is a time as everybody's clock shows it, and how kind it is to each.
type wireSlot struct {
	StartMS int64    `json:"start_ms"`
	Walls   []string `json:"walls"`
	Kinds   []int    `json:"kinds"`
	Kind    int      `json:"kind"`
}

type overlapAnswer struct {
	Step        int        `json:"step"`
	Slots       []wireSlot `json:"slots"`
	Suggestions []wireSlot `json:"suggestions"`
}

// overlap finds the hours that people in several zones share.
func (s *Server) overlap(w http.ResponseWriter, r *http.Request) {
	var body overlapRequest
	if err := readJSON(w, r, &body); err != nil {
		s.refuse(w, err)
		return
	}
	answer, err := body.find()
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (b overlapRequest) find() (overlapAnswer, error) {
	from, err := walltime.ParseDate(b.From)
	if err != nil {
		return overlapAnswer{}, overlap.ErrDate
	}
	if len(b.People) > overlap.MaxPeople {
		return overlapAnswer{}, overlap.ErrPeople
	}
	people := make([]overlap.Person, len(b.People))
	for i, p := range b.People {
		if people[i], err = p.person(); err != nil {
			return overlapAnswer{}, err
		}
	}
	length, err := lengthOf(b.Minutes)
	if err != nil {
		return overlapAnswer{}, overlap.ErrLength
	}
	week, err := overlap.Find(people, from)
	if err != nil {
		return overlapAnswer{}, err
	}
	best, err := week.Suggest(length, suggested)
	if err != nil {
		return overlapAnswer{}, err
	}
	return overlapAnswer{Step: minutes(week.Step), Slots: list(week.Slots, toSlot), Suggestions: list(best, toSuggestion)}, nil
}

func (a wireAwake) person() (overlap.Person, error) {
	p := overlap.Person{Zone: a.Zone, Awake: overlap.Usual()}
	if len(a.Awake) == 0 {
		return p, nil
	}
	if len(a.Awake) != len(p.Awake) {
		return p, overlap.ErrAwake
	}
	for day, times := range a.Awake {
		p.Awake[day] = list(times, func(w wireWaking) overlap.Interval { return overlap.Interval(w) })
	}
	return p, nil
}

func toSlot(s overlap.Slot) wireSlot { return slotOf(s.Start, s.Locals, s.Kind) }

func toSuggestion(s overlap.Suggestion) wireSlot { return slotOf(s.Start, s.Locals, s.Kind) }

func slotOf(start time.Time, locals []overlap.Local, kind int) wireSlot {
	return wireSlot{StartMS: milliseconds(start), Kind: kind,
		Walls: list(locals, func(l overlap.Local) string { return l.Wall.String() }),
		Kinds: list(locals, func(l overlap.Local) int { return l.Kind })}
}
