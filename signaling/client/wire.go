package client

// The shapes of PROTOCOL.md, as a client sees them.

// Profile is what a participant tells the others.
type Profile struct {
	Name     string   `json:"name"`
	Speaks   []string `json:"speaks"`
	Learns   []string `json:"learns"`
	TimeZone string   `json:"time_zone"`
	Levels   []Skill  `json:"levels,omitempty"`
	Hidden   bool     `json:"hidden,omitempty"` // of oneself only
}

// Skill is how well somebody speaks a language they learn.
type Skill struct {
	Language string `json:"language"`
	Level    string `json:"level"` // A1 to C2
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
	Role       string `json:"role"`
	Seat       int    `json:"seat"`
	Mute       Mute   `json:"mute"`
	ChatMuted  bool   `json:"chat_muted"`
	TurnEndsMS int64  `json:"turn_ends_ms"` // 0 without a turn
	Connected  bool   `json:"connected"`
	JoinedMS   int64  `json:"joined_ms"`
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

// Audience is those off the stage: how many, how many of their hands are up, and a sample.
type Audience struct {
	Count  int           `json:"count"`
	Hands  int           `json:"hands"`
	Sample []Participant `json:"sample"`
}

// Waiting is somebody before the door.
type Waiting struct {
	Participant string `json:"participant"`
	Profile
	SinceMS int64  `json:"since_ms"`
	Hold    string `json:"hold"` // guests or network
}

// RoomInfo is the room itself.
type RoomInfo struct {
	ID              string        `json:"id"`
	Title           string        `json:"title"`
	Languages       []string      `json:"languages"`
	Topic           string        `json:"topic"`
	Rules           string        `json:"rules"`
	Translations    []Translation `json:"translations"`
	Seats           int           `json:"seats"`
	Mode            string        `json:"mode"` // free, apply or invite
	Capacity        int           `json:"capacity"`
	TurnSeconds     int           `json:"turn_seconds"`
	TurnMutes       bool          `json:"turn_mutes"`
	SlowModeSeconds int           `json:"slow_mode_seconds"`
	Locked          bool          `json:"locked"`
	WaitingRoom     bool          `json:"waiting_room"`
	Owner           string        `json:"owner"`
	CreatedMS       int64         `json:"created_ms"`

	Level     string   `json:"level"` // A1 to C2, "" for anybody
	Pace      string   `json:"pace"`  // slow, natural, fast or ""
	Tags      []string `json:"tags"`
	Kept      []Keep   `json:"kept"`
	Queue     string   `json:"queue"` // fair or first_come
	TurnNext  bool     `json:"turn_next"`
	Timetable []Phase  `json:"timetable"`
}

// Keep is a seat that is kept for some.
type Keep struct {
	Seat     int    `json:"seat"`
	For      string `json:"for"` // native or learner
	Language string `json:"language"`
}

// Phase is one language of a timetable and how long it lasts.
type Phase struct {
	Language string `json:"language"`
	Seconds  int    `json:"seconds"`
}

// Translation is the room's title and rules in another language.
type Translation struct {
	Language string `json:"language"`
	Title    string `json:"title"`
	Rules    string `json:"rules"`
}

// Snapshot is the whole room as this member sees it. A Snapshot handed out never changes.
type Snapshot struct {
	Revision     uint64       `json:"revision"`
	ServerTimeMS int64        `json:"server_time_ms"`
	Room         RoomInfo     `json:"room"`
	Host         string       `json:"host"`
	You          Participant  `json:"you"`
	Stage        []Seat       `json:"stage"`
	Hands        []Hand       `json:"hands"` // the first 100 for leaders and the stage, else one's own
	Invitations  []Invitation `json:"invitations"`
	Waiting      []Waiting    `json:"waiting"` // for host and moderators
	Blocked      []string     `json:"blocked"` // by oneself
	Chat         []Message    `json:"chat"`    // the newest 50, the oldest first
	Audience     Audience     `json:"audience"`
	HandPosition int          `json:"hand_position"` // of one's own in the queue, from 1; 0 without one
	Round        Round        `json:"round"`
	Card         *Card        `json:"card"` // nil for none on the table
	HandAhead    Ahead        `json:"hand_ahead"`
	HandAtMost   int          `json:"hand_at_most"` // people are served before oneself, but for cut-ins
	Talk         Talk         `json:"talk"`
	YouVoiced    []Voiced     `json:"you_voiced"` // one's own talk time, whether the others see it or not
	Duty         *Duty        `json:"duty"`       // nil in a room without shifts
}

// Duty is whose it is to host, by the room's shifts. Who does is Snapshot.Host.
type Duty struct {
	Now        *DutyPerson `json:"now"` // nil for nobody
	UntilMS    int64       `json:"until_ms"`
	Substitute *DutyPerson `json:"substitute"` // of Now
	Next       *DutyPerson `json:"next"`
	NextMS     int64       `json:"next_ms"`
	NextZone   string      `json:"next_zone"` // IANA, Next's own
}

// DutyPerson is somebody who need not be in the room.
type DutyPerson struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Ahead counts those who stand before oneself in the line, by what decides between the two.
type Ahead struct {
	CutIn    int `json:"cut_in"`
	Patience int `json:"patience"`
	Share    int `json:"share"`
	Learner  int `json:"learner"`
	Time     int `json:"time"`
}

// Talk is who was voiced for how long tonight: those on the stage and the first who wait.
type Talk struct {
	People    []PersonTalk `json:"people"`
	Languages []Voiced     `json:"languages"` // of everybody together
	Hidden    []string     `json:"hidden"`    // who hides theirs; oneself too, wherever one is
}

// PersonTalk is somebody's talk time.
type PersonTalk struct {
	Participant string   `json:"participant"`
	Voiced      []Voiced `json:"voiced"`
}

// Voiced is talk time in one language, "" for what was said outside rounds.
type Voiced struct {
	Language string `json:"language"`
	MS       int64  `json:"ms"`
}

// OwnTalk is the data of "talk.own".
type OwnTalk struct {
	Voiced []Voiced `json:"voiced"`
	Hidden bool     `json:"hidden"`
}

// Round is the timetable that runs; without one Phases is empty.
type Round struct {
	Serial uint64  `json:"serial"`
	Phases []Phase `json:"phases"`
	Index  int     `json:"index"`
	EndsMS int64   `json:"ends_ms"` // of the phase, by the server's clock; 0 while paused
	LeftMS int64   `json:"left_ms"` // of the phase while paused
	Paused bool    `json:"paused"`
	Pack   string  `json:"pack"` // cards are dealt from it, "" for none
}

// Card is a card on the table.
type Card struct {
	ID     string `json:"id"`
	Pack   string `json:"pack"`
	Level  string `json:"level"`
	Text   []Text `json:"text"`
	Number int    `json:"number"`
	Of     int    `json:"of"`
}

// Text is what a card or a title says in one language.
type Text struct {
	Language string `json:"language"`
	Text     string `json:"text"`
}

// Message is one line of the chat: of a person, or, with System, of the room itself.
type Message struct {
	ID        uint64   `json:"id"`
	SentMS    int64    `json:"sent_ms"`
	System    bool     `json:"system"`
	From      *Author  `json:"from"` // nil for the room itself
	Text      string   `json:"text"`
	ReplyTo   uint64   `json:"reply_to"`
	Mentions  []string `json:"mentions"`
	Code      string   `json:"code"`  // of a system line
	About     *Author  `json:"about"` // of a system line; nil for nobody
	Reason    string   `json:"reason"`
	Value     string   `json:"value"`
	Deleted   bool     `json:"deleted"`
	DeletedBy string   `json:"deleted_by"`
}

// Author is somebody as they were when a message was written.
type Author struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Speaks []string `json:"speaks"`
	Learns []string `json:"learns"`
}

// Notice is the data of a "notice": what was done to oneself, by whom and why.
type Notice struct {
	Action  string `json:"action"`
	By      string `json:"by"` // "" for the room itself
	ByName  string `json:"by_name"`
	Reason  string `json:"reason"`
	Seat    int    `json:"seat"` // -1 where it means nothing
	Role    string `json:"role"`
	UntilMS int64  `json:"until_ms"`
}

// Reactions is the data of "reactions": what was expressed in the last moment.
type Reactions struct {
	Reactions []struct {
		Emoji string `json:"emoji"`
		Count int    `json:"count"`
	} `json:"reactions"`
	Signals []struct {
		Participant string `json:"participant"`
		Signal      string `json:"signal"`
		Count       int    `json:"count"`
	} `json:"signals"`
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
