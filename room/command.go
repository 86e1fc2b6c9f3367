package room

import (
	"time"

	"corner/room/lang"
	"corner/room/rounds"
)

// Command is something a member asks of the room. Who acts is the session's, never the command's, to say. Every
// kind of command has a row in the permission table (permission_table.go).
type Command interface{ kind() kind }

// RaiseHand asks for a seat. Raised twice is raised once, at the first time.
type RaiseHand struct{}

// LowerHand takes a hand down: one's own ("" or one's own ID), or, for host and moderators, another's.
type LowerHand struct{ Participant string }

// Invite asks a participant off the stage to take a seat.
type Invite struct {
	Participant string
	Reason      string // of a cut-in, where others with a hand up stand before them; "" for none
}

// AdvanceHand puts somebody's hand first in the line.
type AdvanceHand struct {
	Participant string
	Reason      string // of a cut-in, see ValidCutIn
}

// CancelInvitation takes an invitation back.
type CancelInvitation struct{ Participant string }

// AcceptInvitation takes the lowest free seat that is not the host's, muted.
type AcceptInvitation struct{}

// DeclineInvitation refuses; only host and moderators learn of it.
type DeclineInvitation struct{}

// TakeSeat takes a free seat, or moves to it from one's own: where the stage is free or open, and for moderators
// always. Index -1 is the lowest free one.
type TakeSeat struct{ Index int }

// LeaveStage steps down from one's seat.
type LeaveStage struct{}

// RemoveFromStage takes a participant off their seat; they stay in the room.
type RemoveFromStage struct {
	Participant string
	Reason      string // a reason code, or ""
}

// MoveSeat moves somebody on the stage to a free seat.
type MoveSeat struct {
	Participant string
	Index       int
}

// SwapSeats exchanges what sits on two seats; one of them may be empty.
type SwapSeats struct{ Index, Other int }

// LockSeat closes a seat to everyone, or opens it. Who sits on it steps down first.
type LockSeat struct {
	Index  int
	Locked bool
}

// MuteSeat sets or lifts the bit of a seat, which silences whoever sits there. Lifting it opens no microphone.
type MuteSeat struct {
	Index int
	Muted bool
}

// MuteSelf sets one's own mute bit.
type MuteSelf struct{ Muted bool }

// MuteParticipant sets the host bit of somebody lower on the ladder. Lifting it never opens a microphone: it
// sets the self bit, so that the person opens it.
type MuteParticipant struct {
	Participant string
	Muted       bool
	Reason      string // a reason code, or ""
}

// MuteAll sets the host bit of every speaker; host and moderators are spared.
type MuteAll struct{}

// SetTurn gives somebody on the stage so much time from now, or, with 0, all the time they like.
type SetTurn struct {
	Participant string
	Time        time.Duration // 0, or MinTurn to MaxTurn
}

// SetRole makes somebody a Moderator, or a moderator a Listener, who is a speaker while seated.
type SetRole struct {
	Participant string
	Role        Role
}

// TransferHost hands the room over: the other is host, the sender a moderator. What the owner hands over is for good:
// the other owns the room. Who merely acts for the owner has no more to give, and the owner who returns is host.
type TransferHost struct{ Participant string }

// Kick ends a membership. Identity and device stay out until the room ends or an exclusion is lifted.
type Kick struct {
	Participant string
	Reason      string // a reason code, or ""
}

// Ban ends a membership, if there still is one, and keeps identity and device out for a time, newcomers from the
// same network waiting. It may name somebody who has left.
type Ban struct {
	Participant string
	Reason      string        // a reason code, or ""
	Time        time.Duration // MinBan to MaxBan; Permanent for ever
}

// LiftBan ends an exclusion before its time.
type LiftBan struct{ ID string }

// ListBans asks whether the sender may see the exclusions; Session.Bans gives them.
type ListBans struct{}

// Admit lets somebody who waits come in.
type Admit struct{ Participant string }

// Deny sends somebody who waits away for a while.
type Deny struct {
	Participant string
	Reason      string // a reason code, or ""
}

// LockRoom closes the door to everyone who is not a member, or opens it.
type LockRoom struct{ Locked bool }

// UpdateRoom changes the room's settings. What is nil stays.
type UpdateRoom struct {
	Title        *string
	Rules        *string
	Topic        *string
	Translations *[]Translation
	Seats        *int
	Mode         *Mode
	Turn         *time.Duration
	TurnMutes    *bool
	SlowMode     *time.Duration
	WaitingRoom  *bool
	Level        *lang.Level
	Pace         *Pace
	Tags         *[]string
	Kept         *[]Keep
	Queue        *QueueMode
	TurnNext     *bool
	Timetable    *[]rounds.Phase
}

// CloseRoom ends the room for everyone.
type CloseRoom struct{}

// Report tells those who run the room, or, when it is about one of them, the operators.
type Report struct {
	Participant string
	Reason      string // a reason code, not ""
	Text        string // at most MaxReport graphemes
}

// Block says whom one does not want to meet, or takes it back. While the blocker is host the blocked gets no seat.
type Block struct {
	Participant string
	Blocked     bool
}

// SendMessage says something in the chat.
type SendMessage struct {
	Text     string   // 1 to MaxMessage graphemes
	ReplyTo  uint64   // ID of a message that is still kept; 0 for none
	Mentions []string // participants, at most MaxMentions
}

// DeleteMessage takes a message's words away: one's own, or, for host and moderators, of those below them.
type DeleteMessage struct{ ID uint64 }

// MuteChat keeps somebody lower on the ladder from writing, apart from their microphone.
type MuteChat struct {
	Participant string
	Muted       bool
	Reason      string // a reason code, or ""
}

// React is applause, laughter and the like: counted, never listed.
type React struct{ Emoji string } // one of Reactions

// SendSignal tells somebody on the stage something about how they speak; counted over a moment.
type SendSignal struct {
	Participant string
	Signal      Signal
}

// StartRounds begins a timetable of languages, in place of the one that runs.
type StartRounds struct {
	Phases []rounds.Phase // none: the room's own, else ten minutes of each of its languages
	Pack   string         // a card is dealt from it at every change, "" for none
}

// PauseRounds stops the clock of the round, or lets it go on.
type PauseRounds struct{ Paused bool }

// ExtendRound gives the language of the round more time: rounds.MinExtend to rounds.MaxExtend.
type ExtendRound struct{ By time.Duration }

// SkipRound begins the next language now.
type SkipRound struct{}

// StopRounds ends the timetable.
type StopRounds struct{}

// HideTalk keeps one's own talk time from the others, or shows it again.
type HideTalk struct{ Hidden bool }

// ListRegulars asks whether the sender may see the room's regulars; Session.Regulars gives them.
type ListRegulars struct{}

// DealCard puts a card of a pack on the table.
type DealCard struct{ Pack string } // "": the pack in use, else one that fits the room

// ClearCard puts the card away.
type ClearCard struct{}

// ListAudit asks whether the sender may read the room's audit records.
type ListAudit struct{}

// Leave ends the membership.
type Leave struct{}

func (RaiseHand) kind() kind         { return kindRaiseHand }
func (LowerHand) kind() kind         { return kindLowerHand }
func (Invite) kind() kind            { return kindInvite }
func (AdvanceHand) kind() kind       { return kindAdvanceHand }
func (CancelInvitation) kind() kind  { return kindCancelInvitation }
func (AcceptInvitation) kind() kind  { return kindAcceptInvitation }
func (DeclineInvitation) kind() kind { return kindDeclineInvitation }
func (TakeSeat) kind() kind          { return kindTakeSeat }
func (LeaveStage) kind() kind        { return kindLeaveStage }
func (RemoveFromStage) kind() kind   { return kindRemoveFromStage }
func (MoveSeat) kind() kind          { return kindMoveSeat }
func (SwapSeats) kind() kind         { return kindSwapSeats }
func (LockSeat) kind() kind          { return kindLockSeat }
func (MuteSeat) kind() kind          { return kindMuteSeat }
func (MuteSelf) kind() kind          { return kindMuteSelf }
func (MuteParticipant) kind() kind   { return kindMuteParticipant }
func (MuteAll) kind() kind           { return kindMuteAll }
func (SetTurn) kind() kind           { return kindSetTurn }
func (SetRole) kind() kind           { return kindSetRole }
func (TransferHost) kind() kind      { return kindTransferHost }
func (Kick) kind() kind              { return kindKick }
func (Ban) kind() kind               { return kindBan }
func (LiftBan) kind() kind           { return kindLiftBan }
func (ListBans) kind() kind          { return kindListBans }
func (Admit) kind() kind             { return kindAdmit }
func (Deny) kind() kind              { return kindDeny }
func (LockRoom) kind() kind          { return kindLockRoom }
func (UpdateRoom) kind() kind        { return kindUpdateRoom }
func (CloseRoom) kind() kind         { return kindCloseRoom }
func (Report) kind() kind            { return kindReport }
func (Block) kind() kind             { return kindBlock }
func (SendMessage) kind() kind       { return kindSendMessage }
func (DeleteMessage) kind() kind     { return kindDeleteMessage }
func (MuteChat) kind() kind          { return kindMuteChat }
func (React) kind() kind             { return kindReact }
func (SendSignal) kind() kind        { return kindSendSignal }
func (StartRounds) kind() kind       { return kindStartRounds }
func (PauseRounds) kind() kind       { return kindPauseRounds }
func (ExtendRound) kind() kind       { return kindExtendRound }
func (SkipRound) kind() kind         { return kindSkipRound }
func (StopRounds) kind() kind        { return kindStopRounds }
func (HideTalk) kind() kind          { return kindHideTalk }
func (ListRegulars) kind() kind      { return kindListRegulars }
func (DealCard) kind() kind          { return kindDealCard }
func (ClearCard) kind() kind         { return kindClearCard }
func (ListAudit) kind() kind         { return kindListAudit }
func (Leave) kind() kind             { return kindLeave }
