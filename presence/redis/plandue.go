package redis

import (
	"context"
	"strconv"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
)

// TakeDue implements presence.Schedules.
func (s *Store) TakeDue(ctx context.Context, limit int, lease time.Duration) ([]schedule.Plan, error) {
	limit = max(0, min(limit, presence.MaxTaken))
	answer, err := s.plan(ctx, "due", limit, lease.Milliseconds(), presence.MaxTaken).Slice()
	if err != nil {
		return nil, fault("take due", err)
	}
	if len(answer) != 5 {
		return nil, fault("take due", unexpected(nil))
	}
	ms, isTime := answer[0].(int64)
	gone, isNumber := answer[4].(int64)
	if !isTime || !isNumber {
		return nil, fault("take due", unexpected(nil))
	}
	now := time.UnixMilli(ms)
	list, err := s.taken(ctx, texts(answer[1]), now)
	if err != nil {
		return nil, err
	}
	// What is over goes beside; should that fail, what was taken is taken all the same, and the rest is tried again.
	_ = s.expirePlans(ctx, texts(answer[2]), now)
	_ = s.expireBooks(ctx, texts(answer[3]), now)
	if gone == 1 {
		_ = s.plan(ctx, "clear", step, "").Err()
	}
	return list, nil
}

// texts reads a list of an answer.
func texts(answer any) []string {
	values, _ := answer.([]any)
	list := make([]string, len(values))
	for i, value := range values {
		list[i], _ = value.(string)
	}
	return list
}

// taken reads id and value of each; one that cannot be read is looked at again in an hour.
func (s *Store) taken(ctx context.Context, rows []string, now time.Time) ([]schedule.Plan, error) {
	var list []schedule.Plan
	for i := 0; i+1 < len(rows); i += 2 {
		if plan, readable := s.decodePlan(rows[i+1]); readable {
			list = append(list, plan)
			continue
		}
		if err := s.later(ctx, "due", rows[i], now.Add(presence.Unreadable)); err != nil {
			return list, err
		}
	}
	return list, nil
}

// later moves something in an index by time.
func (s *Store) later(ctx context.Context, index, member string, at time.Time) error {
	return fault("look again", s.plan(ctx, "later", index, member, milliseconds(at)).Err())
}

// expirePlans drops plans that have been over for PlanAge, and looks at the others again in a day.
func (s *Store) expirePlans(ctx context.Context, rows []string, now time.Time) error {
	for i := 0; i+2 < len(rows); i += 3 {
		plan, readable := s.decodePlan(rows[i+1])
		version, err := strconv.ParseInt(rows[i+2], 10, 64)
		if err == nil && version > 0 && readable && plan.OverFor(presence.PlanAge, now) {
			err = s.dropPlan(ctx, rows[i], version)
		} else {
			err = s.later(ctx, "over", rows[i], now.Add(24*time.Hour))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// expireBooks drops who came to instances that have been over for BookAge: an instance may have been moved since.
func (s *Store) expireBooks(ctx context.Context, rows []string, now time.Time) error {
	for i := 0; i+1 < len(rows); i += 2 {
		var end time.Time
		if key, ok := codec.KeyOf(rows[i]); ok {
			if plan, readable := s.decodePlan(rows[i+1]); readable {
				if instance, err := plan.Series.Find(key.On); err == nil {
					end = instance.End.Add(presence.BookAge)
				}
			}
		}
		var err error
		if end.After(now) {
			err = s.later(ctx, "ends", rows[i], end)
		} else {
			err = fault("clear a book", s.plan(ctx, "clear", step, rows[i]).Err())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// SettleDue implements presence.Schedules.
func (s *Store) SettleDue(ctx context.Context, id string, sequence int, again, next time.Time) error {
	if !presence.ValidID(id) {
		return presence.ErrInvalidID
	}
	found, err := s.read(ctx, id)
	if err == presence.ErrNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if !found.plan.Listed {
		next = time.Time{}
	}
	return fault("settle due", s.plan(ctx, "settle", id, sequence, milliseconds(again), milliseconds(next)).Err())
}

// TakeReminders implements presence.Schedules.
func (s *Store) TakeReminders(ctx context.Context, limit int, lease time.Duration) ([]schedule.Reminder, error) {
	limit = max(0, min(limit, presence.MaxTaken))
	rows, err := s.plan(ctx, "remind", limit, lease.Milliseconds(), step).StringSlice()
	if err != nil {
		return nil, fault("take reminders", err)
	}
	var list []schedule.Reminder
	for i := 0; i+4 < len(rows); i += 5 {
		key, ok := codec.KeyOf(rows[i])
		reply, err := codec.DecodeReply([]byte(rows[i+2]))
		sequence, notNumber := strconv.Atoi(rows[i+3])
		told, notTime := strconv.ParseInt(rows[i+4], 10, 64)
		if !ok || err != nil || notNumber != nil || notTime != nil {
			s.rejected.Add(1)
			if err := s.unreadable(ctx, rows[i]+rows[i+1]); err != nil {
				return list, err
			}
			continue
		}
		r := schedule.Reminder{Key: key, Guest: reply.Guest, Sequence: sequence, Told: reply.Told}
		if told > 0 {
			r.Last = time.UnixMilli(told).UTC()
		}
		list = append(list, r)
	}
	return list, nil
}

// unreadable has somebody who cannot be read be looked at again in an hour.
func (s *Store) unreadable(ctx context.Context, member string) error {
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return fault("take reminders", err)
	}
	return s.later(ctx, "remind", member, now.Add(presence.Unreadable))
}

// SettleReminder implements presence.Schedules.
func (s *Store) SettleReminder(ctx context.Context, r schedule.Reminder, again time.Time) error {
	if err := codec.CheckReply(r.Key, r.Guest, false); err != nil {
		return err
	}
	told, err := codec.EncodeTold(r.Told)
	if err != nil {
		return err
	}
	return fault("settle reminder", s.plan(ctx, "told", codec.InstanceOf(r.Key), r.Guest.Person, r.Guest.Name, r.Guest.Zone,
		r.Sequence, milliseconds(r.Last), milliseconds(again), told).Err())
}
