package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
)

// watchLobby opens a stream of the lobby and gives its lines.
func watchLobby(t *testing.T, a addresses, body string) *bufio.Scanner {
	t.Helper()
	answer, err := http.Post(a.Public+"/v1/lobby", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("lobby: %d", answer.StatusCode)
	}
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	return lines
}

// tellsOf waits until a stream of the lobby tells of so many who speak English.
func tellsOf(t *testing.T, lines *bufio.Scanner, natives int) {
	t.Helper()
	last := -1
	for begin := time.Now(); time.Since(begin) < 30*time.Second && lines.Scan(); {
		var l struct {
			Type  string
			Lines []struct {
				Language string
				Natives  int
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		for _, line := range l.Lines {
			if line.Language != "en" {
				continue
			}
			if last = line.Natives; last == natives {
				return
			}
		}
	}
	t.Fatalf("the lobby tells of %d who speak English, not of %d: %v", last, natives, lines.Err())
}

// TestWhoWatchesTheLobbyIsAwakeAndDoesNotHoldUpTheStop goes through the whole server: who watches is counted, and the
// stream, which a request's deadlines would cut, ends with the server.
func TestWhoWatchesTheLobbyIsAwakeAndDoesNotHoldUpTheStop(t *testing.T) {
	a, stop := startServer(t, testConfig(t), zap.NewNop())
	lines := watchLobby(t, a, `{"profile":{"speaks":["en"],"learns":["zh"]},"stream":true}`)
	tellsOf(t, lines, 1)
	var answer struct {
		Lines []struct{ Natives int }
		Hours []struct{ Language string }
	}
	if status, body := get(t, a.Public+"/v1/awake?pair=en,zh"); status != http.StatusOK ||
		json.Unmarshal([]byte(body), &answer) != nil || answer.Lines[0].Natives != 1 || len(answer.Hours) != 2 {
		t.Fatalf("%d %s", status, body)
	}
	begin := time.Now()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took >= stopTimeout {
		t.Fatalf("the stop took %v", took)
	}
	for lines.Scan() {
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("the stream was cut: %v", err)
	}
}

// TestAQuickStartLandsInTheRoomThatWasOpenedForAnother is the meeting of two strangers, without browsers.
func TestAQuickStartLandsInTheRoomThatWasOpenedForAnother(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	quick := func() string {
		body := `{"profile":{"speaks":["zh"],"learns":["en"]},"give":"zh","get":"en"}`
		answer, err := http.Post(a.Public+"/v1/lobby/quick", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var found struct{ Room string }
		if err := json.NewDecoder(answer.Body).Decode(&found); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("quick: %d %v", answer.StatusCode, err)
		}
		return found.Room
	}
	id, token := createRoom(t, a, "中英互助")
	if found := quick(); found != "" {
		t.Fatalf("nobody is in %q", found)
	}
	enter(t, a, id, token, "Ann")
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for quick() != id {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatal("the room is never found")
		}
	}
}
