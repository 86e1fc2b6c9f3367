package room

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"corner/room/cards"
	"corner/room/rounds"
	"corner/room/talktime"

	"go.uber.org/zap"
)

// exchangeOf is a timetable of Chinese and English, ten minutes each.
func exchangeOf() []rounds.Phase {
	return []rounds.Phase{{Language: "zh", Length: 10 * time.Minute}, {Language: "en", Length: 10 * time.Minute}}
}

// again is the room as the next process has it.
func again(s *state, m Memory, now time.Time) *state {
	return newState(Config{ID: s.cfg.ID, Memory: &m}, s.settings, now)
}

func TestTheNextProcessGoesOnFromWhatTheRoomRemembers(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"zh", "en"}}, "ada", "bo")
	start := instant().Add(time.Minute)
	s.round, s.roundPack = rounds.Clock{}.Start(exchangeOf(), start), "food"
	s.table = tabletop{deck: cards.Deck{Pack: "food", Seed: 5, Next: 3}, card: "food-2"}
	s.regulars = []Regular{{ID: "ada", Profile: Profile{Name: "Ada"}, Visits: 3, Last: start}}
	hide(s, "bo", true)
	speak(s, start.Add(time.Minute), "ada", 40)
	speak(s, start.Add(2*time.Minute), "bo", 20)
	stop := start.Add(4 * time.Minute)
	m := s.memory(stop)
	back := stop.Add(25 * time.Minute) // 29 min since the start: the third phase, of Chinese again, has a minute left
	n := again(s, m, back)

	if got, want := n.round, mustAt(s.round, back); !reflect.DeepEqual(got, want) || got.Now().Language != "zh" || got.Ends.Sub(back) != time.Minute {
		t.Errorf("round %+v, want %+v", got, want)
	}
	if got := n.spoken(); got != "zh" {
		t.Errorf("voiced time counts for %q", got)
	}
	if n.roundPack != "food" || n.table != s.table {
		t.Errorf("cards %q %+v", n.roundPack, n.table)
	}
	if !reflect.DeepEqual(n.regulars, s.regulars) {
		t.Errorf("regulars %+v", n.regulars)
	}
	if got := said(n.talking.book.Of("ada")); len(got) != 1 || got["zh"] != 40*time.Second {
		t.Errorf("ada was voiced %v", got)
	}
	mustJoinAt(t, n, back, "bo", Listener)
	if own := n.ownTalk("bo"); !own.Hidden || said(own.Voiced)["zh"] != 20*time.Second {
		t.Errorf("bo's own %+v", own)
	}
	// What it goes on from is not the room's to change, nor the other way round.
	n.regulars[0].Visits, n.round.Index = 99, 1
	if m.Regulars[0].Visits != 3 || m.Round.Index != 0 {
		t.Error("the memory was changed")
	}
	if again := n.memory(back); len(again.Talk) != 2 || !slices.Equal(again.HideTalk, []string{"bo"}) {
		t.Errorf("remembered again: %+v", again)
	}
}

func mustAt(c rounds.Clock, now time.Time) rounds.Clock {
	c, _ = c.At(now)
	return c
}

func TestATimetableThatStandsIsFoundStanding(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"zh", "en"}})
	s.round = rounds.Clock{}.Start(exchangeOf(), instant()).Pause(instant().Add(4 * time.Minute))
	n := again(s, s.memory(instant().Add(5*time.Minute)), instant().Add(time.Hour))
	if !n.round.Paused() || n.round.Left != 6*time.Minute || n.round.Serial != s.round.Serial {
		t.Errorf("%+v", n.round)
	}
}

func TestAClosedDoorKnowsWhoWasInBefore(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"en"}}, "member")
	s.letIn("friend")
	s.settings.Locked = true
	n := again(s, s.memory(instant()), instant())
	for id, want := range map[string]string{"member": "", "friend": "", "stranger": ErrRoomLocked.Code, "host": ""} {
		_, err := n.join(instant(), arrival{id: id, profile: Profile{Name: "n " + id}, guest: true})
		if got := codeOfRefusal(err); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// codeOfRefusal is the code of a refusal, "" for none.
func codeOfRefusal(err error) string {
	if refusal, is := err.(*Error); is {
		return refusal.Code
	}
	return ""
}

func TestAnEveningIsOverInASleepingRoomToo(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"en"}}, "ada")
	speak(s, instant(), "ada", 40)
	m := s.memory(instant())
	if n := again(s, m, instant().Add(talktime.Evening-time.Second)); n.talking.book.Total("ada") != 40*time.Second {
		t.Error("the same evening has begun anew")
	}
	if n := again(s, m, instant().Add(talktime.Evening)); n.talking.book.Total("ada") != 0 {
		t.Error("the next evening goes on from the last")
	}
}

func TestAMemoryIsBoundedAndOfMembersFirst(t *testing.T) {
	s := stageOf(t, Settings{Languages: []string{"en"}, Capacity: MaxCapacity})
	for i := range 600 {
		id := fmt.Sprintf("p%03d", i)
		mustJoin(t, s, id, Listener)
		hide(s, id, true)
		s.door.admit("friend of " + id)
	}
	for i := range 550 {
		speak(s, instant().Add(time.Duration(i)*time.Second), fmt.Sprintf("p%03d", i), 1)
	}
	m := s.memory(instant().Add(time.Hour))
	if len(m.Talk) != MaxRememberedTalk || len(m.HideTalk) != MaxRememberedHidden || len(m.Admitted) != MaxRememberedPeople {
		t.Errorf("%d, %d, %d", len(m.Talk), len(m.HideTalk), len(m.Admitted))
	}
	if m.Admitted[0] != "host" || m.Admitted[1] != "p000" {
		t.Errorf("admitted %v…", m.Admitted[:3])
	}
	for _, e := range m.Talk {
		if !slices.Contains(m.HideTalk, e.Person) {
			t.Errorf("%s spoke, hides it, and is shown by the next process", e.Person)
			break
		}
	}
}

// What no room could have left is left out, and takes nothing else with it.
func TestASpoiledMemoryIsLeftOut(t *testing.T) {
	broken := rounds.Clock{Phases: exchangeOf(), Index: 9, Ends: instant()}
	m := Memory{Round: broken, Talk: []talktime.Entry{{Person: "ada", Language: "en", Voiced: time.Second, Heard: instant()}}}
	s := newState(Config{ID: "r", Memory: &m}, Settings{}, instant())
	if s.round.Running() || s.talking.book.Total("ada") != time.Second {
		t.Errorf("round %+v, ada %v", s.round, s.talking.book.Total("ada"))
	}
}

func TestARoomSleepsForItsRegularsOrIsForgotten(t *testing.T) {
	visits := func(counts ...int) (list []Regular) {
		for i, n := range counts {
			list = append(list, Regular{ID: fmt.Sprint("p", i), Visits: n})
		}
		return list
	}
	for _, test := range []struct {
		name     string
		regulars []Regular
		sleeps   bool
	}{
		{"nobody", nil, false}, {"one", visits(9), false}, {"many who came once", visits(1, 1, 1), false},
		{"two", visits(2, 1, 2), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Memory{Regulars: test.regulars}
			s := newState(Config{ID: "r", Memory: &m}, Settings{}, instant())
			s.expire(instant().Add(time.Minute))
			if r := s.record(instant(), 2); !s.ended || r.Asleep != test.sleeps || r.Closed == test.sleeps {
				t.Errorf("ended %t, asleep %t, closed %t", s.ended, r.Asleep, r.Closed)
			}
		})
	}
}

func TestARoomThatItsHostClosesIsForgottenWhoeverItsRegularsAre(t *testing.T) {
	m := Memory{Regulars: []Regular{{ID: "a", Visits: 2}, {ID: "b", Visits: 2}}}
	s := newState(Config{ID: "r", Memory: &m}, Settings{Owner: "host"}, instant())
	mustJoin(t, s, "host", Listener)
	ok(t, s, "host", CloseRoom{})
	if r := s.record(instant(), 2); !r.Closed || r.Asleep {
		t.Errorf("%+v", r)
	}
}

// A process that stops loses nothing of what the media plane has said.
func TestAStopWritesDownWhatWasSaidLast(t *testing.T) {
	w := newWorld()
	r := New(Config{ID: "room", Presence: w}, Settings{Languages: []string{"en"}}, zap.NewNop())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if !r.Spoke([]Voice{{"ada", 3 * time.Second}}) {
		t.Fatal("not taken")
	}
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
	rec := w.last()
	if !rec.Asleep || len(rec.Memory.Talk) != 1 || rec.Memory.Talk[0].Voiced != 3*time.Second {
		t.Errorf("the last record: %+v", rec.Memory)
	}
}

// While somebody speaks the directory has their talk time not much later than the room.
func TestTalkTimeIsRecordedWhileTheRoomGoesOn(t *testing.T) {
	bubble(t, Settings{Owner: "b", Languages: []string{"en"}}, func(t *testing.T, r *Room, _ *Registry, w *fakeWorld) {
		enter(t, r, "b", &fakeSink{})
		for range 100 { // 30 s of speech
			time.Sleep(300 * time.Millisecond)
			if !r.Spoke([]Voice{{"b", 300 * time.Millisecond}}) {
				t.Fatal("not taken")
			}
			synctest.Wait()
		}
		if talk := w.last().Memory.Talk; len(talk) != 1 || talk[0].Voiced < 25*time.Second {
			t.Errorf("after 30 s of speech the directory has %+v", talk)
		}
		pass(talkEvery)
		if talk := w.last().Memory.Talk; len(talk) != 1 || talk[0].Voiced != 30*time.Second {
			t.Errorf("5 s later it has %+v", talk)
		}
	})
}
