package schedule

import (
	"slices"
	"time"
)

// Bounds on a Book.
const (
	MaxLimit  = 10_000
	MaxListed = 20_000
)

// Reply is that somebody comes, and since when they say so.
type Reply struct {
	Guest
	At   time.Time // whole milliseconds
	Told Told
}

// Book is who comes to one instance, in the order in which they said so. The first Limit come, who follows waits: so
// somebody who leaves makes room for whoever has waited longest. It is a value: every change returns another.
type Book struct {
	Limit   int // 0 is none
	Replies []Reply
}

// NewBook is a Book with what was written down of one. It drops what is out of bounds: replies of nobody, second ones
// of a person, and more than MaxListed. A limit out of bounds is none.
func NewBook(limit int, replies []Reply) Book {
	b := Book{Limit: limit}
	if !validLimit(limit) {
		b.Limit = 0
	}
	seen := make(map[string]bool, min(len(replies), MaxListed))
	for _, r := range replies {
		if len(b.Replies) == MaxListed {
			break
		}
		if r.Guest.bounded() && !seen[r.Person] {
			seen[r.Person] = true
			b.Replies = append(b.Replies, r)
		}
	}
	return b
}

// Going are those who come, in order. The caller does not change it.
func (b Book) Going() []Reply { return b.Replies[:b.going():b.going()] }

// Waiting are those who wait, in order. The caller does not change it.
func (b Book) Waiting() []Reply { return b.Replies[b.going():] }

func (b Book) going() int {
	if b.Limit == 0 {
		return len(b.Replies)
	}
	return min(b.Limit, len(b.Replies))
}

// Place is somebody's place: going, or how many wait before them. False for who is not in the Book.
func (b Book) Place(person string) (going bool, before int, listed bool) {
	i := b.index(person)
	if i < 0 {
		return false, 0, false
	}
	if i < b.going() {
		return true, 0, true
	}
	return false, i - b.going(), true
}

// Join puts somebody at the end. Who is there already stays where they are, under the name and zone that they give now.
// It refuses what Guest.Check refuses, and with ErrFull.
func (b Book) Join(guest Guest, now time.Time) (Book, error) {
	if err := guest.Check(); err != nil {
		return b, err
	}
	if i := b.index(guest.Person); i >= 0 {
		if b.Replies[i].Guest != guest {
			b.Replies = slices.Clone(b.Replies)
			b.Replies[i].Guest = guest
		}
		return b, nil
	}
	if len(b.Replies) >= MaxListed {
		return b, ErrFull
	}
	b.Replies = append(slices.Clip(b.Replies), Reply{Guest: guest, At: now.UTC().Truncate(time.Millisecond)})
	return b, nil
}

// Leave takes somebody out, and says who comes now that waited before. It refuses with ErrNotListed.
func (b Book) Leave(person string) (Book, []string, error) {
	i := b.index(person)
	if i < 0 {
		return b, nil, ErrNotListed
	}
	after := b
	after.Replies = slices.Delete(slices.Clone(b.Replies), i, i+1)
	return after, b.moved(after), nil
}

// SetLimit changes how many may come, and says who comes now that waited before, and who has to wait now: those who
// said so last, before all who waited already. It refuses with ErrLimit.
func (b Book) SetLimit(limit int) (after Book, come, wait []string, err error) {
	if !validLimit(limit) {
		return b, nil, nil, ErrLimit
	}
	after = b
	after.Limit = limit
	return after, b.moved(after), after.moved(b), nil
}

// moved are those who go after and waited before.
func (b Book) moved(after Book) []string {
	waited := make(map[string]bool, len(b.Waiting()))
	for _, r := range b.Waiting() {
		waited[r.Person] = true
	}
	var list []string
	for _, r := range after.Going() {
		if waited[r.Person] {
			list = append(list, r.Person)
		}
	}
	return list
}

func (b Book) index(person string) int {
	return slices.IndexFunc(b.Replies, func(r Reply) bool { return r.Person == person })
}

func validLimit(limit int) bool { return limit >= 0 && limit <= MaxLimit }

func validPerson(id string) bool { return id != "" && len(id) <= MaxID }
