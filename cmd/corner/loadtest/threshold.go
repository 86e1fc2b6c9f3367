package loadtest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Threshold is the most that a figure may be.
type Threshold struct {
	Name  string
	Limit float64
}

// Verdict is a threshold beside what was measured.
type Verdict struct {
	Name     string   `json:"name"`
	Limit    float64  `json:"limit"`
	Measured *float64 `json:"measured"` // null: it was not measured, and that is no pass
	Met      bool     `json:"met"`
}

// figure is what a threshold can be set on: its unit, and where the report has it. NaN says that it was not
// measured.
type figure struct {
	name, unit string
	of         func(r *Report) float64
}

// figures are in the order of the help text.
func figures() []figure {
	value := func(p *float64) float64 {
		if p == nil {
			return math.NaN()
		}
		return *p
	}
	quantile := func(q *Quantiles, pick func(*Quantiles) float64) float64 {
		if q == nil {
			return math.NaN()
		}
		return pick(q)
	}
	p95 := func(q *Quantiles) float64 { return q.P95 }
	p99 := func(q *Quantiles) float64 { return q.P99 }
	p999 := func(q *Quantiles) float64 { return q.P999 }
	return []figure{
		{"loss", "% of packets", func(r *Report) float64 { return value(r.Media.LossPercent) }},
		{"join-p95", "ms", func(r *Report) float64 { return quantile(r.Joins.Time, p95) }},
		{"first-packet-p95", "ms", func(r *Report) float64 { return quantile(r.Joins.FirstPacket, p95) }},
		{"refusal-p99", "ms", func(r *Report) float64 { return quantile(r.Joins.Refusal, p99) }},
		{"latency-p99", "ms", func(r *Report) float64 { return quantile(r.Media.Latency, p99) }},
		{"added-p99", "ms, without packing", func(r *Report) float64 { return quantile(r.Media.Added, p99) }},
		{"added-p99.9", "ms, without packing", func(r *Report) float64 { return quantile(r.Media.Added, p999) }},
		{"beyond-p99", "ms, above the packing time", func(r *Report) float64 { return quantile(r.Media.Beyond, p99) }},
		{"decrypt-failures", "packets", func(r *Report) float64 { return float64(r.Media.Unauthentic) }},
		{"refused", "joins", func(r *Report) float64 { return float64(sum(r.Joins.Refused)) }},
		{"failed", "joins", func(r *Report) float64 { return float64(sum(r.Joins.Failed) + r.Joins.NotStarted) }},
		{"dropped", "members the server or network put out", func(r *Report) float64 { return float64(sum(r.Signaling.Closed) + r.Media.Silenced) }},
		{"signaling-bytes", "bytes/s per listener", func(r *Report) float64 { return value(r.Signaling.BytesPerSecond) }},
		{"cpu-per-packet", "µs", func(r *Report) float64 { return value(r.Server.CPUPerPacket) }},
		{"cpu-per-listener", "µs/s", func(r *Report) float64 { return value(r.Server.CPUPerListener) }},
		{"cpu-per-join", "ms", func(r *Report) float64 { return value(r.Server.CPUPerJoin) }},
		{"cpu-per-join-net", "ms, without those already in", func(r *Report) float64 { return value(r.Server.CPUPerJoinNet) }},
		{"rss-per-listener", "KiB", func(r *Report) float64 { return value(r.Server.RSSPerListener) }},
		{"goroutines-per-listener", "", func(r *Report) float64 { return value(r.Server.GoroutinesPerListener) }},
	}
}

// ThresholdNames lists what thresholds can be set on, with the units, for the help.
func ThresholdNames() string {
	var b strings.Builder
	for _, f := range figures() {
		fmt.Fprintf(&b, "  %-24s %s\n", f.name, f.unit)
	}
	return b.String()
}

// ParseThreshold reads name=limit.
func ParseThreshold(text string) (Threshold, error) {
	name, number, _ := strings.Cut(text, "=")
	limit, err := strconv.ParseFloat(number, 64)
	known := slices.ContainsFunc(figures(), func(f figure) bool { return f.name == name })
	if err != nil || !known || math.IsNaN(limit) {
		return Threshold{}, fmt.Errorf("--threshold: %q is not name=limit with one of these names:\n%s", text, ThresholdNames())
	}
	return Threshold{name, limit}, nil
}

// ErrThreshold says that a figure was over its threshold or could not be measured.
var ErrThreshold = errors.New("a threshold was missed")

// FigureNames lists what thresholds can be set on, in the order of the help.
func FigureNames() []string {
	var names []string
	for _, f := range figures() {
		names = append(names, f.name)
	}
	return names
}

// Unit is that of a figure, "" for none and for a figure that there is not.
func Unit(name string) string {
	for _, f := range figures() {
		if f.name == name {
			return f.unit
		}
	}
	return ""
}

// Figure is what a threshold of that name is held against, NaN when it was not measured.
func (r *Report) Figure(name string) float64 {
	for _, f := range figures() {
		if f.name == name {
			return f.of(r)
		}
	}
	return math.NaN()
}

// judge fills in the verdicts.
func (r *Report) judge(thresholds []Threshold) {
	for _, t := range thresholds {
		v := Verdict{Name: t.Name, Limit: t.Limit}
		if got := r.Figure(t.Name); !math.IsNaN(got) {
			v.Measured, v.Met = &got, got <= t.Limit
		}
		r.Thresholds = append(r.Thresholds, v)
	}
}

// Err is ErrThreshold with the names of what was missed, nil when all was met.
func (r *Report) Err() error {
	var missed []string
	for _, v := range r.Thresholds {
		switch {
		case v.Met:
		case v.Measured == nil:
			missed = append(missed, v.Name+" (not measured)")
		default:
			missed = append(missed, fmt.Sprintf("%s %.4g > %.4g", v.Name, *v.Measured, v.Limit))
		}
	}
	if len(missed) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrThreshold, strings.Join(missed, ", "))
}

func sum(counts map[string]int64) int64 {
	total := int64(0)
	for _, n := range counts {
		total += n
	}
	return total
}
