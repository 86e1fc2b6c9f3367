// Package signaling is the binder: it turns frames on a WebSocket into commands of a room, and a room's events
// into frames. It authenticates, admits, connects a member's media and keeps the session that outlives a
// socket. It holds the HTTP API and the metrics too. PROTOCOL.md is its specification.
//
// It decides nothing that the room decides, and knows neither Redis nor how audio is forwarded: Media and
// Directory are its own small interfaces, which others implement.
//
// Invariants: exactly one answer per command; the welcome comes before every event of the room; what a conn
// holds for its client is bounded, and whoever is too slow is let go; a resume token works once; nothing that
// a peer sends is fatal to anybody else; no token, SDP or address is logged; a room learns of a browser and of a
// network by keyed hashes only; nobody has media for longer than two looks without being a member.
//
// Concurrency. Each connection has one goroutine, and writers are shared:
//
//	goroutine     started by            reads                       ends with
//	read loop     net/http, per conn    frames of the client        the socket, or conn.finish
//	writers       whoever has news      conns in line, their        an empty line
//	                                    queues and topics
//	heart         Server.Run            whose ping is due           its context
//	announcer     Server.Run            speakers of every room      its context
//	sampler       Server.Run            media of every room         its context
//	lobby         Server.Run            the directory's rooms       its context
//
// The read loop owns the session, the limiter and the frame numbers of its client, and waits for the last write to
// its socket. A conn is written to by one writer at a time; there are as many writers as cores, they rest between
// stretches of work, and one whose socket takes nothing gives its place to another, so neither a room of thousands
// nor clients that stop reading keep the media goroutine or each other waiting. The queue between room and
// writers is guarded by a mutex held for an append. Media is connected by the read loops, one at a time per
// room (liveRoom.turn). Room events are encoded on the room's goroutine, once
// for all receivers; speakers are encoded by the announcer, so that the media goroutine only leaves a note.
package signaling
