package presence

import (
	"context"
	"time"

	"corner/room"
)

// Defaults of a store's Options.
const (
	DefaultTTL       = 15 * time.Second
	DefaultRetention = time.Hour
	DefaultSleep     = 7 * 24 * time.Hour
	DefaultAuditAge  = 30 * 24 * time.Hour
	DefaultSample    = 5 * time.Minute
)

// defaultAudit is 100,000 records over all, most of them for what hosts and moderators do.
var defaultAudit = [AuditLogs]AuditLimit{
	Actions:      {Total: 70_000, PerRoom: 1000},
	Joins:        {Total: 10_000, PerRoom: 200},
	Reports:      {Total: 10_000, PerRoom: 200},
	Confidential: {Total: 10_000, PerRoom: 200},
}

// AuditLimit bounds one log of the audit: beyond it the oldest records go.
type AuditLimit struct{ Total, PerRoom int }

// Options are what every form of store needs to know.
type Options struct {
	TTL       time.Duration         // how long a node and its leases live without a heartbeat; 0 means DefaultTTL
	Retention time.Duration         // how long a room's record outlives its owner; 0 means DefaultRetention
	Sleep     time.Duration         // the same of a room that sleeps and has regulars; 0 means DefaultSleep
	AuditAge  time.Duration         // how long an audit record is kept; 0 means DefaultAuditAge
	Audit     [AuditLogs]AuditLimit // of each log; 0 means the default: 100,000 records in all

	SampleEvery time.Duration // between two samples of the busiest hours, over all nodes; 0 means DefaultSample
}

// WithDefaults fills in what is zero.
func (o Options) WithDefaults() Options {
	if o.TTL <= 0 {
		o.TTL = DefaultTTL
	}
	if o.Retention <= 0 {
		o.Retention = DefaultRetention
	}
	if o.Sleep <= 0 {
		o.Sleep = DefaultSleep
	}
	if o.AuditAge <= 0 {
		o.AuditAge = DefaultAuditAge
	}
	if o.SampleEvery <= 0 {
		o.SampleEvery = DefaultSample
	}
	for log, standard := range defaultAudit {
		if o.Audit[log] == (AuditLimit{}) {
			o.Audit[log] = standard
		}
	}
	return o
}

// Keeps is how long a record outlives the owner that wrote it.
func (o Options) Keeps(record room.Record) time.Duration {
	if record.Asleep && record.Memory.Familiar() {
		return max(o.Sleep, o.Retention)
	}
	return o.Retention
}

// Store keeps what nodes share. Every expiry is by the store's own clock. All methods are safe for use by many
// goroutines, can be repeated without harm, and return either a coded refusal of this package or a fault that
// says the store could not be asked.
type Store interface {
	// Heartbeat keeps a node and its leases alive for another TTL, and says what the store has of them. A lease
	// the store has forgotten, and nobody newer has taken, is restored with its epoch.
	Heartbeat(ctx context.Context, node Node, leases []Lease) (Report, error)
	// Nodes lists the nodes alive.
	Nodes(ctx context.Context) ([]Node, error)

	// Claim takes a room for a node. It fails with ErrTaken while another node's lease lives; repeated by the
	// owner it gives the same lease.
	Claim(ctx context.Context, room, node string) (Lease, error)
	// Owner gives the living lease of a room, or ErrNotFound.
	Owner(ctx context.Context, room string) (Lease, error)
	// Release gives a lease up and takes the room off the listings; the record stays for the next owner. A
	// lease that is no longer held is released already.
	Release(ctx context.Context, lease Lease) error

	// Save writes records, each under its lease, and thereby lists the rooms and their people. A record older
	// than the stored one is ignored, a closed one removes the room. One asleep is the last under its lease, which
	// it gives up: it takes the room off the listings and is kept for whoever claims it next. Those whose epoch is stale are refused
	// together in a *LostError, while the others are written. Versions compare under one lease: a new owner opens
	// the room anew and counts from the start.
	Save(ctx context.Context, batch ...Snapshot) error
	// Load gives the last record of a room, owned or not, or ErrNotFound.
	Load(ctx context.Context, room string) (room.Record, error)

	// SaveBans keeps a room's bans as they now are, under its lease: a stale one is refused with ErrStaleEpoch. They
	// outlive the room as long as the longest of them, those without an end for PermanentBanTime after the save.
	SaveBans(ctx context.Context, lease Lease, bans []room.BanRecord) error
	// Bans gives a room's bans that are not over, in the order they were saved in; none is no error.
	Bans(ctx context.Context, room string) ([]room.BanRecord, error)

	// AppendAudit adds records to their logs, each once however often it is written. Beyond Options.Audit the oldest
	// of the same log go, in the room and over all; so does what is older than AuditAge, by the time in its id. It
	// refuses all of them when one is out of bounds.
	AppendAudit(ctx context.Context, batch ...AuditEntry) error
	// Audit gives one page of the logs that a query reads, newest first, and where the next begins, "" at the end.
	Audit(ctx context.Context, query AuditQuery) (entries []AuditEntry, next string, err error)

	// Rooms lists the rooms of living nodes, each once.
	Rooms(ctx context.Context) ([]room.Listing, error)
	// People lists the members of the rooms of living nodes.
	People(ctx context.Context) ([]Person, error)
	// Sweep removes nodes that have expired and returns their people. Over all nodes that sweep, a person is
	// returned once at most: one whose sweeper dies before it reads the answer is not returned again.
	Sweep(ctx context.Context) ([]Person, error)
	// Forget removes a node that stops in order, without its people being returned by a Sweep.
	Forget(ctx context.Context, node string) error

	// SaveAwake makes the node's people those it has, by differences: who has come, or has changed, and who has gone,
	// each as often as one likes. With reset the store first drops what it has of the node. It answers how many it has
	// of the node now.
	SaveAwake(ctx context.Context, node string, reset bool, come []Awake, gone []string) (int, error)
	// AwakeBy counts people by time zone for each facet: each person once, on however many nodes they are.
	AwakeBy(ctx context.Context, facets []Facet) ([]map[string]int, error)
	// Online says who of at most MaxOnline people is awake anywhere.
	Online(ctx context.Context, participants []string) ([]bool, error)
	// SampleHours adds the present counts to this hour's averages, once per Options.SampleEvery over all nodes.
	SampleHours(ctx context.Context) error
	// Hours gives 24 averages by UTC hour of natives of each language.
	Hours(ctx context.Context, languages []string) ([][24]float64, error)

	// Ping says whether the store answers.
	Ping(ctx context.Context) error
	// Close lets go of connections and files. It may be called twice.
	Close() error
}

// Node is one server process.
type Node struct {
	ID       string // drawn by NewID at start
	URL      string // where its signaling is reached
	Region   string
	Version  string
	Started  time.Time
	Rooms    int
	People   int
	Draining bool // takes no new rooms
}

// Lease is a node's ownership of a room. Of two leases of a room the one with the higher epoch is the newer.
type Lease struct {
	Room  string
	Node  string
	Epoch uint64
}

// Snapshot is a room's record under the lease of the node that writes it.
type Snapshot struct {
	Lease  Lease
	Record room.Record
}

// Report is what a store knows of a node after its heartbeat.
type Report struct {
	Listed   int       // rooms the node has on the listings
	Renewals []Renewal // one per lease, in order
}

// Renewal is the outcome for one lease.
type Renewal struct {
	Lease   Lease
	Lost    bool   // a newer owner has the room
	Version uint64 // of the record the store has under this lease, 0 for none
}

// Person is a member of a room somewhere, as the directory shows them.
type Person struct {
	ID       string
	Name     string
	Room     string
	Node     string
	Role     room.Role
	Seat     int // -1 off the stage
	Speaks   []string
	Learns   []string
	TimeZone string
}

// Check refuses a lease whose ids cannot be keys.
func (l Lease) Check() error {
	if !ValidID(l.Room) || !ValidID(l.Node) {
		return ErrInvalidID
	}
	return nil
}

// Check refuses a snapshot whose record is not of the leased room.
func (s Snapshot) Check() error {
	if err := s.Lease.Check(); err != nil {
		return err
	}
	if s.Record.ID != s.Lease.Room {
		return ErrRecord
	}
	return nil
}
