package signaling

import (
	"testing"
)

func TestTwoStrangersMeetAndOneTakesTheStage(t *testing.T) {
	n := newNode(t, nil)
	id, ownerToken := n.openRoom()
	host := n.join(id, ownerToken, "Ada")
	guest := n.join(id, "", "小雨")
	if host.welcome.Snapshot.Host != host.welcome.You || host.welcome.Snapshot.You.Seat != 0 {
		t.Fatalf("the owner is not host on seat 0: %+v", host.welcome.Snapshot)
	}
	if guest.welcome.Answer != "answer to offer" || guest.welcome.MicrophoneMid != "0" || len(guest.welcome.Slots) != 3 {
		t.Fatalf("the welcome lacks the media: %+v", guest.welcome)
	}
	guest.must("hand.raise", nil)
	host.event("hand.raised")
	host.must("invitation.send", wireNamed{guest.welcome.You})
	guest.event("invitation.sent")
	guest.must("invitation.accept", nil)
	guest.must("mute.self", map[string]bool{"muted": false})
	if !n.media.room(id).gate(guest.welcome.You) {
		t.Fatal("the gate is closed after unmuting")
	}
	host.must("mute.participant", map[string]any{"participant": guest.welcome.You, "muted": true})
	if n.media.room(id).gate(guest.welcome.You) {
		t.Fatal("the gate is open after the mute was answered")
	}
	guest.event("mute.changed")
	guest.must("leave", nil)
	guest.closedWith(closeLeft.code)
	if !n.media.room(id).wasRemoved(guest.welcome.You) {
		t.Fatal("who left still has media")
	}
}
