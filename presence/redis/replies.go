package redis

import (
	"context"
	"slices"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
	"corner/room/walltime"
)

// Reply implements presence.Schedules.
func (s *Store) Reply(ctx context.Context, id string, on walltime.Date, guest schedule.Guest, comes bool) (schedule.Book, []string, error) {
	key := schedule.Key{ID: id, On: on}
	if err := codec.CheckReply(key, guest, comes); err != nil {
		return schedule.Book{}, nil, err
	}
	for range tries {
		book, come, err := s.reply(ctx, key, guest, comes)
		if err != presence.ErrChanged {
			return book, come, err
		}
	}
	return schedule.Book{}, nil, presence.ErrUnavailable
}

// reply is one try: ErrChanged when the plan was changed meanwhile.
func (s *Store) reply(ctx context.Context, key schedule.Key, guest schedule.Guest, comes bool) (schedule.Book, []string, error) {
	found, err := s.read(ctx, key.ID)
	if err != nil {
		return schedule.Book{}, nil, err
	}
	var value []byte
	var end int64
	if comes {
		instance, err := found.plan.Series.Find(key.On)
		if err != nil {
			return schedule.Book{}, nil, err
		}
		if instance.Cancelled {
			return schedule.Book{}, nil, schedule.ErrCancelled
		}
		end = milliseconds(instance.End.Add(presence.BookAge))
		if value, err = codec.EncodeReply(schedule.Reply{Guest: guest, At: found.now, Told: schedule.ToldOf(instance)}); err != nil {
			return schedule.Book{}, nil, err
		}
	}
	answer, err := s.plan(ctx, "reply", key.ID, key.On.String(), guest.Person, found.version, value, end,
		schedule.MaxListed, presence.MaxRepliesPerGuest, presence.MaxBooksPerPlan).Slice()
	if err != nil {
		return schedule.Book{}, nil, fault("reply", err)
	}
	if code, _ := answer[0].(string); code != "" {
		return schedule.Book{}, nil, replyRefusal(code)
	}
	if len(answer) != 5 {
		return schedule.Book{}, nil, fault("reply", unexpected(nil))
	}
	var come []string
	if next, _ := answer[1].(string); next != "" {
		come = []string{next}
	}
	limit, _ := answer[4].(int64)
	return s.book(int(limit), texts(answer[2]), texts(answer[3])), come, nil
}

// replyRefusal is what a code of plan_reply means.
func replyRefusal(code string) error {
	switch code {
	case "changed":
		return presence.ErrChanged
	case "not_listed":
		return schedule.ErrNotListed
	case "list_full":
		return schedule.ErrFull
	case "too_many":
		return presence.ErrTooMany
	}
	return fault("reply", unexpected(nil))
}

// book reads a line and the replies in it; what cannot be read is left out, and counted.
func (s *Store) book(limit int, line, pairs []string) schedule.Book {
	replies := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		replies[pairs[i]] = pairs[i+1]
	}
	var list []schedule.Reply
	for _, person := range line {
		reply, err := codec.DecodeReply([]byte(replies[person]))
		if err != nil {
			s.rejected.Add(1)
			continue
		}
		list = append(list, reply)
	}
	return schedule.NewBook(limit, list)
}

// Book implements presence.Schedules.
func (s *Store) Book(ctx context.Context, id string, on walltime.Date) (schedule.Book, error) {
	if !presence.ValidID(id) {
		return schedule.Book{}, presence.ErrInvalidID
	}
	day := ""
	if on.Valid() {
		day = on.String()
	}
	answer, err := s.plan(ctx, "book", id, day).Slice()
	if err != nil {
		return schedule.Book{}, fault("book", err)
	}
	if len(answer) != 3 {
		return schedule.Book{}, fault("book", unexpected(nil))
	}
	limit, _ := answer[0].(int64)
	if limit < 0 {
		return schedule.Book{}, presence.ErrNotFound
	}
	if day == "" {
		return schedule.Book{}, nil
	}
	return s.book(int(limit), texts(answer[1]), texts(answer[2])), nil
}

// Counts implements presence.Schedules.
func (s *Store) Counts(ctx context.Context, keys []schedule.Key, person string) ([]schedule.Count, error) {
	if err := presence.CheckCounts(keys, person); err != nil {
		return nil, err
	}
	args := []any{person}
	for _, key := range keys {
		args = append(args, codec.InstanceOf(key))
	}
	rows, err := s.plan(ctx, "counts", args...).Int64Slice()
	if err != nil {
		return nil, fault("counts", err)
	}
	if len(rows) != 3*len(keys) {
		return nil, fault("counts", unexpected(nil))
	}
	list := make([]schedule.Count, len(keys))
	for i := range list {
		if limit := rows[3*i]; limit >= 0 {
			list[i] = presence.CountOf(int(limit), int(rows[3*i+1]), int(rows[3*i+2]))
		}
	}
	return list, nil
}

// RepliesOf implements presence.Schedules.
func (s *Store) RepliesOf(ctx context.Context, person string) ([]schedule.Key, error) {
	if !presence.ValidPerson(person) {
		return nil, schedule.ErrPerson
	}
	rows, err := s.plan(ctx, "replies", person).StringSlice()
	if err != nil {
		return nil, fault("replies", err)
	}
	slices.Sort(rows)
	var list []schedule.Key
	for _, row := range rows {
		if key, ok := codec.KeyOf(row); ok {
			list = append(list, key)
		}
	}
	return list, nil
}
