package sfu

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWhatIsDueAgainIsOnTheRoomsBeatAndAfterAPeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := beatOf(rapid.String().Draw(t, "room"))
		period := rapid.SampledFrom([]time.Duration{updateMinimum, levelMinimum, updateMaximum}).Draw(t, "period")
		now := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "now"))
		due := b.after(now, period)
		if rest := (due - time.Duration(b)) % period; rest != 0 {
			t.Fatalf("due %v beside the beat", rest)
		}
		if wait := due - now; wait < period-beatSlack || wait >= 2*period-beatSlack {
			t.Fatalf("due after %v of %v", wait, period)
		}
	})
}

// Rooms that are late together, a hundred milliseconds once a second, are apart again in the next period; due a period
// after they were done they would not be.
func TestRoomsThatWereLateTogetherDoNotStayTogether(t *testing.T) {
	const rooms = 300
	most := func(next func(room int, now time.Duration) time.Duration) (most int) {
		due := make([]time.Duration, rooms)
		for i := range due {
			due[i] = time.Duration(i) * time.Millisecond
		}
		for now := time.Duration(0); now < time.Minute; now += 10 * time.Millisecond {
			if now%time.Second < 100*time.Millisecond && now < 59*time.Second {
				continue
			}
			told := 0
			for i := range due {
				if now >= due[i] {
					due[i] = next(i, now)
					told++
				}
			}
			if now > 59*time.Second+updateMinimum {
				most = max(most, told)
			}
		}
		return most
	}
	beats := make([]beat, rooms)
	for i := range beats {
		beats[i] = beatOf(fmt.Sprint("room ", i))
	}
	if n := most(func(i int, now time.Duration) time.Duration { return beats[i].after(now, updateMinimum) }); n > rooms/10 {
		t.Errorf("%d of %d rooms in one tick", n, rooms)
	}
	if n := most(func(_ int, now time.Duration) time.Duration { return now + updateMinimum }); n < rooms/5 {
		t.Fatalf("without a beat there are %d in one tick: this proves nothing", n)
	}
}
