package room

// row is one line of the permission table: what the command is called, whom each role may name, what must be so
// for it to be done, in the order in which it is asked, and whether it is audited. The zero value allows nobody
// anything, so a command without a row is refused.
type row struct {
	name  string // in the protocol, the logs and the audit
	who   who
	needs []condition
	audit auditing
}

// auditing says which of a kind of command leave a record.
type auditing uint8

const (
	unaudited auditing = iota
	audited            // all
	ofOthers           // those about somebody else
)

// kind names a kind of command.
type kind uint8

// The kinds, each with a row in the table below.
const (
	kindUnknown kind = iota // of no command: refused to everyone
	kindRaiseHand
	kindLowerHand
	kindAdvanceHand
	kindInvite
	kindCancelInvitation
	kindAcceptInvitation
	kindDeclineInvitation
	kindTakeSeat
	kindLeaveStage
	kindRemoveFromStage
	kindMoveSeat
	kindSwapSeats
	kindLockSeat
	kindMuteSeat
	kindMuteSelf
	kindMuteParticipant
	kindMuteAll
	kindSetTurn
	kindSetRole
	kindTransferHost
	kindKick
	kindBan
	kindLiftBan
	kindListBans
	kindAdmit
	kindDeny
	kindLockRoom
	kindUpdateRoom
	kindCloseRoom
	kindReport
	kindBlock
	kindSendMessage
	kindDeleteMessage
	kindMuteChat
	kindReact
	kindSendSignal
	kindStartRounds
	kindPauseRounds
	kindExtendRound
	kindSkipRound
	kindStopRounds
	kindHideTalk
	kindListRegulars
	kindDealCard
	kindClearCard
	kindListAudit
	kindLeave
	kinds // how many there are
)

// table is command × role × target role × state of the room → allowed or the code of a refusal. It is never
// written to. What it says of every cell is in testdata/permissions.golden.
var table = [kinds]row{
	kindRaiseHand: {name: "hand.raise", who: everyone(oneself),
		needs: []condition{senderOffStage, handsWanted}},
	kindLowerHand: {name: "hand.lower", who: everyone(oneself).and(lower()), audit: ofOthers},
	kindAdvanceHand: {name: "hand.advance", who: lower(), audit: audited,
		needs: []condition{handUp, cutInReasonKnown}},
	kindInvite: {name: "invitation.send", who: lower(), audit: audited,
		needs: []condition{offStage, cutInReasonKnown, seatLeft, welcomeOnStage}},
	kindCancelInvitation: {name: "invitation.cancel", who: lower(), audit: audited,
		needs: []condition{invited}},
	kindAcceptInvitation: {name: "invitation.accept", who: everyone(oneself),
		needs: []condition{senderInvited, seatLeft, senderWelcomeOnStage}},
	kindDeclineInvitation: {name: "invitation.decline", who: everyone(oneself),
		needs: []condition{senderInvited}},

	kindTakeSeat: {name: "seat.take", who: everyone(oneself),
		needs: []condition{senderNotHost, stageOpenToSender, seatLeftOrNamed, senderWelcomeOnStage}},
	kindLeaveStage: {name: "stage.leave", who: everyone(oneself),
		needs: []condition{senderOnStage, senderNotHost}},
	kindRemoveFromStage: {name: "stage.remove", who: lower(), audit: audited,
		needs: []condition{onStage, reasonKnown}},
	kindMoveSeat: {name: "seat.move", who: lower().and(leaders(oneself)), audit: audited,
		needs: []condition{onStage, notHost, namedSeatFree}},
	kindSwapSeats: {name: "seat.swap", who: lower().and(leaders(oneself | noone)), audit: audited,
		needs: []condition{seatsSwappable}},
	kindLockSeat: {name: "seat.lock", who: lower().and(leaders(oneself | noone)), audit: audited,
		needs: []condition{namedSeatGuests}},
	kindMuteSeat: {name: "seat.mute", who: lower().and(leaders(oneself | noone)), audit: audited,
		needs: []condition{namedSeatGuests}},

	kindMuteSelf: {name: "mute.self", who: everyone(oneself),
		needs: []condition{senderOnStage, senderMayUnmute}},
	kindMuteParticipant: {name: "mute.participant", who: lower(), audit: audited,
		needs: []condition{onStage, reasonKnown}},
	kindMuteAll: {name: "mute.all", who: leaders(noone), audit: audited},
	kindSetTurn: {name: "turn.set", who: lower(), audit: audited,
		needs: []condition{onStage, turnInBounds}},

	kindSetRole: {name: "role.set", who: host(listeners | speakers | moderators), audit: audited,
		needs: []condition{notTheOwner, roleGrantable}},
	kindTransferHost: {name: "host.transfer", who: host(listeners | speakers | moderators), audit: audited,
		needs: []condition{connected}},

	kindKick: {name: "participant.kick", who: lower(), audit: audited,
		needs: []condition{notTheOwner, reasonKnown}},
	kindBan: {name: "participant.ban", who: lower().and(leaders(noone)), audit: audited,
		needs: []condition{rememberedBelow, reasonKnown, banInBounds}},
	kindLiftBan: {name: "ban.lift", who: leaders(noone), audit: audited,
		needs: []condition{banKnown}},
	kindListBans: {name: "bans.list", who: leaders(noone)},
	kindAdmit: {name: "waiting.admit", who: leaders(noone), audit: audited,
		needs: []condition{atTheDoor}},
	kindDeny: {name: "waiting.deny", who: leaders(noone), audit: audited,
		needs: []condition{atTheDoor, reasonKnown}},

	kindLockRoom: {name: "room.lock", who: leaders(noone), audit: audited},
	kindUpdateRoom: {name: "room.update", who: host(noone), audit: audited,
		needs: []condition{settingsInBounds}},
	kindCloseRoom: {name: "room.close", who: host(noone), audit: audited},

	kindReport: {name: "participant.report", who: everyone(others | noone), audit: audited,
		needs: []condition{remembered, reasonGiven, reportReadable, senderNotReporting}},
	kindBlock: {name: "participant.block", who: everyone(others | noone),
		needs: []condition{blockInBounds}},

	kindSendMessage: {name: "chat.send", who: everyone(noone),
		needs: []condition{senderMayWrite, messageReadable, repliesToKept, senderNotTooFast}},
	kindDeleteMessage: {name: "chat.delete", who: everyone(oneself).and(lower()).and(leaders(noone)), audit: ofOthers},
	kindMuteChat: {name: "chat.mute", who: lower(), audit: audited,
		needs: []condition{reasonKnown}},
	kindReact: {name: "reaction.send", who: everyone(noone),
		needs: []condition{reactionKnown}},
	kindSendSignal: {name: "signal.send", who: everyone(others),
		needs: []condition{onStage, signalKnown}},

	kindStartRounds: {name: "round.start", who: leaders(noone), audit: audited,
		needs: []condition{timetableSpoken, packThereOrNone}},
	kindPauseRounds: {name: "round.pause", who: leaders(noone), audit: audited,
		needs: []condition{roundRuns}},
	kindExtendRound: {name: "round.extend", who: leaders(noone), audit: audited,
		needs: []condition{roundRuns, extensionInBounds}},
	kindSkipRound: {name: "round.skip", who: leaders(noone), audit: audited,
		needs: []condition{roundRuns}},
	kindStopRounds: {name: "round.stop", who: leaders(noone), audit: audited,
		needs: []condition{roundRuns}},
	kindHideTalk: {name: "talk.hide", who: everyone(oneself)},
	kindListRegulars: {name: "regulars.list", who: everyone(noone),
		needs: []condition{regularOrLeader}},
	kindDealCard: {name: "card.deal", who: leaders(noone),
		needs: []condition{packThere, dealtNotJustNow}},
	kindClearCard: {name: "card.clear", who: leaders(noone)},

	kindListAudit: {name: "audit.list", who: host(noone)},
	kindLeave:     {name: "leave", who: everyone(oneself)},
}

// NameOf returns a command's name in the protocol, "" for what is no command.
func NameOf(cmd Command) string { return rowOf(cmd).name }
