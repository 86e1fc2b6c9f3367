package lobby

import (
	"fmt"
	"slices"
	"strings"

	"corner/room"
	"corner/room/discovery"
	"corner/room/lang"
)

// maxLines is how many languages a viewer is told who is awake of.
const maxLines = 4

// Viewer is who looks for a room, as far as it changes what they see.
type Viewer struct {
	Person    discovery.Person
	Filter    discovery.Filter
	Pages     int      // 1 to discovery.MaxPages
	Languages []string // of which they are told who is awake, at most four
}

// NewViewer makes a viewer of a clean profile and a clean filter. Of the languages those that they learn come first.
func NewViewer(p room.Profile, f discovery.Filter, pages int) Viewer {
	v := Viewer{
		Person: discovery.Person{Speaks: bases(p.Speaks), Learns: bases(p.Learns), Levels: make(map[string]lang.Level)},
		Filter: f, Pages: min(max(pages, 1), discovery.MaxPages),
	}
	for _, skill := range p.Levels {
		base := lang.Base(skill.Language)
		v.Person.Levels[base] = max(v.Person.Levels[base], skill.Level)
	}
	for _, language := range slices.Concat(v.Person.Learns, v.Person.Speaks, f.Pair[:]) {
		if language != "" && len(v.Languages) < maxLines && !slices.Contains(v.Languages, language) {
			v.Languages = append(v.Languages, language)
		}
	}
	return v
}

// bases are the languages of tags, each once and sorted, so that their order makes no classes.
func bases(tags []string) []string {
	list := make([]string, len(tags))
	for i, tag := range tags {
		list[i] = lang.Base(tag)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// key is the same for viewers of one class. The tag of the filter, which alone may hold any character, comes last.
func (v Viewer) key() string {
	var b strings.Builder
	for _, list := range [][]string{v.Person.Speaks, v.Person.Learns, v.Filter.Pair[:]} {
		b.WriteString(strings.Join(list, ","))
		b.WriteByte('|')
	}
	for _, language := range v.Person.Learns {
		fmt.Fprintf(&b, "%d,", v.Person.Levels[language])
	}
	fmt.Fprintf(&b, "|%d|%d|%s", v.Pages, v.Filter.Level, v.Filter.Tag)
	return b.String()
}
