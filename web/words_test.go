package web

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

const wordList = `{"en":["/assets/en-1.js"],"ar":["/assets/ar-1.js"],"zh-Hans":["/assets/zh-1.js","/assets/places-2.js"],"es":["/assets/es-1.js"]}`

func TestThePageNamesTheWordsThatThePersonReads(t *testing.T) {
	named, err := readWords(fstest.MapFS{wordFiles: {Data: []byte(wordList)}})
	if err != nil {
		t.Fatal(err)
	}
	app := pages{site: testSite(t), words: named}
	const zh = "</assets/zh-1.js>; rel=modulepreload; crossorigin, </assets/places-2.js>; rel=modulepreload; crossorigin"
	for _, c := range []struct{ address, preferred, link string }{
		{"/", "", "</assets/en-1.js>; rel=modulepreload; crossorigin"},
		{"/", "fr-FR,fr;q=0.9", "</assets/en-1.js>; rel=modulepreload; crossorigin"},
		{"/", "zh-CN,zh;q=0.9,en;q=0.8", zh},
		{"/r/abc", "zh-TW", zh},
		{"/schedule", "fr, es-MX;q=0.8, en;q=0.1", "</assets/es-1.js>; rel=modulepreload; crossorigin"},
		{"/settings", "ar-EG", "</assets/ar-1.js>; rel=modulepreload; crossorigin"},
		{"/", strings.Repeat("zh,", 40_000), "</assets/en-1.js>; rel=modulepreload; crossorigin"},
		{"/assets/index-B7c2.js", "zh-CN", ""},
		{"/nothing", "zh-CN", ""},
	} {
		answer := ask(t, app, http.MethodGet, c.address, map[string]string{"Accept-Language": c.preferred})
		if got := answer.Header.Get("Link"); got != c.link {
			t.Errorf("%s in %.40q: %q", c.address, c.preferred, got)
		}
		if varies := strings.Contains(strings.Join(answer.Header.Values("Vary"), ","), "Accept-Language"); varies != (c.link != "") {
			t.Errorf("%s in %.40q: Vary %v", c.address, c.preferred, answer.Header.Values("Vary"))
		}
	}
}

func TestTheBuiltAppNamesWordsThatThereAre(t *testing.T) {
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		t.Fatal(err)
	}
	named, err := readWords(built)
	if err != nil || len(named.links) != 4 {
		t.Fatalf("%d languages, %v", len(named.links), err)
	}
	app := Handler(nil)
	for _, links := range named.links {
		for link := range strings.SplitSeq(links, ", ") {
			address, _, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
			if got := ask(t, app, http.MethodGet, address, nil).StatusCode; got != http.StatusOK {
				t.Errorf("%s: %d", address, got)
			}
		}
	}
}

func TestAListOfWordsThatCannotBeReadIsAnError(t *testing.T) {
	for _, list := range []string{"", "[]", `{"no language":[]}`} {
		if _, err := readWords(fstest.MapFS{wordFiles: {Data: []byte(list)}}); err == nil {
			t.Errorf("%q was read", list)
		}
	}
	if _, err := readWords(brokenFS{}); err == nil {
		t.Error("a file that cannot be read was read")
	}
}
