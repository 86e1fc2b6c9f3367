package local

import (
	"bytes"
	"context"
	"errors"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
	"corner/room/walltime"
)

// bookRow is what the file has of an instance to which somebody comes.
type bookRow struct {
	arrivals int64 // numbers of arrival given
	replies  int64
	end      int64 // times in the indexes
	walk     int64
}

func (r bookRow) bytes() []byte {
	return append(append(append(number(r.arrivals), number(r.replies)...), number(r.end)...), number(r.walk)...)
}

func bookRowOf(b []byte) (bookRow, bool) {
	if len(b) != 4*numberLength {
		return bookRow{}, false
	}
	return bookRow{numberOf(b), numberOf(b[8:]), numberOf(b[16:]), numberOf(b[24:])}, true
}

// guestRow is what the file has of somebody who comes. Its value stays readable where only times change.
type guestRow struct {
	due   int64  // time in the index
	last  int64  // up to when they have been reminded
	value []byte // codec's
}

func (r guestRow) bytes() []byte { return append(append(number(r.due), number(r.last)...), r.value...) }

func guestRowOf(b []byte) (guestRow, bool) {
	if len(b) < 2*numberLength {
		return guestRow{}, false
	}
	return guestRow{numberOf(b), numberOf(b[8:]), bytes.Clone(b[16:])}, true
}

// line is a book as it is in the file: the replies that can be read, and their keys.
type line struct {
	schedule.Book
	keys [][]byte
}

// line reads the book of an instance.
func (s *Store) line(p plans, book []byte, limit int) line {
	var replies []schedule.Reply
	var keys [][]byte
	for rest, value := range beginning(p.guests, book) {
		row, ok := guestRowOf(value)
		reply, err := codec.DecodeReply(row.value)
		if !ok || err != nil {
			s.rejected.Add(1)
			continue
		}
		replies, keys = append(replies, reply), append(keys, append(bytes.Clone(book), rest...))
	}
	return line{schedule.Book{Limit: limit, Replies: replies}, keys}
}

// key is where somebody is in the file.
func (l line) key(person string) []byte {
	for i, r := range l.Replies {
		if r.Person == person {
			return l.keys[i]
		}
	}
	return nil
}

// Reply implements presence.Schedules.
func (s *Store) Reply(ctx context.Context, id string, on walltime.Date, guest schedule.Guest, comes bool) (schedule.Book, []string, error) {
	if err := codec.CheckReply(schedule.Key{ID: id, On: on}, guest, comes); err != nil {
		return schedule.Book{}, nil, err
	}
	var book schedule.Book
	var come []string
	now := s.now()
	err := s.planned(ctx, "reply", func(p plans) error {
		plan, err := s.planIn(p, []byte(id))
		if err != nil {
			return err
		}
		l := s.line(p, bookKey(id, on), plan.Limit)
		if comes {
			book, err = s.join(p, plan, on, l, guest, now)
			return err
		}
		book, come, err = p.leave(bookKey(id, on), l, guest.Person, now)
		return err
	})
	if err != nil {
		return schedule.Book{}, nil, err
	}
	return book, come, nil
}

// join puts somebody at the end of a line, or changes what they are called where they stand.
func (s *Store) join(p plans, plan schedule.Plan, on walltime.Date, l line, guest schedule.Guest, now time.Time) (schedule.Book, error) {
	instance, err := plan.Series.Find(on)
	if err != nil {
		return l.Book, err
	}
	if instance.Cancelled {
		return l.Book, schedule.ErrCancelled
	}
	after, err := l.Join(guest, now)
	if err != nil {
		return l.Book, err
	}
	book := bookKey(plan.Series.ID, on)
	if key := l.key(guest.Person); key != nil {
		return after, p.rename(key, guest, now)
	}
	at := p.people.Get(named(guest.Person, book...))
	if at == nil {
		if at, err = p.arrive(book, guest.Person, instant(instance.End.Add(presence.BookAge))); err != nil {
			return l.Book, err
		}
	}
	row, last := guestRow{}, &after.Replies[len(after.Replies)-1]
	if len(after.Waiting()) == 0 { // else that they come is news to be told
		last.Told = schedule.ToldOf(instance)
	}
	if row.value, err = codec.EncodeReply(*last); err != nil {
		return l.Book, err
	}
	return after, p.remindAt(append(bytes.Clone(book), at...), row, instant(now))
}

// arrive counts one more in a book, and gives them the next number of arrival.
func (p plans) arrive(book []byte, person string, end int64) ([]byte, error) {
	if count(p.people, named(person), presence.MaxRepliesPerGuest) == presence.MaxRepliesPerGuest {
		return nil, presence.ErrTooMany
	}
	row, known := bookRowOf(p.books.Get(book))
	if !known {
		if count(p.books, book[:presence.IDLength], presence.MaxBooksPerPlan) == presence.MaxBooksPerPlan {
			return nil, presence.ErrTooMany
		}
		row.end = end
		if err := reschedule(p.ends, book, 0, end); err != nil {
			return nil, err
		}
	}
	row.arrivals++
	row.replies++
	at := number(row.arrivals)
	return at, errors.Join(p.books.Put(book, row.bytes()), p.people.Put(named(person, book...), at))
}

// rename writes what somebody in the line is called now.
func (p plans) rename(key []byte, guest schedule.Guest, now time.Time) error {
	row, _ := guestRowOf(p.guests.Get(key))
	reply, err := codec.DecodeReply(row.value)
	if err != nil || reply.Guest == guest {
		return err
	}
	reply.Guest = guest
	if row.value, err = codec.EncodeReply(reply); err != nil {
		return err
	}
	return p.remindAt(key, row, instant(now))
}

// leave takes somebody out, and has those looked at who come now.
func (p plans) leave(book []byte, l line, person string, now time.Time) (schedule.Book, []string, error) {
	after, come, err := l.Leave(person)
	if err != nil {
		return l.Book, nil, err
	}
	if err := p.dropGuest(l.key(person), person); err != nil {
		return l.Book, nil, err
	}
	for _, next := range come {
		key := l.key(next)
		row, _ := guestRowOf(p.guests.Get(key))
		if err := p.remindAt(key, row, instant(now)); err != nil {
			return l.Book, nil, err
		}
	}
	return after, come, nil
}

// remindAt writes a guest's row with another time at which they are looked at, 0 for never.
func (p plans) remindAt(key []byte, row guestRow, due int64) error {
	if err := reschedule(p.remind, key, row.due, due); err != nil {
		return err
	}
	row.due = due
	return p.guests.Put(key, row.bytes())
}

// dropGuest removes a row, and the book with its last one.
func (p plans) dropGuest(key []byte, person string) error {
	row, _ := guestRowOf(p.guests.Get(key))
	book := bytes.Clone(key[:bookLength])
	err := errors.Join(reschedule(p.remind, key, row.due, 0), p.people.Delete(named(person, book...)), p.guests.Delete(key))
	kept, known := bookRowOf(p.books.Get(book))
	if err != nil || !known {
		return err
	}
	if kept.replies--; kept.replies > 0 {
		return p.books.Put(book, kept.bytes())
	}
	return p.dropBook(book, kept)
}

// dropBook removes what is known of a book in which nobody is any more.
func (p plans) dropBook(book []byte, row bookRow) error {
	return errors.Join(reschedule(p.ends, book, row.end, 0), reschedule(p.walk, book, row.walk, 0), p.books.Delete(book))
}

// Book implements presence.Schedules.
func (s *Store) Book(ctx context.Context, id string, on walltime.Date) (book schedule.Book, err error) {
	if err := valid(ctx, id); err != nil {
		return schedule.Book{}, err
	}
	err = s.readPlans(ctx, "book", func(p plans) error {
		plan, err := s.planIn(p, []byte(id))
		if err == nil && on.Valid() {
			book = s.line(p, bookKey(id, on), plan.Limit).Book
		}
		return err
	})
	return book, err
}

// Counts implements presence.Schedules.
func (s *Store) Counts(ctx context.Context, keys []schedule.Key, person string) ([]schedule.Count, error) {
	if err := presence.CheckCounts(keys, person); err != nil {
		return nil, err
	}
	list := make([]schedule.Count, len(keys))
	limits := map[string]int{} // of plans that have been read: reading one is dear
	err := s.readPlans(ctx, "counts", func(p plans) error {
		for i, key := range keys {
			book := bookKey(key.ID, key.On)
			row, _ := bookRowOf(p.books.Get(book))
			if row.replies == 0 {
				continue
			}
			limit, known := limits[key.ID]
			if !known {
				plan, _ := planRowOf(p.rows.Get([]byte(key.ID)))
				var err error
				if limit, err = codec.DecodeLimit(plan.value); err != nil {
					continue
				}
				limits[key.ID] = limit
			}
			list[i] = presence.CountOf(limit, int(row.replies), p.place(book, person))
		}
		return nil
	})
	return list, err
}

// place is somebody's place in a line, from 1; 0 for who is not in it.
func (p plans) place(book []byte, person string) int {
	if person == "" {
		return 0
	}
	at := p.people.Get(named(person, book...))
	if at == nil {
		return 0
	}
	place := 0
	for rest := range beginning(p.guests, book) {
		place++
		if bytes.Equal(rest, at) {
			return place
		}
	}
	return 0
}

// RepliesOf implements presence.Schedules.
func (s *Store) RepliesOf(ctx context.Context, person string) (list []schedule.Key, err error) {
	if !presence.ValidPerson(person) {
		return nil, schedule.ErrPerson
	}
	err = s.readPlans(ctx, "replies", func(p plans) error {
		for rest := range beginning(p.people, named(person)) {
			if key, ok := codec.KeyOf(string(rest)); ok {
				list = append(list, key)
			}
		}
		return nil
	})
	return list, err
}
