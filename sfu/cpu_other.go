//go:build !unix

package sfu

import "time"

// processCPU is 0: the system is not asked. The load is then that of the media goroutines alone.
func processCPU() time.Duration { return 0 }
