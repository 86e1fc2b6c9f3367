package client

import (
	"encoding/json"
	"errors"
	"net/http/cookiejar"
	"testing"
	"time"
)

// refusal joins the real server and returns how it says no.
func refusal(t *testing.T, o Options) *Error {
	t.Helper()
	o.Origin, o.NoMedia, o.Profile = testOrigin, true, &Profile{Name: "Joe"}
	c, err := Dial(testContext(t), o)
	var refused *Error
	if err == nil {
		_ = c.Close()
	}
	if !errors.As(err, &refused) {
		t.Fatalf("not refused: %v", err)
	}
	return refused
}

func TestBannedDeviceStaysOutUnderAnotherName(t *testing.T) {
	url, id, _, host := hosted(t)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	guest, err := Dial(testContext(t), Options{URL: url, Room: id, Origin: testOrigin, NoMedia: true, Jar: jar, Profile: &Profile{Name: "Joe"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = guest.Close() }()
	must(t, host, "participant.ban", map[string]any{"participant": guest.ID(), "reason": "spam", "seconds": 60})
	var notice Notice
	for notice.Action != "banned" {
		if e := nextEvent(t, guest); e.Type == "notice" {
			if err := json.Unmarshal(e.Data, &notice); err != nil {
				t.Fatal(err)
			}
		}
	}
	<-guest.Done()
	var closed *CloseError
	if !errors.As(guest.Err(), &closed) || closed.Code != 4506 || notice.By != host.ID() || notice.UntilMS == 0 {
		t.Errorf("ended with %v after %+v", guest.Err(), notice)
	}
	if _, err := guest.Resume(testContext(t)); !coded(err, "banned") {
		t.Errorf("resumed: %v", err)
	}
	refused := refusal(t, Options{URL: url, Room: id, Jar: jar})
	if refused.Code != "banned" || refused.Reason != "spam" || time.Until(refused.Until) <= 0 {
		t.Errorf("%+v", refused)
	}
	if other := refusal(t, Options{URL: url, Room: id}); other.Code != "waiting" { // a device not known, the same network
		t.Errorf("%+v", other)
	}
}

func coded(err error, code string) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Code == code
}

func TestWaitingGuestKnocksWithTheTokenOfTheRefusal(t *testing.T) {
	url, id, _, host := hosted(t)
	must(t, host, "room.update", map[string]any{"waiting_room": true, "mode": "free", "seats": 4})
	eventually(t, "the host sees four seats", func() bool { s := host.Snapshot(); return len(s.Stage) == 4 && s.Room.WaitingRoom })
	refused := refusal(t, Options{URL: url, Room: id})
	if refused.Code != "waiting" || refused.GuestToken == "" || refused.Retry <= 0 || !refused.Until.IsZero() {
		t.Fatalf("%+v", refused)
	}
	eventually(t, "the host sees who waits", func() bool { return len(host.Snapshot().Waiting) == 1 })
	who := host.Snapshot().Waiting[0]
	must(t, host, "waiting.admit", map[string]string{"participant": who.Participant})
	guest := enter(t, url, id, refused.GuestToken, "Joe")
	if guest.ID() != who.Participant || who.Name != "Joe" || who.Hold != "guests" {
		t.Errorf("%s came in, %+v had waited", guest.ID(), who)
	}
}

func TestSnapshotFollowsTheHostsHandOnTheRealServer(t *testing.T) {
	url, id, token, host := hosted(t)
	must(t, host, "room.update", map[string]any{"mode": "free"})
	guest := enter(t, url, id, "", "Joe")
	must(t, guest, "seat.take", map[string]int{"index": 1})
	must(t, host, "seat.move", map[string]any{"participant": guest.ID(), "index": 3})
	must(t, guest, "chat.send", map[string]string{"text": "hello"})
	must(t, host, "seat.lock", map[string]any{"index": 1, "locked": true})
	must(t, host, "role.set", map[string]string{"participant": guest.ID(), "role": "moderator"})
	must(t, host, "participant.block", map[string]any{"participant": "somebody", "blocked": true})
	must(t, host, "chat.delete", map[string]uint64{"message": newest(host, "hello")})
	must(t, host, "host.transfer", map[string]string{"participant": guest.ID()})
	must(t, guest, "room.update", map[string]any{"seats": 6, "title": "Early"})
	eventually(t, "the last event has come", func() bool {
		s := host.Snapshot()
		return s.Room.Title == "Early" && s.Chat[len(s.Chat)-1].Code == "settings"
	})
	mine := host.Snapshot()
	if mine.Host != guest.ID() || mine.You.Role != "moderator" || mine.You.Seat != 3 || len(mine.Blocked) != 1 || len(mine.Stage) != 6 {
		t.Errorf("%+v", mine)
	}
	again, err := Dial(testContext(t), Options{URL: url, Room: id, Token: token, Origin: testOrigin, NoMedia: true,
		Profile: &mine.You.Profile, Blocked: mine.Blocked}) // gets the server's own view, for the same person
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if got, want := comparable(t, mine), comparable(t, again.Snapshot()); got != want {
		t.Errorf("after all events\n%s\nserver\n%s", got, want)
	}
}

// newest is the number of the newest message with a text, 0 for none.
func newest(c *Client, text string) uint64 {
	var id uint64
	for _, m := range c.Snapshot().Chat {
		if m.Text == text {
			id = m.ID
		}
	}
	return id
}
