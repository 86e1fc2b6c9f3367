package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"testing"
	"time"

	"corner/signaling/client"

	"go.uber.org/zap"
)

// visitor is somebody before the door, with what a browser keeps.
type visitor struct {
	name  string
	token string
	jar   http.CookieJar
}

// knock tries to come in without media, and returns the refusal, nil for none.
func (v visitor) knock(t *testing.T, a addresses, room string) (*client.Client, *client.Error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, err := client.Dial(ctx, client.Options{URL: a.Public, Room: room, Token: v.token, Profile: profileOf(v.name),
		Origin: a.Public, Jar: v.jar, NoMedia: true})
	var refusal *client.Error
	if err != nil && !errors.As(err, &refusal) {
		t.Fatalf("%s: %v", v.name, err)
	}
	if c != nil {
		t.Cleanup(func() { _ = c.Close() })
	}
	return c, refusal
}

func newJar(t *testing.T) http.CookieJar {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return jar
}

type auditRecord struct {
	Action string `json:"action"`
	By     string `json:"by"`
	Target string `json:"target"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	Node   string `json:"node"`
	TimeMS int64  `json:"time_ms"`
}

// audit reads the room's records as its host does, the newest first.
func (p *person) audit() []auditRecord {
	p.t.Helper()
	raw, err := p.Do(p.t.Context(), "audit.list", map[string]any{"limit": 100})
	if err != nil {
		p.t.Fatal(err)
	}
	var page struct{ Records []auditRecord }
	if err := json.Unmarshal(raw, &page); err != nil {
		p.t.Fatal(err)
	}
	return page.Records
}

// THREATS 13: who was shown out tries every way to come back. What is theirs is refused, what could be anybody's
// from that address waits for the host, and every try is in the audit.
func TestTheKickedGuestIsRefusedOrHeldHoweverTheyComeBack(t *testing.T) {
	for _, show := range []struct {
		command string
		code    string
	}{{"participant.kick", "kicked"}, {"participant.ban", "banned"}} {
		t.Run(show.code, func(t *testing.T) {
			a, _ := startServer(t, testConfig(t), zap.NewNop())
			room, token := createRoom(t, a, "Late night")
			ann := enter(t, a, room, token, "Ann")
			jar := newJar(t)
			troll, refusal := visitor{"Troll", "", jar}.knock(t, a, room)
			if refusal != nil {
				t.Fatal(refusal)
			}
			ann.do(show.command, map[string]string{"participant": troll.ID(), "reason": "spam"})
			<-troll.Done()
			if got := codeOf(troll.Err()); got != fmt.Sprintf("closed with %d %s", map[string]int{"kicked": 4505, "banned": 4506}[show.code], show.code) {
				t.Errorf("the socket ended with %q", got)
			}
			guest := troll.Welcome().GuestToken
			if _, err := troll.Resume(t.Context()); codeOf(err) != show.code {
				t.Errorf("the resume token: %v", err)
			}
			for _, way := range []struct {
				name string
				as   visitor
				want string
			}{
				{"the same token", visitor{"Troll", guest, jar}, show.code},
				{"the same token, a new name", visitor{"Angel", guest, newJar(t)}, show.code},
				{"a new tab", visitor{"Troll", "", jar}, show.code},
				{"a new tab, a new name", visitor{"Angel", "", jar}, show.code},
				{"a new identity from the same address", visitor{"Angel", "", newJar(t)}, "waiting"},
				{"without a cookie from the same address", visitor{"Cherub", "", nil}, "waiting"},
			} {
				before := len(ann.audit())
				_, refusal := way.as.knock(t, a, room)
				if refusal == nil || refusal.Code != way.want {
					t.Fatalf("%s: %+v", way.name, refusal)
				}
				if way.want == show.code && refusal.Reason != "spam" {
					t.Errorf("%s: told the reason %q", way.name, refusal.Reason)
				}
				records := ann.audit()
				want := map[bool]string{true: "join.held", false: "join.refused"}[way.want == "waiting"]
				if len(records) != before+1 || records[0].Action != want || records[0].Node == "" || records[0].TimeMS == 0 {
					t.Errorf("%s: audited %+v", way.name, records[:min(2, len(records))])
				}
			}
			if status := countOnStage(ann); status != 1 {
				t.Errorf("%d people in the room", status)
			}
		})
	}
}

func countOnStage(p *person) int {
	s := p.Snapshot()
	count := s.Audience.Count
	for _, seat := range s.Stage {
		if seat.Occupant != nil {
			count++
		}
	}
	return count
}

func TestWhoIsHeldComesInOnceTheHostOpens(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	room, token := createRoom(t, a, "Late night")
	ann := enter(t, a, room, token, "Ann")
	ann.do("room.update", map[string]any{"waiting_room": true})
	bob := visitor{"Bob", "", newJar(t)}
	_, refusal := bob.knock(t, a, room)
	if refusal == nil || refusal.Code != "waiting" || refusal.GuestToken == "" || refusal.Retry <= 0 {
		t.Fatalf("refused with %+v", refusal)
	}
	eventually(t, "Ann sees who waits", func() bool { return len(ann.Snapshot().Waiting) == 1 })
	waiting := ann.Snapshot().Waiting[0]
	if waiting.Name != "Bob" || waiting.Hold != "guests" {
		t.Fatalf("waits %+v", waiting)
	}
	bob.token = refusal.GuestToken
	if _, refusal := bob.knock(t, a, room); refusal == nil || refusal.Code != "waiting" {
		t.Fatalf("the second knock: %+v", refusal)
	}
	ann.do("waiting.admit", target{Participant: waiting.Participant})
	in, refusal := bob.knock(t, a, room)
	if refusal != nil || in.ID() != waiting.Participant {
		t.Fatalf("the third knock: %+v", refusal)
	}
	eventually(t, "nobody waits any more", func() bool { return len(ann.Snapshot().Waiting) == 0 })
}

// THREATS 14: somebody who says goodbye and keeps the media connection hears nothing more.
func TestWhoLeavesAndKeepsTheConnectionHearsNoMore(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	_, ann, others := scene(t, a, 2)
	defer ann.talk()()
	for i, goes := range []func(ghost *person){
		func(ghost *person) { ghost.do("leave", nil) },
		func(ghost *person) { ann.do("participant.kick", target{Participant: ghost.ID()}) },
	} {
		ghost := others[i]
		ghost.hears(ann)
		goes(ghost) // its peer connection stays up
		time.Sleep(200 * time.Millisecond)
		late := ann.say()
		time.Sleep(800 * time.Millisecond)
		for _, h := range ghost.hearingsOf(ann) {
			if h.number >= late { // by its number: a busy machine reads late what came in time
				t.Fatalf("way %d: still heard what was said 200 ms afterwards", i)
			}
		}
	}
}

// THREATS 53: the host's process is killed, the host's network is gone, the host leaves. Each time the moderator is
// host within the grace, nobody ever sees two hosts, and the owner who returns is host again.
func TestTheRoomIsNeverWithoutAHostForLong(t *testing.T) {
	t.Parallel() // it waits for a grace of 30 s
	for _, c := range []struct {
		name  string
		goes  func(ann *person)
		grace time.Duration
	}{
		{"leaves", func(ann *person) { ann.do("leave", nil) }, 2 * time.Second},
		{"is killed", func(ann *person) { _ = ann.Close() }, 34 * time.Second},
		{"loses the network", func(ann *person) { ann.Cut() }, 34 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, _ := startServer(t, testConfig(t), zap.NewNop())
			room, ann, others := scene(t, a, 2)
			bob, cid := others[0], others[1]
			ann.do("role.set", map[string]string{"participant": bob.ID(), "role": "moderator"})
			gone := time.Now()
			c.goes(ann)
			deadline := gone.Add(c.grace)
			for cid.Snapshot().Host != bob.ID() {
				oneHost(t, cid)
				if time.Now().After(deadline) {
					t.Fatalf("after %v the host is %q", time.Since(gone), cid.Snapshot().Host)
				}
				time.Sleep(5 * time.Millisecond)
			}
			t.Logf("the moderator is host after %v", time.Since(gone))
			again := enter(t, a, room, ann.Welcome().GuestToken, "Ann")
			eventually(t, "the owner is host", func() bool { oneHost(t, cid); return cid.Snapshot().Host == again.ID() })
			eventually(t, "the other is a moderator again", func() bool { return bob.Snapshot().You.Role == "moderator" })
		})
	}
}

// oneHost fails when a member's picture of the room has more than one host.
func oneHost(t *testing.T, p *person) {
	t.Helper()
	s := p.Snapshot()
	var hosts []string
	for _, seat := range s.Stage {
		if o := seat.Occupant; o != nil && o.Role == "host" {
			hosts = append(hosts, o.ID)
		}
	}
	for _, o := range s.Audience.Sample {
		if o.Role == "host" && !slices.Contains(hosts, o.ID) {
			hosts = append(hosts, o.ID)
		}
	}
	if len(hosts) > 1 {
		t.Errorf("two hosts: %v", hosts)
	}
}
