//go:build !race

package relay

// slowdown is what the race detector makes of a time: nothing, when it does not watch.
const slowdown = 1
