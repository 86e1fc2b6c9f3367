package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"corner/presence"
	"corner/presence/local"
	"corner/presence/redis"
	"corner/signaling/client"

	"github.com/alicebob/miniredis/v2"
	"go.uber.org/zap"
)

// pairKey signs the tokens of both servers of a pair.
const pairKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

// pair starts two servers on one Redis and one signing key.
func pair(t *testing.T) (one, two addresses, store *miniredis.Miniredis, stopOne func() error) {
	t.Helper()
	store = miniredis.RunT(t)
	start := func() (addresses, func() error) {
		c := testConfig(t)
		c.Redis = "redis://" + store.Addr()
		c.SigningKey = pairKey
		return startServer(t, c, zap.NewNop())
	}
	one, stopOne = start()
	two, _ = start()
	return one, two, store, stopOne
}

// lobby is how many people the lobby of a server says are in a room; -1 when it is not listed.
func lobby(t *testing.T, a addresses, room string) int {
	t.Helper()
	_, body := get(t, a.Public+"/v1/rooms")
	var list struct {
		Rooms []struct {
			ID                  string
			Speakers, Listeners int
		}
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	for _, r := range list.Rooms {
		if r.ID == room {
			return r.Speakers + r.Listeners
		}
	}
	return -1
}

func TestTwoServersShareTheirRoomsAndSendPeopleToTheRightOne(t *testing.T) {
	one, two, _, stopOne := pair(t)
	room, ann, others := scene(t, one, 1)
	eventually(t, "the other server lists both people", func() bool { return lobby(t, two, room) == 2 })

	_, err := tryEnter(t, two, room, "", "Cid")
	var refusal *client.Error
	if !errors.As(err, &refusal) || refusal.Code != "moved" || !strings.HasPrefix(refusal.URL, "ws"+strings.TrimPrefix(one.Public, "http")) {
		t.Fatalf("at the wrong server: %v", err)
	}
	cid, err := tryEnter(t, addresses{Public: one.Public}, room, "", "Cid")
	if err != nil {
		t.Fatal(err)
	}
	defer ann.talk()()
	cid.hears(ann)
	others[0].hears(ann)

	if err := stopOne(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a stopped server's room is gone", func() bool { return lobby(t, two, room) == -1 })
}

func TestARoomGoesOnWithoutRedisAndIsListedAgainAfterwards(t *testing.T) {
	one, two, store, _ := pair(t)
	room, ann, others := scene(t, one, 1)
	defer ann.talk()()
	eventually(t, "listed", func() bool { return lobby(t, two, room) == 2 })
	store.Close()
	eventually(t, "the directory says that it is stale", func() bool {
		_, body := get(t, two.Public+"/v1/rooms")
		return strings.Contains(body, `"stale":true`)
	})
	if status, _ := get(t, one.Public+"/healthz"); status != 200 {
		t.Errorf("health asks Redis: %d", status)
	}
	if status, _ := get(t, one.Public+"/readyz"); status != 503 {
		t.Errorf("readiness does not: %d", status)
	}
	others[0].hears(ann)
	cid := enter(t, one, room, "", "Cid") // joins to local rooms work
	cid.hears(ann)
	if err := cid.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	dan := enter(t, one, room, "", "Dan")
	store.FlushAll()
	if err := store.Restart(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "listed again, with who came meanwhile", func() bool { return lobby(t, two, room) == 3 })
	dan.hears(ann)
}

// takeOver has another server open a room that is open already, once its lease has run out.
func takeOver(t *testing.T, a addresses, store *miniredis.Miniredis, id string) {
	t.Helper()
	c := testConfig(t)
	c.SigningKey = pairKey
	token, err := mintToken(c, tokenFlags{room: id, identity: "backend", role: "host", ttl: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the other server has the room", func() bool {
		store.HSet("corner:room:{"+id+"}", "until", "1") // the owner may renew it before the claim
		body := strings.NewReader(`{"title":"Late night","languages":["zh","en"]}`)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.Public+"/v1/rooms", body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode == http.StatusCreated
	})
}

func TestWhoIsInARoomThatAnotherServerTookOverFindsItThere(t *testing.T) {
	one, two, store, _ := pair(t)
	room, ann, _ := scene(t, one, 0)
	takeOver(t, two, store, room)
	select {
	case <-ann.Done():
	case <-time.After(20 * time.Second):
		t.Fatal("the old owner kept its people")
	}
	var closed *client.CloseError
	if !errors.As(ann.Err(), &closed) || closed.Code != 4003 {
		t.Fatalf("ended with %v", ann.Err())
	}
	_, err := tryEnter(t, one, room, "", "Ann")
	var refusal *client.Error
	if !errors.As(err, &refusal) || refusal.Code != "moved" || !strings.HasPrefix(refusal.URL, "ws"+strings.TrimPrefix(two.Public, "http")) {
		t.Fatalf("joining again: %v", err)
	}
	enter(t, two, room, "", "Ann")
}

// A build from a repository carries a long version, a dirty one a longer one: the directory must take both.
func TestANodeOfAnyBuildIsTakenByTheDirectory(t *testing.T) {
	for _, build := range []debug.BuildInfo{
		{},
		{Main: debug.Module{Version: "(devel)"}, Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: strings.Repeat("a", 64)}}},
		{Main: debug.Module{Version: "v0.0.0-20261122162735-a87c4a364f03+dirty"}},
		{Main: debug.Module{Version: "v" + strings.Repeat("1", 500)}},
	} {
		store, err := local.Open(local.Config{Folder: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		node := presence.Node{ID: presence.NewID(), URL: "ws://127.0.0.1/v1/signal", Version: release(&build), Started: time.Now()}
		if _, err := store.Heartbeat(t.Context(), node, nil); err != nil {
			t.Errorf("%q: %v", node.Version, err)
		}
		onRedis, err := redis.Open("redis://"+miniredis.RunT(t).Addr(), presence.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := onRedis.Heartbeat(t.Context(), node, nil); err != nil {
			t.Errorf("%q in Redis: %v", node.Version, err)
		}
		if err := errors.Join(store.Close(), onRedis.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
