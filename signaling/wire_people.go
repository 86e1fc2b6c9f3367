package signaling

import "corner/room"

// wireWaiting is somebody before the door.
type wireWaiting struct {
	Participant string `json:"participant"`
	wireProfile
	SinceMS int64  `json:"since_ms"`
	Hold    string `json:"hold"`
}

func toWaiting(w room.Waiting) wireWaiting {
	return wireWaiting{Participant: w.Participant, wireProfile: toProfile(w.Profile), SinceMS: milliseconds(w.Since),
		Hold: string(w.Hold)}
}

// wireBan is one exclusion. Device and network stay here: they would tell a host whose guests share a sofa.
type wireBan struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"`
	Participant string `json:"participant"`
	Name        string `json:"name"`
	By          string `json:"by"`
	ByName      string `json:"by_name"`
	Reason      string `json:"reason"`
	CreatedMS   int64  `json:"created_ms"`
	ExpiresMS   int64  `json:"expires_ms"`
}

func toBan(b room.BanRecord) wireBan {
	return wireBan{ID: b.ID, Kind: string(b.Kind), Participant: b.Participant, Name: b.Name, By: b.By, ByName: b.ByName,
		Reason: b.Reason, CreatedMS: milliseconds(b.Created), ExpiresMS: milliseconds(b.Expires)}
}

// wireRecord is one line of what was done in a room.
type wireRecord struct {
	ID         string `json:"id"`
	TimeMS     int64  `json:"time_ms"`
	Node       string `json:"node"`
	By         string `json:"by"`
	ByName     string `json:"by_name"`
	Action     string `json:"action"`
	Target     string `json:"target"`
	TargetName string `json:"target_name"`
	Reason     string `json:"reason"`
	Detail     string `json:"detail"`
}

func toRecord(e AuditEntry) wireRecord {
	return wireRecord{ID: e.ID, TimeMS: milliseconds(e.Time), Node: e.Node, By: e.By, ByName: e.ByName, Action: e.Action,
		Target: e.Target, TargetName: e.TargetName, Reason: e.Reason, Detail: e.Detail}
}

// toHostRecord is a line as the host may read it: who reported somebody is for operators to know.
func toHostRecord(e AuditEntry) wireRecord {
	if e.Action == room.NameOf(room.Report{}) {
		e.By, e.ByName = "", ""
	}
	return toRecord(e)
}

// wireOperatorRecord is the same line as an operator sees it.
type wireOperatorRecord struct {
	Room string `json:"room"`
	wireRecord
	Private bool `json:"private"`
}

func toOperatorRecord(e AuditEntry) wireOperatorRecord {
	return wireOperatorRecord{Room: e.Room, wireRecord: toRecord(e), Private: e.Private}
}
