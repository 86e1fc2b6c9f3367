package redis_test

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// server is a redis-server of the test's own, on a loopback port.
type server struct {
	t     *testing.T
	addr  string
	extra []string // arguments
	cmd   *exec.Cmd
}

// startServer starts a redis-server that keeps nothing on disk. Without one the test is skipped, in CI it fails.
func startServer(t *testing.T) *server {
	t.Helper()
	return startServerAt(t, freeAddress(t, false))
}

func startServerAt(t *testing.T, addr string, extra ...string) *server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("redis-server is not installed: apt-get install redis-server")
		}
		t.Skip("redis-server is not installed")
	}
	s := &server{t: t, addr: addr, extra: extra}
	s.start()
	t.Cleanup(s.kill)
	return s
}

func (s *server) url() string { return "redis://" + s.addr }

// start runs the server on its port and returns when it accepts connections.
func (s *server) start() {
	s.t.Helper()
	_, port, _ := net.SplitHostPort(s.addr)
	args := append([]string{"--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no"}, s.extra...)
	s.cmd = exec.Command("redis-server", args...)
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "eady to accept connections") {
			go func() {
				for lines.Scan() { // until the server ends
				}
			}()
			return
		}
	}
	s.t.Fatal("redis-server ended before it was ready")
}

// kill ends the server at once, as a crash does.
func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	s.cmd.Process.Kill()
	s.cmd.Wait()
	s.cmd = nil
}

// stop freezes the server: connections stay open and nothing answers.
func (s *server) stop() { s.signal(syscall.SIGSTOP) }

// resume lets a frozen server go on.
func (s *server) resume() { s.signal(syscall.SIGCONT) }

func (s *server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// given is how many addresses the tests of this process have been given.
var given atomic.Int32

// freeAddress is an address no one listens on and no one is given by chance: it stays free while its server is away.
// The kernel takes the ports of connections from 32768 up; among them may even be one of a client that asks for the
// server's own, and is then connected to itself. With a bus the port 10,000 above is free too.
func freeAddress(t *testing.T, bus bool) string {
	t.Helper()
	const first, count = 21_000, 1_700
	start := os.Getpid() * 37
	for range count {
		port := first + (start+int(given.Add(1)))%count
		if listens(port) && (!bus || listens(port+10_000)) {
			return net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		}
	}
	t.Fatal("no free port")
	return ""
}

// listens reports whether a port can be listened on.
func listens(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	l.Close()
	return true
}

// patience is for what happens within moments on a machine that does nothing else.
const patience = 20 * time.Second

// eventually waits until a condition holds, and gives how long that took.
func eventually(t *testing.T, limit time.Duration, what string, holds func() bool) time.Duration {
	t.Helper()
	begin := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("not within %v: %s", limit, what)
		}
	}
	return time.Since(begin)
}
