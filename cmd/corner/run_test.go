package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
	"go.uber.org/zap"

	"corner/signaling/client"
)

// TestMain lets eight tests run at once, however many processors there are: most of them wait.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// testConfig listens on free loopback ports and keeps its data in a folder of the test.
func testConfig(t *testing.T) Config {
	t.Helper()
	c := defaultConfig()
	c.Listen, c.MetricsListen, c.MediaPort, c.Data = "127.0.0.1:0", "127.0.0.1:0", 0, filepath.Join(t.TempDir(), "data")
	return c
}

// startServer runs a server until the test ends, or until stop, which waits for the end and gives its error.
func startServer(t *testing.T, c Config, log *zap.Logger) (a addresses, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan addresses, 1), make(chan error, 1)
	go func() { done <- run(ctx, c, log, func(a addresses) { ready <- a }) }()
	var outcome error
	ended := false
	stop = func() error {
		cancel()
		if !ended {
			ended = true
			outcome = <-done
		}
		http.DefaultClient.CloseIdleConnections()
		return outcome
	}
	t.Cleanup(func() { _ = stop() })
	select {
	case a = <-ready:
	case err := <-done:
		ended, outcome = true, err
		t.Fatal("the server did not start: ", err)
	}
	return a, stop
}

func get(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func createRoom(t *testing.T, a addresses, title string) (id, token string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	settings := client.RoomSettings{Title: title, Languages: []string{"zh", "en"}, Topic: "food", Seats: 8}
	err := asTold(ctx, func() (err error) {
		id, token, err = client.CreateRoom(ctx, a.Public, settings, profileOf("Ann"))
		return err
	})
	if err != nil {
		t.Fatal("create: ", err)
	}
	return id, token
}

func TestOneBinaryServesAppSignalingAndMetricsWithoutConfiguration(t *testing.T) {
	c := testConfig(t)
	a, stop := startServer(t, c, zap.NewNop())
	for _, path := range []string{"/", "/healthz", "/readyz", "/v1/rooms"} {
		if status, body := get(t, a.Public+path); status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	id, _ := createRoom(t, a, "Late night")
	if _, body := get(t, a.Public+"/v1/rooms"); !strings.Contains(body, id) {
		t.Errorf("the lobby does not show the room: %s", body)
	}
	if status, _ := get(t, a.Public+"/r/"+id); status != http.StatusOK {
		t.Errorf("the room's page: %d", status)
	}
	if status, _ := get(t, a.Public+"/metrics"); status != http.StatusNotFound {
		t.Errorf("metrics on the public port: %d", status)
	}
	_, metrics := get(t, a.metrics())
	for _, name := range []string{"corner_rooms ", "corner_participants", "corner_directory_up 1", "corner_handshakes_total", "go_goroutines", "process_resident_memory_bytes"} {
		if !strings.Contains(metrics, name) {
			t.Errorf("metrics lack %s", name)
		}
	}
	if err := stop(); err != nil {
		t.Fatal("stop: ", err)
	}
}

func TestOperatorsNeedTheirKey(t *testing.T) {
	c := testConfig(t)
	a, _ := startServer(t, c, zap.NewNop())
	createRoom(t, a, "Late night")
	key, err := os.ReadFile(filepath.Join(c.Data, "operator.key"))
	if err != nil {
		t.Fatal(err)
	}
	url := a.Public + "/v1/operator/rooms"
	for _, header := range []string{"", "Bearer ", "Bearer wrong", "Basic " + strings.TrimSpace(string(key))} {
		if status, body := get(t, url, "Authorization", header); status != http.StatusUnauthorized {
			t.Errorf("%q: %d %s", header, status, body)
		}
	}
	if status, body := get(t, url, "Authorization", "Bearer "+strings.TrimSpace(string(key))); status != http.StatusOK || !strings.Contains(body, "rooms") {
		t.Errorf("with the key: %d %s", status, body)
	}
}

func TestWhatCannotStartSaysWhyInOneLine(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	busyUDP, err := net.ListenPacket("udp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busyUDP.Close()
	occupied := testConfig(t)
	startServer(t, occupied, zap.NewNop())
	cases := []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"busy HTTP port", func(c *Config) { c.Listen = busy.Addr().String() }, "--listen"},
		{"busy metrics port", func(c *Config) { c.MetricsListen = busy.Addr().String() }, "--metrics-listen"},
		{"busy media port", func(c *Config) { c.MediaPort = busyUDP.LocalAddr().(*net.UDPAddr).Port }, "--media-port"},
		{"data is a file", func(c *Config) { c.Data = filepath.Join(blocked(t), "x") }, "data:"},
		{"data in use", func(c *Config) { c.Data = occupied.Data }, "data"},
		{"bad signing key", func(c *Config) { c.SigningKey = "short" }, "signing_key"},
		{"bad Redis URL", func(c *Config) { c.Redis = "http://nowhere" }, "redis"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c := testConfig(t)
			tc.change(&c)
			err := run(t.Context(), c, zap.NewNop(), func(addresses) { t.Error("it started") })
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("got %v, want one line that names %s", err, tc.want)
			}
		})
	}
}

// blocked is a path that cannot be a folder.
func blocked(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The binary itself: exit codes and signals.
func TestTheBinaryEndsAsItIsAsked(t *testing.T) {
	binary := buildServer(t)
	start := func(args ...string) (*exec.Cmd, *syncBuffer) {
		cmd, out := exec.Command(binary, args...), &syncBuffer{}
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, out
	}
	t.Run("a fault is one line and exit 1", func(t *testing.T) {
		cmd, out := start("--media-port", "many")
		if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 1 || strings.Count(out.String(), "\n") != 1 {
			t.Fatalf("%v: %q", err, out)
		}
	})
	t.Run("Ctrl-C stops in order", func(t *testing.T) {
		cmd, out := start("--listen", "127.0.0.1:0", "--metrics-listen", "off", "--media-port", "0", "--data", t.TempDir())
		out.waitFor(t, "Corner is open")
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	})
	t.Run("a second Ctrl-C stops at once", func(t *testing.T) {
		cmd, out := start("--listen", "127.0.0.1:0", "--metrics-listen", "off", "--media-port", "0", "--data", t.TempDir())
		out.waitFor(t, "Corner is open")
		held := holdRequest(t, out.String()) // the orderly stop waits some seconds for it
		defer held.Close()
		for _, said := range []string{"stopping", ""} {
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			out.waitFor(t, said)
		}
		_ = cmd.Wait()
		if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
			t.Fatalf("it ended with %v: %s", cmd.ProcessState, out)
		}
	})
	t.Run("help tells every setting", func(t *testing.T) {
		cmd, out := start("--help")
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
		c := defaultConfig()
		for _, s := range settings(&c) {
			if !strings.Contains(out.String(), "--"+s.flag()) || !strings.Contains(out.String(), s.env()) {
				t.Errorf("help lacks %s", s.key)
			}
		}
	})
}

// holdRequest sends half a request to the server that printed its address.
func holdRequest(t *testing.T, printed string) net.Conn {
	t.Helper()
	_, after, _ := strings.Cut(printed, "http://")
	address, _, _ := strings.Cut(after, "\n")
	c, err := net.Dial("tcp", strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c, "POST /v1/rooms HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n", address); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 1)); err != nil { // the server has begun to read the body
		t.Fatal(err)
	}
	return c
}

func TestTokensAreMintedWithTheServersKeys(t *testing.T) {
	c := testConfig(t)
	room := strings.Repeat("a", 22)
	token, err := mintToken(c, tokenFlags{room: room, identity: "alice", role: "host", ttl: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	authority, err := newAuthority(c)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := authority.Verify(token)
	if err != nil || identity.Room != room || identity.Role.String() != "host" || identity.Guest {
		t.Fatalf("%+v, %v", identity, err)
	}
	for name, f := range map[string]tokenFlags{
		"role":     {room: room, identity: "a", role: "king", ttl: time.Minute},
		"room":     {room: "*", identity: "a", role: "host", ttl: time.Minute},
		"identity": {room: room, identity: "a b", role: "host", ttl: time.Minute},
		"ttl":      {room: room, identity: "a", role: "host", ttl: 1000 * time.Hour},
		"key":      {room: room, identity: "a", role: "host", ttl: time.Minute, key: "unknown"},
	} {
		if _, err := mintToken(c, f); err == nil {
			t.Errorf("a faulty %s was accepted", name)
		}
	}
}

// syncBuffer takes the output of a process while a test reads it.
type syncBuffer struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

// Write implements io.Writer.
func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

// String is what was written so far.
func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// waitFor waits until text was written.
func (b *syncBuffer) waitFor(t *testing.T, text string) {
	t.Helper()
	deadline, tick := time.After(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(b.String(), text) {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("never said %q: %s", text, b)
		}
	}
}
