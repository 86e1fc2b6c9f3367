//go:build race

package fairqueue

// raceEnabled says that the race detector watches, which makes everything some ten times slower.
const raceEnabled = true
