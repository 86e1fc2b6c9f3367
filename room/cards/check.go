package cards

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/language"

	"corner/room/lang"
)

const (
	maxTag   = 35 // bytes of a language tag, RFC 5646 section 4.4.1
	maxMarks = 3  // combining marks in a row; Thai needs 2, pointed Hebrew 3
)

// Check reports what is wrong with a pack: its error names the pack, the card and the fault.
func Check(p Pack) error {
	if err := checkPack(p); err != nil {
		return fmt.Errorf("pack %.40q: %w", p.ID, err)
	}
	return nil
}

func checkPack(p Pack) error {
	if !validID(p.ID) {
		return errBadID
	}
	if p.Level > lang.Highest {
		return errBadLevel
	}
	if err := checkTexts(p.Title, MaxTitle); err != nil {
		return fmt.Errorf("title: %w", err)
	}
	if len(p.Cards) == 0 || len(p.Cards) > MaxCards {
		return fmt.Errorf("%d cards; there must be 1 to %d", len(p.Cards), MaxCards)
	}
	seen := make(map[string]bool, len(p.Cards))
	for i, c := range p.Cards {
		err := checkCard(c, p.Title)
		if err == nil && seen[c.ID] {
			err = errors.New("its id is there already")
		}
		if err != nil {
			return fmt.Errorf("card %d %.40q: %w", i+1, c.ID, err)
		}
		seen[c.ID] = true
	}
	return nil
}

var (
	errBadID    = fmt.Errorf("an id is 1 to %d lower-case letters, digits and hyphens, no hyphen first", MaxID)
	errBadLevel = errors.New("no such level")
)

// checkCard wants every language of the pack's title on every card.
func checkCard(c Card, title []Text) error {
	if !validID(c.ID) {
		return errBadID
	}
	if c.Level > lang.Highest {
		return errBadLevel
	}
	if err := checkTexts(c.Text, MaxWords); err != nil {
		return err
	}
	for _, t := range title {
		if !has(c.Text, t.Language) {
			return fmt.Errorf("no text in %q", t.Language)
		}
	}
	return nil
}

func checkTexts(texts []Text, most int) error {
	if len(texts) == 0 || len(texts) > MaxTexts {
		return fmt.Errorf("%d texts; there must be 1 to %d", len(texts), MaxTexts)
	}
	for i, t := range texts {
		if !canonical(t.Language) {
			return fmt.Errorf("%.40q is no language as everyone writes it", t.Language)
		}
		if has(texts[:i], t.Language) {
			return fmt.Errorf("two texts in %q", t.Language)
		}
		if !plain(t.Words) {
			return fmt.Errorf("the text in %q is empty or not one line of plain text", t.Language)
		}
		if uniseg.GraphemeClusterCount(t.Words) > most {
			return fmt.Errorf("the text in %q is longer than %d characters", t.Language, most)
		}
	}
	return nil
}

func has(texts []Text, language string) bool {
	for _, t := range texts {
		if t.Language == language {
			return true
		}
	}
	return false
}

func validID(id string) bool {
	if id == "" || len(id) > MaxID || id[0] == '-' {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	})
}

// canonical reports whether a tag names a known language and is written as everyone writes it.
func canonical(tag string) bool {
	if len(tag) > maxTag {
		return false
	}
	parsed, err := language.Parse(tag)
	if err != nil || parsed.String() != tag {
		return false
	}
	base, _, _ := parsed.Raw()
	return !base.IsPrivateUse() && lang.Base(tag) != "und" && lang.Base(tag) != "x"
}

// plain reports whether text is one line for people that hides, reorders and buries nothing. Unlike what strangers
// write, a card keeps the joiners that emoji, Persian and the scripts of India are written with.
func plain(text string) bool {
	if text == "" || text != strings.TrimSpace(text) || !utf8.ValidString(text) {
		return false
	}
	marks := 0
	for i, r := range text {
		if hides(r) {
			return false
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) || unicode.Is(unicode.Variation_Selector, r) {
			marks = 0
			continue
		}
		if marks++; i == 0 || marks > maxMarks {
			return false
		}
	}
	return true
}

// hides reports whether a character is one that a card has no use for.
func hides(r rune) bool {
	switch r {
	case '\u200C', '\u200D', '\uFE0E', '\uFE0F':
		return false // joiners and how an emoji looks
	case '\u115F', '\u1160', '\u3164', '\uFFA0', '\u2800', '\u034F', '\u17B4', '\u17B5', '\uFFFC', '\uFFFD':
		return true // fillers, blanks and placeholders that count as letters, marks or symbols
	}
	if unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Noncharacter_Code_Point, r) {
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}
