package web

import (
	"bytes"
	"html"
	"net/http"
	"strings"
)

// Preview is what other services show of a link to a room, and the title of its page until the app has loaded.
type Preview struct {
	Title       string
	Description string
	URL         string
}

// title is in the page once; what it is replaced by says more.
const title = "<title>Corner</title>"

// pages serves the app, and to the pages of rooms it gives what they are shared with.
type pages struct {
	site
	words   words
	preview func(r *http.Request, id string) (Preview, bool)
}

// ServeHTTP implements http.Handler.
func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if fileFor(r.URL.Path) == index {
		p.words.announce(w.Header(), r)
	}
	page, known := p.site[index]
	id := strings.TrimPrefix(r.URL.Path, "/r/")
	if p.preview == nil || !known || !isRoom(r.URL.Path) || r.Method != http.MethodGet && r.Method != http.MethodHead {
		p.site.ServeHTTP(w, r)
		return
	}
	shared, known := p.preview(r, id)
	if !known { // the app says that there is no such room
		p.site.ServeHTTP(w, r)
		return
	}
	protect(w.Header())
	newFile(index, shared.in(page.plain)).serve(w, r)
}

// in is a page with its preview.
func (p Preview) in(page []byte) []byte {
	var head strings.Builder
	head.WriteString("<title>" + html.EscapeString(p.Title) + " – Corner</title>")
	for _, property := range []struct{ name, content string }{
		{"og:type", "website"}, {"og:site_name", "Corner"}, {"og:title", p.Title}, {"og:description", p.Description}, {"og:url", p.URL},
	} {
		head.WriteString("\n    <meta property=\"" + property.name + "\" content=\"" + html.EscapeString(property.content) + "\" />")
	}
	return bytes.Replace(page, []byte(title), []byte(head.String()), 1)
}
