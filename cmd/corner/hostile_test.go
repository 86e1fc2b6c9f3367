package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// footprint is what a server process has.
type footprint struct {
	rss, heap, goroutines, files, sessions, sockets, opened, checked, ready float64
}

func footprintOf(t *testing.T, metrics string) footprint {
	t.Helper()
	_, body := get(t, metrics)
	return footprint{
		rss: value(t, body, "process_resident_memory_bytes"), heap: value(t, body, "go_memstats_heap_alloc_bytes"),
		goroutines: value(t, body, "go_goroutines"), files: value(t, body, "process_open_fds"),
		sessions: value(t, body, "corner_sessions"), sockets: value(t, body, "corner_connections"),
		opened: value(t, body, `corner_transports{state="opened"}`), checked: value(t, body, `corner_transports{state="checked"}`),
		ready: value(t, body, `corner_transports{state="ready"}`),
	}
}

// value reads one metric off a page.
func value(t *testing.T, page, name string) (v float64) {
	t.Helper()
	for _, line := range strings.Split(page, "\n") {
		if text, ok := strings.CutPrefix(line, name+" "); ok {
			if _, err := fmt.Sscan(text, &v); err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	t.Fatalf("no metric %s in %s", name, page)
	return 0
}

// String implements fmt.Stringer.
func (f footprint) String() string {
	return fmt.Sprintf("RSS %.1f MiB, heap %.2f MiB, %g goroutines, %g files, %g members, %g sockets, transports %g+%g+%g",
		f.rss/(1<<20), f.heap/(1<<20), f.goroutines, f.files, f.sessions, f.sockets, f.opened, f.checked, f.ready)
}

// heapSlack is by how much the heap may differ from what it was: tables that have grown once stay so.
const heapSlack = 6 << 20

// backTo reports whether nothing is left of an attack.
func (f footprint) backTo(before footprint) bool {
	return f.sessions == before.sessions && f.sockets == before.sockets && f.opened == 0 && f.checked == 0 &&
		f.ready == before.ready && f.goroutines <= before.goroutines+3 && f.files <= before.files+3 &&
		f.heap <= before.heap*1.02+heapSlack
}

// floodSize is how many half-open joins there are, and whether each stage gets as many and the attack comes twice:
// CORNER_FLOOD=25000 is 5,000 at each of 5 stages, twice.
func floodSize(t *testing.T) (count int, full bool) {
	t.Helper()
	text := os.Getenv("CORNER_FLOOD")
	if text == "" {
		return 5000, false
	}
	count, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return count, true
}

// THREATS 21, 23, 25, 48: thousands of half-open joins, malformed frames of every kind, a message of 10 MB and an
// offer with 1,000 lines, while two people talk: coded refusals, nothing lost, and everything back as it was.
func TestNoHostileClientDisturbsThoseWhoTalkOrLeavesAnything(t *testing.T) {
	t.Parallel() // the server is a process of its own, and most of the time is a wait for its deadlines
	count, full := floodSize(t)
	a, metrics := startProcess(t)
	room, ann, others := scene(t, a, 1)
	bob := others[0]
	var rooms []string
	for i := range 6 {
		id, _ := createRoom(t, a, fmt.Sprint("Flooded ", i))
		rooms = append(rooms, id)
	}
	stop := ann.talk()
	bob.hears(ann)
	f := newFlood(t, a, rooms, bob.PeerConnection().LocalDescription().SDP)
	stage := func(number int) int { // a handshake costs the attacker most: it is the rarest
		if !full && number%stages == stages-1 && number%25 != stages-1 {
			return number / 25 % (stages - 1)
		}
		return number % stages
	}
	before := footprintOf(t, metrics)
	bob.hearingsOf(ann)
	rounds := 1
	if full {
		rounds = 2
	}
	for range rounds {
		refuseMalformed(t, a, room)
		refuseHuge(t, a, room)
		begun := time.Now()
		tally := f.run(count, stage)
		t.Logf("%d half-open joins in %v: %v", count, time.Since(begun), tally)
		for answer := range tally {
			switch answer {
			case "no word", "half a frame", "no check", "no handshake", "no media", "check unanswered", "room_full", "media_busy", "rate_limited", "server_busy":
			default:
				t.Errorf("unexpected: %s", answer)
			}
		}
		at := footprintOf(t, metrics)
		begun = time.Now()
		after := eventuallyBack(t, metrics, before)
		t.Logf("before: %v\nat the end of the flood: %v\nafter %v: %v", before, at, time.Since(begun), after)
	}
	stop()
	assertHeard(t, bob, ann, ann.say())
}

// eventuallyBack waits until nothing is left: as long as the longest deadline, 30 s of grace, and some more.
func eventuallyBack(t *testing.T, metrics string, before footprint) (now footprint) {
	t.Helper()
	deadline, tick := time.After(90*time.Second), time.NewTicker(200*time.Millisecond)
	defer tick.Stop()
	for calm := 0; ; {
		next := footprintOf(t, metrics)
		if calm > 0 && next.backTo(before) { // the collector shows what is in use only now and then: the least counts
			next.heap = min(next.heap, now.heap)
		}
		if now = next; !now.backTo(before) {
			calm = 0
		} else if calm++; calm > 15 {
			return now
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it was\n%v\nand is\n%v", before, now)
		}
	}
}

// assertHeard checks that everything since the first packet heard has come, in order, without a long gap.
func assertHeard(t *testing.T, listener, speaker *person, last uint32) {
	t.Helper()
	heard := listener.hearingsOf(speaker)
	eventually(t, "the last packet", func() bool {
		heard = append(heard, listener.hearingsOf(speaker)...)
		return len(heard) > 0 && heard[len(heard)-1].number == last
	})
	longest := time.Duration(0)
	for i := 1; i < len(heard); i++ {
		if heard[i].number <= heard[i-1].number {
			t.Errorf("%d came after %d", heard[i].number, heard[i-1].number)
		}
		longest = max(longest, heard[i].at.Sub(heard[i-1].at))
	}
	lost := int(last-heard[0].number) + 1 - len(heard)
	t.Logf("%d of %d packets lost; the longest gap was %v", lost, last-heard[0].number+1, longest)
	if lost > len(heard)/1000 {
		t.Errorf("%d of %d packets were lost", lost, len(heard)+lost)
	}
}

// refuseMalformed sends five malformed frames of every kind and wants a coded refusal or close for each.
func refuseMalformed(t *testing.T, a addresses, room string) {
	t.Helper()
	bad := []string{`[]`, `7`, `"x"`, `{"unknown":{}}`, `{"participant":["p"],"muted":"yes"}`}
	for _, name := range []string{
		"hand.raise", "hand.lower", "invitation.send", "invitation.cancel", "invitation.accept", "invitation.decline",
		"stage.leave", "mute.self", "mute.participant", "participants.list", "leave", "no.such.command",
	} {
		c := dialRaw(t, a)
		joinRaw(t, c, room)
		for i, data := range bad {
			if code := ask(t, c, fmt.Sprintf(`{"id":%d,"type":%q,"data":%s}`, i+2, name, data)); code != "bad_request" {
				t.Errorf("%s %s: %s", name, data, code)
			}
		}
		if code := ask(t, c, `{"id":99,"type":"leave"}`); code != "" {
			t.Errorf("%s: the connection did not go on: %s", name, code)
		}
		_ = c.Close()
	}
	for _, name := range []string{"join", "resume", "pong", "hand.raise"} { // as the first frame
		for _, data := range bad {
			c := dialRaw(t, a)
			if code := ask(t, c, fmt.Sprintf(`{"id":1,"type":%q,"data":%s}`, name, data)); code != "bad_request" {
				t.Errorf("first %s %s: %s", name, data, code)
			}
			wantClose(t, c, 4500)
		}
	}
	for _, frame := range []string{``, `{`, `[]`, `{"id":-1,"type":"join"}`, `{"id":1,"id":2,"type":"join"`} {
		c := dialRaw(t, a)
		if err := c.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
		wantClose(t, c, 4500)
	}
}

// refuseHuge sends an offer with 1,000 m-lines, one byte over the limit of a message, and 10 MB.
func refuseHuge(t *testing.T, a addresses, room string) {
	t.Helper()
	for _, offer := range []string{
		"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n" + strings.Repeat("m=audio 9 A 1\r\n", 1000),
		strings.Repeat("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", 1000),
	} {
		c := dialRaw(t, a)
		if err := c.WriteJSON(joinFrame(room, "Mal", offer)); err != nil {
			t.Fatal(err)
		}
		if code := answerOf(t, c, 1); code != "bad_offer" && code != "bad_request" {
			t.Errorf("%d bytes of offer: %s", len(offer), code)
		}
		wantClose(t, c, 4500)
	}
	for _, size := range []int{64<<10 + 1, 10_000_000} {
		c := dialRaw(t, a)
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			_ = c.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte("x"), size)) // it is not read to the end
		}()
		wantClose(t, c, websocket.CloseMessageTooBig)
		<-sent
	}
}

func joinRaw(t *testing.T, c *websocket.Conn, room string) {
	t.Helper()
	if err := c.WriteJSON(joinFrame(room, "Mal", "")); err != nil {
		t.Fatal(err)
	}
	if code := answerOf(t, c, 1); code != "" {
		t.Fatalf("cannot join: %s", code)
	}
}

// ask sends a frame and returns the code of its answer, "" for none.
func ask(t *testing.T, c *websocket.Conn, frame string) string {
	t.Helper()
	if err := c.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		t.Fatal(err)
	}
	var id uint64
	_, _ = fmt.Sscanf(frame, `{"id":%d,`, &id)
	return answerOf(t, c, id)
}

func answerOf(t *testing.T, c *websocket.Conn, id uint64) string {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		var m struct {
			Re    uint64
			Error struct{ Code string }
		}
		if err := c.ReadJSON(&m); err != nil {
			return err.Error()
		}
		if m.Re == id {
			return m.Error.Code
		}
	}
}

// wantClose reads on until the server hangs up.
func wantClose(t *testing.T, c *websocket.Conn, code int) {
	t.Helper()
	defer c.Close()
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		_, _, err := c.ReadMessage()
		if err == nil {
			continue
		}
		var closed *websocket.CloseError
		if !errors.As(err, &closed) || closed.Code != code {
			t.Errorf("want close code %d, got %v", code, err)
		}
		return
	}
}
