// Package redis is the store that many servers share: one Redis, a set watched by sentinels, or a cluster.
//
// A room is one hash, {room}: who owns it under which epoch until when, and its last record. A node is one hash
// with its expiry, and two more with what it shows: listings and people by room. Each has its own hash slot, so
// every script touches one slot only, and what a dead node showed goes with it. The set of node ids is an index
// and no more: whether a node lives is told by its own hash.
//
// A room's bans are one more hash in its slot, with a time and an epoch of their own: they stay when the room is
// closed. A log of the audit is two sorted sets, the ids in order and by room, and a hash of records, in one slot for
// all rooms, so that one script appends and drops the oldest of the room and of all.
//
// Who is awake is counted in keys of one slot, {awake}: a hash of people for each node, one of how many nodes have
// somebody and one of what they are counted as, a hash of time zones for each facet, and the averages by hour. One
// script takes up to 200 comings and goings; a dead node's people are dropped some at a time. All of it expires an hour
// after the last node has beaten.
//
// Every decision is one Lua script (lua/) that reads the server's TIME, so the clocks of nodes do not matter.
// Scripts can be repeated without harm, but for sweep, whose answer is given once.
//
// Concurrency: the client's. A call ends with its context or the client's timeouts, whichever is sooner, and is
// not retried here: whoever calls knows better when.
package redis
