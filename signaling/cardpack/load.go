package cardpack

import (
	"fmt"
	"io"
	"io/fs"
	"path"

	"corner/room/cards"
)

// Load reads the packs that a pattern names, sorted by their files' names. A folder that is not there is an error, an
// empty one is no packs. Two packs of one id in one folder are a mistake of whoever wrote them.
func Load(fsys fs.FS, glob string) ([]cards.Pack, error) {
	if _, err := fs.Stat(fsys, path.Dir(glob)); err != nil {
		return nil, fmt.Errorf("card packs: %w", err)
	}
	names, err := fs.Glob(fsys, glob)
	if err != nil {
		return nil, fmt.Errorf("card packs: %w", err)
	}
	if len(names) > cards.MaxPacks {
		return nil, fmt.Errorf("card packs: %d files; there may be %d", len(names), cards.MaxPacks)
	}
	var packs []cards.Pack
	from := map[string]string{}
	for _, name := range names {
		pack, err := read(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("card pack %s: %w", name, err)
		}
		if other, there := from[pack.ID]; there {
			return nil, fmt.Errorf("card pack %s: %s has the id %q too", name, other, pack.ID)
		}
		from[pack.ID] = name
		packs = append(packs, pack)
	}
	return packs, nil
}

// read takes no more of a file than a pack may have.
func read(fsys fs.FS, name string) (cards.Pack, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return cards.Pack{}, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return cards.Pack{}, err
	}
	return Decode(data)
}
