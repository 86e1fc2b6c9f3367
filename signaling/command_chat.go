package signaling

import "corner/room"

// The data of commands of the chat.
type (
	dataMessage struct {
		Text     string   `json:"text"`
		ReplyTo  uint64   `json:"reply_to"`
		Mentions []string `json:"mentions"`
	}
	dataDelete struct {
		Message uint64 `json:"message"`
	}
	dataReaction struct {
		Emoji string `json:"emoji"`
	}
	dataSignal struct {
		Participant string      `json:"participant"`
		Signal      room.Signal `json:"signal"`
	}
)

// chatCommands are those about what is written and shown.
func chatCommands() map[string]decode {
	return map[string]decode{
		"chat.send": decoder(dataMessage.send),
		"chat.delete": decoder(func(d dataDelete) (room.DeleteMessage, bool) {
			return room.DeleteMessage{ID: d.Message}, numbered(d.Message)
		}),
		"chat.mute":     decoder(dataMutedOther.chat),
		"chat.list":     decoder(listMessages.check),
		"reaction.send": decoder(func(d dataReaction) (room.React, bool) { return room.React(d), room.ValidReaction(d.Emoji) }),
		"signal.send": decoder(func(d dataSignal) (room.SendSignal, bool) {
			return room.SendSignal(d), someone(d.Participant) && room.ValidSignal(d.Signal)
		}),
	}
}

// numbered is the number of a message that there could be.
func numbered(id uint64) bool { return id > 0 && id <= maxID }

func (d dataMessage) send() (room.SendMessage, bool) {
	ok := atMost(d.Text, room.MaxMessage) && d.ReplyTo <= maxID
	return room.SendMessage(d), ok && len(d.Mentions) <= room.MaxMentions && everyone(d.Mentions)
}

func (d dataMutedOther) chat() (room.MuteChat, bool) {
	if !d.check() {
		return room.MuteChat{}, false
	}
	return room.MuteChat{Participant: d.Participant, Muted: *d.Muted, Reason: d.Reason}, true
}
