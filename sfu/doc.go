// Package sfu is the media plane: whose microphone packets reach whom.
//
// It is not the control plane. It knows nothing of roles, hands, seats, WebSockets or Redis: a Room is told who
// may publish, and tells an Observer who is heard. Below it, sfu/light carries packets and sfu/offer reads SDP.
//
// A packet goes: decrypted by light → the participant's gate → ingest budget → header and level → selection
// of the room's slots → one plaintext packet in the slot's ring → per listener a sequence base and a payload
// type → light seals and sends it.
//
// Invariants: a gate is keyed by participant, exists before and after any connection, and when
// Room.AllowPublish has closed it no packet of theirs is forwarded any more, resent ones included; nothing of
// a client's RTP header, extensions or padding is forwarded; a sequence number is never sent to a listener
// with two different contents; with no more open microphones than slots everyone keeps a slot; nobody hears
// themselves.
//
// Concurrency: everything a packet touches is owned by one goroutine, the one inside SFU.Run ("the media
// goroutine"): no locks and no allocation per packet. Control calls (Connect, AllowPublish, Remove, Close,
// Stats) come from any goroutine; they reach packets only through atomics and through functions posted to
// the media goroutine. The one wait is AllowPublish closing a gate: for the packet in hand, if it is theirs.
package sfu
