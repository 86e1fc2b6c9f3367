package relay

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// spent is the processor time of this thread: what others do on the machine is not in it.
func spent(t *testing.T) time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		t.Fatal(err)
	}
	return time.Duration(ts.Nano())
}
