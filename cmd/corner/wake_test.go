package main

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/signaling/client"

	"go.uber.org/zap"
)

// firstPacket is what the first packet of a stretch of speech counts at most, whenever it came.
const firstPacket = 60 * time.Millisecond

// speak says something, as loud and as large as speech is, until stopped, which tells for how long it was.
func (p *person) speak() (stop func() time.Duration) {
	p.SetLevel(-30)
	payload := append([]byte{0x78}, make([]byte, 80)...)
	ctx, cancel := context.WithCancel(p.t.Context())
	var wait sync.WaitGroup
	begun := time.Now()
	wait.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			if err := p.WriteAudio(payload, 20*time.Millisecond); err != nil {
				p.t.Error(err)
				return
			}
			<-tick.C
		}
	})
	return func() time.Duration { cancel(); wait.Wait(); return time.Since(begun) }
}

// talked is the room's talk time, as somebody has been told it.
func (p *person) talked() (total time.Duration) {
	for _, language := range p.Snapshot().Talk.Languages {
		total += time.Duration(language.MS) * time.Millisecond
	}
	return total
}

// A room whose server was stopped in order is there again for its people: locked as it was, for those who were in,
// with the talk time of the evening.
func TestAfterARestartARoomAndItsTalkTimeAreThereForWhoComesBack(t *testing.T) {
	t.Parallel() // it waits, for the most part
	c := testConfig(t)
	a, stop := startServer(t, c, zap.NewNop())
	room, token := createRoom(t, a, "Late night")
	ann := enter(t, a, room, token, "Ann")
	bob := enter(t, a, room, "", "Bob")
	ann.do("round.start", nil)
	eventually(t, "the round has begun", func() bool { return len(ann.Snapshot().Round.Phases) == 2 })
	round := ann.Snapshot().Round
	ann.unmute()
	stopSpeaking := ann.speak()
	eventually(t, "talk time is told", func() bool { return ann.talked() >= 200*time.Millisecond })
	spoke := stopSpeaking()
	told := ann.talked()
	ann.do("room.lock", map[string]bool{"locked": true})
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	a, _ = startServer(t, c, zap.NewNop())
	if n := lobby(t, a, room); n != -1 {
		t.Errorf("a room that sleeps is listed, with %d people", n)
	}
	if _, err := tryEnter(t, a, room, "", "Cid"); codeOf(err) != "room_locked" {
		t.Errorf("a stranger: %v", err)
	}
	enter(t, a, room, bob.Welcome().GuestToken, "Bob")
	ann = enter(t, a, room, token, "Ann")
	if ann.Snapshot().Host != ann.ID() {
		t.Errorf("the host is %q", ann.Snapshot().Host)
	}
	if got := ann.Snapshot().Round; !reflect.DeepEqual(got, round) {
		t.Errorf("the round is %+v, was %+v", got, round)
	}
	kept := ann.talked()
	if kept < told || kept > spoke+firstPacket {
		t.Errorf("after the restart the talk time is %v; %v were told before it, and spoken %v", kept, told, spoke)
	}
	ann.unmute()
	stopSpeaking = ann.speak()
	eventually(t, "more talk time is told", func() bool { return ann.talked() > kept })
	if again := stopSpeaking(); ann.talked() > kept+again+firstPacket {
		t.Errorf("%v more were spoken, and of %v it has become %v", again, kept, ann.talked())
	}
}

// A room of a server that has gone is woken by the next that is asked for it, and by one only.
func TestARoomOfAServerThatStoppedIsWokenAtAnother(t *testing.T) {
	one, two, _, stopOne := pair(t)
	room, token := createRoom(t, one, "Late night")
	ann := enter(t, one, room, token, "Ann")
	ann.do("room.lock", map[string]bool{"locked": true})
	if _, err := tryEnter(t, two, room, token, "Ann"); codeOf(err) != "moved" {
		t.Fatalf("while it lives elsewhere: %v", err)
	}
	if err := stopOne(); err != nil {
		t.Fatal(err)
	}
	if _, err := tryEnter(t, two, room, "", "Cid"); codeOf(err) != "room_locked" {
		t.Errorf("a stranger: %v", err)
	}
	again := enter(t, two, room, token, "Ann")
	if again.Snapshot().Host != again.ID() || again.ID() != ann.ID() {
		t.Errorf("welcomed as %q, the host is %q", again.ID(), again.Snapshot().Host)
	}
	again.do("room.lock", map[string]bool{"locked": false}) // a locked room is in no lobby
	eventually(t, "listed at its new server", func() bool { return lobby(t, two, room) == 1 })
}

// A server that is killed says nothing to anybody: its rooms are woken once its leases have run out.
func TestARoomOfAServerThatWasKilledIsWokenOnceItsLeaseIsOver(t *testing.T) {
	one, two, store, _ := pair(t)
	room, token := createRoom(t, one, "Late night")
	enter(t, one, room, token, "Ann")
	eventually(t, "its record is in the store", func() bool { return store.HGet("corner:room:{"+room+"}", "record") != "" })
	eventually(t, "the other server wakes it", func() bool {
		store.HSet("corner:room:{"+room+"}", "until", "1") // the owner may renew it before the claim
		ann, err := tryEnter(t, two, room, token, "Ann")
		var refusal *client.Error
		if errors.As(err, &refusal) && refusal.Code != "moved" && !strings.Contains(refusal.Code, "busy") {
			t.Fatal(err)
		}
		return err == nil && ann.Snapshot().Host == ann.ID()
	})
}

// Two servers on one Redis are one place: who is awake at the one, in a room or at its lobby, is counted at the other,
// once however often they are there and unless they hide, and no more once that server has stopped.
func TestWhoIsAwakeAtOneServerIsCountedAtTheOther(t *testing.T) {
	t.Parallel() // it waits, for the most part
	one, two, _, stopOne := pair(t)
	room, token := createRoom(t, one, "Late night")
	enter(t, one, room, token, "Ann")
	watchLobby(t, one, `{"profile":{"speaks":["en"],"hidden":true},"stream":true}`)
	watchLobby(t, one, `{"profile":{"speaks":["en"]},"stream":true}`)
	lines := watchLobby(t, two, `{"profile":{"speaks":["en"],"learns":["zh"]},"stream":true}`)
	for lines.Scan() && !strings.Contains(lines.Text(), room) { // at once, or as soon as it is known there
	}
	tellsOf(t, lines, 3) // in the room, at the one lobby, and this one
	if err := stopOne(); err != nil {
		t.Fatal(err)
	}
	tellsOf(t, lines, 1)
}
