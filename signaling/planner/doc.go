// Package planner does what is planned when it is time: it has the rooms of plans opened, and people reminded.
//
// Every node runs one. The store gives each plan, and each who comes, to one of them for the time of a lease, so that
// a node that dies in between has done it or has it done by another. Opening twice is impossible, for the directory has
// one node own a room; being reminded twice is possible where a node dies between sending and saying so, and shows
// once, because a push service and a browser keep one notification for a topic.
//
// While a session goes on its plan is looked at again and again: should the room's node have died, the room opens
// elsewhere. Nobody is told of anything between 23:00 and 8:00 of their own.
//
// The package knows nothing of sockets, of tokens, of how a room is opened and how a message reaches a browser. Run
// owns two goroutines, one that opens and one that reminds, so that a slow push service delays no room; the figures are
// atomic.
package planner
