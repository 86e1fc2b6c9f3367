package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// timerSlack is how late the kernel may wake a sleeping thread, so that it wakes others with it (prctl(2),
// PR_SET_TIMERSLACK). Go's runtime has a thread that sleeps for 20 µs at a time while anything runs. With the usual
// slack of 50 µs it is awake so often that every stretch of work costs a quarter more; with a millisecond it is not.
// Nothing here needs a finer clock: audio is sent when it comes, and what ticks does so every 10 ms.
const timerSlack = time.Millisecond

// slackMark tells the program that it has been begun anew.
const slackMark = "_CORNER_TIMER_SLACK"

// coarsen begins the program anew with timerSlack, unless it has as much already. A thread has it from the one that
// started it, and the runtime's began before any code of ours: only what is executed anew has it everywhere. The
// process stays the same. It returns when that is not needed, or cannot be; the server is as good without.
func coarsen(execute func(path string, args, environment []string) error) error {
	if os.Getenv(slackMark) != "" {
		return nil
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	slack, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
	if err != nil {
		return fmt.Errorf("read the timer slack: %w", err)
	}
	if time.Duration(slack) >= timerSlack {
		return nil
	}
	path, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the executable: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_TIMERSLACK, uintptr(timerSlack), 0, 0, 0); err != nil {
		return fmt.Errorf("set the timer slack: %w", err)
	}
	err = execute(path, os.Args, append(syscall.Environ(), slackMark+"=1"))
	_ = unix.Prctl(unix.PR_SET_TIMERSLACK, uintptr(slack), 0, 0, 0) // it could be set before
	return fmt.Errorf("begin anew: %w", err)
}

// replace begins the program at path in this process; it returns only when that fails.
func replace(path string, args, environment []string) error {
	return syscall.Exec(path, args, environment) //nolint:gosec // this very program
}
