// Package presence says who is online and where: the nodes, the live rooms, their people, and which node owns
// which room; and it keeps what outlives a room: its bans, and the audit of who did what to whom. It is not in the
// path of audio or of a room's commands: a live room never waits for it.
//
// A Store keeps the shared truth, in one of two forms that pass one conformance suite (presencetest): local
// (memory and one file, for a single server) and redis (for many). An Agent is a node's hand on it: it holds
// the node's leases, writes the latest record of each room, serves the directory from memory, and is the rooms'
// Ledger.
//
// It also counts who is awake: people connected to a room or in the lobby, by the languages they speak and learn and
// by time zone, each once on however many nodes they are, and never those who hide. A node tells the differences every
// few seconds; its counts end with its time.
//
// Both forms are also a Schedules: what is planned, who comes to it, who is to be reminded, and by which secret feeds and
// addresses of web push they hear of it. Nodes take what is due under leases of the store's own clock, so that whoever
// dies with something is followed by another; what a call costs does not grow with the number of plans. A plan goes a
// month after it is over, with everything that hangs on it; who came to an instance a week after it; an address of web
// push 90 days after it was saved last. What cannot be read is kept, not shown, and counted.
//
// Invariants: a room has at most one owner by the store's own clock; an owner writes only under its epoch, bans
// too, and epochs of a room only grow, also over a store that came back empty (they start at the store's time); of
// two records of one lease the one with the higher version stays; a room asleep is nobody's and listed nowhere, and
// can be claimed at once; an expired node's people are returned by one Sweep only; a room's bans are in the store
// before the room can be claimed elsewhere; an audit record has its id before it is queued, so that one written twice
// is kept once; each log of the audit (AuditLog) has bounds of its own, in the agent's memory and in the store, so that
// no flood of refused joins or reports displaces an action, and no query of a host reads the log of private records; of
// two changes of one sequence of a plan one is refused; a reply that was answered is in the store, and once; a reminder
// settled for an older sequence of its plan, or for what its guest was called before, stays due.
//
// Concurrency: Agent.Run is the one goroutine that writes, but for the audit, which whoever reads it writes first;
// they take turns. Update, Rooms, Locate of an own room, Release and the Ledger touch memory under one mutex and
// never wait for the store; Claim, Ping, People, Audit, RoomBans, Recall and Locate of a foreign room ask the store on the
// caller's goroutine, bounded by a timeout. When the store is away the agent only probes it, and once it answers
// writes again whatever it does not know. Of the audit it keeps 10,000 records for that moment; what comes beyond is
// dropped, counted and logged.
package presence
