package signaling

import (
	"encoding/json"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corner/room"
)

func TestAMemberWhoLostTheSocketMissesNothing(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	guest := n.join(id, "", "Bo")
	seq := guest.welcome.Snapshot.Revision
	guest.cut()
	host.must("mute.self", map[string]bool{"muted": false})
	host.must("mute.self", map[string]bool{"muted": true})
	back, m := n.resume(guest.welcome.Session, guest.welcome.ResumeToken, seq)
	var r resumed
	back.decode(m.Data, &r)
	if m.Error != nil || r.Snapshot != nil || r.Replayed < 2 {
		t.Fatalf("resumed with %+v %+v", r, m.Error)
	}
	last := seq
	for range r.Replayed {
		event, err := back.read()
		if err != nil || event.Seq <= last {
			t.Fatalf("event %d after %d, %v", event.Seq, last, err)
		}
		last = event.Seq
	}
	back.must("hand.raise", nil)
	if raised := back.event("hand.raised"); raised.Seq <= last {
		t.Fatalf("hand.raised is %d after %d", raised.Seq, last)
	}
	if n.media.room(id).wasRemoved(guest.welcome.You) {
		t.Fatal("the media was touched")
	}
}

func TestWhoIsAwayTooLongGetsASnapshotAndKeepsTheMedia(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	guest := n.join(id, "", "Bo")
	host := n.join(id, owner, "Ada")
	guest.cut()
	live, _ := n.server.hall.get(id)
	for i := range 300 { // more than the ring holds; past the limits of a socket
		s, _, err := n.server.sessions.resumeForTest(live, host.welcome.You)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.member.Do(t.Context(), room.MuteSelf{Muted: i%2 == 1}); err != nil {
			t.Fatal(err)
		}
		host.event("seat.changed")
	}
	back, m := n.resume(guest.welcome.Session, guest.welcome.ResumeToken, guest.welcome.Snapshot.Revision)
	var r resumed
	back.decode(m.Data, &r)
	if r.Snapshot == nil || r.Replayed != 0 || r.Snapshot.You.ID != guest.welcome.You {
		t.Fatalf("resumed with %+v %+v", r, m.Error)
	}
	if n.media.room(id).wasRemoved(guest.welcome.You) {
		t.Fatal("the media was touched")
	}
}

// resumeForTest finds a member's session without spending its token.
func (s *sessions) resumeForTest(l *liveRoom, participant string) (*session, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.byPlace[place{l, participant}]
	if !ok {
		return nil, "", errSessionLost
	}
	return found, "", nil
}

func TestAResumeTokenWorksOnce(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	c := n.join(id, owner, "Ada")
	session, token := c.welcome.Session, c.welcome.ResumeToken
	second, m := n.resume(session, token, 0)
	var r resumed
	second.decode(m.Data, &r)
	c.closedWith(4504) // the socket that was still open
	for _, spent := range []string{token, "", "x", r.ResumeToken + "x", r.ResumeToken[1:]} {
		thief, m := n.resume(session, spent, 0)
		if m.Error == nil || m.Error.Code != "session_lost" {
			t.Fatalf("%q: %+v", spent, m)
		}
		thief.closedWith(4003)
	}
	second.must("participants.list", nil)
	third, m := n.resume(session, r.ResumeToken, 0)
	if m.Error != nil {
		t.Fatalf("the next token: %+v", m.Error)
	}
	third.must("participants.list", nil)
}

func TestTheSessionEndsWithTheMembership(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	guest := n.join(id, "", "Bo")
	guest.must("leave", nil)
	guest.closedWith(4509)
	lost, m := n.resume(guest.welcome.Session, guest.welcome.ResumeToken, 0)
	if m.Error == nil || m.Error.Code != "session_lost" {
		t.Fatalf("back after leaving: %+v", m)
	}
	lost.closedWith(4003)
	other, _ := n.openRoom()
	elsewhere := n.join(other, "", "Cy")
	stolen, m := n.resume(elsewhere.welcome.Session, host.welcome.ResumeToken, 0)
	if m.Error == nil || m.Error.Code != "session_lost" {
		t.Fatalf("another room's token: %+v", m)
	}
	stolen.closedWith(4003)
}

func TestAMemberWhoStaysAwayIsGone(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Room.Grace = 30 * time.Millisecond })
	id, owner := n.openRoom()
	n.join(id, owner, "Ada")
	guest := n.join(id, "", "Bo")
	guest.cut()
	eventually(t, "the membership ends", func() bool { return n.media.room(id).wasRemoved(guest.welcome.You) })
	eventually(t, "the session ends", func() bool { return n.server.sessions.count() == 1 })
	lost, m := n.resume(guest.welcome.Session, guest.welcome.ResumeToken, 0)
	if m.Error == nil || m.Error.Code != "session_lost" {
		t.Fatalf("%+v", m)
	}
	lost.closedWith(4003)
}

func TestOfThousandsWhoResumeWithOneTokenOneWins(t *testing.T) {
	s := newSessions()
	l := &liveRoom{}
	var over atomic.Bool
	made, token, err := s.open(l, &room.Session{}, true, &over)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 1000 {
		next := make(chan string, 2)
		var wait sync.WaitGroup
		for range 2 {
			wait.Go(func() {
				if _, fresh, err := s.resume(made.id, token); err == nil {
					next <- fresh
				}
			})
		}
		wait.Wait()
		if len(next) != 1 {
			t.Fatalf("round %d: %d winners", round, len(next))
		}
		token = <-next
	}
}

func TestAReplacedConnectionNeverTakesThePlaceOfItsSuccessor(t *testing.T) {
	s := newSessions()
	l := &liveRoom{}
	var replaced, current atomic.Bool
	successor, token, err := s.open(l, &room.Session{}, true, &current)
	if err != nil {
		t.Fatal(err)
	}
	replaced.Store(true)
	if _, _, err := s.open(l, &room.Session{}, true, &replaced); err == nil {
		t.Fatal("a replaced connection got a session")
	}
	if _, _, err := s.resume(successor.id, token); err != nil {
		t.Fatal(err)
	}
	l.closed.Store(true)
	if _, _, err := s.open(l, &room.Session{}, true, &current); err == nil {
		t.Fatal("a closed room got a session")
	}
}

func TestEventsOnASnapshotGiveTheServersSnapshot(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	guest := n.join(id, "", "Bo")
	view := stateOf(t, guest.welcome.Snapshot)
	for i := range 8 {
		guest.must("hand.raise", nil)
		host.must("invitation.send", wireNamed{guest.welcome.You})
		guest.must("invitation.accept", nil)
		guest.must("mute.self", map[string]bool{"muted": i%2 == 0})
		host.must("mute.participant", map[string]any{"participant": guest.welcome.You, "muted": true})
		host.must("mute.participant", map[string]any{"participant": guest.welcome.You, "muted": false})
		if i < 4 { // a fifth would be too much in too short a time
			guest.must("chat.send", map[string]any{"text": "hello"})
		}
		host.must("seat.move", map[string]any{"participant": guest.welcome.You, "index": 5})
		guest.must("stage.leave", nil)
		host.must("mute.self", map[string]bool{"muted": i%2 == 0})
		host, guest = n.swap(t, host, nil), n.swap(t, guest, view)
	}
	_, m := n.resume(guest.welcome.Session, guest.welcome.ResumeToken, 0)
	var r resumed
	guest.decode(m.Data, &r)
	if r.Snapshot == nil {
		t.Fatalf("no snapshot: %+v", m)
	}
	want := stateOf(t, r.Snapshot)
	for _, part := range []string{"stage", "hands", "invitations", "host", "chat", "waiting", "blocked", "room"} {
		if !reflect.DeepEqual(view[part], want[part]) {
			t.Errorf("%s\n mine %v\n want %v", part, view[part], want[part])
		}
	}
}

// swap resumes on a new socket and applies what was heard on both to a view.
func (n *node) swap(t *testing.T, c *client, view map[string]any) *client {
	t.Helper()
	seq := c.welcome.Snapshot.Revision
	apply := func(m message) {
		if m.Seq > seq {
			seq = m.Seq
			reduce(t, view, m)
		}
	}
	for _, m := range c.pending {
		apply(m)
	}
	back, m := n.resume(c.welcome.Session, c.welcome.ResumeToken, seq)
	var r resumed
	back.decode(m.Data, &r)
	for range r.Replayed {
		event, err := back.read()
		if err != nil {
			t.Fatal(err)
		}
		apply(event)
	}
	back.welcome = c.welcome
	back.welcome.ResumeToken = r.ResumeToken
	snapshot := *c.welcome.Snapshot
	snapshot.Revision = seq
	back.welcome.Snapshot = &snapshot
	return back
}

func stateOf(t *testing.T, s *wireSnapshot) map[string]any {
	t.Helper()
	var state map[string]any
	if err := json.Unmarshal(encode(s).data, &state); err != nil {
		t.Fatal(err)
	}
	return state
}

// holder is whose hand it is.
func holder(hand map[string]any) any { return hand["participant"].(map[string]any)["id"] }

// reduce is the least that a client must do with an event.
func reduce(t *testing.T, view map[string]any, m message) {
	t.Helper()
	if view == nil {
		return
	}
	var data map[string]any
	if err := json.Unmarshal(m.Data, &data); err != nil {
		t.Fatal(err)
	}
	drop := func(list string, keep func(map[string]any) bool) {
		kept := []any{}
		for _, item := range view[list].([]any) {
			if keep(item.(map[string]any)) {
				kept = append(kept, item)
			}
		}
		view[list] = kept
	}
	switch m.Type {
	case "seat.changed", "seats.changed":
		seats, several := data["seats"].([]any)
		if !several {
			seats = []any{data["seat"]}
		}
		for _, seat := range seats {
			view["stage"].([]any)[int(seat.(map[string]any)["index"].(float64))] = seat
		}
	case "chat.message":
		chat := append(view["chat"].([]any), data["message"])
		view["chat"] = chat[max(0, len(chat)-room.ChatSnapshot):]
	case "hand.raised":
		drop("hands", func(h map[string]any) bool { return holder(h) != holder(data["hand"].(map[string]any)) })
		view["hands"] = append(view["hands"].([]any), data["hand"])
	case "hand.lowered":
		drop("hands", func(h map[string]any) bool { return holder(h) != data["participant"] })
	case "hands.listed":
		view["hands"] = data["hands"]
	case "invitation.sent":
		view["invitations"] = append(view["invitations"].([]any), data["invitation"])
	case "invitation.ended":
		drop("invitations", func(i map[string]any) bool { return i["participant"] != data["participant"] })
	case "host.changed":
		view["host"] = data["participant"]
	case "participant.changed", "audience.changed", "mute.changed", "notice", "hand.position": // seen elsewhere in the view
	default:
		t.Fatalf("no rule for %s", m.Type)
	}
}
