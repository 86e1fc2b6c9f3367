package discovery

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"corner/room/lang"
)

func TestQuickStartGoesWhereThereIsSomebodyToTalkTo(t *testing.T) {
	good := plain()
	good.People, good.FreeSeats = 1, 3
	with := func(change func(*Room)) Room { r := good; change(&r); return r }
	for _, c := range []struct {
		name  string
		rooms []Room
		want  int
	}{
		{"no rooms", nil, -1},
		{"one that fits", []Room{good}, 0},
		{"nobody there", []Room{with(func(r *Room) { r.People = 0 })}, -1},
		{"a door", []Room{with(func(r *Room) { r.Door = true })}, -1},
		{"full", []Room{with(func(r *Room) { r.People, r.Capacity = 5, 5 })}, -1},
		{"another pair", []Room{with(func(r *Room) { r.Languages = []string{"zh", "es"} })}, -1},
		{"one of the two alone", []Room{with(func(r *Room) { r.Languages = []string{"zh"} })}, -1},
		{"the better one", []Room{good, with(func(r *Room) { r.Counts = []Count{{"zh", 1, 0}} }), good}, 1},
		{"not one of a level too far off, where there is no seat", []Room{with(func(r *Room) { r.Level, r.FreeSeats = 6, 0 })}, -1},
	} {
		for salt := range uint64(50) {
			if got := Pick(lena(), "en", "zh", salt, instant(), c.rooms); got != c.want {
				t.Errorf("%s: salt %d picks %d, want %d", c.name, salt, got, c.want)
				break
			}
		}
	}
	// What somebody else speaks and learns besides does not count: they said what they give and get.
	many := Person{Speaks: []string{"en", "de"}, Learns: []string{"zh", "es"}}
	es := with(func(r *Room) { r.Languages = []string{"de", "es"} })
	if got := Pick(many, "en", "zh", 1, instant(), []Room{es}); got != -1 {
		t.Error("picks", got)
	}
	if got := Pick(many, "de", "es", 1, instant(), []Room{es}); got != 0 {
		t.Error("picks", got)
	}
}

func TestAHundredWhoAskAtOnceSpreadOverRoomsThatAreAsGood(t *testing.T) {
	var rooms []Room
	for i := range 10 {
		r := plain()
		r.ID, r.People, r.FreeSeats = fmt.Sprintf("room-%d", i), 2+i, 1
		rooms = append(rooms, r)
	}
	worse := plain()
	worse.ID, worse.People = "worse", 1 // 100 points below
	rooms = append(rooms, worse)
	given := append([]Room(nil), rooms...)
	picked := map[int]int{}
	for salt := range uint64(1000) {
		i := Pick(lena(), "en", "zh", salt, instant(), rooms)
		if again := Pick(lena(), "en", "zh", salt, instant(), rooms); again != i {
			t.Fatalf("salt %d picks %d, then %d", salt, i, again)
		}
		picked[i]++
	}
	for i := range 10 {
		if n := picked[i]; n < 40 || n > 200 {
			t.Errorf("room %d is picked %d times of 1000", i, n)
		}
	}
	if picked[10] != 0 {
		t.Errorf("a worse one is picked %d times", picked[10])
	}
	if !reflect.DeepEqual(rooms, given) {
		t.Error("the rooms were changed")
	}
}

// many is a lobby of every mix of four languages, and somebody with a full profile.
func many(n int) (Person, []Room) {
	names := make([]string, 40)
	for i := range names {
		names[i] = string([]byte{byte('a' + i%26), byte('a' + i/26)})
	}
	p := Person{Levels: map[string]lang.Level{}}
	for i := range 8 {
		p.Speaks, p.Learns = append(p.Speaks, names[i*2]), append(p.Learns, names[i*2+1])
		p.Levels[names[i*2+1]] = lang.Level(i % 7)
	}
	rooms := make([]Room, n)
	for i := range rooms {
		r := &rooms[i]
		*r = Room{
			ID: fmt.Sprint("room", i), Level: lang.Level(i % 7), People: i * 7919 % 90, FreeSeats: i % 4, Capacity: 80 + i%20,
			Created: instant().Add(-time.Duration(i*31%5000) * time.Second), Door: i%5 == 0,
		}
		for l := range 4 {
			language := names[(i*7+l*l*11+l)%len(names)]
			r.Languages = append(r.Languages, language)
			r.Counts = append(r.Counts, Count{language, i / 3 % 2, i / 5 % 2})
		}
	}
	Sort(rooms)
	return p, rooms
}

func BenchmarkRank10000(b *testing.B) {
	p, rooms := many(10_000)
	b.ReportAllocs()
	for b.Loop() {
		Pages(Rank(p, Filter{}, instant(), rooms), rooms)
	}
}
