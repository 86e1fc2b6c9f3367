// Package web serves the browser app from within the binary.
//
// It is not a file server: it knows the app's own files and its addresses, "/r/{id}" and a few pages, and
// everything else is not found. Files are read and compressed once, when the handler is made; after that a
// request touches neither disk nor lock, and the handler is safe for any number of callers. The page of a room
// that is known is made for each request: its title is in it, for those who show a link that was shared.
//
// Invariants: every answer carries the same content security policy, which allows nothing inline and nothing
// from elsewhere; files under /assets/ carry a hash of their content in their name and may be kept for ever;
// the page itself never is, nor is sw.js, the service worker that keeps the page for when there is no network.
package web
