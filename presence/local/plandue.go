package local

import (
	"bytes"
	"context"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
)

// step bounds what one call does besides what it was asked for: rows that are made due or go.
const step = 200

// awaits reports whether an index by time has something for a moment, without waiting for those who write.
func (s *Store) awaits(ctx context.Context, now time.Time, which func(plans) []*bbolt.Bucket) (found bool, err error) {
	err = s.readPlans(ctx, "due", func(p plans) error {
		for _, index := range which(p) {
			found = found || len(ripe(index, instant(now), 1)) > 0
		}
		return nil
	})
	return found, err
}

// TakeDue implements presence.Schedules.
func (s *Store) TakeDue(ctx context.Context, limit int, lease time.Duration) (list []schedule.Plan, err error) {
	now := s.now()
	found, err := s.awaits(ctx, now, func(p plans) []*bbolt.Bucket { return []*bbolt.Bucket{p.due, p.over, p.ends, p.pushAges} })
	if !found || err != nil {
		return nil, err
	}
	err = s.planned(ctx, "take due", func(p plans) error {
		if err := s.expire(p, now); err != nil {
			return err
		}
		for _, id := range ripe(p.due, instant(now), min(limit, presence.MaxTaken)) {
			row, known := planRowOf(p.rows.Get(id))
			plan, err := s.plan(row, known)
			until := now.Add(lease)
			if err != nil {
				until = now.Add(presence.Unreadable)
			} else {
				list = append(list, plan)
			}
			if err := p.look(id, row, known, instant(until)); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// look has a plan be looked at at another time, 0 for never.
func (p plans) look(id []byte, row planRow, known bool, at int64) error {
	if !known {
		return nil
	}
	return p.schedule(id, row, at, momentOf(row.next), row.over)
}

// SettleDue implements presence.Schedules.
func (s *Store) SettleDue(ctx context.Context, id string, sequence int, again, next time.Time) error {
	if err := valid(ctx, id); err != nil {
		return err
	}
	return s.planned(ctx, "settle due", func(p plans) error {
		row, known := planRowOf(p.rows.Get([]byte(id)))
		plan, err := s.plan(row, known)
		if err != nil || plan.Series.Sequence != sequence {
			return nil // it is gone, or stays due
		}
		if !plan.Listed {
			next = time.Time{}
		}
		return p.schedule([]byte(id), row, instant(again), next, row.over)
	})
}

// markBooks has everybody who comes to an instance of a plan be looked at: some at a time, whenever some are taken.
func (p plans) markBooks(id []byte, now int64) error {
	for rest, value := range beginning(p.books, id) {
		row, known := bookRowOf(value)
		if !known {
			continue
		}
		book := append(bytes.Clone(id), rest...)
		if err := reschedule(p.walk, book, row.walk, now); err != nil {
			return err
		}
		row.walk = now
		if err := p.books.Put(book, row.bytes()); err != nil {
			return err
		}
	}
	return nil
}

// TakeReminders implements presence.Schedules.
func (s *Store) TakeReminders(ctx context.Context, limit int, lease time.Duration) (list []schedule.Reminder, err error) {
	now := s.now()
	found, err := s.awaits(ctx, now, func(p plans) []*bbolt.Bucket { return []*bbolt.Bucket{p.walk, p.remind} })
	if !found || err != nil {
		return nil, err
	}
	err = s.planned(ctx, "take reminders", func(p plans) error {
		if err := p.spread(instant(now)); err != nil {
			return err
		}
		taker := taker{store: s, plans: p, now: now, lease: lease, known: map[string]schedule.Plan{}, last: map[string][]byte{}}
		for _, key := range ripe(p.remind, instant(now), step) {
			if len(taker.list) >= min(limit, presence.MaxTaken) {
				break
			}
			if err := taker.take(key); err != nil {
				return err
			}
		}
		list = taker.list
		return nil
	})
	return list, err
}

// spread makes due whom a change of their plan has marked.
func (p plans) spread(now int64) error {
	left := step
	for _, book := range ripe(p.walk, now, step) {
		row, _ := bookRowOf(p.books.Get(book))
		upTo := bytes.Clone(p.walk.Get(timed(row.walk, book)))
		var keys [][]byte
		c := p.guests.Cursor()
		for key, _ := c.Seek(append(bytes.Clone(book), upTo...)); key != nil && bytes.HasPrefix(key, book); key, _ = c.Next() {
			if len(keys) == left {
				break
			}
			keys = append(keys, bytes.Clone(key))
		}
		for _, key := range keys {
			guest, _ := guestRowOf(p.guests.Get(key))
			if err := p.remindAt(key, guest, row.walk); err != nil {
				return err
			}
		}
		if left -= len(keys); left == 0 {
			next := number(numberOf(keys[len(keys)-1][bookLength:]) + 1)
			return p.walk.Put(timed(row.walk, book), next)
		}
		err := reschedule(p.walk, book, row.walk, 0)
		row.walk = 0
		if err = errors.Join(err, p.books.Put(book, row.bytes())); err != nil {
			return err
		}
	}
	return nil
}

// taker takes reminders in one transaction.
type taker struct {
	store *Store
	plans plans
	now   time.Time
	lease time.Duration
	list  []schedule.Reminder
	known map[string]schedule.Plan // by id
	last  map[string][]byte        // by book: the key of the last who comes, nil where nobody waits
}

// take gives one reminder out for the time of the lease. Who waits is looked at when they come.
func (t *taker) take(key []byte) error {
	row, _ := guestRowOf(t.plans.guests.Get(key))
	at, ok := codec.KeyOf(string(key[:min(len(key), bookLength)]))
	reply, err := codec.DecodeReply(row.value)
	plan, planned := t.plan(at.ID)
	if !ok || err != nil || !planned {
		t.store.rejected.Add(1)
		return t.plans.remindAt(key, row, instant(t.now.Add(presence.Unreadable)))
	}
	if last := t.lastGoing(key[:bookLength], plan.Limit); last != nil && bytes.Compare(key, last) > 0 {
		return t.plans.remindAt(key, row, 0)
	}
	t.list = append(t.list, schedule.Reminder{
		Key: at, Guest: reply.Guest, Sequence: plan.Series.Sequence, Last: momentOf(row.last),
		Told: reply.Told,
	})
	return t.plans.remindAt(key, row, instant(t.now.Add(t.lease)))
}

func (t *taker) plan(id string) (schedule.Plan, bool) {
	plan, seen := t.known[id]
	if !seen {
		plan, _ = t.store.planIn(t.plans, []byte(id))
		t.known[id] = plan
	}
	return plan, plan.Owner != ""
}

// lastGoing is the key of the last who comes to an instance, nil where nobody waits.
func (t *taker) lastGoing(book []byte, limit int) []byte {
	last, seen := t.last[string(book)]
	if seen || limit == 0 {
		return last
	}
	if row, _ := bookRowOf(t.plans.books.Get(book)); int(row.replies) > limit {
		n := 0
		for rest := range beginning(t.plans.guests, book) {
			if n++; n == limit {
				last = append(bytes.Clone(book), rest...)
				break
			}
		}
	}
	t.last[string(book)] = last
	return last
}

// SettleReminder implements presence.Schedules.
func (s *Store) SettleReminder(ctx context.Context, r schedule.Reminder, again time.Time) error {
	if err := codec.CheckReply(r.Key, r.Guest, false); err != nil {
		return err
	}
	return s.planned(ctx, "settle reminder", func(p plans) error {
		book := bookKey(r.ID, r.On)
		at := p.people.Get(named(r.Guest.Person, book...))
		key := append(book, at...)
		row, known := guestRowOf(p.guests.Get(key))
		plan, err := s.planIn(p, []byte(r.ID))
		if at == nil || !known || err != nil {
			return nil // they do not come any more
		}
		row.last = max(row.last, instant(r.Last))
		due := instant(again)
		reply, err := codec.DecodeReply(row.value)
		if err != nil || reply.Guest != r.Guest || plan.Series.Sequence != r.Sequence {
			due = row.due
		}
		if err == nil {
			row.value = toldNow(row.value, reply, r.Told)
		}
		return p.remindAt(key, row, due)
	})
}

// toldNow is a reply as it is written once its guest was told something.
func toldNow(value []byte, reply schedule.Reply, told schedule.Told) []byte {
	if told.IsZero() || told == reply.Told {
		return value
	}
	reply.Told = told
	after, err := codec.EncodeReply(reply)
	if err != nil {
		return value // this machine does not know their zone: they may be told once more
	}
	return after
}
