//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// pinSelf keeps this process on one core: every thread it has, and so every thread they start.
func pinSelf(core int) error {
	runtime.GOMAXPROCS(1)
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, task := range tasks {
		id, err := strconv.Atoi(task.Name())
		if err != nil {
			continue
		}
		if err := pinThread(id, core); err != nil && !errors.Is(err, unix.ESRCH) {
			return err
		}
	}
	return nil
}

// pinThread keeps a thread on one core; 0 is the calling one.
func pinThread(id, core int) error {
	var set unix.CPUSet
	set.Set(core)
	if err := unix.SchedSetaffinity(id, &set); err != nil {
		return fmt.Errorf("core %d: %w", core, err)
	}
	return nil
}

// startPinned starts a command on a core. The core is inherited, so the child's runtime sees just that one.
func startPinned(c *exec.Cmd, core int) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return err
	}
	if err := pinThread(0, core); err != nil {
		return err
	}
	err := c.Start()
	return errors.Join(err, unix.SchedSetaffinity(0, &before))
}

// child is a process that ends when its standard input does, or by SIGTERM.
type child struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// spawn starts one on a core.
func spawn(ctx context.Context, core int, name string, args ...string) (*child, error) {
	c := &child{command: exec.CommandContext(ctx, name, args...)}
	c.command.Cancel = func() error { return c.command.Process.Signal(unix.SIGTERM) }
	c.command.WaitDelay = 15 * time.Second
	c.command.Stderr = os.Stderr
	var err error
	if c.in, err = c.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = bufio.NewReader(out)
	if err := startPinned(c.command, core); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return c, nil
}

// stop ends it and waits.
func (c *child) stop() {
	_ = c.in.Close()
	_ = c.command.Process.Signal(unix.SIGTERM)
	_ = c.command.Wait() // how it ended is of no interest
}

func (c *child) pid() int { return c.command.Process.Pid }

// server is a Corner server for one round.
type server struct {
	*child
	url, metrics string
}

// appSecret is that of the key that the rounds' people come with: known to nobody but this process and its server.
const appName = "bench"

// startServer starts a fresh server on its core and waits until it is open.
func (b *bench) startServer(ctx context.Context, secret string, extra ...string) (*server, error) {
	data, err := os.MkdirTemp(b.folder, "data-")
	if err != nil {
		return nil, err
	}
	// The key goes by a file: arguments and environment can be read by others.
	file := filepath.Join(data, "corner.yaml")
	if err := os.WriteFile(file, []byte("app_keys: {"+appName+": "+secret+"}\n"), 0o600); err != nil {
		return nil, err
	}
	args := append([]string{"serve", "--config", file, "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--media-port", "0",
		"--media-address", "127.0.0.1", "--data", data, "--log-level", "error", "--max-rooms", "5000"}, extra...)
	c, err := spawn(ctx, b.options.serverCore, b.options.corner, args...)
	if err != nil {
		return nil, err
	}
	s := &server{child: c}
	for s.url == "" || s.metrics == "" {
		line, err := c.out.ReadString('\n')
		if err != nil {
			c.stop()
			return nil, fmt.Errorf("the server did not open: %w", err)
		}
		if _, url, ok := strings.Cut(line, "Corner is open:"); ok {
			s.url = strings.TrimSpace(url)
		}
		if name, url, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name == "metrics" {
			s.metrics = strings.TrimSpace(url)
		}
	}
	return s, nil
}

// knows reports whether the server's binary has a setting.
func (b *bench) knows(ctx context.Context, flag string) bool {
	help, err := exec.CommandContext(ctx, b.options.corner, "serve", "--help").Output()
	return err == nil && strings.Contains(string(help), flag+" ")
}
