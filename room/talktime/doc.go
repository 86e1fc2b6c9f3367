// Package talktime counts for how long each person of a room was voiced tonight, by language.
//
// A Book is keyed by the participant's identity, not by a visit: who goes and comes back goes on. It holds MaxPeople;
// beyond that the person heard longest ago is dropped. Who was not heard for an Evening begins a new one with nothing.
// Languages are kept by lang.Base, and "" is what was said outside rounds in a room of several languages. What the
// people have and the totals by language agree at every moment, because the totals are the people's.
//
// A Book has no clock and no lock: its owner, a room's actor, guards it. What goes in and comes out is copied.
package talktime
