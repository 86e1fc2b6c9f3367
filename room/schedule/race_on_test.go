//go:build race

package schedule

// slowdown is what the race detector makes of a time.
const slowdown = 5
