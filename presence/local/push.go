package local

import (
	"context"
	"encoding/json"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
)

// keptPush is one address of web push, and when it was saved last.
type keptPush struct {
	Seen  int64           `json:"seen_ms"`
	Value json.RawMessage `json:"push"`
}

// SavePush implements presence.Schedules.
func (s *Store) SavePush(ctx context.Context, person string, push schedule.Push) error {
	if !presence.ValidPerson(person) {
		return schedule.ErrPerson
	}
	value, err := codec.EncodePush(push)
	if err != nil {
		return err
	}
	now := instant(s.now())
	return s.planned(ctx, "save push", func(p plans) error {
		list := s.pushes(p, person, now)
		after := without(list, push.Endpoint)
		after = append(after, savedPush{push, keptPush{now, value}})
		return p.writePush(person, after[max(0, len(after)-presence.MaxPushPerPerson):])
	})
}

// savedPush is one that can be read.
type savedPush struct {
	schedule.Push
	kept keptPush
}

// pushes are the addresses of a person that are in use, the oldest first.
func (s *Store) pushes(p plans, person string, now int64) []savedPush {
	var kept []keptPush
	value := p.push.Get([]byte(person))
	if value == nil {
		return nil
	}
	if err := json.Unmarshal(value, &kept); err != nil {
		s.rejected.Add(1)
		return nil
	}
	var list []savedPush
	for _, k := range kept {
		if k.Seen+presence.PushAge.Milliseconds() <= now {
			continue
		}
		push, err := codec.DecodePush(k.Value)
		if err != nil {
			s.rejected.Add(1)
			continue
		}
		list = append(list, savedPush{push, k})
	}
	return list
}

func without(list []savedPush, endpoint string) []savedPush {
	var after []savedPush
	for _, push := range list {
		if push.Endpoint != endpoint {
			after = append(after, push)
		}
	}
	return after
}

// writePush writes the addresses of a person.
func (p plans) writePush(person string, list []savedPush) error {
	if err := p.dropPush(person); err != nil || len(list) == 0 {
		return err
	}
	kept := make([]keptPush, len(list))
	for i, push := range list {
		kept[i] = push.kept
	}
	value, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	if err := reschedule(p.pushAges, []byte(person), 0, outOfUse(kept)); err != nil {
		return err
	}
	return p.push.Put([]byte(person), value)
}

// outOfUse is when the first of a list goes.
func outOfUse(kept []keptPush) int64 {
	if len(kept) == 0 {
		return 0
	}
	return max(1, kept[0].Seen+presence.PushAge.Milliseconds())
}

// dropPush removes every address of a person.
func (p plans) dropPush(person string) error {
	var kept []keptPush
	if value := p.push.Get([]byte(person)); value != nil && json.Unmarshal(value, &kept) == nil {
		if err := reschedule(p.pushAges, []byte(person), outOfUse(kept), 0); err != nil {
			return err
		}
	}
	return p.push.Delete([]byte(person))
}

// Pushes implements presence.Schedules.
func (s *Store) Pushes(ctx context.Context, person string) (list []schedule.Push, err error) {
	if !presence.ValidPerson(person) {
		return nil, schedule.ErrPerson
	}
	err = s.readPlans(ctx, "pushes", func(p plans) error {
		for _, push := range s.pushes(p, person, instant(s.now())) {
			list = append(list, push.Push)
		}
		return nil
	})
	return list, err
}

// DropPush implements presence.Schedules.
func (s *Store) DropPush(ctx context.Context, person, endpoint string) error {
	if !presence.ValidPerson(person) {
		return schedule.ErrPerson
	}
	return s.planned(ctx, "drop push", func(p plans) error {
		return p.writePush(person, without(s.pushes(p, person, instant(s.now())), endpoint))
	})
}

// expirePush drops addresses that are out of use.
func (s *Store) expirePush(p plans, now time.Time) error {
	for _, person := range ripe(p.pushAges, instant(now), step) {
		if err := p.writePush(string(person), s.pushes(p, string(person), instant(now))); err != nil {
			return err
		}
	}
	return nil
}
