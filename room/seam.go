package room

import "time"

// Sink takes what one member is to hear. It is called on the room's goroutine and must not block, nor call back
// into the room. Sinks are compared, so they are pointers.
type Sink interface {
	// Send queues an event. False says that the member is too slow: the room lets go of the sink, keeps the
	// member for the grace, and the sink closes its connection.
	Send(*Event) bool
	// Close says that nothing more will come, and why.
	Close(Reason)
}

// Reason says why a room lets go of a sink.
type Reason uint8

// The reasons.
const (
	Replaced   Reason = iota + 1 // the same identity joined or resumed elsewhere
	RoomClosed                   // the room has ended
	Left                         // the member asked to leave
	RoomLost                     // another node owns the room now: it goes on there
	WasKicked                    // by host or moderator
	WasBanned                    // by host or moderator
)

// Media is the room's hand on the media plane. It must not block.
type Media interface {
	// AllowPublish opens or closes a participant's gate. When it returns from closing, no packet of theirs is
	// forwarded any more.
	AllowPublish(participant string, allowed bool)
	// Remove ends a participant's media: who is not a member hears nothing.
	Remove(participant string)
	// Close ends the room's media.
	Close()
}

// Presence takes the latest record of a room. It must not block; only the latest matters.
type Presence interface {
	Update(Record)
}

// Record is what the directory keeps of a live room.
type Record struct {
	ID       string
	Version  uint64 // grows with every record of the room
	Settings Settings
	Created  time.Time
	Host     string
	Members  []Participant
	Memory   Memory
	Closed   bool // the last record: forget the room
	Asleep   bool // the last record: keep it, and list the room no more

	Dismissed bool            // of a Closed one: its host ended it. The directory does not keep it
	Counts    []LanguageCount // of those who are connected, by language of the room
	FreeSeats int             // that somebody could take
	Round     string          // language of the round that runs, "" for none
}

// Listing is what a lobby shows of a live room.
type Listing struct {
	ID           string
	Settings     Settings
	Created      time.Time
	Node         string // the node that owns it
	HostName     string // "" for none
	Speakers     int    // people on the stage
	Participants int    // everybody
	Roles        Roles
	Counts       []LanguageCount // of those who are connected, by language of the room
	FreeSeats    int             // that somebody could take
	Round        string          // language of the round that runs, "" for none
}

// Roles counts members by role.
type Roles [Host + 1]int

// noMedia is the media plane of a room without one.
type noMedia struct{}

func (noMedia) AllowPublish(string, bool) {}
func (noMedia) Remove(string)             {}
func (noMedia) Close()                    {}

// noPresence is the directory of a room that is in none.
type noPresence struct{}

func (noPresence) Update(Record) {}
