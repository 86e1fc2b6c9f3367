// Package webpushtest is a browser that takes web push, for tests: it reads what it is sent as RFC 8291 says, with
// nothing of what encrypts. It knows nothing of servers. A Browser never changes.
package webpushtest
