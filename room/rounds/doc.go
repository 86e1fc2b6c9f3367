// Package rounds keeps time for a room that changes its language: so long in one, so long in the next.
//
// A timetable is a list of phases and goes round until it is stopped; one phase alone begins anew. A Clock is a running
// timetable. It is a value that knows no clock of its own: every function is told the time and returns another Clock,
// and none changes what it was given.
//
// Flips never drift: a phase begins at the instant at which the one before it ended, not at the instant at which
// somebody noticed. A server that was away for an hour shows after At what it would have shown had it been there, and
// a client that computes At by the server's time flips at the same millisecond; testdata/vectors.json holds both to
// the same cases. At(At(x)) is At(x), and a clock that was set back flips nothing twice. A pause is not counted.
//
// Instants are whole milliseconds, rounded up, so that the protocol and the records carry them exactly.
package rounds
