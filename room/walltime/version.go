package walltime

import (
	"bytes"
	"strings"
)

// Embedded is the release of the zone database that comes with the Go of go.mod and is part of the binary. A test holds
// it to that Go's own.
const Embedded = "2025c"

// sources are where Go looks for a zone before what is embedded (time/zoneinfo_unix.go), after $ZONEINFO.
var sources = []string{"/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"}

// Version is the release of the zone database that Zone reads, such as "2025c", for people to see: that of the machine
// where there is one, since Go prefers it, else Embedded. It is "" for a database that does not say. Zoneinfo is the
// value of the environment variable of that name, read reads a file.
func Version(zoneinfo string, read func(path string) ([]byte, error)) string {
	folders := sources
	if zoneinfo != "" {
		folders = append([]string{zoneinfo}, sources...)
	}
	for _, folder := range folders {
		for _, name := range []string{"tzdata.zi", "+VERSION"} {
			if text, err := read(folder + "/" + name); err == nil {
				return release(text)
			}
		}
		if _, err := read(folder + "/UTC"); err == nil || folder == zoneinfo {
			return ""
		}
	}
	return Embedded
}

// release is what the first line of a file says: "# version 2025c" or "2025c".
func release(text []byte) string {
	line, _, _ := bytes.Cut(text[:min(len(text), 64)], []byte("\n"))
	version := strings.TrimSpace(strings.TrimPrefix(string(line), "# version "))
	if len(version) < len("2025c") || len(version) > 16 || strings.ContainsFunc(version, notInName) {
		return ""
	}
	return version
}
