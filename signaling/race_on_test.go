//go:build race

package signaling

// raceDetector says that everything takes several times as long.
const raceDetector = true
