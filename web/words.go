package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// wordFiles names the files with the words of each language: the build writes it (plugins/early.ts).
const wordFiles = "words.json"

// fallback is the language of who prefers none that the app speaks; web/app/strings/pick.ts knows the same.
const fallback = "en"

// maxPreferred bounds the Accept-Language that is read, in bytes: who sends more reads no more languages than others.
const maxPreferred = 256

// words has the page's answer name the words that the person will read, so that a browser asks for them beside the app
// and not once the app runs: a round trip less before the first view. Whoever has chosen another language than their
// browser's gets a file of some kilobytes for nothing.
type words struct {
	matcher language.Matcher
	links   []string // by the matcher's index: the value of a Link header (RFC 8288)
}

// readWords reads the build's list; a build without one has nothing to name.
func readWords(root fs.FS) (words, error) {
	content, err := fs.ReadFile(root, wordFiles)
	if errors.Is(err, fs.ErrNotExist) {
		return words{}, nil
	}
	if err != nil {
		return words{}, fmt.Errorf("read app: %w", err)
	}
	var files map[string][]string
	if err := json.Unmarshal(content, &files); err != nil {
		return words{}, fmt.Errorf("read %s: %w", wordFiles, err)
	}
	names := slices.SortedFunc(maps.Keys(files), func(a, b string) int {
		if a == fallback || b == fallback { // the matcher's choice where nothing fits is its first
			return map[bool]int{true: -1, false: 1}[a == fallback]
		}
		return strings.Compare(a, b)
	})
	var tags []language.Tag
	var links []string
	for _, name := range names {
		tag, err := language.Parse(name)
		if err != nil {
			return words{}, fmt.Errorf("read %s: %w", wordFiles, err)
		}
		tags = append(tags, tag)
		named := make([]string, len(files[name]))
		for i, file := range files[name] {
			named[i] = "<" + file + ">; rel=modulepreload; crossorigin"
		}
		links = append(links, strings.Join(named, ", "))
	}
	return words{matcher: language.NewMatcher(tags), links: links}, nil
}

// announce names the files of the language that the request prefers.
func (w words) announce(header http.Header, r *http.Request) {
	if len(w.links) == 0 {
		return
	}
	header.Add("Vary", "Accept-Language")
	preferred := r.Header.Get("Accept-Language")
	if len(preferred) > maxPreferred {
		preferred = ""
	}
	_, i := language.MatchStrings(w.matcher, preferred)
	header.Set("Link", w.links[i])
}
