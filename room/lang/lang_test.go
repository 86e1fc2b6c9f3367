package lang

import (
	"slices"
	"testing"

	"golang.org/x/text/language"
)

func TestTheBaseIsTheLanguageAlone(t *testing.T) {
	for tag, want := range map[string]string{
		"zh": "zh", "zh-Hant-TW": "zh", "en-US": "en", "sr-Latn": "sr", "es-419": "es", "yue": "yue", "yue-Hant-HK": "yue",
		"ca-ES-valencia": "ca", "de-u-co-phonebk": "de", "": "",
	} {
		if got := Base(tag); got != want {
			t.Errorf("Base(%q) is %q, want %q", tag, got, want)
		}
	}
}

// The parser knows the registry; Base only knows that tags are canonical.
func TestTheBaseIsWhatAParserOfTagsSays(t *testing.T) {
	for _, tag := range []string{"zh-Hant-TW", "EN-us", "zh-yue-HK", "iw", "sr-Cyrl-RS", "sgn-ASE", "i-klingon", "fil", "pt-BR"} {
		parsed := language.MustParse(tag)
		base, _, _ := parsed.Raw()
		if got := Base(parsed.String()); got != base.String() {
			t.Errorf("Base(%q) is %q, want %q", parsed, got, base)
		}
	}
}

func TestAListHasALanguageInAnyScriptOrRegion(t *testing.T) {
	tags := []string{"zh-Hant-TW", "en"}
	for tag, want := range map[string]bool{"zh": true, "zh-Hans": true, "en-GB": true, "yue": false, "z": false, "": false} {
		if got := Has(tags, tag); got != want {
			t.Errorf("Has(%v, %q) is %t", tags, tag, got)
		}
	}
	if Has(nil, "en") {
		t.Error("nobody speaks something")
	}
	if !slices.Equal(tags, []string{"zh-Hant-TW", "en"}) {
		t.Error("the list was changed:", tags)
	}
}
