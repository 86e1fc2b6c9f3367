package room

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"corner/room/cards"
	"corner/room/lang"
	"corner/room/relay"
	"corner/room/rounds"
)

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
	MaxRules        = 600 // graphemes, of at most 20 lines
	MinTurn         = 10 * time.Second
	MaxTurn         = time.Hour
	MaxSlowMode     = 5 * time.Minute
	MaxCoHosts      = 8
)

// Mode says how a listener gets a seat.
type Mode string

// The modes.
const (
	Free       Mode = "free"   // by tapping an empty one
	Apply      Mode = "apply"  // by raising a hand and being invited
	InviteOnly Mode = "invite" // by being invited; hands stay down
)

// Translation is the room's title and rules in another language.
type Translation struct {
	Language string // BCP 47
	Title    string
	Rules    string
}

// Settings describe a room as its creator wishes it.
type Settings struct {
	Title     string
	Languages []string // the pair, BCP 47, e.g. {"zh", "en"}
	Topic     string
	Seats     int // 1–MaxSeats, the host's own included
	Mode      Mode
	Capacity  int      // people, not connections
	Owner     string   // participant ID that becomes host on joining
	CoHosts   []string // participant IDs that become moderators on joining, at most MaxCoHosts

	Rules        string
	Translations []Translation // at most MaxPair
	Turn         time.Duration // of a speaker from opening the microphone; 0: as long as they like
	TurnMutes    bool          // the end of a turn sets the host bit
	SlowMode     time.Duration // between two messages of one person; 0: none
	Locked       bool          // nobody new comes in
	WaitingRoom  bool          // guests wait to be let in

	Level     lang.Level     // whom the room is for; 0: anybody
	Pace      Pace           // how fast people are asked to speak
	Tags      []string       // what it is about, lower-case, at most MaxTags
	Kept      []Keep         // seats kept for some; each at most once, never the host's
	Queue     QueueMode      // how hands are ordered
	TurnNext  bool           // the end of a turn asks the next in the line; needs Turn and mode Apply
	Timetable []rounds.Phase // what rounds begin with; languages are the room's

	Shifts []relay.Shift // who hosts at which hours; none: whoever does
}

// Config is what a room needs besides its settings.
type Config struct {
	ID              string        // 22 characters of [A-Za-z0-9_-], 128 random bits
	Grace           time.Duration // how long a lost connection keeps its place; 0 means 30 s
	EmptyGrace      time.Duration // how long an empty room stays open; 0 means 30 s
	Until           time.Time     // an empty room stays open until then at least
	InvitationTTL   time.Duration // 0 means 30 s
	AudienceMinimum time.Duration // shortest time between two AudienceChanged; 0 means 1 s
	OpenGrace       time.Duration // how long a room that nobody can host lasts in silence; 0 means 10 min
	Media           Media
	Presence        Presence
	Ledger          Ledger
	Bans            []BanRecord       // of the room's last time
	Memory          *Memory           // of the room's last time, nil for none
	Cards           *cards.Library    // nil: none
	Now             func() time.Time  // the room's clock; nil: time.Now
	Tally           func(what string) // counts what happened, without waiting: round_… and the action, card, cut_in; nil: nobody does
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
	if s.Queue == "" {
		s.Queue = FairLine
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
		{&c.OpenGrace, 10 * time.Minute},
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
	if c.Ledger == nil {
		c.Ledger = noLedger{}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Tally == nil {
		c.Tally = func(string) {}
	}
	return c
}

// patched is settings with what a command changes, as CleanSettings would have them, or ErrInvalidRoom.
func (s Settings) patched(c UpdateRoom) (Settings, error) {
	set(&s.Title, c.Title)
	set(&s.Rules, c.Rules)
	set(&s.Topic, c.Topic)
	set(&s.Seats, c.Seats)
	set(&s.Mode, c.Mode)
	set(&s.Turn, c.Turn)
	set(&s.TurnMutes, c.TurnMutes)
	set(&s.SlowMode, c.SlowMode)
	set(&s.WaitingRoom, c.WaitingRoom)
	if c.Translations != nil {
		s.Translations = slices.Clone(*c.Translations)
	}
	set(&s.Level, c.Level)
	set(&s.Pace, c.Pace)
	set(&s.Tags, c.Tags)
	set(&s.Queue, c.Queue)
	set(&s.TurnNext, c.TurnNext)
	set(&s.Timetable, c.Timetable)
	if set(&s.Kept, c.Kept); c.Kept == nil {
		s.Kept = keptWithin(s.Kept, s.Seats)
	}
	if s.Seats < 1 {
		return Settings{}, ErrInvalidRoom // 0 would mean the default
	}
	return CleanSettings(s)
}

// set changes a field where there is a value for it.
func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// changes names what a command changes, for the audit.
func (c UpdateRoom) changes() string {
	var names []string
	for _, f := range []struct {
		name    string
		present bool
	}{
		{"title", c.Title != nil}, {"rules", c.Rules != nil}, {"topic", c.Topic != nil},
		{"translations", c.Translations != nil}, {"seats", c.Seats != nil}, {"mode", c.Mode != nil},
		{"turn", c.Turn != nil}, {"turn_mutes", c.TurnMutes != nil}, {"slow_mode", c.SlowMode != nil},
		{"waiting_room", c.WaitingRoom != nil}, {"level", c.Level != nil}, {"pace", c.Pace != nil},
		{"tags", c.Tags != nil}, {"kept", c.Kept != nil}, {"queue", c.Queue != nil},
		{"turn_next", c.TurnNext != nil}, {"timetable", c.Timetable != nil},
	} {
		if f.present {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, " ")
}

// slowValue is a slow mode as a line of the chat carries it: seconds.
func slowValue(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }
