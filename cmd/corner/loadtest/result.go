package loadtest

import (
	"context"
	"slices"
)

// course is the run's moments: before anybody, with the stages taken, with all listeners in, and measuring from
// begin to end.
type course struct{ before, staged, filled, begin, end moment }

// result makes the report.
func (l *load) result(ctx context.Context, c course) *Report {
	seconds := c.end.server.at.Sub(c.begin.server.at).Seconds()
	r := &Report{
		Version: 1, Complete: ctx.Err() == nil, Measured: seconds,
		Settings: Settings{URL: l.config.URL, Rooms: l.config.Rooms, Speakers: l.config.Speakers, Talking: l.config.talking(),
			Listeners: l.config.Listeners, Ramp: l.config.Ramp, Churn: l.config.Churn, Duration: l.config.Duration.Seconds(),
			Media: !l.config.NoMedia},
		Joins: l.tally.joins(), Signaling: l.tally.signaling(seconds),
		Rooms: []string{}, Thresholds: []Verdict{}, Hints: []string{},
	}
	for _, o := range l.rooms[:min(10, len(l.rooms))] {
		r.Rooms = append(r.Rooms, o.id)
	}
	r.Media = media(c, seconds)
	listeners := float64(r.Joins.Done - r.Joins.Left)
	r.Server = serverFigures(c, seconds, listeners)
	r.Generator = l.generator(c, seconds)
	for code := range r.Joins.Refused {
		if advice[code] != "" {
			r.Hints = append(r.Hints, code+": "+advice[code])
		}
	}
	if r.Joins.Failed["file_limit"] > 0 {
		r.Hints = append(r.Hints, "file_limit: this process ran out of files: `ulimit -n`")
	}
	slices.Sort(r.Hints)
	r.judge(l.config.Thresholds)
	return r
}

func media(c course, seconds float64) Media {
	t := c.end.totals
	if t == nil {
		return Media{Profiles: map[string]int64{}}
	}
	m := Media{Packets: t.Packets, Frames: t.Frames, LostPackets: t.Lost, LostFrames: t.LostFrames, Duplicates: t.Duplicates,
		Reordered: t.Reordered, Sampled: t.Sampled, Unauthentic: t.Unauthentic, NotOpus: t.NotOpus, Silenced: t.Silenced,
		Profiles: t.Profiles, Latency: quantiles(&t.Latency), Added: quantiles(&t.Added), Packing: quantiles(&t.Packing), Beyond: quantiles(&t.Beyond),
		LossPercent:   ratio(100*float64(t.Lost), float64(t.Packets+t.Lost)),
		FramesPerPack: ratio(float64(t.Frames-c.begin.totals.Frames), float64(t.Packets-c.begin.totals.Packets)),
		PacketsPerSec: ratio(float64(t.Packets-c.begin.totals.Packets), seconds)}
	return m
}

// serverFigures needs readings at both ends of each span.
func serverFigures(c course, seconds, listeners float64) ServerFigures {
	var f ServerFigures
	if begin, end := c.begin.server.cpu, c.end.server.cpu; begin >= 0 && end >= 0 {
		used := end - begin
		f.CPUShare = ratio(used, seconds)
		f.CPUPerListener = ratio(used*1e6, seconds*listeners)
		if c.end.totals != nil {
			received := c.end.totals.Packets + c.end.totals.Duplicates - c.begin.totals.Packets - c.begin.totals.Duplicates
			f.CPUPerPacket = ratio(used*1e6, float64(received))
		}
		coming, joins := c.filled.server.cpu-c.staged.server.cpu, float64(c.filled.done-c.staged.done)
		f.CPUPerJoin = ratio(coming*1e3, joins)
		if f.CPUPerListener != nil {
			idle := *f.CPUPerListener / 1e6 * (c.filled.here - c.staged.here).Seconds()
			f.CPUPerJoinNet = ratio((coming-idle)*1e3, joins)
		}
	}
	if staged, end := c.staged.server.rss, c.end.server.rss; staged >= 0 && end >= 0 {
		f.RSS = ratio(end/(1<<20), 1)
		f.RSSPerListener = ratio((end-staged)/(1<<10), listeners)
	}
	if staged, end := c.staged.server.goroutines, c.end.server.goroutines; staged >= 0 && end >= 0 {
		f.Goroutines = ratio(end, 1)
		f.GoroutinesPerListener = ratio(end-staged, listeners)
	}
	return f
}

func (l *load) generator(c course, seconds float64) Generator {
	g := Generator{}
	if begin, end := c.begin.generator.cpu, c.end.generator.cpu; begin >= 0 && end >= 0 {
		g.CPUShare = ratio(end-begin, seconds)
		g.CPUPerJoin = ratio((c.filled.generator.cpu-c.staged.generator.cpu)*1e3, float64(c.filled.done-c.staged.done))
	}
	if c.before.hasDrops && c.end.hasDrops {
		drops := c.end.drops - c.before.drops
		g.SocketDrops = &drops
	}
	if l.pacer != nil {
		sent, late, _ := l.pacer.Sent()
		g.Sent, g.SendLateness = sent, quantiles(&late)
	}
	return g
}

// Status is how a run goes: a Note is said once, anything else replaces what was said before.
type Status struct {
	Note     string
	Phase    string
	Asked    int64
	Done     int64
	Total    int64 // joins of the ramp
	Refused  int64
	Failed   int64
	Packets  int64
	Loss     float64 // percent
	Added    float64 // p99, ms
	HasMedia bool
	Last     bool
}

// report tells how it goes.
func (l *load) report(phase string) {
	j := l.tally.joins()
	s := Status{Phase: phase, Asked: j.Asked, Done: j.Done, Total: int64(l.config.Rooms * l.config.Listeners), Refused: sum(j.Refused),
		Failed: sum(j.Failed) + j.NotStarted}
	if l.engine != nil {
		t := l.engine.Totals()
		s.HasMedia, s.Packets = true, t.Packets
		if all := t.Packets + t.Lost; all > 0 {
			s.Loss = 100 * float64(t.Lost) / float64(all)
		}
		if q := quantiles(&t.Added); q != nil {
			s.Added = q.P99
		}
	}
	l.progress(s)
}
