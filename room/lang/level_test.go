package lang

import (
	"slices"
	"testing"
)

func TestLevelsAreReadExactlyAsTheyAreWritten(t *testing.T) {
	names := []string{"A1", "A2", "B1", "B2", "C1", "C2"}
	for i, name := range names {
		level, ok := ParseLevel(name)
		if !ok || level != Level(i+1) || level.String() != name {
			t.Errorf("%s is read as %d (%t), which is written %q", name, level, ok, level)
		}
	}
	if level, ok := ParseLevel(""); !ok || level != 0 || level.String() != "" {
		t.Errorf("nothing said is read as %d (%t)", level, ok)
	}
	for _, text := range []string{"a1", "A0", "A3", "D1", "C2 ", " C2", "B", "1", "B1+", "Z9", "А1"} {
		if level, ok := ParseLevel(text); ok || level != 0 {
			t.Errorf("%q is read as level %d", text, level)
		}
	}
}

func TestWhatIsNoLevelHasNoName(t *testing.T) {
	for l := range 256 {
		name := Level(l).String()
		if l >= 1 && l <= 6 != slices.Contains(levels[1:], name) {
			t.Errorf("level %d is written %q", l, name)
		}
	}
}
