//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/cmd/corner/loadtest"
	"corner/signaling/client/lightclient"

	"golang.org/x/sys/unix"
)

func values(v ...float64) []*float64 {
	list := make([]*float64, len(v))
	for i := range v {
		list[i] = &v[i]
	}
	return list
}

func TestTheMedianIsHeldAgainstTheLimit(t *testing.T) {
	limit := 2.0
	for _, tc := range []struct {
		rounds []*float64
		median float64
		met    bool
	}{
		{values(9, 1, 2), 2, true}, {values(3, 1, 2.5), 2.5, false}, {values(1, 3), 2, true}, {values(1), 1, true},
		{append(values(1, 1), nil), 0, false}, {nil, 0, false},
	} {
		r := newRow("x", "µs", tc.rounds, &limit)
		if r.Met != tc.met || (tc.median == 0) != (r.Median == nil) || r.Median != nil && *r.Median != tc.median {
			t.Errorf("%v: %+v", tc.rounds, r)
		}
	}
	var b strings.Builder
	free := newRow("free", "ms", values(1234.56, 0.00012345), nil)
	missed := newRow("bound", "", values(3), &limit)
	err := result{Scenario: "s", Rows: []row{free, missed}}.print(&b)
	if !errors.Is(err, errMissed) || !strings.Contains(err.Error(), "s:") || !strings.Contains(err.Error(), "bound") || strings.Contains(err.Error(), "free") {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(b.String(), "| free | ms | 1235, 0.0001234 |") || !strings.Contains(b.String(), "**missed**") {
		t.Error(b.String())
	}
}

func TestEveryScenarioIsOneThatCanRun(t *testing.T) {
	names := scenarioNames()
	if slices.Sort(names); len(slices.Compact(names)) != len(scenarios()) {
		t.Errorf("two of one name: %v", names)
	}
	for _, s := range scenarios() {
		for _, full := range []bool{false, true} {
			for i, st := range s.steps(full) {
				c := st.config
				c.URL = "http://127.0.0.1:1"
				if err := c.Validate(); err != nil {
					t.Errorf("%s: %v", s.name, err)
				}
				if len(st.limits) == 0 || st.like > i {
					t.Errorf("%s: step %d holds nothing to anything", s.name, i)
				}
				for name := range st.limits {
					if !slices.Contains(loadtest.FigureNames(), name) {
						t.Errorf("%s: no figure is called %s", s.name, name)
					}
				}
			}
		}
	}
}

func TestRowsCompareAStepWithAnEarlierOne(t *testing.T) {
	report := func(bytes float64) *loadtest.Report {
		return &loadtest.Report{Signaling: loadtest.Signaling{BytesPerSecond: &bytes}}
	}
	st := step{name: "large", limits: map[string]float64{"failed": 0}, shown: []string{"signaling-bytes"}, ratio: "signaling-bytes", ratioLimit: 1.2}
	rows := st.rows(true, [][]*loadtest.Report{{report(100), report(100)}, {report(130), report(150)}}, 1)
	last := rows[len(rows)-1]
	if len(rows) != 3 || last.Met || *last.Median != 1.4 || !strings.HasPrefix(rows[0].Name, "large: ") {
		t.Errorf("%+v", rows)
	}
	st.ratio = "cpu-per-packet"
	if rows = st.rows(false, [][]*loadtest.Report{{report(1)}, {report(1)}}, 1); rows[len(rows)-1].Met {
		t.Error("what was not measured is no pass")
	}
}

// yardstick runs one of the roles over pipes, as a process would over its standard input and output.
func yardstick(t *testing.T, role func(io.Reader, io.Writer) error) (in *io.PipeWriter, out *io.PipeReader) {
	t.Helper()
	childIn, in := io.Pipe()
	out, childOut := io.Pipe()
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := role(childIn, childOut); err != nil {
			t.Error(err)
		}
		_ = childOut.Close()
	})
	t.Cleanup(func() { _ = in.Close(); wait.Wait() })
	return in, out
}

func newEngine(t *testing.T) (*lightclient.Engine, *lightclient.Pacer) {
	t.Helper()
	engine, err := lightclient.NewEngine(lightclient.Options{Sample: 5})
	if err != nil {
		t.Fatal(err)
	}
	pacer := lightclient.NewPacer(engine, payloadBytes, nil)
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() { _ = engine.Run(ctx) })
	wait.Go(func() { _ = pacer.Run(ctx) })
	t.Cleanup(func() { cancel(); wait.Wait() })
	return engine, pacer
}

// hears waits until listeners have heard a second, and holds that all of it was whole.
func hears(t *testing.T, e *lightclient.Engine, listeners int64) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); e.Totals().Packets < 150*listeners; <-time.After(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("only %d packets came", e.Totals().Packets)
		}
	}
	if got := e.Totals(); got.Lost != 0 || got.Unauthentic != 0 || got.NotOpus != 0 || got.Sampled == 0 || got.Bytes/got.Datagrams > 112 || got.Bytes/got.Datagrams < 105 {
		t.Errorf("%+v", got)
	}
}

func TestTheFloorSendsWhatAListenerCanDecrypt(t *testing.T) {
	engine, _ := newEngine(t)
	in, out := yardstick(t, serveFloor)
	line := make([]byte, 64)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	var receivers []receiver
	for i := range byte(3) {
		secret := slices.Repeat([]byte{i + 1}, 28)
		m, err := engine.Keyed(loopback, netip.MustParseAddrPort(strings.TrimSpace(string(line[:n]))), secret[:16], secret[16:])
		if err != nil {
			t.Fatal(err)
		}
		receivers = append(receivers, receiver{m.Local(), secret[:16], secret[16:]})
	}
	if err := json.NewEncoder(in).Encode(receivers); err != nil {
		t.Fatal(err)
	}
	hears(t, engine, 3)
}

func TestTheOtherWaysSendTheSamePackets(t *testing.T) {
	for name, role := range map[string]func(io.Reader, io.Writer) error{roleFanOut: serveFanOut, roleMedia: serveMedia} {
		t.Run(name, func(t *testing.T) {
			engine, pacer := newEngine(t)
			in, out := yardstick(t, role)
			encoder, decoder := json.NewEncoder(in), json.NewDecoder(out)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			for i := range slots + 2 {
				m, offer, err := engine.Offer(loopback, nil)
				if err != nil {
					t.Fatal(err)
				}
				if err := encoder.Encode(exchange{offer}); err != nil {
					t.Fatal(err)
				}
				var answer exchange
				if err := decoder.Decode(&answer); err != nil {
					t.Fatal(err)
				}
				if err := m.Accept(ctx, answer.SDP); err != nil {
					t.Fatal(err)
				}
				if i < slots && name == roleMedia {
					pacer.Add(m)
				}
			}
			hears(t, engine, slots+2)
		})
	}
}

func TestAChildRunsOnItsCoreAndEndsWhenItIsStopped(t *testing.T) {
	c, err := spawn(t.Context(), 0, "cat")
	if err != nil {
		t.Fatal(err)
	}
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(c.pid(), &set); err != nil || set.Count() != 1 || !set.IsSet(0) {
		t.Errorf("%v: %d cores", err, set.Count())
	}
	c.stop()
	if c.command.ProcessState == nil {
		t.Error("it has not ended")
	}
	if _, err := spawn(t.Context(), 0, "/nowhere"); err == nil {
		t.Error("nothing was started")
	}
	if err := pinThread(0, 1000); err == nil {
		t.Error("there is no such core")
	}
}

// The whole command, small: it builds nothing, for it is given a server.
func TestAScenarioIsOneCommand(t *testing.T) {
	binary := t.TempDir() + "/corner"
	if out, err := exec.Command("go", "build", "-o", binary, "corner/cmd/corner").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b := &bench{options: options{corner: binary, rounds: 1, listeners: 5, duration: 500 * time.Millisecond, json: t.TempDir() + "/r.json"}, folder: t.TempDir()}
	b.options.scenario = "bytes"
	if err := b.run(t.Context()); err != nil && !errors.Is(err, errMissed) {
		t.Fatal(err)
	}
	if err := b.write(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(b.options.json)
	var results []result
	if err != nil || json.Unmarshal(text, &results) != nil || len(results) != 1 || len(results[0].Reports) != 2 || results[0].Reports[1].Joins.Done < 5 {
		t.Errorf("%v: %s", err, text)
	}
	b.options.scenario = "unknown"
	if err := b.run(t.Context()); err == nil || !strings.Contains(err.Error(), "one-room") {
		t.Errorf("got %v", err)
	}
}
