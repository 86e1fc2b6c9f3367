package signaling

import (
	"fmt"
	"time"

	"corner/room"
)

// The shapes of PROTOCOL.md. They are apart from the room's types so that neither can change the other by
// accident. Lists are never null.

type wireProfile struct {
	Name     string   `json:"name"`
	Speaks   []string `json:"speaks"`
	Learns   []string `json:"learns"`
	TimeZone string   `json:"time_zone"`
}

type wireMute struct {
	Self bool `json:"self"`
	Host bool `json:"host"`
	Seat bool `json:"seat"`
}

type wireParticipant struct {
	ID string `json:"id"`
	wireProfile
	Role      string   `json:"role"`
	Seat      int      `json:"seat"`
	Mute      wireMute `json:"mute"`
	Connected bool     `json:"connected"`
	JoinedMS  int64    `json:"joined_ms"`
}

type wireSeat struct {
	Index    int              `json:"index"`
	Locked   bool             `json:"locked"`
	Muted    bool             `json:"muted"`
	Occupant *wireParticipant `json:"occupant"`
}

type wireHand struct {
	Participant wireParticipant `json:"participant"`
	RaisedMS    int64           `json:"raised_ms"`
}

type wireInvitation struct {
	Participant string `json:"participant"`
	By          string `json:"by"`
	ExpiresMS   int64  `json:"expires_ms"`
}

type wireAudience struct {
	Count  int               `json:"count"`
	Sample []wireParticipant `json:"sample"`
}

type wireRoom struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Languages []string `json:"languages"`
	Topic     string   `json:"topic"`
	Seats     int      `json:"seats"`
	Mode      string   `json:"mode"`
	Capacity  int      `json:"capacity"`
	CreatedMS int64    `json:"created_ms"`
}

type wireSnapshot struct {
	Revision     uint64           `json:"revision"`
	ServerTimeMS int64            `json:"server_time_ms"`
	Room         wireRoom         `json:"room"`
	Host         string           `json:"host"`
	You          wireParticipant  `json:"you"`
	Stage        []wireSeat       `json:"stage"`
	Hands        []wireHand       `json:"hands"`
	Invitations  []wireInvitation `json:"invitations"`
	Audience     wireAudience     `json:"audience"`
}

// milliseconds is an instant in the protocol, 0 for the zero time.
func milliseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// list converts each of a list, and makes an empty one of nil.
func list[A, B any](in []A, convert func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, v := range in {
		out = append(out, convert(v))
	}
	return out
}

func same[A any](v A) A { return v }

func toParticipant(p room.Participant) wireParticipant {
	return wireParticipant{
		ID: p.ID,
		wireProfile: wireProfile{Name: p.Profile.Name, Speaks: list(p.Profile.Speaks, same),
			Learns: list(p.Profile.Learns, same), TimeZone: p.Profile.TimeZone},
		Role:      p.Role.String(),
		Seat:      p.Seat,
		Mute:      wireMute(p.Mute),
		Connected: p.Connected,
		JoinedMS:  milliseconds(p.Joined),
	}
}

func toSeat(s room.Seat) wireSeat {
	w := wireSeat{Index: s.Index, Locked: s.Locked, Muted: s.Muted}
	if s.Occupant != nil {
		p := toParticipant(*s.Occupant)
		w.Occupant = &p
	}
	return w
}

func toHand(h room.Hand) wireHand {
	return wireHand{Participant: toParticipant(h.Participant), RaisedMS: milliseconds(h.Raised)}
}

func toInvitation(i room.Invitation) wireInvitation {
	return wireInvitation{Participant: i.Participant, By: i.By, ExpiresMS: milliseconds(i.Expires)}
}

func toAudience(a room.AudienceChanged) wireAudience {
	return wireAudience{Count: a.Count, Sample: list(a.Sample, toParticipant)}
}

func toRoom(id string, s room.Settings, created time.Time) wireRoom {
	return wireRoom{ID: id, Title: s.Title, Languages: list(s.Languages, same), Topic: s.Topic, Seats: s.Seats,
		Mode: string(s.Mode), Capacity: s.Capacity, CreatedMS: milliseconds(created)}
}

func toSnapshot(s room.Snapshot) *wireSnapshot {
	return &wireSnapshot{
		Revision:     s.Revision,
		ServerTimeMS: milliseconds(s.Time),
		Room:         toRoom(s.ID, s.Settings, s.Created),
		Host:         s.Host,
		You:          toParticipant(s.You),
		Stage:        list(s.Stage, toSeat),
		Hands:        list(s.Hands, toHand),
		Invitations:  list(s.Invitations, toInvitation),
		Audience:     toAudience(s.Audience),
	}
}

type wireSeatChanged struct {
	Seat wireSeat `json:"seat"`
}

type wireParticipantChanged struct {
	Participant wireParticipant `json:"participant"`
}

type wireHandRaised struct {
	Hand wireHand `json:"hand"`
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

// wireEvent gives an event its name and shape. An event without one is a fault of the program, found by a test
// that goes through all of them.
func wireEvent(b room.Body) (name string, data any) {
	switch b := b.(type) {
	case room.SeatChanged:
		return "seat.changed", wireSeatChanged{toSeat(b.Seat)}
	case room.ParticipantChanged:
		return "participant.changed", wireParticipantChanged{toParticipant(b.Participant)}
	case room.HandRaised:
		return "hand.raised", wireHandRaised{toHand(b.Hand)}
	case room.HandLowered:
		return "hand.lowered", wireNamed(b)
	case room.Invited:
		return "invitation.sent", wireInvitationSent{toInvitation(b.Invitation)}
	case room.InvitationEnded:
		return "invitation.ended", wireInvitationEnded(b)
	case room.MuteChanged:
		return "mute.changed", wireMuteChanged{b.Participant, b.By, wireMute(b.Mute), b.Reason}
	case room.HostChanged:
		return "host.changed", wireNamed(b)
	case room.AudienceChanged:
		return "audience.changed", toAudience(b)
	}
	panic(fmt.Sprintf("signaling: event %T has no name", b))
}
