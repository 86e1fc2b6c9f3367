package room

import (
	"errors"
	"slices"
	"testing"
)

func TestAListenerIsInvitedAndSpeaks(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{Owner: "h"})
	host, snap := enter(t, r, "h", &fakeSink{})
	if snap.Host != "h" || snap.You.Seat != 0 || !snap.You.Mute.Self || snap.You.Role != Host {
		t.Fatalf("the owner arrives as %+v", snap.You)
	}
	heard := &fakeSink{}
	bob, _ := enter(t, r, "b", heard)
	do(t, bob, RaiseHand{})
	do(t, host, Invite{Participant: "b"})
	do(t, bob, AcceptInvitation{})
	if w.publishing("b") {
		t.Fatal("arrived on the stage with an open microphone")
	}
	do(t, bob, MuteSelf{Muted: false})
	if !w.publishing("b") {
		t.Fatal("the gate stayed closed")
	}
	do(t, host, MuteParticipant{Participant: "b", Muted: true})
	if w.publishing("b") {
		t.Fatal("the gate is open after the host's mute was answered")
	}
	if err := bob.Do(t.Context(), MuteSelf{Muted: false}); !errors.Is(err, ErrMutedByHost) {
		t.Fatalf("unmute answered %v", err)
	}
	var last *Event
	for _, e := range heard.heard() {
		if e.Seq == 0 {
			continue // somebody's place in the queue
		}
		if last != nil && e.Seq <= last.Seq {
			t.Fatalf("event %d after %d", e.Seq, last.Seq)
		}
		last = e
	}
}

func TestLeavingEndsTheSessionAndTheMedia(t *testing.T) {
	w := newWorld()
	r := running(t, w, Settings{Owner: "h"})
	host, _ := enter(t, r, "h", &fakeSink{})
	sink := &fakeSink{}
	bob, _ := enter(t, r, "b", sink)
	do(t, bob, Leave{})
	if got := sink.reasons(); !slices.Equal(got, []Reason{Left}) {
		t.Fatalf("closed with %v", got)
	}
	if err := bob.Do(t.Context(), RaiseHand{}); !errors.Is(err, ErrSessionLost) {
		t.Fatalf("a dead session answered %v", err)
	}
	if !slices.Contains(w.history(), "remove b") {
		t.Fatal("who left still hears")
	}
	if list, _, err := host.Audience(t.Context(), "", 10); err != nil || len(list) != 0 {
		t.Fatalf("audience %v, %v", list, err)
	}
}
