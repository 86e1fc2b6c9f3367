package main

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"corner/signaling/client"

	"github.com/alicebob/miniredis/v2"
	"go.uber.org/zap"
)

// planClock is the clock of what is planned, which a test moves.
type planClock struct{ ahead atomic.Int64 }

func (c *planClock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// startBy runs a server by a clock until the test ends, or until stop.
func startBy(t *testing.T, c Config, clock *planClock) (a addresses, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan addresses, 1), make(chan error, 1)
	go func() { done <- runBy(ctx, c, zap.NewNop(), func(a addresses) { ready <- a }, clock.now) }()
	ended := false
	stop = func() {
		cancel()
		if !ended {
			ended = true
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		http.DefaultClient.CloseIdleConnections()
	}
	t.Cleanup(stop)
	select {
	case a = <-ready:
	case err := <-done:
		ended = true
		t.Fatal("the server did not start: ", err)
	}
	return a, stop
}

// planSession plans one session in so long, and gives the plan and the host's token. Its doors open five minutes before.
func planSession(t *testing.T, a addresses, in time.Duration) (client.Plan, string) {
	t.Helper()
	start := time.Now().UTC().Add(in)
	var plan client.Plan
	var token string
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := asTold(ctx, func() (err error) {
		plan, token, err = client.Schedules{BaseURL: a.Public}.Create(ctx, client.NewPlan{
			Start: start.Format("2006-01-02T15:04"), Zone: "UTC", Minutes: 30,
			Settings: client.PlanSettings{Title: "Tea", Languages: []string{"zh", "en"}}, Profile: profileOf("Ann"),
		})
		return err
	})
	if err != nil || token == "" {
		t.Fatal("not planned: ", err)
	}
	return plan, token
}

// untilDoors is how far the clock is to be moved for the doors of a plan's first session to be open.
func untilDoors(plan client.Plan) time.Duration {
	return time.Until(time.UnixMilli(plan.Instances[0].DoorsMS)) + time.Second
}

func TestAScheduledRoomOpensByItselfAfterARestartInBetween(t *testing.T) {
	t.Parallel() // it waits, for the most part
	c, clock := testConfig(t), &planClock{}
	a, stop := startBy(t, c, clock)
	plan, token := planSession(t, a, 2*time.Hour)
	if _, err := tryEnter(t, a, plan.ID, token, "Ann"); codeOf(err) != "not_open_yet" {
		t.Errorf("before the doors open: %v", err)
	}
	stop()
	clock.ahead.Store(int64(untilDoors(plan)))
	a, _ = startBy(t, c, clock)
	eventually(t, "the room is open, and nobody has come", func() bool { return lobby(t, a, plan.ID) == 0 })
	ann := enter(t, a, plan.ID, token, "Ann")
	if ann.Snapshot().Host != ann.ID() || ann.Snapshot().Room.Title != "Tea" {
		t.Errorf("welcomed to %q, hosted by %q", ann.Snapshot().Room.Title, ann.Snapshot().Host)
	}
	_, figures := get(t, a.metrics())
	if !strings.Contains(figures, "corner_plan_rooms_opened_total 1") {
		t.Error("it was not the planner that opened it")
	}
	ann.do("room.close", nil)
	eventually(t, "what the host has closed stays closed", func() bool {
		_, err := tryEnter(t, a, plan.ID, "", "Bob")
		return codeOf(err) == "not_found"
	})
}

func TestAScheduledRoomOpensAtTheServerThatIsLeft(t *testing.T) {
	t.Parallel() // it waits, for the most part
	store, clock := miniredis.RunT(t), &planClock{}
	start := func() (addresses, func()) {
		c := testConfig(t)
		c.Redis, c.SigningKey = "redis://"+store.Addr(), pairKey
		return startBy(t, c, clock)
	}
	one, stopOne := start()
	two, _ := start()
	plan, token := planSession(t, one, 2*time.Hour)
	stopOne()
	clock.ahead.Store(int64(untilDoors(plan)))
	store.SetTime(clock.now())
	eventually(t, "the other server opens it", func() bool { return lobby(t, two, plan.ID) == 0 })
	ann := enter(t, two, plan.ID, token, "Ann")
	if ann.Snapshot().Host != ann.ID() {
		t.Errorf("the host is %q", ann.Snapshot().Host)
	}
}

func TestTheKeyOfWebPushIsThatOfTheSigningKey(t *testing.T) {
	c := testConfig(t)
	if _, key, err := openPush(c, zap.NewNop()); err != nil || key != "" {
		t.Errorf("it is on without a contact: %q, %v", key, err)
	}
	c.SigningKey, c.WebPushContact = pairKey, "ops@corner.example"
	_, one, err := openPush(c, zap.NewNop())
	if err != nil || len(one) != 87 {
		t.Fatalf("%q, %v", one, err)
	}
	other := testConfig(t)
	other.SigningKey, other.WebPushContact = pairKey, "https://corner.example/contact"
	if _, two, err := openPush(other, zap.NewNop()); err != nil || two != one {
		t.Errorf("another server has %q, %v", two, err)
	}
	other.SigningKey = strings.Replace(pairKey, "M", "N", 1)
	if _, two, err := openPush(other, zap.NewNop()); err != nil || two == one {
		t.Errorf("under another signing key it is %q, %v", two, err)
	}
	for text, good := range map[string]bool{"ops@corner.example": true, "mailto:ops@corner.example": true,
		"https://corner.example": true, "http://corner.example": false, "ops": false, "Ops <ops@corner.example>": false} {
		if isContact(text) != good {
			t.Errorf("%q is a contact: %t", text, !good)
		}
	}
}
