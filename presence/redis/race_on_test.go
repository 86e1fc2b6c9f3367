//go:build race

package redis_test

// raceEnabled says that the race detector watches, which makes everything some ten times slower.
const raceEnabled = true
