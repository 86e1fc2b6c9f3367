// Package room is the control plane: who is in a room, who is on its stage, and who may do what.
//
// It is not a server. It knows nothing of sockets, SDP, RTP, Redis or JSON.
//
// The rules are one pure function, (*state).apply: a command by a participant at an instant gives effects
// or a coded refusal, and a refusal changes nothing. A Room is an actor: one goroutine owns the state, reads
// typed commands from one inbox, and performs the effects after the rules have spoken. It never waits for
// another actor, the network or the store: Sink, Media, Presence and Ledger are told, and must not
// block.
//
// Invariants: a seat has at most one occupant and an occupant one seat; at most one host; the host's seat
// (index 0) is only ever the host's; hands and invitations belong only to participants off the stage; effects
// reach only members; a participant may publish only when on a seat with no mute bit set.
package room
