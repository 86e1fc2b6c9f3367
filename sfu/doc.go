// Package sfu is the media plane: whose microphone packets reach whom.
//
// It is not the control plane. It knows nothing of roles, hands, seats, WebSockets or Redis: a Room is told who
// may publish, and tells an Observer who is heard. Below it, sfu/light carries packets and sfu/offer reads SDP.
//
// A packet goes: decrypted by light → the participant's gate → ingest budget → header and level → selection
// of the room's slots → one plaintext packet in the slot's ring, where it waits until all that the same read
// brought is there too → per listener a sequence base and a payload type → light seals it into a batch → the
// batch leaves. So a listener gets what belongs together at once, and its receiver wakes once.
//
// A slot has up to three renditions: plain packets, and packets of 40 and 60 ms that are merged from them without
// decoding (RFC 6716 §3.2). Audiences hear merged ones from a size on, and when CPU is short; who is on stage, was
// until a minute ago, asked for low delay or loses packets does not, or hears shorter ones. A listener moves
// where both renditions have played the same.
//
// When CPU is short, a ladder of steps is climbed: merge for everyone who may hear it, refuse newcomers (signaling
// does), let audiences hear one slot fewer. Who speaks never suffers.
//
// Invariants: a gate is keyed by participant, exists before and after any connection, and when
// Room.AllowPublish has closed it no packet of theirs is forwarded any more: none that waits, is merged, is
// gathered in a batch or is asked for again; nothing of a client's RTP header, extensions or padding is forwarded;
// a sequence number is never sent to a listener with two different contents; a listener's numbers have no gap of
// our making, whatever is withheld from them and whatever rendition they move to; every rendition plays the same
// frames at the same times; with no more open microphones than slots everyone keeps a slot; nobody hears
// themselves; nothing is composed that nobody hears.
//
// Concurrency: everything a packet touches is owned by one goroutine, that of the room's shard inside SFU.Run
// ("the media goroutine"): no locks and no allocation per packet. Shards share nothing but counters and the step
// of the ladder. Control calls (Connect, Restart, AllowPublish, SetLowDelay, Remove, Close, Stats, Load) come from
// any goroutine; they reach packets only through atomics and through functions posted to the media goroutine. The
// one wait is AllowPublish closing a gate: for the fan-out in hand, if it has a packet of theirs.
package sfu
