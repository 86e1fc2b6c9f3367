package sfu

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtp"
)

// speak sends n packets in real time, payloads numbered, and returns the payloads.
func (c *client) speak(first, n int, level byte) (payloads []string) {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for i := first; i < first+n; i++ {
		payload := fmt.Sprintf("\xf8%s %d", c.participant, i)
		payloads = append(payloads, payload)
		c.microphone.send(c.microphone.packet(i, level, payload))
		<-ticker.C
	}
	return payloads
}

func payloadsOf(packets []rtp.Packet) (payloads []string) {
	for _, p := range packets {
		payloads = append(payloads, string(p.Payload))
	}
	return payloads
}

func TestOneSpeaksAndTheOthersHearEveryPacketOnce(t *testing.T) {
	r := serve(t).OpenRoom("room", nil)
	a, b, c := join(t, r, "a"), join(t, r, "b"), join(t, r, "c")
	r.AllowPublish("a", true)
	said := a.speak(1, 50, 30)
	for _, listener := range []*client{b, c} {
		listener.await("all that was said", func(p []rtp.Packet) bool { return len(p) >= len(said) })
		if heard := payloadsOf(listener.packets()); !slices.Equal(heard, said) {
			t.Errorf("%s heard %q", listener.participant, heard)
		}
		if listener.negotiated != 0 {
			t.Errorf("%s had to renegotiate", listener.participant)
		}
	}
	if len(a.packets()) != 0 {
		t.Error("a heard itself")
	}
}
