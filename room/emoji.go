package room

import "unicode"

const (
	joiner       = '\u200D' // between the parts of one emoji
	presentation = '\uFE0F' // asks for the coloured form
	keycap       = '\u20E3'
	maxParts     = 4 // joined: the largest families and couples in use
)

// pictographs holds the characters that emoji sequences are built from (UTS 51), as ranges: unassigned ones
// among them belong to emoji to come. It is never written to.
var pictographs = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x203C, Hi: 0x203C, Stride: 1},
		{Lo: 0x2049, Hi: 0x2049, Stride: 1},
		{Lo: 0x2139, Hi: 0x2139, Stride: 1},
		{Lo: 0x2194, Hi: 0x21AA, Stride: 1},
		{Lo: 0x231A, Hi: 0x23FF, Stride: 1},
		{Lo: 0x25AA, Hi: 0x25FE, Stride: 1},
		{Lo: 0x2600, Hi: 0x27BF, Stride: 1},
		{Lo: 0x2934, Hi: 0x2935, Stride: 1},
		{Lo: 0x2B05, Hi: 0x2B55, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1F004, Hi: 0x1F0CF, Stride: 1},
		{Lo: 0x1F300, Hi: 0x1F3FA, Stride: 1},
		{Lo: 0x1F400, Hi: 0x1FAFF, Stride: 1},
	},
}

// emojiSequence reports whether a grapheme is one emoji: a picture with its skin tone and form, several of them
// joined, a flag of two letters, or a keycap. Tag characters, which can carry text unseen, are in none of these.
func emojiSequence(grapheme string) bool {
	runes := []rune(grapheme)
	if flag(runes) || keycapped(runes) {
		return true
	}
	for parts := 1; parts <= maxParts; parts++ {
		n := emojiPart(runes)
		if n == 0 {
			return false
		}
		if runes = runes[n:]; len(runes) == 0 {
			return true
		}
		if runes[0] != joiner {
			return false
		}
		runes = runes[1:]
	}
	return false
}

// emojiPart is the length of the picture at the beginning, with skin tone and form; 0 when there is none.
func emojiPart(runes []rune) int {
	if len(runes) == 0 || !unicode.Is(pictographs, runes[0]) {
		return 0
	}
	n := 1
	if n < len(runes) && skinTone(runes[n]) {
		n++
	}
	if n < len(runes) && runes[n] == presentation {
		n++
	}
	return n
}

func skinTone(r rune) bool { return r >= 0x1F3FB && r <= 0x1F3FF }

// flag is a pair of regional indicators.
func flag(runes []rune) bool {
	return len(runes) == 2 && regional(runes[0]) && regional(runes[1])
}

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// keycapped is a digit, # or * in a key's frame.
func keycapped(runes []rune) bool {
	if len(runes) != 3 || runes[1] != presentation || runes[2] != keycap {
		return false
	}
	return runes[0] >= '0' && runes[0] <= '9' || runes[0] == '#' || runes[0] == '*'
}
