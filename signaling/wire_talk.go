package signaling

import (
	"slices"

	"corner/room"
	"corner/room/talktime"
)

// wireVoiced is talk time in one language, "" for what was said outside rounds.
type wireVoiced struct {
	Language string `json:"language"`
	MS       int64  `json:"ms"`
}

type wirePersonTalk struct {
	Participant string       `json:"participant"`
	Voiced      []wireVoiced `json:"voiced"`
}

type wireTalk struct {
	People    []wirePersonTalk `json:"people"`
	Languages []wireVoiced     `json:"languages"`
	Hidden    []string         `json:"hidden"`
}

type wireOwnTalk struct {
	Voiced []wireVoiced `json:"voiced"`
	Hidden bool         `json:"hidden"`
}

func toVoiced(e talktime.Entry) wireVoiced { return wireVoiced{e.Language, e.Voiced.Milliseconds()} }

func toTalk(t room.TalkTold) wireTalk {
	people := list(t.People, func(p room.PersonTalk) wirePersonTalk {
		return wirePersonTalk{p.Participant, list(p.Voiced, toVoiced)}
	})
	return wireTalk{People: people, Languages: list(t.Languages, toVoiced), Hidden: list(t.Hidden, same)}
}

func toOwnTalk(t room.OwnTalk) wireOwnTalk { return wireOwnTalk{list(t.Voiced, toVoiced), t.Hidden} }

// toTalkFor is the talk time in somebody's snapshot: whether they hide theirs is in it, wherever they are.
func toTalkFor(s room.Snapshot) wireTalk {
	w := toTalk(s.Talk)
	if s.Own.Hidden && !slices.Contains(w.Hidden, s.You.ID) {
		w.Hidden = append(w.Hidden, s.You.ID)
	}
	return w
}
