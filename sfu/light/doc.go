// Package light is the media transport: one UDP socket, an ICE-lite responder, DTLS for the handshake only,
// and SRTP both ways.
//
// It is not a PeerConnection. It knows nothing of rooms, SDP, codecs or who may speak; it offers no data
// channels, gathers nothing, makes no connectivity checks and never dials out: the one place from which it
// learns an address is a binding request that carries the right credentials.
//
// Invariants: only an authenticated check creates or moves an address; only packets from an address learnt
// that way reach a handshake or a decryption; every table has a bound (connections, connections that are not
// ready, addresses and SSRCs per connection, datagrams queued for a handshake); a connection that stops at any
// stage is closed by a deadline, one that sends on too many SSRCs at once; a Handler hears Closed exactly once
// for every connection that was opened.
//
// Concurrency: the goroutine in Server.Run owns the socket's read side, both tables, and every Conn's state,
// and makes every call to the Handler, which must not block. Other goroutines reach that state only through
// Post. A connection has goroutines of its own only while its handshake runs; a ready one has none.
package light
