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

// score is what a room is worth to somebody, and what of it fits.
func score(p *Person, r *Room, now time.Time) (int, fit) {
	f := match(p, r)
	s := 0
	s += worth(f.code())
	s += when(f.needed > 0, 200)
	s += levelFit(p, f.get.of(r), r.Level)
	s += liveliness(r.People)
	s += when(r.FreeSeats > 0, 40)
	s += when(r.People > 0 && now.Sub(r.Created) < fresh, 20)
	s += when(r.Door, -30)
	s += when(r.full(), -5000)
	return s, f
}

// fit is a Reason in three bytes: ten thousand of them are made for every ranking.
type fit struct{ give, get, needed which }

// which is one of a room's languages by its place, from 1; 0 is none.
type which uint8

func (w which) of(r *Room) string {
	if w == 0 {
		return ""
	}
	return r.Languages[w-1]
}

func match(p *Person, r *Room) (f fit) {
	for i, language := range r.Languages {
		place := which(i + 1)
		if slices.Contains(p.Speaks, language) {
			if f.give == 0 {
				f.give = place
			}
			if f.needed == 0 && r.needs(language) {
				f.needed = place
			}
		} else if f.get == 0 && slices.Contains(p.Learns, language) {
			f.get = place
		}
	}
	return f
}

func (f fit) code() Code {
	switch {
	case f.give > 0 && f.get > 0:
		return Exchange
	case f.get > 0:
		return Practise
	case f.give > 0:
		return Help
	}
	return Open
}

func (f fit) reason(r *Room) Reason {
	return Reason{Code: f.code(), Give: f.give.of(r), Get: f.get.of(r), Needed: f.needed.of(r)}
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
