// Package presencetest is the conformance suite of presence.Store: what every form of store must do, tested
// over its real backend. It is imported by tests only.
package presencetest
