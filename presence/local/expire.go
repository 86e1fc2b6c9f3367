package local

import (
	"bytes"
	"errors"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
)

// expire drops some of what is over: plans, books of instances, addresses of web push.
func (s *Store) expire(p plans, now time.Time) error {
	return errors.Join(s.expirePlans(p, now), s.expireBooks(p, now), s.expirePush(p, now))
}

// expirePlans drops plans that have been over for PlanAge, and looks at the others again in a day.
func (s *Store) expirePlans(p plans, now time.Time) error {
	for _, id := range ripe(p.over, instant(now), presence.MaxTaken) {
		row, known := planRowOf(p.rows.Get(id))
		plan, err := s.plan(row, known)
		if err == nil && plan.OverFor(presence.PlanAge, now) {
			err = p.drop(id)
		} else if known {
			err = p.schedule(id, row, row.due, momentOf(row.next), instant(now.Add(24*time.Hour)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// expireBooks drops who came to instances that have been over for BookAge: an instance may have been moved since.
func (s *Store) expireBooks(p plans, now time.Time) error {
	left := step
	for _, book := range ripe(p.ends, instant(now), step) {
		row, _ := bookRowOf(p.books.Get(book))
		if end := s.endOf(p, book); end.After(now) {
			if err := reschedule(p.ends, book, row.end, instant(end)); err != nil {
				return err
			}
			row.end = instant(end)
			if err := p.books.Put(book, row.bytes()); err != nil {
				return err
			}
			continue
		}
		dropped, err := p.dropGuests(book, left)
		if left -= dropped; err != nil || left == 0 {
			return err
		}
	}
	return nil
}

// endOf is when the book of an instance goes, now that its plan is as it is; the zero time for one without.
func (s *Store) endOf(p plans, book []byte) time.Time {
	key, ok := codec.KeyOf(string(book))
	plan, err := s.planIn(p, []byte(key.ID))
	if !ok || err != nil {
		return time.Time{}
	}
	instance, err := plan.Series.Find(key.On)
	if err != nil {
		return time.Time{}
	}
	return instance.End.Add(presence.BookAge)
}

// dropGuests removes some of a book, the book with its last one, and says how many.
func (p plans) dropGuests(book []byte, most int) (int, error) {
	var keys [][]byte
	for rest := range beginning(p.guests, book) {
		if len(keys) == most {
			break
		}
		keys = append(keys, append(bytes.Clone(book), rest...))
	}
	for _, key := range keys {
		row, _ := guestRowOf(p.guests.Get(key))
		reply, _ := codec.DecodeReply(row.value)
		if err := p.dropGuest(key, reply.Person); err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}

// dropBooks removes who comes to the instances of a plan.
func (p plans) dropBooks(id []byte) error {
	var books [][]byte
	for rest := range beginning(p.books, id) {
		books = append(books, append(bytes.Clone(id), rest...))
	}
	for _, book := range books {
		if _, err := p.dropGuests(book, int(^uint(0)>>1)); err != nil {
			return err
		}
	}
	return nil
}
