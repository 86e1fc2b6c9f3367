package discovery

import (
	"slices"
	"time"

	"corner/room/lang"
)

// Code is why a room suits somebody.
type Code string

// The codes.
const (
	Exchange Code = "exchange" // they give one of its languages and get another
	Practise Code = "practise" // they learn one of its languages
	Help     Code = "help"     // they speak one of its languages
	Open     Code = "open"     // neither
)

// Reason is why a room stands where it stands. Languages are "" for none.
type Reason struct {
	Code      Code
	Give, Get string // the first of the room's languages that fit
	Needed    string // the first language of theirs that the room needs
}

const fresh = 10 * time.Minute // since a room was opened

// Bounds on a score, which rooms are counted by.
const (
	minScore = -6000
	maxScore = 2000
)

// score is what a room is worth to somebody, and why.
func score(p *Person, r *Room, now time.Time) (int, Reason) {
	why := reason(p, r)
	s := 0
	s += worth(why.Code)
	s += when(why.Needed != "", 200)
	s += levelFit(p, why.Get, r.Level)
	s += liveliness(r.People)
	s += when(r.FreeSeats > 0, 40)
	s += when(r.People > 0 && now.Sub(r.Created) < fresh, 20)
	s += when(r.Door, -30)
	s += when(r.full(), -5000)
	return s, why
}

func reason(p *Person, r *Room) Reason {
	why := Reason{Code: Open}
	for _, language := range r.Languages {
		if slices.Contains(p.Speaks, language) {
			if why.Give == "" {
				why.Give = language
			}
			if why.Needed == "" && r.needs(language) {
				why.Needed = language
			}
		} else if why.Get == "" && slices.Contains(p.Learns, language) {
			why.Get = language
		}
	}
	switch {
	case why.Give != "" && why.Get != "":
		why.Code = Exchange
	case why.Get != "":
		why.Code = Practise
	case why.Give != "":
		why.Code = Help
	}
	return why
}

func worth(c Code) int {
	switch c {
	case Exchange:
		return 1000
	case Practise:
		return 500
	case Help:
		return 400
	}
	return 0
}

// levelFit compares the room's level with the person's in the language they get; nothing where either is not said.
func levelFit(p *Person, get string, of lang.Level) int {
	if get == "" || of == 0 {
		return 0
	}
	own := p.Levels[get]
	switch {
	case own == 0:
		return 0
	case own+1 >= of && of+1 >= own:
		return 60
	}
	return -60
}

// liveliness prefers a room in which there is talk and one is still heard.
func liveliness(people int) int {
	switch {
	case people <= 0:
		return 0
	case people == 1:
		return 40
	case people <= 12:
		return 100
	case people <= 50:
		return 80
	}
	return 50
}

func when(is bool, points int) int {
	if is {
		return points
	}
	return 0
}
