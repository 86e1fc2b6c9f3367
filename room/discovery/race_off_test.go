//go:build !race

package discovery

// raceEnabled says that the race detector watches.
const raceEnabled = false
