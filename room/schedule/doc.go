// Package schedule says when a session is: once or again and again, in the wall time of its host.
//
// A Series is what a host said: from this date, at this time on the clock of this zone, so long, by this rule. It is
// kept as said, and instants are made of it when somebody asks (package walltime says how at a change of clocks), so
// the host's eight o'clock stays eight o'clock. Rules are those of iCalendar, a part of them: Rule says which.
//
// An instance is known by its date in the series, and there is one a day at most. The date stays when the instance is
// moved, and when the whole series is put to another time: who said that they come has said so still. What applies
// from one instance on begins another Part.
//
// A Series is a value: every change returns another, with a higher Sequence, and none changes what it was given. Its
// ID never changes.
//
// Everything is bounded, and what is out of bounds is refused with a coded Error before it costs anything: rules by
// their text, their count and their dates; a series by its parts and exceptions. A rule is never spread out further
// than somebody looks.
//
// A Book is who comes to one instance, in the order in which they said so: the first Limit come, the others wait.
// Reminders are when to tell somebody, at a time of day at which one may.
//
// The package is pure: no clock, no goroutine. It knows nothing of stores and JSON.
package schedule
