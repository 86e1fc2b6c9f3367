package codec

import (
	"cmp"
	"slices"

	"corner/presence"
	"corner/room"
)

// auditRecord is an entry of the audit; its id is the key it is stored under.
type auditRecord struct {
	Room       string `json:"room"`
	Time       int64  `json:"time_us"`
	Node       string `json:"node,omitempty"`
	By         string `json:"by,omitempty"`
	ByName     string `json:"by_name,omitempty"`
	Action     string `json:"action"`
	Target     string `json:"target,omitempty"`
	TargetName string `json:"target_name,omitempty"`
	Reason     string `json:"reason,omitempty"`
	Detail     string `json:"detail,omitempty"`
	Private    bool   `json:"private,omitempty"`
}

// EncodeAudit writes an entry of the audit.
func EncodeAudit(e presence.AuditEntry) ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	return marshal(auditRecord{
		Room: e.Room, Time: e.Time.UnixMicro(), Node: e.Node, By: e.By, ByName: e.ByName, Action: e.Action,
		Target: e.Target, TargetName: e.TargetName, Reason: e.Reason, Detail: e.Detail, Private: e.Private,
	})
}

// DecodeAudit reads what EncodeAudit wrote under that id.
func DecodeAudit(id string, b []byte) (presence.AuditEntry, error) {
	var w auditRecord
	if err := unmarshal(b, &w); err != nil {
		return presence.AuditEntry{}, err
	}
	e := presence.AuditEntry{ID: id, AuditRecord: room.AuditRecord{
		Room: w.Room, Time: instant(w.Time), Node: w.Node, By: w.By, ByName: w.ByName, Action: w.Action,
		Target: w.Target, TargetName: w.TargetName, Reason: w.Reason, Detail: w.Detail, Private: w.Private,
	}}
	if err := e.Check(); err != nil {
		return presence.AuditEntry{}, err
	}
	return e, nil
}

// Stored is an entry of the audit as a log has it.
type Stored struct {
	ID    string
	Value []byte
}

// AuditPage makes the page of a query from what its logs have, one more than the limit of each if there is, and
// says where the next begins. What no store of ours wrote, or what does not belong on the page, is left out and
// counted: the page is then shorter, and the next begins where it would have.
func AuditPage(q presence.AuditQuery, stored []Stored) (entries []presence.AuditEntry, next string, rejected int) {
	slices.SortFunc(stored, func(a, b Stored) int { return cmp.Compare(b.ID, a.ID) })
	if len(stored) > q.Limit {
		stored = stored[:q.Limit]
		next = stored[q.Limit-1].ID
	}
	for _, s := range stored {
		e, err := DecodeAudit(s.ID, s.Value)
		if err != nil || q.Room != "" && e.Room != q.Room || e.Private && !q.Private {
			rejected++
			continue
		}
		entries = append(entries, e)
	}
	return entries, next, rejected
}
