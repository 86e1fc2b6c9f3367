package sfu

import (
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
)

// THREATS row 1: a client that ignores every mute, changes SSRC and payload type, and never stops sending. Each
// trial opens the gate, lets speech through and closes it; then packets are met by the gate, and none goes out.
func TestAHackedClientIsSilentFromTheAcknowledgementOn(t *testing.T) {
	trials := 1000
	if testing.Short() {
		trials = 100
	}
	r := serve(t).OpenRoom("room", nil)
	hacked := join(t, r, "hacked")
	var listeners []*client
	for _, name := range []string{"b", "c", "d"} {
		listeners = append(listeners, join(t, r, name))
	}
	stop := make(chan struct{})
	var flood sync.WaitGroup
	flood.Go(func() { hacked.flood(stop) })
	forwarded := uint64(0)
	for range trials {
		before := sentOut(r)
		r.AllowPublish("hacked", true)
		eventually(t, "speech", func() bool {
			refill(r, "hacked")
			return sentOut(r) > before
		})
		r.AllowPublish("hacked", false)
		out, met := sentOut(r), r.Stats().Dropped[DropGate]
		eventually(t, "packets at the gate", func() bool { return r.Stats().Dropped[DropGate] > met })
		if late := sentOut(r); late != out {
			t.Fatalf("%d packets were forwarded after the gate had closed", late-out)
		}
		forwarded += out - before
	}
	close(stop)
	flood.Wait()
	for _, l := range listeners {
		l.await("what was let through", func(p []rtp.Packet) bool { return uint64(len(p)) == forwarded/3 })
	}
}

// flood sends until it is stopped: a few SSRCs in turn, now and then another payload type.
func (c *client) flood(stop <-chan struct{}) {
	ticker := time.NewTicker(300 * time.Microsecond)
	defer ticker.Stop()
	for n := 1; ; n++ {
		// As short as DTX, so that no silence is played after it: all that goes out is the client's.
		p := c.microphone.packet(n, 10, "\xf8x")
		p.SSRC = uint32(1 + n/3%6)
		if n%5 == 0 {
			p.PayloadType = 96
		}
		c.microphone.send(p)
		select {
		case <-ticker.C:
		case <-stop:
			return
		}
	}
}

// refill gives a participant a full ingest budget, which is not what is tested here.
func refill(r *Room, participant string) {
	r.mu.Lock()
	m := r.members[participant]
	r.mu.Unlock()
	r.transport.post(func() { m.budget, m.flood = newBudget(), flood{} })
}

// sentOut counts the packets sent so far, on the media goroutine: the one in hand is counted or was not sent.
func sentOut(r *Room) uint64 {
	done := make(chan uint64, 1)
	r.transport.post(func() { done <- r.forwarder.counters.packetsOut.Load() })
	return <-done
}
