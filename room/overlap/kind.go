package overlap

import (
	"math"
	"time"
)

const (
	edge  = 25  // how kind the first and the last minutes of a day are
	slope = 120 // minutes from either end until it makes no difference
)

// kindness is how kind a slot is to somebody, 0 to 100: the package comment says how. The slot begins at a minute of a
// weekday on their wall and is so long.
func (p Person) kindness(weekday time.Weekday, minute, length int) int {
	awake, ok := p.stretch(weekday, minute)
	if !ok || minute+length > awake.To {
		return 0
	}
	near := min(minute-awake.From, awake.To-minute-length)
	rested := edge + (100-edge)*float64(min(near, slope))/slope
	return int(math.Round(rested * usual(weekday, minute/60)))
}

// usual is what an hour of a weekday is for most people, 0 to 1.
func usual(weekday time.Weekday, hour int) float64 {
	switch {
	case weekday == time.Saturday || weekday == time.Sunday:
		if hour < 10 {
			return 0.8
		}
		return 1
	case hour < 9:
		return 0.8
	case hour < 17:
		return 0.6
	default:
		return 1
	}
}
