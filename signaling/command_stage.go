package signaling

import "corner/room"

// The data of commands about seats and microphones. What must be said is a pointer: its zero is a wish too.
type (
	dataMuted struct {
		Muted *bool `json:"muted"`
	}
	dataMutedOther struct {
		Participant string `json:"participant"`
		Muted       *bool  `json:"muted"`
		Reason      string `json:"reason"`
	}
	dataIndex struct {
		Index *int `json:"index"`
	}
	dataMove struct {
		Participant string `json:"participant"`
		Index       *int   `json:"index"`
	}
	dataSwap struct {
		Index *int `json:"index"`
		Other *int `json:"other"`
	}
	dataSeatLocked struct {
		Index  *int  `json:"index"`
		Locked *bool `json:"locked"`
	}
	dataSeatMuted struct {
		Index *int  `json:"index"`
		Muted *bool `json:"muted"`
	}
	dataTurn struct {
		Participant string `json:"participant"`
		Seconds     *int   `json:"seconds"`
	}
)

// stageCommands are those about hands, invitations, seats and microphones.
func stageCommands() map[string]decode {
	return map[string]decode{
		"hand.raise": bare(room.RaiseHand{}),
		"hand.lower": decoder(func(d wireNamed) (room.LowerHand, bool) { return room.LowerHand(d), reference(d.Participant) }),
		"hand.advance": decoder(func(d dataReasoned) (room.AdvanceHand, bool) {
			return room.AdvanceHand(d), someone(d.Participant) && room.ValidCutIn(d.Reason)
		}),
		"invitation.send": decoder(func(d dataReasoned) (room.Invite, bool) {
			return room.Invite(d), someone(d.Participant) && (d.Reason == "" || room.ValidCutIn(d.Reason))
		}),
		"invitation.cancel": decoder(func(d wireNamed) (room.CancelInvitation, bool) {
			return room.CancelInvitation(d), someone(d.Participant)
		}),
		"invitation.accept":  bare(room.AcceptInvitation{}),
		"invitation.decline": bare(room.DeclineInvitation{}),
		"stage.leave":        bare(room.LeaveStage{}),
		"stage.remove":       decoder(aboutSomeone[room.RemoveFromStage]),
		"seat.take":          decoder(dataIndex.take),
		"seat.move":          decoder(dataMove.move),
		"seat.swap":          decoder(dataSwap.swap),
		"seat.lock":          decoder(dataSeatLocked.lock),
		"seat.mute":          decoder(dataSeatMuted.mute),
		"turn.set":           decoder(dataTurn.set),
		"mute.self":          decoder(dataMuted.self),
		"mute.participant":   decoder(dataMutedOther.microphone),
		"mute.all":           bare(room.MuteAll{}),
		"participants.list":  decoder(listParticipants.check),
	}
}

func (d dataMuted) self() (room.MuteSelf, bool) {
	if d.Muted == nil {
		return room.MuteSelf{}, false
	}
	return room.MuteSelf{Muted: *d.Muted}, true
}

func (d dataMutedOther) check() bool {
	return d.Muted != nil && someone(d.Participant) && giveable(d.Reason)
}

func (d dataMutedOther) microphone() (room.MuteParticipant, bool) {
	if !d.check() {
		return room.MuteParticipant{}, false
	}
	return room.MuteParticipant{Participant: d.Participant, Muted: *d.Muted, Reason: d.Reason}, true
}

// take is for a seat, or for the lowest free one.
func (d dataIndex) take() (room.TakeSeat, bool) {
	if d.Index != nil && *d.Index == anySeat {
		return room.TakeSeat{Index: anySeat}, true
	}
	if !seatIndex(d.Index) {
		return room.TakeSeat{}, false
	}
	return room.TakeSeat{Index: *d.Index}, true
}

// anySeat asks for the lowest free seat.
const anySeat = -1

func (d dataMove) move() (room.MoveSeat, bool) {
	if !seatIndex(d.Index) || !someone(d.Participant) {
		return room.MoveSeat{}, false
	}
	return room.MoveSeat{Participant: d.Participant, Index: *d.Index}, true
}

func (d dataSwap) swap() (room.SwapSeats, bool) {
	if !seatIndex(d.Index) || !seatIndex(d.Other) {
		return room.SwapSeats{}, false
	}
	return room.SwapSeats{Index: *d.Index, Other: *d.Other}, true
}

func (d dataSeatLocked) lock() (room.LockSeat, bool) {
	if !seatIndex(d.Index) || d.Locked == nil {
		return room.LockSeat{}, false
	}
	return room.LockSeat{Index: *d.Index, Locked: *d.Locked}, true
}

func (d dataSeatMuted) mute() (room.MuteSeat, bool) {
	if !seatIndex(d.Index) || d.Muted == nil {
		return room.MuteSeat{}, false
	}
	return room.MuteSeat{Index: *d.Index, Muted: *d.Muted}, true
}

// set gives a turn; 0 seconds take it away.
func (d dataTurn) set() (room.SetTurn, bool) {
	if d.Seconds == nil || !someone(d.Participant) || *d.Seconds != 0 && !within(*d.Seconds, room.MinTurn, room.MaxTurn) {
		return room.SetTurn{}, false
	}
	return room.SetTurn{Participant: d.Participant, Time: span(*d.Seconds)}, true
}
