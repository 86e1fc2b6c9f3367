// Package discovery says which rooms suit somebody, in which order, and why.
//
// A room in which one can give and get stands above every other that is not full; among those, what decides is said by a
// score of small integers, one addition a line. The order is total: rooms of one score stand as Sort has them, which is
// done once for everybody, so that ranking is a counting sort.
//
// # No language floods the lobby
//
// Pages walks the ranking once for each page and passes over a room when one of its languages has half of the page's
// places already; what is passed over keeps its place for the next page. A room counts for every language it names. So
// for any input no language has more than half of a page's places; the order within a page is the ranking's; a room
// appears once at most; and whatever the number of rooms in one language alone, the rooms that suit somebody better have
// the other half. The cap is of places: where everything open is one pair, a page is half as long.
//
// Languages are bases as lang.Base has them. The package is pure; only Sort changes what it is given.
package discovery
