// Package webpush sends notifications to browsers (RFC 8030), encrypted for them (RFC 8291) and signed by the server
// (VAPID, RFC 8292).
//
// An address comes from a browser, that is from anybody, so it is asked of whoever configures the package before each
// request: the server must not be had to knock on doors of its own network. Redirects are not followed, answers are not
// read but for their status, and nothing waits for longer than a few seconds.
//
// The package knows nothing of what is sent, when, and to whom. A Sender is safe for use by many goroutines.
package webpush
