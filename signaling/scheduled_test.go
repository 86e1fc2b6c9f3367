package signaling

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corner/room"
	"corner/room/schedule"
	"corner/signaling/auth"
)

// onePlan is a store of schedules with one plan; what else a store does nobody asks of it here.
type onePlan struct {
	Schedules

	mu   sync.Mutex // guards what follows
	plan schedule.Plan
	away error
}

func (o *onePlan) Plan(_ context.Context, id string) (schedule.Plan, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.away == nil && id != o.plan.Series.ID {
		return schedule.Plan{}, errNoResource
	}
	return o.plan, o.away
}

func (o *onePlan) SavePlan(_ context.Context, plan schedule.Plan, _ int) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.plan = plan
	return nil
}

func (o *onePlan) now() schedule.Plan {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.plan
}

func (o *onePlan) lose(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.away = err
}

// planned is a server with a plan: every day at 20:00 UTC, for half an hour.
type planned struct {
	*node
	plans *onePlan
	id    string
	owner string       // token
	clock atomic.Int64 // minutes after the first session has begun
}

// firstSession is when the plan's first session begins.
func firstSession() time.Time { return time.Date(2027, time.March, 1, 20, 0, 0, 0, time.UTC) }

func (p *planned) now() time.Time {
	return firstSession().Add(time.Duration(p.clock.Load()) * time.Minute)
}

// use is what a server of the plan is configured with.
func (p *planned) use(c *Config) { c.Schedules, c.Now = p.plans, p.now }

func newPlanned(t *testing.T) *planned {
	t.Helper()
	p := &planned{plans: &onePlan{}, id: auth.Unguessable(16)}
	p.clock.Store(-60)
	p.node = newNode(t, p.use)
	who := p.auth.NewGuest()
	var err error
	if p.owner, err = p.auth.GuestToken(who); err != nil {
		t.Fatal(err)
	}
	payload := payloadOfEverything(t)
	payload.Settings.WaitingRoom = false
	data, err := payload.Encode()
	if err != nil {
		t.Fatal(err)
	}
	part, err := partOf("2027-03-01T20:00", "UTC", 30, "FREQ=DAILY")
	if err != nil {
		t.Fatal(err)
	}
	series, err := schedule.New(p.id, part, data, firstSession())
	if err != nil {
		t.Fatal(err)
	}
	p.plans.plan = schedule.Plan{Series: series, Owner: who.Participant, Name: "Ada"}
	return p
}

// open has the plan's room opened, as somebody does who looks at what is due.
func (p *planned) open(on *node) (opened bool) {
	p.t.Helper()
	plan := p.plans.now()
	instance, _ := plan.Series.At(p.now())
	if instance == nil {
		p.t.Fatal("the doors are closed")
	}
	opened, err := on.server.OpenPlan(p.t.Context(), plan, *instance)
	if err != nil {
		p.t.Fatal(err)
	}
	return opened
}

func TestAPlansRoomOpensWithWhatWasPlanned(t *testing.T) {
	p := newPlanned(t)
	p.clock.Store(-5)
	if !p.open(p.node) || p.open(p.node) {
		t.Fatal("opened not once")
	}
	live, _ := p.server.hall.get(p.id)
	if got := live.settings; got.Title != "小雨's tea" || got.Owner != p.plans.plan.Owner || len(got.Timetable) != 2 ||
		len(got.CoHosts) != 1 || got.CoHosts[0] != "p1" || len(got.Shifts) != 2 || got.Shifts[0].Substitute != "p3" || got.Capacity != room.DefaultCapacity {
		t.Errorf("opened with %+v", got)
	}
	host := p.join(p.id, p.owner, "Ada")
	if host.welcome.Snapshot.Host != host.welcome.You {
		t.Errorf("the host is %q", host.welcome.Snapshot.Host)
	}
}

func TestAPlansRoomStaysOpenWhileNobodyIsThere(t *testing.T) {
	p := newPlanned(t)
	p.server.template.EmptyGrace = time.Millisecond
	p.clock.Store(10)
	p.open(p.node)
	bo := p.join(p.id, "", "Bo")
	bo.must("leave", nil)
	time.Sleep(50 * time.Millisecond) // many times the grace: nothing is there to be waited for
	if _, here := p.server.hall.get(p.id); !here {
		t.Error("it has closed before its end")
	}
}

func TestWhoComesBeforeTheDoorsOpenIsToldWhenTheyDo(t *testing.T) {
	p := newPlanned(t)
	p.clock.Store(-6)
	refused := p.turnedAway(p.id, "", "Bo", "not_open_yet", closeNotOpenYet)
	if refused.RetryMS != time.Minute.Milliseconds() || refused.UntilMS != firstSession().Add(-schedule.Doors).UnixMilli() {
		t.Errorf("told %+v", refused)
	}
	p.clock.Store(-5)
	bo := p.join(p.id, "", "Bo")
	if bo.welcome.Snapshot.Room.Title != "小雨's tea" {
		t.Errorf("welcomed to %+v", bo.welcome.Snapshot.Room)
	}
}

func TestAPlanThatIsOverHasNoRoom(t *testing.T) {
	p := newPlanned(t)
	p.plans.plan.Series.Cancelled = true
	p.turnedAway(p.id, "", "Bo", "not_found", closeRoomClosed)
}

func TestWhatTheHostHasClosedStaysClosedUntilTheNextSession(t *testing.T) {
	p := newPlanned(t)
	other := p.successor(p.use)
	p.clock.Store(5)
	p.open(p.node)
	p.join(p.id, p.owner, "Ada").must("room.close", nil)
	p.turnedAway(p.id, "", "Bo", "not_open_yet", closeNotOpenYet)
	if p.open(p.node) {
		t.Error("opened again here")
	}
	eventually(t, "the plan knows", func() bool { return p.plans.now().Ended.String() == "2027-03-01" })
	other.turnedAway(p.id, "", "Bo", "not_open_yet", closeNotOpenYet)
	if p.open(other) {
		t.Error("opened again at another server")
	}
	eventually(t, "nothing is left to be told", func() bool { return !p.server.endings.has(p.id) })
	p.clock.Store(24*60 - 5)
	if !p.open(other) {
		t.Error("the next session did not open")
	}
}

func TestASessionGoesOnAtAnotherServerAsItWas(t *testing.T) {
	p := newPlanned(t)
	p.clock.Store(5)
	p.slept(func(r *room.Record) {
		r.ID, r.Created, r.Settings.Locked, r.Settings.Title = p.id, p.now().Add(-8*time.Minute), true, "Changed"
		r.Settings.Owner = p.plans.plan.Owner
		r.Memory.Admitted = []string{"b"}
	})
	p.turnedAway(p.id, "", "Cy", "room_locked", closeRoomLocked)
	host := p.join(p.id, p.owner, "Ada")
	if host.welcome.Snapshot.Room.Title != "Changed" {
		t.Errorf("welcomed to %+v", host.welcome.Snapshot.Room)
	}
}

func TestTheNextSessionBeginsAsPlannedAndKnowsItsRegulars(t *testing.T) {
	p := newPlanned(t)
	p.clock.Store(24 * 60)
	p.slept(func(r *room.Record) {
		r.ID, r.Created, r.Settings.Locked = p.id, firstSession(), true
	})
	if !p.open(p.node) {
		t.Fatal("not opened")
	}
	live, _ := p.server.hall.get(p.id)
	record := live.record.Load()
	if record.Settings.Locked || record.Settings.Title != "小雨's tea" || len(record.Memory.Regulars) != 2 {
		t.Errorf("opened as %+v", record)
	}
}

func TestWhileTheStoreIsAwayNothingIsSaidOfAPlan(t *testing.T) {
	p := newPlanned(t)
	p.plans.lose(errDirectory)
	p.turnedAway(p.id, "", "Bo", "directory_unavailable", closeRateLimited)
	p.plans.lose(nil)
	p.clock.Store(5)
	p.directory.goAway(errors.New("away"))
	plan := p.plans.now()
	instance, _ := plan.Series.At(p.now())
	if opened, err := p.server.OpenPlan(t.Context(), plan, *instance); opened || err == nil {
		t.Errorf("opened %t, %v", opened, err)
	}
}

func TestARoomOfAPlanThatIsElsewhereIsLeftThere(t *testing.T) {
	p := newPlanned(t)
	p.clock.Store(5)
	p.directory.mu.Lock()
	p.directory.others[p.id] = "ws://other.example/v1/signal"
	p.directory.mu.Unlock()
	if p.open(p.node) {
		t.Error("opened twice")
	}
	if code := p.request(http.MethodGet, "/v1/rooms/"+p.id, "", nil, nil).StatusCode; code != http.StatusNotFound {
		t.Errorf("here it is too: %d", code)
	}
}
