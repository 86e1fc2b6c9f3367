package main

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// threatRows are the rows of the table that have to be there.
var threatRows = []string{"1", "2", "3", "4", "7", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "23", "24", "25", "27", "28",
	"29", "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "40", "48", "49", "53", "56", "57", "64", "69", "70", "73", "74", "75",
	"76", "77", "78", "79", "80", "81", "82", "83", "84"}

func threatTable(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(module, "docs/threats.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryTestThatTheThreatTableNamesExists(t *testing.T) {
	have := map[string]bool{}
	for _, s := range sources(t) {
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && s.test() {
				have[s.path+":"+f.Name.Name] = true
			}
		}
	}
	table := threatTable(t)
	named := regexp.MustCompile("`([a-z/_]+_test\\.go:(?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(table, -1)
	if len(named) < 2*len(threatRows) {
		t.Fatalf("only %d tests are named", len(named))
	}
	for _, n := range named {
		if !have[n[1]] {
			t.Errorf("there is no %s", n[1])
		}
	}
	if all := strings.Count(table, "_test.go:"); all != len(named) {
		t.Errorf("%d names could be read of %d", len(named), all)
	}
	for _, row := range threatRows {
		if !regexp.MustCompile(`(?m)^\| ` + row + ` \|.*(_test\.go:)`).MatchString(table) {
			t.Errorf("row %s is missing or has no test", row)
		}
	}
}

func TestEveryBrowserTestThatTheThreatTableNamesExists(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(module, "web/e2e/tests/*.e2e.ts"))
	if err != nil || len(files) == 0 {
		t.Fatal("no browser tests: ", err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	named := regexp.MustCompile(`e2e "([^"]+)"`).FindAllStringSubmatch(threatTable(t), -1)
	if len(named) == 0 {
		t.Fatal("none is named")
	}
	for _, n := range named {
		if !strings.Contains(all.String(), `it("`+n[1]+`"`) {
			t.Errorf("there is no browser test %q", n[1])
		}
	}
}
