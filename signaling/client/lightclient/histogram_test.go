package lightclient

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestQuantilesAreWithinAStepOfTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var h Histogram
	var all []time.Duration
	for range 20_000 {
		d := time.Duration(math.Exp(random.Float64()*14)) * time.Microsecond
		h.Add(d)
		all = append(all, d)
	}
	slices.Sort(all)
	for _, q := range []float64{0, 0.01, 0.5, 0.95, 0.99, 1} {
		truth := all[int(q*float64(len(all)-1))]
		if got := h.Quantile(q); got < truth || float64(got) > 1.016*float64(truth)+float64(time.Microsecond) {
			t.Errorf("%v: %v, it is %v", q, got, truth)
		}
	}
	if h.Max() != all[len(all)-1] || h.Count() != 20_000 {
		t.Errorf("max %v of %d", h.Max(), h.Count())
	}
}

func TestAHistogramTakesAnything(t *testing.T) {
	var h, other Histogram
	if h.Quantile(0.5) != 0 {
		t.Error("an empty one has a median")
	}
	for _, d := range []time.Duration{-time.Second, 0, time.Hour, 1 << 62} {
		other.Add(d)
	}
	h.Merge(&other)
	if h.Count() != 4 || h.Quantile(0.1) != 0 || h.Max() != 1<<62 {
		t.Errorf("%d, %v, %v", h.Count(), h.Quantile(0.1), h.Max())
	}
	for us := range 5_000_000 { // no step is out of order or out of bounds
		d := time.Duration(us) * time.Microsecond
		if i := bucket(d); highest(i) < d || i > 0 && highest(i-1) >= d {
			t.Fatalf("%v is in step %d, up to %v", d, i, highest(i))
		}
	}
}
