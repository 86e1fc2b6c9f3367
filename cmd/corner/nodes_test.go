package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"corner/signaling/client"

	"github.com/alicebob/miniredis/v2"
	"go.uber.org/zap"
)

// pair starts two servers on one Redis and one signing key.
func pair(t *testing.T) (one, two addresses, store *miniredis.Miniredis, stopOne func() error) {
	t.Helper()
	store = miniredis.RunT(t)
	start := func() (addresses, func() error) {
		c := testConfig(t)
		c.Redis = "redis://" + store.Addr()
		c.SigningKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
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
