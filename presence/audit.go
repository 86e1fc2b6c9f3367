package presence

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"corner/room"
)

// Bounds of the audit, in bytes of one field.
const (
	AuditIDLength  = 32
	MaxAuditPage   = 100
	maxAuditID     = 64 // of a participant
	maxAuditName   = 128
	maxAuditWord   = 64 // an action or a reason
	maxAuditDetail = room.MaxDetail
)

// AuditEntry is a record of the audit with the id under which the store keeps it. Ids are drawn before a record is
// queued, so that one written twice is kept once, and sort by the time at which they were drawn.
type AuditEntry struct {
	ID string
	room.AuditRecord
}

// AuditQuery asks for one page of the audit, newest first.
type AuditQuery struct {
	Room    string // "" for all rooms
	Before  string // the id after which the page begins, "" for the newest
	Limit   int    // 1 to MaxAuditPage
	Private bool   // with what is for operators alone
}

// AuditLog is one of the lists the audit is kept in. Each has bounds of its own, so that what anybody can cause,
// knocking at a locked door or reporting others, never pushes out what hosts and moderators did; and what is for
// operators alone lies where no host's query reaches.
type AuditLog uint8

// The logs.
const (
	Actions      AuditLog = iota
	Joins                 // of people who come or are refused: actions that begin with "join."
	Reports               // of people by people
	Confidential          // private records
	AuditLogs    = 4      // how many there are
)

// String gives the log's name in keys and buckets.
func (l AuditLog) String() string {
	return [AuditLogs]string{"actions", "joins", "reports", "private"}[l]
}

// LogOf says where a record belongs.
func LogOf(record room.AuditRecord) AuditLog {
	switch {
	case record.Private:
		return Confidential
	case strings.HasPrefix(record.Action, "join."):
		return Joins
	case record.Action == "participant.report":
		return Reports
	}
	return Actions
}

// Logs lists the logs a query reads.
func (q AuditQuery) Logs() []AuditLog {
	if q.Private {
		return []AuditLog{Actions, Joins, Reports, Confidential}
	}
	return []AuditLog{Actions, Joins, Reports}
}

// Check refuses a query that is out of bounds, and a room or a place that cannot be part of a key.
func (q AuditQuery) Check() error {
	if q.Room != "" && !ValidID(q.Room) {
		return ErrInvalidID
	}
	if q.Before != "" && !ValidAuditID(q.Before) || q.Limit < 1 || q.Limit > MaxAuditPage {
		return room.ErrOutOfBounds
	}
	return nil
}

// Check refuses an entry whose ids cannot be part of a key, and one that is out of bounds.
func (e AuditEntry) Check() error {
	if !ValidAuditID(e.ID) || !ValidID(e.Room) {
		return ErrInvalidID
	}
	if e.Action == "" || e.AuditRecord != cut(e.AuditRecord) {
		return ErrRecord
	}
	return nil
}

// cut brings a record within bounds: one that lacks the end of a name is better than none.
func cut(r room.AuditRecord) room.AuditRecord {
	for _, field := range []struct {
		text  *string
		limit int
	}{
		{&r.Node, maxAuditID},
		{&r.By, maxAuditID},
		{&r.ByName, maxAuditName},
		{&r.Action, maxAuditWord},
		{&r.Target, maxAuditID},
		{&r.TargetName, maxAuditName},
		{&r.Reason, maxAuditWord},
		{&r.Detail, maxAuditDetail},
	} {
		*field.text = clip(*field.text, field.limit)
	}
	return r
}

// clip cuts between characters, and replaces what is no UTF-8.
func clip(s string, limit int) string {
	s = strings.ToValidUTF8(s, "?")
	if len(s) <= limit {
		return s
	}
	for !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// AuditStamp gives the beginning of every audit id drawn in that millisecond: compared as strings, ids and stamps
// are in the order of their times.
func AuditStamp(t time.Time) string { return fmt.Sprintf("%012x", max(t.UnixMilli(), 0)&(1<<48-1)) }

// ValidAuditID reports whether s is 32 lower-case hexadecimal digits: the millisecond (12), a count that makes the
// ids of one node grow (4), and what tells nodes apart (16).
func ValidAuditID(s string) bool {
	if len(s) != AuditIDLength {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
