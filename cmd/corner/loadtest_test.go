package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"corner/cmd/corner/loadtest"

	"go.uber.org/zap"
)

// loadConfigFor is a small test of the server at a.
func loadConfigFor(a addresses) loadtest.Config {
	return loadtest.Config{URL: a.Public, Rooms: 1, Speakers: 2, Talking: -1, Listeners: 20, Duration: 2 * time.Second,
		Payload: 80, Sample: 10, ServerPID: os.Getpid(), Metrics: a.metrics()}
}

func loadTest(t *testing.T, c loadtest.Config) *loadtest.Report {
	t.Helper()
	r, err := loadtest.Run(t.Context(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestALoadTestLetsEverybodyInAndHearsEverything(t *testing.T) {
	for _, profile := range []string{"AEAD_AES_128_GCM", "AES128_CM_HMAC_SHA1_80"} {
		t.Run(profile, func(t *testing.T) {
			a, _ := startServer(t, testConfig(t), zap.NewNop())
			c := loadConfigFor(a)
			c.Profiles = []string{profile}
			r := loadTest(t, c)
			if !r.Complete || r.Joins.Asked != 20 || r.Joins.Done != 20 || len(r.Joins.Refused)+len(r.Joins.Failed) != 0 {
				t.Errorf("joins: %+v", r.Joins)
			}
			// 20 listeners hear two speakers, who hear each other, for at least the two seconds.
			if m := r.Media; m.LostPackets != 0 || m.Packets < 2*50*42 || m.Unauthentic != 0 || m.NotOpus != 0 || m.Duplicates != 0 || m.Profiles[profile] != 22 {
				t.Errorf("media: %+v", m)
			}
			if r.Media.Latency == nil || r.Media.Latency.P50 <= 0 || r.Media.Latency.Count < 100 || r.Joins.FirstPacket == nil || r.Joins.FirstPacket.Count != 20 {
				t.Errorf("latency %v, first packet %v", r.Media.Latency, r.Joins.FirstPacket)
			}
			s := r.Server
			if s.CPUPerPacket == nil || *s.CPUPerPacket <= 0 || s.GoroutinesPerListener == nil || s.RSSPerListener == nil || s.CPUPerJoin == nil {
				t.Errorf("server: %+v", s)
			}
			if b := r.Signaling.BytesPerSecond; b == nil || *b <= 0 || len(r.Signaling.Closed) != 0 {
				t.Errorf("signaling: %+v", r.Signaling)
			}
		})
	}
}

func TestALoadTestCountsRefusalsByCode(t *testing.T) {
	config := testConfig(t)
	config.GuestsPerMinute = 8 // the host has a token by then; one speaker and six listeners are the other seven
	a, _ := startServer(t, config, zap.NewNop())
	r := loadTest(t, loadConfigFor(a))
	if r.Joins.Asked != 20 || r.Joins.Done != 6 || r.Joins.Refused["rate_limited"] != 14 || r.Joins.Refusal == nil || r.Joins.Refusal.Count != 14 {
		t.Errorf("joins: %+v", r.Joins)
	}
	if len(r.Hints) != 1 || !strings.Contains(r.Hints[0], "guests_per_minute") || !strings.Contains(r.Hints[0], "--app-key") {
		t.Errorf("hints: %q", r.Hints)
	}
}

func TestALoadTestWithAnAppsKeyIsNoGuest(t *testing.T) {
	config := testConfig(t)
	config.GuestsPerMinute = 1
	config.AppKeys = map[string]string{"load": strings.Repeat("k", minSecret)}
	a, _ := startServer(t, config, zap.NewNop())
	c := loadConfigFor(a)
	c.AppKey, c.Duration = "load="+config.AppKeys["load"], 200*time.Millisecond
	if r := loadTest(t, c); r.Joins.Done != 20 {
		t.Errorf("joins: %+v", r.Joins)
	}
	c.AppKey = "load=" + strings.Repeat("x", minSecret)
	if _, err := loadtest.Run(t.Context(), c, nil); err == nil || !strings.Contains(err.Error(), "app_keys") {
		t.Errorf("another secret: %v", err)
	}
}

func TestChurnIsLeavesAndAsManyJoins(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	c := loadConfigFor(a)
	c.Churn = 10
	r := loadTest(t, c)
	if r.Joins.Left < 15 || r.Joins.Done != 20+r.Joins.Left || r.Media.LostPackets != 0 || len(r.Signaling.Closed) != 0 {
		t.Errorf("joins %+v, lost %d, closed %v", r.Joins, r.Media.LostPackets, r.Signaling.Closed)
	}
}

func TestSocketsAloneAreCountedInBytes(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	c := loadConfigFor(a)
	c.NoMedia, c.Talking = true, 0
	c.Sources, _ = loadtest.ParseSources("127.0.0.2-127.0.0.4")
	r := loadTest(t, c)
	if r.Joins.Done != 20 || r.Media.Packets != 0 || r.Settings.Media || r.Signaling.BytesPerSecond == nil {
		t.Errorf("%+v %+v %+v", r.Joins, r.Media, r.Signaling)
	}
}

// runCommand is `corner` with arguments, in process.
func runCommand(ctx context.Context, args ...string) (out, progress string, err error) {
	var o, p bytes.Buffer
	command := newCommand()
	command.SetArgs(args)
	command.SetOut(&o)
	command.SetErr(&p)
	err = command.ExecuteContext(ctx)
	return o.String(), p.String(), err
}

func TestThresholdsDecideHowTheCommandEnds(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	small := []string{"load-test", "--url", a.Public, "--listeners", "3", "--speakers", "1", "--duration", "300ms", "--ramp", "0"}
	out, progress, err := runCommand(t.Context(), append(small, "--threshold", "loss=0.5", "--threshold", "refused=0")...)
	if err != nil || !strings.Contains(out, "loss met") || !strings.Contains(out, "time to join") || !strings.Contains(progress, "room "+a.Public+"/r/") {
		t.Errorf("%v\n%s\n%s", err, out, progress)
	}
	out, _, err = runCommand(t.Context(), append(small, "--json", "--threshold", "join-p95=0.001", "--threshold", "cpu-per-packet=9")...)
	if !errors.Is(err, loadtest.ErrThreshold) || !strings.Contains(err.Error(), "join-p95") || !strings.Contains(err.Error(), "cpu-per-packet (not measured)") {
		t.Errorf("got %v", err)
	}
	var r loadtest.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.Version != 1 || len(r.Thresholds) != 2 || r.Thresholds[0].Met {
		t.Errorf("%v: %s", err, out)
	}
}

func TestALoadTestThatCannotBeginSaysWhy(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + nobody.Addr().String()
	_ = nobody.Close()
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"no server":         {[]string{"--url", url}, "no server answers"},
		"not a server":      {[]string{"--url", a.metrics()}, "is it a Corner server"},
		"not a URL":         {[]string{"--url", "ftp://x"}, "--url"},
		"unknown threshold": {[]string{"--threshold", "speed=1"}, "loss"},
		"sources":           {[]string{"--sources", "127.0.0.9-127.0.0.2"}, "--sources"},
		"too many speakers": {[]string{"--speakers", "21"}, "--speakers"},
		"no such process":   {[]string{"--url", a.Public, "--server-pid", "4194305"}, "--server-pid"},
		"no metrics":        {[]string{"--url", a.Public, "--metrics-url", a.Public + "/healthz"}, "--metrics"},
		"app key":           {[]string{"--url", a.Public, "--app-key", "secret"}, "name=secret"},
		"origin":            {[]string{"--url", a.Public, "--origin", "https://elsewhere.example"}, "origin"},
	} {
		if _, _, err := runCommand(t.Context(), append([]string{"load-test"}, tc.args...)...); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want something of %q", name, err, tc.want)
		}
	}
}

func TestALoadTestThatIsEndedReportsWhatItHas(t *testing.T) {
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	c := loadConfigFor(a)
	c.Duration = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := loadtest.Run(ctx, c, func(s loadtest.Status) {
		if s.Phase == "measuring" && s.Packets > 0 {
			cancel()
		}
	})
	if err != nil || r.Complete || r.Joins.Done != 20 || r.Media.Packets == 0 {
		t.Fatalf("%v: %+v", err, r)
	}
	var table strings.Builder
	if err := r.WriteTable(&table); err != nil || !strings.Contains(table.String(), "ENDED EARLY") {
		t.Errorf("%v: %s", err, table.String())
	}
}

func TestProgressIsOneLineOnATerminalAndFewElsewhere(t *testing.T) {
	var terminal, plain bytes.Buffer
	lines := map[*bytes.Buffer]*progressLine{&terminal: {out: &terminal, terminal: true}, &plain: {out: &plain}}
	for buffer, p := range lines {
		for done := range int64(3) {
			p.tell(loadtest.Status{Phase: "letting in", Done: done, Total: 3, HasMedia: true, Refused: 1})
		}
		p.tell(loadtest.Status{Note: "a note"})
		p.end()
		want := map[*bytes.Buffer]int{&terminal: 2, &plain: 2}[buffer]
		if n := strings.Count(buffer.String(), "\n"); n != want {
			t.Errorf("%d lines, want %d: %q", n, want, buffer)
		}
	}
	if strings.Count(terminal.String(), "\r") != 3 || strings.Contains(plain.String(), "\r") {
		t.Errorf("%q, %q", terminal.String(), plain.String())
	}
	if isTerminal(io.Discard) {
		t.Error("a writer is no terminal")
	}
}
