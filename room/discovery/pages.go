package discovery

import "slices"

// Bounds on what is shown.
const (
	PageSize = 20
	MaxPages = 10
	half     = PageSize / 2 // places of a page that one language may have
)

// Pages lays a ranking out in at most MaxPages pages of at most PageSize rooms, no language on more than half of a page's
// places. What is passed over keeps its place for the next page.
func Pages(ranked []Ranked, rooms []Room) [][]Ranked {
	var pages [][]Ranked
	taken := make([]bool, len(ranked))
	first := 0 // not taken yet
	for len(pages) < MaxPages {
		for first < len(ranked) && taken[first] {
			first++
		}
		if first == len(ranked) {
			break
		}
		var page page
		for i := first; i < len(ranked) && len(page.rooms) < PageSize; i++ {
			if !taken[i] {
				taken[i] = page.take(ranked[i], rooms[ranked[i].Index].Languages)
			}
		}
		pages = append(pages, page.rooms)
	}
	return pages
}

// places is how many of a page a language has.
type places struct {
	language string
	rooms    int
}

// page is one that is being laid out.
type page struct {
	rooms  []Ranked
	counts []places
	full   []string // languages that have their half
}

// take puts a room on the page unless one of its languages has its half. A page takes its first room always.
func (p *page) take(r Ranked, languages []string) bool {
	for _, language := range languages {
		if slices.Contains(p.full, language) {
			return false
		}
	}
	p.rooms = append(p.rooms, r)
	for _, language := range languages {
		p.count(language)
	}
	return true
}

func (p *page) count(language string) {
	i := slices.IndexFunc(p.counts, func(c places) bool { return c.language == language })
	if i < 0 {
		i = len(p.counts)
		p.counts = append(p.counts, places{language: language})
	}
	if p.counts[i].rooms++; p.counts[i].rooms == half {
		p.full = append(p.full, language)
	}
}
