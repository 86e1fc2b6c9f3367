package signaling

import "corner/room"

// wireMessage is one line of the chat, of a person or, with System, of the room itself.
type wireMessage struct {
	ID        uint64      `json:"id"`
	SentMS    int64       `json:"sent_ms"`
	System    bool        `json:"system"`
	From      *wireAuthor `json:"from"`
	Text      string      `json:"text"`
	ReplyTo   uint64      `json:"reply_to"`
	Mentions  []string    `json:"mentions"`
	Code      string      `json:"code"`
	About     *wireAuthor `json:"about"`
	Reason    string      `json:"reason"`
	Value     string      `json:"value"`
	Deleted   bool        `json:"deleted"`
	DeletedBy string      `json:"deleted_by"`
}

// wireAuthor is somebody as they were when the line was written.
type wireAuthor struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Speaks []string `json:"speaks"`
	Learns []string `json:"learns"`
}

func toMessage(m room.Message) wireMessage {
	return wireMessage{
		ID: m.ID, SentMS: milliseconds(m.Sent), System: m.System, From: toAuthor(m.From), Text: m.Text,
		ReplyTo: m.ReplyTo, Mentions: list(m.Mentions, same), Code: m.Code, About: toAuthor(m.About),
		Reason: m.Reason, Value: m.Value, Deleted: m.Deleted, DeletedBy: m.DeletedBy,
	}
}

// toAuthor is nil for nobody.
func toAuthor(a room.Author) *wireAuthor {
	if a.ID == "" {
		return nil
	}
	return &wireAuthor{ID: a.ID, Name: a.Name, Speaks: list(a.Speaks, same), Learns: list(a.Learns, same)}
}

type wireMessageSent struct {
	Message wireMessage `json:"message"`
}

type wireMessageDeleted struct {
	ID uint64 `json:"id"`
	By string `json:"by"`
}

// wireReactions is what was expressed in the last moment.
type wireReactions struct {
	Reactions []wireReactionCount `json:"reactions"`
	Signals   []wireSignalCount   `json:"signals"`
}

type wireReactionCount struct {
	Emoji string `json:"emoji"`
	Count int    `json:"count"`
}

type wireSignalCount struct {
	Participant string `json:"participant"`
	Signal      string `json:"signal"`
	Count       int    `json:"count"`
}

func toReactions(r room.Reacted) wireReactions {
	return wireReactions{
		Reactions: list(r.Reactions, func(c room.ReactionCount) wireReactionCount { return wireReactionCount(c) }),
		Signals: list(r.Signals, func(c room.SignalCount) wireSignalCount {
			return wireSignalCount{c.Participant, string(c.Signal), c.Count}
		}),
	}
}
