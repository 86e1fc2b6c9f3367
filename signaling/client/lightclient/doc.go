// Package lightclient is a member of a room that costs its machine almost nothing: one core drives thousands, for
// load tests and benchmarks. It speaks corner.v1 and does real ICE, DTLS and SRTP, as a browser would, but what it
// hears it counts instead of playing.
//
// It is not a client for people: nothing is decoded to sound, lost packets are never asked for, and of what comes
// only a sample (1 % and each connection's first packet) is decrypted and looked into. The rest is known by its
// clear RTP header: loss, duplicates and order are exact, content is sampled.
//
// Invariants: one Media is one UDP socket and one connection; a server's candidate is used, never a name; what the
// server sends is bounded wherever it is kept; every datagram is counted once.
//
// An Engine has one goroutine, its Run: it looks at all its sockets every millisecond and owns what is counted. A
// Media has no goroutine of its own, except two or three of pion/dtls for the length of the handshake. A Member
// has one, which reads its WebSocket. Methods may be called by any goroutine unless they say otherwise.
package lightclient
