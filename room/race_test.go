//go:build race

package room

// raceEnabled says that the race detector watches, which makes everything some ten times slower.
const raceEnabled = true
