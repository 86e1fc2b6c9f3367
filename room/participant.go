package room

import (
	"time"

	"corner/room/lang"
)

// Role is a rung of the ladder. Nobody acts on an equal or higher rung.
type Role uint8

// The ladder, lowest first. A speaker is a listener on a seat; moderators and the host keep their role on
// and off the stage.
const (
	Listener Role = iota
	Speaker
	Moderator
	Host
)

// String returns the role's name in the protocol, logs and metrics.
func (r Role) String() string {
	return [...]string{"listener", "speaker", "moderator", "host"}[r]
}

// Profile is what a participant tells the others about themselves.
type Profile struct {
	Name     string   // as accepted by CleanName
	Speaks   []string // BCP 47 tags, at most MaxLanguages
	Learns   []string // BCP 47 tags, at most MaxLanguages
	Levels   []Skill  // of languages in Learns, each once
	TimeZone string   // IANA name, "" when unknown
	Hidden   bool     // counted among nobody who is awake, listed to no regular; told to nobody but oneself
}

// Skill is how well somebody speaks a language that they learn.
type Skill struct {
	Language string     // one of Learns
	Level    lang.Level // never 0
}

// Mute is the three bits that silence a speaker; any one is enough.
type Mute struct {
	Self bool // lifted only by the participant
	Host bool // lifted only by the host or a moderator
	Seat bool // belongs to the seat and stays with it
}

// Any reports whether the microphone is closed.
func (m Mute) Any() bool { return m.Self || m.Host || m.Seat }

// Participant is the public view of one member.
type Participant struct {
	ID        string
	Profile   Profile
	Role      Role
	Seat      int // index on the stage, -1 off it
	Mute      Mute
	ChatMuted bool
	TurnEnds  time.Time // when their turn on the stage ends or ended; zero without one
	Connected bool      // false while within the grace after the signaling connection died
	Joined    time.Time
}

// Seat is one place on the stage. Seat 0 is the host's own.
type Seat struct {
	Index    int
	Occupant *Participant // nil when empty
	Locked   bool
	Muted    bool
}

// Hand is a raised hand; hands are ordered by Raised, the server's time.
type Hand struct {
	Participant Participant
	Raised      time.Time
}

// Invitation asks a participant onto the stage until Expires.
type Invitation struct {
	Participant string
	By          string
	Expires     time.Time
}
