package room

import (
	"bufio"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// verdict is one line of the corpus: a name as sent (a Go string), what becomes of it, and why.
type verdict struct {
	line  int
	sent  string
	want  string // ok, refused, taken
	clean string // with ok and taken: the name as kept
}

// corpus reads testdata/names.tsv.
func corpus(t *testing.T) []verdict {
	t.Helper()
	f, err := os.Open("testdata/names.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []verdict
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		text := lines.Text()
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		fields := strings.Split(text, "\t")
		if len(fields) < 3 {
			t.Fatalf("line %d has %d fields", n, len(fields))
		}
		v := verdict{line: n, want: fields[0]}
		if v.sent, err = strconv.Unquote(fields[1]); err != nil {
			t.Fatalf("line %d: %v", n, err)
		}
		if v.clean, err = strconv.Unquote(fields[2]); err != nil {
			t.Fatalf("line %d: %v", n, err)
		}
		list = append(list, v)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestNamesOfTheCorpusGetTheirVerdicts: the host is called Xiaoyu Chen.
func TestNamesOfTheCorpusGetTheirVerdicts(t *testing.T) {
	list := corpus(t)
	if len(list) < 300 {
		t.Fatalf("only %d names", len(list))
	}
	count := map[string]int{}
	for _, v := range list {
		count[v.want]++
		clean, err := CleanName(v.sent)
		got := "ok"
		if err != nil {
			got, clean = "refused", ""
		} else if taken(t, clean) {
			got = "taken"
		}
		if got != v.want || clean != v.clean {
			t.Errorf("line %d: %+q is %s %+q, want %s %+q", v.line, v.sent, got, clean, v.want, v.clean)
		}
	}
	t.Logf("%v", count)
	for _, want := range []string{"ok", "refused", "taken"} {
		if count[want] < 50 {
			t.Errorf("only %d names are %s", count[want], want)
		}
	}
}

// taken asks the rules of a room whose host is there.
func taken(t *testing.T, name string) bool {
	t.Helper()
	s := newState(Config{}, Settings{Owner: "h"}, instant())
	for id, name := range map[string]string{"h": "Xiaoyu Chen"} {
		if _, err := s.join(instant(), arrival{id: id, profile: Profile{Name: name}}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.join(instant(), arrival{id: "x", profile: Profile{Name: name}})
	return errors.Is(err, ErrNameTaken)
}

func TestALongNameCostsNothing(t *testing.T) {
	for _, name := range []string{
		strings.Repeat("a", 4096), strings.Repeat("e\u0301", 2048), strings.Repeat("\u200b", 4096), strings.Repeat("👨‍👩‍👧‍👦", 200),
	} {
		if _, err := CleanName(name); !errors.Is(err, ErrInvalidName) {
			t.Errorf("%d bytes: %v", len(name), err)
		}
		cost := testing.AllocsPerRun(10, func() { _, _ = CleanName(name) })
		if cost > 0 {
			t.Errorf("%d bytes cost %v allocations", len(name), cost)
		}
	}
}

func TestSkeletonsOfLookAlikesAreOne(t *testing.T) {
	for _, pair := range [][2]string{
		{"host", "Ηоѕт"}, {"host", "ｈｏｓｔ"}, {"host", "𝓱𝓸𝓼𝓽"}, {"host", "h0st"}, {"Lan", "Ian"}, {"modern", "modem"},
		{"anna", "ÁNNA"}, {"vva", "wa"}, {"host", "🇭🇴🇸🇹"}, {"host", "🅷🅾🆂🆃"}, {"host", "H.O-S_T"}, {"ABC", "аВс"},
	} {
		if a, b := skeleton(pair[0]), skeleton(pair[1]); a != b {
			t.Errorf("%q is %q, %q is %q", pair[0], a, pair[1], b)
		}
	}
	for _, pair := range [][2]string{{"anna", "hanna"}, {"小雨", "小雪"}, {"bob", "rob"}, {"😀", "😁"}, {"", "a"}} {
		if a := skeleton(pair[0]); a == skeleton(pair[1]) {
			t.Errorf("%q and %q are both %q", pair[0], pair[1], a)
		}
	}
}

func TestEmojiSequencesAreToldFromHiddenText(t *testing.T) {
	for s, want := range map[string]bool{
		"😀": true, "❤️": true, "👍🏽": true, "👨‍👩‍👧‍👦": true, "🏳️‍🌈": true, "🇨🇳": true, "1️⃣": true, "👩🏽‍❤️‍💋‍👨🏻": true,
		"": false, "a": false, "😀\u200d": false, "\u200d😀": false, "a\u200d😀": false, "1\u20e3": false, "🇨": false,
		"😀\ufe0f\ufe0f": false, "👍🏽🏽": false, "🏴\U000E0067\U000E0062\U000E007F": false,
		"👨‍👩‍👧‍👦‍👦": false, "😀😀": false,
	} {
		if got := emojiSequence(s); got != want {
			t.Errorf("%+q: %t", s, got)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"Anna", "小雨", "Ηost", "a\u202eb", "👨‍👩‍👧‍👦", "e\u0301\u0301\u0301\u0301", "⭐a⭐", "\u200d", "ﬀ", " x  y "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		name, err := CleanName(sent)
		if err != nil {
			if name != "" {
				t.Fatalf("refused with %q", name)
			}
			return
		}
		if n := uniseg.GraphemeClusterCount(name); n < 1 || n > MaxName || len(name) > maxNameBytes || !utf8.ValidString(name) {
			t.Fatalf("%+q has %d graphemes, %d bytes", name, n, len(name))
		}
		if again, err := CleanName(name); err != nil || again != name {
			t.Fatalf("%+q cleaned again is %+q, %v", name, again, err)
		}
		for _, g := range graphemes(name) {
			for _, r := range g {
				if hides(r) && !emojiSequence(g) {
					t.Fatalf("%+q holds %U", name, r)
				}
			}
		}
		if skeleton(name) == "" {
			t.Fatalf("%+q has no skeleton", name)
		}
	})
}
