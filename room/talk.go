package room

import (
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	maxMessageLines = 10
	maxRuleLines    = 20
	writingBurst    = 5               // messages of one person
	writingWindow   = 5 * time.Second // in this time
	sentimentWindow = 2 * time.Second
	// crowdBurst is how many lines listeners and speakers together may write in a writingWindow: in a crowd nobody
	// could read more, and each goes to everyone.
	crowdBurst = 50
)

// crowd is when the last of all the lines were written.
type crowd struct {
	times [crowdBurst]time.Time
	at    int // the oldest
}

func (c *crowd) note(now time.Time) {
	c.times[c.at] = now
	c.at = (c.at + 1) % crowdBurst
}

// wait is how long until another is within the bound.
func (c *crowd) wait(now time.Time) time.Duration {
	return max(0, c.times[c.at].Add(writingWindow).Sub(now))
}

// writing is when somebody last wrote, the oldest of the burst first.
type writing struct{ times [writingBurst]time.Time }

func (w *writing) last() time.Time { return w.times[writingBurst-1] }

func (w *writing) note(now time.Time) {
	copy(w.times[:], w.times[1:])
	w.times[writingBurst-1] = now
}

// wait is how long until another is within the bound of a burst in a time.
func (w *writing) wait(now time.Time, window time.Duration) time.Duration {
	return max(0, w.times[0].Add(window).Sub(now))
}

// author is a member as the chat shows them; of nobody, the room itself.
func author(m *member) Author {
	if m == nil {
		return Author{}
	}
	return Author{ID: m.id, Name: m.profile.Name, Speaks: m.profile.Speaks, Learns: m.profile.Learns}
}

// sendMessage adds somebody's words to the chat. Mentions of people who are not here are left out.
func (s *state) sendMessage(now time.Time, by *member, c SendMessage) {
	text, _ := cleanText(c.Text, MaxMessage, maxMessageLines) // checked before
	var mentions []string
	for _, id := range c.Mentions {
		if s.members[id] != nil && !slices.Contains(mentions, id) {
			mentions = append(mentions, id)
		}
	}
	by.written.note(now)
	if by.role < Moderator {
		s.crowd.note(now)
	}
	s.say(now, Message{From: author(by), Text: text, ReplyTo: c.ReplyTo, Mentions: mentions})
}

// line adds a word of the room itself.
func (s *state) line(now time.Time, m Message) {
	m.System = true
	s.say(now, m)
}

// say numbers a message, keeps it in place of the oldest, and tells everyone.
func (s *state) say(now time.Time, m Message) {
	s.messages++
	m.ID, m.Sent = s.messages, now
	if len(s.chat) >= ChatKept {
		s.chat = append(make([]Message, 0, ChatKept+1), s.chat[1:]...)
	}
	s.chat = append(s.chat, m)
	s.tellAll(MessageSent{Message: m})
}

// message finds a message that is still kept. IDs are without gaps, so the number is the place.
func (s *state) message(id uint64) *Message {
	if len(s.chat) == 0 || id < s.chat[0].ID || id > s.messages {
		return nil
	}
	return &s.chat[id-s.chat[0].ID]
}

// authorOf is who wrote a message. A line of the room itself has no words to take away.
func (s *state) authorOf(id uint64) (subject, error) {
	m := s.message(id)
	if m == nil || m.System {
		return subject{}, ErrNoMessage
	}
	if writer, here := s.members[m.From.ID]; here {
		return one(writer), nil
	}
	return subject{}, nil
}

// deleteMessage takes the words away and leaves the place.
func (s *state) deleteMessage(by, target *member, id uint64) {
	m := s.message(id)
	if m.Deleted {
		return
	}
	m.Deleted, m.DeletedBy, m.Text, m.Mentions = true, by.id, "", nil
	s.tellAll(MessageDeleted{ID: id, By: by.id})
	if target != nil && target != by {
		s.notify(by, target, Notice{Action: "message_deleted", Seat: -1})
	}
}

// muteChat keeps somebody from writing, or lets them again.
func (s *state) muteChat(now time.Time, by, target *member, c MuteChat) {
	if target.chatMuted == c.Muted {
		return
	}
	target.chatMuted = c.Muted
	action := "chat_unmuted"
	if c.Muted {
		action = "chat_muted"
	}
	s.announce(target)
	s.notify(by, target, Notice{Action: action, Reason: c.Reason, Seat: -1})
	s.line(now, Message{Code: action, From: author(by), About: author(target), Reason: c.Reason})
}

// history lists the newest messages before one (0: any), oldest first, and whether there are older ones.
func (s *state) history(before uint64, limit int) ([]Message, bool) {
	end := len(s.chat)
	if before > 0 {
		end, _ = slices.BinarySearchFunc(s.chat, before, func(m Message, id uint64) int {
			if m.ID < id {
				return -1
			}
			return 1
		})
	}
	from := max(0, end-min(max(limit, 1), maxPage))
	return slices.Clone(s.chat[from:end]), from > 0
}

// sentiment is what is being counted: each person once in each way.
type sentiment struct {
	due       time.Time // when it is told; zero while there is nothing
	seen      map[string]bool
	reactions map[string]int
	signals   map[SignalCount]int // by participant and signal
}

// open begins a window, if none is open, and reports whether this is the first time somebody says this in it.
func (t *sentiment) open(now time.Time, what string) bool {
	if t.due.IsZero() {
		*t = sentiment{due: now.Add(sentimentWindow), seen: map[string]bool{}, reactions: map[string]int{}, signals: map[SignalCount]int{}}
	}
	if t.seen[what] {
		return false
	}
	t.seen[what] = true
	return true
}

func (s *state) react(now time.Time, by *member, emoji string) {
	if s.sentiment.open(now, by.id+" "+emoji) {
		s.sentiment.reactions[emoji]++
	}
}

func (s *state) signal(now time.Time, by, target *member, signal Signal) {
	if s.sentiment.open(now, by.id+" "+target.id+" "+string(signal)) {
		s.sentiment.signals[SignalCount{Participant: target.id, Signal: signal}]++
	}
}

// tellSentiment tells what was counted, once the moment is over.
func (s *state) tellSentiment(now time.Time) {
	if s.sentiment.due.IsZero() || now.Before(s.sentiment.due) {
		return
	}
	var told Reacted
	for _, emoji := range Reactions {
		if n := s.sentiment.reactions[emoji]; n > 0 {
			told.Reactions = append(told.Reactions, ReactionCount{Emoji: emoji, Count: n})
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(s.sentiment.signals), compareSignals) {
		if s.members[key.Participant] != nil {
			told.Signals = append(told.Signals, SignalCount{key.Participant, key.Signal, s.sentiment.signals[key]})
		}
	}
	s.sentiment = sentiment{}
	s.pending = append(s.pending, tell{event: &Event{Body: told}})
}

func compareSignals(a, b SignalCount) int {
	return strings.Compare(a.Participant+" "+string(a.Signal), b.Participant+" "+string(b.Signal))
}
