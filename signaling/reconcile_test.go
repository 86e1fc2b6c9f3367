package signaling

import (
	"testing"
	"time"

	"corner/room"
)

// haunt gives somebody media without asking the room.
func (r *fakeRoomMedia) haunt(participant string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.connected[participant]++
}

// ghostly is a node whose reconciler the test runs itself, with a room and a member in it.
func ghostly(t *testing.T) (*node, *liveRoom, *client) {
	n := newNode(t, func(c *Config) { c.Timing.Reconcile = time.Hour })
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	live, _ := n.server.hall.get(id)
	return n, live, host
}

func TestWhoHearsWithoutBeingAMemberIsPutOutAtTheSecondLook(t *testing.T) {
	n, live, host := ghostly(t)
	media := n.media.room(live.id)
	media.haunt("ghost")
	live.reconcile()
	if media.wasRemoved("ghost") {
		t.Error("removed at the first look: who joins a large room is not in its record yet")
	}
	live.reconcile()
	if !media.wasRemoved("ghost") || media.wasRemoved(host.welcome.You) {
		t.Errorf("removed: %v", media.removed)
	}
	live.reconcile()
	n.metric("corner_ghosts_total 1")
}

func TestWhoIsAMemberAtOneOfTwoLooksStays(t *testing.T) {
	n, live, _ := ghostly(t)
	media := n.media.room(live.id)
	for range 3 {
		media.haunt("late")
		live.reconcile()
		guest := n.join(live.id, "", "Bo") // the record is another one now
		record := *live.record.Load()
		record.Members = append(record.Members, room.Participant{ID: "late"})
		live.record.Store(&record)
		live.reconcile()
		guest.must("leave", nil)
	}
	if media.wasRemoved("late") {
		t.Error("somebody was removed who was a member at every other look")
	}
}

func TestNobodyIsPutOutWhileSomebodyConnects(t *testing.T) {
	n, live, _ := ghostly(t)
	media := n.media.room(live.id)
	media.haunt("ghost")
	live.reconcile()
	live.turn <- struct{}{} // as a join that connects its media has it
	live.reconcile()
	if media.wasRemoved("ghost") {
		t.Fatal("removed while media were being connected")
	}
	<-live.turn
	live.reconcile()
	if !media.wasRemoved("ghost") {
		t.Error("not removed at the next look")
	}
}

func TestTheReconcilerRunsByItself(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Timing.Reconcile = 5 * time.Millisecond })
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	media := n.media.room(id)
	media.haunt("ghost")
	eventually(t, "the ghost is gone", func() bool { return media.wasRemoved("ghost") })
	if media.wasRemoved(host.welcome.You) {
		t.Error("a member is gone too")
	}
}

func TestARoomThatNobodyHostsLastsWhileSomebodySpeaks(t *testing.T) {
	const silence = time.Second // longer than a busy machine stops for
	n := newNode(t, func(c *Config) { c.Room.Grace, c.Room.OpenGrace = 20*time.Millisecond, silence })
	id, _ := n.openRoom()
	guest := n.join(id, "", "Bo")
	eventually(t, "the stage is open", func() bool {
		guest.event("host.changed")
		return true
	})
	observer := n.media.room(id).observer
	tick := time.NewTicker(silence / 20)
	defer tick.Stop()
	for begun := time.Now(); time.Since(begun) < 2*silence; <-tick.C {
		observer.Speakers(SpeakersUpdate{Speaking: []Speaking{{guest.welcome.You, -20}}})
	}
	if _, open := n.server.hall.get(id); !open {
		t.Fatal("closed while somebody spoke")
	}
	for begun := time.Now(); ; <-tick.C {
		observer.Speakers(SpeakersUpdate{}) // silence is told too
		if _, open := n.server.hall.get(id); !open {
			break
		}
		if time.Since(begun) > 10*time.Second {
			t.Fatal("it goes on in silence")
		}
	}
	guest.closedWith(closeRoomClosed.code)
}
