// Package auth says who somebody is: guests by a token of ours, people of an app by a JWT of its backend.
//
// Both are HS256 JWTs with an expiry. The kid names the key and a key has one algorithm, so a token cannot
// choose how it is verified; nothing a token says is ever fetched. An identity never leaves the server: others
// see the participant ID, a keyed hash of it. Every key is derived from one master key, so that one secret on
// disk is enough and none of the derived ones can stand in for another. The mark of a browser is no identity: a
// ban looks at its hash, and at that of a network, and neither lets anybody in.
//
// An Authority never changes after New and is safe for concurrent use. The package knows no socket and no room
// beyond its name.
package auth
