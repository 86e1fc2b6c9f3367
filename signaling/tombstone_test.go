package signaling

import (
	"crypto/sha256"
	"sync"
	"testing"
	"time"
)

func TestSessionsThatEndedAreRememberedForAWhileAndWithinABound(t *testing.T) {
	var g graveyard
	l, other := &liveRoom{}, &liveRoom{}
	begun := time.Now()
	grave := func(i int, at time.Time) *tombstone {
		place := l
		if i%2 == 1 {
			place = other
		}
		return &tombstone{id: string(rune(i)), live: place, token: sha256.Sum256([]byte("t")), buried: at}
	}
	for i := range maxTombstones + 2 {
		g.bury(grave(i, begun))
	}
	if len(g.byID) != maxTombstones || len(g.queue) != maxTombstones {
		t.Fatalf("%d and %d are remembered", len(g.byID), len(g.queue))
	}
	if _, ok := g.find(string(rune(1)), "t", begun); ok {
		t.Error("the oldest is still remembered")
	}
	if _, ok := g.find(string(rune(2)), "t", begun.Add(tombstoneLifetime-1)); !ok {
		t.Error("forgotten too soon")
	}
	for id, token := range map[string]string{string(rune(2)): "x", "another": "t", "": ""} {
		if _, ok := g.find(id, token, begun); ok {
			t.Errorf("%q with %q is known", id, token)
		}
	}
	if _, ok := g.find(string(rune(2)), "t", begun.Add(tombstoneLifetime)); ok {
		t.Error("remembered for too long")
	}
	g.forget(other)
	if len(g.byID) != maxTombstones/2 || len(g.queue) != maxTombstones/2 {
		t.Errorf("%d and %d are left of the other room", len(g.byID), len(g.queue))
	}
	g.bury(grave(0, begun.Add(tombstoneLifetime)))
	if len(g.byID) != 1 || len(g.queue) != 1 {
		t.Errorf("%d and %d outlive their time", len(g.byID), len(g.queue))
	}
}

// refusedResume presents a token and has to be refused with the code, and closed with the other.
func (n *node) refusedResume(session, token, code string, closes closeCode) *wireError {
	n.t.Helper()
	c, m := n.resume(session, token, 0)
	if m.Error == nil || m.Error.Code != code {
		n.t.Fatalf("resume: want %s, got %+v", code, m)
	}
	c.closedWith(closes.code)
	return m.Error
}

// THREATS 12: a token that was spent, left, kicked, banned or is another room's leads nowhere, and asking undoes
// nothing.
func TestAReplayedResumeTokenLeadsNowhere(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	lost := closeSessionLost

	rotated := n.join(id, "", "Bo")
	old := rotated.welcome.ResumeToken
	back, m := n.resume(rotated.welcome.Session, old, 0)
	var r resumed
	back.decode(m.Data, &r)
	n.refusedResume(rotated.welcome.Session, old, "session_lost", lost)

	left := n.join(id, "", "Cy")
	left.must("leave", nil)
	left.closedWith(closeLeft.code)
	n.refusedResume(left.welcome.Session, left.welcome.ResumeToken, "session_lost", lost)

	host.must("participant.kick", map[string]string{"participant": rotated.welcome.You, "reason": "spam"})
	back.closedWith(closeKicked.code)
	for range 2 { // asked once or twice
		if refused := n.refusedResume(rotated.welcome.Session, r.ResumeToken, "kicked", closeKicked); refused.Reason != "spam" {
			t.Errorf("%+v", refused)
		}
	}
	n.refusedResume(rotated.welcome.Session, old, "session_lost", lost) // a spent token does not even say that
	n.refusedResume(rotated.welcome.Session, "", "session_lost", lost)

	elsewhere, second := n.openRoom()
	there := n.join(elsewhere, second, "Di")
	n.refusedResume(there.welcome.Session, r.ResumeToken, "session_lost", lost)
	n.refusedResume(rotated.welcome.Session, there.welcome.ResumeToken, "session_lost", lost)

	n.turnedAway(id, rotated.welcome.GuestToken, "Bo", "kicked", closeKicked)
	there.must("participants.list", nil)
	host.must("participants.list", nil)
}

func TestWhoWasBannedIsToldSoWhenResumingUntilTheBanEnds(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	guest.cut() // away when it happens
	host.must("participant.ban", with(about(guest), "seconds", 60))
	refused := n.refusedResume(guest.welcome.Session, guest.welcome.ResumeToken, "banned", closeBanned)
	if refused.UntilMS == 0 {
		t.Errorf("%+v", refused)
	}
	var listed banList
	host.decode(host.do("bans.list", nil).Data, &listed)
	if len(listed.Bans) != 1 {
		t.Fatalf("asking has lifted the ban: %+v", listed)
	}
	host.must("ban.lift", map[string]string{"ban": listed.Bans[0].ID})
	n.refusedResume(guest.welcome.Session, guest.welcome.ResumeToken, "session_lost", closeSessionLost)
	n.join(id, guest.welcome.GuestToken, "Bo")
}

func TestARoomThatHasEndedKicksNobodyAnyMore(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	host.must("participant.kick", about(guest))
	guest.closedWith(closeKicked.code)
	host.must("room.close", nil)
	host.closedWith(closeRoomClosed.code)
	n.refusedResume(guest.welcome.Session, guest.welcome.ResumeToken, "session_lost", closeSessionLost)
	n.server.sessions.mu.Lock()
	defer n.server.sessions.mu.Unlock()
	if g := &n.server.sessions.graves; len(g.byID) != 0 || len(g.queue) != 0 {
		t.Errorf("%d sessions of a room that is over are remembered", len(g.byID))
	}
}

// THREATS 12: of two sockets that resume with one token at once, one goes on, a thousand times.
func TestOfTwoSocketsThatResumeAtOnceOneGoesOn(t *testing.T) {
	const rounds = 1000
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	session, token := guest.welcome.Session, guest.welcome.ResumeToken
	for round := range rounds {
		pair := []*client{n.dial(), n.dial()}
		answers := make([]message, len(pair))
		var wait sync.WaitGroup
		for i, c := range pair {
			c.send(typeResume, resumeCommand{Session: session, Token: token})
			wait.Go(func() { answers[i], _ = c.read() })
		}
		wait.Wait()
		won := -1
		for i, m := range answers {
			switch {
			case m.Re == 1 && m.Error == nil && won < 0:
				won = i
			case m.Error == nil || m.Error.Code != "session_lost":
				t.Fatalf("round %d: %+v and %+v", round, answers[0], answers[1])
			}
		}
		if won < 0 {
			t.Fatalf("round %d: nobody goes on", round)
		}
		pair[1-won].closedWith(closeSessionLost.code)
		var r resumed
		pair[won].decode(answers[won].Data, &r)
		token = r.ResumeToken
		defer pair[won].cut()
	}
	host.must("participant.kick", about(guest))
	n.refusedResume(session, token, "kicked", closeKicked)
}
