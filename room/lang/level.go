package lang

// Level is how well somebody knows a language by the Common European Framework of Reference, from 1 (A1) to 6 (C2).
// 0 is not said.
type Level uint8

// Highest is the level C2.
const Highest Level = 6

// levels are the names of the levels by their numbers.
var levels = [...]string{"", "A1", "A2", "B1", "B2", "C1", "C2"}

// ParseLevel reads exactly A1, A2, B1, B2, C1 and C2, and "" as not said. It is false for anything else.
func ParseLevel(text string) (Level, bool) {
	for i, name := range levels {
		if text == name {
			return Level(i), true
		}
	}
	return 0, false
}

// String is the level's name, "" for one that is not said or no level.
func (l Level) String() string {
	if l > Highest {
		return ""
	}
	return levels[l]
}
