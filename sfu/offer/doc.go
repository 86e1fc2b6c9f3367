// Package offer reads a client's SDP offer and writes the one answer it gets.
//
// It is not an SDP library and does not negotiate: an offer is either of the shape that a room needs (one audio
// line to send, up to three to receive, one transport) or it is refused with a code before anything is built
// for it. Lines of any other kind are answered with port 0.
//
// Invariants: the gate (size, lines, m-lines, characters) comes before parsing; whatever passes Parse can be
// answered; an answer has as many m-lines as its offer, in the same order, and contains nothing of the offer
// but checked tokens. Everything here is a pure function.
package offer
