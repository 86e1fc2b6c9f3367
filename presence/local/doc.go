// Package local is the store of a single server: memory, and one bbolt file in the data folder for what must
// outlive the process: the rooms' records, their bans, the audit and what is planned. It needs no other server, and no second process
// can open the same folder meanwhile.
//
// The audit has two buckets for each log: the records by id, and an index by room and id. An append, with the drop of
// what is then too much, is one transaction.
//
// What is planned is rows with indexes beside them by owner, person and time: every change is one transaction, synced
// before it is answered. A change of a plan only marks its books; those who come are made due 200 at a time when some
// are taken. Without a folder all is in a file without a name, which is never synced and goes with the process.
//
// Concurrency: one mutex guards the maps. A record is decided upon inside the file's write transaction, so
// what reaches the file is in the order of what reached memory; the mutex is not held while the file is synced.
package local
