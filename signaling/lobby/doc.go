// Package lobby ranks the live rooms for the people who look for one, and tells each how their pages change.
//
// Viewers whose languages, levels, filter and number of pages are the same are one class: it is ranked once, compared
// once and encoded once, however many watch. The rooms are put in order once for all classes (a view).
//
// Invariants: a watcher that applies every delta to its page has the page of its class; who is too slow for one line
// is given the whole page with the next; ranking takes at most a twentieth of one core, whatever comes: a pass begins
// no sooner than twenty times as long as the last one took, and what newcomers cost is taken from a budget of that
// size. Nothing here knows of sockets, tokens or the shape of a room in JSON.
//
// Concurrency: Hub.Run is one goroutine. It alone ranks what is watched; Watch, Once and Pick rank for newcomers on
// the caller's goroutine. One mutex guards classes and watchers, and is held for neither ranking nor encoding.
package lobby
