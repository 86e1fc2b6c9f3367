package signaling

import (
	"context"

	"corner/room/schedule"
)

// Schedules keeps what is planned: presence.Schedules, with its refusals not_found, changed and too_many.
type Schedules interface {
	// SavePlan writes a plan over the one whose sequence is expect; -1: there is none yet.
	SavePlan(ctx context.Context, plan schedule.Plan, expect int) error
	// Plan gives one plan.
	Plan(ctx context.Context, id string) (schedule.Plan, error)
}
