package local

import (
	"bytes"
	"encoding/binary"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/room/walltime"
)

// plans are the buckets of what is planned, inside a transaction. Ids have one length, and so have dates; a person in
// front of something else has a byte for its length.
type plans struct {
	rows   *bbolt.Bucket // id → planRow
	owners *bbolt.Bucket // owner, id
	due    *bbolt.Bucket // time, id: when a plan is to be looked at
	agenda *bbolt.Bucket // time, id: when a listed plan begins something next
	over   *bbolt.Bucket // time, id: when a plan may have been over for PlanAge

	books  *bbolt.Bucket // id, date → bookRow
	walk   *bbolt.Bucket // time, id, date → number of arrival up to which all have been made due
	ends   *bbolt.Bucket // time, id, date: when a book may go
	guests *bbolt.Bucket // id, date, number of arrival → guestRow
	people *bbolt.Bucket // person, id, date → number of arrival
	remind *bbolt.Bucket // time, id, date, number of arrival: when somebody is to be looked at

	feeds      *bbolt.Bucket // hash → feed
	feedOwners *bbolt.Bucket // owner, hash
	feedPlans  *bbolt.Bucket // id, hash
	push       *bbolt.Bucket // person → list
	pushAges   *bbolt.Bucket // time, person: when the oldest of a list is out of use
}

// all are the buckets by name.
func (p *plans) all() map[string]**bbolt.Bucket {
	return map[string]**bbolt.Bucket{
		"plans": &p.rows, "plans.owners": &p.owners, "plans.due": &p.due, "plans.agenda": &p.agenda, "plans.over": &p.over,
		"books": &p.books, "books.walk": &p.walk, "books.ends": &p.ends,
		"guests": &p.guests, "guests.people": &p.people, "guests.remind": &p.remind,
		"feeds": &p.feeds, "feeds.owners": &p.feedOwners, "feeds.plans": &p.feedPlans,
		"push": &p.push, "push.ages": &p.pushAges,
	}
}

func plansIn(tx *bbolt.Tx) plans {
	var p plans
	for name, bucket := range p.all() {
		*bucket = tx.Bucket([]byte(name))
	}
	return p
}

// recallPlans makes the buckets.
func recallPlans(tx *bbolt.Tx) error {
	for name := range new(plans).all() {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	return nil
}

const (
	numberLength = 8
	dateLength   = len("2026-11-28")
	bookLength   = presence.IDLength + dateLength
)

// number writes what sorts as it counts. None is negative.
func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func numberOf(b []byte) int64 { return int64(binary.BigEndian.Uint64(b)) }

// timed is a key in an index by time.
func timed(at int64, rest []byte) []byte { return append(number(at), rest...) }

func bookKey(id string, on walltime.Date) []byte { return []byte(id + on.String()) }

// named is a person in front of something else.
func named(person string, rest ...byte) []byte {
	return append(append([]byte{byte(len(person))}, person...), rest...)
}

// instant is how times are kept, 0 for none.
func instant(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(1, t.UnixMilli())
}

// momentOf is the time that instant wrote.
func momentOf(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return time.UnixMilli(at).UTC()
}

// reschedule moves something in an index by time; 0 is not to be in it.
func reschedule(index *bbolt.Bucket, rest []byte, from, to int64) error {
	if from > 0 {
		if err := index.Delete(timed(from, rest)); err != nil {
			return err
		}
	}
	if to > 0 {
		return index.Put(timed(to, rest), nil)
	}
	return nil
}

// ripe gives what an index by time has up to a time, the oldest first.
func ripe(index *bbolt.Bucket, until int64, limit int) [][]byte {
	var list [][]byte
	c := index.Cursor()
	for key, _ := c.First(); key != nil && len(list) < limit; key, _ = c.Next() {
		if len(key) < numberLength || numberOf(key) > until {
			break
		}
		list = append(list, bytes.Clone(key[numberLength:]))
	}
	return list
}

// beginning gives the keys that begin with a prefix, without it, and their values, in order.
func beginning(bucket *bbolt.Bucket, prefix []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(rest, value []byte) bool) {
		c := bucket.Cursor()
		for key, value := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, value = c.Next() {
			if !yield(key[len(prefix):], value) {
				return
			}
		}
	}
}

// count is how many keys begin with a prefix, and no more than some.
func count(bucket *bbolt.Bucket, prefix []byte, most int) int {
	n := 0
	for range beginning(bucket, prefix) {
		if n++; n == most {
			break
		}
	}
	return n
}
