// Package codec is how stores write nodes, records, listings, people, bans and the audit: JSON, bounded both ways.
// What Encode accepts Decode gives back, to the microsecond; what another program put into the store is refused,
// never believed. It holds no state.
package codec
