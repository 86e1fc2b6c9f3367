//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"corner/cmd/corner/loadtest"
)

// options are the command line.
type options struct {
	scenario   string
	full       bool
	rounds     int
	duration   time.Duration
	listeners  int
	corner     string // the server's binary
	json       string // file for the results
	serverCore int
	ownCore    int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := start(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// start runs a yardstick when that is what this process was started for, else the bench.
func start(ctx context.Context, args []string) error {
	if len(args) == 1 {
		switch args[0] {
		case roleFloor:
			return serveFloor(os.Stdin, os.Stdout)
		case roleMedia:
			return serveMedia(os.Stdin, os.Stdout)
		case roleFanOut:
			return serveFanOut(os.Stdin, os.Stdout)
		}
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "corner-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if o.corner == "" {
		o.corner = filepath.Join(folder, "corner")
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", o.corner, "corner/cmd/corner").CombinedOutput(); err != nil {
			return fmt.Errorf("build the server: %w: %s", err, out)
		}
	}
	if err := pinSelf(o.ownCore); err != nil {
		return err
	}
	b := &bench{options: o, folder: folder}
	err = b.run(ctx)
	return errors.Join(err, b.write())
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.scenario, "scenario", "path", "path, all, or one of: "+strings.Join(scenarioNames(), ", "))
	flags.BoolVar(&o.full, "full", false, "the full size and length instead of a short look")
	flags.IntVar(&o.rounds, "rounds", 0, "rounds whose median counts; 0: 3 for path and with -full, else 1")
	flags.DurationVar(&o.duration, "duration", 0, "measured time of a round; 0: the scenario's")
	flags.IntVar(&o.listeners, "listeners", 0, "listeners in a room; 0: the scenario's")
	flags.StringVar(&o.corner, "corner", "", "the server's binary; empty: built from the sources")
	flags.StringVar(&o.json, "json", "", "file to write the results to")
	flags.IntVar(&o.serverCore, "server-core", 0, "core of the server or yardstick")
	flags.IntVar(&o.ownCore, "own-core", runtime.NumCPU()-1, "core of everything else")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.rounds <= 0 {
		o.rounds = 1
		if o.full || o.scenario == "path" {
			o.rounds = 3
		}
	}
	if o.serverCore == o.ownCore {
		fmt.Fprintln(os.Stderr, "bench: server and generator share a core: the figures mean little")
	}
	return o, nil
}

// bench is one run of this command.
type bench struct {
	options options
	folder  string
	results []result
}

// result is what a scenario found, as the JSON file has it.
type result struct {
	Scenario string             `json:"scenario"`
	Full     bool               `json:"full"`
	Rows     []row              `json:"rows"`
	Reports  []*loadtest.Report `json:"reports"`
}

// row is a figure in every round, null where it was not measured, and its median, with the limit if there is one.
type row struct {
	Name   string     `json:"name"`
	Unit   string     `json:"unit"`
	Rounds []*float64 `json:"rounds"`
	Median *float64   `json:"median"`
	Limit  *float64   `json:"limit"`
	Met    bool       `json:"met"` // true without a limit
}

func (b *bench) run(ctx context.Context) error {
	if b.options.scenario == "path" {
		return b.path(ctx)
	}
	var errs []error
	found := false
	for _, s := range scenarios() {
		if s.name == b.options.scenario || b.options.scenario == "all" {
			found = true
			errs = append(errs, b.scenario(ctx, s))
		}
	}
	if !found {
		return fmt.Errorf("no scenario %q: path, all, %s", b.options.scenario, strings.Join(scenarioNames(), ", "))
	}
	return errors.Join(errs...)
}

// write keeps the results for machines.
func (b *bench) write() error {
	if b.options.json == "" || len(b.results) == 0 {
		return nil
	}
	text, err := json.MarshalIndent(b.results, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(b.options.json, append(text, '\n'), 0o600)
}
