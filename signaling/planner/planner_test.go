package planner

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"corner/presence"
	"corner/room/schedule"
	"corner/room/walltime"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is a store with one plan and one who comes, what opens rooms and what sends.
type fake struct {
	mu       sync.Mutex // guards what follows
	plan     schedule.Plan
	due      time.Time // zero for never
	begins   time.Time
	remind   []schedule.Reminder
	settled  []time.Time
	last     time.Time
	pushes   []schedule.Push
	dropped  []string
	told     schedule.Told
	opened   int
	openErr  error
	leased   time.Time // until then another node has the room
	away     error
	outcomes map[string]Outcome
	sent     []notification
	ttl      []time.Duration
	now      time.Time
}

func (f *fake) TakeDue(context.Context, int, time.Duration) ([]schedule.Plan, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away != nil || f.due.IsZero() || f.due.After(f.clock()) {
		return nil, f.away
	}
	f.due = f.clock().Add(lease)
	return []schedule.Plan{f.plan}, nil
}

func (f *fake) SettleDue(_ context.Context, _ string, _ int, again, next time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.due, f.begins = again, next
	return nil
}

func (f *fake) TakeReminders(context.Context, int, time.Duration) ([]schedule.Reminder, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.remind
	f.remind = nil
	return list, f.away
}

func (f *fake) SettleReminder(_ context.Context, r schedule.Reminder, again time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settled, f.last, f.told = append(f.settled, again), r.Last, r.Told
	return nil
}

func (f *fake) Plan(context.Context, string) (schedule.Plan, error) { return f.plan, f.away }

func (f *fake) Pushes(context.Context, string) ([]schedule.Push, error) { return f.pushes, nil }

func (f *fake) DropPush(_ context.Context, _, endpoint string) error {
	f.dropped = append(f.dropped, endpoint)
	return nil
}

func (f *fake) OpenPlan(context.Context, schedule.Plan, schedule.Instance) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.openErr != nil || f.clock().Before(f.leased) {
		return false, f.openErr
	}
	f.opened++
	return f.opened == 1, nil
}

func (f *fake) Send(_ context.Context, to schedule.Push, m Message) Outcome {
	var n notification
	if err := json.Unmarshal(m.Payload, &n); err != nil || n.Tag != m.Topic || len(m.Topic) > 32 {
		return Refused
	}
	f.sent, f.ttl = append(f.sent, n), append(f.ttl, m.TTL)
	return f.outcomes[to.Endpoint]
}

// clock is the time of the test: a fixed one, or that of the bubble it runs in.
func (f *fake) clock() time.Time {
	if f.now.IsZero() {
		return time.Now()
	}
	return f.now
}

func (f *fake) planner() *Planner {
	return New(Config{Store: f, Opener: f, Sender: f, Now: f.clock,
		Title: func(_ schedule.Plan, language string) string { return "Tea, " + language }})
}

func TestARoomOpensWithItsDoorsAndIsLookedAfterUntilTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		now           string
		ended         string
		opened        int
		again, begins string
	}{
		"before":            {now: "2027-03-06T11:54Z", again: "2027-03-06T11:55Z", begins: "2027-03-06T12:00Z"},
		"doors":             {now: "2027-03-06T11:55Z", opened: 1, again: "2027-03-06T11:55:10Z", begins: "2027-03-06T12:00Z"},
		"going on":          {now: "2027-03-06T12:30Z", opened: 1, again: "2027-03-06T12:30:10Z", begins: "2027-03-13T12:00Z"},
		"over":              {now: "2027-03-06T13:00Z", again: "2027-03-13T11:55Z", begins: "2027-03-13T12:00Z"},
		"closed by a host":  {now: "2027-03-06T12:30Z", ended: "2027-03-06", again: "2027-03-13T11:55Z", begins: "2027-03-13T12:00Z"},
		"closed beforehand": {now: "2027-03-06T11:57Z", ended: "2027-03-06", again: "2027-03-13T11:55Z", begins: "2027-03-06T12:00Z"},
		"the next one":      {now: "2027-03-13T12:00Z", ended: "2027-03-06", opened: 1, again: "2027-03-13T12:00:10Z", begins: "2027-03-20T12:00Z"},
	} {
		f := &fake{plan: weekly(t), now: at(t, c.now)}
		f.due = f.now
		if c.ended != "" {
			f.plan.Ended = date(t, c.ended)
		}
		f.planner().openAll(t.Context())
		again, err := time.Parse("2006-01-02T15:04Z", c.again)
		if err != nil {
			if again, err = time.Parse(time.RFC3339, c.again); err != nil {
				t.Fatal(err)
			}
		}
		if f.opened != c.opened || !f.due.Equal(again) || !f.begins.Equal(at(t, c.begins)) {
			t.Errorf("%s: opened %d, again %v, begins %v", name, f.opened, f.due, f.begins)
		}
	}
}

func TestAPlanThatIsOverIsNotLookedAtAgain(t *testing.T) {
	f := &fake{plan: weekly(t), now: at(t, "2027-03-06T11:57Z"), due: at(t, "2027-03-06T11:55Z")}
	f.plan.Series.Cancelled = true
	f.planner().openAll(t.Context())
	if f.opened != 0 || !f.due.IsZero() || !f.begins.IsZero() {
		t.Errorf("opened %d, again %v", f.opened, f.due)
	}
}

func TestWhatCannotBeOpenedStaysDueForAnother(t *testing.T) {
	f := &fake{plan: weekly(t), now: at(t, "2027-03-06T12:01Z"), due: at(t, "2027-03-06T12:00Z"), openErr: errors.New("full")}
	p := f.planner()
	p.openAll(t.Context())
	if s := p.Stats(); s.Failed != 1 || !f.due.Equal(f.now.Add(lease)) {
		t.Errorf("%+v, due %v", s, f.due)
	}
	f.openErr, f.due = nil, f.now
	p.openAll(t.Context())
	if s := p.Stats(); s.Opened != 1 || s.Late != 1 {
		t.Errorf("%+v", s)
	}
}

func TestAPlannerOpensOnTimeAndGoesOnWhenTheStoreComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{plan: weekly(t), away: errors.New("away")}
		f.due = time.Date(2027, time.March, 6, 11, 55, 0, 0, time.UTC)
		p := f.planner()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- p.Run(ctx) }()
		time.Sleep(time.Minute)
		if s := p.Stats(); s.Faults == 0 {
			t.Error("no fault is counted")
		}
		f.mu.Lock()
		f.away, f.due = nil, time.Now().Add(10*time.Second)
		f.plan.Series.Parts[0].Start = walltime.Of(time.Now().Add(time.Minute), zoneOf("Asia/Shanghai"))
		f.plan.Series.Parts[0].Rule = schedule.Rule{}
		f.mu.Unlock()
		time.Sleep(11 * time.Second)
		if s := p.Stats(); s.Opened != 1 {
			t.Errorf("%+v", s)
		}
		time.Sleep(5 * time.Minute)
		f.mu.Lock()
		if f.opened < 27 {
			t.Errorf("looked after %d times in five minutes", f.opened)
		}
		f.mu.Unlock()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// The node of a session that goes on dies at any moment between two looks at it, or in the middle of one, and its lease
// of the room is good for a while. Of the half minute in which the room is to be open again, three seconds are left for
// the opening.
func TestASessionWhoseNodeDiesIsOpenedElsewhereInHalfAMinute(t *testing.T) {
	const bound = 27 * time.Second
	for phase := time.Duration(0); phase <= lease; phase += 500 * time.Millisecond {
		synctest.Test(t, func(t *testing.T) {
			died := time.Now()
			f := &fake{plan: weekly(t), due: died.Add(phase), leased: died.Add(presence.DefaultTTL)}
			f.plan.Series.Parts[0].Start = walltime.Of(died.Add(-time.Minute), zoneOf("Asia/Shanghai"))
			f.plan.Series.Parts[0].Rule = schedule.Rule{}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			p := f.planner()
			go func() { done <- p.Run(ctx) }()
			time.Sleep(bound)
			if p.Stats().Opened != 1 {
				t.Errorf("looked at %v after the death it is not open %v after it", phase, bound)
			}
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

// reminded has the one who comes looked at.
func (f *fake) reminded(t *testing.T, now, last string) Stats {
	t.Helper()
	f.now = at(t, now)
	f.remind = []schedule.Reminder{{Key: schedule.Key{ID: f.plan.Series.ID, On: date(t, "2027-03-06")},
		Guest: schedule.Guest{Person: "bo", Zone: "Europe/Madrid"}, Last: at(t, last), Told: f.told}}
	p := f.planner()
	p.remindAll(t.Context())
	return p.Stats()
}

// is what somebody knows who is told of the first session as it is.
func (f *fake) is(t *testing.T) schedule.Told {
	t.Helper()
	instance, err := f.plan.Series.Find(date(t, "2027-03-06"))
	if err != nil {
		t.Fatal(err)
	}
	return schedule.ToldOf(instance)
}

// move has the first session begin on the sixth at another hour.
func (f *fake) move(t *testing.T, hour, now string) {
	t.Helper()
	to, err := walltime.Parse("2027-03-06T" + hour)
	if err != nil {
		t.Fatal(err)
	}
	if f.plan.Series, err = f.plan.Series.Move(date(t, "2027-03-06"), to, 0, at(t, now)); err != nil {
		t.Fatal(err)
	}
}

func TestSomebodyIsToldOfAChangeOnceAndOfNoneThatIsNone(t *testing.T) {
	f := &fake{plan: weekly(t), outcomes: map[string]Outcome{"a": Sent}, pushes: []schedule.Push{{Endpoint: "a", Locale: "en"}}}
	f.told = f.is(t)
	wants := func(what string, bodies ...string) {
		t.Helper()
		var told []string
		for _, n := range f.sent {
			told = append(told, n.Body)
		}
		if f.sent = nil; !slices.Equal(told, bodies) {
			t.Errorf("%s: told %q", what, told)
		}
	}
	f.move(t, "21:00", "2027-03-03T10:00Z")
	f.reminded(t, "2027-03-03T10:00Z", "2027-03-02T10:00Z")
	wants("moved", "The host has changed it. It starts Sat 6 Mar, 14:00")
	f.reminded(t, "2027-03-03T10:00Z", "2027-03-03T10:00Z") // by the same second
	wants("moved, and known")
	var err error
	if f.plan.Series, err = f.plan.Series.SetPayload([]byte(`{"title":"Coffee"}`), at(t, "2027-03-03T11:00Z")); err != nil {
		t.Fatal(err)
	}
	f.reminded(t, "2027-03-03T11:00Z", "2027-03-03T10:00Z")
	wants("another title")
	f.move(t, "22:00", "2027-03-03T12:00Z")
	f.move(t, "21:00", "2027-03-03T12:00Z")
	f.reminded(t, "2027-03-03T12:01Z", "2027-03-03T11:00Z")
	wants("away and back before anybody looked")
}

func TestAChangeThatCouldNotBeToldIsToldWithTheNextReminder(t *testing.T) {
	f := &fake{plan: weekly(t), outcomes: map[string]Outcome{"a": Failed}, pushes: []schedule.Push{{Endpoint: "a", Locale: "en"}}}
	was := f.is(t)
	f.told = was
	f.move(t, "21:00", "2027-03-03T10:00Z")
	f.reminded(t, "2027-03-03T10:01Z", "2027-03-02T10:00Z")
	if !f.settled[0].Equal(f.now.Add(retry)) || f.told != was {
		t.Errorf("again %v, and they know %+v", f.settled[0], f.told)
	}
	f.reminded(t, "2027-03-03T10:10Z", "2027-03-02T10:00Z")
	if !f.settled[1].Equal(at(t, "2027-03-05T13:00Z")) || f.told != was {
		t.Errorf("again %v, and they know %+v", f.settled[1], f.told)
	}
	f.reminded(t, "2027-03-05T13:00Z", "2027-03-03T10:10Z")
	if !f.settled[2].Equal(f.now.Add(retry)) { // it is as important as a reminder
		t.Errorf("again %v", f.settled[2])
	}
	f.outcomes["a"], f.sent = Sent, nil
	f.reminded(t, "2027-03-05T13:01Z", "2027-03-03T10:10Z")
	if len(f.sent) != 1 || f.sent[0].Kind != Changed || f.told != f.is(t) {
		t.Errorf("told %+v, and they know %+v", f.sent, f.told)
	}
}

// Who has no browser to be told by finds a change in the app; of whom nothing was kept knows what is so.
func TestWhoIsNotToldByWebPushKnowsWhatIsSo(t *testing.T) {
	f := &fake{plan: weekly(t)}
	f.told = f.is(t)
	f.move(t, "21:00", "2027-03-03T10:00Z")
	s := f.reminded(t, "2027-03-03T10:01Z", "2027-03-02T10:00Z")
	if f.told != f.is(t) || s.Told["changed"] != 0 {
		t.Errorf("they know %+v; %+v", f.told, s)
	}
	f.told, f.pushes = schedule.Told{}, []schedule.Push{{Endpoint: "a", Locale: "en"}}
	f.reminded(t, "2027-03-03T10:02Z", "2027-03-02T10:00Z")
	if f.told != f.is(t) || len(f.sent) != 0 {
		t.Errorf("they know %+v, and are told %+v", f.told, f.sent)
	}
}

func TestEveryBrowserIsToldInItsLanguageAndOneThatIsGoneIsForgotten(t *testing.T) {
	f := &fake{plan: weekly(t), outcomes: map[string]Outcome{"a": Sent, "b": Gone, "c": Sent, "d": Sent}, pushes: []schedule.Push{
		{Endpoint: "a", Locale: "zh-Hans", Zone: "Asia/Shanghai"}, {Endpoint: "b", Locale: "en", Zone: "Europe/Madrid"},
		{Endpoint: "c", Locale: "ar", Zone: "Africa/Cairo"}, {Endpoint: "d", Locale: "en", Zone: "America/New_York"}, // where it is night
	}}
	s := f.reminded(t, "2027-03-06T11:45Z", "2027-03-05T12:00Z")
	if len(f.sent) != 3 || f.sent[0].Body != "3月6日周六 20:00 开始" || f.sent[0].Title != "Tea, zh-Hans" || f.sent[2].Dir != "rtl" ||
		f.sent[0].URL != "/r/AAAAAAAAAAAAAAAAAAAAAA" || f.ttl[0] != 15*time.Minute {
		t.Errorf("sent %+v, kept for %v", f.sent, f.ttl)
	}
	if !slices.Equal(f.dropped, []string{"b"}) || s.Told["soon"] != 1 || s.Pushes["sent"] != 2 || s.Pushes["gone"] != 1 {
		t.Errorf("dropped %v, %+v", f.dropped, s)
	}
	if len(f.settled) != 1 || !f.settled[0].IsZero() || !f.last.Equal(f.now) {
		t.Errorf("again %v, reminded up to %v", f.settled, f.last)
	}
}

func TestAServiceThatFailsIsTriedAgainForAWhile(t *testing.T) {
	f := &fake{plan: weekly(t), outcomes: map[string]Outcome{"a": Failed}, pushes: []schedule.Push{{Endpoint: "a", Locale: "en"}}}
	f.reminded(t, "2027-03-06T11:46Z", "2027-03-05T12:00Z")
	if len(f.settled) != 1 || !f.settled[0].Equal(f.now.Add(retry)) || !f.last.Equal(at(t, "2027-03-05T12:00Z")) {
		t.Errorf("again %v, reminded up to %v", f.settled, f.last)
	}
	f.reminded(t, "2027-03-06T11:55Z", "2027-03-05T12:00Z")
	if !f.settled[1].IsZero() || !f.last.Equal(f.now) {
		t.Errorf("again %v, reminded up to %v", f.settled[1], f.last)
	}
}

func TestWhoWaitedLearnsThatAPlaceHasComeFree(t *testing.T) {
	f := &fake{plan: weekly(t), outcomes: map[string]Outcome{"a": Sent}, pushes: []schedule.Push{{Endpoint: "a", Locale: "es"}}}
	f.told = f.is(t)
	f.reminded(t, "2027-03-03T10:00Z", "")
	if len(f.sent) != 0 {
		t.Errorf("who has just said yes is told %+v", f.sent)
	}
	f.told = schedule.Told{}
	f.reminded(t, "2027-03-03T10:00Z", "")
	if len(f.sent) != 1 || f.sent[0].Body != "Hay un lugar libre y es para ti. Empieza el sáb 6 mar a las 13:00" {
		t.Errorf("told %+v", f.sent)
	}
}

func TestAnInstanceThatNoRuleHasAnyMoreIsCancelled(t *testing.T) {
	f := &fake{plan: weekly(t), outcomes: map[string]Outcome{"a": Sent}, pushes: []schedule.Push{{Endpoint: "a", Locale: "en"}}}
	f.plan.Series.Parts[0].Start.Date = date(t, "2027-03-13")
	f.plan.Series.Changed, f.told = at(t, "2027-03-03T10:00Z"), (&fake{plan: weekly(t)}).is(t)
	f.reminded(t, "2027-03-03T10:00Z", "2027-03-02T10:00Z")
	if len(f.sent) != 1 || f.sent[0].Kind != Cancelled || f.sent[0].Body != "Cancelled" {
		t.Errorf("told %+v", f.sent)
	}
}
