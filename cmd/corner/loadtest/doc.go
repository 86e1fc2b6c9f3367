// Package loadtest fills a Corner server with rooms, speakers and listeners and says what became of them: who was
// let in and how fast, what was heard and how late, and what it cost the server where that may be read.
//
// It asks the server as its clients would and weakens none of its limits: who wants more than a limit allows
// starts the server with other settings or, for guests, hands the test an app's key. It is not a benchmark by
// itself: what shares the machine with it shares the figures.
//
// Invariants: a Report says what was asked, done, refused and failed, and the four add up; every join is counted
// once; all that a run starts has ended when Run returns.
//
// Run owns one goroutine for the engine, one for the speakers' clock, one for each join that is under way, and each
// member's reader. What is counted is guarded by the mutex of tally; everything else belongs to Run.
package loadtest
