package presence

import (
	"slices"
	"strings"
	"time"
)

// Bounds on who is awake.
const (
	MaxFacets = 16  // of one person: eight languages spoken, eight learned
	MaxOnline = 100 // people asked about at once

	maxFacetTag  = 8 // BCP 47: a primary language subtag has two to eight letters
	minPerson    = 22
	maxPerson    = 64
	maxAwakeZone = 64
)

// NoZone stands for a time zone that somebody does not say.
const NoZone = "?"

// Facet is what people are counted by: who speaks a language, or learns it.
type Facet struct {
	Native   bool
	Language string // base language, lower case
}

// String is the facet as it is part of keys: "n.en" or "l.en".
func (f Facet) String() string {
	if f.Native {
		return "n." + f.Language
	}
	return "l." + f.Language
}

// Check refuses a facet that cannot be part of a key.
func (f Facet) Check() error {
	if len(f.Language) < 2 || len(f.Language) > maxFacetTag {
		return ErrInvalidID
	}
	for i := range len(f.Language) {
		if c := f.Language[i]; c < 'a' || c > 'z' {
			return ErrInvalidID
		}
	}
	return nil
}

// Awake is a person who is there now, in a room or in the lobby, as they are counted.
type Awake struct {
	Participant string
	Facets      []Facet // at most MaxFacets, each once
	TimeZone    string  // IANA name, "" when they do not say
}

// Text is how a store keeps a person: what they are counted as. Two people with one text are counted alike. It refuses
// what cannot be a key or a field.
func (a Awake) Text() (string, error) {
	if !ValidPerson(a.Participant) || len(a.Facets) > MaxFacets {
		return "", ErrInvalidID
	}
	names := make([]string, len(a.Facets))
	for i, facet := range a.Facets {
		if err := facet.Check(); err != nil {
			return "", err
		}
		names[i] = facet.String()
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(a.Facets) {
		return "", ErrInvalidID
	}
	zone := a.TimeZone
	if zone == "" {
		zone = NoZone
	} else if !validAwakeZone(zone) {
		return "", ErrInvalidID
	}
	return strings.Join(names, " ") + "|" + zone, nil
}

// ValidPerson reports whether s can be a participant's id in a store: 22 to 64 characters of [A-Za-z0-9_-].
func ValidPerson(s string) bool {
	return len(s) >= minPerson && len(s) <= maxPerson && only(s, "_-")
}

// validAwakeZone keeps everything but the characters of zone names out of fields.
func validAwakeZone(s string) bool { return len(s) <= maxAwakeZone && only(s, "_+-/") }

// only reports whether s has nothing but letters and digits of ASCII, and some others.
func only(s, others string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(others, c) >= 0:
		default:
			return false
		}
	}
	return true
}

// CheckFacets refuses facets of which one cannot be part of a key.
func CheckFacets(facets []Facet) error {
	for _, facet := range facets {
		if err := facet.Check(); err != nil {
			return err
		}
	}
	return nil
}

// CheckAwake refuses a node, or people who left it, that cannot be keys and fields.
func CheckAwake(node string, gone []string) error {
	if !ValidID(node) {
		return ErrInvalidID
	}
	return CheckPeople(gone)
}

// CheckPeople refuses participants who cannot be fields.
func CheckPeople(participants []string) error {
	for _, participant := range participants {
		if !ValidPerson(participant) {
			return ErrInvalidID
		}
	}
	return nil
}

// Hour is the averages of one hour of the day, as stores fold them: each sample adds to them, and the first of another
// day halves what there is, so that old weeks fade.
type Hour struct {
	Sum, Samples float64
	Day          int64 // since 1970, of the last sample
}

// Fold adds a sample.
func (h Hour) Fold(count int, day int64) Hour {
	if h.Day != day {
		h.Sum, h.Samples, h.Day = h.Sum/2, h.Samples/2, day
	}
	h.Sum += float64(count)
	h.Samples++
	return h
}

// Average is the mean of the samples, 0 for none.
func (h Hour) Average() float64 {
	if h.Samples <= 0 {
		return 0
	}
	return h.Sum / h.Samples
}

// HourOf splits a time into its day since 1970 and its UTC hour.
func HourOf(t time.Time) (day int64, hour int) {
	hours := t.Unix() / 3600
	return hours / 24, int(hours % 24)
}
