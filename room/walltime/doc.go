// Package walltime knows dates, times on the clock on the wall, and the zones that make instants of them.
//
// A schedule is kept as its host would say it, "Saturdays at eight", with the host's zone, and becomes an instant only
// when somebody asks. So it stays right when clocks change, and when a government changes the rules after it was made.
//
// Wall.In is the one place where a wall time becomes an instant. It follows RFC 5545 section 3.3.5:
//
//   - a time that does not exist, because clocks were put forward over it, is counted with the offset before the gap:
//     2:30 on the night New York springs forward is 3:30 EDT;
//   - a time that comes twice, because clocks were put back, is the first of the two.
//
// Dates are of the years MinYear to MaxYear, times of whole minutes; what is parsed is bounded in length before it is
// looked at. The package is pure but for the zones, which Go reads once each and which are kept.
package walltime
