// Package relay says whose duty it is to host a room that stays open while the sun goes round.
//
// A roster is a list of shifts: a person, perhaps a substitute, and a time on the clock of the person's own zone, daily
// or weekly (schedule.Part). At an instant one shift counts at most: of those that overlap the one that began last, and
// of those that began together the first in the list. So who begins takes over, and who is still there when somebody
// else's shift ends before theirs has the duty back. Where none counts there is a gap, and nobody is on duty.
//
// Everything is bounded, and what is out of bounds is refused with a coded Error. Review says what a roster leaves open
// and where two are on duty at once: neither is wrong, but who makes the roster should know.
//
// The package is pure: no clock, no goroutine, no JSON. It knows nothing of rooms; what becomes of a duty is theirs.
package relay
