//go:build !race

package room

// raceEnabled says that the race detector watches.
const raceEnabled = false
