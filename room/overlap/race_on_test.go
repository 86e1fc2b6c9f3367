//go:build race

package overlap

// slowdown is what the race detector makes of a time.
const slowdown = 5
