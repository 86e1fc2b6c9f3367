package redis

import "corner/presence"

// Every key begins with prefix. The braces make the id, or the audit log's name, alone decide the cluster's hash slot.
const (
	prefix      = "corner:"
	nodesKey    = prefix + "nodes"
	roomPrefix  = prefix + "room:{"
	nodePrefix  = prefix + "node:{"
	auditPrefix = prefix + "audit:{"
	planPrefix  = prefix + "{plans}:" // one slot: every change of what is planned is one transaction
)

// nodeKeys are the three hashes of a node, all in one slot.
type nodeKeys struct{ self, listings, people string }

func (k nodeKeys) all() []string { return []string{k.self, k.listings, k.people} }

// roomKey gives the key of a room. Only a valid id becomes part of a key.
func roomKey(id string) (string, error) {
	if !presence.ValidID(id) {
		return "", presence.ErrInvalidID
	}
	return roomPrefix + id + "}", nil
}

// keysOf gives the keys of a node.
func keysOf(id string) (nodeKeys, error) {
	if !presence.ValidID(id) {
		return nodeKeys{}, presence.ErrInvalidID
	}
	self := nodePrefix + id + "}"
	return nodeKeys{self: self, listings: self + ":rooms", people: self + ":people"}, nil
}

// keysOfBans gives the keys of a room and of its bans, both in the room's slot.
func keysOfBans(id string) ([]string, error) {
	key, err := roomKey(id)
	if err != nil {
		return nil, err
	}
	return []string{key, key + ":bans"}, nil
}

// auditKeys gives the keys of a log, all in one slot: the ids in order, the ids in order by room, and the records.
func auditKeys(log presence.AuditLog) []string {
	key := auditPrefix + log.String() + "}"
	return []string{key, key + ":rooms", key + ":records"}
}
