package signaling

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"corner/room"
)

// bytesPerSecond has a crowd of n sit there for a while, and then while ten people a second come and go. It gives what
// the socket in the middle received in a second, of each.
func bytesPerSecond(t *testing.T, n int, window time.Duration) (quiet, churning float64) {
	t.Helper()
	c := newCrowd(t)
	c.join(0, c.owner, "Ada")
	people := make([]*extra, n-1)
	for i := range people {
		people[i] = c.join(i, "", fmt.Sprint("p", i))
	}
	buffer := make([]byte, 64<<10)
	settling := 200*time.Millisecond + min(max(time.Second, time.Duration(len(people))*5*time.Millisecond), 5*time.Second)
	measure := func(during func(elapsed time.Duration)) float64 {
		for settled := time.Now(); time.Since(settled) < settling; { // what is gathered is told
			pumpAll(t, people, buffer)
		}
		for _, e := range people {
			e.received = 0
		}
		begun := time.Now()
		for time.Since(begun) < window {
			during(time.Since(begun))
			pumpAll(t, people, buffer)
		}
		return median(people) / time.Since(begun).Seconds()
	}
	quiet = measure(func(time.Duration) {})
	came := 0
	churning = measure(func(elapsed time.Duration) {
		for ; float64(came) < 10*elapsed.Seconds(); came++ {
			e := c.join(came, "", fmt.Sprint("c", came))
			e.say(map[string]any{"id": 2, "type": "leave"})
		}
	})
	return quiet, churning
}

func pumpAll(tb testing.TB, people []*extra, buffer []byte) {
	tb.Helper()
	for i, e := range people {
		if err := e.pump(buffer); err != nil {
			tb.Fatalf("socket %d: %v", i, err)
		}
	}
}

func median(people []*extra) float64 {
	received := make([]int, len(people))
	for i, e := range people {
		received[i] = e.received
	}
	slices.Sort(received)
	return float64(received[len(received)/2])
}

// TestWhatAListenerReceivesDoesNotGrowWithTheRoom compares small rooms with a large one; CORNER_CROWD says how large.
func TestWhatAListenerReceivesDoesNotGrowWithTheRoom(t *testing.T) {
	large, window := 300, 3*time.Second
	if n, err := strconv.Atoi(os.Getenv("CORNER_CROWD")); err == nil {
		large, window = min(n, room.MaxCapacity-200), 10*time.Second // who comes and goes needs room
	}
	quiet, churning := bytesPerSecond(t, 100, window)
	quietLarge, churningLarge := bytesPerSecond(t, large, window)
	t.Logf("bytes a second: %.0f and %.0f in a room of 100, %.0f and %.0f in one of %d, quiet and with churn",
		quiet, churning, quietLarge, churningLarge, large)
	const pings = 60 // one more or less in the window
	if quietLarge > 1.1*quiet+pings || churningLarge > 1.1*churning+pings {
		t.Error("it grows")
	}
	if churning < 20 || churningLarge < 20 {
		t.Error("nobody was told that people came and went")
	}
}
