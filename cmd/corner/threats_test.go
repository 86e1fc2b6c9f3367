package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

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
		URL: door.Public, Room: room, Profile: profileOf("Bob"), Origin: a.Public, API: apiAt(t, canary),
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
