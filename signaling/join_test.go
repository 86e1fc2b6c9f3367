package signaling

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

func TestTwoStrangersMeetAndOneTakesTheStage(t *testing.T) {
	n := newNode(t, nil)
	id, ownerToken := n.openRoom()
	host := n.join(id, ownerToken, "Ada")
	guest := n.join(id, "", "小雨")
	if host.welcome.Snapshot.Host != host.welcome.You || host.welcome.Snapshot.You.Seat != 0 || !host.welcome.Snapshot.You.Connected {
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

func (n *node) appToken(c auth.AppClaims) string {
	n.t.Helper()
	token, err := n.auth.AppToken("app1", c, time.Hour)
	if err != nil {
		n.t.Fatal(err)
	}
	return token
}

func TestARefusedJoinIsAnsweredAndClosedWithTheMatchingCode(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	n.join(id, owner, "Ada")
	away := auth.Unguessable(16)
	n.directory.others[away] = "wss://other.example/v1/signal"
	profile := &wireProfile{Name: "Bo", Speaks: []string{"en"}}
	elsewhere := n.appToken(auth.AppClaims{Subject: "u1", Room: auth.Unguessable(16), Role: room.Host})
	for name, c := range map[string]struct {
		data any
		code string
		ends int
	}{
		"unknown room":      {joinCommand{Room: auth.Unguessable(16), Profile: profile}, "not_found", 4507},
		"no room":           {joinCommand{Profile: profile}, "not_found", 4507},
		"hostile room":      {joinCommand{Room: "../../../../etc/passwd", Profile: profile}, "not_found", 4507},
		"room elsewhere":    {joinCommand{Room: away, Profile: profile}, "moved", 4006},
		"forged token":      {joinCommand{Room: id, Token: "a.b.c", Profile: profile}, "unauthenticated", 4502},
		"another room's":    {joinCommand{Room: id, Token: elsewhere, Profile: profile}, "not_allowed", 4503},
		"no profile":        {joinCommand{Room: id}, "invalid_name", 4500},
		"empty name":        {joinCommand{Room: id, Profile: &wireProfile{Name: " "}}, "invalid_name", 4500},
		"the host's name":   {joinCommand{Room: id, Profile: &wireProfile{Name: "\u0410da"}}, "name_taken", 4500},
		"bad time zone":     {joinCommand{Room: id, Profile: &wireProfile{Name: "Bo", TimeZone: "Mars/Olympus"}}, "invalid_profile", 4500},
		"bad offer":         {joinCommand{Room: id, Profile: profile, Offer: "bad"}, "bad_offer", 4500},
		"media in flames":   {joinCommand{Room: id, Profile: profile, Offer: "broken"}, "internal", 4000},
		"huge offer":        {joinCommand{Room: id, Profile: profile, Offer: strings.Repeat("x", maxOffer+1)}, "bad_request", 4500},
		"an unknown field":  {map[string]any{"room": id, "role": "host"}, "bad_request", 4500},
		"a list":            {[]string{id}, "bad_request", 4500},
		"a number as room":  {map[string]any{"room": 7}, "bad_request", 4500},
		"a profile of text": {map[string]any{"room": id, "profile": "Bo"}, "bad_request", 4500},
	} {
		client := n.dial()
		m := client.do(typeJoin, c.data)
		if m.Error == nil || m.Error.Code != c.code {
			t.Errorf("%s: want %s, got %+v", name, c.code, m.Error)
		}
		if c.code == "moved" && m.Error.URL != "wss://other.example/v1/signal" {
			t.Errorf("moved where? %+v", m.Error)
		}
		client.closedWith(c.ends)
	}
	live, _ := n.server.hall.get(id)
	eventually(t, "only the host is left", func() bool { return live.room.Listing().Participants == 1 })
	if got := n.server.sessions.count(); got != 1 {
		t.Errorf("%d sessions for one member", got)
	}
}

func TestTheFirstFrameIsJoinOrResume(t *testing.T) {
	n := newNode(t, nil)
	for _, name := range []string{"hand.raise", "leave", "participants.list", "unknown"} {
		c := n.dial()
		c.refused("bad_request", name, nil)
		c.closedWith(4500)
	}
}

func TestCapacityIsHeldWhenEverybodyComesAtOnce(t *testing.T) {
	n := newNode(t, nil)
	id := auth.Unguessable(16)
	if err := n.server.OpenRoom(context.Background(), id, room.Settings{Title: "small", Languages: []string{"en"}, Capacity: 3}); err != nil {
		t.Fatal(err)
	}
	answers := make(chan message, 12)
	for range cap(answers) {
		c := n.dial()
		id := c.send(typeJoin, joinCommand{Room: id, Profile: &wireProfile{Name: "Bo"}})
		go func() {
			m, _ := c.read()
			if m.Re != id {
				m = message{}
			}
			answers <- m
		}()
	}
	joined, full := 0, 0
	for range cap(answers) {
		switch m := <-answers; {
		case m.Re != 0 && m.Error == nil:
			joined++
		case m.Error != nil && m.Error.Code == "room_full" && m.Error.RetryMS > 0:
			full++
		}
	}
	if joined != 3 || full != 9 {
		t.Fatalf("%d joined, %d found it full", joined, full)
	}
}

func TestTheSamePersonTakesTheMembershipOver(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	first := n.join(id, owner, "Ada")
	second := n.join(id, first.welcome.GuestToken, "Ada")
	first.closedWith(4504)
	you := second.welcome.Snapshot.You
	if you.ID != first.welcome.You || you.Seat != 0 || you.Role != "host" || !you.Mute.Self {
		t.Fatalf("came back as %+v", you)
	}
	lost, m := n.resume(first.welcome.Session, first.welcome.ResumeToken, 0)
	if m.Error == nil || m.Error.Code != "session_lost" {
		t.Fatalf("the older session lives: %+v", m)
	}
	lost.closedWith(4003)
	second.must("participants.list", nil)
}

func TestATakeoverWithABadOfferLeavesTheSeat(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, first := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	host.must("invitation.send", wireNamed{first.welcome.You})
	first.must("invitation.accept", nil)
	token := first.welcome.GuestToken
	c := n.dial()
	if m := c.do(typeJoin, joinCommand{Room: id, Token: token, Profile: &wireProfile{Name: "Bo"}, Offer: "bad"}); m.Error == nil {
		t.Fatal("joined with a bad offer")
	}
	c.closedWith(4500)
	first.closedWith(4504)
	third := n.join(id, token, "Bo")
	if you := third.welcome.Snapshot.You; you.Seat != 1 || you.Role != "speaker" {
		t.Fatalf("the seat is lost: %+v", you)
	}
}

func TestOfTwoJoinsByOnePersonTheLaterHasTheMedia(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	media := n.media.room(id)
	join := joinCommand{Room: id, Token: owner, Profile: &wireProfile{Name: "Ada"}, Offer: "wait"}
	early, late := n.dial(), n.dial()
	early.send(typeJoin, join)
	<-media.waiting
	join.Offer = "later"
	late.send(typeJoin, join)
	eventually(t, "the later join has taken over", func() bool { return media.wasRemoved(n.participant(owner)) })
	close(media.release)
	early.closedWith(4504)
	m := late.until("the welcome", func(m message) bool { return m.Re == 1 })
	late.decode(m.Data, &late.welcome)
	late.must("participants.list", nil)
	media.mu.Lock()
	defer media.mu.Unlock()
	if last := media.offers[len(media.offers)-1]; m.Error != nil || last != "later" {
		t.Fatalf("connected last: %q of %v, %+v", last, media.offers, m.Error)
	}
}

// Nobody looks afterwards in this test: the join itself has to find out.
func TestWhoIsShownOutWhileTheirMediaAreConnectedHasNone(t *testing.T) {
	n, live, host := ghostly(t)
	media := n.media.room(live.id)
	token, err := n.auth.GuestToken(n.auth.NewGuest())
	if err != nil {
		t.Fatal(err)
	}
	guest := n.dial()
	guest.send(typeJoin, joinCommand{Room: live.id, Token: token, Profile: &wireProfile{Name: "Bo"}, Offer: "wait"})
	<-media.waiting
	host.must("participant.kick", map[string]string{"participant": n.participant(token)})
	close(media.release)
	guest.closedWith(4505)
	if present := media.Participants(); !slices.Equal(present, []string{host.welcome.You}) {
		t.Fatalf("have media: %v", present)
	}
}

// participant is whom a token speaks of.
func (n *node) participant(token string) string {
	n.t.Helper()
	who, err := n.auth.Verify(token)
	if err != nil {
		n.t.Fatal(err)
	}
	return who.Participant
}

func TestAJoinWithoutAnOfferHasNoMedia(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	c := n.dial()
	m := c.do(typeJoin, joinCommand{Room: id, Token: owner, Profile: &wireProfile{Name: "Ada"}})
	c.decode(m.Data, &c.welcome)
	if m.Error != nil || c.welcome.Answer != "" || len(c.welcome.Slots) != 0 {
		t.Fatalf("%+v", m)
	}
	you := n.join(id, owner, "Ada").welcome.You
	c = n.dial()
	c.must(typeJoin, joinCommand{Room: id, Token: owner, Profile: &wireProfile{Name: "Ada"}})
	if !n.media.room(id).wasRemoved(you) {
		t.Fatal("the media of the older connection goes on")
	}
}

func TestAnAppSaysWhoSomebodyIs(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.openRoom()
	token := n.appToken(auth.AppClaims{Subject: "u1", Room: id, Role: room.Moderator,
		Profile: room.Profile{Name: "Dr. Grace", Speaks: []string{"en"}}})
	c := n.join(id, token, "somebody else")
	you := c.welcome.Snapshot.You
	if you.Name != "Dr. Grace" || you.Role != "moderator" || you.TimeZone != "Asia/Shanghai" || c.welcome.GuestToken != "" {
		t.Fatalf("joined as %+v, guest token %q", you, c.welcome.GuestToken)
	}
}

func TestNobodyActsInARoomThatIsNotTheirs(t *testing.T) {
	n := newNode(t, nil)
	first, owner := n.openRoom()
	second, other := n.openRoom()
	host := n.join(first, owner, "Ada")
	stranger := n.join(second, other, "Eve")
	victim := n.join(first, "", "Bo")
	for _, name := range []string{"hand.lower", "invitation.send", "invitation.cancel"} {
		m := stranger.do(name, wireNamed{victim.welcome.You})
		if m.Error == nil || (m.Error.Code != "not_found" && m.Error.Code != "no_invitation") {
			t.Errorf("%s across rooms: %+v", name, m.Error)
		}
	}
	stranger.refused("not_found", "mute.participant", map[string]any{"participant": host.welcome.You, "muted": true})
	victim.refused("not_allowed", "mute.participant", map[string]any{"participant": host.welcome.You, "muted": true})
	victim.refused("not_allowed", "invitation.send", wireNamed{victim.welcome.You})
	if m := stranger.do("participants.list", nil); m.Error != nil || string(m.Data) != `{"participants":[],"next":""}` {
		t.Errorf("sees %s %+v", m.Data, m.Error)
	}
}

func TestADirectoryThatIsAwayHarmsNoRoomThatIsHere(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	n.directory.goAway(errDirectory)
	n.join(id, owner, "Ada")
	c := n.dial()
	c.refused("directory_unavailable", typeJoin, joinCommand{Room: auth.Unguessable(16), Profile: &wireProfile{Name: "Bo"}})
	c.closedWith(4007)
	n.directory.goAway(errors.New("dial tcp 10.0.0.5:6379: connection refused"))
	c = n.dial()
	c.refused("internal", typeJoin, joinCommand{Room: auth.Unguessable(16), Profile: &wireProfile{Name: "Bo"}})
	c.closedWith(4000)
}
