package sfu

import (
	"hash/fnv"
	"time"
)

// beatSlack is by how much earlier than after a whole period something may be due: it was done a tick late.
const beatSlack = 20 * time.Millisecond

// beat is the room's own time for what it does again and again. If that were due a period after it was done, rooms in
// which it is late together would be late together from then on, and after minutes hundreds of rooms would do it in
// the same tick, while packets wait.
type beat time.Duration

// beatOf spreads rooms over the longest period.
func beatOf(room string) beat {
	h := fnv.New32a()
	_, _ = h.Write([]byte(room))
	return beat(time.Duration(h.Sum32()) % (updateMaximum / time.Millisecond) * time.Millisecond)
}

// after is when something that is done every period is due again after it was done: on the beat, and hardly earlier
// than after a period.
func (b beat) after(now, period time.Duration) time.Duration {
	first := time.Duration(b) % period
	since := now + period - beatSlack - first
	return first + (since+period-1)/period*period
}
