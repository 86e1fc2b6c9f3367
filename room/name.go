package room

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"
)

const (
	maxNameBytes = 128 // of a clean name: 24 characters of any script, few of them long emoji
	maxRawName   = 512 // of a name as sent, before anything else is done with it
	maxMarks     = 3   // combining marks in a row; Thai needs 2, pointed Hebrew 3, Zalgo more
)

// CleanName returns a name as the room keeps it: by the PRECIS profile Nickname (RFC 8266), without characters
// that nobody sees, 1 to MaxName graphemes. What may hide or reorder text is refused with ErrInvalidName. A
// clean name stays as it is when cleaned again.
func CleanName(name string) (string, error) {
	if len(name) > maxRawName || !utf8.ValidString(name) {
		return "", ErrInvalidName
	}
	name, ok := settle(name)
	if !ok || name == "" || len(name) > maxNameBytes {
		return "", ErrInvalidName
	}
	if uniseg.GraphemeClusterCount(name) > MaxName || !legible(name) {
		return "", ErrInvalidName
	}
	return name, nil
}

// settle applies the profile until nothing changes any more, as RFC 8266 section 2.3 demands.
func settle(name string) (string, bool) {
	for range 4 {
		next, ok := nickname(name)
		if !ok {
			return "", false
		}
		if next == name {
			return name, true
		}
		name = next
	}
	return "", false
}

// nickname applies the PRECIS profile to everything but emoji sequences, which it would refuse for their joiners.
// They are taken out, each leaving one character that the profile keeps, and put back afterwards.
func nickname(name string) (string, bool) {
	const stand = '⭐'
	var (
		plain strings.Builder
		emoji []string
	)
	for _, g := range graphemes(name) {
		if emojiSequence(g) {
			emoji = append(emoji, g)
			plain.WriteRune(stand)
			continue
		}
		plain.WriteString(strings.Map(dropUnseen, g))
	}
	mapped, err := precis.Nickname.String(plain.String())
	if err != nil {
		return "", false
	}
	var out strings.Builder
	for _, r := range mapped {
		if r == stand && len(emoji) > 0 {
			out.WriteString(emoji[0])
			emoji = emoji[1:]
			continue
		}
		out.WriteRune(r)
	}
	return out.String(), len(emoji) == 0
}

// cleanLine returns one line of text for people, NFC and trimmed, at most so many graphemes. Unlike a name it
// keeps its spelling: full-width letters and ligatures stay what they are.
func cleanLine(text string, most int) (string, bool) {
	if len(text) > most*16 || !utf8.ValidString(text) {
		return "", false
	}
	var out strings.Builder
	for _, g := range graphemes(text) {
		if !emojiSequence(g) {
			g = strings.Map(dropUnseen, g)
		}
		out.WriteString(g)
	}
	text = strings.Join(strings.Fields(norm.NFC.String(out.String())), " ")
	if text == "" {
		return "", true
	}
	return text, uniseg.GraphemeClusterCount(text) <= most && len(text) <= most*8 && legible(text)
}

// cleanText returns text of several lines for people, each as cleanLine has it, without empty lines around it and
// no two in a row. It is false for what is empty, too long or not legible.
func cleanText(text string, most, lines int) (string, bool) {
	if len(text) > most*16 {
		return "", false
	}
	var kept []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line, ok := cleanLine(line, most)
		if !ok {
			return "", false
		}
		if line != "" || len(kept) > 0 && kept[len(kept)-1] != "" {
			kept = append(kept, line)
		}
	}
	text = strings.TrimRight(strings.Join(kept, "\n"), "\n")
	if text == "" || strings.Count(text, "\n") >= lines || uniseg.GraphemeClusterCount(text) > most {
		return "", false
	}
	return text, true
}

// legible refuses what hides, reorders or buries text: format and control characters outside emoji sequences,
// blanks that are no spaces, marks without a letter, and heaps of marks.
func legible(text string) bool {
	for _, g := range graphemes(text) {
		if emojiSequence(g) {
			continue
		}
		if strings.ContainsFunc(g, hides) || heaped(g) {
			return false
		}
	}
	return true
}

// heaped reports whether a grapheme has more marks on a letter than any script needs, or marks on no letter.
func heaped(grapheme string) bool {
	marks, based := 0, false
	for _, r := range grapheme {
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks, based = 0, !unicode.IsSpace(r)
			continue
		}
		if marks++; !based || marks > maxMarks || unicode.Is(unicode.Me, r) {
			return true
		}
	}
	return false
}

// hides reports whether a character is one that text for people has no use for.
func hides(r rune) bool {
	switch r {
	case '\u115F', '\u1160', '\u3164', '\uFFA0', '\u2800', '\u034F', '\u17B4', '\u17B5', '\uFFFC', '\uFFFD':
		return true // fillers, blanks and placeholders that count as letters, marks or symbols
	}
	if unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Noncharacter_Code_Point, r) {
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}

// dropUnseen removes characters that come along with pasted text and show nothing where they stand: zero-width
// spaces and joiners, soft hyphens, selectors of a glyph. What reorders text stays, to be refused.
func dropUnseen(r rune) rune {
	switch r {
	case '\u00AD', '\u200B', '\u200C', '\u200D', '\u2060', '\uFE0E', '\uFE0F', '\uFEFF':
		return -1
	}
	return r
}

// graphemes splits text into what people see as characters.
func graphemes(text string) []string {
	var list []string
	state := -1
	for text != "" {
		var g string
		g, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
		list = append(list, g)
	}
	return list
}
