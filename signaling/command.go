package signaling

import (
	"context"
	"encoding/json"

	"corner/room"
)

// Bounds on what a command may say.
const (
	maxReference = 64 // bytes of a participant, session or cursor; the room knows which exist
	maxListed    = 100
	defaultList  = 50
)

// The frames that are no command of a member.
const (
	typeJoin   = "join"
	typeResume = "resume"
	typePong   = "pong"
	typePing   = "ping"
)

// listParticipants asks for a page of those off the stage. It changes nothing, so it is no room.Command.
type listParticipants struct {
	Cursor string `json:"cursor"`
	Limit  int    `json:"limit"`
}

// commands is every command of a member: name to decoder. A decoder gives a room.Command or listParticipants.
func commands() map[string]func(json.RawMessage) (any, error) {
	type named = wireNamed
	type muted struct {
		Muted *bool `json:"muted"`
	}
	type mutedOther struct {
		Participant string `json:"participant"`
		Muted       *bool  `json:"muted"`
	}
	return map[string]func(json.RawMessage) (any, error){
		"hand.raise":         bare(room.RaiseHand{}),
		"hand.lower":         decoder(func(d named) (room.LowerHand, bool) { return room.LowerHand(d), reference(d.Participant) }),
		"invitation.send":    decoder(func(d named) (room.Invite, bool) { return room.Invite(d), someone(d.Participant) }),
		"invitation.cancel":  decoder(func(d named) (room.CancelInvitation, bool) { return room.CancelInvitation(d), someone(d.Participant) }),
		"invitation.accept":  bare(room.AcceptInvitation{}),
		"invitation.decline": bare(room.DeclineInvitation{}),
		"stage.leave":        bare(room.LeaveStage{}),
		"mute.self": decoder(func(d muted) (room.MuteSelf, bool) {
			return room.MuteSelf{Muted: d.Muted != nil && *d.Muted}, d.Muted != nil
		}),
		"mute.participant": decoder(func(d mutedOther) (room.MuteParticipant, bool) {
			ok := d.Muted != nil && someone(d.Participant)
			return room.MuteParticipant{Participant: d.Participant, Muted: ok && *d.Muted}, ok
		}),
		"participants.list": decoder(listBounds),
		"leave":             bare(room.Leave{}),
	}
}

// bare is the decoder of a command without data.
func bare(command room.Command) func(json.RawMessage) (any, error) {
	return func(data json.RawMessage) (any, error) { return command, decodeData(data, &struct{}{}) }
}

// decoder reads the wire form W and makes the command of it; false says that it is out of bounds.
func decoder[W, C any](build func(W) (C, bool)) func(json.RawMessage) (any, error) {
	return func(data json.RawMessage) (any, error) {
		var w W
		if err := decodeData(data, &w); err != nil {
			return nil, err
		}
		c, ok := build(w)
		if !ok {
			return nil, errBadRequest
		}
		return c, nil
	}
}

func reference(id string) bool { return len(id) <= maxReference }

func someone(id string) bool { return id != "" && reference(id) }

func listBounds(l listParticipants) (listParticipants, bool) {
	if l.Limit == 0 {
		l.Limit = defaultList
	}
	return l, l.Limit > 0 && l.Limit <= maxListed && reference(l.Cursor)
}

// decodeCommand finds the command of a name and reads its data.
func (s *Server) decodeCommand(name string, data json.RawMessage) (any, error) {
	decode, known := s.commands[name]
	if !known {
		return nil, errBadRequest
	}
	return decode(data)
}

// participantsPage answers participants.list.
type participantsPage struct {
	Participants []wireParticipant `json:"participants"`
	Next         string            `json:"next"`
}

// perform asks the room on behalf of the session and returns the data of the answer.
func perform(ctx context.Context, member *room.Session, command any) (any, error) {
	switch command := command.(type) {
	case room.Command:
		return struct{}{}, member.Do(ctx, command)
	case listParticipants:
		page, next, err := member.Audience(ctx, command.Cursor, command.Limit)
		return participantsPage{list(page, toParticipant), next}, err
	}
	return nil, errInternal
}

// joinCommand is the first frame of a new member.
type joinCommand struct {
	Room    string       `json:"room"`
	Token   string       `json:"token"`
	Profile *wireProfile `json:"profile"`
	Offer   string       `json:"offer"`
	Client  string       `json:"client"`
}

// Bounds of a join, checked before anything is done with it.
const (
	maxOffer  = 16 << 10
	maxClient = 64
)

func (j *joinCommand) check() error {
	if !validRoomID(j.Room) {
		return errNoRoom
	}
	if len(j.Offer) > maxOffer || len(j.Client) > maxClient {
		return errBadRequest
	}
	return nil
}

// resumeCommand is the first frame of a new socket for an old session.
type resumeCommand struct {
	Session string `json:"session"`
	Token   string `json:"resume_token"`
	Seq     uint64 `json:"seq"`
}

func (r *resumeCommand) check() error {
	if !reference(r.Session) || !reference(r.Token) || r.Seq > maxID {
		return errBadRequest
	}
	return nil
}

// validRoomID reports whether an ID has the shape of ours: only such are ever looked up.
func validRoomID(id string) bool {
	if len(id) != 22 {
		return false
	}
	for i := range len(id) {
		b := id[i]
		if (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && (b < '0' || b > '9') && b != '_' && b != '-' {
			return false
		}
	}
	return true
}
