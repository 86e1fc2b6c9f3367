package room

import (
	"cmp"
	"slices"
	"time"

	"corner/room/fairqueue"
	"corner/room/rounds"
)

// hostSeat is the host's own.
const hostSeat = 0

// member is one person in the room.
type member struct {
	id        string
	number    uint64 // in order of joining; the cursor of the audience list
	profile   Profile
	role      Role // Listener, Moderator or Host; being a speaker is having a seat
	before    Role // of a host: what they are again when the owner returns
	promoted  time.Time
	guest     bool
	device    string
	network   string
	seat      int       // -1 off the stage
	seated    time.Time // since when on the stage
	mute      Mute      // self and host bits; the seat bit is the seat's
	open      bool      // what the gate was last told
	eye       bool      // counted among those who see hands
	counted   bool      // in counts
	turn      turn
	chatMuted bool
	written   writing
	blocked   map[string]bool // whom this person does not want to meet
	connected bool
	joined    time.Time
	raised    time.Time   // zero without a hand
	ahead     int         // hands that were up when it was raised
	overtaken int         // people who raised theirs later and were served first
	cutIn     uint64      // the number of the cut-in that put it first; 0 for none
	handTold  bool        // those who see hands know of it
	handStale bool        // it looks different from what they know
	placed    HandPlaced  // what they were last told of their place in the line; zero for nothing
	invited   *Invitation // nil without one; replaced, never changed in place
	deadline  time.Time   // while not connected: when the membership ends
}

// rung is the role in the ladder's sense, where a listener on a seat is a speaker.
func (m *member) rung() Role {
	if m.role == Listener && m.seat >= 0 {
		return Speaker
	}
	return m.role
}

// place is a seat as the rules keep it.
type place struct {
	occupant *member
	locked   bool
	muted    bool
}

// state is everything the rules know. The room's goroutine owns it.
type state struct {
	cfg      Config
	settings Settings
	created  time.Time
	seq      uint64 // of the last event
	joins    uint64 // number of the last member
	members  map[string]*member
	order    []*member          // by number
	leaders  []*member          // host and moderators, by number
	away     []*member          // members who are not connected, by the end of their grace
	counts   []LanguageCount    // of those who are connected; replaced, never changed
	invited  map[string]*member // members with an invitation
	hands    []*member          // by time of raising
	queue    queue
	seats    []place
	host     *member
	vacancy  vacancy
	duty     duty

	restrained map[string]restraint // what outlives the membership of those who left
	departed   map[string]departure // those who left lately
	leavers    []string             // their IDs, the earliest first
	bans       []BanRecord          // by time of making
	banCount   uint64
	door       door
	reports    reports

	chat      []Message // by ID
	messages  uint64    // ID of the last
	crowd     crowd
	sentiment sentiment

	round     rounds.Clock
	roundPack string // cards are dealt from it at every change of the round, "" for none
	table     tabletop
	talking   talking
	regulars  []Regular // whom the room remembers, who was seen last is the last

	places     []fairqueue.Place // the hands in the order in which they are served; good unless lineStale
	lineStale  bool              // what orders the hands has changed
	cutInCount uint64
	asking     string // whom the room itself has asked onto the stage, "" for nobody
	nextDue    bool   // the next of the line is to be asked

	audienceStale bool      // those off the stage changed since the last AudienceChanged
	sampleStale   bool      // those of them whom everyone sees did
	audienceTold  time.Time // when it was sent
	empty         time.Time // since when nobody is here; zero while somebody is
	ended         bool
	dismissed     bool // its host ended it
	asleep        bool // it ended, but its record is kept for who comes back
	pending       []effect
}

// newState is a room that nobody has joined yet.
func newState(cfg Config, settings Settings, now time.Time) *state {
	settings = settings.withDefaults()
	settings.Languages = slices.Clone(settings.Languages)
	settings.Translations = slices.Clone(settings.Translations)
	settings.Tags, settings.Kept = slices.Clone(settings.Tags), slices.Clone(settings.Kept)
	settings.Timetable, settings.Shifts = slices.Clone(settings.Timetable), slices.Clone(settings.Shifts)
	settings.CoHosts = slices.Clone(settings.CoHosts)
	s := &state{
		cfg:        cfg.withDefaults(),
		settings:   settings,
		created:    now,
		members:    make(map[string]*member),
		counts:     newCounts(settings.Languages),
		invited:    make(map[string]*member),
		seats:      make([]place, settings.Seats),
		restrained: make(map[string]restraint),
		departed:   make(map[string]departure),
		bans:       slices.Clone(cfg.Bans),
		door:       door{admitted: make(map[string]bool)},
		reports:    newReports(),
		talking:    newTalking(),
		empty:      now,
	}
	s.readDuty(now)
	if cfg.Memory != nil {
		s.recall(*cfg.Memory, now)
	}
	return s
}

// mute is all three bits that silence a member now.
func (s *state) mute(m *member) Mute {
	mute := m.mute
	mute.Seat = m.seat >= 0 && s.seats[m.seat].muted
	return mute
}

// view is a member as the others see them.
func (s *state) view(m *member) Participant {
	return Participant{
		ID:        m.id,
		Profile:   m.profile,
		Role:      m.rung(),
		Seat:      m.seat,
		Mute:      s.mute(m),
		ChatMuted: m.chatMuted,
		TurnEnds:  m.turn.ends,
		Connected: m.connected,
		Joined:    m.joined,
	}
}

// viewSeat is a seat as the members see it.
func (s *state) viewSeat(index int) Seat {
	p := s.seats[index]
	seat := Seat{Index: index, Locked: p.locked, Muted: p.muted}
	if p.occupant != nil {
		occupant := s.view(p.occupant)
		seat.Occupant = &occupant
	}
	return seat
}

// endInvitation ends an invitation, if there is one.
func (s *state) endInvitation(m *member, outcome string) {
	if m.invited == nil {
		return
	}
	m.invited = nil
	delete(s.invited, m.id)
	s.tellLeaders(m.id, InvitationEnded{Participant: m.id, Outcome: outcome})
	s.asked(m, outcome)
}

// announce tells those who see a member as an individual how the member now is.
func (s *state) announce(m *member) {
	if m.seat >= 0 {
		s.tellAll(SeatChanged{Seat: s.viewSeat(m.seat)})
		return
	}
	if s.inSample(m) {
		s.audienceStale, s.sampleStale = true, true
	}
	if m.handTold {
		m.handStale, s.queue.stale = true, true
	}
	s.tellOne(m.id, ParticipantChanged{Participant: s.view(m)})
}

// entitle gives a member a role and keeps the list of those who run things.
func (s *state) entitle(m *member, r Role) {
	m.role = r
	at, listed := slices.BinarySearchFunc(s.leaders, m, byNumber)
	switch leads := r >= Moderator; {
	case leads && !listed:
		s.leaders = slices.Insert(s.leaders, at, m)
	case !leads && listed:
		s.leaders = without(s.leaders, at)
	}
}

// byNumber orders members by when they joined.
func byNumber(a, b *member) int { return cmp.Compare(a.number, b.number) }

// without removes the member at a place of a list, in place.
func without(list []*member, at int) []*member { return slices.Delete(list, at, at+1) }
