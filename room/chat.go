package room

import (
	"slices"
	"time"
)

// Bounds of the chat.
const (
	MaxMessage   = 500 // graphemes
	MaxReport    = 200 // graphemes
	MaxMentions  = 8
	ChatKept     = 200 // messages of a room, the newest
	ChatSnapshot = 50  // of them, those in a snapshot
)

// Reactions is every reaction there is. It is never written to.
var Reactions = []string{"👏", "❤️", "😂", "🎉", "👍", "🤔"}

// Signal is a word about how somebody speaks.
type Signal string

// The signals.
const (
	Slower  Signal = "slower"
	Again   Signal = "again"
	Explain Signal = "explain"
)

// ValidSignal reports whether there is such a signal.
func ValidSignal(s Signal) bool { return s == Slower || s == Again || s == Explain }

// ValidReaction reports whether there is such a reaction.
func ValidReaction(emoji string) bool { return slices.Contains(Reactions, emoji) }

// Author is who wrote a message, or whom a system line is about, as they were then.
type Author struct {
	ID     string
	Name   string
	Speaks []string
	Learns []string
}

// Message is one line of the chat: of a person (From and Text), or of the room itself (Code and what it is about).
// A deleted one keeps its place without its words.
type Message struct {
	ID        uint64 // counts per room from 1
	Sent      time.Time
	From      Author // of a system line: who acted, ID "" for the room itself
	System    bool
	Text      string
	ReplyTo   uint64
	Mentions  []string
	Code      string // of a system line; see PROTOCOL.md
	About     Author // of a system line; ID "" for none
	Reason    string // of a system line: a reason code, or ""
	Value     string // of a system line: what was set, e.g. a mode
	Deleted   bool
	DeletedBy string // ID; the author's own or somebody's who moderates
}
