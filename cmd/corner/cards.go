package main

import (
	"fmt"
	"os"

	"corner/room/cards"
	"corner/signaling/cardpack"
)

// openCards reads the built-in packs, and those of the folder, which take the place of built-in ones of the same id. A
// file that cannot be used refuses the start: whoever wrote it would look for its cards in vain.
func openCards(folder string) (*cards.Library, error) {
	packs, err := cardpack.Load(cards.Files, "packs/*.json")
	if err != nil {
		return nil, fmt.Errorf("built-in cards: %w", err)
	}
	if folder != "" {
		own, err := cardpack.Load(os.DirFS(folder), "*.json")
		if err != nil {
			return nil, fmt.Errorf("cards: %w", err)
		}
		packs = append(packs, own...)
	}
	library, err := cards.NewLibrary(packs...)
	if err != nil {
		return nil, fmt.Errorf("cards: %w", err)
	}
	return library, nil
}
