package room

import "time"

// Event is one numbered change. Seq counts per room; a member to whom some events are not addressed sees gaps.
// Events carry state, not differences: applying one twice is applying it once. An Event is shared by all
// its receivers and never changes.
type Event struct {
	Seq  uint64
	Body Body
}

// Body is the content of an Event.
type Body interface{ event() }

// SeatChanged carries a seat as it now is: occupant, lock, mute, and the occupant's own mutes and connection.
type SeatChanged struct{ Seat Seat }

// ParticipantChanged carries a member off the stage: to everyone when their hand is up, else to themselves. A
// change of somebody on the stage is a SeatChanged.
type ParticipantChanged struct{ Participant Participant }

// HandRaised adds a hand to the queue.
type HandRaised struct{ Hand Hand }

// HandLowered removes a hand from the queue.
type HandLowered struct{ Participant string }

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
	Reason      string
}

// HostChanged names the host, "" for none.
type HostChanged struct{ Participant string }

// AudienceChanged is the coalesced view of those off the stage: a count and a sample.
type AudienceChanged struct {
	Count  int
	Sample []Participant // at most AudienceSample
}

// AudienceSample is how many of the audience everyone sees as individuals.
const AudienceSample = 24

func (SeatChanged) event()        {}
func (ParticipantChanged) event() {}
func (HandRaised) event()         {}
func (HandLowered) event()        {}
func (Invited) event()            {}
func (InvitationEnded) event()    {}
func (MuteChanged) event()        {}
func (HostChanged) event()        {}
func (AudienceChanged) event()    {}

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
	Hands       []Hand
	Invitations []Invitation // those the member may see
	Audience    AudienceChanged
}
