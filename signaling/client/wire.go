package client

// The shapes of PROTOCOL.md, as a client sees them.

// Profile is what a participant tells the others.
type Profile struct {
	Name     string   `json:"name"`
	Speaks   []string `json:"speaks"`
	Learns   []string `json:"learns"`
	TimeZone string   `json:"time_zone"`
}

// Mute is the three bits that close a microphone.
type Mute struct {
	Self bool `json:"self"`
	Host bool `json:"host"`
	Seat bool `json:"seat"`
}

// Participant is the public view of one member; Seat is -1 off the stage.
type Participant struct {
	ID string `json:"id"`
	Profile
	Role      string `json:"role"`
	Seat      int    `json:"seat"`
	Mute      Mute   `json:"mute"`
	Connected bool   `json:"connected"`
	JoinedMS  int64  `json:"joined_ms"`
}

// Seat is one place on the stage.
type Seat struct {
	Index    int          `json:"index"`
	Locked   bool         `json:"locked"`
	Muted    bool         `json:"muted"`
	Occupant *Participant `json:"occupant"`
}

// Hand is a raised hand.
type Hand struct {
	Participant Participant `json:"participant"`
	RaisedMS    int64       `json:"raised_ms"`
}

// Invitation asks somebody onto the stage.
type Invitation struct {
	Participant string `json:"participant"`
	By          string `json:"by"`
	ExpiresMS   int64  `json:"expires_ms"`
}

// Audience is those off the stage: a count and a sample.
type Audience struct {
	Count  int           `json:"count"`
	Sample []Participant `json:"sample"`
}

// RoomInfo is the room itself.
type RoomInfo struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Languages []string `json:"languages"`
	Topic     string   `json:"topic"`
	Seats     int      `json:"seats"`
	Mode      string   `json:"mode"`
	Capacity  int      `json:"capacity"`
	CreatedMS int64    `json:"created_ms"`
}

// Snapshot is the whole room as this member sees it. A Snapshot handed out never changes.
type Snapshot struct {
	Revision     uint64       `json:"revision"`
	ServerTimeMS int64        `json:"server_time_ms"`
	Room         RoomInfo     `json:"room"`
	Host         string       `json:"host"`
	You          Participant  `json:"you"`
	Stage        []Seat       `json:"stage"`
	Hands        []Hand       `json:"hands"`
	Invitations  []Invitation `json:"invitations"`
	Audience     Audience     `json:"audience"`
}

// SlotLine says which m-line carries a slot.
type SlotLine struct {
	Slot int    `json:"slot"`
	Mid  string `json:"mid"`
}

// Welcome is the answer to a join.
type Welcome struct {
	Session       string     `json:"session"`
	ResumeToken   string     `json:"resume_token"`
	GuestToken    string     `json:"guest_token"`
	You           string     `json:"you"`
	Answer        string     `json:"answer"`
	MicrophoneMid string     `json:"microphone_mid"`
	Slots         []SlotLine `json:"slots"`
	HeartbeatMS   int64      `json:"heartbeat_ms"`
	ResumeMS      int64      `json:"resume_ms"`
	Snapshot      Snapshot   `json:"snapshot"`
}

// Resumed is the answer to a resume. Snapshot is nil when every missed event follows.
type Resumed struct {
	ResumeToken string    `json:"resume_token"`
	Replayed    int       `json:"replayed"`
	Snapshot    *Snapshot `json:"snapshot"`
}

// Speakers is the data of a "speakers" event.
type Speakers struct {
	Slots    []string `json:"slots"`
	Speaking []struct {
		Participant string `json:"participant"`
		Level       int    `json:"level"`
	} `json:"speaking"`
	Receiving []string `json:"receiving"`
}
