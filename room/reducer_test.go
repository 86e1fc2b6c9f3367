package room

import (
	"cmp"
	"reflect"
	"slices"

	"corner/room/fairqueue"
)

// reduce does with an event what a client does: the state it had becomes the state as it now is.
func reduce(snap *Snapshot, e *Event) {
	if placed, is := e.Body.(HandPlaced); is {
		snap.Place, snap.Ahead, snap.AtMost = placed.Place, placed.Ahead, placed.AtMost
	}
	switch b := e.Body.(type) {
	case TalkTold:
		snap.Talk = b
	case OwnTalk:
		snap.Own = b
	}
	if e.Seq == 0 {
		return // the rest is not of the state: reactions
	}
	snap.Revision = e.Seq
	switch b := e.Body.(type) {
	case SeatChanged:
		seat(snap, b.Seat)
	case SeatsChanged:
		reseat(snap, b.Seats)
	case ParticipantChanged:
		see(snap, b.Participant)
	case HandsOrdered:
		arrange(snap, b.Order)
	case HandRaised, HandLowered, HandsChanged, HandsListed:
		reduceHands(snap, b)
	case Invited:
		snap.Invitations = append(dropInvitationOf(snap.Invitations, b.Invitation.Participant), b.Invitation)
	case InvitationEnded:
		snap.Invitations = dropInvitationOf(snap.Invitations, b.Participant)
	case MuteChanged:
		if b.Participant == snap.You.ID {
			snap.You.Mute = b.Mute
		}
	case HostChanged:
		snap.Host = b.Participant
	case AudienceChanged:
		if b.Sample == nil {
			b.Sample = snap.Audience.Sample
		}
		snap.Audience = b
	default:
		reduceRoom(snap, e.Body)
	}
}

// reduceHands is the hands that this client is shown.
func reduceHands(snap *Snapshot, body Body) {
	var changed HandsChanged
	switch b := body.(type) {
	case HandRaised:
		changed.Raised = []Hand{b.Hand}
	case HandLowered:
		changed.Lowered = []string{b.Participant}
	case HandsChanged:
		changed = b
	case HandsListed:
		snap.Hands = slices.Clone(b.Hands)
	}
	for _, id := range changed.Lowered {
		snap.Hands = dropHandOf(snap.Hands, id)
		if id == snap.You.ID {
			snap.Place, snap.Ahead, snap.AtMost = 0, fairqueue.Ahead{}, 0
		}
	}
	for _, h := range changed.Raised {
		same := func(old Hand) bool { return old.Participant.ID == h.Participant.ID && old.Raised.Equal(h.Raised) }
		if at := slices.IndexFunc(snap.Hands, same); at >= 0 {
			snap.Hands[at] = h
			continue
		}
		snap.Hands = append(dropHandOf(snap.Hands, h.Participant.ID), h)
	}
}

// arrange puts the hands in the order in which they are served. Those it does not name stay behind, in their order.
func arrange(snap *Snapshot, order []string) {
	at := func(h Hand) int {
		if i := slices.Index(order, h.Participant.ID); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(snap.Hands, func(a, b Hand) int { return cmp.Compare(at(a), at(b)) })
}

// reduceRoom is the rest: the room's settings, what lies on a leader's desk, and the chat.
func reduceRoom(snap *Snapshot, body Body) {
	switch b := body.(type) {
	case RoomChanged:
		snap.Settings = b.Settings
		for len(snap.Stage) < b.Settings.Seats {
			snap.Stage = append(snap.Stage, Seat{Index: len(snap.Stage)})
		}
		snap.Stage = snap.Stage[:b.Settings.Seats]
	case DeskChanged:
		snap.Invitations = slices.Clone(b.Invitations)
		snap.Waiting = b.Waiting
	case WaitingChanged:
		snap.Waiting = b.Waiting
	case RoundChanged:
		snap.Round = b
	case CardChanged:
		snap.Card = b.Card
	case DutyChanged:
		snap.Duty = b
	case BlockedChanged:
		snap.Blocked = b.Blocked
	case MessageSent:
		snap.Chat = append(snap.Chat, b.Message)
		snap.Chat = snap.Chat[max(0, len(snap.Chat)-ChatSnapshot):]
	case MessageDeleted:
		for i := range snap.Chat {
			if m := &snap.Chat[i]; m.ID == b.ID {
				m.Text, m.Mentions, m.Deleted, m.DeletedBy = "", nil, true, b.By
			}
		}
	}
}

// seat takes over how one seat now is.
func seat(snap *Snapshot, s Seat) {
	snap.Stage[s.Index] = s
	if s.Occupant != nil {
		see(snap, *s.Occupant)
	}
}

// reseat takes over several seats at once: who sat on one of them and sits on none is off the stage.
func reseat(snap *Snapshot, seats []Seat) {
	mine := func(s Seat) bool { return s.Occupant != nil && s.Occupant.ID == snap.You.ID }
	was := func(s Seat) bool { return s.Index == snap.You.Seat }
	if slices.ContainsFunc(seats, was) && !slices.ContainsFunc(seats, mine) {
		snap.You.Seat = -1
	}
	for _, s := range seats {
		seat(snap, s)
	}
}

// see takes over what an event shows of one participant.
func see(snap *Snapshot, p Participant) {
	if snap.You.ID == p.ID {
		snap.You = p
	}
	for i := range snap.Hands {
		if snap.Hands[i].Participant.ID == p.ID {
			snap.Hands[i].Participant = p
		}
	}
}

func dropHandOf(list []Hand, id string) []Hand {
	return slices.DeleteFunc(list, func(h Hand) bool { return h.Participant.ID == id })
}

func dropInvitationOf(list []Invitation, id string) []Invitation {
	return slices.DeleteFunc(list, func(i Invitation) bool { return i.Participant == id })
}

// sameState compares what a client made of the events with what the server would tell it now. The time and the
// revision differ by nature (events of others have numbers too), and invitations have no order.
func sameState(client, server Snapshot) bool {
	for _, s := range []*Snapshot{&client, &server} {
		s.Time = server.Time
		s.Revision = server.Revision
		s.Talk, s.Own.Voiced = server.Talk, nil // are told every few seconds at most
		s.Hands = append([]Hand{}, s.Hands...)
		s.Invitations = append([]Invitation{}, s.Invitations...)
		slices.SortFunc(s.Invitations, func(a, b Invitation) int { return cmp.Compare(a.Participant, b.Participant) })
		s.Waiting = append([]Waiting{}, s.Waiting...)
		s.Blocked = append([]string{}, s.Blocked...)
		slices.Sort(s.Blocked)
		s.Chat = append([]Message{}, s.Chat...)
		for i := range s.Chat {
			s.Chat[i].Mentions = append([]string{}, s.Chat[i].Mentions...)
		}
	}
	return reflect.DeepEqual(client, server)
}
