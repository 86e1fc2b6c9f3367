package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"corner/room/cards"

	"go.uber.org/zap"
)

const ownPack = `{"id":"%ID","title":{"en":"Ours"},"level":"B1","cards":[{"id":"one","text":{"en":"What is new?"},"level":"A2"}]}`

// packFolder makes a folder of packs.
func packFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func ids(l *cards.Library) []string {
	var list []string
	for _, p := range l.Packs() {
		list = append(list, p.ID)
	}
	return list
}

func TestOwnPacksJoinTheBuiltInOnesAndTakeTheirPlace(t *testing.T) {
	builtIn, err := openCards("")
	if err != nil || len(ids(builtIn)) == 0 {
		t.Fatalf("%v, %v", ids(builtIn), err)
	}
	replaced := ids(builtIn)[0]
	library, err := openCards(packFolder(t, map[string]string{
		"ours.json": strings.ReplaceAll(ownPack, "%ID", "ours"), "again.json": strings.ReplaceAll(ownPack, "%ID", replaced),
		"README.txt": "not a pack",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(library); len(got) != len(ids(builtIn))+1 || !slices.Contains(got, "ours") {
		t.Fatalf("packs %v", got)
	}
	if p, _ := library.Pack(replaced); len(p.Cards) != 1 {
		t.Fatalf("%s still has %d cards", replaced, len(p.Cards))
	}
}

func TestABadPackRefusesTheStartByName(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":        {"{", "bad.json"},
		"no cards":       {`{"id":"x","title":{"en":"X"},"level":"","cards":[]}`, "bad.json"},
		"10 MB":          {strings.Repeat(" ", 10<<20), "bad.json"},
		"a strange text": {strings.ReplaceAll(strings.ReplaceAll(ownPack, "%ID", "x"), "What", "\u202e"), "one"},
	} {
		config := testConfig(t)
		config.Cards = packFolder(t, map[string]string{"bad.json": c.text})
		err := run(t.Context(), config, zap.NewNop(), func(addresses) { t.Errorf("%s: it started", name) })
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "bad.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
	config := testConfig(t)
	config.Cards = filepath.Join(t.TempDir(), "missing")
	if err := run(context.Background(), config, zap.NewNop(), nil); err == nil || !strings.Contains(err.Error(), "cards") {
		t.Errorf("no folder: %v", err)
	}
}
