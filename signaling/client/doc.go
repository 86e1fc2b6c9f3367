// Package client is a member of a room in Go: for bots, load and tests. It speaks corner.v1 and carries audio.
//
// It is not an SDK that hides the network: nothing is retried or followed by itself. Cut, Resume and a second
// Dial are what a test or a bot decides. With a Client the snapshot is always the server's, events come in
// order, and a command gives its answer or a coded *Error.
//
// Invariants: one offer and one answer in a Client's life; candidates are never told to the server; one socket
// at a time, with one reader.
//
// A Client may be used by any number of goroutines. Each socket has one goroutine, the reader, which owns the
// snapshot's changes and the events; each slot that plays has one, which calls the OnRTP function. All of them
// have ended when Close returns.
package client
