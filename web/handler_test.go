package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// script is long enough to be compressed and repeats enough to gain by it.
var script = strings.Repeat("export const corner = 'a street corner under a lamp';\n", 60)

func testSite(t *testing.T) site {
	t.Helper()
	made, err := newSite(fstest.MapFS{
		"index.html":                {Data: []byte("<!doctype html><title>Corner</title>")},
		"assets/index-B7c2.js":      {Data: []byte(script)},
		"assets/index-B7c2.css":     {Data: []byte("body{}")},
		"favicon.svg":               {Data: []byte("<svg/>")},
		"manifest.webmanifest":      {Data: []byte("{}")},
		"sw.js":                     {Data: []byte("self")},
		"icons/192.png":             {Data: []byte("png")},
		"assets/chime-9aF.unknowns": {Data: []byte{0, 1, 2}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func ask(t *testing.T, h http.Handler, method, address string, header map[string]string) *http.Response {
	t.Helper()
	request := httptest.NewRequest(method, "http://corner.example/", nil)
	request.URL.Path = address // as it comes from the wire, unclean paths included
	for name, value := range header {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return recorder.Result()
}

func read(t *testing.T, r *http.Response) string {
	t.Helper()
	content, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestAddressesOfTheApp(t *testing.T) {
	tests := map[string]struct {
		status int
		mime   string
		cache  string
	}{
		"/":                             {200, "text/html; charset=utf-8", "no-cache"},
		"/r/q3vX0m1Lr8s2T5uW9yZbCd":     {200, "text/html; charset=utf-8", "no-cache"},
		"/r/a-_9":                       {200, "text/html; charset=utf-8", "no-cache"},
		"/schedule":                     {200, "text/html; charset=utf-8", "no-cache"},
		"/settings":                     {200, "text/html; charset=utf-8", "no-cache"},
		"/schedule/":                    {404, "", ""},
		"/assets/index-B7c2.js":         {200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"/assets/index-B7c2.css":        {200, "text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		"/favicon.svg":                  {200, "image/svg+xml", "no-cache"},
		"/sw.js":                        {200, "text/javascript; charset=utf-8", "no-cache"},
		"/icons/192.png":                {200, "image/png", "no-cache"},
		"/settings/":                    {404, "", ""},
		"/manifest.webmanifest":         {200, "application/manifest+json", "no-cache"},
		"/assets/chime-9aF.unknowns":    {200, "application/octet-stream", "public, max-age=31536000, immutable"},
		"/index.html":                   {404, "", ""},
		"/r/":                           {404, "", ""},
		"/r":                            {404, "", ""},
		"/r/a/b":                        {404, "", ""},
		"/r/../index.html":              {404, "", ""},
		"/r/<script>":                   {404, "", ""},
		"/r/" + strings.Repeat("a", 65): {404, "", ""},
		"/rooms":                        {404, "", ""},
		"/assets":                       {404, "", ""},
		"/assets/":                      {404, "", ""},
		"/assets/../favicon.svg":        {404, "", ""},
		"//favicon.svg":                 {404, "", ""},
		"/metrics":                      {404, "", ""},
		"":                              {404, "", ""},
	}
	h := testSite(t)
	for address, want := range tests {
		t.Run(address, func(t *testing.T) {
			got := ask(t, h, http.MethodGet, address, nil)
			if got.StatusCode != want.status {
				t.Fatalf("status %d, want %d", got.StatusCode, want.status)
			}
			if want.status != 200 {
				return
			}
			if mime := got.Header.Get("Content-Type"); mime != want.mime {
				t.Errorf("type %q, want %q", mime, want.mime)
			}
			if cache := got.Header.Get("Cache-Control"); cache != want.cache {
				t.Errorf("cache %q, want %q", cache, want.cache)
			}
		})
	}
}

func TestEveryAnswerIsProtected(t *testing.T) {
	want := map[string]string{
		"Content-Security-Policy": "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self'; " +
			"media-src 'self' blob:; style-src 'self'; script-src 'self'; base-uri 'none'; " +
			"frame-ancestors 'none'; form-action 'none'; object-src 'none'",
		"X-Content-Type-Options": "nosniff",
		"Referrer-Policy":        "no-referrer",
		"Permissions-Policy":     "microphone=(self)",
	}
	h := testSite(t)
	for _, answer := range []*http.Response{
		ask(t, h, http.MethodGet, "/", nil),
		ask(t, h, http.MethodGet, "/nowhere", nil),
		ask(t, h, http.MethodPost, "/", nil),
		ask(t, h, http.MethodGet, "/assets/index-B7c2.js", nil),
	} {
		for name, value := range want {
			if got := answer.Header.Get(name); got != value {
				t.Errorf("status %d: %s is %q, want %q", answer.StatusCode, name, got, value)
			}
		}
	}
}

func TestCompressedOnlyForWhoAccepts(t *testing.T) {
	tests := map[string]bool{
		"":                      false,
		"gzip":                  true,
		"br, gzip":              true,
		"GZIP;q=0.5":            true,
		"gzip;q=0":              false,
		"gzip; q=0.000, br":     false,
		"br, deflate, identity": false,
	}
	h := testSite(t)
	for accept, compressed := range tests {
		t.Run(accept, func(t *testing.T) {
			got := ask(t, h, http.MethodGet, "/assets/index-B7c2.js", map[string]string{"Accept-Encoding": accept})
			body := read(t, got)
			if got.Header.Get("Vary") != "Accept-Encoding" {
				t.Error("a cache would hand the one form to everybody")
			}
			if !compressed {
				if got.Header.Get("Content-Encoding") != "" || body != script {
					t.Errorf("compressed for %q", accept)
				}
				return
			}
			if got.Header.Get("Content-Encoding") != "gzip" || len(body) >= len(script) {
				t.Fatalf("not compressed for %q", accept)
			}
			zip, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			var plain bytes.Buffer
			if _, err := plain.ReadFrom(zip); err != nil || plain.String() != script {
				t.Errorf("unzips to something else (%v)", err)
			}
		})
	}
}

func TestSmallFilesStayPlain(t *testing.T) {
	got := ask(t, testSite(t), http.MethodGet, "/assets/index-B7c2.css", map[string]string{"Accept-Encoding": "gzip"})
	if got.Header.Get("Content-Encoding") != "" || read(t, got) != "body{}" {
		t.Error("six bytes were compressed")
	}
}

func TestUnchangedPageIsNotSentAgain(t *testing.T) {
	h := testSite(t)
	etag := ask(t, h, http.MethodGet, "/", nil).Header.Get("ETag")
	tests := map[string]int{
		etag:                           304,
		`"other", ` + etag:             304,
		strings.TrimPrefix(etag, "W/"): 304,
		"*":                            304,
		`"other"`:                      200,
		"":                             200,
	}
	for header, status := range tests {
		got := ask(t, h, http.MethodGet, "/", map[string]string{"If-None-Match": header})
		if got.StatusCode != status {
			t.Errorf("If-None-Match %q: %d, want %d", header, got.StatusCode, status)
		}
		if status == 304 && read(t, got) != "" {
			t.Errorf("If-None-Match %q: a body all the same", header)
		}
	}
}

func TestTheWorkerAloneMayKeepTheWholeApp(t *testing.T) {
	for address, want := range map[string]string{"/sw.js": "/", "/": "", "/assets/index-B7c2.js": ""} {
		if got := ask(t, testSite(t), http.MethodGet, address, nil).Header.Get("Service-Worker-Allowed"); got != want {
			t.Errorf("%s: scope %q, want %q", address, got, want)
		}
	}
}

func TestHeadHasNoBodyButItsLength(t *testing.T) {
	h := testSite(t)
	get, head := ask(t, h, http.MethodGet, "/", nil), ask(t, h, http.MethodHead, "/", nil)
	if head.StatusCode != 200 || read(t, head) != "" {
		t.Errorf("status %d with a body", head.StatusCode)
	}
	if got, want := head.Header.Get("Content-Length"), get.Header.Get("Content-Length"); got != want || got == "" {
		t.Errorf("length %q, want %q", got, want)
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		got := ask(t, testSite(t), method, "/", nil)
		if got.StatusCode != http.StatusMethodNotAllowed || got.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, got.StatusCode, got.Header.Get("Allow"))
		}
	}
}

// The policy refuses inline scripts, styles and handlers: a built page that has one would be a broken page.
func TestBuiltPageKeepsItsOwnPolicy(t *testing.T) {
	page := read(t, ask(t, Handler(nil), http.MethodGet, "/", nil))
	for name, forbidden := range map[string]string{
		"inline script":  `(?is)<script(?:\s[^>]*)?>\s*[^<\s]`,
		"inline style":   `(?is)<style|\sstyle\s*=`,
		"inline handler": `(?is)<[^>]+\son[a-z]+\s*=`,
		"foreign origin": `(?is)(?:src|href)\s*=\s*["']?(?:https?:)?//`,
		"data URL":       `(?is)(?:src|href)\s*=\s*["']?data:`,
	} {
		if found := regexp.MustCompile(forbidden).FindString(page); found != "" {
			t.Errorf("%s: %q", name, found)
		}
	}
	if !strings.Contains(page, "<title>") {
		t.Error("no page is embedded")
	}
}

func TestEveryFileThePageNamesIsEmbedded(t *testing.T) {
	h := Handler(nil)
	page := read(t, ask(t, h, http.MethodGet, "/", nil))
	for _, found := range regexp.MustCompile(`(?:src|href)="(/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		if got := ask(t, h, http.MethodGet, found[1], nil); got.StatusCode != 200 {
			t.Errorf("%s: %d", found[1], got.StatusCode)
		}
	}
}

type brokenFS struct{ fstest.MapFS }

func (brokenFS) ReadFile(string) ([]byte, error) { return nil, fs.ErrPermission }

func TestUnreadableAppIsAnError(t *testing.T) {
	if _, err := newSite(brokenFS{fstest.MapFS{"index.html": {Data: []byte("x")}}}); err == nil {
		t.Error("no error")
	}
}
