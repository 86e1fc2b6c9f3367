//go:build race

package relay

// slowdown is what the race detector makes of a time.
const slowdown = 5
