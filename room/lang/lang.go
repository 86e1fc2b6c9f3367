package lang

import "strings"

// Base is the language of a canonical BCP 47 tag without script, region and variant: "zh" of "zh-Hant-TW".
func Base(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return base
}

// Has reports whether a list holds a language, by base.
func Has(tags []string, tag string) bool {
	base := Base(tag)
	for _, other := range tags {
		if Base(other) == base {
			return true
		}
	}
	return false
}
