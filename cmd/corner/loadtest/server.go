package loadtest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// reading is what a process was at one moment; what could not be read is negative.
type reading struct {
	at         time.Time
	cpu        float64 // seconds since it began
	rss        float64 // bytes
	goroutines float64
}

// observer reads the server's process, where it may.
type observer struct {
	pid     int
	metrics string
}

// look reads everything it can. The pid's figures beat the metrics': they are finer.
func (o observer) look(ctx context.Context) reading {
	r := reading{at: time.Now(), cpu: -1, rss: -1, goroutines: -1}
	if o.metrics != "" {
		o.scrape(ctx, &r)
	}
	if o.pid > 0 {
		if cpu, err := ProcessCPU(o.pid); err == nil {
			r.cpu = cpu.Seconds()
		}
		if rss, err := processRSS(o.pid); err == nil {
			r.rss = rss
		}
		r.at = time.Now()
	}
	return r
}

// check says why nothing could be read.
func (o observer) check(ctx context.Context) error {
	if o.pid > 0 {
		if _, err := ProcessCPU(o.pid); err != nil {
			return fmt.Errorf("--server-pid %d: %w", o.pid, err)
		}
	}
	if o.metrics != "" {
		r := reading{goroutines: -1}
		if err := o.scrape(ctx, &r); err != nil {
			return fmt.Errorf("--metrics: %w", err)
		}
		if r.goroutines < 0 {
			return fmt.Errorf("--metrics: %s has no go_goroutines: is it a Corner server's /metrics?", o.metrics)
		}
	}
	return nil
}

// maxMetrics bounds what is read of a metrics page.
const maxMetrics = 4 << 20

func (o observer) scrape(ctx context.Context, r *reading) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.metrics, nil)
	if err != nil {
		return err
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", o.metrics, answer.Status)
	}
	wanted := map[string]*float64{"process_cpu_seconds_total": &r.cpu, "process_resident_memory_bytes": &r.rss, "go_goroutines": &r.goroutines}
	for lines := bufio.NewScanner(io.LimitReader(answer.Body, maxMetrics)); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if field := wanted[name]; field != nil {
			if v, err := strconv.ParseFloat(value, 64); err == nil {
				*field = v
			}
		}
	}
	return nil
}

// clockTicks is the kernel's USER_HZ, which is 100 on everything that Go runs on.
const clockTicks = 100

// statCPU reads user and system time from /proc/PID/stat, in steps of 10 ms (proc(5)).
func statCPU(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name in parentheses may hold anything; what follows the last one is numbers.
	_, rest, ok := strings.Cut(string(text[strings.LastIndexByte(string(text), ')')+1:]), " ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat is not as expected", pid)
	}
	user, userErr := strconv.ParseInt(fields[11], 10, 64)
	system, systemErr := strconv.ParseInt(fields[12], 10, 64)
	if userErr != nil || systemErr != nil {
		return 0, fmt.Errorf("/proc/%d/stat is not as expected", pid)
	}
	return time.Duration(user+system) * time.Second / clockTicks, nil
}

func processRSS(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0, fmt.Errorf("/proc/%d/statm is not as expected", pid)
	}
	pages, err := strconv.ParseFloat(fields[1], 64)
	return pages * float64(os.Getpagesize()), err
}

// socketDrops is how many datagrams the machine threw away because a socket's buffer was full, of all processes.
func socketDrops() (int64, bool) {
	text, err := os.ReadFile("/proc/net/snmp")
	if err != nil {
		return 0, false
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] != "Udp:" {
			continue
		}
		if names == nil {
			names = fields
			continue
		}
		for i, name := range names {
			if name == "RcvbufErrors" && i < len(fields) {
				n, err := strconv.ParseInt(fields[i], 10, 64)
				return n, err == nil
			}
		}
	}
	return 0, false
}
