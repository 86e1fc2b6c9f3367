package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// buildServer gives the path of the server's binary.
func buildServer(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "corner")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v %s", err, out)
	}
	return binary
}

// startProcess runs the server as a process of its own, so that what it has in memory, open and running is not
// mixed with what its clients have. Its collector is set to run often: what the heap shows is in use.
func startProcess(t *testing.T) (a addresses, metrics string) {
	t.Helper()
	binary := buildServer(t)
	out := &syncBuffer{}
	cmd := exec.Command(binary, "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--media-port", "0",
		"--data", t.TempDir(), "--log-level", "error", "--guests-per-minute", "1000000") // a flood from one machine has many
	cmd.Env = append(os.Environ(), "GOGC=10")
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		if text := out.String(); strings.Contains(text, "panic") {
			t.Error(text)
		}
	})
	out.waitFor(t, "Ctrl-C")
	said := regexp.MustCompile(`open:\s+(\S+)[\s\S]*?metrics\s+(\S+)`).FindStringSubmatch(out.String())
	if said == nil {
		t.Fatalf("it does not say where it is: %s", out)
	}
	return addresses{Public: said[1]}, said[2]
}
