//go:build !race

package redis_test

// raceEnabled says that the race detector watches.
const raceEnabled = false
