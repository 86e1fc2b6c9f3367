package loadtest

import (
	"time"

	"golang.org/x/sys/unix"
)

// ProcessCPU is the CPU time that a process has used, all its threads together, in nanoseconds where the kernel
// gives them.
func ProcessCPU(pid int) (time.Duration, error) {
	// The clock of another process: clock_getcpuclockid(3) makes its number like this.
	const schedule = 2
	var spec unix.Timespec
	if err := unix.ClockGettime(int32(^pid)<<3|schedule, &spec); err == nil {
		return time.Duration(spec.Nano()), nil
	}
	return statCPU(pid)
}

// raiseFileLimit sees to it that so many files can be open. raised says that it had to ask for more.
func raiseFileLimit(needed uint64) (raised bool, err error) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return false, err
	}
	if limit.Cur >= needed {
		return false, nil
	}
	wanted := unix.Rlimit{Cur: needed, Max: max(limit.Max, needed)}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &wanted); err != nil {
		return false, &fileLimitError{needed, limit.Max}
	}
	return true, nil
}
