package schedule

import (
	"slices"
	"time"

	"corner/room/walltime"
)

// Nobody is reminded from QuietFrom to QuietUntil o'clock of their own; they are at Evening the evening before.
const (
	QuietFrom  = 23
	QuietUntil = 8
	Evening    = 21
)

// MaxReminders bounds how often somebody is reminded of one session.
const MaxReminders = 8

// Leads are how long before a session people are reminded, if they do not say otherwise.
func Leads() []time.Duration { return []time.Duration{24 * time.Hour, 15 * time.Minute} }

// Reminders are the instants at which to tell somebody in that zone of a session that starts then: so long before it,
// each at once or, where that falls into their night, the evening before that night. All are after now and before the
// start, in order, none twice.
func Reminders(start time.Time, leads []time.Duration, zone *time.Location, now time.Time) []time.Time {
	var list []time.Time
	for _, lead := range leads[:min(len(leads), MaxReminders)] {
		if lead <= 0 {
			continue
		}
		if at := awake(start.Add(-lead), zone); at.After(now) {
			list = append(list, at)
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return slices.CompactFunc(list, time.Time.Equal)
}

// awake is the latest time at which somebody may be told, not after at: that itself, or else the last evening that has
// begun by then. Where clocks skip an evening it is the one before.
func awake(at time.Time, zone *time.Location) time.Time {
	if !Quiet(at, zone) {
		return at.UTC()
	}
	evening := walltime.Wall{Date: walltime.DateOf(at, zone), Hour: Evening}
	for evening.In(zone).After(at) {
		evening.Date = evening.Date.AddDays(-1)
	}
	return evening.In(zone)
}

// Quiet reports whether somebody in that zone is not to be told of anything at an instant.
func Quiet(at time.Time, zone *time.Location) bool {
	hour := at.In(zone).Hour()
	return hour >= QuietFrom || hour < QuietUntil
}
