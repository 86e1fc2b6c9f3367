package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"corner/cmd/corner/loadtest"

	"github.com/spf13/cobra"
)

// loadTestFlags are what cannot be parsed by pflag alone.
type loadTestFlags struct {
	config     loadtest.Config
	sources    string
	thresholds []string
	silent     bool
	json       bool
}

const loadTestLong = `Fill a Corner server with rooms, speakers and listeners, and say what became of them.

Listeners are light: real WebSockets, ICE, DTLS and SRTP, every packet counted, one in
a hundred decrypted, so that one core drives thousands. The first speaker of a room is its
host. Nothing that the server limits is weakened; to go beyond a limit:

  more than 300 guests a minute    --app-key with one of the server's app_keys, or a higher
                                   guests_per_minute
  more than 30 rooms a minute      --sources with more addresses (30 for each)
  more than 500 people in a room   the server's room_capacity, where it has one
  more rooms in all                max_rooms

The server's CPU is read by --server-pid (same machine), else by --metrics-url. Progress goes
to the standard error, the table or --json to the standard output. Ctrl-C ends early with
what was found so far.

Thresholds are upper bounds; one that is missed, or was not measured, makes the exit code 1:

`

// loadTestCommand declares `corner load-test`.
func loadTestCommand() *cobra.Command {
	var f loadTestFlags
	command := &cobra.Command{
		Use:   "load-test",
		Short: "Fill a server with rooms, speakers and listeners, and measure",
		Long:  loadTestLong + loadtest.ThresholdNames(),
		Example: `  corner load-test --url http://127.0.0.1:8080 --listeners 200
  corner load-test --url http://127.0.0.1:8080 --app-key "default=$(corner token secret)" \
      --rooms 20 --speakers 4 --listeners 50 --ramp 100 --churn 10 --duration 1m \
      --server-pid "$(pgrep -x corner)" --threshold loss=0.01 --threshold beyond-p99=10`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.finish(cmd); err != nil {
				return err
			}
			return f.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags, c := command.Flags(), &f.config
	flags.StringVar(&c.URL, "url", "http://127.0.0.1:8080", "the server")
	flags.StringVar(&c.Origin, "origin", "", "connect as a page of this origin; empty: the URL's own")
	flags.IntVar(&c.Rooms, "rooms", 1, "rooms to open")
	flags.IntVar(&c.Speakers, "speakers", 3, "speakers in each room, the host included")
	flags.IntVar(&c.Listeners, "listeners", 100, "listeners in each room")
	flags.IntVar(&c.Talking, "talking", -1, "how many speakers of a room talk; -1: all")
	flags.BoolVar(&f.silent, "silent", false, "nobody talks")
	flags.Float64Var(&c.Ramp, "ramp", 50, "listeners who join per second; 0: all at once")
	flags.Float64Var(&c.Churn, "churn", 0, "listeners per second of whom one leaves and another joins, while measuring")
	flags.IntVar(&c.Joining, "joining", 0, "joins under way at most; 0: 4,096")
	flags.DurationVar(&c.Duration, "duration", 30*time.Second, "how long to measure once all have joined or were refused")
	flags.BoolVar(&f.json, "json", false, "print one JSON document instead of the table")
	flags.BoolVar(&c.NoMedia, "no-media", false, "sockets only, without audio")
	flags.StringVar(&c.AppKey, "app-key", "", "name=secret of one of the server's app_keys, to mint tokens with; empty: join as guests")
	flags.StringVar(&f.sources, "sources", "", "local IPv4 addresses to connect from, in turn, e.g. 127.0.0.2-127.0.0.9")
	flags.IntVar(&c.Payload, "payload", 80, "bytes of Opus in a packet; 80 is 32 kbit/s")
	flags.StringVar(&c.Speech, "speech", "", "Ogg Opus file (20 ms packets) that the speakers say, for people who listen too")
	flags.StringSliceVar(&c.Profiles, "srtp", nil, "SRTP profiles to offer, AEAD_AES_128_GCM, AES128_CM_HMAC_SHA1_80; empty: both")
	flags.IntVar(&c.Sample, "sample", 100, "of so many packets of a listener one is decrypted")
	flags.IntVar(&c.ServerPID, "server-pid", 0, "process of the server on this machine, to read its CPU and memory")
	flags.StringVar(&c.Metrics, "metrics-url", "", "the server's metrics, e.g. http://127.0.0.1:9464/metrics, to read its goroutines")
	flags.StringArrayVar(&f.thresholds, "threshold", nil, "name=limit, may be repeated")
	return command
}

// finish reads what the flags hold as text.
func (f *loadTestFlags) finish(cmd *cobra.Command) (err error) {
	if f.config.Sources, err = loadtest.ParseSources(f.sources); err != nil {
		return err
	}
	for _, text := range f.thresholds {
		t, err := loadtest.ParseThreshold(text)
		if err != nil {
			return err
		}
		f.config.Thresholds = append(f.config.Thresholds, t)
	}
	if f.silent || f.config.NoMedia && !cmd.Flags().Changed("talking") {
		f.config.Talking = 0
	}
	return f.config.Validate()
}

// run carries the test out and prints what it found.
func (f *loadTestFlags) run(ctx context.Context, out, progress io.Writer) error {
	p := &progressLine{out: progress, terminal: isTerminal(progress)}
	report, err := loadtest.Run(ctx, f.config, p.tell)
	p.end()
	if err != nil {
		return err
	}
	if f.json {
		err = report.WriteJSON(out)
	} else {
		err = report.WriteTable(out)
	}
	if err != nil {
		return err
	}
	return report.Err()
}

// isTerminal reports whether a line can be drawn over.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// progressLine tells how a test goes: one line that is drawn over on a terminal, a line now and then elsewhere.
type progressLine struct {
	out      io.Writer
	terminal bool
	drawn    bool
	phase    string
	told     time.Time
}

// plainEvery is how often a line is written where it stays.
const plainEvery = 5 * time.Second

// tell implements the progress of loadtest.Run.
func (p *progressLine) tell(s loadtest.Status) {
	if s.Note != "" {
		p.end()
		_, _ = fmt.Fprintln(p.out, s.Note)
		return
	}
	if !p.terminal && s.Phase == p.phase && time.Since(p.told) < plainEvery {
		return
	}
	p.phase, p.told = s.Phase, time.Now()
	line := statusLine(s)
	if !p.terminal {
		_, _ = fmt.Fprintln(p.out, line)
		return
	}
	_, _ = fmt.Fprintf(p.out, "\r\x1b[K%s", line)
	p.drawn = true
}

// end leaves what is drawn and goes to the next line.
func (p *progressLine) end() {
	if p.drawn {
		_, _ = fmt.Fprintln(p.out)
		p.drawn = false
	}
}

func statusLine(s loadtest.Status) string {
	if s.Last {
		return s.Phase
	}
	parts := []string{fmt.Sprintf("%s: %d of %d in", s.Phase, s.Done, max(s.Total, s.Asked))}
	if s.Refused+s.Failed > 0 {
		parts = append(parts, fmt.Sprintf("%d refused, %d failed", s.Refused, s.Failed))
	}
	if s.HasMedia {
		parts = append(parts, fmt.Sprintf("%d packets, %.3f %% lost, p99 %.1f ms", s.Packets, s.Loss, s.Added))
	}
	return strings.Join(parts, " · ")
}
