// Package fairqueue says in which order those who raised their hand are served.
//
// Whoever had least of the talk comes first, so that shares converge; a learner of the round's language comes before
// somebody who is at home in it; and otherwise it is the time of raising. Nobody waits for ever: who has been
// overtaken often enough stands before all who raised later.
//
// # The wait is bounded
//
// Let somebody raise with n hands up. Every service before theirs is of
//
//   - one of those n: at most n, because nobody's time of raising grows earlier;
//   - somebody who raised later: without a cut-in this needs the waiter impatient, since a patient one stands before all
//     who raised later, before the impatient ones by patience and before the patient ones by time. Each such service
//     counts the waiter's Overtaken up, so there are at most Patience(n) of them;
//   - somebody with a cut-in, which the room is told of with its reason.
//
// So the wait is at most n + max(3, 2n) services and the cut-ins. Place.AtMost is what is left of that: every service
// of another lowers it by one, and nothing raises it but a cut-in.
//
// Patience grows with n because a constant would make everyone of a long line patient at once, and the line would be
// first come, first served: shares would not converge.
//
// The package is pure: no clock, no goroutine, and no argument is changed.
package fairqueue
