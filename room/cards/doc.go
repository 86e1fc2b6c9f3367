// Package cards holds packs of things to talk about, each card in several languages, and deals from them.
//
// The packs that come along are embedded as Files; they are JSON, which this package does not read. Whoever does makes
// Packs of them and a Library of those. Check holds every pack to one rule, ours and an operator's alike: nothing in a
// card can hide, reorder or flood what a room shows.
//
// A Library never changes and is shared by all rooms without a lock. A room keeps a Deck, which is a comparable value:
// the same Deck deals the same card for ever, and no card comes twice before all have come.
package cards
