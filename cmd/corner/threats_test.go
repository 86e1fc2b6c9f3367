package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/signaling/client"

	"github.com/alicebob/miniredis/v2"
	"github.com/gorilla/websocket"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// recordingLog keeps everything that is logged, at every level.
func recordingLog(out *syncBuffer) *zap.Logger {
	encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
	return zap.New(zapcore.NewCore(encoder, zapcore.AddSync(out), zapcore.DebugLevel))
}

// through lets a client reach a server from another loopback address, as if it came from there.
func through(t *testing.T, a addresses, from string) addresses {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); wait.Wait() })
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	wait.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := dialer.Dial("tcp", a.HTTP.String())
			if err != nil {
				_ = in.Close()
				continue
			}
			for _, way := range [][2]net.Conn{{in, out}, {out, in}} {
				wait.Go(func() {
					_, _ = io.Copy(way[0], way[1])
					_ = way[0].Close()
					_ = way[1].Close()
				})
			}
		}
	})
	return addresses{Public: "http://" + l.Addr().String(), HTTP: l.Addr()}
}

// watch notes every frame that somebody in a room receives.
func watch(t *testing.T, a addresses, room string, into *syncBuffer) {
	t.Helper()
	c := dialRaw(t, a)
	if err := c.WriteJSON(joinFrame(room, "Eve", "")); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			_, frame, err := c.ReadMessage()
			if err != nil {
				return
			}
			_, _ = into.Write(append(frame, '\n'))
		}
	}()
	t.Cleanup(func() { _ = c.Close(); <-done })
	into.waitFor(t, `"snapshot"`)
}

func dialRaw(t *testing.T, a addresses) *websocket.Conn {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"corner.v1"}}
	c, answer, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(a.Public, "http")+"/v1/signal",
		http.Header{"Origin": {a.Public}})
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return c
}

func joinFrame(room, name, offer string) map[string]any {
	return map[string]any{"id": 1, "type": "join", "data": map[string]any{
		"room": room, "profile": profileOf(name), "offer": offer, "client": "raw/1",
	}}
}

// THREATS 11 and 37: neither a secret nor an address of one person reaches another person, a log, the metrics,
// an error page or Redis.
func TestSecretsAndAddressesReachNobodyElse(t *testing.T) {
	const canary = "127.77.66.55"
	store := miniredis.RunT(t)
	c, logged, seen := testConfig(t), &syncBuffer{}, &syncBuffer{}
	c.Redis = "redis://" + store.Addr()
	a, _ := startServer(t, c, recordingLog(logged))
	room, ann, _ := scene(t, a, 0)
	watch(t, a, room, seen)

	door := through(t, a, canary)
	bob, err := client.Dial(t.Context(), client.Options{
		URL: door.Public, Room: room, Profile: profileOf("Bob"), Origin: a.Public,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer bob.Close()
	if err := bob.MediaReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	secrets := []string{canary, bob.Welcome().GuestToken, bob.Welcome().ResumeToken, bob.Welcome().Session}
	for _, line := range strings.Split(bob.PeerConnection().LocalDescription().SDP+bob.Welcome().Answer, "\n") {
		for _, secret := range []string{"a=ice-pwd:", "a=fingerprint:sha-256 "} {
			if value, ok := strings.CutPrefix(strings.TrimSpace(line), secret); ok {
				secrets = append(secrets, value)
			}
		}
	}
	ann.do("hand.lower", target{Participant: bob.ID()})
	bob.Cut()
	if _, err := bob.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, bob.ResumeToken())
	seen.waitFor(t, `"Bob"`)
	eventually(t, "Redis knows Bob", func() bool { return strings.Contains(contents(t, store), "Bob") })

	var everywhere strings.Builder
	everywhere.WriteString(logged.String() + seen.String() + contents(t, store))
	for _, url := range []string{a.metrics(), a.Public + "/v1/rooms", a.Public + "/v1/rooms/x?access_token=" + secrets[1], a.Public + "/nowhere"} {
		_, body := get(t, url)
		everywhere.WriteString(body)
	}
	for i, secret := range secrets {
		if len(secret) < 8 {
			t.Fatalf("secret %d is too short to look for: %q", i, secret)
		}
		if strings.Contains(everywhere.String(), secret) {
			t.Errorf("secret %d (%.12s…) was found", i, secret)
		}
	}
	if !strings.Contains(logged.String(), "member connected") {
		t.Error("nothing was logged: the search proves nothing")
	}
}

// THREATS 21: joins that stop half-way leave nothing behind and disturb nobody.
func TestAFloodOfHalfOpenJoinsDisturbsNobody(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	room, ann, others := scene(t, a, 1)
	bob := others[0]
	offer := bob.PeerConnection().LocalDescription().SDP
	stop := ann.talk()
	bob.hears(ann)
	before := gauge(t, a, "go_goroutines")

	const flood, atOnce = 2000, 50
	answers := make(chan string, flood)
	var wait sync.WaitGroup
	for worker := range atOnce {
		wait.Go(func() {
			for i := range flood / atOnce {
				answers <- halfJoin(t, a, room, offer, worker*flood+i)
			}
		})
	}
	wait.Wait()
	close(answers)
	count := map[string]int{}
	for answer := range answers {
		count[answer]++
	}
	t.Logf("answers: %v", count)
	for answer := range count {
		switch answer {
		case "stopped", "welcome", "busy", "room_full", "media_busy", "rate_limited":
		default:
			t.Errorf("unexpected answer %q, %d times", answer, count[answer])
		}
	}
	stop()
	last := ann.say()
	heard := bob.numbersOf(ann)
	eventually(t, "the last packet", func() bool {
		heard = append(heard, bob.numbersOf(ann)...)
		return heard[len(heard)-1] == last
	})
	if lost := int(last-heard[0]) + 1 - len(heard); lost != 0 || !increasing(heard) {
		t.Errorf("%d of %d packets were lost during the flood", lost, last-heard[0]+1)
	}
	eventually(t, "the goroutines are gone", func() bool { return gauge(t, a, "go_goroutines") <= before+10 })
}

// halfJoin goes as far as its number says and then disappears.
func halfJoin(t *testing.T, a addresses, room, offer string, number int) string {
	c := dialRaw(t, a)
	defer c.Close()
	switch number % 5 {
	case 0: // no word
		return "stopped"
	case 1: // a frame that never ends
		if w, err := c.NextWriter(websocket.TextMessage); err == nil {
			_, _ = w.Write([]byte(`{"id":1,"type":"join","data":{`))
		}
		return "stopped"
	case 2: // no media
		offer = ""
	}
	if err := c.WriteJSON(joinFrame(room, fmt.Sprint("n", number), offer)); err != nil {
		return "write: " + err.Error()
	}
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	var answer struct {
		Data  struct{ Session string }
		Error struct{ Code string }
	}
	if err := c.ReadJSON(&answer); err != nil {
		return "read: " + err.Error()
	}
	if answer.Error.Code != "" {
		return answer.Error.Code
	}
	return "welcome" // and no check, no handshake, no goodbye
}

// gauge reads one unlabelled metric.
func gauge(t *testing.T, a addresses, name string) (value float64) {
	t.Helper()
	_, body := get(t, a.metrics())
	for _, line := range strings.Split(body, "\n") {
		if text, ok := strings.CutPrefix(line, name+" "); ok {
			if _, err := fmt.Sscan(text, &value); err != nil {
				t.Fatal(err)
			}
			return value
		}
	}
	t.Fatal("no metric ", name)
	return 0
}

// contents is everything that Redis holds.
func contents(t *testing.T, store *miniredis.Miniredis) string {
	t.Helper()
	var all strings.Builder
	for _, key := range store.Keys() {
		all.WriteString(key + "\n")
		if value, err := store.Get(key); err == nil {
			all.WriteString(value)
		}
		if fields, err := store.HKeys(key); err == nil {
			for _, field := range fields {
				all.WriteString(field + store.HGet(key, field))
			}
		}
		if members, err := store.ZMembers(key); err == nil {
			all.WriteString(strings.Join(members, " "))
		}
		if members, err := store.Members(key); err == nil {
			all.WriteString(strings.Join(members, " "))
		}
	}
	return all.String()
}
