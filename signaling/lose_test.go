package signaling

import (
	"testing"

	"corner/room"
)

func TestWhoIsInALostRoomIsToldToJoinAgainAndFindsItElsewhere(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.openRoom()
	ann := n.join(id, "", "Ann")
	n.directory.mu.Lock()
	n.directory.others[id] = "wss://owner.test/v1/signal"
	n.directory.mu.Unlock()
	n.server.LoseRoom(id)
	n.server.LoseRoom("not here")
	ann.closedWith(closeSessionLost.code)

	back := n.dial()
	back.refused("moved", typeJoin, joinCommand{Room: id, Profile: &wireProfile{Name: "Ann"}})
	back.closedWith(closeMoved.code)
}

func TestARoomsIDIsTakenUntilTheDirectoryKnowsOfItsEnd(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.openRoom()
	live, _ := n.server.hall.get(id)
	live.Close() // what the room's goroutine does first
	if err := n.server.hall.reserve(id); err != room.ErrRoomExists {
		t.Fatalf("reserved before the directory knew: %v", err)
	}
	live.Update(room.Record{ID: id, Version: 99, Closed: true})
	if err := n.server.hall.reserve(id); err != nil {
		t.Fatalf("after it: %v", err)
	}
}
