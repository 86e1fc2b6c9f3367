package room

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"corner/room/rounds"
	"corner/room/talktime"

	"go.uber.org/zap"
)

// said is how long somebody was voiced by language.
func said(entries []talktime.Entry) map[string]time.Duration {
	by := map[string]time.Duration{}
	for _, e := range entries {
		by[e.Language] = e.Voiced
	}
	return by
}

// speak has somebody be voiced for some seconds.
func speak(s *state, now time.Time, id string, seconds int) []effect {
	return s.spoke(now, []Voice{{id, time.Duration(seconds) * time.Second}})
}

func TestVoicedTimeCountsForTheLanguageOfTheMoment(t *testing.T) {
	now := instant()
	ten := []rounds.Phase{{Language: "zh-Hant", Length: 10 * time.Minute}, {Language: "en", Length: 10 * time.Minute}}
	for _, test := range []struct {
		name      string
		languages []string
		round     rounds.Clock
		after     time.Duration
		want      string
	}{
		{"the round's", []string{"zh-Hant", "en"}, rounds.Clock{}.Start(ten, now), time.Minute, "zh"},
		{"the next, though nobody has looked at the clock", []string{"zh-Hant", "en"}, rounds.Clock{}.Start(ten, now), 11 * time.Minute, "en"},
		{"the round's, also while it stands still", []string{"zh-Hant", "en"}, rounds.Clock{}.Start(ten, now).Pause(now), time.Hour, "zh"},
		{"the room's only one", []string{"en"}, rounds.Clock{}, 0, "en"},
		{"none of two", []string{"zh", "en"}, rounds.Clock{}, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := stageOf(t, Settings{Languages: test.languages}, "guest")
			s.round = test.round
			speak(s, now.Add(test.after), "guest", 7)
			speak(s, now.Add(test.after), "gone", 3) // the last of somebody who has left
			if got := said(s.talking.book.Languages()); len(got) != 1 || got[test.want] != 10*time.Second {
				t.Errorf("%v, want 10 s of %q", got, test.want)
			}
			if got := s.voiced(s.members["guest"]); got != 7*time.Second {
				t.Errorf("the guest was voiced for %v", got)
			}
		})
	}
}

func TestTalkTimeIsToldWhileSomebodySpeaksAndNotTooOften(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"en"}}, "guest")
	now := instant().Add(time.Minute)
	s.expire(now)
	var told []TalkTold
	for range 200 { // a minute of speech, told every 300 ms
		now = now.Add(300 * time.Millisecond)
		told = append(told, toldTo[TalkTold](s.spoke(now, []Voice{{"host", 300 * time.Millisecond}}), "guest")...)
	}
	if n := len(told); n < 12 || n > 13 {
		t.Fatalf("told %d times in a minute, want every 5 s", n)
	}
	last := told[len(told)-1]
	if len(last.People) != 1 || last.People[0].Participant != "host" || last.People[0].Voiced[0].Voiced < 55*time.Second {
		t.Errorf("%+v", last)
	}
	now = now.Add(10 * time.Second)
	if n := len(toldTo[TalkTold](s.expire(now), "guest")); n != 1 {
		t.Errorf("the rest of it is told %d times", n)
	}
	now = now.Add(time.Hour)
	if n := len(toldTo[TalkTold](s.expire(now), "guest")); n != 0 {
		t.Errorf("silence is told %d times", n)
	}
	if due := s.talking.due(); !due.IsZero() {
		t.Errorf("something is due at %v in a silent room", due)
	}
}

func TestTalkTimeIsToldSoonWhenSomebodyLeavesTheStage(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"en"}}, "guest")
	now := instant().Add(time.Minute)
	mustSit(t, s, "guest")
	s.expire(now)
	speak(s, now, "guest", 1)
	speak(s, now.Add(2*time.Second), "guest", 2)
	now = now.Add(2 * time.Second)
	effects, err := s.apply(now, "guest", LeaveStage{})
	if err != nil {
		t.Fatal(err)
	}
	if own := toldTo[OwnTalk](effects, "guest"); len(own) != 1 || own[0].Hidden || said(own[0].Voiced)["en"] != 3*time.Second {
		t.Errorf("who steps down is told %+v", own)
	}
	if n := len(toldTo[OwnTalk](effects, "host")); n != 0 {
		t.Errorf("the host is told the guest's own talk time")
	}
	if n := len(toldTo[TalkTold](effects, "host")); n != 1 {
		t.Errorf("the others are told %d times", n)
	}
}

func TestWhoLeavesIsToldTheirTalkTimeBeforeTheyAreLetGo(t *testing.T) {
	for _, onStage := range []bool{true, false} {
		s := stageOf(t, Settings{Languages: []string{"en"}}, "guest")
		if onStage {
			mustSit(t, s, "guest")
		}
		now := instant().Add(time.Minute)
		speak(s, now, "guest", 61)
		effects, err := s.apply(now, "guest", Leave{})
		if err != nil {
			t.Fatal(err)
		}
		told := slices.IndexFunc(effects, func(e effect) bool {
			t, is := e.(tell)
			if !is {
				return false
			}
			own, is := t.event.Body.(OwnTalk)
			return is && t.addressed("guest") && said(own.Voiced)["en"] == time.Minute
		})
		released := slices.IndexFunc(effects, func(e effect) bool { _, is := e.(release); return is })
		if told < 0 || released < told {
			t.Errorf("on stage %t: told at %d, let go at %d", onStage, told, released)
		}
	}
}

// A talk time that is hidden is nowhere to be seen, nor to be computed from what is.
func TestAHiddenTalkTimeIsNotToBeSeen(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"en"}}, "ada", "bo", "cy")
	now := instant().Add(time.Minute)
	for _, id := range []string{"ada", "bo", "cy"} {
		mustSit(t, s, id)
	}
	s.expire(now)
	own := toldTo[OwnTalk](hide(s, "ada", true), "ada")
	if len(own) != 1 || !own[0].Hidden || len(own[0].Voiced) != 0 {
		t.Errorf("who hides is told %+v", own)
	}
	s.talking.told = now
	for i, id := range []string{"ada", "bo", "cy"} {
		speak(s, now, id, 10*(i+1))
	}
	effects := s.expire(now.Add(talkEvery))
	told := toldTo[TalkTold](effects, "host")
	if len(told) != 1 || !slices.Equal(told[0].Hidden, []string{"ada"}) || len(told[0].People) != 2 {
		t.Fatalf("%+v", told)
	}
	if got := said(told[0].Languages)["en"]; got != 50*time.Second {
		t.Errorf("the total is %v: what is seen, 50 s, taken off it is what ada hides", got)
	}
	if own := toldTo[OwnTalk](effects, "ada"); len(own) != 1 || said(own[0].Voiced)["en"] != 10*time.Second {
		t.Errorf("ada is told %+v", own)
	}
	if n := len(toldTo[OwnTalk](effects, "bo")); n != 0 {
		t.Errorf("bo, who does not hide, is told by itself %d times", n)
	}
	hide(s, "bo", true)
	if got := said(s.talk().Languages)["en"]; got != time.Minute {
		t.Errorf("of two who hide the total is %v, want a minute", got)
	}
	hide(s, "ada", false)
	hide(s, "bo", false)
	if told := s.talk(); len(told.People) != 3 || len(told.Hidden) != 0 {
		t.Errorf("shown again: %+v", told)
	}
}

// hide has somebody hide their talk time or show it.
func hide(s *state, id string, hidden bool) []effect {
	s.hideTalk(s.members[id], hidden)
	return s.take()
}

// Whoever sits anywhere while ada hides: no total of a language is what is seen plus ada's.
func TestHiddenTalkTimeStaysHiddenInAnotherLanguage(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"zh", "en"}}, "ada", "bo")
	now := instant()
	phases := []rounds.Phase{{Language: "zh", Length: time.Minute}, {Language: "en", Length: time.Minute}}
	s.round = rounds.Clock{}.Start(phases, now)
	hide(s, "ada", true)
	speak(s, now.Add(time.Second), "ada", 5)
	speak(s, now.Add(61*time.Second), "bo", 7)
	if got := said(s.talk().Languages); len(got) != 1 || got["en"] != 7*time.Second {
		t.Errorf("%v: only bo's 7 s of English are anybody's to see", got)
	}
}

func TestHidingOutlivesAVisitAndIsForgottenOfWhoCameByOnce(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"en"}, Capacity: 2000}, "ada")
	hide(s, "ada", true)
	speak(s, instant(), "ada", 5)
	if _, err := s.apply(instant(), "ada", Leave{}); err != nil {
		t.Fatal(err)
	}
	mustJoinAt(t, s, instant(), "ada", Listener)
	if !s.ownTalk("ada").Hidden {
		t.Error("who comes back is shown")
	}
	for i := range 2 * maxHidden {
		id := fmt.Sprint("p", i)
		mustJoinAt(t, s, instant(), id, Listener)
		hide(s, id, true)
		if _, err := s.apply(instant(), id, Leave{}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.talking.hidden); n > maxHidden+1 || !s.ownTalk("ada").Hidden {
		t.Errorf("%d are remembered, ada among them %t", n, s.ownTalk("ada").Hidden)
	}
}

func TestAFullStageAndALongQueueAreToldOfFortyAtMost(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"en"}, Seats: MaxSeats, Capacity: 2000})
	now := instant().Add(time.Minute)
	raiseAll(t, s, now, 100)
	for i := range 100 {
		speak(s, now, fmt.Sprintf("p%04d", i), 1)
	}
	for i := range MaxSeats - 1 {
		mustSit(t, s, fmt.Sprintf("p%04d", i))
	}
	told := s.talk()
	if len(told.People) != MaxSeats-1+talkWaiting { // the host is silent
		t.Errorf("%d people are told", len(told.People))
	}
	if got := said(told.Languages)["en"]; got != 100*time.Second {
		t.Errorf("all together %v", got)
	}
}

// The media plane never waits for a room, and what a busy room does not take is told again.
func TestSpokeNeverWaits(t *testing.T) {
	r := New(Config{ID: "room"}, Settings{Languages: []string{"en"}}, zap.NewNop())
	taken := 0
	for r.Spoke([]Voice{{"p", time.Second}}) {
		taken++
	}
	if taken != voicesSize {
		t.Errorf("%d were taken by a room that does not run", taken)
	}
	close(r.done)
	if !r.Spoke(nil) {
		t.Error("a room that has ended wants to be told again")
	}
}

// mustSit has somebody sit on the lowest seat that is free.
func mustSit(t *testing.T, s *state, id string) {
	t.Helper()
	index := slices.IndexFunc(s.seats[1:], func(p place) bool { return p.occupant == nil }) + 1
	if index == 0 {
		t.Fatalf("no seat for %s", id)
	}
	s.sit(instant(), s.members[id], index)
	s.take()
}
