package discovery

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corner/room/lang"
)

var tongues = []string{"zh", "en", "es", "fr", "yue", "de"}

func anyLanguages(t *rapid.T, least, most int, label string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(tongues), least, most, rapid.ID).Draw(t, label)
}

func anyPerson(t *rapid.T) Person {
	p := Person{Speaks: anyLanguages(t, 0, 3, "speaks"), Learns: anyLanguages(t, 0, 3, "learns")}
	p.Levels = map[string]lang.Level{}
	for _, l := range p.Learns {
		p.Levels[l] = lang.Level(rapid.IntRange(0, 6).Draw(t, "level"))
	}
	return p
}

func anyRoom(t *rapid.T, id int) Room {
	r := Room{
		ID: fmt.Sprintf("r%d", id), Languages: anyLanguages(t, 1, 4, "languages"),
		Level:     lang.Level(rapid.IntRange(0, 6).Draw(t, "level")),
		People:    rapid.SampledFrom([]int{0, 1, 2, 5, 12, 13, 60}).Draw(t, "people"),
		FreeSeats: rapid.IntRange(0, 2).Draw(t, "free seats"), Capacity: rapid.SampledFrom([]int{5, 60, 500}).Draw(t, "capacity"),
		Created: instant().Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "age")) * 5 * time.Minute),
		Door:    rapid.Bool().Draw(t, "door"),
	}
	for _, l := range r.Languages {
		r.Counts = append(r.Counts, Count{l, rapid.IntRange(0, 1).Draw(t, "natives"), rapid.IntRange(0, 1).Draw(t, "learners")})
	}
	return r
}

func anyRooms(t *rapid.T, most int) []Room {
	var rooms []Room
	for i := range rapid.IntRange(0, most).Draw(t, "rooms") {
		rooms = append(rooms, anyRoom(t, i))
	}
	return rooms
}

func TestTheStandingOrderIsTheSameWhereverItBegan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rooms := anyRooms(t, 30)
		other := rapid.Permutation(rooms).Draw(t, "other order")
		Sort(rooms)
		Sort(other)
		if !reflect.DeepEqual(rooms, other) {
			t.Fatalf("%+v and %+v", rooms, other)
		}
		for i := 1; i < len(rooms); i++ {
			a, b := rooms[i-1], rooms[i]
			if a.People < b.People || a.People == b.People && a.Created.After(b.Created) ||
				a.People == b.People && a.Created.Equal(b.Created) && a.ID >= b.ID {
				t.Fatalf("%+v stands before %+v", a, b)
			}
		}
	})
}

// The counting sort is a stable sort by score.
func TestTheRankingIsByScoreAndThenTheStandingOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, rooms := anyPerson(t), anyRooms(t, 60)
		f := Filter{}
		if rapid.Bool().Draw(t, "filtered") {
			f.Pair[0] = rapid.SampledFrom(tongues).Draw(t, "of")
		}
		Sort(rooms)
		given := slices.Clone(rooms)
		got := Rank(p, f, instant(), rooms)
		if !reflect.DeepEqual(rooms, given) {
			t.Fatal("the rooms were changed")
		}
		want := []Ranked{}
		for i := range rooms {
			if f.Pair[0] == "" || slices.Contains(rooms[i].Languages, f.Pair[0]) {
				s, why := judge(&p, &rooms[i])
				want = append(want, Ranked{i, s, why})
			}
		}
		slices.SortStableFunc(want, func(a, b Ranked) int { return b.Score - a.Score })
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
	})
}

func TestEveryExchangeWithAPlaceStandsAboveEverythingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := anyPerson(t), anyRoom(t, 0)
		s, why := judge(&p, &r)
		switch full := r.People >= r.Capacity; {
		case full && s >= -3000, !full && s < -100:
			t.Fatalf("full is %t: %d", full, s)
		case !full && (why.Code == Exchange) != (s >= 910), !full && why.Code != Exchange && s > 760:
			t.Fatalf("%d for %+v", s, why)
		case s < minScore || s > maxScore || s%10 != 0:
			t.Fatalf("a score of %d", s)
		}
	})
}

// byHand lays pages out as the rule is written, with nothing clever.
func byHand(ranked []Ranked, rooms []Room) [][]Ranked {
	var pages [][]Ranked
	left := slices.Clone(ranked)
	for len(left) > 0 && len(pages) < MaxPages {
		var page, passed []Ranked
		used := map[string]int{}
		for _, r := range left {
			fits := len(page) < 20
			for _, l := range rooms[r.Index].Languages {
				fits = fits && used[l] < 10
			}
			if !fits {
				passed = append(passed, r)
				continue
			}
			page = append(page, r)
			for _, l := range rooms[r.Index].Languages {
				used[l]++
			}
		}
		pages, left = append(pages, page), passed
	}
	return pages
}

func TestNoLanguageHasMoreThanHalfOfAPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPerson(t)
		rooms := anyRooms(t, 40)
		flood := anyLanguages(t, 1, 2, "flood")
		for i := range rapid.IntRange(0, 150).Draw(t, "flooded by") {
			r := anyRoomOf(i)
			r.Languages = flood
			rooms = append(rooms, r)
		}
		Sort(rooms)
		ranked := Rank(p, Filter{}, instant(), rooms)
		given := slices.Clone(ranked)
		pages := Pages(ranked, rooms)
		if !slices.Equal(ranked, given) {
			t.Fatal("the ranking was changed")
		}
		if want := byHand(ranked, rooms); !reflect.DeepEqual(pages, want) {
			t.Fatalf("got  %+v\nwant %+v", pages, want)
		}
		seen := map[int]bool{}
		for n, page := range pages {
			used := map[string]int{}
			for i, r := range page {
				if seen[r.Index] {
					t.Fatalf("%s appears twice", rooms[r.Index].ID)
				}
				seen[r.Index] = true
				if i > 0 && slices.Index(ranked, page[i-1]) >= slices.Index(ranked, r) {
					t.Fatalf("page %d has another order than the ranking", n)
				}
				for _, l := range rooms[r.Index].Languages {
					used[l]++
				}
			}
			for l, places := range used {
				if places > PageSize/2 {
					t.Fatalf("%s has %d places of page %d", l, places, n)
				}
			}
			if len(page) == 0 || len(page) > PageSize {
				t.Fatalf("page %d has %d rooms", n, len(page))
			}
		}
		if len(pages) > MaxPages || len(pages) < MaxPages && len(seen) != len(rooms) {
			t.Fatalf("%d of %d rooms on %d pages", len(seen), len(rooms), len(pages))
		}
	})
}

// anyRoomOf is a lively room of somebody who wants to be seen.
func anyRoomOf(i int) Room {
	return Room{ID: fmt.Sprintf("flood%d", i), People: 2 + i%10, FreeSeats: 3, Capacity: 500, Created: instant()}
}

// However many rooms there are in one language alone, what suits somebody better has the other half of the first page.
func TestAFloodInOneLanguageLeavesHalfOfThePage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Person{Speaks: []string{"zh"}, Learns: []string{"en"}}
		flood := rapid.SampledFrom([]string{"fr", "de", "en", "zh"}).Draw(t, "flood")
		var rooms []Room
		suit := rapid.IntRange(0, 30).Draw(t, "suit")
		for i := range suit {
			r := anyRoom(t, i)
			r.Languages, r.People, r.Capacity = []string{"zh", "en"}, min(r.People, 13), 500
			rooms = append(rooms, r)
		}
		for i := range rapid.IntRange(0, 300).Draw(t, "flooded by") {
			r := anyRoomOf(i)
			r.Languages = []string{flood}
			rooms = append(rooms, r)
		}
		Sort(rooms)
		pages := Pages(Rank(p, Filter{}, instant(), rooms), rooms)
		shown := 0
		if len(pages) > 0 {
			for _, r := range pages[0] {
				if r.Why.Code == Exchange {
					shown++
				}
			}
		}
		if shown != min(10, suit) {
			t.Fatalf("%d of %d rooms that suit are on the first page", shown, suit)
		}
	})
}

func TestWhereEverythingIsOnePairAPageIsTen(t *testing.T) {
	var rooms []Room
	for i := range 45 {
		r := anyRoomOf(i)
		r.Languages = []string{"zh", "en"}
		rooms = append(rooms, r)
	}
	Sort(rooms)
	pages := Pages(Rank(lena(), Filter{}, instant(), rooms), rooms)
	var lengths []int
	for _, page := range pages {
		lengths = append(lengths, len(page))
	}
	if want := []int{10, 10, 10, 10, 5}; !slices.Equal(lengths, want) {
		t.Errorf("pages of %v", lengths)
	}
	if pages := Pages(nil, rooms); pages != nil {
		t.Errorf("nothing has pages %+v", pages)
	}
}
