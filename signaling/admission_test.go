package signaling

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// fakeLoad is a media plane that says what the test wants.
type fakeLoad struct{ now atomic.Pointer[Load] }

func (f *fakeLoad) set(l Load) { f.now.Store(&l) }

func (f *fakeLoad) load() Load { return *f.now.Load() }

func calm() *fakeLoad {
	f := &fakeLoad{}
	f.set(Load{Step: "normal"})
	return f
}

// storm has n people ask at once; each who is let in works for a while. It gives how long the admitted waited, and how
// long the refused.
func storm(a *admission, r rank, n int, work time.Duration) (admitted, refused []time.Duration) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			begun := time.Now()
			err := a.enter(context.Background(), r)
			waited := time.Since(begun)
			if err == nil {
				since := time.Now()
				time.Sleep(work)
				a.leave(since)
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				admitted = append(admitted, waited)
			} else {
				refused = append(refused, waited)
			}
		})
	}
	all.Wait()
	return admitted, refused
}

func TestTwoHundredAtOnceAreAllServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		admitted, refused := storm(newAdmission(4, 1, calm().load), newcomer, 200, time.Millisecond)
		if len(refused) > 0 || len(admitted) != 200 || slices.Max(admitted) > 100*time.Millisecond {
			t.Fatalf("%d refused, %d served, the last after %v", len(refused), len(admitted), slices.Max(admitted))
		}
	})
}

func TestWhoWouldWaitTooLongIsRefusedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAdmission(4, 1, calm().load)
		admitted, refused := storm(a, newcomer, 2000, time.Millisecond)
		if len(admitted) < joinBurst || len(refused) < 1000 || len(admitted)+len(refused) != 2000 {
			t.Fatalf("%d served, %d refused", len(admitted), len(refused))
		}
		if last := slices.Max(admitted); last > admissionWait+10*time.Millisecond {
			t.Errorf("somebody was served after %v", last)
		}
		if most := slices.Max(refused); most > 0 {
			t.Errorf("somebody heard after %v only that it would take too long", most)
		}
		if waiting, served, _ := a.state(); waiting+served != 0 {
			t.Errorf("%d wait and %d are served when all is over", waiting, served)
		}
	})
}

func TestWhoWaitsIsServedThoughThePaceFalls(t *testing.T) {
	const atOnce = joinBurst + joinRateFirst/joinSmooth + 25 // who come last wait for nearly admissionWait
	synctest.Test(t, func(t *testing.T) {
		load := calm()
		a := newAdmission(4, 1, load.load)
		done := make(chan struct{})
		go func() {
			time.Sleep(10 * time.Millisecond)
			load.set(Load{Busy: 0.99, Lag: time.Second})
			close(done)
		}()
		admitted, refused := storm(a, newcomer, atOnce, time.Millisecond)
		<-done
		for range 4 { // those who come later keep it falling
			more, no := storm(a, newcomer, 400, time.Millisecond)
			admitted, refused = append(admitted, more...), append(refused, no...)
		}
		if len(admitted) < atOnce || len(refused) == 0 {
			t.Fatalf("%d served, %d refused", len(admitted), len(refused))
		}
		if most := slices.Max(refused); most > 0 {
			t.Errorf("somebody was refused after %v of waiting", most)
		}
	})
}

func TestWhoComesBackGoesFirstAndWhoRunsTheRoomBeforeNewcomers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAdmission(1, 1, nil)
		if err := a.enter(t.Context(), newcomer); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []rank
		var all sync.WaitGroup
		for _, r := range []rank{newcomer, known, newcomer, returning, known, returning} {
			all.Go(func() {
				if err := a.enter(t.Context(), r); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				order = append(order, r)
				mu.Unlock()
				a.leave(time.Now())
			})
			synctest.Wait()
		}
		a.leave(time.Now())
		all.Wait()
		if !slices.Equal(order, []rank{returning, returning, known, known, newcomer, newcomer}) {
			t.Fatalf("served in the order %v", order)
		}
	})
}

func TestWhileTheLadderRefusesOnlyNewcomersAre(t *testing.T) {
	load := calm()
	load.set(Load{Busy: 0.95, Step: "refuse", Refuses: true})
	a := newAdmission(4, 1, load.load)
	seen := map[time.Duration]bool{}
	for range 20 {
		err := a.enter(t.Context(), newcomer)
		r := refusal(err)
		if err == nil || r.Code != errBusy.Code || r.Retry < refusedLeast || r.Retry > refusedLeast+refusedSpread {
			t.Fatalf("a newcomer: %v, to come again in %v", err, r.Retry)
		}
		seen[r.Retry] = true
	}
	if len(seen) < 10 {
		t.Errorf("twenty refused come again at %d times", len(seen))
	}
	for _, r := range []rank{returning, known} {
		if err := a.enter(t.Context(), r); err != nil {
			t.Errorf("rank %d: %v", r, err)
		}
		a.leave(time.Now())
	}
}

func TestWhoGivesUpWhileWaitingLeavesNoTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAdmission(1, 1, nil)
		_ = a.enter(t.Context(), newcomer)
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error, 1)
		go func() { gone <- a.enter(ctx, newcomer) }()
		synctest.Wait()
		cancel()
		if err := <-gone; err == nil {
			t.Fatal("served after giving up")
		}
		begun := time.Now()
		if err := a.enter(t.Context(), newcomer); err == nil || time.Since(begun) != admissionPatience {
			t.Fatalf("somebody behind a place that never gets free: %v after %v", err, time.Since(begun))
		}
		a.leave(time.Now())
		if err := a.enter(t.Context(), newcomer); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAJoinThatIsTooManyIsToldSoAndWhen(t *testing.T) {
	load := calm()
	n := newNode(t, func(c *Config) { c.Load = load.load })
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	guest := n.join(id, "", "Bo")
	load.set(Load{Busy: 0.97, Step: "refuse", Refuses: true})
	late := n.turnedAway(id, "", "Lu", "server_busy", closeRateLimited)
	if late.RetryMS < refusedLeast.Milliseconds() {
		t.Fatalf("a newcomer got %+v", late)
	}
	for _, message := range []string{"refused", "connection closed"} {
		if lines := n.logs.FilterMessage(message).Len(); lines != 0 {
			t.Errorf("%d lines say %q: a flood would fill the log", lines, message)
		}
	}
	if again := n.join(id, guest.welcome.GuestToken, "Bo"); again.welcome.You != guest.welcome.You {
		t.Error("a member could not come back")
	}
	if again := n.join(id, owner, "Ada"); again.welcome.You != host.welcome.You {
		t.Error("the host could not come back")
	}
	n.metric(`corner_joins_total{result="server_busy"} 1`)
	n.metric(`corner_load_step{step="refuse"} 1`)
	n.metric(`corner_media_busy_ratio 0.97`)
	var loads loadList
	n.request("GET", "/v1/operator/rooms", "", map[string]string{"Authorization": "Bearer " + testOperatorKey}, &loads)
	if loads.Node.Step != "refuse" || loads.Node.MediaBusy != 0.97 || loads.Node.JoinsLimit <= 0 {
		t.Errorf("an operator sees %+v", loads.Node)
	}
}

func TestWhenTooManyAreToldThatTooManyComeTheUpgradeIsRefused(t *testing.T) {
	load := calm()
	n := newNode(t, func(c *Config) { c.Load = load.load })
	load.set(Load{Step: "refuse", Refuses: true})
	n.server.admission.upgrade.AllowN(time.Now(), busyUpgrades)
	answer := n.request("GET", "/v1/signal", "", map[string]string{"Origin": testOrigin}, nil)
	if answer.StatusCode != 503 || answer.Header.Get("Retry-After") == "" || !answer.Close {
		t.Fatalf("%d, Retry-After %q", answer.StatusCode, answer.Header.Get("Retry-After"))
	}
	n.metric("corner_upgrades_refused_total 1")
	load.set(Load{Step: "normal"})
	if answer := n.request("GET", "/v1/signal", "", map[string]string{"Origin": testOrigin}, nil); answer.StatusCode == 503 {
		t.Fatal("still refused when all is calm")
	}
}
