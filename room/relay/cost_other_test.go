//go:build !linux

package relay

import (
	"testing"
	"time"
)

// spent is the time of day, where a thread's processor time cannot be had.
func spent(*testing.T) time.Duration { return time.Duration(time.Now().UnixNano()) }
