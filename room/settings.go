package room

import "time"

// Bounds on what a room or a profile may hold.
const (
	MaxSeats        = 20
	DefaultSeats    = 8
	DefaultCapacity = 500
	MaxCapacity     = 10_000
	MaxLanguages    = 8
	MaxPair         = 4   // languages of a room
	MaxTitle        = 80  // graphemes
	MaxTopic        = 120 // graphemes
	MaxName         = 24  // graphemes
)

// Mode says how a listener gets a seat.
type Mode string

// Apply is the mode in which a listener raises a hand and is invited.
const Apply Mode = "apply"

// Settings describe a room as its creator wishes it.
type Settings struct {
	Title     string
	Languages []string // the pair, BCP 47, e.g. {"zh", "en"}
	Topic     string
	Seats     int // 1–MaxSeats, the host's own included
	Mode      Mode
	Capacity  int    // people, not connections
	Owner     string // participant ID that becomes host on joining
}

// Config is what a room needs besides its settings.
type Config struct {
	ID              string        // 22 characters of [A-Za-z0-9_-], 128 random bits
	Grace           time.Duration // how long a lost connection keeps its place; 0 means 30 s
	EmptyGrace      time.Duration // how long an empty room stays open; 0 means 30 s
	InvitationTTL   time.Duration // 0 means 30 s
	AudienceMinimum time.Duration // shortest time between two AudienceChanged; 0 means 1 s
	Media           Media
	Presence        Presence
}

// withDefaults fills in what was left at zero.
func (s Settings) withDefaults() Settings {
	if s.Seats <= 0 {
		s.Seats = DefaultSeats
	}
	if s.Capacity <= 0 {
		s.Capacity = DefaultCapacity
	}
	if s.Mode == "" {
		s.Mode = Apply
	}
	return s
}

// withDefaults fills in what was left at zero.
func (c Config) withDefaults() Config {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&c.Grace, 30 * time.Second},
		{&c.EmptyGrace, 30 * time.Second},
		{&c.InvitationTTL, 30 * time.Second},
		{&c.AudienceMinimum, time.Second},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	if c.Media == nil {
		c.Media = noMedia{}
	}
	if c.Presence == nil {
		c.Presence = noPresence{}
	}
	return c
}
