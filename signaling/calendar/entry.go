package calendar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"corner/room/schedule"
)

// Bounds on what a calendar holds. What is longer is cut.
const (
	MaxEntries     = 200
	MaxTitle       = 120  // graphemes
	MaxDescription = 2000 // graphemes
	MaxName        = 60   // graphemes
	MaxURL         = 500  // bytes; a longer one is left out
)

// Entry is a series and what people read about it.
type Entry struct {
	Series      schedule.Series
	Title       string
	Description string
	URL         string // where the room is
	Host        string // who invites, "" for nobody in particular
}

// line is text in one line that no program takes for anything else, of so many graphemes at most.
func line(text string, most int) string {
	return strings.Join(strings.Fields(clean(text, most)), " ")
}

// clean is text without control characters but line feeds, of so many graphemes at most. The library does not escape
// a carriage return, which some programs take for the end of a line.
func clean(text string, most int) string {
	text = text[:min(len(text), most*64)] // a heap of marks is one grapheme
	text = strings.ToValidUTF8(text, "")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	text = strings.Map(func(r rune) rune {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) || r == utf8.RuneError || r == '\uFEFF' {
			return -1
		}
		return r
	}, text)
	g := uniseg.NewGraphemes(text)
	for range most {
		if !g.Next() {
			return strings.TrimSpace(text)
		}
	}
	_, end := g.Positions()
	return strings.TrimSpace(text[:end])
}

// link is an address as it is, "" if it could be anything more.
func link(url string) string {
	bad := func(r rune) bool { return r <= ' ' || r >= 0x7f }
	if len(url) > MaxURL || strings.ContainsFunc(url, bad) || !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return ""
	}
	return url
}

// parameter is a name as a parameter may have it. The library escapes what must not be in one by backslashes, which no
// other program reads; so none is in it.
func parameter(name string) string {
	return strings.NewReplacer(`"`, "”", "'", "’", ":", "：", ";", "；", ",", "，", `\`, "＼", "^", "＾").Replace(line(name, MaxName))
}
