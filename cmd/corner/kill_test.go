package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"corner/signaling/client"

	"github.com/alicebob/miniredis/v2"
)

// mortal is a server as a process of its own, that is killed as a loss of power does it, and begun again on what it
// has left behind.
type mortal struct {
	t      *testing.T
	binary string
	args   []string
	cmd    *exec.Cmd
	at     addresses
}

// newMortal has not begun yet; args says where it keeps what outlives it.
func newMortal(t *testing.T, binary string, args ...string) *mortal {
	t.Helper()
	m := &mortal{t: t, binary: binary, args: append([]string{"--listen", "127.0.0.1:0", "--metrics-listen", "off",
		"--media-port", "0", "--log-level", "error", "--guests-per-minute", "1000000"}, args...)}
	t.Cleanup(m.kill)
	return m
}

func (m *mortal) start() {
	m.t.Helper()
	out := &syncBuffer{}
	m.cmd = exec.Command(m.binary, m.args...)
	m.cmd.Stdout, m.cmd.Stderr = out, out
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	out.waitFor(m.t, "Ctrl-C")
	said := regexp.MustCompile(`open:\s+(\S+)`).FindStringSubmatch(out.String())
	if said == nil {
		m.t.Fatalf("it does not say where it is: %s", out)
	}
	m.at = addresses{Public: said[1]}
}

func (m *mortal) kill() {
	if m.cmd != nil {
		_ = m.cmd.Process.Kill() // it may be dead
		_ = m.cmd.Wait()         // killed
		m.cmd = nil
	}
}

// evening is a session as its people were told of it: what the server has said yes to.
type evening struct {
	id, token, on string
	mu            sync.Mutex      // guards what follows
	comes         map[string]bool // by name, as it was answered last; nothing where the answer did not come
	replies       int             // how many were answered
	moved         client.Plan     // as the answer to the last change told it
	moves         int
}

// reply has guest after guest say that they come, and every other one that they do not after all, until the server is
// gone.
func (e *evening) reply(ctx context.Context, at addresses, prefix string) {
	for n := 0; ctx.Err() == nil; n++ {
		name := fmt.Sprint(prefix, "n", n)
		_, token, err := client.Schedules{BaseURL: at.Public}.Reply(ctx, e.id, e.on, name, "Asia/Shanghai")
		if err != nil {
			return
		}
		e.answered(name, true)
		if n%2 == 0 {
			continue
		}
		e.mu.Lock()
		delete(e.comes, name) // until the answer either may be so
		e.mu.Unlock()
		if _, err := (client.Schedules{BaseURL: at.Public, Token: token}).StayAway(ctx, e.id, e.on); err != nil {
			return
		}
		e.answered(name, false)
	}
}

func (e *evening) answered(name string, comes bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.comes[name] = comes
	e.replies++
}

// move has the host change when the session is, by a minute and another, until the server is gone.
func (e *evening) move(ctx context.Context, at addresses) {
	host := client.Schedules{BaseURL: at.Public, Token: e.token}
	for ctx.Err() == nil {
		e.mu.Lock()
		seen := e.moved
		e.mu.Unlock()
		to := e.on + fmt.Sprintf("T23:%02d", seen.Sequence%60)
		told, err := host.Move(ctx, seen, e.on, to)
		if err != nil {
			return
		}
		e.mu.Lock()
		e.moved = told
		e.moves++
		e.mu.Unlock()
	}
}

// check wants what was answered to be so, and nobody to be there twice.
func (e *evening) check(t *testing.T, at addresses) {
	t.Helper()
	status, body := get(t, at.Public+"/v1/schedules/"+e.id+"/"+e.on+"/replies", "Authorization", "Bearer "+e.token)
	var told struct {
		Going int      `json:"going"`
		Names []string `json:"going_names"`
	}
	if err := json.Unmarshal([]byte(body), &told); err != nil || status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	for name, comes := range e.comes {
		if slices.Contains(told.Names, name) != comes {
			t.Errorf("%s comes: %t, and was answered %t", name, !comes, comes)
		}
	}
	slices.Sort(told.Names)
	if n := len(told.Names); told.Going != n || len(slices.Compact(told.Names)) != n {
		t.Errorf("%d are coming: %v", told.Going, told.Names)
	}
	plan, err := client.Schedules{BaseURL: at.Public, Token: e.token}.Plan(t.Context(), e.id)
	if err != nil {
		t.Fatal(err)
	}
	was, is := e.moved, plan
	if is.Sequence != was.Sequence && is.Sequence != was.Sequence+1 { // the last change may have had no answer
		t.Errorf("changed %d times, %d were answered", is.Sequence, was.Sequence)
	}
	if is.Sequence == was.Sequence && is.Instances[0].StartMS != was.Instances[0].StartMS {
		t.Errorf("it is %+v, and was answered %+v", is.Instances[0], was.Instances[0])
	}
}

// Whoever was told "you are coming" is on the list, whoever cancelled is not, and a session is when its host was told
// that it is, however often the server is killed.
func TestWhatWasAnsweredOutlivesAServerThatIsKilled(t *testing.T) {
	t.Parallel() // it waits, for the most part
	store, binary := miniredis.RunT(t), buildServer(t)
	for name, args := range map[string][]string{
		"on its own": {"--data", t.TempDir()},
		"with Redis": {"--data", t.TempDir(), "--redis", "redis://" + store.Addr(), "--signing-key", pairKey},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kills := 10
			if n, err := strconv.Atoi(os.Getenv("CORNER_TEST_KILLS")); err == nil {
				kills = n
			}
			m := newMortal(t, binary, args...)
			replies, moves := 0, 0
			m.start()
			for range kills {
				plan, token := planSession(t, m.at, 2*time.Hour)
				e := &evening{id: plan.ID, token: token, on: plan.Instances[0].On, comes: map[string]bool{}, moved: plan}
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				var wait sync.WaitGroup
				for worker := range 4 {
					wait.Go(func() { e.reply(ctx, m.at, fmt.Sprint("w", worker)) })
				}
				wait.Go(func() { e.move(ctx, m.at) })
				time.Sleep(time.Duration(20+rand.IntN(400)) * time.Millisecond) // the moment is to be any
				m.kill()
				wait.Wait()
				cancel()
				m.start()
				e.check(t, m.at)
				replies += e.replies
				moves += e.moves
			}
			if replies == 0 || moves == 0 {
				t.Fatalf("nothing was tried: %d replies, %d changes", replies, moves)
			}
			t.Logf("%d kills: %d replies and %d changes were answered", kills, replies, moves)
		})
	}
}
