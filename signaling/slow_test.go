package signaling

import (
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/room"
)

// reader takes every event off its socket and notes when the numbered ones came.
type reader struct {
	client *client
	mu     sync.Mutex // guards at
	at     map[uint64]time.Time
	came   chan uint64 // numbers, for who waits
}

func read(c *client, wait *sync.WaitGroup) *reader {
	r := &reader{client: c, at: map[uint64]time.Time{}, came: make(chan uint64, 1<<14)}
	wait.Go(func() {
		for {
			m, err := c.read()
			if err != nil {
				return
			}
			now := time.Now()
			if m.Type == "seat.changed" {
				r.mu.Lock()
				r.at[m.Seq] = now
				r.mu.Unlock()
				r.came <- m.Seq
			}
		}
	})
	return r
}

// THREATS 22: two hundred who stop reading are let go, and can resume; who reads notices nothing.
func TestTwoHundredWhoStopReadingDelayNobody(t *testing.T) {
	const stopped, reading = 200, 5
	n := newNode(t, func(c *Config) { c.Room.AudienceMinimum = time.Second }) // and the deadline of a write as it is
	id, owner := n.openRoom()
	host := n.join(id, owner, strings.Repeat("雨", 24)) // her name is in every event: they fill the sockets
	live, _ := n.server.hall.get(id)
	s, _, err := n.server.sessions.resumeForTest(live, host.welcome.You)
	if err != nil {
		t.Fatal(err)
	}
	crowd := joinStopped(n, id, stopped)
	var readers []*reader
	var wait sync.WaitGroup
	defer wait.Wait()
	for i := range reading {
		r := read(n.join(id, "", fmt.Sprint("R", i)), &wait)
		defer r.client.cut()
		readers = append(readers, r)
	}
	before, highest := heapNow(), uint64(0)
	var delays []time.Duration
	begun := time.Now()
	for turn := 0; live.slow.Load() < stopped; turn++ {
		if time.Since(begun) > 60*time.Second {
			t.Fatalf("%d of %d are still there", stopped-live.slow.Load(), stopped)
		}
		asked := time.Now()
		if err := s.member.Do(t.Context(), room.MuteSelf{Muted: turn%2 == 1}); err != nil {
			t.Fatal(err)
		}
		delays = append(delays, delaysSince(t, readers, asked)...)
		if turn%200 == 0 {
			highest = max(highest, heapNow())
		}
	}
	slices.Sort(delays)
	p99 := delays[len(delays)*99/100]
	t.Logf("%d events to each reader: p50 %v, p99 %v, longest %v; the last of %d was let go %v after the first event; heap %+d KiB at most",
		len(delays)/reading, delays[len(delays)/2], p99, delays[len(delays)-1], stopped, time.Since(begun), int64(highest-before)>>10)
	if p99 > time.Second { // 100 ms on a machine that does nothing else; whoever waited for a slow one would wait longer
		t.Errorf("events take %v", p99)
	}
	if int64(highest) > int64(before)+stopped*queueBytes {
		t.Errorf("the heap grew by %d KiB", (highest-before)>>10)
	}
	for _, c := range crowd {
		if _, m := n.resume(c.welcome.Session, c.welcome.ResumeToken, c.welcome.Snapshot.Revision); m.Error != nil {
			t.Fatalf("cannot resume: %+v", m.Error)
		}
	}
}

// joinStopped lets members in who read their welcome and then nothing more.
func joinStopped(n *node, id string, count int) []*client {
	n.t.Helper()
	crowd := make([]*client, count)
	for i := range crowd {
		crowd[i] = n.join(id, "", fmt.Sprint("S", i))
		if tcp, ok := crowd[i].ws.NetConn().(*net.TCPConn); ok {
			_ = tcp.SetReadBuffer(4 << 10)
		}
	}
	return crowd
}

// delaysSince waits until every reader has the next event.
func delaysSince(t *testing.T, readers []*reader, asked time.Time) (delays []time.Duration) {
	t.Helper()
	for _, r := range readers {
		select {
		case seq := <-r.came:
			r.mu.Lock()
			delays = append(delays, r.at[seq].Sub(asked))
			r.mu.Unlock()
		case <-time.After(30 * time.Second):
			t.Fatal("an event did not come")
		}
	}
	return delays
}

// heapNow is what is in use after a collection.
func heapNow() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
