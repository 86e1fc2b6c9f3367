package walltime

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestZonesAreThoseOfTheDatabase(t *testing.T) {
	for name, ok := range map[string]bool{
		"UTC": true, "America/New_York": true, "Etc/GMT+5": true, "America/Port-au-Prince": true, "Asia/Shanghai": true,
		// what browsers still say
		"Asia/Calcutta": true, "Asia/Katmandu": true, "Asia/Saigon": true, "America/Buenos_Aires": true, "Europe/Kiev": true,
		"": false, "Local": false, "localtime": false, "posixrules": false, "Factory": false, "Mars/Olympus": false,
		"right/America/New_York": false, "posix/UTC": false, "../../etc/passwd": false, "/etc/localtime": false,
		"America": false, "Asia/Shanghai\x00": false, "Asia\\Shanghai": false, " UTC": false, "tzdata.zi": false,
		strings.Repeat("A", MaxZone+1): false, strings.Repeat("UTC/", 1<<20): false,
	} {
		zone, err := Zone(name)
		if ok != (err == nil) || err != nil && !errors.Is(err, ErrZone) {
			t.Errorf("%.40q: %v", name, err)
		}
		if ok && zone.String() != name {
			t.Errorf("%q is %v", name, zone)
		}
	}
}

func TestAZoneIsReadOnce(t *testing.T) {
	first := zone(t, "Europe/Lisbon")
	if n := testing.AllocsPerRun(100, func() {
		if again, err := Zone("Europe/Lisbon"); err != nil || again != first {
			t.Error(again, err)
		}
	}); n > 1 {
		t.Errorf("again it costs %v allocations", n)
	}
	huge := strings.Repeat("x", 10<<20)
	began := time.Now()
	for range 1000 {
		_, _ = Zone(huge)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("a thousand names too long took %v", took)
	}
}

// The Go of go.mod embeds its database by a script that names the release. A newer Go makes this red: put its release
// into Embedded.
func TestTheEmbeddedReleaseIsTheOneOfThisGo(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "update.bash"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^DATA=(\S+)$`).FindSubmatch(script)
	if found == nil || string(found[1]) != Embedded {
		t.Errorf("this Go embeds %q, Embedded is %q", found, Embedded)
	}
}

func TestTheVersionIsOfTheDatabaseThatIsRead(t *testing.T) {
	for _, c := range []struct {
		name, zoneinfo string
		files          map[string]string
		want           string
	}{
		{"no database", "", nil, Embedded},
		{"the machine's", "", map[string]string{"/usr/share/zoneinfo/tzdata.zi": "# version 2026b\n# more\nR d"}, "2026b"},
		{"as others write it", "", map[string]string{"/usr/share/zoneinfo/+VERSION": "2024a\n"}, "2024a"},
		{"another place", "", map[string]string{"/etc/zoneinfo/tzdata.zi": "# version 2025b\n"}, "2025b"},
		{"one that does not say", "", map[string]string{"/usr/share/zoneinfo/UTC": "TZif2"}, ""},
		{"nothing sensible", "", map[string]string{"/usr/share/zoneinfo/tzdata.zi": "# version " + strings.Repeat("9", 90)}, ""},
		{"markup", "", map[string]string{"/usr/share/zoneinfo/+VERSION": "<script>"}, ""},
		{"empty", "", map[string]string{"/usr/share/zoneinfo/+VERSION": ""}, ""},
		{"one's own", "/opt/z", map[string]string{"/opt/z/tzdata.zi": "# version 2026c\n", "/usr/share/zoneinfo/tzdata.zi": "# version 2026b\n"}, "2026c"},
		{"one's own, packed", "/opt/z.zip", map[string]string{"/usr/share/zoneinfo/tzdata.zi": "# version 2026b\n"}, ""},
	} {
		got := Version(c.zoneinfo, func(path string) ([]byte, error) {
			if text, ok := c.files[path]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		})
		if got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
	if got := Version("", os.ReadFile); got != "" && !regexp.MustCompile(`^20\d\d[a-z]`).MatchString(got) {
		t.Errorf("here it is %q", got)
	}
}
