package room

import (
	"time"

	"corner/room/fairqueue"
	"corner/room/rounds"
	"corner/room/talktime"
)

// Event is one numbered change. Seq counts per room; a member to whom some events are not addressed sees gaps.
// Events carry state, not differences: applying one twice is applying it once. An Event is shared by all
// its receivers and never changes. One without a number (Seq 0) is not kept for those who come back, and a sink
// may drop it.
type Event struct {
	Seq  uint64
	Body Body
}

// Body is the content of an Event.
type Body interface{ event() }

// SeatChanged carries a seat as it now is: occupant, lock, mute, and the occupant's own mutes and connection.
type SeatChanged struct{ Seat Seat }

// SeatsChanged carries several seats that change at once: a move or an exchange is one event, so that nobody is
// seen standing in between.
type SeatsChanged struct{ Seats []Seat }

// ParticipantChanged carries a member off the stage, to themselves. A change of somebody on the stage is a
// SeatChanged.
type ParticipantChanged struct{ Participant Participant }

// HandRaised adds a hand to the queue, or says how somebody in it now is. Hands are told to those who decide about
// them, to those on the stage, and to the person concerned.
type HandRaised struct{ Hand Hand }

// HandLowered removes a hand from the queue.
type HandLowered struct{ Participant string }

// HandsChanged is several of these at once, the lowered first. Of a long queue the first HandsShown are told.
type HandsChanged struct {
	Raised  []Hand
	Lowered []string
}

// HandsListed goes to somebody who begins to see hands as individuals, or ceases to: those they see now.
type HandsListed struct{ Hands []Hand }

// HandsOrdered is the order in which hands are served, of those that are shown: to those who see them, when they
// believe another.
type HandsOrdered struct{ Order []string }

// HandPlaced tells one participant their place in the line, from 1, how many hands are up, and why. It has no number.
type HandPlaced struct {
	Place, Hands int
	Ahead        fairqueue.Ahead // those before them, by what decides
	AtMost       int             // people at most are served before them, but for cut-ins
}

// Invited goes to the invited, the host and the moderators.
type Invited struct{ Invitation Invitation }

// InvitationEnded goes to those who got Invited.
type InvitationEnded struct {
	Participant string
	Outcome     string // accepted, declined, expired, cancelled, left
}

// MuteChanged tells one participant who closed or released their microphone, and why.
type MuteChanged struct {
	Participant string
	By          string
	Mute        Mute
	Reason      string // "host", "all" (everyone was muted), "turn" (their time is over), "seat", or a reason code
}

// Notice tells one participant what was done to them, by whom and why. What it changed is told by other events.
type Notice struct {
	Action string // see PROTOCOL.md
	By     string // "" for the room itself
	ByName string
	Reason string // a reason code, or ""
	Seat   int    // of a move, else -1
	Role   Role   // of a change of role
	Until  time.Time
}

// RoomChanged carries the room's settings as they now are.
type RoomChanged struct{ Settings Settings }

// DeskChanged goes to somebody who begins or ceases to run things: what lies on their desk now.
type DeskChanged struct {
	Invitations []Invitation
	Waiting     []Waiting
}

// WaitingChanged goes to host and moderators: who is before the door, longest first.
type WaitingChanged struct{ Waiting []Waiting }

// Reported goes to host and moderators above the reported. Who reported is not said.
type Reported struct {
	Participant string
	Name        string
	Reason      string
	Count       int // people who have reported them in this room so far
}

// BlockedChanged goes to the blocker alone: everyone they have blocked.
type BlockedChanged struct{ Blocked []string }

// MessageSent adds a line to the chat.
type MessageSent struct{ Message Message }

// MessageDeleted takes the words of a line away.
type MessageDeleted struct {
	ID uint64
	By string
}

// Reacted is what was expressed in the last moment, counted. It has no number and may be dropped.
type Reacted struct {
	Reactions []ReactionCount
	Signals   []SignalCount
}

// ReactionCount is how many people reacted in one way.
type ReactionCount struct {
	Emoji string
	Count int
}

// SignalCount is how many people gave one signal to one speaker.
type SignalCount struct {
	Participant string
	Signal      Signal
	Count       int
}

// HostChanged names the host, "" for none: then the stage is open.
type HostChanged struct {
	Participant string
	Reason      string // joined, returned, duty, substitute, transferred, succession, left
}

// AudienceChanged is the coalesced view of those off the stage: how many they are, how many hands are up, and a
// sample of the people.
type AudienceChanged struct {
	Count  int
	Hands  int
	Sample []Participant // at most AudienceSample; nil in an event when it is as it was
}

// PersonTalk is somebody's talk time by language.
type PersonTalk struct {
	Participant string
	Voiced      []talktime.Entry
}

// TalkTold is the talk time of those on the stage and of the first who wait. It carries totals and has no number: it
// may be dropped. Who hides theirs is in Hidden alone.
type TalkTold struct {
	People    []PersonTalk
	Languages []talktime.Entry // totals of everybody, by language
	Hidden    []string
}

// OwnTalk tells one participant their own talk time, and whether the others see it. It has no number.
type OwnTalk struct {
	Voiced []talktime.Entry
	Hidden bool
}

// AudienceSample is how many of the audience everyone sees as individuals.
const AudienceSample = 24

// RoundChanged is the timetable as it now stands; the zero one, with a serial, when it has ended.
type RoundChanged struct {
	Round rounds.Clock
	Pack  string // cards are dealt from it, "" for none
}

// Person is somebody who need not be in the room. ID is "" for nobody.
type Person struct{ ID, Name string }

// DutyChanged is whose duty it is to host by the room's shifts, and who is next. It does not say who is host.
type DutyChanged struct {
	Now        Person
	Until      time.Time // when Now's ends; zero for nobody's
	Substitute Person    // of Now
	Next       Person
	NextAt     time.Time
	NextZone   string // IANA, Next's own
}

// CardChanged is the card on the table, nil when it was put away.
type CardChanged struct{ Card *DealtCard }

func (SeatChanged) event()        {}
func (ParticipantChanged) event() {}
func (HandRaised) event()         {}
func (HandLowered) event()        {}
func (HandsChanged) event()       {}
func (HandsListed) event()        {}
func (HandsOrdered) event()       {}
func (HandPlaced) event()         {}
func (Invited) event()            {}
func (InvitationEnded) event()    {}
func (MuteChanged) event()        {}
func (HostChanged) event()        {}
func (AudienceChanged) event()    {}
func (SeatsChanged) event()       {}
func (Notice) event()             {}
func (RoomChanged) event()        {}
func (DeskChanged) event()        {}
func (WaitingChanged) event()     {}
func (Reported) event()           {}
func (BlockedChanged) event()     {}
func (MessageSent) event()        {}
func (MessageDeleted) event()     {}
func (Reacted) event()            {}
func (RoundChanged) event()       {}
func (CardChanged) event()        {}
func (TalkTold) event()           {}
func (OwnTalk) event()            {}
func (DutyChanged) event()        {}

// Snapshot is the whole state as one member may see it.
type Snapshot struct {
	Revision    uint64 // Seq of the last event included
	Time        time.Time
	ID          string
	Settings    Settings
	Created     time.Time
	Host        string
	You         Participant
	Stage       []Seat
	Hands       []Hand // the first HandsShown for those who see hands, else one's own
	Place       int    // of one's own hand in the line, from 1; 0 without one
	Ahead       fairqueue.Ahead
	AtMost      int
	Invitations []Invitation // those the member may see
	Waiting     []Waiting    // for host and moderators
	Blocked     []string     // by the member
	Chat        []Message    // the last ChatSnapshot
	Audience    AudienceChanged
	Round       RoundChanged
	Card        *DealtCard // nil for none
	Talk        TalkTold
	Own         OwnTalk
	Duty        DutyChanged // zero in a room without shifts
}
