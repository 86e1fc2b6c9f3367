package lightclient

import (
	"math/bits"
	"time"
)

// Histogram keeps durations from 1 µs to more than an hour in steps of at most 1.6 %. The zero value is empty. It
// has no lock: its owner says who may touch it.
type Histogram struct {
	counts [32 * subBuckets]uint64
	total  uint64
	max    time.Duration
}

// subBuckets is into how many steps each doubling is divided.
const subBuckets = 64

// Add notes one duration; what is below 0 counts as 0.
func (h *Histogram) Add(d time.Duration) {
	d = max(0, d)
	h.counts[bucket(d)]++
	h.total++
	h.max = max(h.max, d)
}

// bucket is the index of a duration's step: below 64 µs one for each µs, then 64 for each doubling.
func bucket(d time.Duration) int {
	us := uint64(d / time.Microsecond)
	if us < subBuckets {
		return int(us)
	}
	shift := bits.Len64(us) - 7 // us>>shift is 64…127
	return min((shift+1)*subBuckets+int(us>>shift)-subBuckets, 32*subBuckets-1)
}

// highest is the upper end of a step.
func highest(index int) time.Duration {
	if index < subBuckets {
		return time.Duration(index) * time.Microsecond
	}
	shift := index/subBuckets - 1
	return time.Duration((uint64(index%subBuckets+subBuckets+1)<<shift)-1) * time.Microsecond
}

// Merge adds another's durations.
func (h *Histogram) Merge(other *Histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.total += other.total
	h.max = max(h.max, other.max)
}

// Count is how many durations were added.
func (h *Histogram) Count() uint64 { return h.total }

// Max is the longest, exactly.
func (h *Histogram) Max() time.Duration { return h.max }

// Quantile is the duration below which the share q of all lies, 0 of none.
func (h *Histogram) Quantile(q float64) time.Duration {
	if h.total == 0 {
		return 0
	}
	rank := uint64(q*float64(h.total-1)) + 1
	for i, n := range h.counts {
		if n >= rank {
			return min(highest(i), h.max)
		}
		rank -= n
	}
	return h.max
}
