package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"testing"
)

func TestADocumentHasOneReadingOnly(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(`,"` + strings.Repeat("a", i+1) + `":0`)
		}
		return "{" + b.String()[1:] + "}"
	}
	for _, c := range []struct {
		name, document string
		want           error
	}{
		{"an object", `{"a":1,"b":[{"a":1},{"a":2}],"c":{"a":"x,{\"a\":"}}`, nil},
		{"a bare value", `7`, nil},
		{"equal keys in sibling objects", `[{"a":1},{"a":1}]`, nil},
		{"equal keys at different depths", `{"a":{"a":{"a":1}},"b":1}`, nil},
		{"a key of a child after it", `{"a":{"b":1},"b":1}`, nil},
		{"a string value equal to a key", `{"a":"a","b":"a"}`, nil},
		{"the deepest allowed", deep(MaxDepth), nil},
		{"the most keys", many(MaxKeys), nil},
		{"nothing", ``, ErrSyntax},
		{"two values", `{} {}`, ErrSyntax},
		{"a trailing comma", `{"a":1,}`, ErrSyntax},
		{"a number that is none", `{"a":NaN}`, ErrSyntax},
		{"broken UTF-8", "{\"a\":\"\xff\"}", ErrSyntax},
		{"an open string", `{"a":"`, ErrSyntax},
		{"too deep", deep(MaxDepth + 1), ErrDepth},
		{"far too deep", deep(20_000), ErrSyntax}, // more than encoding/json itself nests
		{"a key twice", `{"a":1,"a":2}`, ErrDuplicate},
		{"a key twice, apart", `{"a":1,"b":{"a":3},"a":2}`, ErrDuplicate},
		{"a key twice inside a list", `[1,{"a":1,"a":2}]`, ErrDuplicate},
		{"a key in disguise", `{"a":1,"\u0061":2}`, ErrKey},
		{"too many keys", many(MaxKeys + 1), ErrKeys},
	} {
		if err := Check([]byte(c.document)); !errors.Is(err, c.want) {
			t.Errorf("%s: want %v, got %v", c.name, c.want, err)
		}
	}
}

func TestUnmarshalTakesExactlyTheFieldsThereAre(t *testing.T) {
	type shape struct {
		Name string `json:"name"`
		Size uint64 `json:"size"`
	}
	for document, good := range map[string]bool{
		`{"name":"x","size":9007199254740991}`: true,
		`{}`:                                   true,
		`{"Name":"x"}`:                         false, // encoding/json would take it
		`{"NAME":"x"}`:                         false,
		"{\"\u017fize\":1}":                    false, // a long s folds to s
		`{"name":"x","other":1}`:               false,
		`{"size":-1}`:                          false,
		`{"size":1.5}`:                         false,
		`{"size":1e3}`:                         false,
		`{"size":"1"}`:                         false,
		`{"size":18446744073709551616}`:        false,
		`[]`:                                   false,
		`{"":1}`:                               false,
	} {
		var v shape
		if err := Unmarshal([]byte(document), &v); (err == nil) != good {
			t.Errorf("%s: %v", document, err)
		}
	}
}

func TestMembersAreHandedOverAsTheyAreWritten(t *testing.T) {
	for document, want := range map[string]string{
		`{"a":1,"b":"x,}\":","c":{"a":[1,{"b":2}],"d":":"},"d":[],"e":null}`: `a=1 b="x,}\":" c={"a":[1,{"b":2}],"d":":"} d=[] e=null `,
		" {\n\"a\" :\t1.5e3 , \"b\":\r\ntrue\n} ":                            `a=1.5e3 b=true `,
		`{}`:              ``,
		`[1,{"a":1},2]`:   ``,
		`"a:1"`:           ``,
		`{"a":1,"a":2}`:   `a=1 ` + ErrDuplicate.Error(),
		`{"a":{"B":1}}`:   ErrKey.Error(),
		`{"a":1,"b":2`:    ErrSyntax.Error(),
		`{"a":1,"stop":2`: ErrSyntax.Error(),
	} {
		got := ""
		err := Members([]byte(document), func(key, value []byte) error {
			got += string(key) + "=" + string(value) + " "
			return nil
		})
		if err != nil {
			got += err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", document, got, want)
		}
	}
	stop := errors.New("stop")
	if err := Members([]byte(`{"a":1,"b":2}`), func([]byte, []byte) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("an error of who takes them is lost: %v", err)
	}
}

func TestARefusalCostsAtMostTenTimesTheDocument(t *testing.T) {
	for _, document := range []string{
		strings.Repeat("[", 60_000), "[" + strings.Repeat("{},", 20_000) + "{}]", strings.Repeat(`{"a":`, 10_000),
		`{"a":"` + strings.Repeat("x", 60_000), "[" + strings.Repeat("1,", 30_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_ = Check([]byte(document))
		runtime.ReadMemStats(&after)
		if spent := after.TotalAlloc - before.TotalAlloc; spent > uint64(10*len(document)) {
			t.Errorf("%.20s: %d bytes for %d", document, spent, len(document))
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(`{"id":7,"type":"hand.raise","data":{"a":[1,"\"",{}]}}`))
	f.Add([]byte(`{"a":1,"a":2}`))
	f.Add([]byte(`[[[[[[[[[`))
	f.Add([]byte(`8e888`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if Check(data) != nil {
			return
		}
		if !json.Valid(data) {
			t.Fatalf("accepted %q", data)
		}
		var v any
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber() // a number may be larger than a float64; typed decoding refuses it
		if err := d.Decode(&v); err != nil {
			t.Fatalf("accepted %q: %v", data, err)
		}
		if depth(v) > MaxDepth {
			t.Fatalf("accepted depth %d: %q", depth(v), data)
		}
	})
}

func depth(v any) int {
	deepest := 0
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			deepest = max(deepest, depth(e))
		}
		return deepest + 1
	case []any:
		for _, e := range v {
			deepest = max(deepest, depth(e))
		}
		return deepest + 1
	}
	return 0
}
