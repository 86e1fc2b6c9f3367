package room

// Command is something a member asks of the room. Who acts is the session's, never the command's, to say.
type Command interface{ command() }

// RaiseHand asks for a seat. Raised twice is raised once, at the first time.
type RaiseHand struct{}

// LowerHand takes a hand down: one's own ("" or one's own ID), or, for host and moderators, another's.
type LowerHand struct{ Participant string }

// Invite asks a participant off the stage to take a seat.
type Invite struct{ Participant string }

// CancelInvitation takes an invitation back.
type CancelInvitation struct{ Participant string }

// AcceptInvitation takes the lowest free seat that is not the host's, muted.
type AcceptInvitation struct{}

// DeclineInvitation refuses; only host and moderators learn of it.
type DeclineInvitation struct{}

// LeaveStage steps down from one's seat.
type LeaveStage struct{}

// MuteSelf sets one's own mute bit.
type MuteSelf struct{ Muted bool }

// MuteParticipant sets the host bit of somebody lower on the ladder. Lifting it never opens a microphone: it
// sets the self bit, so that the person opens it.
type MuteParticipant struct {
	Participant string
	Muted       bool
}

// Leave ends the membership.
type Leave struct{}

func (RaiseHand) command()         {}
func (LowerHand) command()         {}
func (Invite) command()            {}
func (CancelInvitation) command()  {}
func (AcceptInvitation) command()  {}
func (DeclineInvitation) command() {}
func (LeaveStage) command()        {}
func (MuteSelf) command()          {}
func (MuteParticipant) command()   {}
func (Leave) command()             {}
