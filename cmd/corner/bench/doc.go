// Command bench measures Corner as a whole: a server process on one core, everything else on another. `make bench`
// runs it; docs/performance.md says what its figures are and are not.
//
// The scenario "path" compares what it costs to send the same packets to the same live receivers by three ways, in
// turn: Corner's server, the floor (seal and sendmmsg, nothing else) and a fan-out of PeerConnections. The other
// scenarios hold the server to what it must do; each has thresholds, and a missed one makes the exit code 1.
//
// It is Linux only: it pins processes to cores. Nothing here is part of the server.
package main
