package signaling

import (
	"context"
	"time"

	"corner/room"
)

// Media opens the media of rooms.
type Media interface {
	OpenRoom(id string, o SpeakersObserver) RoomMedia
}

// RoomMedia is one room's media: the room's hand on it, and the joining of one participant.
type RoomMedia interface {
	room.Media
	// Connect answers a participant's offer. A second one replaces the first.
	Connect(participant, offer string) (Answer, error)
	// Restart answers an offer with new ICE credentials for the connection that there is, or says that there is none.
	Restart(participant, offer string) (answer string, err error)
	// SetLowDelay says whether a participant wants packets at once, even where those of others are merged.
	SetLowDelay(participant string, on bool)
}

// Answer is what a participant's browser needs of the media plane.
type Answer struct {
	SDP           string
	MicrophoneMid string
	Slots         []SlotLine
}

// SlotLine says which m-line carries a slot.
type SlotLine struct {
	Slot int    `json:"slot"`
	Mid  string `json:"mid"`
}

// SpeakersObserver is told who is heard and for how long, a few times a second at most. It is called on the media
// goroutine and does not block.
type SpeakersObserver interface {
	// Speakers says who is heard; the update is the observer's to keep.
	Speakers(SpeakersUpdate)
	// Voices says how long each was voiced since the observer last took that. False: not taken, it is said again
	// with what follows. The list is the observer's to keep.
	Voices([]room.Voice) bool
}

// SpeakersUpdate is who plays in each slot, who speaks, and whose microphone packets arrive.
type SpeakersUpdate struct {
	Slots     []string   `json:"slots"`
	Speaking  []Speaking `json:"speaking"`
	Receiving []string   `json:"receiving"`
}

// Speaking is one who speaks: Level in dBov, 0 loudest, -127 silence.
type Speaking struct {
	Participant string `json:"participant"`
	Level       int    `json:"level"`
}

// Directory knows the live rooms of every node, and what outlives them.
type Directory interface {
	// Rooms lists them; stale says that the store is away and others' rooms may be out of date.
	Rooms(ctx context.Context) (listings []room.Listing, stale bool)
	// Claim makes this node the owner of a room, or refuses.
	Claim(ctx context.Context, id string) error
	// Locate says where a room lives: here, or at the signaling URL of another node.
	Locate(ctx context.Context, id string) (url string, here bool, err error)
	// Recall gives what is known of a room that nobody owns from its last time, or refuses.
	Recall(ctx context.Context, id string) (room.Record, error)
	// Ping reports whether the store behind the directory answers.
	Ping(ctx context.Context) error
	// Bans lists the exclusions of a room that are still in force from its last time.
	Bans(ctx context.Context, id string) ([]room.BanRecord, error)
	// Audit lists what was done in rooms, the newest first.
	Audit(ctx context.Context, q AuditQuery) (AuditPage, error)

	// Awake says how many people there are now who speak and who learn each of some languages (base languages); stale
	// says that the counts may be old.
	Awake(ctx context.Context, languages []string) (lines []AwakeLine, stale bool)
	// Watch counts somebody who is in no room as awake, until release, which may be called twice.
	Watch(participant string, p room.Profile) (release func())
	// Online says who of some people is awake anywhere.
	Online(ctx context.Context, participants []string) ([]bool, error)
	// Hours gives 24 averages by UTC hour of those who speak each language.
	Hours(ctx context.Context, languages []string) ([][24]float64, error)
}

// AuditQuery says which records are asked for.
type AuditQuery struct {
	Room    string // "" for every room
	Before  string // ID of the record that the page comes after, "" to begin with the newest
	Limit   int    // at most so many
	Private bool   // those for operators alone too
}

// AuditPage is some records and where the next ones begin, "" at the end.
type AuditPage struct {
	Records []AuditEntry
	Next    string
}

// AuditEntry is a record as the directory keeps it.
type AuditEntry struct {
	ID string
	room.AuditRecord
}

// Load is how much the media plane has to do, and what it does about it.
type Load struct {
	Busy    float64       // share of its time that the busiest media goroutine worked, 0 to 1
	Lag     time.Duration // how late its clock ticked, the worst of the last second
	Process float64       // CPU of the process, as a share of the cores it may use
	Step    string        // of the ladder, by the name it has in metrics: one of LoadSteps
	Refuses bool          // the step takes no new listeners
}

// LoadSteps are the names of the ladder's steps, from the lowest on.
func LoadSteps() []string { return []string{"normal", "pack", "refuse", "slots"} }

// Traffic is what a room or a node has carried since it began.
type Traffic struct {
	PacketsIn, PacketsOut uint64
	BytesIn, BytesOut     uint64
}

// MediaStats is the media plane's state for /metrics. The keys of the maps are few and fixed.
type MediaStats struct {
	Traffic
	Resent     uint64            // packets sent again because a listener asked
	Switches   uint64            // slots that changed hands
	Reports    uint64            // of listeners, each with the share of packets that were lost
	Loss       float64           // sum of these shares
	Dropped    map[string]uint64 // packets, by cause
	Transports map[string]int    // connections, by state
	Handshakes map[string]uint64 // of transports, by result
}

// DirectoryStats is the state of the directory's hand on its store for /metrics.
type DirectoryStats struct {
	Away    bool   // the store does not answer
	Pending int    // rooms whose latest record is not in the store yet
	Lost    uint64 // rooms that another node owns now
	Awake   int    // people of this node who are counted as awake
	Faults  uint64 // exchanges with the store that failed

	Unwritten int    // audit records that are not in the store yet
	Unaudited uint64 // audit records that were dropped: too many waited
}

// trafficker is what a RoomMedia may do besides: count for the operator's list.
type trafficker interface {
	Traffic() Traffic
}

// rollCaller is what a RoomMedia may do besides: say who sends or hears, for the reconciler.
type rollCaller interface {
	Participants() []string
}
