package redis

import (
	"context"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
)

const pushKey = planPrefix + "push:"

// SavePush implements presence.Schedules.
func (s *Store) SavePush(ctx context.Context, person string, push schedule.Push) error {
	if !presence.ValidPerson(person) {
		return schedule.ErrPerson
	}
	value, err := codec.EncodePush(push)
	if err != nil {
		return err
	}
	return fault("save push", s.plan(ctx, "push", person, push.Endpoint, value, presence.MaxPushPerPerson,
		presence.PushAge.Milliseconds()).Err())
}

// Pushes implements presence.Schedules.
func (s *Store) Pushes(ctx context.Context, person string) ([]schedule.Push, error) {
	if !presence.ValidPerson(person) {
		return nil, schedule.ErrPerson
	}
	values, err := s.plan(ctx, "pushes", person, presence.PushAge.Milliseconds()).StringSlice()
	if err != nil {
		return nil, fault("pushes", err)
	}
	var list []schedule.Push
	for _, value := range values {
		push, err := codec.DecodePush([]byte(value))
		if err != nil {
			s.rejected.Add(1)
			continue
		}
		list = append(list, push)
	}
	return list, nil
}

// DropPush implements presence.Schedules.
func (s *Store) DropPush(ctx context.Context, person, endpoint string) error {
	if !presence.ValidPerson(person) {
		return schedule.ErrPerson
	}
	return fault("drop push", s.client.HDel(ctx, pushKey+person, endpoint).Err())
}
