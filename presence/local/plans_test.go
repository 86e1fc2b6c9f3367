package local_test

import (
	"testing"

	"corner/presence"
	"corner/presence/presencetest"
)

func TestSchedulesConform(t *testing.T) {
	presencetest.RunSchedules(t, func(t *testing.T) presencetest.SchedulesBackend { return planBackend(t, "") })
}

func TestSchedulesInAFileConform(t *testing.T) {
	presencetest.RunSchedules(t, func(t *testing.T) presencetest.SchedulesBackend { return planBackend(t, t.TempDir()) })
}

func planBackend(t *testing.T, folder string) presencetest.SchedulesBackend {
	c := new(clock)
	s := open(t, folder, c)
	return presencetest.SchedulesBackend{
		Stores: [2]presence.Schedules{s, s}, Now: c.now, Advance: c.advance, Far: true,
	}
}
