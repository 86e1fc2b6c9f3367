// Package presence says who is online and where: the nodes, the live rooms, their people, and which node owns
// which room. It is not in the path of audio or of a room's commands: a live room never waits for it.
//
// A Store keeps the shared truth, in one of two forms that pass one conformance suite (presencetest): local
// (memory and one file, for a single server) and redis (for many). An Agent is a node's hand on it: it holds
// the node's leases, writes the latest record of each room, and serves the directory from memory.
//
// Invariants: a room has at most one owner by the store's own clock; an owner writes only under its epoch, and
// epochs of a room only grow, also over a store that came back empty (they start at the store's time); of two
// records of one lease the one with the higher version stays; an expired node's people are returned by one Sweep
// only.
//
// Concurrency: Agent.Run is the one goroutine that writes. Update, Rooms, Locate of an own room and Release
// touch memory under one mutex and never wait for the store; Claim, Ping, People and Locate of a foreign room
// ask the store on the caller's goroutine, bounded by a timeout. When the store is away the agent only probes
// it, and once it answers writes again whatever it does not know.
package presence
