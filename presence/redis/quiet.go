package redis

import (
	"context"

	goredis "github.com/redis/go-redis/v9"
)

// quiet drops what the library would write to standard error, once per second and connection in an outage:
// every such fault is also returned to the caller, who logs it once.
type quiet struct{}

// Printf implements the library's logger.
func (quiet) Printf(context.Context, string, ...any) {}

// The library has one logger for the process; setting it here is before any client reads it.
func init() { goredis.SetLogger(quiet{}) }
