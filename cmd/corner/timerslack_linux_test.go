package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func slack(t *testing.T) time.Duration {
	t.Helper()
	ns, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return time.Duration(ns)
}

// coarsened is set for the process that TestTheServerIsBegunAnewOnceWithACoarserClock starts: this test in it.
const coarsened = "CORNER_TEST_COARSENED"

func TestTheServerIsBegunAnewOnceWithACoarserClock(t *testing.T) {
	if os.Getenv(coarsened) != "" {
		if err := coarsen(replace); err != nil {
			t.Fatal(err)
		}
		fresh := make(chan time.Duration)
		go func() { // on a thread that the runtime has started
			runtime.LockOSThread()
			fresh <- slack(t)
		}()
		fmt.Println("process", os.Getpid(), "slack", <-fresh)
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestTheServerIsBegunAnewOnceWithACoarserClock$", "-test.count=1")
	cmd.Env = append(os.Environ(), coarsened+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if want := fmt.Sprintln("process", cmd.Process.Pid, "slack", timerSlack); !strings.HasPrefix(string(out), want) {
		t.Errorf("got %s, want %s", out, want)
	}
}

func TestWhatCannotBeBegunAnewGoesOnAsItWas(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := slack(t)
	if before >= timerSlack {
		t.Skip("somebody has given this process that much slack")
	}
	refused := errors.New("refused")
	calls := 0
	err := coarsen(func(_ string, args, environment []string) error {
		calls++
		if !slices.Equal(args, os.Args) || !slices.Contains(environment, slackMark+"=1") || slack(t) != timerSlack {
			t.Errorf("begun as %v in %v with a slack of %v", args, environment, slack(t))
		}
		return refused
	})
	if !errors.Is(err, refused) || calls != 1 || slack(t) != before {
		t.Errorf("%v, %d calls, a slack of %v, before it was %v", err, calls, slack(t), before)
	}
	t.Setenv(slackMark, "1")
	if err := coarsen(func(string, []string, []string) error { t.Error("begun anew again"); return nil }); err != nil {
		t.Error(err)
	}
}
