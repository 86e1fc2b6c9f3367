package loadtest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// WriteJSON writes the report as one document.
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// WriteTable writes the report for people.
func (r *Report) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	row := func(name, format string, args ...any) {
		_, _ = fmt.Fprintf(t, "%s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	if !r.Complete {
		row("ENDED EARLY", "what follows is of the time until then")
	}
	row("asked", "%d rooms, %d speakers (%d talk) and %d listeners in each", r.Settings.Rooms, r.Settings.Speakers, r.Settings.Talking, r.Settings.Listeners)
	row("measured", "%.1f s", r.Measured)
	row("joins", "%d asked, %d done, %d refused, %d failed, %d not started, %d left again", r.Joins.Asked, r.Joins.Done,
		sum(r.Joins.Refused), sum(r.Joins.Failed), r.Joins.NotStarted, r.Joins.Left)
	row("  refused", "%s", counts(r.Joins.Refused))
	row("  failed", "%s", counts(r.Joins.Failed))
	row("  time to join", "%s", r.Joins.Time)
	row("  first packet", "%s", r.Joins.FirstPacket)
	row("  time to refusal", "%s", r.Joins.Refusal)
	if r.Settings.Media {
		r.mediaRows(row)
	}
	row("signaling", "%s bytes/s and %s frames/s per listener; closed by the server: %s",
		number(r.Signaling.BytesPerSecond, 1), number(r.Signaling.FramesPerSecond, 2), counts(r.Signaling.Closed))
	row("server", "%s cores, %s MiB, %s goroutines", number(r.Server.CPUShare, 3), number(r.Server.RSS, 1), number(r.Server.Goroutines, 0))
	row("  per packet", "%s µs CPU", number(r.Server.CPUPerPacket, 2))
	row("  per listener", "%s µs/s CPU, %s KiB, %s goroutines", number(r.Server.CPUPerListener, 1), number(r.Server.RSSPerListener, 1),
		number(r.Server.GoroutinesPerListener, 2))
	row("  per join", "%s ms CPU, %s without that of the listeners already in", number(r.Server.CPUPerJoin, 2), number(r.Server.CPUPerJoinNet, 2))
	row("generator", "%s cores, %s ms CPU per join, packets sent late by %s", number(r.Generator.CPUShare, 3),
		number(r.Generator.CPUPerJoin, 2), r.Generator.SendLateness)
	for _, v := range r.Thresholds {
		word := "met"
		if !v.Met {
			word = "MISSED"
		}
		row("threshold", "%s %s: %s, at most %.4g", v.Name, word, number(v.Measured, 3), v.Limit)
	}
	for _, hint := range r.Hints {
		row("hint", "%s", hint)
	}
	return t.Flush()
}

func (r *Report) mediaRows(row func(name, format string, args ...any)) {
	m := r.Media
	row("heard", "%d packets, %d frames, %s packets/s, %s frames in each", m.Packets, m.Frames, number(m.PacketsPerSec, 0), number(m.FramesPerPack, 2))
	row("  lost", "%d packets, about %d frames, %s %%; %d twice, %d out of order", m.LostPackets, m.LostFrames, number(m.LossPercent, 4), m.Duplicates, m.Reordered)
	row("  looked into", "%d packets, %d not authentic, %d not Opus; %d connections fell silent", m.Sampled, m.Unauthentic, m.NotOpus, m.Silenced)
	row("  latency", "%s", m.Latency)
	row("  without packing", "%s", m.Added)
	row("  packing", "%s", m.Packing)
	row("  beyond it", "%s", m.Beyond)
	row("  SRTP", "%s", counts(m.Profiles))
}

// String implements fmt.Stringer.
func (q *Quantiles) String() string {
	if q == nil {
		return "–"
	}
	return fmt.Sprintf("p50 %.1f, p95 %.1f, p99 %.1f, p99.9 %.1f, max %.1f ms", q.P50, q.P95, q.P99, q.P999, q.Max)
}

func number(v *float64, decimals int) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.*f", decimals, *v)
}

// counts lists what there is some of.
func counts(m map[string]int64) string {
	if len(m) == 0 {
		return "none"
	}
	parts := make([]string, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, m[name]))
	}
	return strings.Join(parts, ", ")
}
