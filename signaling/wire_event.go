package signaling

import (
	"fmt"

	"corner/room"
)

type wireSeatChanged struct {
	Seat wireSeat `json:"seat"`
}

type wireSeatsChanged struct {
	Seats []wireSeat `json:"seats"`
}

type wireParticipantChanged struct {
	Participant wireParticipant `json:"participant"`
}

type wireHandRaised struct {
	Hand wireHand `json:"hand"`
}

type wireHandsChanged struct {
	Raised  []wireHand `json:"raised"`
	Lowered []string   `json:"lowered"`
}

type wireHandsListed struct {
	Hands []wireHand `json:"hands"`
}

type wireHandsOrdered struct {
	Order []string `json:"order"`
}

type wireHandPlaced struct {
	Position int       `json:"position"`
	Hands    int       `json:"hands"`
	Ahead    wireAhead `json:"ahead"`
	AtMost   int       `json:"at_most"`
}

// wireAhead counts those who stand before somebody, by what decides between the two.
type wireAhead struct {
	CutIn    int `json:"cut_in"`
	Patience int `json:"patience"`
	Share    int `json:"share"`
	Learner  int `json:"learner"`
	Time     int `json:"time"`
}

// wireNamed is an event that only names a participant.
type wireNamed struct {
	Participant string `json:"participant"`
}

type wireInvitationSent struct {
	Invitation wireInvitation `json:"invitation"`
}

type wireInvitationEnded struct {
	Participant string `json:"participant"`
	Outcome     string `json:"outcome"`
}

type wireMuteChanged struct {
	Participant string   `json:"participant"`
	By          string   `json:"by"`
	Mute        wireMute `json:"mute"`
	Reason      string   `json:"reason"`
}

type wireHostChanged struct {
	Participant string `json:"participant"`
	Reason      string `json:"reason"`
}

// wireNotice tells one person what was done to them.
type wireNotice struct {
	Action  string `json:"action"`
	By      string `json:"by"`
	ByName  string `json:"by_name"`
	Reason  string `json:"reason"`
	Seat    int    `json:"seat"`
	Role    string `json:"role"`
	UntilMS int64  `json:"until_ms"`
}

type wireRoomChanged struct {
	Room wireRoom `json:"room"`
}

type wireDeskChanged struct {
	Invitations []wireInvitation `json:"invitations"`
	Waiting     []wireWaiting    `json:"waiting"`
}

type wireWaitingChanged struct {
	Waiting []wireWaiting `json:"waiting"`
}

type wireReported struct {
	Participant string `json:"participant"`
	Name        string `json:"name"`
	Reason      string `json:"reason"`
	Count       int    `json:"count"`
}

type wireBlockedChanged struct {
	Blocked []string `json:"blocked"`
}

// noticeOfRole is the notice that says which role somebody has now, listener included.
const noticeOfRole = "role"

func toNotice(n room.Notice) wireNotice {
	w := wireNotice{Action: n.Action, By: n.By, ByName: n.ByName, Reason: n.Reason, Seat: n.Seat,
		UntilMS: milliseconds(n.Until)}
	if n.Action == noticeOfRole || n.Role != room.Listener {
		w.Role = n.Role.String()
	}
	return w
}

// wireEvent gives an event of a room its name and shape. An event without one is a fault of the program, found
// by a test that goes through all of them.
func wireEvent(l *liveRoom, b room.Body) (name string, data any) {
	if name, data = wireStage(b); name != "" {
		return name, data
	}
	if name, data = wireDoings(l, b); name != "" {
		return name, data
	}
	if name, data = wireExchange(b); name != "" {
		return name, data
	}
	panic(fmt.Sprintf("signaling: event %T has no name", b))
}

// wireStage is the events of seats, hands and microphones.
func wireStage(b room.Body) (name string, data any) {
	switch b := b.(type) {
	case room.SeatChanged:
		return "seat.changed", wireSeatChanged{toSeat(b.Seat)}
	case room.SeatsChanged:
		return "seats.changed", wireSeatsChanged{list(b.Seats, toSeat)}
	case room.ParticipantChanged:
		return "participant.changed", wireParticipantChanged{toParticipant(b.Participant)}
	case room.HandRaised:
		return "hand.raised", wireHandRaised{toHand(b.Hand)}
	case room.HandLowered:
		return "hand.lowered", wireNamed(b)
	case room.HandsChanged:
		return "hands.changed", wireHandsChanged{list(b.Raised, toHand), list(b.Lowered, same)}
	case room.HandsListed:
		return "hands.listed", wireHandsListed{list(b.Hands, toHand)}
	case room.HandPlaced:
		return "hand.position", wireHandPlaced{b.Place, b.Hands, wireAhead(b.Ahead), b.AtMost}
	case room.HandsOrdered:
		return "hands.ordered", wireHandsOrdered{list(b.Order, same)}
	case room.Invited:
		return "invitation.sent", wireInvitationSent{toInvitation(b.Invitation)}
	case room.InvitationEnded:
		return "invitation.ended", wireInvitationEnded(b)
	case room.MuteChanged:
		return "mute.changed", wireMuteChanged{b.Participant, b.By, wireMute(b.Mute), b.Reason}
	case room.HostChanged:
		return "host.changed", wireHostChanged(b)
	case room.DutyChanged:
		return "duty.changed", wireDutyChanged{toDuty(b)}
	case room.AudienceChanged:
		return "audience.changed", toAudience(b)
	}
	return "", nil
}

// wireDoings is the events of running a room and of talking in it.
func wireDoings(l *liveRoom, b room.Body) (name string, data any) {
	switch b := b.(type) {
	case room.Notice:
		return "notice", toNotice(b)
	case room.RoomChanged:
		return "room.changed", wireRoomChanged{toRoom(l.id, b.Settings, l.created)}
	case room.DeskChanged:
		return "desk.changed", wireDeskChanged{list(b.Invitations, toInvitation), list(b.Waiting, toWaiting)}
	case room.WaitingChanged:
		return "waiting.changed", wireWaitingChanged{list(b.Waiting, toWaiting)}
	case room.Reported:
		return "participant.reported", wireReported(b)
	case room.BlockedChanged:
		return "blocked.changed", wireBlockedChanged{list(b.Blocked, same)}
	case room.MessageSent:
		return "chat.message", wireMessageSent{toMessage(b.Message)}
	case room.MessageDeleted:
		return "chat.deleted", wireMessageDeleted(b)
	case room.Reacted:
		return "reactions", toReactions(b)
	case room.TalkTold:
		return "talk", toTalk(b)
	case room.OwnTalk:
		return "talk.own", toOwnTalk(b)
	}
	return "", nil
}
