package room

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"corner/room/rounds"
	"corner/room/talktime"
)

// How talk time is told.
const (
	// talkEvery is how often the room hears of it while somebody speaks, and talkSoon how soon when somebody leaves
	// the stage: then the others look.
	talkEvery = 5 * time.Second
	talkSoon  = time.Second
	// talkWaiting is how many of those who wait it is told of, beside everybody on the stage.
	talkWaiting = MaxSeats
	// maxHidden bounds who is remembered as hiding their talk time when they are not here and have none.
	maxHidden = talktime.MaxPeople
)

// Voice is how long somebody was voiced since the last word of it.
type Voice struct {
	Participant string
	Voiced      time.Duration
}

// talking is the room's talk time and what was told of it.
type talking struct {
	book   *talktime.Book
	hidden map[string]bool // who hides theirs, by identity
	stale  bool            // it changed since it was told
	own    map[string]bool // who hides theirs, and it changed since they were told
	told   time.Time
	soon   bool // somebody left the stage since
}

func newTalking() talking {
	return talking{book: talktime.New(nil), hidden: make(map[string]bool), own: make(map[string]bool)}
}

// due is when it is told next, zero for nothing to tell.
func (t *talking) due() time.Time {
	switch {
	case !t.stale:
		return time.Time{}
	case t.soon:
		return t.told.Add(talkSoon)
	}
	return t.told.Add(talkEvery)
}

// Spoke takes how long people were voiced. It never waits and may be called on any goroutine. False means that the
// room is too busy: it is to be told again. A list that was taken is the room's; one that has ended takes everything.
func (r *Room) Spoke(voices []Voice) bool {
	select {
	case <-r.done:
		return true
	default:
	}
	select {
	case r.voices <- voices:
		return true
	default:
		return false
	}
}

// spoke writes down how long people were voiced, in the language of the round. Who has just left is written down too.
func (s *state) spoke(now time.Time, voices []Voice) []effect {
	round, _ := s.round.At(now)
	language := s.languageOf(round)
	for _, v := range voices {
		if v.Voiced <= 0 || v.Participant == "" || len(v.Participant) > maxIdentifier {
			continue
		}
		before := s.talking.book.Total(v.Participant)
		s.talking.book.Add(v.Participant, language, v.Voiced, now)
		s.talking.stale = true
		if s.talking.hidden[v.Participant] {
			s.talking.own[v.Participant] = true
		}
		if m := s.members[v.Participant]; m != nil && !m.raised.IsZero() && minutes(before) != minutes(s.voiced(m)) {
			s.lineStale = true
		}
	}
	s.tellGathered(now)
	return s.take()
}

// minutes is what decides of talk time between two who wait.
func minutes(d time.Duration) int64 { return int64(d / time.Minute) }

// spoken is the language that voiced time counts for now, "" for none in particular.
func (s *state) spoken() string { return s.languageOf(s.round) }

// languageOf is the language voiced time counts for while the timetable stands so: that of the round, also while it is
// paused, else the only one of the room.
func (s *state) languageOf(round rounds.Clock) string {
	switch {
	case round.Running():
		return round.Now().Language
	case len(s.settings.Languages) == 1:
		return s.settings.Languages[0]
	}
	return ""
}

// voiced is how long a member was voiced tonight.
func (s *state) voiced(m *member) time.Duration { return s.talking.book.Total(m.id) }

// hideTalk hides a member's talk time from the others, or shows it again.
func (s *state) hideTalk(m *member, hidden bool) {
	if s.talking.hidden[m.id] == hidden {
		return
	}
	if hidden {
		s.talking.hidden[m.id] = true
	} else {
		delete(s.talking.hidden, m.id)
	}
	if s.voiced(m) > 0 {
		s.talking.stale, s.talking.soon = true, true
	}
	s.tellOwnTalk(m.id)
}

// forgetHidden forgets that somebody who has gone hides a talk time they do not have, where many do: else whoever
// comes by once would be remembered for ever.
func (s *state) forgetHidden(m *member) {
	if len(s.talking.hidden) > maxHidden && s.voiced(m) == 0 {
		delete(s.talking.hidden, m.id)
	}
}

// offStage notes that somebody leaves the stage: they are told their own talk time, and the others the rest soon.
func (s *state) offStage(m *member) {
	if s.voiced(m) == 0 {
		return
	}
	s.talking.stale, s.talking.soon = true, true
	s.tellOwnTalk(m.id)
}

// tellTalk tells the talk time when it is time to.
func (s *state) tellTalk(now time.Time) {
	t := &s.talking
	if !t.stale || now.Before(t.due()) || len(s.members) == 0 {
		return
	}
	t.book.Settle(now)
	t.stale, t.soon, t.told = false, false, now
	s.pending = append(s.pending, tell{event: &Event{Body: s.talk()}})
	for _, id := range slices.Sorted(maps.Keys(t.own)) {
		if s.members[id] != nil {
			s.tellOwnTalk(id)
		}
	}
	clear(t.own)
}

// tellOwnTalk tells a member their own talk time.
func (s *state) tellOwnTalk(id string) {
	delete(s.talking.own, id)
	s.pending = append(s.pending, tell{event: &Event{Body: s.ownTalk(id)}, to: []string{id}})
}

// ownTalk is somebody's talk time as they are told it.
func (s *state) ownTalk(id string) OwnTalk {
	return OwnTalk{Voiced: s.talking.book.Of(id), Hidden: s.talking.hidden[id]}
}

// talk is the talk time as everybody may see it.
func (s *state) talk() TalkTold {
	var told TalkTold
	add := func(m *member) {
		if s.talking.hidden[m.id] {
			told.Hidden = append(told.Hidden, m.id)
		} else if voiced := s.talking.book.Of(m.id); len(voiced) > 0 {
			told.People = append(told.People, PersonTalk{m.id, voiced})
		}
	}
	for i := range s.seats {
		if m := s.seats[i].occupant; m != nil {
			add(m)
		}
	}
	for _, m := range s.lately(talkWaiting) {
		add(m)
	}
	told.Languages = s.talkByLanguage()
	return told
}

// talkByLanguage is the totals of everybody. Those who hide theirs are among them only where two at least have spoken:
// what is left of a sum when all that is seen has been taken off must not be one person's.
func (s *state) talkByLanguage() []talktime.Entry {
	var hidden []talktime.Entry
	hiders := 0
	for id := range s.talking.hidden {
		if own := s.talking.book.Of(id); len(own) > 0 {
			hidden = own
			hiders++
		}
	}
	totals := s.talking.book.Languages()
	if hiders != 1 {
		return totals
	}
	for _, own := range hidden {
		at, _ := slices.BinarySearchFunc(totals, own, func(a, b talktime.Entry) int { return cmp.Compare(a.Language, b.Language) })
		totals[at].Voiced -= own.Voiced
	}
	return slices.DeleteFunc(totals, func(e talktime.Entry) bool { return e.Voiced == 0 })
}
