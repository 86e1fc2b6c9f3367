package cards

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func packOf(id string, n int) Pack {
	p := Pack{ID: id, Title: []Text{{"en", "Food"}, {"zh-Hant", "吃"}}, Level: 2}
	for i := range n {
		p.Cards = append(p.Cards, Card{
			ID: fmt.Sprintf("%s-%d", id, i+1), Level: 1,
			Text: []Text{{"zh-Hant", fmt.Sprintf("第%d張", i+1)}, {"en", fmt.Sprintf("Card %d", i+1)}},
		})
	}
	return p
}

func TestAPackIsHeldToItsRule(t *testing.T) {
	words := func(text string) func(*Pack) { return func(p *Pack) { p.Cards[1].Text[1].Words = text } }
	for _, c := range []struct {
		name   string
		change func(*Pack)
		fault  string // "" for none
	}{
		{"as it is", func(*Pack) {}, ""},
		{"no id", func(p *Pack) { p.ID = "" }, `pack "": an id is`},
		{"an id with a slash", func(p *Pack) { p.ID = "../food" }, "an id is"},
		{"an id in capitals", func(p *Pack) { p.ID = "Food" }, "an id is"},
		{"a hyphen first", func(p *Pack) { p.ID = "-food" }, "an id is"},
		{"the longest id", func(p *Pack) { p.ID = strings.Repeat("a", MaxID) }, ""},
		{"a longer id", func(p *Pack) { p.ID = strings.Repeat("a", MaxID+1) }, "an id is"},
		{"no level", func(p *Pack) { p.Level = 0 }, ""},
		{"a level beyond C2", func(p *Pack) { p.Level = 7 }, "no such level"},
		{"a card's level beyond C2", func(p *Pack) { p.Cards[1].Level = 7 }, `pack "food": card 2 "food-2": no such level`},
		{"no title", func(p *Pack) { p.Title = nil }, "title: 0 texts"},
		{"a long title", func(p *Pack) { p.Title[0].Words = strings.Repeat("a", MaxTitle+1) }, "title: the text"},
		{"a title as long as may be", func(p *Pack) { p.Title[0].Words = strings.Repeat("é", MaxTitle) }, ""},
		{"no cards", func(p *Pack) { p.Cards = nil }, "0 cards"},
		{"too many cards", func(p *Pack) { *p = packOf("food", MaxCards+1) }, "501 cards"},
		{"as many as may be", func(p *Pack) { *p = packOf("food", MaxCards) }, ""},
		{"a card's id", func(p *Pack) { p.Cards[1].ID = "a b" }, `card 2 "a b": an id is`},
		{"a card's id twice", func(p *Pack) { p.Cards[1].ID = "food-1" }, `card 2 "food-1": its id is there`},
		{"a language missing", func(p *Pack) { p.Cards[1].Text = p.Cards[1].Text[:1] }, `card 2 "food-2": no text in "en"`},
		{"a language more", func(p *Pack) { p.Cards[1].Text = append(p.Cards[1].Text, Text{"es", "Hola"}) }, ""},
		{"a language twice", func(p *Pack) { p.Cards[1].Text[0].Language = "en" }, "two texts"},
		{"a tag that is none", func(p *Pack) { p.Title[0].Language = "english" }, "no language"},
		{"a tag not as everyone writes it", func(p *Pack) { p.Title[0].Language = "EN" }, "no language"},
		{"a private tag", func(p *Pack) { p.Title[0].Language = "x-mine" }, "no language"},
		{"an undetermined tag", func(p *Pack) { p.Title[0].Language = "und" }, "no language"},
		{"a long tag", func(p *Pack) { p.Title[0].Language = "en-x-" + strings.Repeat("abcdefgh-", 4) + "a" }, "no language"},
		{"many texts", func(p *Pack) { p.Title = make([]Text, MaxTexts+1) }, "9 texts"},
		{"empty", words(""), `card 2 "food-2": the text in "en" is empty`},
		{"blank", words("  "), "is empty"},
		{"a blank at the end", words("Food "), "is empty"},
		{"two lines", words("a\nb"), "one line"},
		{"a line separator", words("a\u2028b"), "one line"},
		{"a control character", words("a\x07b"), "one line"},
		{"runs backwards", words("a\u202eb"), "one line"},
		{"an isolate", words("a\u2066b\u2069"), "one line"},
		{"a filler", words("\u3164"), "one line"},
		{"broken UTF-8", words("a\xffb"), "one line"},
		{"a heap of marks", words("a\u0301\u0301\u0301\u0301"), "one line"},
		{"a mark on nothing", words("\u0301a"), "one line"},
		{"Vietnamese, Persian and an emoji", words("Tiếng Việt, می\u200cخواهم, 👨\u200d👩\u200d👧 ❤\ufe0f"), ""},
		{"as long as may be", words(strings.Repeat("字", MaxWords)), ""},
		{"too long", words(strings.Repeat("字", MaxWords+1)), "longer than 240"},
	} {
		p := packOf("food", 3)
		c.change(&p)
		err := Check(p)
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %v, want %q", c.name, err, c.fault)
		}
		if _, made := NewLibrary(p); (made == nil) != (err == nil) {
			t.Errorf("%s: a library is made with %v", c.name, made)
		}
	}
}

func TestALaterPackTakesThePlaceOfAnEarlierOne(t *testing.T) {
	l, err := NewLibrary(packOf("travel", 1), packOf("food", 1), packOf("travel", 5))
	if err != nil {
		t.Fatal(err)
	}
	packs := l.Packs()
	if len(packs) != 2 || packs[0].ID != "food" || packs[1].ID != "travel" || len(packs[1].Cards) != 5 {
		t.Errorf("%+v", packs)
	}
	if p, ok := l.Pack("travel"); !ok || len(p.Cards) != 5 {
		t.Errorf("%+v, %t", p, ok)
	}
	if _, ok := l.Pack("pets"); ok {
		t.Error("there is a pack that nobody put there")
	}
	if c, ok := packs[1].Card("travel-4"); !ok || c.ID != "travel-4" {
		t.Errorf("%+v, %t", c, ok)
	}
	if _, ok := packs[1].Card("travel-6"); ok {
		t.Error("there is a sixth card of five")
	}
}

func TestALibraryHoldsSoManyPacks(t *testing.T) {
	var packs []Pack
	for i := range MaxPacks {
		packs = append(packs, packOf(fmt.Sprintf("p%d", i), 1))
	}
	packs = append(packs, packs[0]) // once more the same
	if _, err := NewLibrary(packs...); err != nil {
		t.Error(err)
	}
	if _, err := NewLibrary(append(packs, packOf("more", 1))...); err == nil {
		t.Error("one too many was taken")
	}
}

func TestALibraryIsNotItsMakersToChange(t *testing.T) {
	p := packOf("food", 2)
	l, err := NewLibrary(p)
	if err != nil {
		t.Fatal(err)
	}
	p.Title[0].Words, p.Cards[0].Text[0].Words, p.Cards[1] = "changed", "changed", Card{}
	l.Packs()[0].ID = "changed"
	if got, ok := l.Pack("food"); !ok || !reflect.DeepEqual(got, packOf("food", 2)) {
		t.Errorf("%+v", got)
	}
}

func TestNoLibraryHasNothing(t *testing.T) {
	var none *Library
	if _, ok := none.Pack("food"); ok || none.Packs() != nil {
		t.Error("nothing has something")
	}
	if c, d, ok := none.Deal(Deck{"food", 1, 2}); ok || c.ID != "" || d != (Deck{"food", 1, 2}) {
		t.Errorf("dealt %+v, %+v", c, d)
	}
}

func TestNoCardComesTwiceBeforeAllHaveCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "cards")
		l, err := NewLibrary(packOf("food", n), packOf("pets", 3))
		if err != nil {
			t.Fatal(err)
		}
		d := Deck{Pack: "food", Seed: rapid.Uint64().Draw(t, "seed")}
		last := ""
		for round := range 3 {
			seen := map[string]bool{}
			for i := range n {
				again, _, _ := l.Deal(d)
				card, next, ok := l.Deal(d)
				if !ok || card.ID != again.ID || next.Pack != "food" || next.Next != i+1 {
					t.Fatalf("%+v gave %q and %q, then %+v", d, card.ID, again.ID, next)
				}
				if seen[card.ID] {
					t.Fatalf("%s came twice in round %d", card.ID, round)
				}
				if card.ID == last && n > 2 {
					t.Fatalf("%s came twice in a row", card.ID)
				}
				seen[card.ID] = true
				last, d = card.ID, next
			}
		}
	})
}

func TestDifferentSeedsGiveDifferentOrders(t *testing.T) {
	l, err := NewLibrary(packOf("food", 16))
	if err != nil {
		t.Fatal(err)
	}
	first := map[string]bool{}
	for seed := range uint64(200) {
		c, _, _ := l.Deal(Deck{Pack: "food", Seed: seed})
		first[c.ID] = true
	}
	if len(first) != 16 {
		t.Errorf("200 orders begin with %d of 16 cards", len(first))
	}
}

// A pack may have become smaller since a room wrote down where it stood.
func TestADeckBeyondItsPackBeginsANewOrder(t *testing.T) {
	l, err := NewLibrary(packOf("food", 3))
	if err != nil {
		t.Fatal(err)
	}
	for _, next := range []int{3, 100, -1} {
		c, d, ok := l.Deal(Deck{"food", 8, next})
		want, _, _ := l.Deal(Deck{"food", 9, 0})
		if !ok || c.ID != want.ID || d != (Deck{"food", 9, 1}) {
			t.Errorf("after %d: %s, %+v", next, c.ID, d)
		}
	}
	if _, d, ok := l.Deal(Deck{"pets", 8, 0}); ok || d != (Deck{"pets", 8, 0}) {
		t.Errorf("a pack that is gone deals: %+v", d)
	}
}
