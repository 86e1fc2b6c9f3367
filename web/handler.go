package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// policy allows the app its own files, its own server and nothing else.
const policy = "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self'; media-src 'self' blob:; " +
	"style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; " +
	"object-src 'none'"

const (
	index = "index.html"
	// worker is the service worker: always asked for anew, or an old one would keep an old app.
	worker = "sw.js"
	// hashed is the folder whose file names change with their content.
	hashed = "assets/"
	// compressFrom is the size in bytes below which gzip gains nothing.
	compressFrom = 512
)

// file is one answer, made once and never changed.
type file struct {
	plain   []byte
	gzipped []byte // nil when compressing does not pay
	mime    string
	cache   string
	etag    string
	scope   string // of a service worker, "" for anything else
}

// site is the whole app by URL path without the leading slash; read only.
type site map[string]file

// isPage reports whether address, apart from those of rooms, is one at which the app has something to show;
// web/app/router.ts knows the same.
func isPage(address string) bool {
	switch address {
	case "/", "/schedule", "/settings":
		return true
	}
	return false
}

// Handler serves the embedded app at its pages, at "/r/{id}" and its files, and 404 for all else. The page of a room
// that preview knows is shared with its title; nil: none is.
func Handler(preview func(r *http.Request, id string) (Preview, bool)) http.Handler {
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	handler, err := newSite(built)
	if err != nil {
		panic(err) // likewise: a test reads every file
	}
	named, err := readWords(built)
	if err != nil {
		panic(err) // likewise
	}
	return pages{site: handler, words: named, preview: preview}
}

// newSite reads and compresses every file of root.
func newSite(root fs.FS) (site, error) {
	files := site{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		files[name] = newFile(name, content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read app: %w", err)
	}
	return files, nil
}

func newFile(name string, content []byte) file {
	sum := sha256.Sum256(content)
	made := file{
		plain: content,
		mime:  contentType(name),
		cache: "no-cache",
		etag:  `W/"` + hex.EncodeToString(sum[:12]) + `"`, // weak: plain and gzipped share it
	}
	if strings.HasPrefix(name, hashed) {
		made.cache = "public, max-age=31536000, immutable"
	}
	if name == worker {
		made.scope = "/"
	}
	if compressible(made.mime) && len(content) >= compressFrom {
		made.gzipped = compress(content)
	}
	return made
}

// ServeHTTP implements http.Handler.
func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	protect(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	found, ok := s[fileFor(r.URL.Path)]
	if !ok {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	found.serve(w, r)
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", f.cache)
	header.Set("ETag", f.etag)
	if f.scope != "" {
		header.Set("Service-Worker-Allowed", f.scope)
	}
	if f.gzipped != nil {
		header.Add("Vary", "Accept-Encoding")
	}
	if matches(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	if f.gzipped != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		body = f.gzipped
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("Content-Type", f.mime)
	header.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // who has gone away has no use for the error
}

// protect sets what every answer carries, found or not.
func protect(header http.Header) {
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Permissions-Policy", "microphone=(self)")
}

// fileFor maps an address to a file name: the page for what the app shows and for rooms, else the file of that name.
// A path that is not in its shortest form is nobody's.
func fileFor(address string) string {
	if isPage(address) || isRoom(address) {
		return index
	}
	if address != path.Clean(address) || address == "/"+index {
		return ""
	}
	return strings.TrimPrefix(address, "/")
}

// isRoom reports whether address is /r/{id}. The app itself says when there is no such room.
func isRoom(address string) bool {
	id, ok := strings.CutPrefix(address, "/r/")
	if !ok || id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// contentType answers for the few types of the app itself, so that no file of the machine decides.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".png":
		return "image/png"
	case ".svg":
		return "image/svg+xml"
	case ".webmanifest":
		return "application/manifest+json"
	case ".json":
		return "application/json"
	}
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return "application/octet-stream"
}

func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") ||
		strings.HasPrefix(contentType, "application/json") ||
		strings.HasPrefix(contentType, "application/manifest+json") ||
		strings.HasPrefix(contentType, "image/svg+xml")
}

// compress returns content gzipped, or nil when that is no smaller.
func compress(content []byte) []byte {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := zip.Write(content); err != nil {
		return nil
	}
	if err := zip.Close(); err != nil || out.Len() >= len(content) {
		return nil
	}
	return out.Bytes()
}

// acceptsGzip reports whether an Accept-Encoding header allows gzip, q=0 being a refusal.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameters), " ", ""), "q=")
		return !ok || strings.Trim(q, "0.") != ""
	}
	return false
}

// matches reports whether an If-None-Match header names etag, weakly compared (RFC 9110 §13.1.2).
func matches(header, etag string) bool {
	if header == "*" {
		return true
	}
	for part := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(part), "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
