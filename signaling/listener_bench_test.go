package signaling

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

// idleFor is how long the crowd sits still.
func idleFor() time.Duration {
	if seconds, err := strconv.Atoi(os.Getenv("CORNER_IDLE")); err == nil {
		return time.Duration(seconds) * time.Second
	}
	return 10 * time.Second
}

// BenchmarkListener is what one more listener without media costs a server process: memory, goroutines, CPU of the
// join and of sitting there.
func BenchmarkListener(b *testing.B) {
	for b.Loop() {
		c := newCrowd(b)
		c.join(0, c.owner, "Ada")
		for i := range 50 { // what comes once only has come
			c.join(i, "", fmt.Sprint("early ", i))
		}
		before := c.footprint()
		const people = 2000
		crowd := make([]*extra, people)
		for i := range crowd {
			crowd[i] = c.join(i, "", fmt.Sprint("p", i))
		}
		joined := c.cpu()
		buffer := make([]byte, 64<<10)
		pump := func() {
			for _, e := range crowd {
				if err := e.pump(buffer); err != nil {
					b.Fatal(err)
				}
			}
		}
		pump()
		settled := time.Now()
		busy := c.cpu()
		for time.Since(settled) < idleFor() {
			pump()
		}
		idle := c.cpu() - busy
		elapsed := time.Since(settled)
		after := c.footprint()
		b.ReportMetric(float64(after.rss-before.rss)/people/1024, "KiB/listener")
		b.ReportMetric(float64(after.heap-before.heap)/people/1024, "heap-KiB/listener")
		b.ReportMetric(float64(after.stack-before.stack)/people/1024, "stack-KiB/listener")
		b.ReportMetric(float64(after.goroutines-before.goroutines)/people, "goroutines/listener")
		b.ReportMetric(float64((joined-before.cpu).Microseconds())/people, "µs/join")
		b.ReportMetric(float64(idle.Microseconds())/people/elapsed.Seconds(), "µs/s/listener")
		b.ReportMetric(0, "ns/op")
	}
}
