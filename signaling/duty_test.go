package signaling

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"corner/room"
	"corner/room/relay"
	"corner/signaling/auth"
)

// shifted is a clock that a test puts to any time of day, and that goes on from there.
type shifted struct{ by atomic.Int64 }

func shiftedTo(to time.Time) *shifted {
	c := &shifted{}
	c.put(to)
	return c
}

func (c *shifted) now() time.Time { return time.Now().Add(time.Duration(c.by.Load())) }

func (c *shifted) put(to time.Time) { c.by.Store(int64(time.Until(to))) }

// someone is a guest whom others can name before they come.
func (n *node) someone() (id, token string) {
	n.t.Helper()
	who := n.auth.NewGuest()
	token, err := n.auth.GuestToken(who)
	if err != nil {
		n.t.Fatal(err)
	}
	return who.Participant, token
}

// watchOf is a node with a room that Yu hosts from 20:00 in Shanghai, and Lena from 9:00 in New York when Yu ends, with
// Bo for Lena; and where the clock stands when Lena's hours begin.
type watchOf struct {
	*node
	clock        *shifted
	room         string
	yu, lena, bo string
	begins       time.Time
	tokens       map[string]string
}

func newWatch(t *testing.T) *watchOf {
	t.Helper()
	w := &watchOf{begins: time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC), tokens: map[string]string{}}
	w.clock = shiftedTo(w.begins.Add(-time.Hour))
	w.node = newNode(t, func(c *Config) { c.Room.Now = w.clock.now })
	for _, id := range []*string{&w.yu, &w.lena, &w.bo} {
		var token string
		*id, token = w.someone()
		w.tokens[*id] = token
	}
	w.room = auth.Unguessable(16)
	if err := w.server.OpenRoom(context.Background(), w.room, w.settings("owner")); err != nil {
		t.Fatal(err)
	}
	return w
}

// settings are the room's, by way of a plan's payload, as it is kept.
func (w *watchOf) settings(owner string) room.Settings {
	w.t.Helper()
	shift := func(id, name, start, zone string, minutes int) relay.Shift {
		part, err := partOf(start, zone, minutes, "FREQ=DAILY")
		if err != nil {
			w.t.Fatal(err)
		}
		return relay.Shift{Person: id, Name: name, Part: part}
	}
	p := payloadOfEverything(w.t)
	p.Settings.WaitingRoom, p.Settings.Mode = false, room.Free
	p.Shifts = []relay.Shift{
		shift(w.yu, "Yu", "2026-11-01T20:00", "Asia/Shanghai", 120),
		shift(w.lena, "Lena", "2026-11-01T09:00", "America/New_York", 180),
	}
	p.Shifts[1].Substitute, p.Shifts[1].Stand = w.bo, "Bo"
	data, err := p.Encode()
	if err != nil {
		w.t.Fatal(err)
	}
	if p, err = DecodePlanPayload(data); err != nil {
		w.t.Fatal(err)
	}
	return p.Room(owner)
}

// at puts the clock, and has the room look at it.
func (w *watchOf) at(after time.Duration, c *client) {
	w.t.Helper()
	w.clock.put(w.begins.Add(after))
	c.must("mute.self", map[string]bool{"muted": true})
}

// becomesHost waits until somebody is told who is host and why.
func (c *client) becomesHost(id, reason string) {
	c.t.Helper()
	var told wireHostChanged
	c.decode(c.event("host.changed").Data, &told)
	if told.Participant != id || told.Reason != reason {
		c.t.Fatalf("host is %+v, not %s by %s", told, id, reason)
	}
}

func TestTheHostsDutyPassesAlongTimeZones(t *testing.T) {
	w := newWatch(t)
	lena := w.join(w.room, w.tokens[w.lena], "Lena")
	yu := w.join(w.room, w.tokens[w.yu], "Yu")
	if yu.welcome.Snapshot.Host != w.yu {
		t.Fatalf("the host is %q", yu.welcome.Snapshot.Host)
	}
	d := yu.welcome.Snapshot.Duty
	if d == nil || d.Now.Name != "Yu" || d.Next.Name != "Lena" || d.NextMS != w.begins.UnixMilli() || d.UntilMS != d.NextMS || d.NextZone != "America/New_York" {
		t.Fatalf("%+v", d)
	}
	lena.becomesHost(w.yu, "duty")
	w.at(0, yu)
	lena.becomesHost(w.lena, "duty")
	var changed wireDutyChanged
	lena.decode(lena.event("duty.changed").Data, &changed)
	if d := changed.Duty; d.Now.Name != "Lena" || d.Substitute.Name != "Bo" || d.Next.Name != "Yu" || d.NextZone != "Asia/Shanghai" {
		t.Fatalf("%+v", d)
	}
	line := lena.until("the room's word", func(m message) bool {
		var said wireMessageSent
		if m.Type == "chat.message" {
			lena.decode(m.Data, &said)
		}
		return said.Message.Code == "host" && said.Message.Value == "duty" && said.Message.About != nil && said.Message.About.ID == w.lena
	})
	if line.Seq == 0 {
		t.Error("it has no number")
	}
	lena.must("mute.all", nil) // the host may
	if open := w.media.room(w.room).gate(w.lena); open {
		t.Error("the duty has opened a microphone")
	}
	yu.must("mute.all", nil) // who was host is a moderator
	yu.refused("not_allowed", "room.close", nil)
}

func TestASubstituteHostsForWhoIsLateAndGivesTheRoomBack(t *testing.T) {
	w := newWatch(t)
	yu, bo := w.join(w.room, w.tokens[w.yu], "Yu"), w.join(w.room, w.tokens[w.bo], "Bo")
	w.at(time.Second, yu)
	yu.until("that Lena is waited for", func(m message) bool {
		var said wireMessageSent
		if m.Type == "chat.message" {
			yu.decode(m.Data, &said)
		}
		return said.Message.Code == "duty_late" && said.Message.About != nil && said.Message.About.Name == "Lena"
	})
	yu.must("mute.all", nil)
	w.at(2*time.Minute, yu)
	bo.becomesHost(w.bo, "substitute")
	lena := w.join(w.room, w.tokens[w.lena], "Lena")
	if lena.welcome.Snapshot.Host != w.lena {
		t.Fatalf("the host is %q", lena.welcome.Snapshot.Host)
	}
	bo.becomesHost(w.lena, "duty")
}

func TestWhenNobodyComesTheHostGoesOnAndTheRoomFindsAnother(t *testing.T) {
	w := newWatch(t)
	yu, ada := w.join(w.room, w.tokens[w.yu], "Yu"), w.join(w.room, "", "Ada")
	ada.must("seat.take", map[string]int{"index": 1})
	w.at(time.Hour, yu)
	yu.must("round.start", nil) // still the host
	w.at(24*time.Hour-time.Minute, yu)
	yu.must("leave", nil)
	ada.becomesHost(ada.welcome.You, "succession")
}

// The roster is kept with the room: whoever runs it next knows whose hours it is.
func TestTheNextServerKnowsTheDuty(t *testing.T) {
	w := newWatch(t)
	yu, bo := w.join(w.room, w.tokens[w.yu], "Yu"), w.join(w.room, w.tokens[w.bo], "Bo")
	w.at(time.Second, yu)
	w.server.rooms.Stop()
	w.clock.put(w.begins.Add(time.Hour))
	next := w.successor(func(c *Config) { c.Room.Now = w.clock.now })
	back := next.join(w.room, bo.welcome.GuestToken, "Bo")
	if s := back.welcome.Snapshot; s.Host != w.bo || s.Duty == nil || s.Duty.Now.ID != w.lena {
		t.Fatalf("host %q, duty %+v", s.Host, s.Duty)
	}
}
