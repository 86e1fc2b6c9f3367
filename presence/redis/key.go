package redis

import "corner/presence"

// Every key begins with prefix. The braces make the id alone decide the cluster's hash slot.
const (
	prefix     = "corner:"
	nodesKey   = prefix + "nodes"
	roomPrefix = prefix + "room:{"
	nodePrefix = prefix + "node:{"
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
