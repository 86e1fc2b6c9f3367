package main

import (
	"bytes"
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Bounds on the page itself: what a reader can hold.
const (
	maxFileLines     = 500
	maxFunctionLines = 80
)

func lines(text []byte) int { return bytes.Count(text, []byte{'\n'}) }

func TestFilesAndFunctionsFitTheReader(t *testing.T) {
	for _, s := range sources(t) {
		if n := lines(s.text); n > maxFileLines {
			t.Errorf("%s has %d lines", s.path, n)
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			if n := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1; n > maxFunctionLines {
				t.Errorf("%s: %s has %d lines", s.path, f.Name.Name, n)
			}
		}
	}
}

func TestWebFilesFitTheReader(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(filepath.Join(module, "web"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist" || d.Name() == "out") {
			return filepath.SkipDir
		}
		switch filepath.Ext(path) {
		case ".ts", ".tsx", ".mjs", ".css", ".py":
		default:
			return nil
		}
		seen++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if n := lines(text); n > maxFileLines {
			t.Errorf("%s has %d lines", path, n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Fatal("no file was seen")
	}
}

// Every exported name has a sentence that begins with it, or stands in a group whose comment speaks for all.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		for _, decl := range s.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) && !strings.HasPrefix(d.Doc.Text(), d.Name.Name+" ") {
					t.Errorf("%s: %s has no sentence that begins with its name", s.path, d.Name.Name)
				}
			case *ast.GenDecl:
				checkGroup(t, s, d)
			}
		}
	}
}

func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if index, ok := t.(*ast.IndexExpr); ok {
		t = index.X
	}
	name, ok := t.(*ast.Ident)
	return ok && name.IsExported()
}

func checkGroup(t *testing.T, s source, d *ast.GenDecl) {
	t.Helper()
	if d.Tok == token.IMPORT {
		return
	}
	for _, spec := range d.Specs {
		switch v := spec.(type) {
		case *ast.TypeSpec:
			doc := v.Doc.Text() + d.Doc.Text()
			if v.Name.IsExported() && !strings.Contains(doc, v.Name.Name) {
				t.Errorf("%s: type %s is not documented", s.path, v.Name.Name)
			}
		case *ast.ValueSpec:
			if v.Names[0].IsExported() && v.Doc.Text()+v.Comment.Text()+d.Doc.Text() == "" {
				t.Errorf("%s: %s is not documented", s.path, v.Names[0].Name)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		documented[s.dir()] = documented[s.dir()] || s.file.Doc.Text() != ""
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no package comment", dir)
		}
	}
}

func TestThereIsMoreTestThanCode(t *testing.T) {
	test, code := 0, 0
	for _, s := range sources(t) {
		if s.test() {
			test += lines(s.text)
		} else {
			code += lines(s.text)
		}
	}
	t.Logf("%d lines of test, %d of code", test, code)
	if test < code {
		t.Errorf("%d lines of test for %d of code", test, code)
	}
}
