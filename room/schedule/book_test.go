package schedule

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func people(list []Reply) []string {
	names := []string{}
	for _, r := range list {
		names = append(names, r.Person)
	}
	return names
}

func guest(person string) Guest { return Guest{Person: person, Name: "小雨", Zone: "Asia/Shanghai"} }

func join(t *testing.T, b Book, names ...string) Book {
	t.Helper()
	for n, name := range names {
		var err error
		if b, err = b.Join(guest(name), began().Add(time.Duration(n)*time.Second)); err != nil {
			t.Fatal(name, err)
		}
	}
	return b
}

func TestTheFirstComeAndTheOthersWait(t *testing.T) {
	b := join(t, NewBook(2, nil), "ana", "bo", "cy", "dee", "cy")
	if g, w := people(b.Going()), people(b.Waiting()); !slices.Equal(g, []string{"ana", "bo"}) || !slices.Equal(w, []string{"cy", "dee"}) {
		t.Fatal(g, w)
	}
	if going, before, listed := b.Place("dee"); going || before != 1 || !listed {
		t.Error(going, before, listed)
	}
	if going, before, listed := b.Place("bo"); !going || before != 0 || !listed {
		t.Error(going, before, listed)
	}
	if _, _, listed := b.Place("eve"); listed {
		t.Error("eve is listed")
	}
	after, come, err := b.Leave("ana")
	if err != nil || !slices.Equal(come, []string{"cy"}) || !slices.Equal(people(after.Going()), []string{"bo", "cy"}) {
		t.Error(come, after, err)
	}
	if after, come, err = after.Leave("dee"); err != nil || come != nil || len(after.Waiting()) != 0 {
		t.Error(come, after, err)
	}
	if again := join(t, after, "ana"); !slices.Equal(people(again.Waiting()), []string{"ana"}) {
		t.Error("who comes back does not wait at the end:", again)
	}
	if len(b.Replies) != 4 {
		t.Error("the old one was changed")
	}
}

func TestTwoWhoJoinTheSameBookMakeTwo(t *testing.T) {
	b := NewBook(0, nil)
	for _, name := range []string{"ana", "bo", "cy", "dee", "eve"} {
		b = join(t, b, name)
		x, y := join(t, b, "xi"), join(t, b, "yu")
		if !slices.Equal(people(x.Replies), append(people(b.Replies), "xi")) || !slices.Equal(people(y.Replies), append(people(b.Replies), "yu")) {
			t.Fatalf("%v and %v", people(x.Replies), people(y.Replies))
		}
	}
}

func TestTheLimitMayChange(t *testing.T) {
	b := join(t, NewBook(3, nil), "ana", "bo", "cy", "dee", "eve")
	less, come, wait, err := b.SetLimit(1)
	if err != nil || come != nil || !slices.Equal(wait, []string{"bo", "cy"}) || !slices.Equal(people(less.Waiting()), []string{"bo", "cy", "dee", "eve"}) {
		t.Error(less, come, wait, err)
	}
	more, come, wait, err := less.SetLimit(4)
	if err != nil || !slices.Equal(come, []string{"bo", "cy", "dee"}) || wait != nil {
		t.Error(more, come, wait, err)
	}
	if open, come, _, err := more.SetLimit(0); err != nil || !slices.Equal(come, []string{"eve"}) || len(open.Waiting()) != 0 {
		t.Error(open, come, err)
	}
	for _, limit := range []int{-1, MaxLimit + 1} {
		if same, _, _, err := b.SetLimit(limit); !errors.Is(err, ErrLimit) || !reflect.DeepEqual(same, b) {
			t.Error(limit, err)
		}
	}
}

func TestABookHasBounds(t *testing.T) {
	b := NewBook(1, nil)
	for _, id := range []string{"", strings.Repeat("x", MaxID+1)} {
		if _, err := b.Join(guest(id), began()); !errors.Is(err, ErrPerson) {
			t.Errorf("%.9q: %v", id, err)
		}
	}
	if _, _, err := b.Leave("ana"); !errors.Is(err, ErrNotListed) {
		t.Error(err)
	}
	many := make([]Reply, MaxListed+5)
	for i := range many {
		many[i] = Reply{Guest: guest(fmt.Sprint("p", i))}
	}
	full := NewBook(1, many)
	if len(full.Replies) != MaxListed {
		t.Error(len(full.Replies))
	}
	if _, err := full.Join(guest("ana"), began()); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	if same, err := full.Join(guest("p7"), began()); err != nil || len(same.Replies) != MaxListed {
		t.Error("who is there is refused:", err)
	}
}

// A book against a list and a count: never more than the limit go, the order is that of joining, nobody is lost or
// there twice, and who is told that they come had waited.
func TestNobodyIsLostOrTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := NewBook(rapid.IntRange(0, 4).Draw(t, "limit"), nil)
		limit := b.Limit
		var order []string // who came, as they came
		going := func() []string {
			if limit == 0 {
				return order
			}
			return order[:min(limit, len(order))]
		}
		for range rapid.IntRange(1, 60).Draw(t, "acts") {
			person := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g"}).Draw(t, "person")
			was := slices.Clone(going())
			before := Book{b.Limit, slices.Clone(b.Replies)}
			given := b
			var come, wait []string
			var err error
			switch rapid.SampledFrom([]string{"join", "join", "leave", "limit", "record"}).Draw(t, "act") {
			case "join":
				if b, err = b.Join(guest(person), began()); err != nil {
					t.Fatal(err)
				}
				if !slices.Contains(order, person) {
					order = append(order, person)
				}
				if slices.Contains(going(), person) && !slices.Contains(was, person) {
					was = append(was, person) // they are told by their own answer
				}
			case "leave":
				b, come, err = b.Leave(person)
				if (err == nil) != slices.Contains(order, person) {
					t.Fatal(person, err)
				}
				order = slices.DeleteFunc(order, func(p string) bool { return p == person })
				was = slices.DeleteFunc(was, func(p string) bool { return p == person })
			case "limit":
				limit = rapid.IntRange(0, 4).Draw(t, "to")
				b, come, wait, err = b.SetLimit(limit)
				if err != nil {
					t.Fatal(err)
				}
			case "record":
				b = NewBook(b.Limit, append(slices.Clone(b.Replies), b.Replies...))
			}
			if !reflect.DeepEqual(given, before) && len(before.Replies) > 0 {
				t.Fatalf("%v became %v", before, given)
			}
			if !slices.Equal(people(b.Replies), append([]string{}, order...)) || !slices.Equal(people(b.Going()), append([]string{}, going()...)) {
				t.Fatalf("%v, not %v with %d going", b, order, len(going()))
			}
			if b.Limit > 0 && len(b.Going()) > b.Limit || len(b.Going())+len(b.Waiting()) != len(b.Replies) {
				t.Fatalf("%d go of %d", len(b.Going()), b.Limit)
			}
			now := going()
			if !slices.Equal(come, missing(now, was)) || !slices.Equal(wait, missing(was, now)) {
				t.Fatalf("from %v to %v: %v come, %v wait", was, now, come, wait)
			}
		}
	})
}

// missing are those of a list that another has not.
func missing(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return slices.Contains(other, p) })
}

func FuzzNewBook(f *testing.F) {
	f.Add(2, "ana,bo,cy,ana,,")
	f.Add(-1, strings.Repeat("x", 100))
	f.Fuzz(func(t *testing.T, limit int, names string) {
		var replies []Reply
		for name := range strings.SplitSeq(names, ",") {
			replies = append(replies, Reply{Guest: Guest{Person: name}})
		}
		b := NewBook(limit, replies)
		if b.Limit < 0 || b.Limit > MaxLimit || b.Limit > 0 && len(b.Going()) > b.Limit || len(b.Replies) > MaxListed {
			t.Fatalf("%+v", b)
		}
		seen := map[string]bool{}
		for _, r := range b.Replies {
			if r.Person == "" || len(r.Person) > MaxID || seen[r.Person] || !strings.Contains(names, r.Person) {
				t.Fatalf("%q", r.Person)
			}
			seen[r.Person] = true
		}
		if again := NewBook(b.Limit, b.Replies); !reflect.DeepEqual(again, b) {
			t.Fatalf("%+v is read as %+v", b, again)
		}
	})
}
