package client

import (
	"testing"
	"time"
)

func TestTheClockOfAServerThatIsAheadIsKnownByTheShortestAnswer(t *testing.T) {
	server := newFakeServer(t)
	c, conn := join(t, server)
	const ahead = time.Hour
	aside(t, func() {
		for _, wait := range []time.Duration{400 * time.Millisecond, 0, 200 * time.Millisecond} {
			id := conn.expect("clock.get").ID
			told := time.Now().Add(ahead)
			time.Sleep(wait) // on the way back
			conn.answer(id, map[string]int64{"server_time_ms": told.UnixMilli()})
		}
	})
	offset, err := c.ClockOffset(testContext(t))
	if err != nil || offset < ahead-90*time.Millisecond || offset > ahead+90*time.Millisecond {
		t.Errorf("the server is ahead by %v, %v", offset, err)
	}
}

func TestRoundsAndTheLineOfTheRealServer(t *testing.T) {
	url, id, _, host := hosted(t)
	first, second := enter(t, url, id, "", "Joe"), enter(t, url, id, "", "Kim")
	must(t, host, "round.start", map[string]any{"timetable": []Phase{{"en", 60}, {"zh", 60}}})
	eventually(t, "everybody knows of the round", func() bool {
		for _, c := range []*Client{host, first, second} {
			if r := c.Snapshot().Round; len(r.Phases) != 2 || r.Serial != 1 || r.EndsMS == 0 {
				return false
			}
		}
		return true
	})
	must(t, first, "hand.raise", nil)
	must(t, second, "hand.raise", nil)
	inLine := func(c *Client, people ...*Client) bool {
		hands := c.Snapshot().Hands
		for i, p := range people {
			if len(hands) != len(people) || hands[i].Participant.ID != p.ID() {
				return false
			}
		}
		return true
	}
	eventually(t, "the host sees the line", func() bool { return inLine(host, first, second) })
	must(t, host, "hand.advance", map[string]string{"participant": second.ID(), "reason": "leaving"})
	eventually(t, "the host sees who is first now", func() bool { return inLine(host, second, first) })
	eventually(t, "who is overtaken knows why", func() bool {
		s := first.Snapshot()
		return s.HandPosition == 2 && s.HandAhead == (Ahead{CutIn: 1}) && s.HandAtMost >= 1
	})
	again := enter(t, url, id, first.Welcome().GuestToken, "Joe")
	if s := again.Snapshot(); s.HandPosition != 2 || s.HandAhead.CutIn != 1 || s.Round.Serial != 1 {
		t.Errorf("who joins anew has %+v", s)
	}
	must(t, again, "talk.hide", map[string]bool{"hidden": true})
	eventually(t, "who hides their talk time knows it", func() bool {
		hidden := again.Snapshot().Talk.Hidden
		return len(hidden) == 1 && hidden[0] == again.ID()
	})
}
