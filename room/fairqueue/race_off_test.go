//go:build !race

package fairqueue

// raceEnabled says that the race detector watches.
const raceEnabled = false
