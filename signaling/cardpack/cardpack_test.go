package cardpack

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"corner/room/cards"
)

const small = `{"id":"food","title":{"zh":"吃什么","en":"Food"},"level":"A2","cards":[
	{"id":"food-1","text":{"zh":"早饭吃什么？","en":"What is breakfast?"},"level":"A1"},
	{"id":"food-2","text":{"en":"Sweet or salty?","zh":"甜的还是咸的？"}}]}`

func TestAPackIsReadAsItIsWritten(t *testing.T) {
	want := cards.Pack{
		ID: "food", Level: 2,
		Title: []cards.Text{{Language: "en", Words: "Food"}, {Language: "zh", Words: "吃什么"}},
		Cards: []cards.Card{
			{ID: "food-1", Level: 1, Text: []cards.Text{{Language: "en", Words: "What is breakfast?"}, {Language: "zh", Words: "早饭吃什么？"}}},
			{ID: "food-2", Text: []cards.Text{{Language: "en", Words: "Sweet or salty?"}, {Language: "zh", Words: "甜的还是咸的？"}}},
		},
	}
	got, err := Decode([]byte(small))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhatIsNoPackIsRefusedWithItsFault(t *testing.T) {
	with := func(old, new string) string {
		if !strings.Contains(small, old) {
			t.Fatal("no", old)
		}
		return strings.Replace(small, old, new, 1)
	}
	many := strings.Repeat(`{"id":"a","text":{"en":"a","zh":"a"}},`, cards.MaxCards+1)
	for _, c := range []struct{ name, document, fault string }{
		{"nothing", "", "JSON"},
		{"null", "null", "an id is"},
		{"a list", "[]", "cannot unmarshal"},
		{"two documents", small + small, "JSON"},
		{"broken UTF-8", with("Food", "F\xff"), "JSON"},
		{"an id twice", with(`"id":"food"`, `"id":"food","id":"drink"`), "twice"},
		{"an id in capitals beside the other", with(`"id":"food"`, `"id":"food","ID":"drink"`), `unknown key "ID"`},
		{"an unknown key", with(`"level":"A2"`, `"author":"me"`), `unknown key "author"`},
		{"an unknown key of a card", with(`"level":"A1"`, `"Level":"A1"`), `card 1 "food-1": unknown key "Level"`},
		{"an unknown level", with(`"A2"`, `"Z9"`), "a level is"},
		{"an unknown level of a card", with(`"A1"`, `"a1"`), `card 1 "food-1": a level is`},
		{"a level by number", with(`"A1"`, `1`), `card 1 "food-1": level`},
		{"a language missing", with(`,"zh":"甜的还是咸的？"`, ``), `pack "food": card 2 "food-2": no text in "zh"`},
		{"text that runs backwards", with("Sweet", "\u202eSweet"), `card 2 "food-2": the text in "en"`},
		{"an escaped line break", with("Sweet", `Sweet\n`), `card 2 "food-2": the text in "en"`},
		{"a card twice", with(`"food-2"`, `"food-1"`), `card 2 "food-1": its id is there already`},
		{"no cards", `{"id":"food","title":{"en":"Food"}}`, "0 cards"},
		{"too many cards", `{"id":"a","title":{"en":"a"},"cards":[` + strings.TrimSuffix(many, ",") + `]}`, "501 cards"},
		{"ten megabytes", with("Food", strings.Repeat("a", 10<<20)), "larger than"},
		{"a deep one", strings.Repeat("[", 100) + strings.Repeat("]", 100), "deep"},
		{"many languages", with(`"en":"Food"`, `"en":"Food"`+languages(60)), "texts; there must be"},
	} {
		got, err := Decode([]byte(c.document))
		if err == nil {
			t.Errorf("%s was read as %+v", c.name, got)
		} else if !strings.Contains(err.Error(), c.fault) || len(err.Error()) > 300 {
			t.Errorf("%s: the fault is %v, want %q", c.name, err, c.fault)
		}
	}
}

func languages(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"a%c%c":"x"`, 'a'+i/26, 'a'+i%26)
	}
	return b.String()
}

func TestAFolderIsReadInTheOrderOfItsNames(t *testing.T) {
	other := strings.ReplaceAll(small, "food", "drink")
	folder := fstest.MapFS{
		"packs/b.json":   {Data: []byte(small)},
		"packs/a.json":   {Data: []byte(other)},
		"packs/note.txt": {Data: []byte("not a pack")},
		"else/c.json":    {Data: []byte("not looked at")},
		"empty/note.txt": {Data: []byte("no pack")},
	}
	packs, err := Load(folder, "packs/*.json")
	if err != nil || len(packs) != 2 || packs[0].ID != "drink" || packs[1].ID != "food" {
		t.Errorf("%+v, %v", packs, err)
	}
	if packs, err := Load(folder, "empty/*.json"); err != nil || len(packs) != 0 {
		t.Errorf("an empty folder: %v, %v", packs, err)
	}
}

func TestAFolderThatIsWrongIsRefusedWithItsFile(t *testing.T) {
	full := fstest.MapFS{}
	for i := range cards.MaxPacks + 1 {
		full[fmt.Sprintf("p%d.json", i)] = &fstest.MapFile{Data: []byte(small)}
	}
	one := func(text string) fstest.MapFS { return fstest.MapFS{"bad.json": {Data: []byte(text)}} }
	for _, c := range []struct {
		name   string
		folder fstest.MapFS
		glob   string
		fault  string
	}{
		{"not there", fstest.MapFS{}, "packs/*.json", "packs"},
		{"a bad pattern", one(small), "[", "pattern"},
		{"a bad file", one("{}"), "*.json", "card pack bad.json: pack"},
		{"a large file", one(strings.Repeat(" ", MaxBytes) + small), "*.json", "bad.json: larger"},
		{"a folder named like a file", fstest.MapFS{"bad.json/x": {}}, "*.json", "bad.json"},
		{"two of one id", fstest.MapFS{"a.json": {Data: []byte(small)}, "b.json": {Data: []byte(small)}}, "*.json",
			`card pack b.json: a.json has the id "food" too`},
		{"too many", full, "*.json", "65 files"},
	} {
		if packs, err := Load(c.folder, c.glob); err == nil || !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %d packs, %v", c.name, len(packs), err)
		}
	}
}

// The packs that come along: three languages, enough cards, and every card of a level.
func TestThePacksThatComeAlong(t *testing.T) {
	packs, err := Load(cards.Files, "packs/*.json")
	if err != nil {
		t.Fatal(err)
	}
	library, err := cards.NewLibrary(packs...)
	if err != nil {
		t.Fatal(err)
	}
	all, levels := 0, map[string]int{}
	seen := map[string]string{}
	for _, p := range library.Packs() {
		var languages []string
		for _, title := range p.Title {
			languages = append(languages, title.Language)
		}
		if want := []string{"en", "es", "zh"}; !reflect.DeepEqual(languages, want) {
			t.Errorf("%s is in %v", p.ID, languages)
		}
		for _, c := range p.Cards {
			if c.Level == 0 || len(c.Text) != 3 || !strings.HasPrefix(c.ID, p.ID) {
				t.Errorf("%s: %+v", p.ID, c)
			}
			for _, text := range c.Text {
				if other, there := seen[text.Words]; there {
					t.Errorf("%s says what %s says: %s", c.ID, other, text.Words)
				}
				seen[text.Words] = c.ID
			}
			levels[c.Level.String()]++
		}
		all += len(p.Cards)
	}
	if all < 100 {
		t.Errorf("there are but %d cards", all)
	}
	if levels["A1"] == 0 || levels["A2"] == 0 || levels["B1"] == 0 {
		t.Errorf("levels are %v", levels)
	}
}

// What can be read passes Check, and is read again as the same when it is written down.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"id":"a","title":{"en":"a"},"cards":[{"id":"a","text":{"en":"👨‍👩‍👧"}}]}`))
	f.Add([]byte(`{"id":"a","title":{"en":null},"cards":[null]}`))
	f.Add([]byte(`{"cards":{},"level":[],"title":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		pack, err := Decode(data)
		if err != nil {
			if len(err.Error()) > 1000 {
				t.Fatal("the error repeats the document:", len(err.Error()))
			}
			return
		}
		if err := cards.Check(pack); err != nil {
			t.Fatal(err)
		}
		again, err := Decode(encode(t, pack))
		if err != nil || !reflect.DeepEqual(again, pack) {
			t.Fatalf("%+v was read again as %+v, %v", pack, again, err)
		}
	})
}

func encode(t *testing.T, p cards.Pack) []byte {
	object := func(texts []cards.Text) map[string]string {
		m := map[string]string{}
		for _, text := range texts {
			m[text.Language] = text.Words
		}
		return m
	}
	list := []any{}
	for _, c := range p.Cards {
		list = append(list, map[string]any{"id": c.ID, "text": object(c.Text), "level": c.Level.String()})
	}
	data, err := json.Marshal(map[string]any{"id": p.ID, "title": object(p.Title), "level": p.Level.String(), "cards": list})
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > MaxBytes { // escapes take more than they were written with
		t.Skip("larger than a document may be")
	}
	return data
}
