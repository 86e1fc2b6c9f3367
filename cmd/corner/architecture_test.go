package main

import (
	"bufio"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/semver"
)

// module is the repository's root, seen from this package.
const module = "../.."

// source is one Go file of ours.
type source struct {
	path string // from the root, with slashes
	file *ast.File
	fset *token.FileSet
	text []byte
}

func (s source) test() bool  { return strings.HasSuffix(s.path, "_test.go") }
func (s source) dir() string { return filepath.ToSlash(filepath.Dir(s.path)) }
func (s source) imports() []string {
	list := make([]string, 0, len(s.file.Imports))
	for _, i := range s.file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			panic(err)
		}
		list = append(list, path)
	}
	return list
}

// sources parses every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	err := filepath.WalkDir(module, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == "data") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(module, path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		list = append(list, source{filepath.ToSlash(rel), file, fset, text})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func anyWithin(path string, folders ...string) bool {
	for _, f := range folders {
		if within(path, f) {
			return true
		}
	}
	return false
}

// mayImport is the dependency rule of ARCHITECTURE.md: which of our folders a folder may import.
var mayImport = map[string][]string{
	"room":             {"room"},
	"sfu":              {"sfu"},
	"signaling/client": {"signaling/client"},
	"signaling":        {"signaling", "room", "sfu"},
	"presence":         {"presence", "room"},
	"web":              {"web"},
	"web/e2e/peers":    {"signaling/client"}, // participants of the browser tests, no part of the binary
	"cmd":              {"room", "sfu", "signaling", "presence", "web", "cmd"},
}

// onlyIn names who may import the libraries that must stay in one place.
var onlyIn = map[string][]string{
	// The bench compares with it, a peer of the browser tests is made of it.
	"github.com/pion":              {"sfu", "signaling/client", "cmd/corner/bench", "web/e2e/peers"},
	"github.com/gorilla/websocket": {"signaling"},
	"github.com/redis/go-redis":    {"presence"},
	"go.etcd.io/bbolt":             {"presence"},
	"github.com/spf13":             {"cmd"},
	// Rules of recurrence are spread out in one place, and written for calendars in another.
	"github.com/teambition/rrule-go": {"room/schedule", "signaling/calendar"},
	"github.com/arran4/golang-ical":  {"signaling/calendar"},
	// Who reaches into the world, and at whose word, is in one place.
	"github.com/SherClockHolmes/webpush-go": {"signaling/webpush"},
}

// never names what a folder's code must know nothing of.
var never = map[string][]string{
	"room": {"net", "net/http", "encoding/json", "os"},
	"sfu":  {"net/http", "encoding/json"},
}

func folderOf(dir string) string {
	best := ""
	for folder := range mayImport {
		if within(dir, folder) && len(folder) > len(best) {
			best = folder
		}
	}
	return best
}

func TestImportsFollowTheDependencyRule(t *testing.T) {
	seen := 0
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		folder := folderOf(s.dir())
		if folder == "" {
			t.Errorf("%s is in no folder of the picture", s.path)
			continue
		}
		for _, imported := range s.imports() {
			seen++
			if ours, ok := strings.CutPrefix(imported, "corner/"); ok && !anyWithin(ours, mayImport[folder]...) {
				t.Errorf("%s imports %s", s.path, imported)
			}
			for library, folders := range onlyIn {
				if within(imported, library) && !anyWithin(s.dir(), folders...) {
					t.Errorf("%s imports %s, which belongs to %v", s.path, imported, folders)
				}
			}
			for _, banned := range never[folder] {
				if imported == banned {
					t.Errorf("%s imports %s, of which %s knows nothing", s.path, imported, folder)
				}
			}
		}
	}
	if seen == 0 {
		t.Fatal("no import was seen")
	}
}

// floors are the lowest versions without a known hole (shared security floors); ceilings are what must not
// be taken.
var floors = map[string]string{
	"github.com/pion/webrtc/v4":        "v4.2.18",
	"github.com/pion/dtls/v3":          "v3.1.5",
	"github.com/pion/interceptor":      "v0.1.39",
	"github.com/pion/turn/v5":          "v5.0.8",
	"github.com/golang-jwt/jwt/v5":     "v5.2.2",
	"github.com/redis/go-redis/v9":     "v9.18.0",
	"github.com/pion/stun/v4":          "v4.0.0",
	"github.com/gorilla/websocket":     "v1.5.3",
	"github.com/pion/srtp/v3":          "v3.0.13",
	"golang.org/x/crypto":              "v0.45.0",
	"github.com/pion/ice/v4":           "v4.4.2",
	"github.com/pion/sdp/v3":           "v3.0.13",
	"google.golang.org/protobuf":       "v1.33.0",
	"golang.org/x/net":                 "v0.47.0",
	"github.com/pion/transport/v4":     "v4.0.0",
	"github.com/prometheus/common":     "v0.60.0",
	"github.com/alicebob/miniredis/v2": "v2.30.0",
}

func TestDependenciesAreAboveTheSecurityFloors(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) >= 2 && strings.HasPrefix(fields[1], "v") {
			found[fields[0]] = fields[1]
		}
	}
	for path, floor := range floors {
		version, ok := found[path]
		if !ok {
			t.Errorf("%s is not in go.mod: drop its floor or look for its successor", path)
			continue
		}
		if semver.Compare(version, floor) < 0 {
			t.Errorf("%s %s is below its floor %s", path, version, floor)
		}
	}
	if v := found["github.com/pion/webrtc/v4"]; v != "v4.2.20" {
		t.Errorf("pion/webrtc is %s; it is pinned to v4.2.20", v)
	}
}
