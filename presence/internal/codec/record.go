package codec

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"corner/presence"
	"corner/room"
	"corner/room/lang"
)

// Bounds on what is written and read.
const (
	MaxBytes   = 8 << 20 // of one value
	MaxMembers = 20000
	maxID      = 64
	maxText    = 1024 // bytes of a title, a topic or a name
	maxRules   = 16 * room.MaxRules
	maxTag     = 64 // bytes of a language tag or a time zone
	maxURL     = 2048
)

type record struct {
	ID       string   `json:"id"`
	Version  uint64   `json:"version"`
	Settings settings `json:"settings"`
	Created  int64    `json:"created_us"`
	Host     string   `json:"host,omitempty"`
	Members  []member `json:"members,omitempty"`
	Memory   *memory  `json:"memory,omitempty"`
	Closed   bool     `json:"closed,omitempty"`
	Asleep   bool     `json:"asleep,omitempty"`
}

type member struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Speaks    []string `json:"speaks,omitempty"`
	Learns    []string `json:"learns,omitempty"`
	Levels    []skill  `json:"levels,omitempty"`
	TimeZone  string   `json:"time_zone,omitempty"`
	Hidden    bool     `json:"hidden,omitempty"`
	Role      string   `json:"role"`
	Seat      int      `json:"seat"`
	Mute      uint8    `json:"mute,omitempty"` // bit 0 self, 1 host, 2 seat
	ChatMuted bool     `json:"chat_muted,omitempty"`
	TurnEnds  int64    `json:"turn_ends_us,omitempty"`
	Connected bool     `json:"connected,omitempty"`
	Joined    int64    `json:"joined_us"`
}

// skill is how well somebody speaks a language they learn, from 1 (A1) on.
type skill struct {
	Language string     `json:"language"`
	Level    lang.Level `json:"level"`
}

// EncodeRecord writes a record, or refuses one that DecodeRecord would refuse.
func EncodeRecord(r room.Record) ([]byte, error) {
	w := record{
		ID: r.ID, Version: r.Version, Settings: fromSettings(r.Settings), Created: r.Created.UnixMicro(),
		Host: r.Host, Members: make([]member, len(r.Members)), Memory: fromMemory(r.Memory),
		Closed: r.Closed, Asleep: r.Asleep,
	}
	for i := range r.Members {
		w.Members[i] = fromParticipant(&r.Members[i])
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return marshal(w)
}

// DecodeRecord reads what EncodeRecord wrote.
func DecodeRecord(b []byte) (room.Record, error) {
	var w record
	if err := unmarshal(b, &w); err != nil {
		return room.Record{}, err
	}
	if err := w.check(); err != nil {
		return room.Record{}, err
	}
	r := room.Record{
		ID: w.ID, Version: w.Version, Settings: w.Settings.settings(), Created: instant(w.Created),
		Host: w.Host, Memory: w.Memory.memory(), Closed: w.Closed, Asleep: w.Asleep,
	}
	if len(w.Members) > 0 {
		r.Members = make([]room.Participant, len(w.Members))
	}
	for i := range w.Members {
		r.Members[i] = w.Members[i].participant()
	}
	return r, nil
}

func (w *record) check() error {
	if !presence.ValidID(w.ID) || !text(w.Host, maxID) || len(w.Members) > MaxMembers {
		return presence.ErrRecord
	}
	if err := w.Settings.check(); err != nil {
		return err
	}
	if err := w.Memory.check(); err != nil {
		return err
	}
	for i := range w.Members {
		if err := w.Members[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (m *member) check() error {
	if _, known := roleOf(m.Role); !known || m.Mute > 7 {
		return presence.ErrRecord
	}
	if !skills(m.Levels) {
		return presence.ErrRecord
	}
	return checkPerson(m.ID, m.Name, m.Seat, m.TimeZone, m.Speaks, m.Learns)
}

func fromParticipant(p *room.Participant) member {
	m := member{
		ID: p.ID, Name: p.Profile.Name, Speaks: p.Profile.Speaks, Learns: p.Profile.Learns,
		Levels: fromSkills(p.Profile.Levels), Hidden: p.Profile.Hidden,
		TimeZone: p.Profile.TimeZone, Role: roleName(p.Role), Seat: p.Seat, Connected: p.Connected,
		Joined: p.Joined.UnixMicro(), ChatMuted: p.ChatMuted, TurnEnds: moment(p.TurnEnds),
	}
	for bit, set := range []bool{p.Mute.Self, p.Mute.Host, p.Mute.Seat} {
		if set {
			m.Mute |= 1 << bit
		}
	}
	return m
}

func (m *member) participant() room.Participant {
	role, _ := roleOf(m.Role) // checked before
	return room.Participant{
		ID: m.ID,
		Profile: room.Profile{Name: m.Name, Speaks: m.Speaks, Learns: m.Learns, Levels: toSkills(m.Levels),
			TimeZone: m.TimeZone, Hidden: m.Hidden},
		Role: role, Seat: m.Seat,
		Mute:      room.Mute{Self: m.Mute&1 != 0, Host: m.Mute&2 != 0, Seat: m.Mute&4 != 0},
		ChatMuted: m.ChatMuted, TurnEnds: instantOf(m.TurnEnds),
		Connected: m.Connected, Joined: instant(m.Joined),
	}
}

// checkPerson bounds what records and people have in common.
func checkPerson(id, name string, seat int, zone string, languages ...[]string) error {
	if id == "" || !text(id, maxID) || !text(name, maxText) || !text(zone, maxTag) {
		return presence.ErrRecord
	}
	if seat < -1 || seat >= room.MaxSeats {
		return presence.ErrRecord
	}
	for _, list := range languages {
		if !tags(list) {
			return presence.ErrRecord
		}
	}
	return nil
}

func fromSkills(list []room.Skill) []skill {
	var w []skill
	for _, s := range list {
		w = append(w, skill(s))
	}
	return w
}

func toSkills(list []skill) []room.Skill {
	var r []room.Skill
	for _, s := range list {
		r = append(r, room.Skill(s))
	}
	return r
}

// skills bounds levels: of so many languages, each one of the six.
func skills(list []skill) bool {
	return len(list) <= room.MaxLanguages && !slices.ContainsFunc(list, func(s skill) bool {
		return !text(s.Language, maxTag) || s.Level.String() == ""
	})
}

func tags(list []string) bool {
	if len(list) > room.MaxLanguages {
		return false
	}
	for _, tag := range list {
		if !text(tag, maxTag) {
			return false
		}
	}
	return true
}

// text refuses what JSON would silently change: bytes that are no UTF-8.
func text(s string, limit int) bool { return len(s) <= limit && utf8.ValidString(s) }

// roleName is Role.String for any value: that one panics outside the ladder.
func roleName(r room.Role) string {
	if r > room.Host {
		return ""
	}
	return r.String()
}

func roleOf(name string) (room.Role, bool) {
	for r := room.Listener; r <= room.Host; r++ {
		if r.String() == name {
			return r, true
		}
	}
	return 0, false
}

func instant(micro int64) time.Time { return time.UnixMicro(micro).UTC() }

// moment is a time that may be none: 0 stands for the zero time.
func moment(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instantOf(moment int64) time.Time {
	if moment == 0 {
		return time.Time{}
	}
	return instant(moment)
}

func marshal(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("presence: encode: %w", err)
	}
	if len(b) > MaxBytes {
		return nil, presence.ErrRecord
	}
	return b, nil
}

func unmarshal(b []byte, v any) error {
	if len(b) > MaxBytes {
		return presence.ErrRecord
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%w: %w", presence.ErrRecord, err)
	}
	return nil
}
