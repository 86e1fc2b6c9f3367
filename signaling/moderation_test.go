package signaling

import (
	"context"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

func about(c *client) map[string]any { return map[string]any{"participant": c.welcome.You} }

func with(data map[string]any, more ...any) map[string]any {
	for i := 0; i+1 < len(more); i += 2 {
		data[more[i].(string)] = more[i+1]
	}
	return data
}

// noticed waits for a notice and returns what it says.
func (c *client) noticed(action string) wireNotice {
	c.t.Helper()
	var n wireNotice
	c.until("notice "+action, func(m message) bool {
		if m.Type != "notice" {
			return false
		}
		n = wireNotice{}
		c.decode(m.Data, &n)
		return n.Action == action
	})
	return n
}

// beforeTheDoor waits until somebody is, and returns who.
func (c *client) beforeTheDoor() []wireWaiting {
	c.t.Helper()
	var shown wireWaitingChanged
	c.until("somebody before the door", func(m message) bool {
		if m.Type != "waiting.changed" {
			return false
		}
		c.decode(m.Data, &shown)
		return len(shown.Waiting) > 0
	})
	return shown.Waiting
}

func TestWhoIsKickedIsToldWhyAndStaysOut(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	host.must("participant.kick", with(about(guest), "reason", "spam"))
	if notice := guest.noticed("kicked"); notice.By != host.welcome.You || notice.ByName != "Ada" || notice.Reason != "spam" || notice.Seat != -1 {
		t.Errorf("%+v", notice)
	}
	guest.closedWith(closeKicked.code)
	if !n.media.room(id).wasRemoved(guest.welcome.You) {
		t.Error("who was kicked still has media")
	}
	refused := n.turnedAway(id, guest.welcome.GuestToken, "Bo", "kicked", closeKicked)
	if refused.Reason != "spam" || refused.UntilMS != 0 || refused.GuestToken != "" {
		t.Errorf("%+v", refused)
	}
	line := host.until("the line in the chat", func(m message) bool { return m.Type == "chat.message" && strings.Contains(string(m.Data), `"kicked"`) })
	var said wireMessageSent
	host.decode(line.Data, &said)
	if m := said.Message; !m.System || m.From.ID != host.welcome.You || m.About.ID != guest.welcome.You || m.Reason != "spam" {
		t.Errorf("%+v", m)
	}
}

func TestABanEndsAtItsTimeOrWhenItIsLifted(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	host.must("participant.ban", with(about(guest), "seconds", 60, "reason", "hate"))
	until := guest.noticed("banned").UntilMS
	guest.closedWith(closeBanned.code)
	if ahead := time.Until(time.UnixMilli(until)); ahead < 50*time.Second || ahead > time.Minute {
		t.Errorf("until %v from now", ahead)
	}
	if refused := n.turnedAway(id, guest.welcome.GuestToken, "Bo", "banned", closeBanned); refused.UntilMS != until || refused.Reason != "hate" {
		t.Errorf("%+v, want until %d", refused, until)
	}
	var listed banList
	m := host.do("bans.list", nil)
	host.decode(m.Data, &listed)
	if len(listed.Bans) != 1 {
		t.Fatalf("%s", m.Data)
	}
	if b := listed.Bans[0]; b.Kind != "ban" || b.Participant != guest.welcome.You || b.Name != "Bo" || b.ByName != "Ada" || b.ExpiresMS != until {
		t.Errorf("%+v", b)
	}
	if strings.Contains(string(m.Data), "device") || strings.Contains(string(m.Data), "network") {
		t.Errorf("the host sees where somebody came from: %s", m.Data)
	}
	host.must("ban.lift", map[string]string{"ban": listed.Bans[0].ID})
	n.join(id, guest.welcome.GuestToken, "Bo")
}

// THREATS 13: same token, resume token, new tab with a new name, new identity in the same browser are refused; a
// new identity in a new browser from the same network waits.
func TestWhoWasKickedDoesNotComeBackByAnotherName(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	guest, cookie := n.dialWith("")
	if refused := guest.enter(id, "", "Bo"); refused != nil {
		t.Fatalf("%+v", refused)
	}
	host.must("participant.kick", about(guest))
	guest.closedWith(closeKicked.code)
	n.turnedAway(id, guest.welcome.GuestToken, "Bo", "kicked", closeKicked)
	n.turnedAway(id, guest.welcome.GuestToken, "Somebody else", "kicked", closeKicked)
	back, m := n.resume(guest.welcome.Session, guest.welcome.ResumeToken, 0)
	if m.Error == nil || m.Error.Code != "kicked" {
		t.Errorf("resumed: %+v", m)
	}
	back.closedWith(closeKicked.code)
	again, _ := n.dialWith(cookie.Value)
	if refused := again.enter(id, "", "Cy"); refused == nil || refused.Code != "kicked" {
		t.Errorf("a new identity in the same browser: %+v", refused)
	}
	again.closedWith(closeKicked.code)
	n.turnedAway(id, "", "Di", "waiting", closeWaiting)
	if shown := host.beforeTheDoor(); len(shown) != 1 || shown[0].Name != "Di" || shown[0].Hold != string(room.HoldNetwork) {
		t.Errorf("%+v", shown)
	}
}

func TestWhoWaitsKnocksAsTheSamePersonUntilAdmitted(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	host.must("room.update", map[string]bool{"waiting_room": true})
	var changed wireRoomChanged
	host.decode(host.event("room.changed").Data, &changed)
	if !changed.Room.WaitingRoom || changed.Room.ID != id || changed.Room.CreatedMS != host.welcome.Snapshot.Room.CreatedMS {
		t.Errorf("%+v", changed.Room)
	}
	first := n.turnedAway(id, "", "Bo", "waiting", closeWaiting)
	if first.GuestToken == "" || first.RetryMS <= 0 {
		t.Fatalf("%+v", first)
	}
	second := n.turnedAway(id, first.GuestToken, "Bo", "waiting", closeWaiting)
	if n.participant(second.GuestToken) != n.participant(first.GuestToken) {
		t.Error("another person knocked")
	}
	shown := host.beforeTheDoor()
	if len(shown) != 1 || shown[0].Participant != n.participant(first.GuestToken) || shown[0].Speaks[0] != "zh" {
		t.Fatalf("%+v", shown)
	}
	host.must("waiting.admit", map[string]string{"participant": shown[0].Participant})
	guest := n.join(id, second.GuestToken, "Bo")
	if guest.welcome.You != shown[0].Participant || len(guest.welcome.Snapshot.Waiting) != 0 {
		t.Errorf("%+v", guest.welcome)
	}
}

func TestWhoIsSentAwayIsDenied(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	host.must("room.update", map[string]bool{"waiting_room": true})
	knock := n.turnedAway(id, "", "Bo", "waiting", closeWaiting)
	host.must("waiting.deny", map[string]string{"participant": n.participant(knock.GuestToken), "reason": "other"})
	if refused := n.turnedAway(id, knock.GuestToken, "Bo", "denied", closeNotAllowed); refused.Reason != "other" || refused.UntilMS == 0 {
		t.Errorf("%+v", refused)
	}
	if app := n.join(id, n.appToken(auth.AppClaims{Subject: "u1", Room: id}), "Grace"); app.welcome.GuestToken != "" {
		t.Error("whom an app vouches for waited")
	}
}

func TestALockedRoomLetsNobodyNewInAndIsNotInTheLobby(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	host.must("room.lock", map[string]bool{"locked": true})
	if refused := n.turnedAway(id, "", "Cy", "room_locked", closeRoomLocked); refused.RetryMS == 0 {
		t.Errorf("%+v", refused)
	}
	n.join(id, guest.welcome.GuestToken, "Bo") // a member all the time
	var lobby roomList
	var one wireListing
	n.request("GET", "/v1/rooms", "", nil, &lobby)
	w := n.request("GET", "/v1/rooms/"+id, "", nil, &one)
	if len(lobby.Rooms) != 0 || w.StatusCode != 200 || !one.Locked {
		t.Errorf("%+v, %d %+v", lobby, w.StatusCode, one)
	}
	host.must("room.lock", map[string]bool{"locked": false})
	eventually(t, "it is listed again", func() bool {
		n.request("GET", "/v1/rooms", "", nil, &lobby)
		return len(lobby.Rooms) == 1
	})
}

func TestWhoClosesTheRoomIsAnsweredBeforeTheGoodbye(t *testing.T) {
	n := newNode(t, nil)
	for range 20 { // the room's goodbye and the answer race
		id, owner := n.openRoom()
		host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
		guest.refused("not_allowed", "room.close", nil)
		host.must("room.close", nil)
		host.closedWith(closeRoomClosed.code)
		guest.closedWith(closeRoomClosed.code)
		n.turnedAway(id, owner, "Ada", "not_found", closeRoomClosed)
	}
}

func TestWhomOneHasBlockedComesWithTheJoin(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	pest := n.join(id, "", "Bo")
	host := n.dial()
	m := host.do(typeJoin, joinCommand{Room: id, Token: owner, Profile: &wireProfile{Name: "Ada"}, Blocked: []string{pest.welcome.You}})
	host.decode(m.Data, &host.welcome)
	if got := host.welcome.Snapshot.Blocked; len(got) != 1 || got[0] != pest.welcome.You {
		t.Fatalf("%v", got)
	}
	host.refused("stage_refused", "invitation.send", about(pest))
	host.must("participant.block", with(about(pest), "blocked", false))
	var changed wireBlockedChanged
	host.decode(host.event("blocked.changed").Data, &changed)
	if len(changed.Blocked) != 0 {
		t.Errorf("%+v", changed)
	}
	many := make([]string, room.MaxBlocked+1)
	for i := range many {
		many[i] = "p"
	}
	for _, blocked := range [][]string{many, {""}, {long}} {
		c := n.dial()
		c.refused("bad_request", typeJoin, joinCommand{Room: id, Profile: &wireProfile{Name: "Cy"}, Blocked: blocked})
		c.closedWith(closeBadRequest.code)
	}
}

func TestTheBansOfARoomsLastTimeHoldInTheNext(t *testing.T) {
	n := newNode(t, nil)
	id, guest := auth.Unguessable(16), n.auth.NewGuest()
	n.directory.bans[id] = []room.BanRecord{{ID: "b1", Kind: room.Banned, Participant: guest.Participant, Reason: "spam", Created: time.Now()}}
	if err := n.server.OpenRoom(context.Background(), id, room.Settings{Title: "again", Languages: []string{"en"}}); err != nil {
		t.Fatal(err)
	}
	token, err := n.auth.GuestToken(guest)
	if err != nil {
		t.Fatal(err)
	}
	if refused := n.turnedAway(id, token, "Bo", "banned", closeBanned); refused.Reason != "spam" {
		t.Errorf("%+v", refused)
	}
}

func TestARoomWithAPastDoesNotOpenWhileItsBansCannotBeRead(t *testing.T) {
	n := newNode(t, nil)
	n.directory.lose(errDirectory)
	id := auth.Unguessable(16)
	settings := room.Settings{Title: "again", Languages: []string{"en"}}
	if err := n.server.OpenRoom(context.Background(), id, settings); refusal(err).Code != errDirectory.Code {
		t.Fatalf("opened: %v", err)
	}
	if w := n.request("POST", "/v1/rooms", goodRoom, nil, nil); w.StatusCode != 201 {
		t.Errorf("a guest's new room: %d", w.StatusCode)
	}
	n.directory.lose(nil)
	if err := n.server.OpenRoom(context.Background(), id, settings); err != nil {
		t.Errorf("the claim was not given back: %v", err)
	}
}
