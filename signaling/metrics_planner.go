package signaling

import (
	"maps"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

// PlannerStats are the figures of who opens rooms by schedule and reminds people. The keys of the maps are few and
// fixed.
type PlannerStats struct {
	Opened uint64 // rooms
	Late   uint64 // of them those that opened after their session was to begin
	Failed uint64 // openings that failed, and will be tried again
	Faults uint64 // exchanges with the store that failed

	Told   map[string]uint64 // people by what they were told
	Pushes map[string]uint64 // messages to browsers by what became of them
}

func collectPlanner(out chan<- prometheus.Metric, s PlannerStats) {
	count(out, "corner_plan_rooms_opened_total", "Rooms that this node has opened by schedule.", s.Opened)
	count(out, "corner_plan_rooms_late_total", "Rooms that this node has opened after their session was to begin.", s.Late)
	count(out, "corner_plan_rooms_failed_total", "Openings by schedule that failed and were left to another try.", s.Failed)
	count(out, "corner_plan_faults_total", "Exchanges of the planner with the store that failed.", s.Faults)
	emit := func(d description, by map[string]uint64) {
		for _, label := range slices.Sorted(maps.Keys(by)) {
			out <- prometheus.MustNewConstMetric(d.desc(), prometheus.CounterValue, float64(by[label]), label)
		}
	}
	emit(describe("corner_plan_people_told_total", "People who were told of a session, by what they were told.", "kind"), s.Told)
	emit(describe("corner_web_push_total", "Messages to push services by what became of them.", "result"), s.Pushes)
}
