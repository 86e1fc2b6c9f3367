package web

import (
	"net/http"
	"strings"
	"testing"
)

// shared serves an app in which the room "tea" is known.
func shared(t *testing.T, p Preview) http.Handler {
	return pages{site: testSite(t), preview: func(_ *http.Request, id string) (Preview, bool) { return p, id == "tea" }}
}

func TestTheLinkOfARoomIsSharedWithItsTitle(t *testing.T) {
	h := shared(t, Preview{"Tea", "中文 ↔ English · 2026-11-28 20:00 Asia/Shanghai (2026-11-28 12:00 UTC)", "https://corner.example/r/tea"})
	answer := ask(t, h, http.MethodGet, "/r/tea", nil)
	page := read(t, answer)
	for _, want := range []string{
		"<title>Tea – Corner</title>",
		`<meta property="og:title" content="Tea" />`,
		`<meta property="og:description" content="中文 ↔ English · 2026-11-28 20:00 Asia/Shanghai (2026-11-28 12:00 UTC)" />`,
		`<meta property="og:type" content="website" />`,
		`<meta property="og:url" content="https://corner.example/r/tea" />`,
	} {
		if strings.Count(page, want) != 1 {
			t.Errorf("%s is not in it once:\n%s", want, page)
		}
	}
	if answer.Header.Get("Content-Security-Policy") != policy || answer.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%v", answer.Header)
	}
}

func TestAPreviewIsTextWhateverIsInIt(t *testing.T) {
	evil := `</title><script>alert(1)</script>"'><img src=x onerror=y>` + "\u2028&amp;"
	page := read(t, ask(t, shared(t, Preview{evil, evil, evil}), http.MethodGet, "/r/tea", nil))
	for _, never := range []string{"<script>alert", "<img", `"'>`, "</title><"} {
		if strings.Contains(page, never) {
			t.Errorf("%s is in it:\n%s", never, page)
		}
	}
	if strings.Count(page, "</title>") != 1 || strings.Count(page, "<meta ") != 5 {
		t.Error(page)
	}
}

func TestAPreviewIsAskedForAgainOnlyWhenItHasChanged(t *testing.T) {
	h := shared(t, Preview{Title: "Tea"})
	first := ask(t, h, http.MethodGet, "/r/tea", nil)
	tag := map[string]string{"If-None-Match": first.Header.Get("ETag")}
	if again := ask(t, h, http.MethodGet, "/r/tea", tag); again.StatusCode != http.StatusNotModified {
		t.Error(again.Status)
	}
	if other := ask(t, shared(t, Preview{Title: "Coffee"}), http.MethodGet, "/r/tea", tag); other.StatusCode != http.StatusOK {
		t.Error(other.Status)
	}
	if head := ask(t, h, http.MethodHead, "/r/tea", nil); head.StatusCode != http.StatusOK || read(t, head) != "" {
		t.Error(head.Status)
	}
}

func TestUnknownRoomsAndOtherPagesArePlain(t *testing.T) {
	h := shared(t, Preview{Title: "Tea"})
	plain := read(t, ask(t, testSite(t), http.MethodGet, "/r/nobody", nil))
	for _, address := range []string{"/r/nobody", "/"} {
		if page := read(t, ask(t, h, http.MethodGet, address, nil)); page != plain {
			t.Errorf("%s: %s", address, page)
		}
	}
	if answer := ask(t, h, http.MethodPost, "/r/tea", nil); answer.StatusCode != http.StatusMethodNotAllowed {
		t.Error(answer.Status)
	}
	if answer := ask(t, h, http.MethodGet, "/r/tea/x", nil); answer.StatusCode != http.StatusNotFound {
		t.Error(answer.Status)
	}
}

func TestTheBuiltPageHasItsTitleOnce(t *testing.T) {
	page := read(t, ask(t, Handler(nil), http.MethodGet, "/r/tea", nil))
	if strings.Count(page, title) != 1 {
		t.Error(page)
	}
}
