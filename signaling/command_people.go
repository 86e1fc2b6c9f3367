package signaling

import "corner/room"

// The data of commands about people.
type (
	// dataReasoned names somebody, and may say why.
	dataReasoned struct {
		Participant string `json:"participant"`
		Reason      string `json:"reason"`
	}
	dataRole struct {
		Participant string `json:"participant"`
		Role        string `json:"role"`
	}
	dataBan struct {
		Participant string `json:"participant"`
		Reason      string `json:"reason"`
		Seconds     *int   `json:"seconds"`
	}
	dataLift struct {
		Ban string `json:"ban"`
	}
	dataReport struct {
		Participant string `json:"participant"`
		Reason      string `json:"reason"`
		Text        string `json:"text"`
	}
	dataBlock struct {
		Participant string `json:"participant"`
		Blocked     *bool  `json:"blocked"`
	}
)

// reasoned is the commands that name somebody and may say why.
type reasoned interface {
	~struct {
		Participant string
		Reason      string
	}
}

// aboutSomeone makes one of them.
func aboutSomeone[C reasoned](d dataReasoned) (C, bool) {
	return C(d), someone(d.Participant) && giveable(d.Reason)
}

// peopleCommands are those about roles, staying and meeting.
func peopleCommands() map[string]decode {
	return map[string]decode{
		"role.set":           decoder(dataRole.set),
		"host.transfer":      decoder(func(d wireNamed) (room.TransferHost, bool) { return room.TransferHost(d), someone(d.Participant) }),
		"participant.kick":   decoder(aboutSomeone[room.Kick]),
		"participant.ban":    decoder(dataBan.ban),
		"participant.report": decoder(dataReport.report),
		"participant.block":  decoder(dataBlock.block),
		"ban.lift":           decoder(func(d dataLift) (room.LiftBan, bool) { return room.LiftBan{ID: d.Ban}, someone(d.Ban) }),
		"bans.list":          bare(listBans{}),
		"waiting.admit":      decoder(func(d wireNamed) (room.Admit, bool) { return room.Admit(d), someone(d.Participant) }),
		"waiting.deny":       decoder(aboutSomeone[room.Deny]),
		"leave":              bare(room.Leave{}),
	}
}

// set knows the roles that are given: being a speaker is having a seat, and host is handed over.
func (d dataRole) set() (room.SetRole, bool) {
	role := room.Listener
	if d.Role == room.Moderator.String() {
		role = room.Moderator
	}
	return room.SetRole{Participant: d.Participant, Role: role}, someone(d.Participant) && d.Role == role.String()
}

// ban is for the default time, for so many seconds, or, with 0, for ever.
func (d dataBan) ban() (room.Ban, bool) {
	b := room.Ban{Participant: d.Participant, Reason: d.Reason, Time: room.DefaultBan}
	ok := someone(d.Participant) && giveable(d.Reason)
	switch {
	case d.Seconds == nil:
	case *d.Seconds == 0:
		b.Time = room.Permanent
	default:
		b.Time = span(min(*d.Seconds, seconds(room.MaxBan)))
		ok = ok && within(*d.Seconds, room.MinBan, room.MaxBan)
	}
	return b, ok
}

// report needs a reason.
func (d dataReport) report() (room.Report, bool) {
	return room.Report(d), someone(d.Participant) && room.ValidReason(d.Reason) && atMost(d.Text, room.MaxReport)
}

func (d dataBlock) block() (room.Block, bool) {
	if d.Blocked == nil || !someone(d.Participant) {
		return room.Block{}, false
	}
	return room.Block{Participant: d.Participant, Blocked: *d.Blocked}, true
}
