package room

import (
	"cmp"
	"reflect"
	"slices"
)

// reduce does with an event what a client does: the state it had becomes the state as it now is.
func reduce(snap *Snapshot, e *Event) {
	snap.Revision = e.Seq
	switch b := e.Body.(type) {
	case SeatChanged:
		snap.Stage[b.Seat.Index] = b.Seat
		if b.Seat.Occupant != nil {
			see(snap, *b.Seat.Occupant)
		}
	case ParticipantChanged:
		see(snap, b.Participant)
	case HandRaised:
		snap.Hands = dropHandOf(snap.Hands, b.Hand.Participant.ID)
		snap.Hands = append(snap.Hands, b.Hand)
		slices.SortStableFunc(snap.Hands, func(a, b Hand) int { return a.Raised.Compare(b.Raised) })
	case HandLowered:
		snap.Hands = dropHandOf(snap.Hands, b.Participant)
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
		snap.Audience = b
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
		s.Hands = append([]Hand{}, s.Hands...)
		s.Invitations = append([]Invitation{}, s.Invitations...)
		slices.SortFunc(s.Invitations, func(a, b Invitation) int { return cmp.Compare(a.Participant, b.Participant) })
	}
	return reflect.DeepEqual(client, server)
}
