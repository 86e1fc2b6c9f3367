// Package light is the media transport: one UDP socket and a TCP listener on the same port, an ICE-lite responder,
// DTLS for the handshake only, and SRTP both ways.
//
// It is not a PeerConnection. It knows nothing of rooms, SDP, codecs or who may speak; it offers no data
// channels, gathers nothing, makes no connectivity checks and never dials out, by UDP or by TCP: the one place
// from which it learns an address is a binding request that carries the right credentials.
//
// Each subject has its file, to be read beside its RFC: candidates and socket (which addresses, RFC 8421's two
// families), check and path (RFC 8445 §7.3: who is where, and when media move), restart (§9), demux (RFC 7983),
// handshake, pipe and turnstile (RFC 5764), protection (RFC 3711, 7714), framing and tcp (RFC 4571, 6544), batch
// (recvmmsg, sendmmsg), flood (what is not even looked at), sweep (deadlines).
//
// Invariants: only an authenticated check creates or moves a path; only what comes by a path learnt that way
// reaches a handshake or a decryption; every table has a bound (connections, connections that are not ready, paths
// and SSRCs per connection, streams in all and per source, sources of what nobody wanted), and so has every queue
// (to a handshake, to a stream, the batch); a connection that stops at any stage is closed by a deadline, one that
// sends on too many SSRCs or from too many addresses at once; a Handler hears Closed exactly once for every
// connection that was opened; nothing that is sent needs fragments.
//
// Concurrency: the goroutine in Server.Run owns the socket's read side, the batch, the tables, and every Conn's
// state, and makes every call to the Handler, which must not block. Other goroutines reach that state only through
// Post. What the Handler sends is sealed into the batch and leaves when that is full, by Flush, or at the end of
// the turn: after Batch, Tick, and what was posted. A connection has goroutines of its own only while its handshake
// runs; a ready one has none over UDP, and over TCP the two of its stream. A packet in or out allocates nothing,
// and takes no lock unless it goes by TCP.
package light
