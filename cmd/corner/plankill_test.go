package main

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// A session goes on when the server that has it is lost without a word: the other opens its room by itself, and in good
// time, nobody having asked for it.
func TestARoomOfASessionIsOpenElsewhereWithinHalfAMinuteOfItsServersDeath(t *testing.T) {
	t.Parallel() // it waits, for the most part
	const bound = 30 * time.Second
	store, binary := miniredis.RunT(t), buildServer(t)
	begin := func() *mortal {
		m := newMortal(t, binary, "--data", t.TempDir(), "--redis", "redis://"+store.Addr(), "--signing-key", pairKey)
		m.start()
		return m
	}
	dies, stays := begin(), begin()
	plan, token := planSession(t, dies.at, 4*time.Minute) // the doors are open already
	eventually(t, "the room is open, and nobody has come", func() bool { return lobby(t, stays.at, plan.ID) == 0 })
	ann, err := tryEnter(t, dies.at, plan.ID, token, "Ann")
	if codeOf(err) == "moved" {
		dies, stays = stays, dies
		ann, err = tryEnter(t, dies.at, plan.ID, token, "Ann")
	}
	if err != nil || ann.Snapshot().Host != ann.ID() {
		t.Fatal("its host is not in it: ", err)
	}
	eventually(t, "the other server knows who is in it", func() bool { return lobby(t, stays.at, plan.ID) == 1 })

	dies.kill()
	killed := time.Now()
	eventually(t, "the other server has it, and nobody is in it", func() bool { return lobby(t, stays.at, plan.ID) == 0 })
	listed := time.Since(killed)
	again := enter(t, stays.at, plan.ID, token, "Ann")
	entered := time.Since(killed)
	t.Logf("listed after %v, entered after %v", listed.Round(time.Millisecond), entered.Round(time.Millisecond))
	if entered > bound {
		t.Errorf("it took %v", entered)
	}
	if again.ID() != ann.ID() || again.Snapshot().Host != again.ID() || again.Snapshot().Room.Title != "Tea" {
		t.Errorf("welcomed as %q to %q, hosted by %q", again.ID(), again.Snapshot().Room.Title, again.Snapshot().Host)
	}
}
