//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"sync"
	"time"

	"corner/cmd/corner/loadtest"
)

// scenario is one thing that the server must do, as load tests on a fresh server and limits on what they find.
type scenario struct {
	name   string
	what   string
	server []string // settings of the server
	steps  func(full bool) []step
	atOnce bool // the steps run together, the first for as long as it takes the others
}

// step is a load test and the limits on its figures.
type step struct {
	name   string
	config loadtest.Config
	limits map[string]float64 // by the names of corner load-test's thresholds
	shown  []string           // figures without a limit
	// like is an earlier step whose figure named by ratio this one's is divided by; the limit is on the ratio.
	like       int
	ratio      string
	ratioLimit float64
}

// manySources are enough for the rooms that one address may not open, and for the ports it does not have.
const manySources = "127.0.0.2-127.0.0.13"

func scenarioNames() []string {
	var names []string
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	return names
}

// scenario runs all rounds of a scenario and prints the medians.
func (b *bench) scenario(ctx context.Context, s scenario) error {
	steps := s.steps(b.options.full)
	for i := range steps {
		if err := b.adapt(ctx, &steps[i].config); err != nil {
			return err
		}
	}
	reports := make([][]*loadtest.Report, len(steps)) // by step, then round
	r := result{Scenario: s.name, Full: b.options.full}
	for round := range b.options.rounds {
		fmt.Fprintf(os.Stderr, "%s: round %d of %d: %s\n", s.name, round+1, b.options.rounds, s.what)
		found, err := b.round(ctx, s, steps)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		for i, report := range found {
			reports[i] = append(reports[i], report)
			r.Reports = append(r.Reports, report)
		}
	}
	for i, st := range steps {
		r.Rows = append(r.Rows, st.rows(len(steps) > 1, reports, i)...)
	}
	b.results = append(b.results, r)
	fmt.Printf("\n## %s: %s\n\n", s.name, s.what)
	return r.print(os.Stdout)
}

// adapt fits a load test to the command line and to what the server's binary can.
func (b *bench) adapt(ctx context.Context, c *loadtest.Config) error {
	if b.options.listeners > 0 && c.Listeners > 0 {
		c.Listeners = b.options.listeners
	}
	if b.options.duration > 0 {
		c.Duration = b.options.duration
	}
	const withoutSetting = 480
	if !b.knows(ctx, "--room-capacity") && c.Listeners > withoutSetting {
		fmt.Fprintf(os.Stderr, "bench: this server has no room_capacity: %d listeners instead of %d\n", withoutSetting, c.Listeners)
		c.Listeners = withoutSetting
	}
	var err error
	c.Sources, err = loadtest.ParseSources(manySources)
	return err
}

// round runs the steps of one round: one after the other, each on a fresh server, or all at once on one.
func (b *bench) round(ctx context.Context, s scenario, steps []step) ([]*loadtest.Report, error) {
	secret := rand.Text() + rand.Text()
	args := s.server
	if b.knows(ctx, "--room-capacity") {
		args = append([]string{"--room-capacity", "10000"}, args...)
	}
	found := make([]*loadtest.Report, len(steps))
	if s.atOnce {
		err := b.together(ctx, secret, args, steps, found)
		return found, err
	}
	for i, st := range steps {
		server, err := b.startServer(ctx, secret, args...)
		if err != nil {
			return nil, err
		}
		found[i], err = loadtest.Run(ctx, on(st.config, server, secret), tell(st.name))
		server.stop()
		if err != nil {
			return nil, err
		}
		if !found[i].Complete {
			return nil, context.Canceled
		}
	}
	return found, nil
}

// together runs the first step and, once it measures, the others beside it.
func (b *bench) together(ctx context.Context, secret string, args []string, steps []step, found []*loadtest.Report) error {
	server, err := b.startServer(ctx, secret, args...)
	if err != nil {
		return err
	}
	defer server.stop()
	measuring := make(chan struct{})
	var once sync.Once
	say := tell(steps[0].name)
	var wait sync.WaitGroup
	errs := make([]error, len(steps))
	wait.Go(func() {
		defer once.Do(func() { close(measuring) })
		found[0], errs[0] = loadtest.Run(ctx, on(steps[0].config, server, secret), func(s loadtest.Status) {
			say(s)
			if s.Phase == "measuring" {
				once.Do(func() { close(measuring) })
			}
		})
	})
	<-measuring
	for i := 1; i < len(steps); i++ {
		wait.Go(func() {
			found[i], errs[i] = loadtest.Run(ctx, on(steps[i].config, server, secret), tell(steps[i].name))
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

// on is a load test of a server.
func on(c loadtest.Config, s *server, secret string) loadtest.Config {
	c.URL, c.Metrics, c.ServerPID, c.AppKey = s.url, s.metrics, s.pid(), appName+"="+secret
	return c
}

// rows are a step's figures in every round.
func (st step) rows(named bool, reports [][]*loadtest.Report, i int) []row {
	prefix := ""
	if named {
		prefix = st.name + ": "
	}
	figure := func(step int, name string) []*float64 {
		values := make([]*float64, len(reports[step]))
		for round, report := range reports[step] {
			if v := report.Figure(name); !math.IsNaN(v) {
				values[round] = &v
			}
		}
		return values
	}
	var rows []row
	for _, name := range loadtest.FigureNames() {
		limit, limited := st.limits[name]
		switch {
		case limited:
			rows = append(rows, newRow(prefix+name, loadtest.Unit(name), figure(i, name), &limit))
		case slices.Contains(st.shown, name):
			rows = append(rows, newRow(prefix+name, loadtest.Unit(name), figure(i, name), nil))
		}
	}
	if st.ratio != "" {
		mine, other := figure(i, st.ratio), figure(st.like, st.ratio)
		values := make([]*float64, len(mine))
		for round := range mine {
			if mine[round] != nil && other[round] != nil && *other[round] > 0 {
				v := *mine[round] / *other[round]
				values[round] = &v
			}
		}
		rows = append(rows, newRow(prefix+st.ratio+" ÷ the other", "×", values, &st.ratioLimit))
	}
	return rows
}

// tell writes progress as plain lines.
func tell(name string) func(loadtest.Status) {
	told := time.Time{}
	phase := ""
	return func(s loadtest.Status) {
		if s.Note != "" || s.Phase == phase && time.Since(told) < 10*time.Second {
			return
		}
		phase, told = s.Phase, time.Now()
		fmt.Fprintf(os.Stderr, "  %s: %s, %d in, %d refused, %d failed, %d packets, %.4f %% lost\n", name, s.Phase, s.Done, s.Refused, s.Failed, s.Packets, s.Loss)
	}
}
