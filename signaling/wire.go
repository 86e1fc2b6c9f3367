package signaling

import (
	"time"

	"corner/room"
	"corner/room/lang"
)

// The shapes of PROTOCOL.md. They are apart from the room's types so that neither can change the other by
// accident. Lists are never null.

type wireProfile struct {
	Name     string   `json:"name"`
	Speaks   []string `json:"speaks"`
	Learns   []string `json:"learns"`
	TimeZone string   `json:"time_zone"`

	Levels []wireSkill `json:"levels"`
	Hidden bool        `json:"hidden,omitempty"` // of oneself only
}

// wireSkill is how well somebody speaks a language they learn.
type wireSkill struct {
	Language string `json:"language"`
	Level    string `json:"level"`
}

type wireMute struct {
	Self bool `json:"self"`
	Host bool `json:"host"`
	Seat bool `json:"seat"`
}

type wireParticipant struct {
	ID string `json:"id"`
	wireProfile
	Role       string   `json:"role"`
	Seat       int      `json:"seat"`
	Mute       wireMute `json:"mute"`
	ChatMuted  bool     `json:"chat_muted"`
	TurnEndsMS int64    `json:"turn_ends_ms"`
	Connected  bool     `json:"connected"`
	JoinedMS   int64    `json:"joined_ms"`
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
	Count  int                `json:"count"`
	Hands  int                `json:"hands"`
	Sample *[]wireParticipant `json:"sample,omitempty"` // nil when it is as it was
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
	Waiting      []wireWaiting    `json:"waiting"`
	Blocked      []string         `json:"blocked"`
	Chat         []wireMessage    `json:"chat"`
	Audience     wireAudience     `json:"audience"`
	HandPosition int              `json:"hand_position"`

	HandAhead  wireAhead `json:"hand_ahead"`
	HandAtMost int       `json:"hand_at_most"`

	Round     wireRound    `json:"round"`
	Card      *wireCard    `json:"card"`
	Talk      wireTalk     `json:"talk"`
	YouVoiced []wireVoiced `json:"you_voiced"`
	Duty      *wireDuty    `json:"duty"`
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
		ID:          p.ID,
		wireProfile: toProfile(p.Profile),
		Role:        p.Role.String(),
		Seat:        p.Seat,
		Mute:        wireMute(p.Mute),
		ChatMuted:   p.ChatMuted,
		TurnEndsMS:  milliseconds(p.TurnEnds),
		Connected:   p.Connected,
		JoinedMS:    milliseconds(p.Joined),
	}
}

func toProfile(p room.Profile) wireProfile {
	return wireProfile{Name: p.Name, Speaks: list(p.Speaks, same), Learns: list(p.Learns, same), TimeZone: p.TimeZone,
		Levels: list(p.Levels, toSkill)}
}

// fromSkill takes a level by its name; the room refuses the 0 that others have.
func fromSkill(w wireSkill) room.Skill {
	level, _ := lang.ParseLevel(w.Level)
	return room.Skill{Language: w.Language, Level: level}
}

func toSkill(s room.Skill) wireSkill { return wireSkill{Language: s.Language, Level: s.Level.String()} }

// toSelf is a member as they see themselves.
func toSelf(p room.Participant) wireParticipant {
	w := toParticipant(p)
	w.Hidden = p.Profile.Hidden
	return w
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
	w := wireAudience{Count: a.Count, Hands: a.Hands}
	if a.Sample != nil {
		sample := list(a.Sample, toParticipant)
		w.Sample = &sample
	}
	return w
}

func toSnapshot(s room.Snapshot) *wireSnapshot {
	return &wireSnapshot{
		Revision:     s.Revision,
		ServerTimeMS: milliseconds(s.Time),
		Room:         toRoom(s.ID, s.Settings, s.Created),
		Host:         s.Host,
		You:          toSelf(s.You),
		Stage:        list(s.Stage, toSeat),
		Hands:        list(s.Hands, toHand),
		Invitations:  list(s.Invitations, toInvitation),
		Waiting:      list(s.Waiting, toWaiting),
		Blocked:      list(s.Blocked, same),
		Chat:         list(s.Chat, toMessage),
		Audience:     toAudience(s.Audience),
		HandPosition: s.Place,
		HandAhead:    wireAhead(s.Ahead),
		HandAtMost:   s.AtMost,
		Talk:         toTalkFor(s),
		YouVoiced:    list(s.Own.Voiced, toVoiced),
		Round:        toRound(s.Round),
		Card:         toCard(s.Card),
		Duty:         toDuty(s.Duty),
	}
}
