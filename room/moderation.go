package room

import (
	"slices"
	"time"
)

// Bounds of exclusions.
const (
	MinBan      = 10 * time.Second
	MaxBan      = 24 * time.Hour
	DefaultBan  = time.Hour
	Permanent   = time.Duration(-1)
	denial      = 10 * time.Minute // how long somebody who was sent away from the waiting room stays out
	networkHold = time.Hour        // how long newcomers from the network of somebody excluded have to wait, at most
	maxBans     = 500              // exclusions of a room; beyond it the one that ends first is forgotten
)

// reasons is every reason code a person can give for acting on another or reporting them. It is never written to.
var reasons = []string{"noise", "off_topic", "spam", "insult", "hate", "sexual", "impersonation", "danger", "other"}

// ValidReason reports whether a person may give this reason.
func ValidReason(code string) bool { return slices.Contains(reasons, code) }

// Exclusion is a kind of staying outside.
type Exclusion string

// The exclusions.
const (
	Kicked Exclusion = "kick" // until the room ends
	Banned Exclusion = "ban"  // for a time, also when the room opens again
	Denied Exclusion = "deny" // sent away from the waiting room, for a while
)

// BanRecord is one exclusion. Device and Network are keyed hashes and leave the server for its own store only.
type BanRecord struct {
	ID          string
	Kind        Exclusion
	Participant string
	Name        string // at the time
	Device      string // "" when unknown
	Network     string // "" when unknown
	By          string
	ByName      string
	Reason      string // a reason code, or ""
	Created     time.Time
	Expires     time.Time // zero: as long as its kind lasts
}

// Waiting is somebody before the door.
type Waiting struct {
	Participant string
	Profile     Profile
	Since       time.Time
	Hold        Hold
}

// Hold says why somebody waits.
type Hold string

// The holds.
const (
	HoldGuests  Hold = "guests"  // the room lets every guest wait
	HoldNetwork Hold = "network" // somebody excluded came from the same network
)

// MaxDetail bounds the detail of an audit record, in bytes.
const MaxDetail = 2048

// AuditRecord says who did what to whom, why and when. The ledger adds the node.
type AuditRecord struct {
	Room       string
	Time       time.Time
	Node       string
	By         string // "" for the room itself
	ByName     string
	Action     string // the command's name in the protocol, or a name of the room's own doing such as host.succession
	Target     string // "" for none
	TargetName string
	Reason     string
	Detail     string // what else matters, e.g. "seat 3" or "3600 s", or a report's text; at most MaxDetail bytes
	Private    bool   // for operators alone: a report about somebody who runs the room
}

// Ledger takes what must outlive the room. It must not block.
type Ledger interface {
	// Audit keeps a record.
	Audit(AuditRecord)
	// Bans keeps the bans of a room as they now are; kicks end with the room and are not among them.
	Bans(room string, bans []BanRecord)
}

// noLedger forgets everything.
type noLedger struct{}

func (noLedger) Audit(AuditRecord)        {}
func (noLedger) Bans(string, []BanRecord) {}
