package signaling

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"corner/room"
)

// Bounds on what a command may say.
const (
	maxReference = 64 // bytes of a participant, session or cursor; the room knows which exist
	maxListed    = 100
	defaultList  = 50
	maxGrapheme  = 16 // bytes that one character may have on average; emoji sequences have more
)

// The frames that are no command of a member.
const (
	typeJoin   = "join"
	typeResume = "resume"
	typePong   = "pong"
	typePing   = "ping"
)

// decode makes a command of the data of a frame: a room.Command, or a query.
type decode = func(json.RawMessage) (any, error)

// commands is every command of a member: name to decoder.
func commands() map[string]decode {
	all := map[string]decode{}
	for _, some := range []map[string]decode{stageCommands(), peopleCommands(), roomCommands(), chatCommands(), mediaCommands(),
		exchangeCommands()} {
		maps.Copy(all, some)
	}
	return all
}

// bare is the decoder of a command without data.
func bare(command any) decode {
	return func(data json.RawMessage) (any, error) { return command, decodeData(data, &struct{}{}) }
}

// decoder reads the wire form W and makes the command of it; false says that it is out of bounds.
func decoder[W, C any](build func(W) (C, bool)) decode {
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

func everyone(ids []string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool { return !someone(id) })
}

// atMost bounds a text in bytes before the room counts what people see as characters.
func atMost(text string, graphemes int) bool { return len(text) <= graphemes*maxGrapheme }

// giveable reports whether it is a reason code, or none.
func giveable(code string) bool { return code == "" || room.ValidReason(code) }

// seatIndex is the index of a seat that some room could have.
func seatIndex(index *int) bool { return index != nil && *index >= 0 && *index < room.MaxSeats }

// within reports whether so many seconds lie between two durations.
func within(seconds int, least, most time.Duration) bool {
	return seconds >= int(least/time.Second) && seconds <= int(most/time.Second)
}

// span is so many seconds, which are bounded before.
func span(seconds int) time.Duration { return time.Duration(seconds) * time.Second }

// decodeCommand finds the command of a name and reads its data.
func (s *Server) decodeCommand(name string, data json.RawMessage) (any, error) {
	read, known := s.commands[name]
	if !known {
		return nil, errBadRequest
	}
	return read(data)
}

// joinCommand is the first frame of a new member.
type joinCommand struct {
	Room    string       `json:"room"`
	Token   string       `json:"token"`
	Profile *wireProfile `json:"profile"`
	Offer   string       `json:"offer"`
	Client  string       `json:"client"`
	Blocked []string     `json:"blocked"`

	LowDelay bool `json:"low_delay"`
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
	if len(j.Offer) > maxOffer || len(j.Client) > maxClient || len(j.Blocked) > room.MaxBlocked || !everyone(j.Blocked) {
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
