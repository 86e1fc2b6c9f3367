package signaling

import (
	"encoding/binary"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"
)

// BenchmarkBurst is what announcements to a room of 3,000 make somebody else wait who waits for a datagram, in a
// process with one core: the media goroutine is such a one.
func BenchmarkBurst(b *testing.B) {
	for b.Loop() {
		c := newCrowd(b, "GOMAXPROCS=1")
		c.join(0, c.owner, "Ada")
		for i := range 3000 {
			c.join(i, "", fmt.Sprint("p", i))
		}
		const datagrams, every, announceEvery = 2000, 2 * time.Millisecond, 200
		took := echoes(b, c, datagrams, every, func(i int) {
			if i%announceEvery == 0 {
				_, _ = fmt.Fprintln(c.in, "announce")
			}
		})
		slices.Sort(took)
		b.ReportMetric(took[len(took)/2].Seconds()*1e3, "ms/p50")
		b.ReportMetric(took[len(took)*99/100].Seconds()*1e3, "ms/p99")
		b.ReportMetric(took[len(took)-1].Seconds()*1e3, "ms/longest")
		b.ReportMetric(0, "ns/op")
	}
}

// echoes sends datagrams at a steady pace and returns how long each took to come back. No datagram waits for another.
func echoes(b *testing.B, c *crowd, count int, every time.Duration, before func(i int)) []time.Duration {
	b.Helper()
	socket, err := net.Dial("udp", c.echo)
	if err != nil {
		b.Fatal(err)
	}
	defer socket.Close()
	begun := time.Now()
	came := make(chan []time.Duration, 1)
	_ = socket.SetReadDeadline(begun.Add(time.Duration(count)*every + 5*time.Second))
	go func() {
		var took []time.Duration
		var buffer [8]byte
		for len(took) < count {
			if _, err := socket.Read(buffer[:]); err != nil {
				break
			}
			took = append(took, time.Since(begun)-time.Duration(binary.BigEndian.Uint64(buffer[:])))
		}
		came <- took
	}()
	pace := time.NewTicker(every)
	defer pace.Stop()
	for i := range count {
		before(i)
		<-pace.C
		_, _ = socket.Write(binary.BigEndian.AppendUint64(nil, uint64(time.Since(begun))))
	}
	took := <-came
	if len(took) < count {
		b.Fatalf("%d of %d came back", len(took), count)
	}
	return took
}
