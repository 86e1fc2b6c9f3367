package presence

import (
	"time"

	"corner/room/schedule"
)

// How long stores of schedules keep what nobody needs any more, and how they go about it.
const (
	PlanAge = 30 * 24 * time.Hour // a plan that is over
	BookAge = 7 * 24 * time.Hour  // who came to an instance that is over
	PushAge = 90 * 24 * time.Hour // an address of web push that is not saved again

	MaxBooksPerPlan = schedule.MaxInstances // instances of a plan to which somebody comes

	Unreadable = time.Hour // until a record that cannot be read is looked at again
)

// Replaces is a plan as it is written over an older one: it refuses with ErrChanged if that has another sequence than
// expected, and with ErrRecord another owner or a sequence that shrinks. What a host has closed for good stays closed.
func Replaces(old, plan schedule.Plan, expect int) (schedule.Plan, error) {
	if old.Series.Sequence != expect {
		return plan, ErrChanged
	}
	if plan.Owner != old.Owner || plan.Series.Sequence < expect {
		return plan, ErrRecord
	}
	if plan.Ended.Before(old.Ended) {
		plan.Ended = old.Ended
	}
	return plan, nil
}

// NextOf is when a listed plan begins something next; the zero time for never, and for plans that are not listed.
func NextOf(plan schedule.Plan, now time.Time) time.Time {
	if !plan.Listed {
		return time.Time{}
	}
	if _, next := plan.Series.At(now); next != nil {
		return next.Start
	}
	return time.Time{}
}

// LongestOver finds among plans one that is over, for the longest time of all, by its id.
func LongestOver(plans []schedule.Plan, now time.Time) (id string, found bool) {
	longest := time.Duration(-1)
	for _, plan := range plans {
		if over := overFor(plan, now); over > longest {
			longest, id, found = over, plan.Series.ID, true
		}
	}
	return id, found
}

// overFor is how long a plan has been over, to the hour; -1 for one that is not.
func overFor(plan schedule.Plan, now time.Time) time.Duration {
	if !plan.OverFor(0, now) {
		return -1
	}
	shortest, longest := 0, int(PlanAge/time.Hour)
	for shortest < longest {
		middle := (shortest + longest + 1) / 2
		if plan.OverFor(time.Duration(middle)*time.Hour, now) {
			shortest = middle
		} else {
			longest = middle - 1
		}
	}
	return time.Duration(shortest) * time.Hour
}

// CheckCounts refuses a question of Counts that is out of bounds.
func CheckCounts(keys []schedule.Key, person string) error {
	if len(keys) > MaxCounts {
		return ErrTooMany
	}
	if person != "" && !ValidPerson(person) {
		return schedule.ErrPerson
	}
	for _, key := range keys {
		if !ValidID(key.ID) || !key.On.Valid() {
			return ErrInvalidID
		}
	}
	return nil
}

// CountOf is the Count of a line of that length.
func CountOf(limit, replies, place int) schedule.Count {
	going := replies
	if limit > 0 {
		going = min(limit, replies)
	}
	return schedule.Count{Going: going, Waiting: replies - going, Place: place}
}

// ValidHash reports whether s can be the hash under which a feed is kept: 16 to 64 letters, digits, _ and -.
func ValidHash(s string) bool { return len(s) >= 16 && len(s) <= 64 && only(s, "_-") }
