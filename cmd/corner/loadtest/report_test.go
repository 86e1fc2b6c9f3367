package loadtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"corner/signaling/client"
	"corner/signaling/client/lightclient"
)

func TestThresholdsAreUpperBounds(t *testing.T) {
	loss, cpu := 0.02, 3.0
	r := &Report{Media: Media{LossPercent: &loss}, Server: ServerFigures{CPUPerPacket: &cpu}, Joins: Joins{Time: &Quantiles{P95: 40},
		Failed: map[string]int64{"dial": 1}, NotStarted: 2}}
	r.judge([]Threshold{{"loss", 0.02}, {"join-p95", 40}, {"failed", 3}, {"refused", 0}})
	if err := r.Err(); err != nil {
		t.Error(err)
	}
	r.judge([]Threshold{{"cpu-per-packet", 2.99}, {"latency-p99", 100}})
	err := r.Err()
	if !errors.Is(err, ErrThreshold) || !strings.Contains(err.Error(), "cpu-per-packet 3 > 2.99") || !strings.Contains(err.Error(), "latency-p99 (not measured)") {
		t.Errorf("got %v", err)
	}
	if met := r.Thresholds[4].Met || r.Thresholds[5].Met || r.Thresholds[5].Measured != nil; met {
		t.Errorf("%+v", r.Thresholds)
	}
}

func TestThresholdsAreKnownByName(t *testing.T) {
	for _, name := range FigureNames() {
		if got, err := ParseThreshold(name + "=1.5"); err != nil || got != (Threshold{name, 1.5}) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if !strings.Contains(ThresholdNames(), name) {
			t.Errorf("the help lacks %s", name)
		}
	}
	for _, text := range []string{"", "loss", "loss=", "loss=x", "loss=NaN", "speed=1"} {
		if got, err := ParseThreshold(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
	empty := &Report{}
	if v := empty.Figure("nothing"); v == v { //nolint:staticcheck // NaN alone differs from itself
		t.Errorf("a figure that there is not is %v", v)
	}
	if Unit("join-p95") != "ms" || Unit("nothing") != "" {
		t.Error("units")
	}
}

// The names of the JSON document are what scripts are written for.
func TestTheNamesOfTheReportAreStable(t *testing.T) {
	var b strings.Builder
	if err := (&Report{}).WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(b.String()), &all); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../../docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	names := func(raw json.RawMessage) []string {
		var object map[string]json.RawMessage
		_ = json.Unmarshal(raw, &object) // what is no object has no names
		var list []string
		for name := range object {
			list = append(list, name)
		}
		return list
	}
	for section, raw := range all {
		for _, name := range append(names(raw), section) {
			if !strings.Contains(string(page), "`"+name+"`") {
				t.Errorf("docs/performance.md does not explain `%s` (in %s)", name, section)
			}
		}
	}
	for section, wanted := range map[string][]string{
		"joins":     {"asked", "done", "refused", "failed", "not_started", "time_ms", "first_packet_ms", "refusal_ms"},
		"media":     {"packets", "frames", "lost_packets", "loss_percent", "latency_ms", "added_ms", "packing_ms", "beyond_ms", "decrypt_failures"},
		"server":    {"cpu_us_per_packet", "cpu_us_per_listener_second", "cpu_ms_per_join", "rss_kib_per_listener", "goroutines_per_listener"},
		"signaling": {"bytes_per_second_per_listener"},
	} {
		for _, name := range wanted {
			if !slices.Contains(names(all[section]), name) {
				t.Errorf("%s lacks %s", section, name)
			}
		}
	}
}

func TestTheTableSaysWhatWasFound(t *testing.T) {
	loss, limit := 0.5, 0.1
	r := &Report{Complete: true, Settings: Settings{Rooms: 2, Speakers: 3, Talking: 1, Listeners: 4, Media: true},
		Joins:      Joins{Asked: 8, Done: 6, Refused: map[string]int64{"room_full": 2}, Time: &Quantiles{P50: 1, P95: 2, P99: 3, P999: 3.5, Max: 4}},
		Media:      Media{Packets: 123456, LossPercent: &loss, Profiles: map[string]int64{"B": 1, "A": 2}},
		Thresholds: []Verdict{{Name: "loss", Limit: limit, Measured: &loss}}, Hints: []string{"room_full: a bigger one"}}
	var b strings.Builder
	if err := r.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"room_full 2", "p50 1.0, p95 2.0, p99 3.0, p99.9 3.5, max 4.0 ms", "123456", "A 2, B 1", "loss MISSED: 0.500", "a bigger one", "–"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "ENDED EARLY") {
		t.Error("it was complete")
	}
}

func TestEveryJoinIsCountedOnce(t *testing.T) {
	var l tally
	l.init()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for i, tc := range []struct {
		ctx context.Context
		err error
	}{
		{ended, errors.New("whatever")},
		{t.Context(), &client.Error{Code: "room_full"}},
		{t.Context(), fmt.Errorf("join: %w", &client.Error{Code: "room_full"})},
		{t.Context(), fmt.Errorf("join: %w", &client.CloseError{Code: 4007})},
		{t.Context(), &stepError{"media", errors.New("no keys")}},
		{t.Context(), fmt.Errorf("dial: %w", syscall.EMFILE)},
		{t.Context(), fmt.Errorf("dial: %w", context.DeadlineExceeded)},
		{t.Context(), errors.New("dial: refused")},
	} {
		l.asked()
		l.unmade(tc.ctx, tc.err, time.Duration(i)*time.Millisecond)
	}
	l.notStarted(5) // of a ramp that was cut short
	j := l.joins()
	if j.Asked != 13 || j.Done+sum(j.Refused)+sum(j.Failed)+j.NotStarted != j.Asked || j.Refused["room_full"] != 2 || j.Refusal.Count != 2 {
		t.Errorf("%+v", j)
	}
	for _, name := range []string{"closed_4007", "media", "file_limit", "timeout", "dial"} {
		if j.Failed[name] != 1 {
			t.Errorf("%s: %d", name, j.Failed[name])
		}
	}
	l.origin = time.Now().Add(-10 * time.Second)
	l.joined(nil, 0, time.Second)
	l.joined(nil, 0, time.Second)
	l.origin = l.origin.Add(-5 * time.Second)
	if n, here := l.joinsDone(); n != 2 || here < 10*time.Second || here > 11*time.Second {
		t.Errorf("%d have been here for %v together, they are two for 5 s", n, here)
	}
	l.members = nil
	if _, ok := l.pick(); ok {
		t.Error("nobody is here to leave")
	}
}

func TestARefusalComesWithAdvice(t *testing.T) {
	err := explain(fmt.Errorf("a speaker joins: %w", &client.Error{Code: "server_full", Text: "full"}))
	if !strings.Contains(err.Error(), "max_rooms") {
		t.Error(err)
	}
	if err := errors.New("other"); explain(err) != err {
		t.Error("there is no advice for that")
	}
	if text := (&fileLimitError{100, 50}).Error(); !strings.Contains(text, "ulimit -n 100") {
		t.Error(text)
	}
}

func TestTheServersCPUIsTheKernelsFigure(t *testing.T) {
	before, err := ProcessCPU(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for burnt := time.Now(); time.Since(burnt) < 30*time.Millisecond; { // an interval of work
	}
	for {
		after, err := ProcessCPU(os.Getpid())
		coarse, coarseErr := statCPU(os.Getpid())
		if err != nil || coarseErr != nil {
			t.Fatal(err, coarseErr)
		}
		if after > before {
			if d := after - coarse; d < -50*time.Millisecond || d > 50*time.Millisecond {
				t.Errorf("the clock says %v, /proc says %v", after, coarse)
			}
			break
		}
	}
	if _, err := ProcessCPU(1 << 22); err == nil {
		t.Error("there is no such process")
	}
	if rss, err := processRSS(os.Getpid()); err != nil || rss < 1<<20 {
		t.Errorf("%v, %v", rss, err)
	}
	if _, err := processRSS(1 << 22); err == nil {
		t.Error("there is no such process")
	}
	if drops, ok := socketDrops(); !ok || drops < 0 {
		t.Errorf("%d, %v", drops, ok)
	}
}

func TestMetricsAreReadWhereThereIsNoProcess(t *testing.T) {
	page := "# HELP\ngo_goroutines 12\nprocess_cpu_seconds_total 3.5\nprocess_resident_memory_bytes 1.5e+07\ngo_goroutines_other x\n"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(page)) }))
	defer server.Close()
	o := observer{metrics: server.URL}
	if r := o.look(t.Context()); r.goroutines != 12 || r.cpu != 3.5 || r.rss != 15e6 {
		t.Errorf("%+v", r)
	}
	if err := o.check(t.Context()); err != nil {
		t.Error(err)
	}
	page = "nothing"
	if err := o.check(t.Context()); err == nil || !strings.Contains(err.Error(), "go_goroutines") {
		t.Errorf("got %v", err)
	}
	if r := (observer{}).look(t.Context()); r.cpu >= 0 || r.rss >= 0 || r.goroutines >= 0 {
		t.Errorf("nothing could be read: %+v", r)
	}
}

func TestFiguresNeedReadingsAtBothEnds(t *testing.T) {
	at := func(cpu, rss, goroutines float64, packets, done int64) moment {
		return moment{server: reading{cpu: cpu, rss: rss, goroutines: goroutines}, totals: &lightclient.Totals{Packets: packets}, done: done}
	}
	c := course{staged: at(1, 10<<20, 20, 0, 0), filled: at(2, 0, 0, 0, 500), begin: at(2, 0, 0, 1000, 500), end: at(4, 20<<20, 120, 101_000, 500)}
	c.filled.here = 100 * time.Second // each costs 4 ms of a second: 0.4 of the second that 500 joins took
	f := serverFigures(c, 10, 50)
	for name, got := range map[string]struct {
		value *float64
		want  float64
	}{"cores": {f.CPUShare, 0.2}, "per packet": {f.CPUPerPacket, 20}, "per listener": {f.CPUPerListener, 4000}, "per join": {f.CPUPerJoin, 2}, "per join, net": {f.CPUPerJoinNet, 1.2},
		"rss": {f.RSSPerListener, 10 * 1024 / 50.0}, "goroutines": {f.GoroutinesPerListener, 2}} {
		if got.value == nil || *got.value < got.want*0.999 || *got.value > got.want*1.001 {
			t.Errorf("%s: %v, want %v", name, got.value, got.want)
		}
	}
	c.end.server = reading{cpu: -1, rss: -1, goroutines: -1}
	if f := serverFigures(c, 10, 50); f != (ServerFigures{}) {
		t.Errorf("%+v", f)
	}
	if m := media(course{}, 1); m.LossPercent != nil || m.Latency != nil {
		t.Errorf("without media: %+v", m)
	}
}
